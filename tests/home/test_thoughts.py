"""My thoughts: everything one has written, for the author and nobody else; to read, to take along, to delete."""

from __future__ import annotations

import datetime
import io
import re

import pikepdf
import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from courses import bringing, enrolling, responding
from courses.activities.base import Response
from courses.kinds import EnrolmentState, Sharing
from courses.models import (
    Enrolment,
    ModulePage,
    OtherVersion,
    ReflectionPage,
    ReflectionResponse,
)
from lms.home import thoughts_document
from lms.people.models import RoleKind
from tests.courses.every_value import every_value
from tests.courses.leading import secretariat_of
from tests.courses.working import SECRET, a_place, base_row, leader_of, logged_in, page, save
from tests.making import make_activity, make_course, make_enrolment, make_person, make_role, make_run

pytestmark = pytest.mark.django_db
HERE = "/min-side/tanker/"
DOWNLOADS = (f"{HERE}pdf/", f"{HERE}tekst/")


def shown(person, address: str = HERE) -> str:
    """The main part of a page, in plain words."""
    body = logged_in(person).get(address).content.decode()
    main = body.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split()).replace("\N{NO-BREAK SPACE}", " ")


def words_in(pdf: bytes) -> str:
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages).split())


def test_all_one_has_written_stands_there_by_course_and_module_the_newest_course_first():
    """Everything, by module. Fails when a course, a text or its place is missing."""
    person = make_person()
    course = make_course()
    module = ModulePage.objects.child_of(course).get()
    make_activity(module, "reflection", code="1.10")
    old, new = (make_run(course=course, title=title, starts_on=day) for title, day in RUNS)
    for run, words in ((old, "Ord fra i fjor"), (new, "Ord fra i år")):
        place = make_enrolment(run, person=person)
        save(place, "1.10", text=f"{words}, sist")
        save(place, "1.2", text=f"{words}, først")
    text = shown(person)
    order = [
        "I år",
        "Modul (nb)",
        "reflection 1.2",
        "Ord fra i år, først",
        "reflection 1.10",
        "Ord fra i år, sist",
    ]
    order += [words.replace("i år", "i fjor").replace("I år", "I fjor") for words in order]
    at = 0
    for words in order:
        assert words in text[at:], words
        at = text.index(words, at) + len(words)


RUNS = (
    ("I fjor", timezone.localdate() - datetime.timedelta(days=200)),
    ("I år", timezone.localdate() - datetime.timedelta(days=10)),
)


def test_who_can_read_each_text_now_is_said_by_name():
    """Fails when the choice alone is told: after the run, or with a lower ceiling, the group reads nothing more."""
    place = a_place()
    ReflectionPage.objects.filter(pk=page(place, "1.2").pk).update(sharing_ceiling=Sharing.GROUP)
    save(place, "1.2", text=SECRET)
    said = {}
    for sharing in (Sharing.PRIVATE, Sharing.LEADER, Sharing.GROUP):
        save(place, "1.2", text=SECRET, sharing=sharing)
        said[sharing] = shown(place.person)
    assert ("Bare du kan lese dette." in said["private"], "Leif" in said["private"]) == (True, False)
    assert "Du og Leif kan lese dette." in said["leader"]
    assert "Du, Leif og gruppen kan lese dette så lenge kurset varer." in said["group"]
    Response.objects.non_polymorphic().update(hidden_at=timezone.now())
    assert "Skjult for gruppen. Du og Leif kan lese dette." in shown(place.person)
    enrolling.withdraw(enrolment=place, by=place.person)
    assert "Bare du kan lese dette." in shown(place.person)


def test_a_copy_in_an_open_case_is_told_and_shown_also_after_the_text_is_gone():
    place = a_place()
    save(place, "1.2", text=SECRET)
    bringing.bring(enrolment=place, activity_page=page(place, "1.2"), text="Til samtalen", by=place.person)
    assert "Bare du kan lese dette." in shown(place.person)
    bringing.case_opened(enrolment_id=place.pk, at=timezone.now())
    told = shown(place.person)
    assert "De som har saken din, kan lese kopien du tok med til samtalen." in told
    assert "Bare du kan lese dette." not in told
    ReflectionResponse.objects.get().delete(keep_parents=True)
    assert "Til samtalen" in shown(place.person)


def test_what_is_not_chosen_between_yet_stands_beside_the_text():
    place = a_place()
    save(place, "1.2", text=SECRET)
    OtherVersion.objects.create(
        response=base_row(place, "1.2"), text="En annen utgave", window="w2", written_at=timezone.now()
    )
    text = shown(place.person)
    assert text.index(SECRET) < text.index("Også skrevet her") < text.index("En annen utgave")


