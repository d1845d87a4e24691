"""Drafts: kept through the one writer, never done, never read by others, and never written over by another window."""

from __future__ import annotations

import pytest
from django.db import connection

from courses import responding
from courses.activities.group_reflection.models import GroupForm
from courses.drafting import Keep, keep_beside, keep_chosen, keep_typed
from courses.erasing import erase_everything
from courses.errors import CourseError
from courses.kinds import EnrolmentState, ResponseState, Sharing
from courses.models import GroupReflectionResponse, OtherVersion, ReflectionResponse, Response
from courses.shown_to_others import shared_with_leader
from courses.strokes import Stroke
from tests.courses.working import SECRET, a_place, base_row, page, save
from tests.making import make_enrolment

pytestmark = pytest.mark.django_db
TEXT = "1.2"


def type_in(
    place, text: str, *, version: int = 0, window: str = "w1", stroke: int = 1, code: str = TEXT, **more
):
    return keep_typed(
        enrolment=place,
        activity_page=page(place, code),
        text=text,
        expected_version=version,
        stroke=Stroke(window, stroke, more.pop("known", ("", 0))),
        **more,
    )


def stored(place) -> str:
    return ReflectionResponse.objects.get(enrolment=place).text


def beside(place) -> list[tuple[str, str, int]]:
    rows = OtherVersion.objects.filter(response__enrolment=place)
    return list(rows.values_list("text", "window", "stroke"))


def test_what_is_typed_is_kept_and_is_not_done():
    place = a_place()
    kept = type_in(place, SECRET)
    row = base_row(place, TEXT)
    assert (stored(place), row.state, row.version, kept.version) == (SECRET, ResponseState.STARTED, 1, 1)


def test_a_draft_leaves_done_sharing_and_the_wish_for_a_reminder_as_they_are():
    place = a_place()
    activity = page(place, TEXT)
    activity.offers_reminder = True
    activity.save()
    save(place, TEXT, text="Først", wants_reminder=True, finish=True)
    type_in(place, "Så", version=1)
    row = ReflectionResponse.objects.get()
    assert (row.text, row.state, row.sharing, row.wants_reminder) == ("Så", "done", Sharing.PRIVATE, True)


def test_one_window_goes_on_although_its_answers_were_lost():
    """The version on the screen is still 0, because no answer has come through."""
    place = a_place()
    for number, text in enumerate(["Da", "Da jeg", "Da jeg var"], start=1):
        type_in(place, text, stroke=number)
    assert (stored(place), beside(place), base_row(place, TEXT).version) == ("Da jeg var", [], 3)


def test_what_overtakes_on_the_road_is_not_undone_by_what_comes_after():
    place = a_place()
    type_in(place, "Hele setningen.", stroke=9)
    type_in(place, "Hele", stroke=8)
    assert (stored(place), base_row(place, TEXT).version) == ("Hele setningen.", 1)


def test_two_windows_keep_both_texts():
    place = a_place()
    type_in(place, "Fra telefonen", window="phone")
    kept = type_in(place, "Fra nettbrettet", window="tablet")
    assert (stored(place), beside(place), kept.is_beside) == (
        "Fra telefonen",
        [("Fra nettbrettet", "tablet", 1)],
        True,
    )


def test_the_other_window_goes_on_beside_and_three_windows_keep_three_texts():
    place = a_place()
    type_in(place, "En", window="one")
    type_in(place, "To", window="two")
    type_in(place, "To og mer", window="two", stroke=3)
    type_in(place, "To", window="two", stroke=2)
    type_in(place, "Tre", window="three")
    type_in(place, "En til", window="one", stroke=2, version=1)
    assert (stored(place), beside(place)) == ("En til", [("To og mer", "two", 3), ("Tre", "three", 1)])


def test_who_took_over_a_text_goes_on_with_it_but_not_over_what_came_later():
    place = a_place()
    type_in(place, "Før krasjet", window="old", stroke=4)
    assert not type_in(place, "Før krasjet og etter", window="new", known=("old", 4)).is_beside
    type_in(place, "Et annet sted", window="old", stroke=5, version=2)
    assert beside(place) == []
    assert type_in(place, "Enda et", window="third", known=("new", 1)).is_beside


def test_the_same_text_from_two_windows_is_no_conflict():
    place = a_place()
    type_in(place, "Likt", window="one")
    assert not type_in(place, "Likt", window="two").is_beside


@pytest.mark.req(6)
@pytest.mark.parametrize("sharing", [Sharing.LEADER, Sharing.GROUP])
def test_what_others_read_is_changed_by_the_button_alone(sharing):
    """R6: the author decides what is shared. Fails if a half-written sentence went straight into a shared text."""
    place = a_place()
    activity = page(place, TEXT)
    activity.sharing_ceiling = Sharing.GROUP
    activity.save()
    save(place, TEXT, text="Delt", sharing=sharing, finish=True)
    type_in(place, "Delt, og så noe jeg angrer", version=1)
    row = ReflectionResponse.objects.get()
    assert (row.text, row.draft) == ("Delt", "Delt, og så noe jeg angrer")
    assert [one.text for one in shared_with_leader(place.course_run)] == ["Delt"]
    save(place, TEXT, text="Delt igjen")
    row.refresh_from_db()
    assert (row.text, row.draft) == ("Delt igjen", "")


