"""The private room: what it says about who reads, what may be shared, and that nobody else gets in."""

from __future__ import annotations

import pytest
from django.test import Client

from courses.kinds import MarkedBy, RunState, Sharing
from courses.models import ReflectionResponse
from lms.people.models import RoleKind
from tests.courses.working import SECRET, a_place, address, leader_of, logged_in, page, save
from tests.logging_in import log_in_with_second_factor, make_superuser
from tests.making import make_enrolment, make_person, make_role

pytestmark = pytest.mark.django_db


def ceiling(place, sharing: str) -> None:
    activity = page(place, "1.2")
    activity.sharing_ceiling = sharing
    activity.save()


def write(place, **data):
    return logged_in(place.person).post(address(place, "1.2"), {"version": 0, "do": "finish", **data})


@pytest.mark.req(41)
def test_alone_one_writes_in_a_room_of_ones_own():
    """R41: «Reflection and awareness, individually and with others.»

    Fails if the reflection's screen lost its box, or what is written there were not kept for its author.
    """
    place = a_place()
    assert write(place, text=SECRET, sharing="private").url == address(place, "1.3")
    shown = logged_in(place.person).get(address(place, "1.2")).content.decode()
    assert (SECRET in shown, "Bare du kan lese dette" in shown) == (True, True)


@pytest.mark.req(6)
def test_the_prompts_of_the_course_stand_over_the_box(starter_course):
    """R6: «Can reflect on own and others' experience.»

    Fails if the prompts were not on the screen, or the box were not there to answer them in.
    """
    place = a_place(course=starter_course)
    shown = logged_in(place.person).get(address(place, "0.1")).content.decode()
    assert ("Hva fikk deg til å melde deg på?" in shown, '<textarea name="text"' in shown) == (True, True)


def test_an_empty_box_gets_a_sentence_beside_it():
    place = a_place()
    answer = write(place, text="  ", sharing="private")
    assert dict(answer.context["form"].errors) == {
        "text": ["Skriv noen ord først. Én setning er nok, og stikkord er helt greit."]
    }
    assert ReflectionResponse.objects.count() == 0


def test_save_stays_and_says_when():
    place = a_place()
    answer = logged_in(place.person).post(
        address(place, "1.2"), {"version": 0, "text": "Et utkast", "do": "save"}
    )
    assert answer.url == address(place, "1.2")
    assert "Lagret kl." in logged_in(place.person).get(answer.url).content.decode()


def test_an_older_page_keeps_what_was_typed_beside_what_is_stored():
    place = a_place()
    save(place, "1.2", text="Fra telefonen")
    answer = write(place, text="Fra nettbrettet")
    assert answer.url == address(place, "1.2", "to-tekster/")
    both = logged_in(place.person).get(answer.url).content.decode()
    assert ("Fra telefonen" in both, "Fra nettbrettet" in both) == (True, True)
    assert ReflectionResponse.objects.get().text == "Fra telefonen"


@pytest.mark.parametrize(
    ("height", "offered"),
    [
        (Sharing.PRIVATE_LOCKED, []),
        (Sharing.PRIVATE, ["private", "leader"]),
        (Sharing.LEADER, ["private", "leader"]),
        (Sharing.GROUP, ["private", "leader", "group"]),
    ],
)
def test_only_what_the_page_allows_is_offered(height, offered):
    place = a_place()
    ceiling(place, height)
    form = logged_in(place.person).get(address(place, "1.2")).context["form"]
    field = form.fields.get("sharing")
    assert [key for key, _words in (field.choices if field else [])] == offered


def test_a_tampered_sharing_is_refused_and_the_text_stays_in_the_box():
    place = a_place()
    answer = write(place, text=SECRET, sharing="group")
    assert (answer.status_code, SECRET in answer.content.decode()) == (200, True)
    assert ReflectionResponse.objects.count() == 0


def test_a_locked_page_does_not_hear_a_wish_to_share():
    place = a_place()
    ceiling(place, Sharing.PRIVATE_LOCKED)
    write(place, text=SECRET, sharing="leader")
    assert ReflectionResponse.objects.get().sharing == Sharing.PRIVATE


def test_the_leaders_are_named_where_one_shares():
    place = a_place()
    form = logged_in(place.person).get(address(place, "1.2")).context["form"]
    assert form.fields["sharing"].choices[1] == (Sharing.LEADER, "Ja, med Leif")


