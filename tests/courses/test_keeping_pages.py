"""Pages that people have worked on stay, the editor is told why, and there is a way out."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from courses.completion_plan import freeze
from courses.kinds import ResponseState, RunState
from courses.models import ActivityPage, CoursePage, CourseRun, ReadingResponse
from courses.owning import follow_owner
from lms.home.models import HomePage
from lms.people.models import RoleKind
from tests.courses.following import following
from tests.logging_in import log_in_with_second_factor
from tests.making import make_course, make_enrolment, make_organisation, make_role, make_run

pytestmark = pytest.mark.django_db


def activity(course: CoursePage, code: str) -> ActivityPage:
    """The activity of a small course with this number."""
    return ActivityPage.objects.descendant_of(course).get(code=code)


def delete(client: Client, *pages: Page) -> list[bool]:
    """Tries to delete each page; tells which are still there."""
    for page in pages:
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    return [Page.objects.filter(pk=page.pk).exists() for page in pages]


def work_on(page: ActivityPage, course_run: CourseRun | None = None) -> ReadingResponse:
    """Somebody did this activity."""
    enrolment = make_enrolment(course_run)
    now = enrolment.confirmed_at
    return ReadingResponse.objects.create(
        enrolment=enrolment,
        activity_key=page.translation_key,
        page=page,
        state=ResponseState.DONE,
        started_at=now,
        changed_at=now,
    )


def said(client: Client, address: str) -> str:
    """The page one is sent to, with its message."""
    return client.get(address, follow=True).text


def test_a_page_somebody_has_worked_on_is_not_deleted_and_the_editor_is_told_why(client, superuser):
    """The before_delete_page hook; without it Wagtail would show its confirmation and fail on the protected row."""
    page = ActivityPage.objects.descendant_of(make_course()).get(code="1.1")
    work_on(page)
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
    assert ActivityPage.objects.filter(pk=page.pk).exists()
    assert "«reading 1.1» kan ikke slettes: noen har arbeidet med den" in said(client, address)
    module = page.get_parent()
    assert "kan ikke slettes" in said(client, reverse("wagtailadmin_pages:delete", args=[module.pk]))


def test_answered_pages_are_not_deleted_in_bulk_either(client, superuser):
    course = make_course()
    page = ActivityPage.objects.descendant_of(course).get(code="1.1")
    other = ActivityPage.objects.descendant_of(course).get(code="1.2")
    work_on(page)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.post(f"{address}?id={other.pk}&id={page.pk}&next=/admin/")
    assert ActivityPage.objects.filter(pk__in=[page.pk, other.pk]).count() == 2


def test_a_course_with_a_run_is_not_deleted_and_an_unused_page_is(client, superuser):
    run = make_run()
    assert "det er planlagt eller holdt kurs" in said(
        client, reverse("wagtailadmin_pages:delete", args=[run.course.pk])
    )
    unused = ActivityPage.objects.descendant_of(make_course()).get(code="1.1")
    client.post(reverse("wagtailadmin_pages:delete", args=[unused.pk]))
    assert not Page.objects.filter(pk=unused.pk).exists()


def test_the_refusal_offers_to_unpublish_and_that_works(client, superuser):
    """The way out in `_refuse`; without it the editor would stand before a closed door."""
    page = activity(make_course(), "1.1")
    work_on(page)
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    told = said(client, reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert f'href="{unpublish}"' in told
    assert "Avpubliser i stedet" in told
    client.post(unpublish)
    page.refresh_from_db()
    assert page.live is False


def test_a_translation_nobody_answered_may_go_and_the_answered_one_may_not(client, superuser):
    """`_was_answered` asks for the page, not the key; the last one is always the one that was answered."""
    course = make_course()
    translated = make_course("nn", like=course)
    run = make_run(course)
    answered = activity(translated, "1.1")
    work_on(answered, run)
    spare = activity(make_course("en", like=course), "1.1")
    assert delete(client, spare, answered) == [False, True]


def test_a_page_of_the_course_that_is_held_stays_when_it_was_answered_in_another_language(client, superuser):
    """`_is_used_by_a_run`: the outline of a run follows its own tree, so the answer would fall out of it."""
    course = make_course()
    translated = make_course("nn", like=course)
    run = make_run(course)
    work_on(activity(translated, "1.1"), run)
    assert delete(client, activity(course, "1.1")) == [True]


def test_a_whole_translation_goes_when_nobody_needs_it_and_stays_when_somebody_answered(client, superuser):
    course = make_course()
    run = make_run(course)
    unused, answered = make_course("nn", like=course), make_course("en", like=course)
    work_on(activity(answered, "1.2"), run)
    for page in (unused, answered):
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), {"confirm_site_name": "Likevel"})
    assert [Page.objects.filter(pk=page.pk).exists() for page in (unused, answered)] == [False, True]


def test_what_a_run_under_way_asks_of_everybody_is_neither_deleted_nor_unpublished(client, superuser):
    """`asked_for_in`: completion would wait for ever for something nobody can find."""
    course = make_course()
    run = make_run(course, title="Kurs i Bodø")
    freeze(run)
    page = activity(course, "1.2")
    assert delete(client, page) == [True]
    told = unescape(said(client, reverse("wagtailadmin_pages:delete", args=[page.pk])))
    assert "kurset «Kurs i Bodø» er i gang, og der skal alle gjøre den" in told
    assert "Avpubliser i stedet" not in told
    unpublish = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    client.post(unpublish)
    client.post(reverse("wagtailadmin_pages:unpublish", args=[course.pk]), {"include_descendants": "1"})
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    client.post(f"{bulk}?id={page.pk}&next=/admin/")
    page.refresh_from_db()
    assert page.live is True
    run.state = RunState.CLOSED
    run.save(update_fields=["state"])
    client.post(unpublish)
    page.refresh_from_db()
    assert page.live is False


def test_a_course_under_way_may_stop_being_offered(client, superuser):
    run = make_run()
    freeze(run)
    client.post(reverse("wagtailadmin_pages:unpublish", args=[run.course.pk]))
    run.course.refresh_from_db()
    assert run.course.live is False
    assert activity(run.course, "1.2").live is True


def test_in_bulk_each_page_that_stays_is_named(client, superuser):
    course = make_course()
    held = [activity(course, code) for code in ("1.1", "1.2")]
    for page in held:
        work_on(page)
    free = activity(course, "1.6")
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    query = "&".join(f"id={page.pk}" for page in (*held, free))
    answer = client.post(f"{bulk}?{query}&next=/admin/", follow=True)
    told = unescape(answer.text)
    assert [told.count(f"«{page.title}» kan ikke slettes") for page in (*held, free)] == [1, 1, 0]
    assert Page.objects.filter(pk__in=[page.pk for page in (*held, free)]).count() == 3


def test_who_may_not_delete_learns_nothing_about_who_answered(client):
    """The hook runs after Wagtail's own check of rights: an editor of another association is only turned away."""
    ours, theirs = make_organisation(), make_organisation()
    course = make_course(organisation=theirs)
    follow_owner(course)
    page = activity(course, "1.1")
    work_on(page)
    address = reverse("wagtailadmin_pages:delete", args=[page.pk])
    for kind in (RoleKind.EDITOR, RoleKind.ADMINISTRATOR):
        log_in_with_second_factor(client, make_role(organisation=ours, kind=kind).person)
        assert "har arbeidet med den" not in said(client, address)
    client.logout()
    assert client.get(address).status_code == 302
    assert Page.objects.filter(pk=page.pk).exists()


