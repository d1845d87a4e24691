"""A gathering on the trainee's screen: when, where, what – own time being each association's own."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses import attending, staying_away, timetable
from courses.errors import CourseError
from courses.kinds import EnrolmentState, RunState
from courses.models import AbsenceNotice, Enrolment, Gathering, GatheringPage
from tests.courses.working import a_place, address, leader_of, logged_in, representative_of
from tests.making import make_enrolment, make_gathering, make_organisation, make_person

pytestmark = pytest.mark.django_db


def test_when_where_and_what_with_its_times():
    place = a_place(starts_on=datetime.date(2026, 3, 14))
    shown = logged_in(place.person).get(address(place, "1.8"))
    assert [
        (item["title"], item["begins"].hour, item["activity"].code) for item in shown.context["programme"]
    ] == [("Runde", 9, "1.3")]
    text = shown.content.decode()
    assert (
        "14.\u00a0mars" in text,
        "Hamar" in text,
        "Leif fører oppmøtet. Du trenger ikke gjøre noe nå." in text,
    ) == (
        True,
        True,
        True,
    )


def test_before_it_is_planned_the_screen_says_so():
    place = a_place()
    Gathering.objects.all().delete()
    shown = logged_in(place.person).get(address(place, "1.8"))
    assert (shown.context["planned"], "Dagen er ikke bestemt ennå." in shown.content.decode()) == (None, True)


def test_what_was_ahead_when_the_course_was_cancelled_has_no_day_any_more():
    """What was held before stands with its day. Fails if somebody were told to come to what will not be."""
    place = a_place(state=RunState.CANCELLED)
    (gathering,) = Gathering.objects.filter(course_run=place.course_run, organisation=None)
    told = []
    for days in (-3, 3):
        Gathering.objects.filter(pk=gathering.pk).update(
            starts_at=timezone.now() + datetime.timedelta(days=days)
        )
        html = logged_in(place.person).get(address(place, "1.8")).content.decode()
        told.append(("Hamar" in html, "Denne økten blir ikke holdt." in html))
    assert told == [(True, False), (False, True)]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (RunState.OPEN, "Du har ikke plass på dette kurset nå."),
        (RunState.CLOSED, "Kurset er slutt."),
        (RunState.CANCELLED, "Kurset er slutt."),
    ],
)
def test_why_nothing_is_saved_any_more(state, sentence):
    place = a_place(state=state)
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.NOT_COMPLETED)
    html = logged_in(place.person).get(address(place, "1.8")).content.decode()
    given = ("Du har ikke plass på dette kurset nå.", "Kurset er slutt.")
    assert [words for words in given if words in html] == [sentence]


@pytest.mark.req(51)
def test_own_time_is_that_of_ones_own_association():
    """R51: «At courses shared with other organisations there is own time for the association's own participants.»

    Fails if `planned_gathering` did not ask for the participant's own association.
    """
    place = a_place(joint=True)
    other_association = make_organisation()
    own_time = GatheringPage.objects.descendant_of(place.course_run.course).get(code="1.9")
    make_gathering(place.course_run, page=own_time, organisation=other_association, place="Rom 2")
    theirs = make_enrolment(place.course_run, organisation=other_association, person=make_person())
    places = [
        logged_in(one.person).get(address(one, "1.9")).context["planned"].place for one in (place, theirs)
    ]
    assert places == ["Hamar", "Rom 2"]


# --- cannot come


def coming_place(**fields):
    """A place in a run whose gatherings are a week ahead, common and own time on the same day."""
    place = a_place(starts_on=timezone.localdate() + datetime.timedelta(days=7), **fields)
    Gathering.objects.update(starts_at=Gathering.objects.earliest("starts_at").starts_at)
    return place


def answer(place, code, coming):
    return logged_in(place.person).post(address(place, code), {"version": 0, "coming": coming})


def told() -> list[tuple[str, str]]:
    rows = AbsenceNotice.objects.standing().order_by("gathering__code")
    return [(row.enrolment.person.name, row.gathering.code) for row in rows]


def test_one_can_say_that_one_cannot_come_and_take_it_back_and_a_double_click_does_no_harm():
    place = coming_place()
    for _twice in range(2):
        assert answer(place, "1.8", "cannot").url == address(place, "1.8") + "#coming"
    assert told() == [("Solveig Nordahl", "1.8")]
    shown = logged_in(place.person).get(address(place, "1.8")).content.decode()
    assert ("Du har sagt fra at du ikke kan komme." in shown, "Jeg kan komme likevel" in shown) == (
        True,
        True,
    )
    for _twice in range(2):
        assert answer(place, "1.8", "comes").status_code == 302
    assert told() == []


def test_the_whole_day_is_one_press():
    place = coming_place()
    answer(place, "1.8", "cannot_day")
    assert told() == [("Solveig Nordahl", "1.8"), ("Solveig Nordahl", "1.9")]
    assert 'value="comes_day"' in logged_in(place.person).get(address(place, "1.9")).content.decode()
    answer(place, "1.9", "comes_day")
    assert told() == []


def test_there_is_no_field_for_a_reason_on_the_screen_or_in_the_table():
    place = coming_place()
    shown = logged_in(place.person).get(address(place, "1.8")).content.decode()
    assert ("Ingen spør hvorfor" in shown, "<textarea" in shown, 'type="text"' in shown) == (
        True,
        False,
        False,
    )
    assert [field.name for field in AbsenceNotice._meta.get_fields()] == [
        "id",
        "enrolment",
        "gathering",
        "starts_at",
        "told_by",
        "told_at",
        "recorded_at",
    ]


def test_when_the_gathering_is_moved_nobody_has_said_no_to_the_new_day():
    place = coming_place()
    answer(place, "1.8", "cannot")
    moved = Gathering.objects.get(code="1.8")
    timetable.move_gatherings(
        course_run=place.course_run,
        times=[(moved, moved.starts_at + datetime.timedelta(days=1), "Hamar")],
    )
    assert told() == []
    answer(place, "1.8", "cannot")
    assert told() == [("Solveig Nordahl", "1.8")]


def test_after_the_gathering_there_is_nothing_to_say_and_attendance_takes_the_notice_away():
    place = coming_place()
    answer(place, "1.8", "cannot")
    Gathering.objects.update(starts_at=timezone.now() - datetime.timedelta(days=1))
    AbsenceNotice.objects.update(starts_at=Gathering.objects.get(code="1.8").starts_at)
    shown = answer(place, "1.8", "comes")
    assert shown.context["form"].non_field_errors() == [
        "Denne økten er over. De som leder den, fører hvem som var der."
    ]
    assert "Jeg kan komme likevel" not in shown.content.decode()
    attending.record_attendance(
        gathering=Gathering.objects.get(code="1.8"),
        minutes_by_enrolment={place.pk: 0},
        by=leader_of(place.course_run),
    )
    assert AbsenceNotice.objects.count() == 0


def test_nobody_says_it_for_others_but_those_who_record_there():
    place = coming_place()
    common, own_time = Gathering.objects.get(code="1.8"), Gathering.objects.get(code="1.9")
    run = place.course_run
    for by, gathering in (
        (make_person(), common),
        (leader_of(run), own_time),
        (representative_of(run), common),
    ):
        with pytest.raises(CourseError, match=r"^Bare personen selv, eller de som leder økten"):
            staying_away.tell(enrolment=place, gatherings=[gathering], by=by)
    staying_away.tell(enrolment=place, gatherings=[common], by=leader_of(run))
    assert AbsenceNotice.objects.get().told_by == leader_of(run)


def test_own_time_of_others_a_place_that_is_not_in_use_and_a_course_that_is_over_are_refused():
    place, other = coming_place(), make_organisation()
    own_page = GatheringPage.objects.descendant_of(place.course_run.course).get(code="1.9")
    theirs = make_gathering(place.course_run, page=own_page, organisation=other)
    common = Gathering.objects.get(code="1.8")
    with pytest.raises(CourseError, match=r"^Noen på lista hører ikke til"):
        staying_away.tell(enrolment=place, gatherings=[theirs], by=place.person)
    invited = make_enrolment(place.course_run, state=EnrolmentState.INVITED)
    with pytest.raises(CourseError, match=r"^Bare den som er med på kurset nå"):
        staying_away.tell(enrolment=invited, gatherings=[common], by=invited.person)
    place.course_run.state = RunState.CANCELLED
    place.course_run.save()
    with pytest.raises(CourseError, match=r"^Bare den som er med på kurset nå"):
        staying_away.tell(enrolment=place, gatherings=[common], by=place.person)
    assert AbsenceNotice.objects.count() == 0


def test_my_page_says_that_one_has_said_no_to_the_next_gathering():
    place = coming_place()
    client = logged_in(place.person)
    sentence = "Du har sagt fra at du ikke kan komme."
    assert sentence not in client.get("/min-side/").content.decode()
    answer(place, "1.8", "cannot")
    assert sentence in client.get("/min-side/").content.decode()


@pytest.mark.parametrize(
    ("code", "by", "words"),
    [
        ("1.8", leader_of, "på samme økt i et annet kurs, eller sammen med dem som leder kurset ditt"),
        ("1.9", representative_of, "Representanten fra foreningen din kan ta det med deg alene"),
    ],
)
def test_who_was_not_there_is_told_how_it_can_be_made_up_and_never_asked_why(code, by, words):
    """Edge case 1: «Missed session: mark absent, no reason. Show remaining options.» Own time has its own make-up."""
    place = a_place()
    attending.record_attendance(
        gathering=Gathering.objects.get(code=code),
        minutes_by_enrolment={place.pk: 0},
        by=by(place.course_run),
    )
    shown = logged_in(place.person).get(address(place, code)).content.decode()
    assert (words in shown, "Ingen spør hvorfor." in shown, "<textarea" in shown) == (True, True, False)
