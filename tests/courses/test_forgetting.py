"""What `run_due` deletes by date, and what it says before: told first, then deleted, and each once."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from courses import bringing, enrolling, forgetting, inviting, planning, responding
from courses.activities.group_reflection.agreeing import write_agreement
from courses.kinds import EnrolmentState, RunState
from courses.models import (
    AbsenceNotice,
    BroughtText,
    ChecklistPage,
    ChecklistResponse,
    CourseRun,
    Enrolment,
    GroupAgreement,
    GroupReflectionPage,
    PracticeResponse,
    ReflectionResponse,
    ScenarioResponse,
)
from courses.retention import choose_date, deletion_date
from lms.people.models import SentMessage
from tests.courses.working import SECRET, a_place, base_row, leader_of, page, save
from tests.making import OSLO, make_enrolment, make_person

pytestmark = pytest.mark.django_db
END = datetime.datetime(2026, 3, 10, 12, tzinfo=OSLO)
DAY = datetime.date(2026, 6, 8)


def before(number: int) -> datetime.date:
    """So many days before the day of deletion."""
    return DAY - datetime.timedelta(days=number)


def run_due(today: datetime.date) -> tuple[int, int]:
    """Both jobs, in the order of the command: how many were told, in how many places something was deleted."""
    told = forgetting.tell_before_deletion(today=today)
    return told, forgetting.delete_what_is_due(today=today)


def ended(**fields):
    """Solveig's place, completed on 10 March 2026, with a text."""
    place = a_place(**fields)
    save(place, "1.2", text=SECRET, finish=True)
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.COMPLETED, completed_at=END)
    place.refresh_from_db()
    return place


def notices() -> list[tuple[str, str]]:
    """The messages about deletion: when they were sent, seen from the day they name, and that day in words."""
    found = SentMessage.objects.filter(key="reflections_will_be_deleted").order_by("pk")
    return [
        (row.once_key.rpartition(":")[2], row.context["delete_date"].replace("\N{NO-BREAK SPACE}", " "))
        for row in found
    ]


def test_told_two_weeks_and_three_days_before_and_deleted_on_the_day():
    """DESIGN §5.12: «90 days from the end of one's own enrolment», told in time. Fails when a notice is sent twice or
    not at all, when the words go a day early or late, or when *done* goes with them."""
    place = ended()
    assert [run_due(before(days)) for days in (90, 30, 15)] == [(0, 0)] * 3
    assert [run_due(before(14)), run_due(before(14)), run_due(before(4))] == [(1, 0), (0, 0), (0, 0)]
    assert [run_due(before(3)), run_due(before(1)), run_due(before(1))] == [(1, 0), (0, 0), (0, 0)]
    assert notices() == [("14", "8. juni 2026"), ("3", "8. juni 2026")]
    assert ReflectionResponse.objects.get().text == SECRET
    assert [run_due(DAY), run_due(DAY)] == [(0, 1), (0, 0)]
    assert (ReflectionResponse.objects.count(), base_row(place, "1.2").state) == (0, "done")


def test_with_the_clock_of_the_machine_the_day_begins_in_oslo():
    """Fails when the day of Greenwich counts: at ten past twelve at night in June it is still the day before there."""
    ended()
    run_due(before(14))
    with time_machine.travel(
        datetime.datetime(2026, 6, 7, 23, 50, tzinfo=ZoneInfo("Europe/Oslo")), tick=False
    ):
        assert forgetting.delete_what_is_due() == 0
    with time_machine.travel(
        datetime.datetime(2026, 6, 8, 0, 10, tzinfo=ZoneInfo("Europe/Oslo")), tick=False
    ):
        assert forgetting.delete_what_is_due() == 1


def test_nobodys_words_go_without_a_fortnights_notice():
    """The machine stood still, or completion was recorded late from paper. Fails when they are deleted unannounced."""
    place = ended()
    late = DAY + datetime.timedelta(days=40)
    assert run_due(late) == (1, 0)
    day = late + datetime.timedelta(days=14)
    place.refresh_from_db()
    assert (deletion_date(place), notices()) == (day, [("14", "1. august 2026")])
    assert run_due(day - datetime.timedelta(days=3)) == (1, 0)
    assert run_due(day) == (0, 1)


def test_a_deletion_job_that_runs_before_the_notices_waits():
    """Fails when `delete_what_is_due` does not ask whether the day was told."""
    ended()
    assert forgetting.delete_what_is_due(today=DAY) == 0


