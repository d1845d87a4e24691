"""Reading people to invite from a file: Norwegian Excel's CSV, XLSX, and what is not harmless in either."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import Workbook
from openpyxl.styles import Font

from courses import invitation_files
from courses.errors import CourseError
from courses.invitation_lists import MOST_LINES, read_list
from courses.models import Enrolment
from tests.courses.leading import secretariat_of
from tests.courses.working import leader_of, logged_in
from tests.making import make_run


def a_file(content: bytes, name: str = "liste.csv") -> SimpleUploadedFile:
    """As it arrives."""
    return SimpleUploadedFile(name, content)


def a_workbook(*rows: list) -> bytes:
    """The bytes of an XLSX with these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def read(content: bytes) -> str:
    """What comes out."""
    return invitation_files.text_of(a_file(content))


def people(content: bytes) -> list[tuple[str, str, str]]:
    """Name, e-mail and phone of the lines that can be read."""
    return [(line.name, line.email, line.phone) for line in read_list(read(content)) if not line.problem]


LIST = "Navn;E-post;Mobil\r\nÅse Lie;ase@likevel.example;\r\nBjørn Ås;;412 34 567\r\n"
TWO = [("Åse Lie", "ase@likevel.example", ""), ("Bjørn Ås", "", "+4741234567")]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_the_csv_of_norwegian_excel_is_read_whatever_it_was_saved_as(encoding: str) -> None:
    """Semicolons and cp1252, the newer one with its mark, and Unicode text: æ, ø and å stay what they are."""
    assert people(LIST.encode(encoding)) == TWO


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_comma_tab_and_semicolon_stand_between(sign: str) -> None:
    """What a file is divided by is seen from its first line; nothing has to be chosen."""
    assert people(LIST.replace(";", sign).encode()) == TWO


def test_a_register_is_read_by_its_headings_and_nothing_else_is_taken() -> None:
    """First and last name are put together, «Lie, Åse» is turned, and diagnosis and address are never read."""
    rows = (
        ["Medlemsnr", "Etternavn", "Fornavn", "Diagnose", "E-postadresse", "Adresse"],
        [17, "Lie", "Åse", "PSC", "ase@likevel.example", "Storgata 1"],
    )
    assert read(a_workbook(*rows)) == "Åse Lie; ase@likevel.example"
    assert people(b'Navn;Epost\n"Lie, Siri";siri@likevel.example\n') == [
        ("Siri Lie", "siri@likevel.example", "")
    ]


@pytest.mark.parametrize("headings", ["Navn;Mobil;Telefon", "Navn;Telefon;Mobil", "Navn;Telefon;Telefon"])
def test_of_two_columns_with_numbers_the_one_that_holds_something_is_read_and_a_mobile_first(
    headings: str,
) -> None:
    """Fails if the last column always won, also when it is empty or no mobile."""
    rows = {"Kari Lie": "41234567;", "Ola Nes": ";41234568", "Åse Lie": "41234569;22334455"}
    if headings.endswith("Mobil"):
        rows["Åse Lie"] = "22334455;41234569"
    content = "\n".join([headings, *(f"{name};{numbers}" for name, numbers in rows.items())])
    assert people(content.encode()) == [
        ("Kari Lie", "", "+4741234567"),
        ("Ola Nes", "", "+4741234568"),
        ("Åse Lie", "", "+4741234569"),
    ]


@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_headings_are_found_below_a_title_and_the_diagnosis_stays_in_the_file(sign: str) -> None:
    """Registers write a title and a date above the headings; decision 35: only names and addresses are taken.

    Fails if headings were looked for in the first row alone, or the columns' sign were seen from the title.
    """
    below = "Diagnose;Navn;E-post\nEpilepsi;Kari Lie;kari@likevel.example\n".replace(";", sign)
    for title in ("Medlemsliste 2026\n\nTatt ut 1. mars\n", f"Medlemsliste{sign * 2}\n"):
        assert read((title + below).encode()) == "Kari Lie; kari@likevel.example"
    rows = (["Medlem"], [], ["Navn", "E-post", "Diagnose"], ["Kari Lie", "kari@likevel.example", "Epilepsi"])
    assert read(a_workbook(*rows)) == "Kari Lie; kari@likevel.example"


def test_a_row_with_an_address_is_somebodys_and_no_heading() -> None:
    """Fails if «medlem» in a cell beside Kari's address made headings of her row, and she were left out."""
    assert read(b"Kari Lie;kari@likevel.example;medlem\n") == "Kari Lie; kari@likevel.example; medlem"