def test_a_sentence_for_the_group_waits_for_the_button():
    place = a_place()
    activity = page(place, "1.3")
    activity.form, activity.sharing_ceiling = GroupForm.WRITTEN, Sharing.GROUP
    activity.save()
    type_in(place, "En halv set", code="1.3")
    row = GroupReflectionResponse.objects.get()
    assert (row.sentence, row.draft, row.sharing) == ("", "En halv set", Sharing.PRIVATE)
    save(place, "1.3", sentence="En hel setning.", share=True)
    row.refresh_from_db()
    assert (row.sentence, row.draft, row.sharing) == ("En hel setning.", "", Sharing.GROUP)


@pytest.mark.parametrize(("keep", "left"), [("stored", "En"), ("other", "To"), ("both", "En\n\nTo")])
def test_the_author_chooses_and_one_text_is_left(keep, left):
    place = a_place()
    type_in(place, "En", window="one")
    type_in(place, "To", window="two")
    keep_chosen(other=OtherVersion.objects.get(), activity_page=page(place, TEXT), keep=keep, seen=(1, 1))
    assert (stored(place), beside(place), base_row(place, TEXT).state) == (left, [], "started")


@pytest.mark.parametrize("seen", [(0, 1), (1, 0)])
def test_a_text_that_changed_after_the_page_was_opened_is_looked_at_once_more(seen):
    place = a_place()
    type_in(place, "En", window="one")
    type_in(place, "To", window="two")
    with pytest.raises(CourseError):
        keep_chosen(other=OtherVersion.objects.get(), activity_page=page(place, TEXT), keep="both", seen=seen)
    assert (stored(place), beside(place)) == ("En", [("To", "two", 1)])


def test_choosing_twice_is_harmless_and_nothing_else_can_be_chosen():
    place = a_place()
    type_in(place, "En", window="one")
    type_in(place, "To", window="two")
    other = OtherVersion.objects.get()
    with pytest.raises(CourseError):
        keep_chosen(other=other, activity_page=page(place, TEXT), keep="neither", seen=(1, 1))
    keep_chosen(other=other, activity_page=page(place, TEXT), keep=Keep.BOTH, seen=(1, 1))
    with pytest.raises(CourseError):
        keep_chosen(other=other, activity_page=page(place, TEXT), keep=Keep.BOTH, seen=(2, 1))
    assert stored(place) == "En\n\nTo"


def test_choosing_between_texts_changes_nothing_that_others_read():
    place = a_place()
    save(place, TEXT, text="Delt", sharing=Sharing.LEADER, finish=True)
    type_in(place, "Annet", window="two", version=0)
    keep_chosen(other=OtherVersion.objects.get(), activity_page=page(place, TEXT), keep="other", seen=(1, 1))
    row = ReflectionResponse.objects.get()
    assert (row.text, row.draft) == ("Delt", "Annet")


def test_what_is_deleted_is_gone_beside_too_and_an_open_window_does_not_bring_it_back():
    place = a_place()
    type_in(place, "En", window="one")
    type_in(place, "To", window="two")
    responding.erase(response=base_row(place, TEXT), by=place.person)
    assert (OtherVersion.objects.count(), ReflectionResponse.objects.count()) == (0, 0)
    assert type_in(place, "En til", window="one", stroke=2, version=1).is_beside


def test_a_text_that_lies_beside_nothing_goes_with_all_the_rest():
    """An open window wrote on after the text was deleted; its words are no less the author's to delete."""
    place = a_place()
    type_in(place, "En", window="one")
    responding.erase(response=base_row(place, TEXT), by=place.person)
    type_in(place, "En til", window="one", stroke=2, version=1)
    assert beside(place) == [("En til", "one", 2)]
    erase_everything(person=place.person, by=place.person)
    assert (beside(place), base_row(place, TEXT).window) == ([], "")


def test_other_versions_lie_encrypted():
    place = a_place()
    type_in(place, "En", window="one")
    type_in(place, SECRET, window="two")
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM courses_otherversion")
        assert cursor.fetchone()[0][:5] == "gAAAA"


def test_a_text_from_a_form_without_a_window_gets_a_row_of_its_own_each_time():
    place = a_place()
    save(place, TEXT, text="Lagret")
    for text in ("En\r\nto", "Tre"):
        keep_beside(enrolment=place, activity_page=page(place, TEXT), text=text)
    assert [text for text, _window, _stroke in beside(place)] == ["En\nto", "Tre"]


def test_without_a_place_nothing_is_kept_and_too_much_is_refused():
    place = make_enrolment(state=EnrolmentState.WITHDRAWN)
    with pytest.raises(CourseError):
        type_in(place, SECRET)
    with pytest.raises(CourseError):
        type_in(a_place(), "x" * 50_001)
    assert Response.objects.count() == 0
