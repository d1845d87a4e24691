"""Loading a course from its files: once, again, after an editor, and from files that are broken."""

from __future__ import annotations

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import Locale, Page, Site

from courses.course_files import CourseFileError
from courses.loading import STARTER_FILES, load, load_course
from courses.models import (
    ActivityPage,
    ChecklistPage,
    CoursePage,
    GroupReflectionPage,
    LoadedPart,
    ReadingPage,
    ReflectionPage,
    ScenarioPage,
)
from lms.home.models import HomePage
from lms.people.models import HelpContact, MessageTemplate
from tests.making import make_organisation

pytestmark = pytest.mark.django_db
LANGUAGES = ["nb", "nn", "en"]


def tree(language: str) -> list[tuple]:
    """What must be the same in every language: number, address, kind, key and rules, in order."""
    course = CoursePage.objects.get(slug="grunnkurs", locale__language_code=language)
    rules = ("slug", "depth", "content_type__model", "translation_key")
    return list(course.get_descendants().values_list(*rules)) + list(
        ActivityPage.objects.descendant_of(course)
        .order_by("path")
        .values_list(
            "code", "required", "minutes", "marked_by", "in_gathering", "sharing_ceiling", "may_be_skipped"
        )
    )


def everything() -> dict[str, list]:
    """All that a load may touch."""
    return {
        "pages": list(Page.objects.order_by("pk").values("pk", "path", "title", "latest_revision", "live")),
        "bodies": list(ActivityPage.objects.order_by("pk").values_list("pk", "body")),
        "help": list(HelpContact.objects.order_by("pk").values()),
        "messages": list(MessageTemplate.objects.order_by("pk").values()),
        "parts": list(LoadedPart.objects.order_by("pk").values()),
        "locales": list(Locale.objects.order_by("pk").values()),
    }


def page(code: str, language: str = "nb") -> ActivityPage:
    """An activity of the starter course."""
    course = CoursePage.objects.get(slug="grunnkurs", locale__language_code=language)
    return ActivityPage.objects.descendant_of(course).get(code=code).specific


def edit(activity: ActivityPage, **fields: str) -> None:
    """What an editor does: a new revision, published."""
    for name, value in fields.items():
        setattr(activity, name, value)
    activity.save_revision().publish()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the starter course's files, to be broken."""
    return Path(shutil.copytree(STARTER_FILES, tmp_path / "kurs"))


