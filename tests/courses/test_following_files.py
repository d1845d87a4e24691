"""The seminar, the add-on course and the course for leaders that come along: loaded, carried out and in again, and copied."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import yaml

from courses import scheduling
from courses.completion_plan import roles_to_try
from courses.copying import new_edition
from courses.course_files import LANGUAGES, OWN_FILES, CourseFileError, read_course
from courses.errors import CourseError
from courses.exporting import export_course
from courses.importing import import_course
from courses.keeping_pages import why_not_delete
from courses.kinds import CourseKind
from courses.loading import load, load_course
from courses.models import CoursePage, GatheringPage
from courses.owning import follow_owner
from courses.unpacking import unpack
from lms.people.models import RoleKind
from tests.courses.following import following
from tests.logging_in import log_in_with_second_factor
from tests.making import make_course, make_organisation, make_role, make_run

pytestmark = pytest.mark.django_db
SEMINAR, TELEPHONE, LEADER = (OWN_FILES / name for name in ("seminar", "telephone", "leader"))


def asked_of(course: CoursePage) -> list[str]:
    """The addresses of the courses to complete first."""
    return list(course.prerequisites.values_list("asked_course__slug", flat=True))


def brought_in(course: CoursePage) -> CoursePage:
    """The course out as a file, and in again as a new one."""
    packed = export_course(course)
    files = unpack(io.BytesIO(packed), size=len(packed))
    return import_course(files=files, organisation=None, title="Hentet inn")


def programme_of(course: CoursePage, code: str) -> list[str]:
    """What stands on the programme of a gathering."""
    page = GatheringPage.objects.descendant_of(course).get(code=code)
    return [str(block.value["title"]) for block in page.programme]


def test_they_are_loaded_with_what_they_are_and_ask_for(starter_course) -> None:
    """In all three languages, and each asks for the basic course in its own. A second time changes nothing."""
    seminar, telephone = load_course(SEMINAR), load_course(TELEPHONE)
    for course in (seminar, telephone):
        assert len({page.kind for page in course.get_translations(inclusive=True)}) == 1
    assert (seminar.kind, seminar.for_peer_supporters) == (CourseKind.SEMINAR, True)
    assert telephone.kind == CourseKind.ADD_ON
    for page in telephone.get_translations(inclusive=True):
        [row] = page.prerequisites.select_related("asked_course")
        assert (row.asked_course.slug, row.asked_course.locale_id) == ("grunnkurs", page.locale_id)
    for folder in (SEMINAR, TELEPHONE):
        again = load(folder)
        assert (again.made, again.changed, again.kept) == ([], [], [])
    assert load(TELEPHONE, overwrite=True).changed == []


@pytest.mark.req(71)
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", ("Erfaringsutveksling", "Tilbakemelding på arbeidet")),
        ("nn", ("Erfaringsutveksling", "Tilbakemelding på arbeidet")),
        ("en", ("Exchange of experience", "Feedback on the work")),
    ],
)
def test_exchange_of_experience_and_feedback_on_the_work_are_part_of_the_seminar(
    starter_course, language: str, words: tuple[str, str]
) -> None:
    """R71 «Erfaringsutveksling … tilbakemeldinger»: both stand on the programme with time of their own, and with questions
    to talk about. Fails if either were taken out of `content/seminar`.
    """
    course = load_course(SEMINAR).get_translations(inclusive=True).get(locale__language_code=language)
    programme = programme_of(course, "1.2")
    assert [sum(line.startswith(word) for line in programme) for word in words] == [1, 1]
    page = GatheringPage.objects.descendant_of(course).get(code="1.2")
    assert [(b.value["minutes"], b.value["activity"]) for b in page.programme if b.value["activity"]] == [
        (60, "1.3"),
        (40, "1.4"),
    ]


@pytest.mark.req(73)
def test_the_peer_supporters_have_a_meeting_of_their_own(starter_course) -> None:
    """R73 «eget møte med erfaringsutveksling»: a gathering by itself, with its own time in the run, for peer supporters
    alone. Fails if it were an item in the other gathering, or the seminar were open to others.
    """
    course = load_course(SEMINAR)
    run = make_run(course)
    run.gatherings.all().delete()
    planned = {one.code: one for one in scheduling.plan_usual_gatherings(course_run=run)}
    assert planned["1.2"].title == "Vårt eget møte: erfaringsutveksling og tilbakemelding"
    assert planned["1.2"].starts_at >= planned["1.1"].ends_at
    assert course.for_peer_supporters


def test_out_and_in_again_they_are_the_same(starter_course) -> None:
    seminar, telephone = load_course(SEMINAR), load_course(TELEPHONE)
    assert (brought_in(telephone).kind, asked_of(CoursePage.objects.latest("pk"))) == (
        "add_on",
        ["grunnkurs"],
    )
    CoursePage.objects.filter(title="Hentet inn").update(title="Hentet inn før")
    copy = brought_in(seminar)
    assert (copy.kind, copy.for_peer_supporters, asked_of(copy)) == ("seminar", True, [])


def test_a_plain_basic_course_says_nothing_of_it_in_its_file() -> None:
    """So a site from before this reads the file, and a basic course needs no line more."""
    course = make_course()
    for language in LANGUAGES[1:]:
        make_course(language, like=course)
    for page in course.get_translations():
        CoursePage.objects.filter(pk=page.pk).update(slug=course.slug)
    packed = export_course(course)
    words = unpack(io.BytesIO(packed), size=len(packed)).by_language["nb"].part("course").content
    assert {"kind", "after", "for_peer_supporters"} & set(words) == set()


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("after", ["finnes-ikke"], "nevner kurset «finnes-ikke», men det finnes ikke her"),
        ("kind", "festival", "«kind» er «festival», men skal være én av disse"),
    ],
)
def test_a_file_with_a_course_or_sort_that_is_not_there_is_refused(
    starter_course, tmp_path: Path, key: str, value: object, told: str
) -> None:
    """A condition is never dropped on the way in."""
    for language in LANGUAGES:
        words = yaml.safe_load((TELEPHONE / f"{language}.yaml").read_text())
        words["course"][key] = value
        (tmp_path / f"{language}.yaml").write_text(yaml.safe_dump(words, allow_unicode=True))
    for bring in (load_course, lambda folder: import_course(files=read_course(folder), organisation=None)):
        with pytest.raises(CourseFileError, match=told):
            bring(tmp_path)
    assert not CoursePage.objects.filter(slug="likeperson-pa-telefon").exists()


@pytest.mark.parametrize(("key", "value"), [("after", ["noe-annet"]), ("kind", "seminar")])
def test_the_languages_must_say_the_same(tmp_path: Path, key: str, value: object) -> None:
    for language in LANGUAGES:
        words = yaml.safe_load((TELEPHONE / f"{language}.yaml").read_text())
        if language == "en":
            words["course"][key] = value
        (tmp_path / f"{language}.yaml").write_text(yaml.safe_dump(words, allow_unicode=True))
    with pytest.raises(CourseError, match=f"course, {key}"):
        load_course(tmp_path)


def test_a_new_edition_keeps_what_it_is_and_asks_for() -> None:
    course = following(CourseKind.COURSE_LEADER, after=make_course(), for_peer_supporters=True)
    copy = new_edition(course=course, titles={"nb": "Kurslederkurs 2027"})
    assert (copy.kind, copy.for_peer_supporters, asked_of(copy)) == ("course_leader", True, asked_of(course))
    assert len(asked_of(copy)) == 1


def test_a_course_that_another_asks_for_is_not_deleted_under_it() -> None:
    basic = make_course()
    course = following(after=basic)
    told = f"«{basic.title}» kan ikke slettes: Kurset «{course.title}» krever at det er fullført først. Ta bort det der."
    assert (why_not_delete(basic), why_not_delete(course)) == (told, "")


def test_the_editor_sets_it_at_the_desk_until_it_is_held(client) -> None:
    """With the help text beside it; afterwards it stays what it is, and the way out is told."""
    organisation = make_organisation()
    course = make_course(organisation=organisation)
    course.save_revision().publish()
    follow_owner(course)
    log_in_with_second_factor(client, make_role(organisation=organisation, kind=RoleKind.EDITOR).person)
    address = f"/admin/pages/{course.pk}/edit/"
    page = client.get(address).content.decode()
    assert "Bare grunnkurset fører fram til godkjenning." in page
    data = {
        "title": course.title,
        "slug": course.slug,
        "kind": "add_on",
        "hours_online": "1",
        "hours_gatherings": "3",
        "introduction": "null",
        "completion_text": "null",
        "action-publish": "1",
    }
    for name in ("prerequisites", "document_texts"):
        data |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
        data |= {f"{name}-MIN_NUM_FORMS": "0", f"{name}-MAX_NUM_FORMS": "1000"}
    client.post(address, data)
    course.refresh_from_db()
    assert course.kind == CourseKind.ADD_ON
    make_run(course)
    refused = client.post(address, {**data, "kind": "seminar"}).content.decode()
    course.refresh_from_db()
    assert (course.kind, "så det blir som det er" in refused) == (CourseKind.ADD_ON, True)


def test_the_course_for_leaders_is_loaded_asks_for_the_basic_course_and_is_the_same_out_and_in(
    starter_course,
) -> None:
    """Two gatherings of 3 × 45 minutes, whose programme fills them, with the practice in threes on it; a second time
    changes nothing.
    """
    course = load_course(LEADER)
    assert (course.kind, asked_of(course)) == (CourseKind.COURSE_LEADER, ["grunnkurs"])
    assert {page.kind for page in course.get_translations()} == {CourseKind.COURSE_LEADER}
    again = load(LEADER)
    assert (again.made, again.changed, again.kept) == ([], [], [])
    for page in GatheringPage.objects.descendant_of(course):
        minutes = [block.value["minutes"] for block in page.programme]
        assert (page.minutes, sum(minutes)) == (135, 135)
    run = make_run(course)
    assert roles_to_try(run) == ["talker", "listener", "observer"]
    copy = brought_in(course)
    assert (copy.kind, asked_of(copy)) == (CourseKind.COURSE_LEADER, ["grunnkurs"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_course_for_leaders_says_what_a_leader_must_know(starter_course, language: str) -> None:
    """Why somebody was away is never written, one of two stays with the group, and whom to call when life is in danger."""
    said = {
        "nb": ("Aldri hvorfor noen var borte", "Den ene blir alltid hos gruppen", "113", "116 117"),
        "nn": ("Aldri kvifor nokon var borte", "Den eine blir alltid hos gruppa", "113", "116 117"),
        "en": ("Never why somebody was away", "One of you always stays with the group", "113", "116 117"),
    }
    page = load_course(LEADER).get_translations(inclusive=True).get(locale__language_code=language)
    words = str([[one.specific.serializable_data()] for one in page.get_descendants()])
    assert [word for word in said[language] if word not in words] == []