def test_what_was_chosen_or_ticked_is_named_and_the_day_of_deletion_is_told():
    place = a_place()
    save(place, "1.6", ticked=["one"])
    text = shown(place.person)
    assert ("checklist 1.6" in text, "Én linje" in text, "90 dager etter at du er ferdig" in text) == (
        True,
        False,
        True,
    )
    ended = datetime.datetime(2026, 11, 1, 12, tzinfo=datetime.UTC)
    Enrolment.objects.update(state=EnrolmentState.COMPLETED, completed_at=ended)
    with time_machine.travel(ended + datetime.timedelta(days=1), tick=False):
        assert "blir slettet 30. januar 2027" in shown(place.person)
    with time_machine.travel(ended + datetime.timedelta(days=100), tick=False):
        assert "30. januar 2027" not in shown(place.person)


def test_who_has_written_nothing_is_told_what_will_come():
    assert "Her er det tomt nå." in shown(a_place().person)


def test_a_guest_is_asked_to_log_in():
    assert [Client().get(address).url for address in (HERE, *DOWNLOADS)] == [
        f"/logg-inn/?next={address}" for address in (HERE, *DOWNLOADS)
    ]


def test_nobody_else_has_a_way_in():
    """Fails when leader, secretariat, committee, administrator, superuser or another participant sees or deletes."""
    place = a_place()
    row = save(place, "1.2", text=SECRET, sharing=Sharing.LEADER)
    strangers = [
        leader_of(place.course_run),
        secretariat_of(place.course_run),
        make_role(organisation=place.organisation, kind=RoleKind.COMMITTEE_LEADER).person,
        make_person(is_superuser=True, is_staff=True),
        make_enrolment(place.course_run, person=make_person("Arne Vik")).person,
    ]
    own = [f"{HERE}{row.pk}/slett/", f"{HERE}kurs/{place.pk}/dag/"]
    for stranger in strangers:
        client = logged_in(stranger)
        for address in (HERE, *DOWNLOADS):
            answer = client.get(address, follow=True)
            assert SECRET.encode() not in answer.content
        assert [client.get(address, follow=True).status_code for address in own] == [404, 404]
        client.post(own[0])
        client.post(own[1], {"day": ""})
        client.post(f"{HERE}slett/")
    assert ReflectionResponse.objects.get().text == SECRET


def test_no_browser_keeps_it_and_nothing_personal_stands_in_title_or_address():
    place = a_place()
    row = save(place, "1.2", text=SECRET)
    client = logged_in(place.person)
    addresses = [HERE, *DOWNLOADS, f"{HERE}slett/", f"{HERE}{row.pk}/slett/", f"{HERE}kurs/{place.pk}/dag/"]
    kept = {client.get(address)["Cache-Control"] for address in addresses}
    assert kept == {"max-age=0, no-cache, no-store, must-revalidate, private"}
    titles = {
        re.findall(r"<title>(.*?)–", client.get(one).content.decode())[0] for one in (HERE, *addresses[3:])
    }
    assert titles == {
        "Mine tanker ",
        "Slett alt jeg har skrevet ",
        "Slett det du har skrevet ",
        "Velg en tidligere dag ",
    }
    assert [client.get(one)["Content-Disposition"] for one in DOWNLOADS] == [
        'attachment; filename="mine-tanker.pdf"',
        'attachment; filename="mine-tanker.txt"',
    ]


def test_the_plain_text_has_everything_and_line_ends_that_every_machine_reads():
    """UTF-8, and CRLF whatever came in. Fails when a lone line end of any kind gets through."""
    place = a_place()
    save(place, "1.2", text="Første linje\rAndre\nTredje\r\nÆøå 🌿")
    answer = logged_in(place.person).get(f"{HERE}tekst/")
    text = answer.content.decode("utf-8")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert re.findall(r"(?<!\r)\n|\r(?!\n)", text) == []
    lines = text.split("\r\n")
    at = lines.index("Første linje")
    assert lines[at : at + 4] == ["Første linje", "Andre", "Tredje", "Æøå 🌿"]
    assert lines[0] == "MINE TANKER"
    assert "reflection 1.2" in lines


def test_the_pdf_can_be_read_aloud():
    """Title, language, tags and headings in order (PDF/UA). Fails without tags, or with a heading level left out."""
    place = a_place()
    save(place, "1.2", text=f"{SECRET}.\n\nOg ett avsnitt til & <b>slik</b>.")
    client = logged_in(place.person)
    content = client.get(f"{HERE}pdf/").content
    pdf = pikepdf.open(io.BytesIO(content))
    root = pdf.Root
    assert (str(root.Lang), bool(root.MarkInfo.Marked), bool(root.ViewerPreferences.DisplayDocTitle)) == (
        "nb",
        True,
        True,
    )
    with pdf.open_metadata() as metadata:
        assert (metadata["dc:title"], metadata["pdfuaid:part"]) == ("Mine tanker", "1")
    tags = {str(one["/S"]) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one}
    assert {"/H1", "/H2", "/H3", "/H4", "/P"} <= tags
    words = words_in(content)
    assert (SECRET in words, "Og ett avsnitt til & <b>slik</b>." in words) == (True, True)