def replace(file: Path, old: str, new: str) -> None:
    """Changes the first occurrence; fails when there is none."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_three_trees_have_the_same_numbers_addresses_keys_and_rules():
    assert len(tree("nb")) == 10 + 82 + 82
    assert tree("nn") == tree("nb")
    assert tree("en") == tree("nb")


def test_the_welcome_page_is_gone_and_the_site_opens_on_the_front_page_in_bokmaal():
    home = HomePage.objects.get(locale__language_code="nb")
    assert Site.objects.get().root_page_id == home.pk
    assert sorted(Page.objects.filter(depth=2).values_list("slug", flat=True)) == ["en", "nb", "nn"]
    assert {front.translation_key for front in HomePage.objects.all()} == {home.translation_key}


def test_help_contacts_messages_and_documents_come_along_in_every_language(starter_course):
    for language in LANGUAGES:
        assert HelpContact.objects.filter(organisation=None, language=language).count() == 9
        assert MessageTemplate.objects.filter(organisation=None, language=language).count() == 22
        course = CoursePage.objects.get(slug="grunnkurs", locale__language_code=language)
        assert course.document_texts.count() == 3
    assert HelpContact.objects.get(key="crisis_line", language="nn").phone == "116 123"
    guide = starter_course.document_texts.get(key="conversation_guide")
    assert (len(guide.lines.splitlines()), len(guide.labels["outcomes"])) == (10, 4)


def test_what_the_structure_does_not_say_is_set_by_the_table_of_facts():
    purposes = dict(ChecklistPage.objects.filter(locale__language_code="nn").values_list("code", "purpose"))
    assert purposes == {
        "0.2": "needs",
        "1.2": "own",
        "2.1": "questions",
        "3.4": "pocket_card",
        "7.1": "support_map",
        "8.3": "own",
        "9.3": "ready",
        "9.4": "evaluation",
    }
    forms = dict(GroupReflectionPage.objects.filter(locale__language_code="en").values_list("code", "form"))
    assert {code for code, form in forms.items() if form == "agreement"} == {"0.3"}
    assert set(forms.values()) == {"agreement", "spoken"}
    course = ActivityPage.objects.filter(locale__language_code="nb", path__startswith=page("6.2").path[:12])
    assert [found.code for found in course.filter(may_be_skipped=True)] == ["6.2"]
    assert sorted(found.code for found in course.filter(show_help_numbers=True)) == ["6.2", "6.r2", "6.r3"]
    assert [found.code for found in ReflectionPage.objects.filter(offers_reminder=True)] == ["9.2"] * 3


def test_plain_text_becomes_paragraphs_lists_and_links():
    count_what = page("8.r4").body
    assert (
        '<a href="https://lovdata.no/dokument/LTI/forskrift/2019-08-21-1141">forskriften om tilskudd</a>'
        in count_what
    )
    assert count_what.startswith("<p>")
    assert (
        "<ul><li>har vært med på"
        in CoursePage.objects.get(slug="grunnkurs", locale__language_code="nb").completion_text
    )


def test_a_second_load_changes_nothing():
    before = everything()
    result = load()
    assert (result.made, result.changed, result.kept) == ([], [], [])
    assert everything() == before


def test_what_an_editor_changed_is_kept_and_named():
    edit(page("0.1"), title="Vår egen tittel")
    HelpContact.objects.filter(key="police", language="nb", organisation=None).update(phone="02800")
    MessageTemplate.objects.filter(key="invitation", language="en", organisation=None).update(
        subject="Come along"
    )
    before = everything()
    result = load()
    assert result.kept == ["grunnkurs nb 0.1", "help nb police", "message en invitation"]
    assert (result.made, result.changed) == ([], [])
    assert everything() == before


def test_a_draft_that_waits_and_a_page_taken_down_are_an_editors_work_too():
    draft = page("0.r1")
    draft.title = "Snart"
    draft.save_revision()
    page("0.r2").unpublish()
    before = everything()
    assert load().kept == ["grunnkurs nb 0.r1", "grunnkurs nb 0.r2"]
    assert everything() == before


def test_a_removed_page_stays_removed_until_told_otherwise():
    key = page("9.r5").translation_key
    page("9.r5").delete()
    assert load().kept == ["grunnkurs nb 9.r5"]
    assert load(overwrite=True).made == ["grunnkurs nb 9.r5"]
    assert page("9.r5").translation_key == key


def test_saving_without_a_change_does_not_count_as_an_editors_change(files):
    edit(page("0.1"))
    replace(files / "nb.yaml", "title: Hvorfor jeg, hvorfor nå?", "title: Hvorfor akkurat jeg?")
    assert load(files).changed == ["grunnkurs nb 0.1"]


def test_overwrite_puts_the_files_words_back_and_the_history_shows_it():
    title = page("0.1").title
    edit(page("0.1"), title="Vår egen tittel")
    result = load(overwrite=True)
    assert result.changed == ["grunnkurs nb 0.1"]
    again = page("0.1")
    assert (again.title, again.live, again.has_unpublished_changes) == (title, True, False)
    assert again.revisions.count() == 2


def test_new_words_in_the_files_reach_the_pages_nobody_has_touched(files):
    replace(files / "nn.yaml", "title: Kvifor eg, kvifor no?", "title: Kvifor nettopp eg?")
    result = load(files)
    assert result.changed == ["grunnkurs nn 0.1"]
    assert page("0.1", "nn").title == "Kvifor nettopp eg?"
    assert load(files).changed == []


def test_the_words_of_a_document_are_compared_too(files, starter_course):
    text = starter_course.document_texts.get(key="completion_certificate")
    text.title = "Bevis"
    text.save()
    assert load().kept == ["grunnkurs nb course"]


@pytest.mark.wide
def test_a_course_that_was_deleted_whole_is_loaded_afresh_and_gets_its_owner():
    for course in CoursePage.objects.filter(slug="grunnkurs"):
        course.delete()
    owner = make_organisation()
    course = load_course(organisation=owner)
    assert course.organisation == owner
    assert course.group_permissions.values("group").distinct().get() == {
        "group": Group.objects.get(name=f"editor:{owner.pk}").pk
    }
    assert len(tree("nb")) == 10 + 82 + 82
    assert tree("en") == tree("nb")


BROKEN = [
    (
        "nn.yaml",
        "        title: Kvifor eg, kvifor no?\n",
        "",
        "nn.yaml, modules 0, activities 0.1, title: er annerledes enn nb.yaml.",
    ),
    (
        "nb.yaml",
        "kind: reflection",
        "kind: poem",
        "nb.yaml, modules 0, activities 0.1: «kind» er «poem», men skal være én av disse",
    ),
    (
        "en.yaml",
        "minutes: 10",
        "minutes: ten",
        "en.yaml, modules 0, activities 0.1, minutes: er annerledes enn nb.yaml.",
    ),
    (
        "nb.yaml",
        "slug: min-grunn",
        "slug: om-kurset",
        "nb.yaml, modules 0, activities 0.1: «om-kurset» er brukt to ganger som «slug».",
    ),
    (
        "nb.yaml",
        "in_gathering: '0.4'",
        "in_gathering: '0.9'",
        "nb.yaml, modules 0, activities 0.3: den skal skje i økt «0.9», men den finnes ikke.",
    ),
    (
        "nb.yaml",
        "next: closed",
        "next: nowhere",
        "nb.yaml, modules 1, activities 1.4: I steget «start» fører valg b til «nowhere»",
    ),
    ("nb.yaml", "course:\n", "course: [\n", "nb.yaml kan ikke leses: se etter en feil i oppsettet nær linje"),
    ("en.yaml", "language: en", "language: nb", "en.yaml, course: «language» er «nb», men filen gjelder en."),
    (
        "nn.yaml",
        "id: '0.r2'",
        "id: '0.r9'",
        "nn.yaml, modules 0, activities 0.r2, id: er annerledes enn nb.yaml.",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "sentence"), BROKEN)
def test_a_broken_file_is_refused_in_one_sentence_with_file_and_place_and_changes_nothing(
    files, file, old, new, sentence
):
    """Also where the break is met after other things were read: one transaction, everything checked before it."""
    for language in (
        LANGUAGES if "in_gathering" in old or "next" in old or "slug" in old or "kind" in old else [file[:2]]
    ):
        replace(files / f"{language}.yaml", old, new)
    before = everything()
    with pytest.raises(CourseFileError) as refusal:
        load(files, overwrite=True)
    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)
    assert everything() == before


def test_a_missing_file_is_named(files):
    (files / "nn.yaml").unlink()
    with pytest.raises(CourseFileError, match=r"^nn\.yaml mangler i "):
        load(files)


@pytest.mark.wide
def test_a_page_in_the_way_is_named_and_everything_is_taken_back(files):
    for course in CoursePage.objects.filter(slug="grunnkurs"):
        course.delete()
    home = HomePage.objects.get(locale__language_code="en")
    home.add_child(instance=CoursePage(title="Ours", slug="grunnkurs", locale=home.locale))
    before = everything()
    with pytest.raises(CourseFileError, match="Det finnes alt en annen side «grunnkurs» under «Likevel»"):
        load(files)
    assert everything() == before


def test_the_command_tells_what_it_did_and_what_it_kept():
    edit(page("0.1"), title="Vår egen tittel")
    told = StringIO()
    call_command("load_course", stdout=told)
    assert told.getvalue() == (
        "Grunnkurs for likepersoner: 0 made, 0 changed, 1 kept as an editor left them.\n  kept: grunnkurs nb 0.1\n"
    )
    call_command("load_course", "--overwrite", stdout=StringIO())
    assert page("0.1").title == "Hvorfor jeg, hvorfor nå?"


def test_the_command_refuses_a_broken_file_in_a_sentence(files):
    replace(files / "nb.yaml", "kind: reflection", "kind: poem")
    replace(files / "nn.yaml", "kind: reflection", "kind: poem")
    replace(files / "en.yaml", "kind: reflection", "kind: poem")
    with pytest.raises(
        CommandError, match=r"^nb\.yaml, modules 0, activities 0\.1: .* Nothing was changed\.$"
    ):
        call_command("load_course", str(files), stdout=StringIO())


def test_every_page_is_found_by_its_kind():
    assert (ReadingPage.objects.count(), ScenarioPage.objects.count()) == (42 * 3, 7 * 3)