def test_many_columns_without_headings_are_refused_and_three_are_read() -> None:
    """Fails if what nobody said what is, a diagnosis perhaps, were put in the box."""
    with translation.override("nb"), pytest.raises(CourseError) as refused:
        read(b"17;Kari Lie;kari@likevel.example;Epilepsi\n")
    assert str(refused.value) == (
        "Vi ser ikke hva som står i kolonnene. Skriv navn, e-post og mobil over dem, eller behold bare de tre."
    )
    assert people(b"Kari Lie;kari@likevel.example;41234567;;\n") == [
        ("Kari Lie", "kari@likevel.example", "+4741234567")
    ]


def test_a_number_that_is_a_phone_is_read_without_decimals() -> None:
    """Excel makes numbers of phone numbers."""
    rows = (["Navn", "Mobil"], ["Bjørn Ås", 41234567.0], ["Åse Lie", 41234568])
    assert people(a_workbook(*rows)) == [("Bjørn Ås", "", "+4741234567"), ("Åse Lie", "", "+4741234568")]


def test_a_formula_is_never_worked_out_and_is_nobodys_name() -> None:
    """In a workbook the cell is empty; in a CSV the line says what is wrong with it."""
    rows = (["Navn", "E-post"], ['=HYPERLINK("http://x.example")', "a@likevel.example"])
    with translation.override("nb"):
        assert [line.problem for line in read_list(read(a_workbook(*rows)))] == ["Navnet mangler."]
        found = read_list(read(b"Navn;Epost\n=SUM(A);a@likevel.example\n=1+1;b@likevel.example\n"))
        assert [line.problem for line in found] == [
            "Et navn kan ikke begynne med «=».",
            "Navnet mangler.",
        ]


def test_errors_and_duplicates_are_told_line_by_line() -> None:
    """Each line that is left out says why; the others stay."""
    text = read("Navn;Epost\nÅse;ase@likevel.example\nUten adresse;\nSamme;ASE@likevel.example\n".encode())
    with translation.override("nb"):
        assert [line.problem for line in read_list(text)] == [
            "",
            "E-postadresse eller mobilnummer mangler.",
            "Den samme adressen står lenger opp.",
        ]


def test_empty_lines_between_people_leave_nobody_out() -> None:
    """Nothing is lost: a list with air in it is read to its end, pasted, as CSV and as XLSX.

    Fails if empty lines counted towards the most lines: whoever stood below would be left out without a word.
    """
    rows = [
        [f"Person {letter}{other}", f"{letter}{other}@likevel.example"]
        for letter in "abcdefghij"
        for other in "klmnopqrstuv"
    ]
    assert (len(rows), len(rows) * 2 > MOST_LINES + 2) == (120, True)
    with_air = [row for person in rows for row in (person, [])]
    expected = [(name, email, "") for name, email in rows]
    assert people("\r\n".join(";".join(row) for row in with_air).encode()) == expected
    assert people(a_workbook(*with_air)) == expected
    pasted = read_list("\n\n".join(" ".join(row) for row in rows))
    assert [(line.name, line.email, line.number) for line in pasted] == [
        (name, email, 2 * place + 1) for place, (name, email) in enumerate(rows)
    ]


def test_a_sheet_that_goes_on_far_below_is_refused_and_not_cut() -> None:
    """Who stands in row 6000 is not left out silently.

    Fails if reading stopped at a row without saying so.
    """
    book = Workbook()
    book.active.append(["Åse Lie", "ase@likevel.example"])
    book.active.cell(row=6000, column=1, value="Bjørn Ås")
    written = io.BytesIO()
    book.save(written)
    with translation.override("en"), pytest.raises(CourseError) as refused:
        read(written.getvalue())
    assert str(refused.value) == "The file has more than 200 lines. Divide it."


def test_a_sheet_whose_last_row_is_made_ready_and_empty_is_a_list_like_any_other() -> None:
    """Spreadsheets write the very last row when somebody has given all rows a look: nobody stands there.

    Fails if empty rows far below were taken for people.
    """
    book = Workbook()
    book.active.append(["Åse Lie", "ase@likevel.example"])
    book.active.cell(row=1_048_576, column=1).font = Font(bold=True)
    written = io.BytesIO()
    book.save(written)
    assert people(written.getvalue()) == [("Åse Lie", "ase@likevel.example", "")]