def test_choices_ticks_and_roles_go_on_the_day_without_a_message():
    """privacy.md: scenario choices «run + 90 days», roles tried the same with the result kept."""
    place = a_place()
    save(place, "1.5", move="choose", choice="b")
    save(place, "1.6", ticked=["one"], finish=True)
    responding.mark_done(enrolment=place, activity=page(place, "1.4"), by=leader_of(place.course_run))
    Enrolment.objects.update(state=EnrolmentState.COMPLETED, completed_at=END)
    assert [run_due(before(1)), run_due(DAY)] == [(0, 0), (0, 1)]
    left = [model.objects.count() for model in (ScenarioResponse, ChecklistResponse, PracticeResponse)]
    assert (left, [base_row(place, code).state for code in ("1.4", "1.5", "1.6")]) == (
        [0, 0, 0],
        ["done"] * 3,
    )


@pytest.mark.parametrize("end", ["withdraw", "close", "cancel"])
def test_each_way_out_of_a_course_leads_to_deletion(end):
    place = a_place()
    save(place, "1.2", text=SECRET)
    if end == "withdraw":
        enrolling.withdraw(enrolment=place, by=place.person, at=END)
    else:
        verb = planning.close_run if end == "close" else planning.cancel_run
        verb(course_run=place.course_run, by=None, at=END)
    assert [run_due(before(14)), run_due(DAY)] == [(1, 0), (0, 1)]
    assert ReflectionResponse.objects.count() == 0


def test_in_a_pause_nothing_is_said_or_deleted_for_a_year_and_then_it_is_said_three_times():
    """DESIGN §5.12: «a pause stops the clock for at most 12 months, with notice»."""
    place = a_place()
    save(place, "1.2", text=SECRET)
    enrolling.pause(enrolment=place, by=place.person, at=END)
    planning.close_run(course_run=place.course_run, by=None, at=END)
    year_later = DAY.replace(year=2027)
    moments = [year_later - datetime.timedelta(days=days) for days in (91, 90, 14, 3, 0)]
    assert [run_due(day) for day in (DAY, *moments)] == [(0, 0), (0, 0), (1, 0), (1, 0), (1, 0), (0, 1)]
    assert [ahead for ahead, _date in notices()] == ["90", "14", "3"]


def test_coming_back_in_the_last_days_stops_what_was_announced():
    """Fails when a day that was told is carried out although the person is back."""
    place = a_place()
    save(place, "1.2", text=SECRET)
    enrolling.withdraw(enrolment=place, by=place.person, at=END)
    run_due(before(3))
    inviting.invite(
        course_run=place.course_run, person=place.person, organisation=place.organisation, by=None
    )
    assert run_due(DAY) == (0, 0)
    enrolling.confirm(enrolment=place, by=place.person)
    enrolling.withdraw(enrolment=place, by=place.person, at=END + datetime.timedelta(days=80))
    assert [run_due(DAY + datetime.timedelta(days=days)) for days in (0, 66, 77, 80)] == [
        (0, 0),
        (1, 0),
        (1, 0),
        (0, 1),
    ]


def test_a_day_one_chose_oneself_is_kept_and_used_up():
    """Fails when the choice stays and deletes the next text within minutes."""
    place = a_place()
    save(place, "1.2", text=SECRET)
    today = timezone.localdate()
    tomorrow = today + datetime.timedelta(days=1)
    choose_date(enrolment=place, day=tomorrow, by=place.person)
    assert [run_due(today), run_due(tomorrow)] == [(1, 0), (0, 1)]
    save(place, "1.2", text="Nye ord")
    assert (run_due(tomorrow), ReflectionResponse.objects.get().text) == ((0, 0), "Nye ord")


def test_who_has_written_nothing_gets_no_message():
    place = a_place()
    save(place, "1.1", finish=True)
    Enrolment.objects.update(state=EnrolmentState.COMPLETED, completed_at=END)
    assert [run_due(before(14)), run_due(DAY)] == [(0, 0), (0, 0)]


def test_the_message_says_log_in_and_not_a_word_of_the_text_or_the_course(
    starter_course, mailoutbox, django_capture_on_commit_callbacks
):
    """Privacy rule C.4.6. The subject is neutral. Fails when text, title or course stands in the mail."""
    from lms.people.messaging import deliver

    ended()
    run_due(before(14))
    deliver(message_id=SentMessage.objects.get(key="reflections_will_be_deleted").pk)
    mail = mailoutbox[0]
    assert mail.subject == "Husk å ta vare på det du vil beholde"
    assert "/min-side/tanker/" in mail.body
    assert [word for word in (SECRET, "reflection 1.2", "Lite kurs", "Grunnkurs") if word in mail.body] == []