def test_what_was_worked_on_is_not_moved_out_of_its_course_and_moves_freely_within(client, superuser):
    """The before_move_page hook; the run's outline would otherwise lose what was done."""
    course, other = make_course(), make_course()
    page = activity(course, "1.1")
    work_on(page, make_run(course))
    away, within = other.get_children().get(), course.get_children().get()
    for code in ("1.1", "1.6"):
        activity(other, code).delete()
    move = "wagtailadmin_pages:move_confirm"
    address = reverse(move, args=[page.pk, away.pk])
    assert "kan ikke flyttes ut av kurset" in unescape(said(client, address))
    client.post(address)
    page.refresh_from_db()
    assert page.get_parent().pk == within.pk
    client.post(reverse(move, args=[activity(course, "1.6").pk, away.pk]))
    assert ActivityPage.objects.descendant_of(other).filter(code="1.6").count() == 1


def test_a_copy_of_an_activity_is_a_draft_whatever_was_ticked(client, superuser):
    """`as_drafts`; two published activities of one number would hide one of them in the outline."""
    course = make_course()
    page, module = activity(course, "1.1"), course.get_children().get()
    form = {"new_title": "Kopi", "new_slug": "kopi", "new_parent_page": module.pk, "publish_copies": "on"}
    answer = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form, follow=True)
    copy = ActivityPage.objects.get(slug="kopi")
    assert (copy.live, copy.has_unpublished_changes) == (False, True)
    assert "Kopien er et utkast." in answer.text
    whole = {**form, "new_slug": "m2", "new_parent_page": course.pk, "copy_subpages": "on"}
    client.post(reverse("wagtailadmin_pages:copy", args=[module.pk]), whole)
    copied = Page.objects.get(slug="m2", path__startswith=course.path)
    assert Page.objects.filter(path__startswith=copied.path, live=True).count() == 0
    assert copied.get_children().count() == module.get_children().count()


