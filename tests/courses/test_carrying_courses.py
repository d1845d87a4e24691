"""A course as files: out, in again, and out once more the same; and what is broken is told in plain words."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import reverse
from wagtail.blocks import StreamValue

from courses.activities.contents import stream
from courses.course_files import OWN_FILES, CourseFileError, read_course, read_text
from courses.course_plan import plan_course
from courses.errors import CourseError
from courses.exporting import export_course
from courses.importing import import_course
from courses.loaded_parts import _without_ids
from courses.models import ActivityPage, CoursePage, ModulePage, Response
from courses.unpacking import LARGEST_FILE, LARGEST_ZIP, unpack
from lms.people.models import HelpContact, MessageTemplate, RoleKind
from tests.logging_in import log_in_with_second_factor
from tests.making import make_course, make_enrolment, make_organisation, make_person, make_role, make_run

pytestmark = pytest.mark.django_db
LANGUAGES = ["nb", "nn", "en"]


def in_all_languages(**fields: object) -> CoursePage:
    """A small course in bokmål, nynorsk and English, with something in every field an editor can fill in."""
    course = make_course(**fields)
    for language in LANGUAGES[1:]:
        make_course(language, like=course, **fields)
    for page in (course, *course.get_translations()):
        page.slug = course.slug
        page.subtitle = f"Undertittel på {page.locale.language_code}"
        page.introduction = "<p>Velkommen til <b>oss</b>.</p><ul><li>én</li><li>to</li></ul>"
        page.hours_online = "1.5"
        page.document_texts.create(key="completion_certificate", title="Kursbevis", body="{name} var med.")
        page.save()
        reading = ActivityPage.objects.descendant_of(page).get(code="1.1").specific
        reading.content_notice, reading.may_be_skipped = f"Obs, {page.locale.language_code}", True
        links = {"title": "Prat", "medium": "podcast", "minutes": 20, "address": "https://a.example/"}
        reading.media = stream("outside", [{**links, "transcript": "De prater."}], place="1.1")
        reading.save()
    return course


def files_in(packed: bytes) -> dict[str, str]:
    """The files of a zip, by name."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def pack(files: dict[str, str | bytes]) -> bytes:
    """A zip with these files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


#: One byte of what is packed is another; and a name that claims to be UTF-8 and is not.
DAMAGED_CONTENT = pack({"nb.yaml": "a: 1"}).replace(b"nb.yamlK", b"nb.yaml\xff", 1)
DAMAGED_NAME = pack({"nb.yaml": "a: 1", "æ.txt": ""}).replace("æ".encode(), b"\xff\xfe")


def bring_in(packed: bytes, **fields: object) -> CoursePage:
    """Through both steps of the upload."""
    return import_course(
        files=unpack(io.BytesIO(packed), size=len(packed)),
        organisation=fields.pop("organisation", None),
        **fields,
    )


def everything_in(course: CoursePage) -> list[dict]:
    """Every field of every page that a file should carry, in order; ids of blocks do not count."""
    by_place = {"id", "page_ptr", "activitypage_ptr", "path", "url_path", "content_type", "locale", "owner"}
    history = {
        "translation_key",
        "first_published_at",
        "last_published_at",
        "live",
        "has_unpublished_changes",
    }
    found = []
    for page in course.get_descendants(inclusive=True).order_by("path").specific():
        fields = [field for field in page._meta.concrete_fields if field.name not in by_place | history]
        found.append({field.name: plain(page, field) for field in fields if field.name != "lineage"})
    return found


def plain(page: ActivityPage, field: models.Field) -> object:
    """A value that can be compared."""
    value = getattr(page, field.attname)
    return filled_in(_without_ids(value.get_prep_value())) if isinstance(value, StreamValue) else value


def filled_in(value: object) -> object:
    """Without what was left empty."""
    if isinstance(value, dict):
        return {name: filled_in(part) for name, part in value.items() if part not in ("", None)}
    return [filled_in(part) for part in value] if isinstance(value, list) else value


def test_the_starter_course_comes_out_as_the_files_it_was_loaded_from(starter_course, tmp_path):
    """Nothing is lost on the way: the plan of the exported files is the plan of our own, page by page."""
    for name, text in files_in(export_course(starter_course)).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    exported, ours = read_course(tmp_path), read_course(OWN_FILES)
    for language in LANGUAGES:
        there, here = plan_course(exported, language), plan_course(ours, language)
        assert [page.name for page in there.with_all_below()] == [page.name for page in here.with_all_below()]
        for page, own in zip(there.with_all_below(), here.with_all_below(), strict=True):
            assert page.fields == {"media": "[]", **own.fields} or page.fields == own.fields
        assert [vars_of(text) for text in there.documents] == [vars_of(text) for text in here.documents]


def vars_of(text: models.Model) -> dict:
    """The words of a document."""
    return {name: getattr(text, name) for name in ("key", "title", "body", "lines", "closing", "labels")}


def test_out_in_and_out_again_is_the_same():
    """Equal files; `everything_in` then holds the pages to it, so that a new field cannot be forgotten."""
    course = in_all_languages()
    first = export_course(course)
    before = [everything_in(page) for page in (course, *course.get_translations().order_by("path"))]
    for page in (course, *course.get_translations()):
        page.delete()
    made = bring_in(first)
    assert files_in(export_course(made)) == files_in(first)
    after = [everything_in(page) for page in (made, *made.get_translations().order_by("path"))]
    for now, then in zip(after, before, strict=True):
        differences = [
            (name, page[name], old[name])
            for page, old in zip(now, then, strict=True)
            for name in old
            if page[name] != old[name]
        ]
        assert differences == []


def test_what_comes_in_is_a_new_course_with_one_key_for_each_activity_and_its_own_owner():
    course = in_all_languages()
    editor = make_role(kind=RoleKind.EDITOR)
    numbers = list(HelpContact.objects.order_by("pk").values())
    messages = list(MessageTemplate.objects.order_by("pk").values())
    packed = export_course(course)
    made = bring_in(packed, organisation=editor.organisation, by=editor.person, title="Vårt kurs")
    pages = [made, *made.get_translations().order_by("path")]
    keys = [list(page.get_descendants().order_by("path").values_list("translation_key")) for page in pages]
    assert keys == [keys[0]] * 3
    old = list(course.get_descendants().values_list("translation_key"))
    assert not set(keys[0]) & set(old)
    assert [(page.title, page.organisation, page.live) for page in pages] == [
        ("Vårt kurs", editor.organisation, False)
    ] * 3
    assert made.permissions_for_user(editor.person).can_publish() is True
    assert CoursePage.find_problems() == ([], [], [], [], [])
    assert list(HelpContact.objects.order_by("pk").values()) == numbers
    assert list(MessageTemplate.objects.order_by("pk").values()) == messages


def test_nothing_about_people_is_in_the_file():
    course = in_all_languages(organisation=make_organisation(contact_phone="40009999"))
    enrolment = make_enrolment(make_run(course, title="Hemmelig sted"), person=make_person("Solveig Nordahl"))
    assert Response.objects.filter(enrolment=enrolment).count() == 0
    text = "".join(files_in(export_course(course)).values())
    for secret in ("Solveig", "40009999", "Hemmelig sted", "Forening"):
        assert secret not in text


def test_a_page_without_translation_is_written_in_the_courses_own_language_and_drafts_stay_at_home():
    course = in_all_languages()
    nynorsk = course.get_translations().get(locale__language_code="nn")
    ActivityPage.objects.descendant_of(nynorsk).get(code="1.1").delete()
    ActivityPage.objects.descendant_of(course).get(code="1.2").unpublish()
    files = {name: yaml.safe_load(text) for name, text in files_in(export_course(course)).items()}
    codes = [[part["id"] for part in files[f"{code}.yaml"]["modules"][0]["activities"]] for code in LANGUAGES]
    assert codes == [["1.1", *(f"1.{number}" for number in range(3, 10))]] * 3
    notices = [files[f"{code}.yaml"]["modules"][0]["activities"][0]["content_notice"] for code in LANGUAGES]
    assert notices == ["Obs, nb", "Obs, nb", "Obs, en"]


def test_languages_that_differ_are_named_instead_of_written():
    """`check_same_course` in `export_course`: the file could not be read again."""
    course = in_all_languages()
    nynorsk = course.get_translations().get(locale__language_code="nn")
    page = ActivityPage.objects.descendant_of(nynorsk).get(code="1.2").specific
    page.prompts = stream("prompt", ["Éin", "To"], place="1.2")
    page.save()
    with pytest.raises(CourseError, match=r"nn.yaml, modules 1, activities 1.2, prompts"):
        export_course(course)


BROKEN = [
    ("«course» mangler", lambda files: {**files, "nb.yaml": "help: []"}),
    ("nn.yaml", lambda files: {name: text for name, text in files.items() if name != "nn.yaml"}),
    ("linje", lambda files: {**files, "nb.yaml": files["nb.yaml"] + "\n  : ]["}),
    ("linje", lambda files: {**files, "nb.yaml": "a: &a [1]\nb: *a\n"}),
    ("linje", lambda files: {**files, "nb.yaml": "a: !!python/object/apply:os.system ['true']\n"}),
    ("linje", lambda files: {**files, "nb.yaml": "[" * 5000}),
    ("UTF-8", lambda files: {**files, "en.yaml": b"\xff\xfe\x00"}),
    ("for mange", lambda files: {**files, **{f"x{number}": "" for number in range(160)}}),
    ("for stor", lambda files: {**files, "en.yaml": "#" * (LARGEST_FILE + 1)}),
    (
        "1.1",
        lambda files: {
            **files,
            "nb.yaml": files["nb.yaml"].replace("title: reading 1.1", f"title: {'x' * 300}"),
        },
    ),
    (
        "nowhere",
        lambda files: {name: text.replace("next: repair", "next: nowhere") for name, text in files.items()},
    ),
]


@pytest.mark.parametrize(("words", "break_it"), BROKEN)
def test_a_broken_file_is_told_in_words_and_changes_nothing(words, break_it):
    files = files_in(export_course(in_all_languages()))
    pages = CoursePage.objects.count()
    with pytest.raises(CourseFileError) as refusal:
        bring_in(pack(break_it(files)), title="Ødelagt")
    assert words in str(refusal.value)
    assert CoursePage.objects.count() == pages


def test_the_same_course_twice_is_refused_so_a_double_click_makes_one():
    packed = export_course(in_all_languages())
    bring_in(packed, title="Én gang")
    with pytest.raises(CourseError, match="Det finnes allerede et kurs som heter «Én gang»"):
        bring_in(packed, title="Én gang")


def test_a_reference_in_a_file_is_refused_before_it_is_followed():
    """`PlainLoader`; a few lines of references to references would otherwise fill the memory."""
    bomb = "a: &a ['x']\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(3))
    with pytest.raises(CourseFileError, match=r"nb.yaml kan ikke leses"):
        read_text("nb.yaml", bomb)


def upload(packed: bytes, **fields: object) -> dict:
    """What the form sends."""
    return {"file": SimpleUploadedFile("kurs.zip", packed), **fields}


def test_an_editor_downloads_a_course_and_brings_it_in(client):
    editor = make_role(kind=RoleKind.EDITOR)
    log_in_with_second_factor(client, editor.person)
    course = in_all_languages()
    answer = client.get(reverse("desk:download", args=[course.pk]))
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/zip",
        f'attachment; filename="{course.slug}.zip"',
    )
    form = upload(answer.content, owner=editor.organisation.pk, title="Hentet inn")
    answer = client.post(reverse("desk:bring_in"), form)
    made = CoursePage.objects.get(title="Hentet inn", locale__language_code="nb")
    assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_explore", args=[made.pk]))
    assert made.organisation == editor.organisation


@pytest.mark.parametrize(
    ("packed", "words"),
    [
        (b"ingen zip", "Dette er ikke en zip-fil som lar seg åpne."),
        (DAMAGED_CONTENT, "Dette er ikke en zip-fil som lar seg åpne."),
        (DAMAGED_NAME, "Dette er ikke en zip-fil som lar seg åpne."),
        (b"x" * (LARGEST_ZIP + 1), "Filen er større enn 20 megabyte"),
        (pack({"nb.yaml": "a: 1"}), "Zip-filen mangler nn.yaml."),
    ],
)
def test_what_is_wrong_with_an_upload_stands_on_the_form_with_what_was_typed(client, packed, words):
    editor = make_role(kind=RoleKind.EDITOR)
    log_in_with_second_factor(client, editor.person)
    form = upload(packed, owner=editor.organisation.pk, title="Navnet mitt")
    answer = client.post(reverse("desk:bring_in"), form)
    assert answer.status_code == 200
    assert words in answer.text
    assert 'value="Navnet mitt"' in answer.text


@pytest.mark.parametrize("kind", [RoleKind.ADMINISTRATOR, RoleKind.COMMITTEE_LEADER, None])
def test_who_is_no_editor_neither_downloads_nor_brings_in(client, kind):
    course = make_course()
    packed = pack(dict.fromkeys(("nb.yaml", "nn.yaml", "en.yaml"), "a: 1"))
    person = make_role(kind=kind).person if kind else make_person()
    addresses = [reverse("desk:download", args=[course.pk]), reverse("desk:bring_in")]
    assert [client.get(address).status_code for address in addresses] == [302, 302]
    log_in_with_second_factor(client, person)
    for answer in (
        client.get(addresses[0]),
        client.get(addresses[1]),
        client.post(addresses[1], upload(packed)),
    ):
        assert answer.status_code in (302, 404)
        assert answer.get("Content-Type") != "application/zip"


def test_another_associations_course_is_not_downloaded(client):
    log_in_with_second_factor(client, make_role(kind=RoleKind.EDITOR).person)
    foreign = make_course(organisation=make_organisation())
    assert client.get(reverse("desk:download", args=[foreign.pk])).status_code == 404
    assert client.post(reverse("desk:download", args=[make_course().pk])).status_code == 405


def test_our_own_files_are_where_the_loader_looks():
    assert sorted(path.name for path in Path(OWN_FILES).glob("*.yaml")) == [
        "en.yaml",
        "front.yaml",
        "nb.yaml",
        "nn.yaml",
    ]
    assert ModulePage.objects.filter(code="0").count() == 3
