"""What Wagtail does to many pages at once goes through the same guards as one page at a time."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from courses.activities.page_form import problems_of
from courses.completion_plan import freeze
from courses.kinds import Sharing
from courses.models import (
    ActivityPage,
    ChecklistPage,
    CoursePage,
    GroupReflectionPage,
    ReflectionPage,
    ScenarioPage,
)
from courses.shown_to_others import told_to_leaders
from tests.courses.working import a_place, page, save
from tests.logging_in import make_superuser
from tests.making import make_course, make_run

pytestmark = pytest.mark.django_db


def activity(course: CoursePage, code: str) -> ActivityPage:
    return ActivityPage.objects.descendant_of(course).get(code=code)


def in_bulk(client: Client, action: str, *pages: Page, **sent: str) -> str:
    """Does it to the pages, and returns what the editor is told."""
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    chosen = "&".join(f"id={page.pk}" for page in pages)
    return unescape(client.post(f"{address}?{chosen}&next=/admin/", sent, follow=True).text)


def test_what_was_worked_on_is_not_moved_out_of_its_course_with_others(client, superuser):
    """Fails without «move» in `keep_them_in_bulk_too`: the run would lose what was done from its outline."""
    place = a_place()
    save(place, "1.1", finish=True)
    other = make_course()
    away = other.get_children().get()
    for code in ("1.1", "1.6"):
        activity(other, code).delete()
    held, free = page(place, "1.1"), page(place, "1.6")
    home = held.get_parent().pk

    told = in_bulk(client, "move", held, free, chooser=str(away.pk))

    assert told.count("kan ikke flyttes ut av kurset") == 1
    assert [Page.objects.get(pk=each.pk).get_parent().pk for each in (held, free)] == [home, home]
    in_bulk(client, "move", free, chooser=str(away.pk))
    assert Page.objects.get(pk=free.pk).get_parent().pk == away.pk


def test_what_a_run_under_way_asks_for_is_not_unpublished_with_others(client, superuser):
    """Fails without «unpublish» there. What nobody needs alone goes when it is chosen alone."""
    course = make_course()
    freeze(make_run(course))
    needed = ActivityPage.objects.descendant_of(course).filter(required=True).first()
    free = ActivityPage.objects.descendant_of(course).filter(required=False).first()
    told = in_bulk(client, "unpublish", needed, free)
    assert f"«{needed.title}» kan ikke avpubliseres" in told
    assert [Page.objects.get(pk=each.pk).live for each in (needed, free)] == [True, True]
    in_bulk(client, "unpublish", free)
    assert Page.objects.get(pk=free.pk).live is False


def test_a_module_somebody_worked_in_is_not_deleted_with_others(client, superuser):
    """The parent holds what is below it, in bulk too."""
    place = a_place()
    save(place, "1.1", finish=True)
    module = page(place, "1.1").get_parent()
    assert f"«{module.title}» kan ikke slettes" in in_bulk(client, "delete", module)
    assert Page.objects.filter(pk=module.pk).exists()


@pytest.mark.parametrize("chosen", ["itself", "its module"])
def test_what_the_form_refuses_is_not_published_in_bulk(client, superuser, chosen):
    """Fails without «publish» there: Wagtail publishes many without their forms, and so without their checks."""
    scenario = ScenarioPage.objects.descendant_of(make_course()).get()
    if chosen == "its module":
        scenario.unpublish()
        scenario.refresh_from_db()
    scenario.start = "nowhere"
    scenario.save_revision()
    wanted, sent = (
        (scenario, {}) if chosen == "itself" else (scenario.get_parent(), {"include_descendants": "on"})
    )

    told = in_bulk(client, "publish", wanted, **sent)

    assert f"«{scenario.title}» kan ikke publiseres ennå." in told
    assert ScenarioPage.objects.get(pk=scenario.pk).start == "start"


def test_what_holds_together_is_published_in_bulk(client, superuser):
    reflection = ReflectionPage.objects.descendant_of(make_course()).get()
    reflection.title = "Ny tittel"
    reflection.save_revision()
    in_bulk(client, "publish", reflection)
    assert ReflectionPage.objects.get(pk=reflection.pk).title == "Ny tittel"


@pytest.mark.parametrize(
    ("form", "ceiling", "refused"),
    [
        ("written", Sharing.GROUP, 0),
        ("written", Sharing.LEADER, 1),
        ("written", Sharing.PRIVATE, 1),
        ("spoken", Sharing.PRIVATE, 0),
        ("agreement", Sharing.LEADER, 0),
    ],
)
def test_a_written_group_reflection_must_be_allowed_to_reach_the_group(form, ceiling, refused):
    """Fails without `GroupReflectionPageForm`: the trainee would write a sentence that can be shared with nobody."""
    together = GroupReflectionPage.objects.descendant_of(make_course()).get()
    together.form, together.sharing_ceiling = form, ceiling
    sentence = (
        "Her kan hver dele en setning med gruppen, og da må teksten kunne deles så langt som til gruppen. "
        "Velg det, eller la det bli sagt høyt."
    )
    assert problems_of(together, make_superuser()) == [sentence] * refused


def test_a_list_answered_for_oneself_never_becomes_one_that_others_read(client, superuser):
    """C.4.2: no editor can open what is already written. Fails without the check of the purpose in its form."""
    place = a_place()
    checklist = page(place, "1.6")
    ChecklistPage.objects.filter(pk=checklist.pk).update(purpose="own")
    checklist.refresh_from_db()
    checklist.purpose = "needs"
    assert problems_of(checklist, superuser) == []
    save(place, "1.6", ticked=["one"], finish=True)
    checklist.save_revision()

    told = in_bulk(client, "publish", checklist)

    assert "Noen har svart på denne lista og fått vite hvem som ser svarene." in told
    assert (ChecklistPage.objects.get(pk=checklist.pk).purpose, told_to_leaders(place.course_run).needs) == (
        "own",
        {},
    )


def test_nor_through_its_translation(superuser):
    """The list in another language has the same answers, and the same rule."""
    place = a_place()
    save(place, "1.6", ticked=["one"], finish=True)
    course = make_course("nn", like=place.course_run.course)
    translated = activity(course, "1.6").specific
    translated.purpose = "questions"
    translated.save()
    assert len(problems_of(translated, superuser)) == 1