def home(title: str) -> HomePage:
    """A front page of its own, as one for each language has."""
    return Page.get_first_root_node().add_child(instance=HomePage(title=title))


def test_what_holds_a_course_that_another_asks_for_is_not_deleted_by_any_door(client, superuser):
    """One page, several at once, and the front page above: a plain refusal that says which course asks. Fails on the
    protected row, with an error of the server, when `why_not_delete` looks at the page alone.
    """
    above = home("Forside for telefon")
    basic = make_course()
    basic.move(above, pos="last-child")
    basic = CoursePage.objects.get(pk=basic.pk)
    after = following(after=basic)
    told = f"kurset «{after.title}» krever at det er fullført først. Ta bort det der."
    for page in (basic, above):
        address = reverse("wagtailadmin_pages:delete", args=[page.pk])
        for answer in (client.get(address, follow=True), client.post(address, follow=True)):
            assert (answer.status_code, told in unescape(answer.text).replace("Kurset", "kurset")) == (
                200,
                True,
            )
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        answer = client.post(f"{bulk}?id={page.pk}&next=/admin/", follow=True)
        assert (answer.status_code, told in unescape(answer.text).replace("Kurset", "kurset")) == (200, True)
    assert CoursePage.objects.filter(pk__in=[basic.pk, after.pk]).count() == 2
    after.prerequisites.all().delete()
    assert delete(client, above) == [False]


def test_a_front_page_goes_with_the_course_and_the_one_that_asks_for_it(client, superuser):
    """Both lie below it, so nothing is left that asks. Fails when the row that is protected is deleted last."""
    above = home("Forside for begge")
    basic = make_course()
    basic.move(above, pos="last-child")
    after = following(after=CoursePage.objects.get(pk=basic.pk))
    after.move(Page.objects.get(pk=above.pk), pos="last-child")
    assert delete(client, above) == [False]
    assert not CoursePage.objects.filter(pk__in=[basic.pk, after.pk]).exists()


def test_the_course_and_the_one_that_asks_for_it_in_bulk(client, superuser):
    """The course stays until the other no longer asks, whichever is chosen first; nothing is deleted half-way."""
    basic = make_course()
    after = following(after=basic)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    for order in ((basic, after), (after, basic)):
        query = "&".join(f"id={page.pk}" for page in order)
        answer = client.post(f"{bulk}?{query}&next=/admin/", follow=True)
        assert (answer.status_code, "krever at det er fullført først" in answer.text) == (200, True)
        assert CoursePage.objects.filter(pk__in=[basic.pk, after.pk]).count() == 2
