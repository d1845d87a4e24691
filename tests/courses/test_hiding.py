"""Hiding from the group (edge case 33): by those who lead, told to the author without content, and undone."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses import responding
from courses.activities.base import Response
from courses.errors import CourseError
from courses.hiding import hide_from_group, show_to_group_again
from courses.kinds import RunState, Sharing
from courses.models import GroupForm, GroupReflectionPage
from lms.people.models import RoleKind, SentMessage
from tests.courses.working import SECRET, a_place, address, base_row, leader_of, logged_in, save
from tests.making import make_enrolment, make_person, make_role

pytestmark = pytest.mark.django_db


def shared_place():
    """A place whose owner shares a sentence with the group."""
    place = a_place()
    GroupReflectionPage.objects.update(form=GroupForm.WRITTEN)
    save(place, "1.3", sentence=SECRET, share=True)
    return place


def hide(place, by=None) -> Response:
    return hide_from_group(response=base_row(place, "1.3"), by=by or leader_of(place.course_run))


def read_by_group(place) -> bool:
    other = make_enrolment(place.course_run)
    return SECRET in logged_in(other.person).get(address(other, "1.3")).content.decode()


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(CourseError) as refused:
        act(*args, **kwargs)
    return str(refused.value)


def test_a_leader_hides_it_the_group_no_longer_reads_it_and_the_author_still_does(
    django_capture_on_commit_callbacks,
):
    """Edge case 33. Fails if `words_of_group` did not ask whether it is hidden."""
    place = shared_place()
    assert read_by_group(place) is True
    row = hide(place)
    assert (read_by_group(place), row.hidden_by) == (False, leader_of(place.course_run))
    own = logged_in(place.person).get(address(place, "1.3")).content.decode()
    assert (SECRET in own, "En av dem som leder kurset, har skjult dette for gruppen" in own) == (True, True)
    assert "Du har ikke gjort noe galt." in own
    assert "Snakk med Leif." in own


def test_the_author_is_told_once_and_without_what_it_says():
    place = shared_place()
    for _time in range(2):
        hide(place)
    message = SentMessage.objects.get(person=place.person, key="something_to_read")
    assert message.context["link"].endswith(address(place, "1.3"))
    assert (SECRET in str(message.context), list(message.context)) == (False, ["link"])


def test_hidden_again_later_it_is_told_again():
    place = shared_place()
    hide(place)
    show_to_group_again(response=base_row(place, "1.3"), by=leader_of(place.course_run))
    hide_from_group(
        response=base_row(place, "1.3"),
        by=leader_of(place.course_run),
        at=timezone.now() + datetime.timedelta(hours=1),
    )
    assert SentMessage.objects.filter(person=place.person, key="something_to_read").count() == 2


def test_shown_again_the_group_reads_it():
    place = shared_place()
    hide(place)
    show_to_group_again(response=base_row(place, "1.3"), by=leader_of(place.course_run))
    assert read_by_group(place) is True


def test_changing_a_hidden_text_does_not_show_it():
    place = shared_place()
    hide(place)
    save(place, "1.3", sentence=f"{SECRET} og jeg", share=True)
    assert read_by_group(place) is False


def test_who_erases_it_begins_anew():
    place = shared_place()
    hide(place)
    responding.erase(response=base_row(place, "1.3"), by=place.person)
    row = base_row(place, "1.3")
    assert (row.hidden_at, row.hidden_by, row.sharing) == (None, None, Sharing.PRIVATE)


def test_only_those_who_lead_the_run_today_hide():
    place = shared_place()
    run = place.course_run
    former = run.leaders.get()
    others = [
        place.person,
        make_enrolment(run).person,
        make_person(),
        leader_of(a_place().course_run),
        run.run_organisations.get().representative,
        make_role(organisation=run.organiser, kind=RoleKind.ADMINISTRATOR).person,
        make_role(organisation=run.organiser, kind=RoleKind.COMMITTEE_LEADER).person,
    ]
    sentence = "Bare de som leder kurset, kan skjule en tekst for gruppen."
    for other in others:
        assert refusal(hide, place, other) == sentence
        assert refusal(show_to_group_again, response=base_row(place, "1.3"), by=other) == sentence
    former.until = timezone.localdate() - datetime.timedelta(days=1)
    former.save()
    assert refusal(hide, place, former.person) == sentence
    assert base_row(place, "1.3").hidden_at is None


def test_what_is_taken_back_meanwhile_is_not_hidden():
    place = shared_place()
    responding.change_sharing(response=base_row(place, "1.3"), sharing=Sharing.PRIVATE, by=place.person)
    assert refusal(hide, place) == (
        "Den som skrev dette, har alt trukket det tilbake. Ingen i gruppen ser det."
    )


def test_after_the_run_there_is_no_group_to_hide_it_from():
    place = shared_place()
    place.course_run.state = RunState.CLOSED
    place.course_run.save()
    assert refusal(hide, place) == "Kurset er over, og gruppen ser det ikke lenger."