def test_too_much_for_a_pdf_is_offered_as_text(monkeypatch):
    """Fails when one person's thick book holds up everybody else."""
    monkeypatch.setattr(thoughts_document, "LONGEST", 10)
    place = a_place()
    save(place, "1.2", text=SECRET)
    answer = logged_in(place.person).get(f"{HERE}pdf/", follow=True)
    assert "Ta det heller som ren tekst." in answer.content.decode()


def test_the_pdf_is_made_in_the_request_and_leaves_nothing_behind(
    tmp_path, django_capture_on_commit_callbacks
):
    """Decision 0018. Fails when a task is queued, a file is written or the session or the cache keeps anything."""
    place = a_place()
    save(place, "1.2", text=SECRET)
    client = logged_in(place.person)
    before = dict(client.session)
    with django_capture_on_commit_callbacks() as callbacks:
        assert SECRET in words_in(client.get(f"{HERE}pdf/").content)
    assert (callbacks, DBTaskResult.objects.count(), dict(client.session)) == ([], 0, before)
    assert [value for value in every_value() if SECRET in value] == []


def test_deleting_one_asks_once_and_takes_only_that():
    place = a_place()
    make_activity(ModulePage.objects.child_of(place.course_run.course).get(), "reflection", code="1.10")
    row = save(place, "1.2", text=SECRET, finish=True)
    save(place, "1.10", text="Skal stå")
    client = logged_in(place.person)
    address = f"{HERE}{row.pk}/slett/"
    assert (client.get(address).status_code, ReflectionResponse.objects.count()) == (200, 2)
    assert [client.post(address).url, client.post(address).url] == [HERE, HERE]
    assert [row.text for row in ReflectionResponse.objects.all()] == ["Skal stå"]
    assert base_row(place, "1.2").state == "done"


def test_deleting_everything_asks_once():
    place = a_place()
    save(place, "1.2", text=SECRET)
    client = logged_in(place.person)
    assert (client.get(f"{HERE}slett/").status_code, ReflectionResponse.objects.count()) == (200, 1)
    assert [client.post(f"{HERE}slett/").url, client.post(f"{HERE}slett/").url] == [HERE, HERE]
    assert (ReflectionResponse.objects.count(), "Her er det tomt nå." in shown(place.person)) == (0, True)


def test_what_one_did_together_with_others_is_not_deleted_here():
    place = a_place()
    row = responding.mark_done(enrolment=place, activity=page(place, "1.4"), by=leader_of(place.course_run))
    assert logged_in(place.person).post(f"{HERE}{row.pk}/slett/").status_code == 404


def test_an_earlier_day_is_chosen_and_taken_back():
    place = a_place()
    save(place, "1.2", text=SECRET)
    client = logged_in(place.person)
    address = f"{HERE}kurs/{place.pk}/dag/"
    day = timezone.localdate() + datetime.timedelta(days=5)
    assert client.post(address, {"day": day.isoformat()}).url == HERE
    assert Enrolment.objects.get().delete_texts_on == day
    assert f'value="{day.isoformat()}"' in client.get(address).content.decode()
    assert client.post(address, {"day": ""}).url == HERE
    assert Enrolment.objects.get().delete_texts_on is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("2020-01-01", "Velg en dag fra og med i morgen."), ("i morgen", "Skriv dagen som dag, måned og år")],
)
def test_a_day_that_cannot_be_is_answered_beside_the_field(typed, sentence):
    place = a_place()
    answer = logged_in(place.person).post(f"{HERE}kurs/{place.pk}/dag/", {"day": typed})
    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)


def test_reading_pages_take_no_post():
    client = logged_in(a_place().person)
    assert [client.post(address).status_code for address in (HERE, *DOWNLOADS)] == [405, 405, 405]


@pytest.mark.parametrize("language", ["nn", "en"])
def test_titles_in_the_readers_language_and_the_words_as_they_were_written(language):
    course = make_course()
    make_course(language, like=course)
    place = a_place(course=course)
    save(place, "1.2", text=SECRET)
    place.person.language = language
    place.person.save()
    text = shown(place.person)
    assert (f"Modul ({language})" in text, SECRET in text) == (True, True)


def test_one_and_thirty_texts_cost_the_same(django_assert_num_queries):
    """Fails when a text, a course or a leader costs a query of its own."""
    place = a_place()
    save(place, "1.2", text=SECRET)
    client = logged_in(place.person)
    client.get(HERE)
    with django_assert_num_queries(16):
        client.get(HERE)
    module = ModulePage.objects.child_of(place.course_run.course).get()
    later = make_enrolment(make_run(course=place.course_run.course), person=place.person)
    for number in range(15):
        make_activity(module, "reflection", code=f"2.{number}")
        save(place, f"2.{number}", text="Ja")
        save(later, f"2.{number}", text="Nei")
    with django_assert_num_queries(16):
        client.get(HERE)
    assert ReflectionResponse.objects.count() == 31
