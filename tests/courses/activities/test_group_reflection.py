"""Thinking together: spoken, agreed on, or one sentence each – inside the run, and only while it is open."""

from __future__ import annotations

import pytest

from courses.activities.group_reflection.agreeing import agreement_of, write_agreement
from courses.errors import CourseError
from courses.kinds import EnrolmentState, RunState, Sharing
from courses.models import GroupAgreement, GroupReflectionResponse
from tests.courses.working import SECRET, a_place, address, leader_of, logged_in, page, save
from tests.making import make_enrolment, make_person, make_run

pytestmark = pytest.mark.django_db
AGREED = "Det som blir sagt her, blir her\n\n Vi lar hverandre snakke ferdig "


def group(place, form: str):
    activity = page(place, "1.3")
    activity.form = form
    activity.save()
    return activity


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(CourseError) as refused:
        act(*args, **kwargs)
    return str(refused.value)


def write(place, text=AGREED, by=None) -> GroupAgreement:
    return write_agreement(
        course_run=place.course_run,
        activity_page=page(place, "1.3"),
        text=text,
        by=by or leader_of(place.course_run),
    )


@pytest.mark.req(41)
def test_with_others_one_speaks_and_writes_nothing():
    """R41: «Reflection and awareness, individually and with others.»

    Fails if the spoken form showed a box, or `GroupReflection.fill` kept a sentence.
    """
    place = a_place()
    shown = logged_in(place.person).get(address(place, "1.3")).content.decode()
    assert ("<textarea" in shown, "Du skriver ingenting her." in shown) == (False, True)
    assert (
        refusal(save, place, "1.3", sentence=SECRET)
        == "Dette blir sagt høyt i gruppen. Her blir ingenting skrevet."
    )
    assert GroupReflectionResponse.objects.count() == 0


def test_the_leader_writes_in_what_the_group_agreed_on_and_the_group_reads_it():
    place = a_place()
    group(place, "agreement")
    write(place)
    other = make_enrolment(place.course_run)
    for one in (place, other):
        shown = logged_in(one.person).get(address(one, "1.3")).content.decode()
        assert "<li>Det som blir sagt her, blir her</li><li>Vi lar hverandre snakke ferdig</li>" in shown


def test_the_agreement_can_be_changed_and_is_one():
    place = a_place()
    group(place, "agreement")
    write(place)
    assert write(place, text="Alle kan stå over").text == "Alle kan stå over"
    assert GroupAgreement.objects.count() == 1


def test_only_a_leader_writes_and_only_where_there_is_an_agreement():
    place = a_place()
    assert refusal(write, place) == "Dette blir sagt høyt i gruppen. Her blir ingenting skrevet."
    group(place, "agreement")
    for stranger in (place.person, make_person()):
        assert refusal(write, place, by=stranger) == "Bare de som leder kurset, kan skrive inn avtalen."
    assert refusal(write, place, text=" \n ") == "Skriv minst én setning som gruppen står for."
    assert GroupAgreement.objects.count() == 0


def test_after_the_run_the_agreement_is_gone():
    place = a_place()
    activity = group(place, "agreement")
    write(place)
    place.course_run.state = RunState.CLOSED
    assert agreement_of(place.course_run, activity) is None


def test_a_written_sentence_is_for_the_group_by_first_name():
    place = a_place()
    group(place, "written")
    row = save(place, "1.3", sentence="Ta det med ro", share=True)
    assert row.sharing == Sharing.GROUP
    other = make_enrolment(place.course_run)
    shown = logged_in(other.person).get(address(other, "1.3"))
    assert [(shared.first_name, shared.text) for shared in shown.context["group"]] == [
        ("Solveig", "Ta det med ro")
    ]


def test_another_run_of_the_same_course_reads_nothing():
    place = a_place()
    group(place, "written")
    save(place, "1.3", sentence=SECRET, share=True)
    stranger = make_enrolment(make_run(place.course_run.course))
    shown = logged_in(stranger.person).get(address(stranger, "1.3"))
    assert (shown.context["group"], SECRET in shown.content.decode()) == ([], False)


@pytest.mark.parametrize("state", [RunState.CLOSED, RunState.CANCELLED])
def test_after_the_run_nobody_reads_the_others(state):
    place = a_place()
    group(place, "written")
    save(place, "1.3", sentence=SECRET, share=True)
    other = make_enrolment(place.course_run)
    place.course_run.state = state
    place.course_run.save()
    assert SECRET not in logged_in(other.person).get(address(other, "1.3")).content.decode()


def test_what_is_saved_without_sharing_is_read_by_nobody():
    """Fails if `GroupReflection.fill` put a draft where the group reads."""
    place = a_place()
    group(place, "written")
    row = save(place, "1.3", sentence=SECRET)
    assert (row.sentence, row.draft, row.sharing) == ("", SECRET, Sharing.PRIVATE)
    other = make_enrolment(place.course_run)
    assert SECRET not in logged_in(other.person).get(address(other, "1.3")).content.decode()


@pytest.mark.parametrize(
    "state", [EnrolmentState.INVITED, EnrolmentState.WITHDRAWN, EnrolmentState.NOT_COMPLETED]
)
@pytest.mark.parametrize("form", ["written", "agreement"])
def test_who_is_not_in_the_group_reads_nothing_of_it(form, state):
    """Privacy rule C.4.12. Fails if `Workplace.is_in_group` asked about the run alone."""
    place = a_place()
    group(place, form)
    if form == "written":
        save(place, "1.3", sentence=SECRET, share=True)
    else:
        write(place, text=SECRET)
    outside = make_enrolment(place.course_run, state=state)
    shown = logged_in(outside.person).get(address(outside, "1.3"))
    assert (shown.status_code, SECRET in shown.content.decode()) == (200, False)