def test_a_text_in_an_open_case_stays_until_it_is_decided():
    """DESIGN §5.12. Fails when the copy goes by date although somebody has the case, or outlives the decision."""
    place = ended()
    bringing.bring(enrolment=place, activity_page=page(place, "1.2"), text="Til samtalen", by=place.person)
    bringing.case_opened(enrolment_id=place.pk, at=END)
    run_due(before(14))
    assert run_due(DAY) == (0, 1)
    assert (ReflectionResponse.objects.count(), BroughtText.objects.get().text) == (0, "Til samtalen")
    bringing.case_closed(enrolment_id=place.pk, decided=True, at=END)
    assert BroughtText.objects.count() == 0


@pytest.mark.parametrize("closed", [True, False])
def test_a_copy_that_nobody_reads_goes_on_the_day(closed):
    """No case came of it, or the person withdrew it: then it is as private as the text. Fails when it is forgotten."""
    place = ended()
    bringing.bring(enrolment=place, activity_page=page(place, "1.2"), text="Til samtalen", by=place.person)
    if closed:
        bringing.case_opened(enrolment_id=place.pk, at=END)
        bringing.case_closed(enrolment_id=place.pk, decided=False, at=END)
    run_due(before(14))
    run_due(DAY)
    assert BroughtText.objects.count() == 0


@pytest.mark.parametrize("wait", [0, 5])
def test_a_copy_left_when_the_texts_were_gone_already_goes_too(wait):
    """The author erased the text, the case was withdrawn after the day. Fails when only places with texts are looked
    at, so that a lone copy stays for ever."""
    place = ended()
    bringing.bring(enrolment=place, activity_page=page(place, "1.2"), text="Til samtalen", by=place.person)
    bringing.case_opened(enrolment_id=place.pk, at=END)
    run_due(before(14))
    run_due(DAY)
    bringing.case_closed(enrolment_id=place.pk, decided=False, at=END)
    run_due(DAY + datetime.timedelta(days=wait))
    assert BroughtText.objects.count() == 0


def test_what_one_needs_goes_two_weeks_after_the_run_and_other_lists_stay():
    """privacy.md: «run ends + 14 days». The base row stays. Fails when other ticks go with it, or another run's."""
    place = a_place()
    needs = ChecklistPage.objects.get(pk=page(place, "1.6").pk)
    ChecklistPage.objects.filter(pk=needs.pk).update(purpose="needs")
    save(place, "1.6", ticked=["one"], finish=True)
    going_on = make_enrolment(
        CourseRun.objects.create(
            course=place.course_run.course,
            title="Et senere kurs",
            organiser=place.organisation,
            starts_on=DAY,
            ends_on=datetime.date(2031, 3, 10),
            state=RunState.OPEN,
        )
    )
    save(going_on, "1.6", ticked=["two"], finish=True)
    last = datetime.date(2026, 3, 10)
    CourseRun.objects.filter(pk=place.course_run_id).update(ends_on=last)
    days = [last + datetime.timedelta(days=number) for number in (13, 14, 14)]
    assert [forgetting.delete_needs(today=day) for day in days] == [0, 1, 0]
    assert ([row.enrolment_id for row in ChecklistResponse.objects.all()], base_row(place, "1.6").state) == (
        [going_on.pk],
        "done",
    )


def test_that_somebody_could_not_come_goes_with_the_needs():
    """Attendance that was never recorded leaves the notice standing. Fails when it stays for ever."""
    place = a_place()
    gathering = place.course_run.gatherings.get(code="1.8")
    AbsenceNotice.objects.create(
        enrolment=place, gathering=gathering, starts_at=gathering.starts_at, told_at=timezone.now()
    )
    last = datetime.date(2026, 3, 10)
    CourseRun.objects.update(ends_on=last)
    days = [last + datetime.timedelta(days=number) for number in (13, 14)]
    assert [forgetting.delete_needs(today=day) for day in days] == [0, 1]
    assert AbsenceNotice.objects.count() == 0


def test_what_the_group_agreed_on_goes_when_the_run_is_closed():
    """privacy.md: group text, «run closes». Fails when it is only hidden."""
    place = a_place()
    GroupReflectionPage.objects.filter(pk=page(place, "1.3").pk).update(form="agreement")
    run, leader = place.course_run, leader_of(place.course_run)
    write_agreement(course_run=run, activity_page=page(place, "1.3"), text="Vi er ærlige", by=leader)
    assert forgetting.delete_group_texts() == 0
    planning.close_run(course_run=run, by=None)
    assert (forgetting.delete_group_texts(), GroupAgreement.objects.count()) == (1, 0)


def test_one_and_thirty_cost_the_same_to_look_at(django_assert_num_queries):
    """Fails when looking for what is due asks once for each person."""
    place = ended()
    for expected in (2, 2):
        with django_assert_num_queries(expected):
            assert run_due(before(90)) == (0, 0)
        for number in range(29):
            other = make_enrolment(place.course_run, person=make_person(f"Arne {number}"))
            save(other, "1.2", text="Ja")