def test_a_row_no_sheet_has_is_not_waited_for() -> None:
    """Fails if a file that speaks of a row beyond the last one kept the page counting empty rows."""
    content = a_workbook(["Åse Lie", "ase@likevel.example"])
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            sheet = b'</row><row r="99999999999"><c><v>1</v></c></row></sheetData>'
            new.writestr(name, old.read(name).replace(b"</row></sheetData>", sheet))
    with translation.override("en"), pytest.raises(CourseError) as refused:
        read(written.getvalue())
    assert str(refused.value) == "The file has more than 200 lines. Divide it."


def _bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * (invitation_files.MOST_UNPACKED + 1))
    return written.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n;;\n",
        b"Navn;Epost\n",
        b"PK\x03\x04 not really",
        _bomb(),
        b"Navn\n" * (MOST_LINES + 2),
        b"x" * (invitation_files.MOST_BYTES + 1),
        b"\x00\x01\x02 a program",
        b"\xff\xfeA",
    ],
    ids=["empty", "no cells", "heading only", "broken", "bomb", "too long", "too large", "binary", "cut off"],
)
def test_what_is_no_list_is_refused_with_a_sentence(content: bytes) -> None:
    """Too large, too long, unpacked too large, broken or empty: a sentence, and nothing is read."""
    with pytest.raises(CourseError, match=r"^\w.*\.$"):
        read(content)


@pytest.mark.django_db
def test_a_file_is_looked_at_first_and_the_list_in_the_box_is_what_is_sent() -> None:
    """Preview, then send: also when another button was pressed with a file. The file is kept nowhere."""
    run = make_run()
    client = logged_in(secretariat_of(run))
    address = f"/sekretariat/{run.pk}/inviter/"
    fields = {"organisation": run.organiser_id, "do": "send", "file": a_file(LIST.encode("cp1252"))}
    html = client.post(address, fields).content.decode()
    assert ("Åse Lie; ase@likevel.example" in html, "Inviter 2 personer" in html) == (True, True)
    assert Enrolment.objects.filter(course_run=run).count() == 0
    client.post(address, fields | {"do": "wait", "file": a_file(LIST.encode("cp1252"))})
    assert run.waiting.count() == 0
    text = "Åse Lie; ase@likevel.example\nBjørn Ås; 412 34 567"
    client.post(address, {"organisation": run.organiser_id, "do": "send", "text": text})
    names = Enrolment.objects.filter(course_run=run).values_list("person__name", flat=True)
    assert sorted(names) == ["Bjørn Ås", "Åse Lie"]


@pytest.mark.django_db
def test_a_file_that_is_refused_leaves_the_page_with_a_sentence_and_a_leader_has_no_such_page() -> None:
    """The sentence stands at the file; inviting is the secretariat's."""
    run = make_run()
    address = f"/sekretariat/{run.pk}/inviter/"
    fields = {"organisation": run.organiser_id, "do": "look", "file": a_file(b"PK\x03\x04 broken", "x.xlsx")}
    answer = logged_in(secretariat_of(run)).post(address, fields)
    assert "Vi kan ikke lese denne filen." in answer.content.decode()
    assert logged_in(leader_of(run)).post(address, {**fields, "file": a_file(b"x")}).status_code == 404


@pytest.mark.django_db
def test_an_empty_file_is_told_once_and_nobody_is_asked_to_paste() -> None:
    """Fails if the empty box were complained about beside the file that was chosen."""
    run = make_run()
    fields = {"organisation": run.organiser_id, "do": "look", "file": a_file(b"")}
    answer = logged_in(secretariat_of(run)).post(f"/sekretariat/{run.pk}/inviter/", fields)
    assert answer.context["form"].errors == {"file": ["Filen er tom."]}


@pytest.mark.django_db
@pytest.mark.parametrize("do", ["send", "wait"])
def test_a_list_nobody_can_read_is_not_said_to_have_places(do: str) -> None:
    """Fails if nobody invited were always taken for everybody having a place already."""
    run = make_run()
    fields = {"organisation": run.organiser_id, "do": do, "text": "Uten Adresse"}
    answer = logged_in(secretariat_of(run)).post(f"/sekretariat/{run.pk}/inviter/", fields)
    told = {"text": ["Ingen av linjene kan brukes. Ved hver av dem står det hvorfor."]}
    assert (answer.status_code, answer.context["form"].errors) == (200, told)
    assert [line.problem for line in answer.context["lines"]] == ["E-postadresse eller mobilnummer mangler."]
    assert not Enrolment.objects.filter(course_run=run).exists()
