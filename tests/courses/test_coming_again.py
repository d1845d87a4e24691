"""Joining a later run: what was done stands as done before, by link alone; people, associations and lists of the run."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

import pytest
from django.utils import timezone

from certificates.composing import period
from certificates.issuing import issue_completion
from courses import attending, completion, enrolling, responding
from courses.activities.base import ActivityPage, Response
from courses.activities.pledge import signing
from courses.coming_again import bring_along
from courses.completion_plan import freeze
from courses.copying import new_edition
from courses.errors import CourseError
from courses.facts import Facts
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
from tests.courses.working import (
    SECRET,
    a_place,
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
HOME, TOGETHER = ("1.1", "1.2", "1.6"), ("1.3", "1.4")


def worked(**fields) -> Enrolment:
    """Half a course: all that is done at home, the first gathering with its practice, and then a pause."""
    place = a_place(**fields)
    save(place, "1.1", finish=True)
    save(place, "1.2", text=SECRET, finish=True)
    save(place, "1.6", ticked=["one"], finish=True)
    attend(place, "1.8", 100)
    for code in TOGETHER:
        responding.mark_done(enrolment=place, activity=page(place, code), by=leader_of(place.course_run))
    return enrolling.pause(enrolment=place, by=place.person)


def attend(place: Enrolment, code: str, minutes: int) -> None:
    gathering = place.course_run.gatherings.get(code=code)
    by = representative_of(place.course_run) if code == "1.9" else leader_of(place.course_run)
    attending.record_attendance(
        gathering=gathering,
        minutes_by_enrolment={place.pk: minutes},
        by=by,
        at=gathering.starts_at + datetime.timedelta(hours=4),
    )


def later(place: Enrolment, *, organisation=None, course=None, **fields) -> Enrolment:
    """A place in a later run, confirmed by the person."""
    organiser = place.course_run.organiser
    run = make_run(course or place.course_run.course, organiser=organiser, title="Kurs på Gjøvik", **fields)
    freeze(run)
    invited = make_enrolment(
        run,
        person=place.person,
        organisation=organisation or place.organisation,
        state=EnrolmentState.INVITED,
        confirmed_at=None,
    )
    return enrolling.confirm(enrolment=invited, by=place.person)


def states(place: Enrolment) -> dict[str, str]:
    rows = Response.objects.non_polymorphic().filter(enrolment=place).order_by("page__code")
    return dict(rows.values_list("page__code", "state"))


def facts(place: Enrolment):
    return Facts.gather([place])[place.pk]


def without_spaces(words: str) -> str:
    """Lines are broken for the paper, and some spaces hold words together."""
    return "".join(words.replace("\\n", "").split())


def test_edge_case_6_a_later_run_is_joined_with_what_was_done_and_no_word_is_copied():
    first = worked()
    second = later(first)
    assert states(second) == dict.fromkeys(("1.1", "1.2", "1.3", "1.4", "1.6", "1.8"), "before")
    assert base_row(second, "1.2").done_before_id == base_row(first, "1.2").pk
    assert base_row(second, "1.2").completed_at == base_row(first, "1.2").completed_at
    assert list(ReflectionResponse.objects.values_list("enrolment", flat=True)) == [first.pk]
    assert ReflectionResponse.objects.get().text == SECRET


def test_edge_case_6_the_person_sees_that_it_was_done_and_may_do_it_again():
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


def test_edge_case_1_the_same_gathering_in_another_run_counts_and_never_twice():
    first = worked()
    second = later(first)
    assert (facts(second).attended_minutes, completion.hours_attended(second)) == (100, Decimal("1.67"))
    attend(second, "1.8", 60)
    assert facts(second).attended_minutes == 100
    attend(second, "1.8", 135)
    assert facts(second).attended_minutes == 135


def test_what_somebody_else_attended_then_is_nobodys_but_theirs():
    """Fails if `fact_rows` or `completion._attended_before` asked for the gathering alone, and not for whose it was."""
    first = a_place()
    others = [make_enrolment(first.course_run) for _two in range(2)]
    for place, minutes in ((others[0], 135), (first, 100), (others[1], 135)):
        attend(place, "1.8", minutes)
    second = later(first)
    assert (facts(second).attended_minutes, completion.minutes_attended(second)) == (100, 100)


def test_the_certificate_tells_the_days_and_hours_that_count():
    first = worked()
    second = later(first, starts_on=timezone.localdate() - datetime.timedelta(days=2))
    attend(second, "1.8", 135)
    attend(second, "1.9", 45)
    days = [timezone.localdate() - datetime.timedelta(days=ago) for ago in (7, 2, 1)]
    assert completion.days_attended(second) == days
    Enrolment.objects.filter(pk=second.pk).update(state=EnrolmentState.COMPLETED, completed_at=timezone.now())
    on_paper = json.dumps(issue_completion(enrolment_id=second.pk).facts, ensure_ascii=False)
    assert without_spaces(period(tuple(days))) in without_spaces(on_paper)


def test_a_screen_of_something_done_before_costs_one_question_more(django_assert_num_queries):
    second = later(worked())
    client = logged_in(second.person)
    client.get(address(second, "1.2"))
    with django_assert_num_queries(10):
        client.get(address(second, "1.2"))


def test_minutes_before_never_exceed_the_plan_and_leave_the_rest_open():
    second = later(worked())
    second.course_run.gatherings.filter(code="1.8").update(minutes=120)
    assert (facts(second).attended_minutes, facts(second).open_minutes) == (100, 20)
    second.course_run.gatherings.filter(code="1.8").update(minutes=90)
    assert (facts(second).attended_minutes, facts(second).open_minutes) == (90, 0)


def test_a_correction_of_the_earlier_attendance_is_followed():
    first = worked()
    second = later(first)
    attend(first, "1.8", 135)
    assert facts(second).attended_minutes == 135


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
