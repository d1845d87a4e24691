"""The one writer of trainees' work: what it keeps, what it refuses, and that *done* stays done."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from courses import responding
from courses.errors import CourseError, OlderVersion
from courses.kinds import EnrolmentState, MarkedBy, ResponseState, RunState, Sharing
from courses.models import ReflectionResponse, Response
from courses.outline import Outline
from tests.courses.working import SECRET, a_place, base_row, leader_of, page, representative_of, save
from tests.making import make_enrolment, make_organisation, make_person, make_role

pytestmark = pytest.mark.django_db
MARCH = datetime.datetime(2026, 3, 14, 13, 3, tzinfo=datetime.UTC)


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(CourseError) as refused:
        act(*args, **kwargs)
    return str(refused.value)


def ceiling(place, sharing: str, code: str = "1.2") -> None:
    activity = page(place, code)
    activity.sharing_ceiling = sharing
    activity.save()


def test_a_draft_is_kept_and_is_not_done():
    place = a_place()
    save(place, "1.2", text=SECRET)
    assert (base_row(place, "1.2").state, ReflectionResponse.objects.get().text) == (
        ResponseState.STARTED,
        SECRET,
    )


def test_a_draft_may_be_empty():
    place = a_place()
    save(place, "1.2", text="Noe")
    save(place, "1.2", text="")
    assert ReflectionResponse.objects.get().text == ""


@pytest.mark.parametrize("nothing", ["", "   ", " \n\n "])
def test_an_empty_reflection_is_not_done(nothing):
    place = a_place()
    assert refusal(save, place, "1.2", text=nothing, finish=True) == (
        "Skriv noen ord først. Én setning er nok, og stikkord er helt greit."
    )
    assert Response.objects.count() == 0


def test_one_word_is_enough():
    place = a_place()
    assert save(place, "1.2", text="Ja", finish=True).state == ResponseState.DONE


def test_done_stays_done_when_one_writes_on():
    place = a_place()
    save(place, "1.2", text="Først", finish=True, at=MARCH)
    save(place, "1.2", text="Mer")
    row = base_row(place, "1.2")
    assert (row.state, row.completed_at) == (ResponseState.DONE, MARCH)


def test_what_happened_before_is_dated_then_and_recorded_now():
    place = a_place()
    save(place, "1.1", finish=True, at=MARCH)
    row = base_row(place, "1.1")
    assert (row.started_at, row.completed_at, row.changed_at) == (MARCH, MARCH, MARCH)
    assert abs(timezone.now() - row.recorded_at) < datetime.timedelta(minutes=5)


def test_the_row_says_which_page_and_revision_was_answered():
    place = a_place()
    revision = page(place, "1.2").save_revision()
    revision.publish()
    save(place, "1.2", text="Ja")
    row = base_row(place, "1.2")
    assert (row.page_id, row.revision_id) == (page(place, "1.2").pk, revision.pk)


def test_the_words_lie_encrypted_in_the_database():
    place = a_place()
    save(place, "1.2", text=SECRET, finish=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM courses_reflectionresponse")
        stored = cursor.fetchone()[0]
    assert (SECRET in stored, stored.startswith("gAAAA")) == (False, True)


def test_the_way_and_the_ticks_lie_encrypted_too():
    place = a_place()
    save(place, "1.5", move="choose", choice="a")
    save(place, "1.6", ticked=["one"])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT path FROM courses_scenarioresponse UNION ALL SELECT ticked FROM courses_checklistresponse"
        )
        stored = [row[0][:5] for row in cursor.fetchall()]
    assert stored == ["gAAAA", "gAAAA"]


def test_a_newer_version_is_not_written_over_and_says_so():
    place = a_place()
    save(place, "1.2", text="Fra telefonen", at=MARCH)
    with pytest.raises(OlderVersion) as refused:
        save(place, "1.2", text="Fra nettbrettet", expected_version=0)
    assert ReflectionResponse.objects.get().text == "Fra telefonen"
    assert (refused.value.version, str(refused.value)) == (
        1,
        "Dette ble endret i et annet vindu kl.\u00a014.03. Det du har skrevet her, står under og er ikke borte. "
        "Trykk på knappen en gang til hvis det er dette som skal gjelde.",
    )


def test_the_same_button_twice_is_harmless():
    place = a_place()
    save(place, "1.2", text="Ja", finish=True, expected_version=0)
    save(place, "1.2", text="Ja", finish=True, expected_version=0)
    assert (Response.objects.count(), base_row(place, "1.2").state) == (1, ResponseState.DONE)


def test_the_first_thing_done_makes_the_place_active():
    place = make_enrolment(state=EnrolmentState.CONFIRMED)
    save(place, "1.1", finish=True)
    place.refresh_from_db()
    assert place.state == EnrolmentState.ACTIVE


@pytest.mark.parametrize(
    "state", [EnrolmentState.INVITED, EnrolmentState.WITHDRAWN, EnrolmentState.NOT_COMPLETED]
)
def test_without_a_place_nothing_is_kept(state):
    place = make_enrolment(state=state)
    assert refusal(save, place, "1.2", text=SECRET) == (
        "Du har ikke plass på dette kurset nå, så her blir ingenting lagret."
    )
    assert Response.objects.count() == 0


def test_in_a_cancelled_run_nothing_is_kept():
    place = a_place(state=RunState.CANCELLED)
    assert refusal(save, place, "1.1", finish=True) == "Dette kurset er avlyst, så her blir ingenting lagret."


def test_on_a_pause_one_may_still_write():
    place = make_enrolment(state=EnrolmentState.PAUSED)
    save(place, "1.2", text="Et ord", finish=True)
    place.refresh_from_db()
    assert (place.state, base_row(place, "1.2").state) == (EnrolmentState.PAUSED, ResponseState.DONE)


def test_what_others_mark_one_cannot_finish_oneself():
    place = a_place()
    assert (
        refusal(save, place, "1.8", finish=True)
        == "Dette fører de som leder kurset. Du trenger ikke gjøre noe nå."
    )
    assert Response.objects.count() == 0


# --- sharing


def test_private_is_where_it_starts():
    place = a_place()
    assert save(place, "1.2", text="Ja").sharing == Sharing.PRIVATE


def test_the_author_shares_with_the_leader_and_takes_it_back():
    place = a_place()
    save(place, "1.2", text="Ja", sharing=Sharing.LEADER)
    responding.change_sharing(response=base_row(place, "1.2"), sharing=Sharing.PRIVATE, by=place.person)
    assert base_row(place, "1.2").sharing == Sharing.PRIVATE


@pytest.mark.parametrize(
    ("height", "wish"),
    [
        (Sharing.PRIVATE_LOCKED, Sharing.LEADER),
        (Sharing.PRIVATE_LOCKED, Sharing.GROUP),
        (Sharing.PRIVATE, Sharing.GROUP),
        (Sharing.LEADER, Sharing.GROUP),
        (Sharing.GROUP, "everybody"),
    ],
)
def test_nothing_is_shared_over_the_ceiling(height, wish):
    place = a_place()
    ceiling(place, height)
    assert refusal(save, place, "1.2", text="Ja", sharing=wish) == (
        "Denne teksten kan ikke deles på den måten. Den er fortsatt bare din."
    )
    assert Response.objects.count() == 0


def test_only_the_author_shares_and_only_the_author_erases():
    place = a_place()
    save(place, "1.2", text=SECRET)
    row, leader = base_row(place, "1.2"), leader_of(place.course_run)
    for act, wish in ((responding.change_sharing, {"sharing": Sharing.LEADER}), (responding.erase, {})):
        assert refusal(act, response=row, by=leader, **wish) == "Bare den som skrev dette, kan endre det."
    assert (base_row(place, "1.2").sharing, ReflectionResponse.objects.get().text) == (
        Sharing.PRIVATE,
        SECRET,
    )


def test_erasing_keeps_done_takes_the_words_and_stops_the_sharing():
    place = a_place()
    save(place, "1.2", text=SECRET, finish=True, sharing=Sharing.LEADER)
    responding.erase(response=base_row(place, "1.2"), by=place.person)
    row = base_row(place, "1.2")
    assert (row.state, row.sharing, ReflectionResponse.objects.count()) == (
        ResponseState.DONE,
        Sharing.PRIVATE,
        0,
    )


def test_erasing_twice_is_harmless():
    place = a_place()
    save(place, "1.2", text=SECRET, finish=True)
    for _time in range(2):
        responding.erase(response=base_row(place, "1.2"), by=place.person)
    assert base_row(place, "1.2").version == 2


# --- marked by others


def test_the_leader_marks_and_the_row_says_who():
    place = a_place()
    leader = leader_of(place.course_run)
    responding.mark_done(enrolment=place, activity=page(place, "1.3"), by=leader, at=MARCH)
    row = base_row(place, "1.3")
    assert (row.state, row.marked_by, row.completed_at) == (ResponseState.DONE, leader, MARCH)


def test_marking_takes_a_line_of_the_outline_too():
    place = a_place()
    activity = Outline.of(place.course_run.course, "nb").by_code["1.3"]
    responding.mark_done(enrolment=place, activity=activity, by=leader_of(place.course_run))
    assert base_row(place, "1.3").state == ResponseState.DONE


def test_marking_twice_keeps_the_first():
    place = a_place()
    leader, secretary = leader_of(place.course_run), make_role(organisation=place.organisation).person
    for by in (leader, secretary):
        responding.mark_done(enrolment=place, activity=page(place, "1.3"), by=by)
    assert (Response.objects.count(), base_row(place, "1.3").marked_by) == (1, leader)


def test_from_paper_the_leader_marks_a_reflection_without_its_words():
    place = a_place()
    leader = leader_of(place.course_run)
    assert (
        refusal(
            responding.mark_done, enrolment=place, activity=page(place, "1.2"), by=leader, text="Fra arket"
        )
        == "Bare deltakerne skriver her. Aktiviteten kan føres som gjort uten ord."
    )
    responding.mark_done(enrolment=place, activity=page(place, "1.2"), by=leader)
    row = base_row(place, "1.2")
    assert (row.state, row.marked_by, ReflectionResponse.objects.get().text) == (
        ResponseState.DONE,
        leader,
        "",
    )


def test_strangers_former_leaders_and_oneself_mark_nothing():
    place = a_place()
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    former = place.course_run.leaders.create(
        person=make_person("Før Leder"), since=yesterday, until=yesterday
    )
    nobody = "Bare de som leder kurset, kan føre dette."
    assert (
        refusal(responding.mark_done, enrolment=place, activity=page(place, "1.3"), by=make_person())
        == nobody
    )
    assert (
        refusal(responding.mark_done, enrolment=place, activity=page(place, "1.3"), by=former.person)
        == nobody
    )
    assert refusal(responding.mark_done, enrolment=place, activity=page(place, "1.3"), by=place.person) == (
        "Noen andre må føre dette for deg."
    )
    assert Response.objects.count() == 0


def test_own_time_is_marked_by_the_association_not_by_the_course_leader():
    place = a_place(joint=True)
    assert page(place, "1.9").marked_by == MarkedBy.REPRESENTATIVE
    assert (
        refusal(
            responding.mark_done, enrolment=place, activity=page(place, "1.9"), by=leader_of(place.course_run)
        )
        == "Bare foreningens egen representant eller sekretariatet kan føre dette."
    )
    responding.mark_done(enrolment=place, activity=page(place, "1.9"), by=representative_of(place.course_run))
    assert base_row(place, "1.9").state == ResponseState.DONE


def test_another_associations_representative_marks_nothing_of_ours():
    place = a_place(joint=True)
    stranger = make_person()
    place.course_run.run_organisations.create(organisation=make_organisation(), representative=stranger)
    assert refusal(responding.mark_done, enrolment=place, activity=page(place, "1.9"), by=stranger) == (
        "Bare foreningens egen representant eller sekretariatet kan føre dette."
    )


def test_skipped_by_agreement_only_where_an_editor_allows_it():
    place = a_place()
    leader = leader_of(place.course_run)
    skip = {"enrolment": place, "by": leader, "state": ResponseState.SKIPPED}
    assert refusal(responding.mark_done, activity=page(place, "1.2"), **skip) == (
        "«reflection 1.2» kan ikke hoppes over."
    )
    activity = page(place, "1.5")
    activity.may_be_skipped = True
    activity.save()
    assert responding.mark_done(activity=activity, **skip).is_done
    assert base_row(place, "1.5").state == ResponseState.SKIPPED


def test_starting_twice_makes_one_row():
    place = a_place()
    for _time in range(2):
        responding.start(enrolment=place, activity=page(place, "1.2"), at=MARCH)
    assert (Response.objects.count(), base_row(place, "1.2").state) == (1, ResponseState.STARTED)
