"""The pledge on the screen: read, heard explained, asked about, signed or refused."""

from __future__ import annotations

import pytest

from certificates.approvals.handover import package_for, waiting_candidates
from courses import responding
from courses.kinds import EnrolmentState
from courses.models import PledgeExplanation, PledgeSignature
from tests.courses.activities.pledging import published, ready
from tests.courses.leading import finish_all_but, open_run, state_of
from tests.courses.working import a_place, address, leader_of, logged_in, page, representative_of
from tests.making import make_enrolment, make_organisation

pytestmark = pytest.mark.django_db


def test_before_it_is_gone_through_the_screen_has_nothing_to_press():
    place = a_place()
    published(place.organisation)
    shown = logged_in(place.person).get(address(place, "1.7")).content.decode()
    assert ('name="signed_name"' in shown, "Du trenger ikke gjøre noe nå." in shown) == (False, True)


def test_signed_on_the_screen():
    place, text = ready()
    answer = logged_in(place.person).post(
        address(place, "1.7"), {"text": text.pk, "has_read": "on", "signed_name": "Solveig Nordahl"}
    )
    assert (answer.status_code, answer.url) == (302, address(place, "1.7"))
    assert PledgeSignature.objects.get().text == text
    assert "Signert av Solveig Nordahl" in logged_in(place.person).get(address(place, "1.7")).content.decode()


def test_the_screen_refuses_without_reading_or_name_and_keeps_what_was_typed():
    place, text = ready()
    client = logged_in(place.person)
    answer = client.post(address(place, "1.7"), {"text": text.pk, "signed_name": "Solveig"})
    assert dict(answer.context["form"].errors) == {
        "has_read": ["Les teksten først, og kryss av for at du har lest den."]
    }
    assert 'value="Solveig"' in answer.content.decode()
    answer = client.post(address(place, "1.7"), {"text": text.pk, "has_read": "on", "signed_name": " "})
    assert dict(answer.context["form"].errors) == {
        "signed_name": ["Skriv navnet ditt. Det gjelder som underskrift."]
    }
    assert PledgeSignature.objects.count() == 0


def test_another_associations_text_cannot_be_signed_on_the_screen():
    place, _text = ready()
    stranger = published(make_organisation()).texts.get(language="nb")
    answer = logged_in(place.person).post(
        address(place, "1.7"), {"text": stranger.pk, "has_read": "on", "signed_name": "Solveig Nordahl"}
    )
    assert answer.context["form"].non_field_errors() == [
        "Teksten har kommet i en ny versjon siden du åpnet siden. Les den en gang til."
    ]
    assert PledgeSignature.objects.count() == 0


def test_who_refuses_is_told_what_happens():
    place = a_place()
    assert "Du kan signere senere, og du trenger ikke si hvorfor du venter." in (
        logged_in(place.person).get(address(place, "1.7")).content.decode()
    )


def test_marking_the_activity_at_a_gathering_says_that_it_was_gone_through():
    place = a_place()
    kari = representative_of(place.course_run)
    responding.mark_done(enrolment=place, activity=page(place, "1.7"), by=kari)
    assert PledgeExplanation.objects.get().explained_by == kari


def press(place, **data):
    return logged_in(place.person).post(address(place, "1.7"), {"version": "", **data})


def test_one_can_say_that_one_wants_to_ask_and_nobody_asks_what():
    """Edge case 20: «Question route». Fails if the wish did not reach the one who goes through it, or needed words."""
    place, _text = ready()
    run, representative = place.course_run, representative_of(place.course_run)
    own_time = f"/kursleder/{run.pk}/samling/{run.gatherings.get(code='1.9').pk}/"
    line = "Vil spørre om noe i løftet."
    for question, seen in (("ask", True), ("ask", True), ("no_more", False)):
        assert press(place, question=question).url == address(place, "1.7") + "#ask"
        assert (line in logged_in(representative).get(own_time).content.decode()) is seen
    press(place, question="ask")
    assert line not in logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/").content.decode()
    shown = logged_in(place.person).get(address(place, "1.7")).content.decode()
    assert ("Du trenger ikke skrive hva det gjelder." in shown, "<textarea" in shown) == (True, False)
    assert PledgeSignature.objects.count() == 0


def test_what_a_phone_keeps_of_the_attendance_page_leaves_out_who_wants_to_ask():
    """Decision 27: the copy is for recording attendance. Fails if it told of the pledge, or the page itself did not."""
    place, _text = ready()
    run = place.course_run
    press(place, question="ask")
    client = logged_in(representative_of(run))
    own_time = f"/kursleder/{run.pk}/samling/{run.gatherings.get(code='1.9').pk}/"
    page, copy = (client.get(own_time, headers=more).content.decode() for more in ({}, {"Kept-Copy": "1"}))
    told = [
        [words in html for words in (place.person.name, "Vil spørre om noe i løftet.")]
        for html in (page, copy)
    ]
    assert told == [[True, True], [True, False]]


def test_who_refuses_completes_the_course_and_nobody_is_ready_for_the_committee_by_it():
    """Edge case 20: «Course completion may stand, case never becomes ready, no pressure timers.»

    Fails if completion asked for a signature, or a case were opened as ready without one.
    """
    run = open_run()
    place = make_enrolment(run)
    finish_all_but(place)
    assert (state_of(place), PledgeSignature.objects.count()) == (EnrolmentState.COMPLETED, 0)
    assert package_for(place.pk).pledge_signed_at is None
    assert waiting_candidates() == []
