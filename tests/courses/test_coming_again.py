"""Joining a later run: what was done stands as done before, by link alone; people, associations and lists of the run."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses import completion, enrolling
from courses.activities.base import ActivityPage, Response
from courses.activities.pledge import signing
from courses.coming_again import bring_along
from courses.copying import new_edition
from courses.errors import CourseError
from courses.kinds import EnrolmentState, ResponseState, RunState
from courses.models import (
    ChecklistPage,
    ChecklistPurpose,
    CourseRun,
    Enrolment,
    PledgeExplanation,
    ReflectionResponse,
)
from courses.taking_back import take_back
from tests.courses.before import attend, facts, later, states, worked
from tests.courses.working import (
    SECRET,
    address,
    base_row,
    leader_of,
    logged_in,
    page,
    representative_of,
    save,
)
from tests.making import make_course, make_enrolment, make_organisation, make_run

pytestmark = pytest.mark.django_db


def test_edge_case_6_a_later_run_is_joined_with_what_was_done_and_no_word_is_copied():
    """Edge case 6: «later run can be joined with what is done». Fails if `bring_along` left anything out, or copied words."""
    first = worked()
    second = later(first)
    assert states(second) == dict.fromkeys(("1.1", "1.2", "1.3", "1.4", "1.6", "1.8"), "before")
    assert base_row(second, "1.2").done_before_id == base_row(first, "1.2").pk
    assert base_row(second, "1.2").completed_at == base_row(first, "1.2").completed_at
    assert list(ReflectionResponse.objects.values_list("enrolment", flat=True)) == [first.pk]
    assert ReflectionResponse.objects.get().text == SECRET


def test_edge_case_6_the_person_sees_that_it_was_done_and_may_do_it_again():
    """Edge case 6. Fails if the screen kept silent about the earlier run, or showed its text in the new one."""
    first = worked()
    second = later(first)
    client = logged_in(first.person)
    text = client.get(address(second, "1.2")).content.decode()
    assert ("på «Kurs på Hamar». Det teller her også." in text, SECRET in text) == (True, False)
    assert f'href="{address(first, "1.2")}"' in text
    assert SECRET in client.get(address(first, "1.2")).content.decode()
    save(second, "1.2", text="Ny tanke", finish=True)
    assert (states(second)["1.2"], states(first)["1.2"]) == ("done", "done")
    assert "Det teller her også." not in client.get(address(second, "1.2")).content.decode()
    assert set(ReflectionResponse.objects.values_list("enrolment", flat=True)) == {first.pk, second.pk}


def test_a_note_kept_without_finishing_takes_nothing_away():
    second = later(worked())
    save(second, "1.2", text="Bare begynt", finish=False)
    assert states(second)["1.2"] == "before"


def test_the_outline_my_page_and_the_leader_say_that_it_was_before():
    second = later(worked())
    client = logged_in(second.person)
    assert client.get(f"/kurs/{second.pk}/").content.decode().count("Gjort før") == 6
    assert "Det du gjorde på et tidligere kurs, teller her." in client.get("/min-side/").content.decode()
    run = second.course_run
    shown = logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/deltaker/{second.pk}/").content.decode()
    # What everybody goes through: 1.2, 1.3, 1.4 and the gathering 1.8.
    assert shown.count("Gjort på et tidligere kurs. Det teller her også.") == 4
    assert SECRET not in shown


def test_a_screen_of_something_done_before_costs_one_question_more(django_assert_num_queries):
    second = later(worked())
    client = logged_in(second.person)
    client.get(address(second, "1.2"))
    with django_assert_num_queries(10):
        client.get(address(second, "1.2"))


def test_roles_tried_with_people_then_are_tried():
    second = later(worked())
    assert facts(second).roles_tried == {"talker", "listener", "observer"}


def test_own_time_and_the_pledge_count_with_the_same_association():
    first = worked()
    attend(first, "1.9", 45)
    signing.explain(enrolment=first, by=representative_of(first.course_run))
    second = later(first)
    assert (states(second)["1.7"], states(second)["1.9"], facts(second).has_had_own_time) == (
        "before",
        "before",
        True,
    )
    assert completion.own_time_done(second) == completion.own_time_done(first) is not None
    explanation = PledgeExplanation.objects.get(enrolment=second)
    assert explanation.explained_by == representative_of(first.course_run)


def test_with_another_association_own_time_and_the_pledge_are_new():
    first = worked()
    attend(first, "1.9", 45)
    signing.explain(enrolment=first, by=representative_of(first.course_run))
    second = later(first, organisation=make_organisation())
    assert [code for code in ("1.7", "1.9") if code in states(second)] == []
    assert (facts(second).has_had_own_time, completion.own_time_done(second)) == (False, None)
    assert not PledgeExplanation.objects.filter(enrolment=second).exists()


def test_a_pledge_with_a_newer_text_is_gone_through_again():
    first = worked()
    long_ago = timezone.localdate() - datetime.timedelta(days=3)
    signing.explain(enrolment=first, by=representative_of(first.course_run), on=long_ago)
    words = {language: (["Jeg lover å tie."], "Lest.") for language in ("nb", "nn", "en")}
    signing.publish_version(organisation=first.organisation, texts=words, adopted_on=timezone.localdate())
    assert "1.7" not in states(later(first))


@pytest.mark.parametrize(
    ("purpose", "counts"),
    [
        (ChecklistPurpose.OWN, True),
        (ChecklistPurpose.POCKET_CARD, True),
        (ChecklistPurpose.NEEDS, False),
        (ChecklistPurpose.QUESTIONS, False),
        (ChecklistPurpose.READY, False),
        (ChecklistPurpose.EVALUATION, False),
    ],
)
def test_lists_meant_for_the_people_of_the_run_are_asked_anew(purpose, counts):
    first = worked()
    ChecklistPage.objects.descendant_of(first.course_run.course).update(purpose=purpose)
    assert ("1.6" in states(later(first))) is counts


def test_what_was_only_begun_or_skipped_is_met_as_new():
    first = worked()
    rows = Response.objects.non_polymorphic().filter(enrolment=first)
    rows.filter(page__code="1.1").update(state=ResponseState.STARTED)
    rows.filter(page__code="1.3").update(state=ResponseState.SKIPPED)
    assert set(states(later(first))) == {"1.2", "1.4", "1.6", "1.8"}


def test_who_completed_and_takes_it_again_takes_it_anew():
    first = worked()
    Enrolment.objects.filter(pk=first.pk).update(state=EnrolmentState.COMPLETED, completed_at=timezone.now())
    assert states(later(first)) == {}


@pytest.mark.parametrize("state", [EnrolmentState.WITHDRAWN, EnrolmentState.NOT_COMPLETED])
def test_edge_case_31_not_now_and_back_another_year_without_repeating_all(state):
    """Edge case 31: «may return within n years without repeating all». Fails if leaving took away what was done."""
    first = worked()
    years_ago = timezone.now() - datetime.timedelta(days=800)
    Enrolment.objects.filter(pk=first.pk).update(state=state, ended_at=years_ago)
    assert set(states(later(first))) == {"1.1", "1.2", "1.3", "1.4", "1.6", "1.8"}


def test_a_new_edition_knows_what_was_done_by_number():
    first = worked()
    edition = new_edition(course=first.course_run.course, titles={"nb": "Lite kurs, ny utgave"})
    ActivityPage.objects.descendant_of(edition).get(code="1.6").delete()
    second = later(first, course=edition)
    assert set(states(second)) == {"1.1", "1.2", "1.3", "1.4", "1.8"}
    assert base_row(second, "1.2").activity_key != base_row(first, "1.2").activity_key
    assert (facts(second).attended_minutes, facts(second).roles_tried) == (
        100,
        {"talker", "listener", "observer"},
    )


def test_in_another_language_of_the_course_it_counts_too():
    first = worked()
    nynorsk = make_course("nn", like=first.course_run.course)
    assert set(states(later(first, course=nynorsk))) == {"1.1", "1.2", "1.3", "1.4", "1.6", "1.8"}


def test_another_course_with_the_same_numbers_knows_nothing():
    assert states(later(worked(), course=make_course())) == {}


def test_nobody_elses_work_counts():
    first = worked()
    other = make_enrolment(first.course_run)
    assert states(later(other)) == {}


def test_a_third_run_leads_to_where_it_was_really_done():
    first = worked()
    third = later(later(first))
    assert base_row(third, "1.2").done_before_id == base_row(first, "1.2").pk
    assert facts(third).attended_minutes == 100


def test_an_invitation_alone_brings_nothing_and_twice_brings_no_more():
    first = worked()
    run = make_run(first.course_run.course)
    invited = make_enrolment(run, person=first.person, state=EnrolmentState.INVITED, confirmed_at=None)
    assert states(invited) == {}
    enrolling.confirm(enrolment=invited, by=first.person)
    save(invited, "1.1", finish=True)
    assert bring_along(enrolment=invited) == 0
    assert states(invited)["1.1"] == "done"


def test_being_there_again_is_marked_and_taken_back_to_before():
    second = later(worked())
    attend(second, "1.8", 135)
    assert (states(second)["1.8"], base_row(second, "1.8").marked_by) == (
        "done",
        leader_of(second.course_run),
    )
    attend(second, "1.8", 0)
    assert (states(second)["1.8"], states(second)["1.3"], facts(second).attended_minutes) == (
        "before",
        "before",
        100,
    )
    assert base_row(second, "1.8").completed_at is not None


def test_what_was_done_before_is_not_taken_back():
    second = later(worked())
    with pytest.raises(CourseError, match="tidligere kurs"):
        take_back(enrolment=second, activity=page(second, "1.3"), by=leader_of(second.course_run))


def test_who_had_done_everything_completes_by_joining():
    first = worked()
    attend(first, "1.8", 135)
    attend(first, "1.9", 45)
    signing.explain(enrolment=first, by=representative_of(first.course_run))
    CourseRun.objects.filter(pk=first.course_run_id).update(state=RunState.CLOSED)
    assert later(first).state == EnrolmentState.COMPLETED
