"""Bringing own words to the conversation: placed by the author alone, read only in an open case, gone when it is decided."""

from __future__ import annotations

import pytest
from django.utils import timezone

from courses import bringing, responding
from courses.errors import CourseError
from courses.kinds import EnrolmentState, RunState, Sharing
from courses.models import BroughtText, ReflectionPage, ReflectionResponse
from tests.courses.working import SECRET, a_place, base_row, leader_of, page, save
from tests.making import make_course, make_enrolment, make_person, make_run

pytestmark = pytest.mark.django_db
WORDS = "Grensen min er telefon etter klokka ni"


def bring(place, text=WORDS, *, by=None, code="1.2"):
    return bringing.bring(enrolment=place, activity_page=page(place, code), text=text, by=by or place.person)


def opened(place):
    bringing.case_opened(enrolment_id=place.pk, at=timezone.now())
    return place


def read_in_case(place) -> list[str]:
    return [brought.text for brought in bringing.brought_to_case(place)]


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(CourseError) as refused:
        act(*args, **kwargs)
    return str(refused.value)


@pytest.mark.req(2)
def test_what_is_brought_is_a_copy_read_from_the_day_the_case_opens():
    """R2: «Has worked through / clarified own experience» (reflection; approval conversation).

    Fails if `brought_to_case` did not ask for an open case, or read the reflection instead of the copy.
    """
    place = a_place()
    save(place, "1.2", text=SECRET)
    bring(place)
    assert read_in_case(place) == []
    assert read_in_case(opened(place)) == [WORDS]
    save(place, "1.2", text="Noe helt annet")
    assert read_in_case(place) == [WORDS]


def test_bringing_again_replaces_the_words():
    place = opened(a_place())
    bring(place)
    bring(place, "  Kortere\r\nslik ")
    assert read_in_case(place) == ["Kortere\nslik"]


def test_the_author_takes_it_back_at_once_also_after_leaving_the_course():
    place = opened(a_place())
    bring(place)
    place.state = EnrolmentState.WITHDRAWN
    place.save()
    key = page(place, "1.2").translation_key
    assert bringing.leave_out(enrolment=place, activity_key=key, by=place.person) is True
    assert (read_in_case(place), BroughtText.objects.count()) == ([], 0)
    assert bringing.leave_out(enrolment=place, activity_key=key, by=place.person) is False


def test_nobody_else_brings_or_takes_back():
    place = opened(a_place())
    bring(place)
    key = page(place, "1.2").translation_key
    sentence = "Bare den som skrev dette, kan endre det."
    for other in (leader_of(place.course_run), make_person(), make_enrolment(place.course_run).person):
        assert refusal(bring, place, "Noe annet", by=other) == sentence
        assert refusal(bringing.leave_out, enrolment=place, activity_key=key, by=other) == sentence
    assert read_in_case(place) == [WORDS]


def test_without_words_nothing_is_brought():
    place = a_place()
    assert refusal(bring, place, " \n ") == "Skriv det du vil ta med, eller la det være."


@pytest.mark.parametrize("code", ["1.1", "1.3", "1.6"])
def test_only_own_reflections_are_brought(code):
    """Edge case 33: a text for the group is «not copied to any case»."""
    place = a_place()
    sentence = "Denne teksten er låst til deg og kan ikke tas med til samtalen."
    assert refusal(bring, place, code=code) == sentence


def test_what_is_locked_is_not_brought_and_what_is_locked_later_is_not_shown():
    """Fails if `brought_to_case` did not ask the page of the run's own course."""
    place = opened(a_place())
    bring(place)
    ReflectionPage.objects.update(sharing_ceiling=Sharing.PRIVATE_LOCKED)
    assert read_in_case(place) == []
    assert refusal(bring, place) == "Denne teksten er låst til deg og kan ikke tas med til samtalen."


def test_a_translation_that_is_open_does_not_open_what_the_course_has_locked(settings):
    place = opened(a_place())
    course = make_course("nn", like=place.course_run.course)
    bring(place)
    ReflectionPage.objects.descendant_of(place.course_run.course).update(
        sharing_ceiling=Sharing.PRIVATE_LOCKED
    )
    assert ReflectionPage.objects.descendant_of(course).get().sharing_ceiling == Sharing.PRIVATE
    assert read_in_case(place) == []


def test_who_has_no_place_brings_nothing_new():
    place = a_place()
    place.state = EnrolmentState.WITHDRAWN
    place.save()
    assert refusal(bring, place) == "Du har ikke plass på dette kurset nå, så her blir ingenting lagret."
    cancelled = a_place(state=RunState.CANCELLED)
    assert refusal(bring, cancelled) == "Du har ikke plass på dette kurset nå, så her blir ingenting lagret."


def test_another_place_of_the_same_person_shows_nothing():
    place = opened(a_place())
    other = opened(make_enrolment(make_run(place.course_run.course), person=place.person))
    bring(place)
    assert (read_in_case(other), read_in_case(place)) == ([], [WORDS])


def test_a_decision_deletes_it_and_then_there_is_nobody_to_bring_it_to():
    place = opened(a_place())
    bring(place)
    assert bringing.case_closed(enrolment_id=place.pk, decided=True, at=timezone.now()) == 1
    assert (read_in_case(place), BroughtText.objects.count()) == ([], 0)
    assert refusal(bring, place) == (
        "Saken din er avgjort, så det er ingen å ta dette med til. Det er fortsatt bare ditt."
    )


def test_who_withdraws_closes_it_to_the_committee_and_keeps_it():
    place = opened(a_place())
    bring(place)
    bringing.case_closed(enrolment_id=place.pk, decided=False, at=timezone.now())
    assert (read_in_case(place), BroughtText.objects.get().text) == ([], WORDS)
    assert read_in_case(opened(place)) == [WORDS]


def test_who_erases_the_reflection_erases_the_copy():
    """Privacy rule C.4.10. Fails if `Reflection.when_erased` were empty."""
    place = opened(a_place())
    save(place, "1.2", text=SECRET)
    bring(place)
    responding.erase(response=base_row(place, "1.2"), by=place.person)
    assert (read_in_case(place), ReflectionResponse.objects.count()) == ([], 0)


def test_retention_leaves_what_is_in_an_open_case_and_nothing_else():
    """DESIGN §5.12: «a text placed in a case stays until the case is decided»."""
    waiting, in_case = a_place(), opened(a_place())
    for place in (waiting, in_case):
        bring(place)
        bringing.forget_unless_in_case(enrolment_id=place.pk)
    assert [text.enrolment_id for text in BroughtText.objects.all()] == [in_case.pk]
    assert read_in_case(in_case) == [WORDS]


def test_the_words_lie_encrypted_and_the_row_says_nothing():
    bring(a_place())
    row = BroughtText.objects.get()
    with_token = BroughtText.objects.extra(select={"raw": "text"}).values_list("raw", flat=True)
    assert (WORDS in with_token[0], WORDS in str(row), str(row)) == (False, False, f"brought text {row.pk}")


def test_the_same_queries_for_one_and_for_three(django_assert_num_queries):
    place = opened(a_place())
    bring(place)
    with django_assert_num_queries(2):
        assert len(bringing.brought_to_case(place)) == 1
