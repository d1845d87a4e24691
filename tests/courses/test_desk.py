"""The author's desk in the admin: who meets which course, and what the pages do."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import CoursePage
from courses.owning import follow_owner
from lms.people.models import Organisation, RoleKind
from tests.logging_in import log_in_with_second_factor
from tests.making import make_course, make_organisation, make_person, make_role, make_run

pytestmark = pytest.mark.django_db
DESK = "/admin/kurs/"
DESK_QUERIES = 21


def author(client: Client, organisation: Organisation | None = None) -> Organisation:
    """Logs in somebody who edits for an association, and returns the association."""
    role = make_role(organisation=organisation or make_organisation(), kind=RoleKind.EDITOR)
    log_in_with_second_factor(client, role.person)
    return role.organisation


def edition_of(course: CoursePage) -> str:
    """The address of the form."""
    return reverse("desk:edition", args=[course.pk])


def test_an_author_sees_own_and_common_courses_and_no_others(client):
    ours = author(client)
    own, common = make_course(organisation=ours), make_course()
    foreign = make_course(organisation=make_organisation())
    drafted = make_course()
    drafted.unpublish()
    seen = client.get(DESK).text
    assert [edition_of(course) in seen for course in (own, common, foreign, drafted)] == [
        True,
        True,
        False,
        False,
    ]
    answers = [client.get(edition_of(course)).status_code for course in (own, common, foreign, drafted)]
    assert answers == [200, 200, 404, 404]
    assert client.post(edition_of(foreign), {"title_nb": "Vårt"}).status_code == 404


@pytest.mark.parametrize("kind", [RoleKind.ADMINISTRATOR, RoleKind.COMMITTEE_MEMBER, None])
def test_who_is_no_editor_has_no_desk(client, kind):
    """The secretariat without the editor role, the committee, and a participant."""
    course = make_course()
    person = make_role(kind=kind).person if kind else make_person()
    log_in_with_second_factor(client, person)
    for address in (DESK, edition_of(course)):
        assert client.get(address).status_code in (302, 404)
        assert client.post(address, {"title_nb": "Vårt"}).status_code in (302, 404)
    assert CoursePage.objects.filter(title="Vårt").count() == 0
    if kind == RoleKind.ADMINISTRATOR:
        assert f'"{DESK}"' not in client.get("/admin/").text


def test_a_guest_is_asked_to_log_in(client):
    for address in (DESK, edition_of(make_course())):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/logg-inn/")


def test_a_former_editor_has_no_desk(client):
    role = make_role(kind=RoleKind.EDITOR)
    log_in_with_second_factor(client, role.person)
    assert client.get(DESK).status_code == 200
    role.until = role.since
    role.save(update_fields=["until"])
    assert client.get(DESK).status_code == 302


def test_an_own_edition_is_made_from_the_common_course_and_opens(client):
    ours, common = author(client), make_course()
    form = client.get(edition_of(common)).context["form"]
    assert form["title_nb"].initial == f"Lite kurs (nb), {ours.short_name}"
    answer = client.post(edition_of(common), {"owner": ours.pk, "title_nb": "Kurset vårt"}, follow=True)
    made = CoursePage.objects.get(title="Kurset vårt")
    assert made.organisation == ours
    assert answer.redirect_chain == [(reverse("wagtailadmin_explore", args=[made.pk]), 302)]
    assert "«Kurset vårt» er laget, og er et utkast til du publiserer det." in unescape(answer.text)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[made.pk])).status_code == 200


def test_an_owner_that_is_not_ones_own_cannot_be_chosen(client):
    author(client)
    common, stranger = make_course(), make_organisation()
    answer = client.post(edition_of(common), {"owner": stranger.pk, "title_nb": "Kurset vårt"})
    assert answer.status_code == 200
    assert CoursePage.objects.filter(title="Kurset vårt").count() == 0


def test_a_name_that_is_taken_is_told_on_the_form_with_what_was_typed(client):
    ours, common = author(client), make_course()
    for _twice in range(2):
        answer = client.post(edition_of(common), {"owner": ours.pk, "title_nb": "Kurset vårt"})
    assert answer.status_code == 200
    assert "Det finnes allerede et kurs som heter «Kurset vårt»." in unescape(answer.text)
    assert 'value="Kurset vårt"' in unescape(answer.text)


def test_wagtails_own_copy_of_a_course_leads_to_the_new_edition(client):
    """The before_copy_page hook; without it one language would be copied alone, with keys of its own."""
    ours = author(client)
    course = make_course(organisation=ours)
    follow_owner(course)
    copy = reverse("wagtailadmin_pages:copy", args=[course.pk])
    for answer in (client.get(copy), client.post(copy, {"new_title": "x", "new_slug": "x"})):
        assert (answer.status_code, answer["Location"]) == (302, edition_of(course))


def test_the_desk_costs_the_same_with_one_course_and_with_thirty(client, django_assert_num_queries):
    ours = author(client)
    course = make_course(organisation=ours)
    make_run(course)
    client.get(DESK)
    with django_assert_num_queries(DESK_QUERIES):
        client.get(DESK)
    parent = course.get_parent()
    for number in range(30):
        parent.add_child(instance=CoursePage(title=f"Kurs {number}", slug=f"k-{number}", organisation=ours))
    with django_assert_num_queries(DESK_QUERIES):
        assert client.get(DESK).text.count("ny-utgave") == 32
