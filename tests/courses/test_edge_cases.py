"""Edge cases of a trainee that go across several rooms of the course, each by its number in edge-cases.md."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.activities.base import Response
from courses.activities.contents import stream
from courses.activities.pledge import signing
from courses.completion import complete_when_ready
from courses.completion_plan import freeze
from courses.erasing import erase_everything
from courses.kinds import EnrolmentState, MarkedBy, Sharing
from courses.models import ActivityPage, Enrolment, PledgeSignature, ReflectionResponse
from courses.shown_to_others import shared_with_leader
from lms.people.models import HelpContact, User
from tests.courses.activities.pledging import ready, sign
from tests.courses.working import SECRET, a_place, address, base_row, logged_in, page, save
from tests.making import make_course

pytestmark = pytest.mark.django_db


def shown(client: Client, place: Enrolment, code: str) -> str:
    """The screen of an activity, with ordinary spaces."""
    return client.get(address(place, code)).text.replace("\N{NO-BREAK SPACE}", " ")


def only_asks_for(place: Enrolment, code: str) -> None:
    """The run asks for this one activity and nothing else."""
    ActivityPage.objects.descendant_of(place.course_run.course).exclude(code=code).update(required=False)
    ActivityPage.objects.filter(pk=page(place, code).pk).update(required=True, marked_by=MarkedBy.TRAINEE)
    freeze(place.course_run)
    place.course_run.requirements.exclude(requiredactivities__isnull=False).delete()


def test_taking_a_share_back_works_at_once_and_costs_nothing():
    """Edge case 23: «Takes effect at once, without affecting completion. What the leader has read cannot be unread – say it».

    Fails if the leader still read it, if completion asked for sharing (C.4.14), or if the screen kept silent.
    """
    place = a_place()
    only_asks_for(place, "1.2")
    save(place, "1.2", text=SECRET, finish=True, sharing=Sharing.LEADER)
    place.refresh_from_db()
    assert place.state == EnrolmentState.COMPLETED
    assert [text.text for text in shared_with_leader(place.course_run)] == [SECRET]

    client = logged_in(place.person)
    answer = client.post(address(place, "1.2", "trekk-tilbake/"), follow=True)

    assert shared_with_leader(place.course_run) == []
    assert "Nå deler du ikke dette med noen. Det som er lest, er lest." in answer.text
    place.refresh_from_db()
    assert (place.state, complete_when_ready(enrolment=place)) == (EnrolmentState.COMPLETED, False)


def test_who_wants_everything_deleted_is_told_what_stays_and_why():
    """Edge case 24: «Explain consequence; pledge record minimal stub kept with reason».

    Fails if the page left out what stays, if a word stayed, or if deleting took the place, what is done or the pledge.
    """
    place, text = ready()
    sign(place, text)
    save(place, "1.2", text=SECRET, finish=True)
    before = Response.objects.non_polymorphic().count()

    told = logged_in(place.person).get("/min-side/tanker/slett/").text
    erase_everything(person=place.person, by=place.person)

    assert "Det du har gjort, teller fortsatt som gjort" in told
    place.refresh_from_db()
    assert (place.state, base_row(place, "1.2").is_done) == (EnrolmentState.ACTIVE, True)
    assert (ReflectionResponse.objects.count(), Response.objects.non_polymorphic().count()) == (0, before)
    assert PledgeSignature.objects.filter(person=place.person).count() == 1


def test_the_language_may_change_at_any_time_and_nothing_is_lost():
    """Edge case 36: «Change bokmål/nynorsk any time; pledge signed in the language read».

    Fails if the text were tied to the page of one language, or the signature to another text than the one on the screen.
    """
    course = make_course()
    make_course("nn", like=course)
    place, _text = ready(course=course)
    save(place, "1.2", text=SECRET)
    client = logged_in(place.person)

    client.post("/sprak/", {"language": "nn", "next": address(place, "1.2")})

    nynorsk = shown(client, place, "1.2")
    assert ('<html lang="nn"' in nynorsk, SECRET in nynorsk) == (True, True)
    save(place, "1.2", text=f"{SECRET}, og meir")
    reader = User.objects.get(pk=place.person_id)
    text = signing.text_for(place.organisation, reader.language)
    signing.sign(person=reader, enrolment=place, text=text, signed_name=reader.name)
    client.post("/sprak/", {"language": "nb", "next": address(place, "1.2")})
    assert f"{SECRET}, og meir" in client.get(address(place, "1.2")).text
    assert Response.objects.non_polymorphic().filter(page__code="1.2").count() == 1
    assert PledgeSignature.objects.get().text.language == "nn"


def test_a_course_under_way_keeps_what_it_asks_for_and_a_phone_number_changes_everywhere():
    """Edge case 37: «Running course keeps its version; critical corrections (phone numbers) go live everywhere».

    Fails if a new demand bound a run that has begun, if new words came unmarked to who had answered, or if a number
    were copied anywhere.
    """
    place = a_place()
    only_asks_for(place, "1.2")
    page(place, "1.2").save_revision().publish()
    save(place, "1.2", text="Mine ord")
    line = HelpContact.objects.create(
        key="crisis_line",
        language="nb",
        label="Noen å ringe",
        phone="22 22 22 22",
        organisation=place.organisation,
    )
    client = logged_in(place.person)
    assert "22 22 22 22" in shown(client, place, "1.1")

    changed = page(place, "1.2")
    changed.prompts = stream("prompt", ["Et nytt spørsmål?"], place="1.2")
    changed.save_revision().publish()
    new = page(place, "1.1")
    new.required = True
    new.save_revision().publish()
    HelpContact.objects.filter(pk=line.pk).update(phone="33 33 33 33")

    screens = [shown(client, place, code) for code in ("1.1", "1.2")]
    assert ["33 33 33 33" in text for text in screens] == [True, True]
    assert ["22 22 22 22" in text for text in screens] == [False, False]
    assert "Teksten er endret etter at du svarte." in screens[1]
    save(place, "1.2", text="Mine ord", finish=True)
    place.refresh_from_db()
    assert place.state == EnrolmentState.COMPLETED