def test_shared_with_the_group_it_is_read_in_the_run_by_first_name():
    place = a_place()
    ceiling(place, Sharing.GROUP)
    save(place, "1.2", text="Vi er flere om dette", sharing=Sharing.GROUP)
    other = make_enrolment(place.course_run)
    shown = logged_in(other.person).get(address(other, "1.2"))
    assert [(one.first_name, one.text) for one in shown.context["group"]] == [
        ("Solveig", "Vi er flere om dette")
    ]
    place.course_run.state = RunState.CLOSED
    place.course_run.save()
    assert logged_in(other.person).get(address(other, "1.2")).context["group"] == []


def test_a_lowered_ceiling_hides_what_was_shared():
    place = a_place()
    ceiling(place, Sharing.GROUP)
    save(place, "1.2", text=SECRET, sharing=Sharing.GROUP)
    ceiling(place, Sharing.PRIVATE_LOCKED)
    other = make_enrolment(place.course_run)
    assert SECRET not in logged_in(other.person).get(address(other, "1.2")).content.decode()


def test_a_reminder_is_offered_only_where_the_page_says_so():
    place = a_place()
    write(place, text="Kjære meg", wants_reminder="on")
    assert ReflectionResponse.objects.get().wants_reminder is False
    activity = page(place, "1.2")
    activity.offers_reminder = True
    activity.save()
    write(place, text="Kjære meg", wants_reminder="on", version=1)
    assert ReflectionResponse.objects.get().wants_reminder is True


def test_a_page_marked_by_the_leader_can_still_be_written_in():
    place = a_place()
    activity = page(place, "1.2")
    activity.marked_by = MarkedBy.LEADER
    activity.save()
    assert write(place, text=SECRET, do="save").status_code == 302
    assert ReflectionResponse.objects.get().text == SECRET


def everyone_else(place) -> dict[str, Client]:
    """Everybody who might look, each logged in: leader, fellow, committee, secretariat, superuser."""
    run = place.course_run
    secretary = make_role(organisation=run.organiser, kind=RoleKind.ADMINISTRATOR).person
    committee = make_role(organisation=run.organiser, kind=RoleKind.COMMITTEE_LEADER).person
    return {
        "nobody": Client(),
        "a stranger": logged_in(make_person()),
        "a fellow": logged_in(make_enrolment(run).person),
        "the leader": logged_in(leader_of(run)),
        "the committee": logged_in(committee),
        "the secretariat": log_in_with_second_factor(Client(), secretary),
        "a superuser": log_in_with_second_factor(Client(), make_superuser()),
    }


def test_nobody_else_opens_the_page_or_erases_the_text():
    place = a_place()
    save(place, "1.2", text=SECRET, finish=True)
    for who, client in everyone_else(place).items():
        for where in (address(place, "1.2"), address(place, "1.2", "slett/"), f"/kurs/{place.pk}/"):
            answers = [client.get(where), client.post(where, {"text": "Nytt", "do": "finish"})]
            refused = 302 if who == "nobody" else 404
            assert [answer.status_code for answer in answers] == [refused, refused], (who, where)
            assert not any(SECRET in answer.content.decode() for answer in answers), who
    assert ReflectionResponse.objects.get().text == SECRET


def test_the_pages_of_those_who_lead_do_not_hold_it_either():
    place = a_place()
    save(place, "1.2", text=SECRET, finish=True)
    run, clients = place.course_run, everyone_else(place)
    addresses = [
        "/min-side/",
        f"/kursleder/{run.pk}/",
        f"/kursleder/{run.pk}/delt/",
        f"/kursleder/{run.pk}/deltaker/{place.pk}/",
        f"/sekretariat/{run.pk}/",
    ]
    found = [
        (who, where)
        for who, client in clients.items()
        for where in addresses
        if SECRET in client.get(where).content.decode()
    ]
    assert found == []


def test_the_author_erases_after_being_asked():
    place = a_place()
    save(place, "1.2", text=SECRET, finish=True)
    client = logged_in(place.person)
    assert client.get(address(place, "1.2", "slett/")).status_code == 200
    assert ReflectionResponse.objects.count() == 1
    assert client.post(address(place, "1.2", "slett/")).url == address(place, "1.2")
    assert ReflectionResponse.objects.count() == 0


def test_there_is_nothing_to_erase_where_nothing_is_kept():
    place = a_place()
    save(place, "1.1", finish=True)
    client = logged_in(place.person)
    assert client.get(address(place, "1.1", "slett/")).status_code == 404
    assert client.get(address(place, "1.2", "slett/")).status_code == 404
