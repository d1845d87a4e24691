"""The log of messages: kind, way, when and to whom, for one's own people; never content, and nothing about their words."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from courses import enrolling, inviting
from courses.kinds import MakeUpKind
from courses.models import MakeUp
from courses.views.message_log import MESSAGES_ON_A_PAGE
from lms.people.message_log import LISTED_FOR
from lms.people.messaging import TRIED_FOR, send
from lms.people.models import Membership, RoleKind, SentMessage
from tests.courses.leading import gathering_of
from tests.courses.working import logged_in
from tests.making import make_enrolment, make_organisation, make_person, make_role, make_run

pytestmark = pytest.mark.django_db
ADDRESS = "/sekretariat/meldinger/"


def a_member(organisation, **fields):
    person = make_person(**fields)
    Membership.objects.create(person=person, organisation=organisation)
    return person


def a_message(person, organisation, key="invitation", **changes) -> SentMessage:
    once = f"{key}:{person.pk}:{SentMessage.objects.count()}"
    message = send(person, key, once=once, context={"place": "Sjøbua"}, organisation=organisation)
    SentMessage.objects.filter(pk=message.pk).update(**changes)
    return message


def administrator_of(organisation):
    return make_role(organisation=organisation, kind=RoleKind.ADMINISTRATOR).person


def test_kind_way_day_and_person_and_nothing_of_what_it_said():
    organisation = make_organisation()
    arne = a_member(organisation, name="Arne Vik")
    a_message(arne, organisation, sent_at=timezone.now())
    client = logged_in(administrator_of(organisation))
    page = client.get(ADDRESS).content.decode()
    day = timezone.localdate()
    assert [
        word for word in ("Arne Vik", "Invitasjon", "E-post", str(day.year), "Sendt") if word not in page
    ] == []
    assert [word for word in ("Sjøbua", arne.email) if word in page] == []


@pytest.mark.parametrize(
    ("fields", "changes", "said"),
    [
        ({}, {}, "Venter på å bli sendt"),
        ({"email": ""}, {}, "Får meldinger på papir. Skriv eller ring."),
        ({"told_by": "paper"}, {}, "Får meldinger på papir. Skriv eller ring."),
        (
            {},
            {"queued_at": timezone.now() - TRIED_FOR - datetime.timedelta(hours=1)},
            "Meldingen kom ikke av sted. Ring, og se på adressen.",
        ),
    ],
)
def test_what_the_secretariat_must_do_itself(fields, changes, said):
    organisation = make_organisation()
    a_message(a_member(organisation, **fields), organisation, **changes)
    assert said in logged_in(administrator_of(organisation)).get(ADDRESS).content.decode()


@pytest.mark.parametrize(
    "key",
    [
        "letter_to_myself",
        "reflections_will_be_deleted",
        "something_to_read",
        "decision_not_now",
        "login_changed",
    ],
)
def test_messages_about_words_decisions_and_logging_in_are_not_listed(key):
    """Fails when the log lists every key: whose own words wait, and what a committee does, would be read from it."""
    organisation = make_organisation()
    a_message(a_member(organisation, name="Arne Vik"), organisation, key=key)
    page = logged_in(administrator_of(organisation)).get(ADDRESS).content.decode()
    assert ("Arne Vik" in page, "Ingen meldinger de siste tre månedene." in page) == (False, True)


def test_the_day_somebody_became_quiet_cannot_be_read_from_the_log():
    """Decision 33. Fails when the message after a quiet time has a kind of its own."""
    organisation = make_organisation()
    for key in ("next_step_nudge", "pause_confirmed"):
        a_message(a_member(organisation), organisation, key=key)
    page = logged_in(administrator_of(organisation)).get(ADDRESS).content.decode()
    assert page.count("Om kurset") == 2


def test_only_ones_own_people_and_only_what_ones_own_association_sent():
    own, other = make_organisation(), make_organisation()
    both = a_member(own, name="Berit Begge")
    Membership.objects.create(person=both, organisation=other)
    a_message(both, other)
    a_message(a_member(other, name="Annen Vik"), other)
    a_message(a_member(other, name="Gjest Vik"), own)
    a_message(a_member(own, name="Gammel Vik"), own, queued_at=timezone.now() - LISTED_FOR)
    page = logged_in(administrator_of(own)).get(ADDRESS).content.decode()
    assert "Ingen meldinger de siste tre månedene." in page


@pytest.mark.parametrize(
    "kind", [RoleKind.COMMITTEE_LEADER, RoleKind.BOARD_MEMBER, RoleKind.COMMITTEE_MEMBER]
)
def test_nobody_else_has_the_page(kind):
    organisation = make_organisation()
    person = make_role(organisation=organisation, kind=kind).person
    assert logged_in(person).get(ADDRESS).status_code == 404
    assert logged_in(make_person()).get(ADDRESS).status_code == 404
    assert Client().get(ADDRESS).url == f"/logg-inn/?next={ADDRESS}"
    assert logged_in(person).post(ADDRESS).status_code == 404


def test_newest_first_and_in_pages():
    organisation = make_organisation()
    for number in range(MESSAGES_ON_A_PAGE + 1):
        a_message(a_member(organisation, name=f"Person nr{number:02}"), organisation)
    client = logged_in(administrator_of(organisation))
    first, second = (re.findall(r"Person nr\d\d", client.get(f"{ADDRESS}?side={n}").text) for n in (1, 2))
    assert (first[0], len(first), second) == ("Person nr50", MESSAGES_ON_A_PAGE, ["Person nr00"])


def test_the_same_number_of_queries_with_one_and_with_thirty(django_assert_num_queries):
    organisation = make_organisation()
    by = administrator_of(organisation)
    a_told_run("Kurs i Alta", organisation, by, told_by="paper")
    client = logged_in(by)
    client.get(ADDRESS)
    with django_assert_num_queries(11):
        client.get(ADDRESS)
    for number in range(29):
        a_told_run(f"Kurs {number}", organisation, by, told_by="paper" if number % 2 else "")
    with django_assert_num_queries(11):
        client.get(ADDRESS)


def a_told_run(title: str, organisation, by, **person):
    """A run of the association with one of its own people, who was invited to it."""
    run = make_run(title=title, organiser=organisation)
    place = inviting.invite(
        course_run=run, person=a_member(organisation, **person), organisation=organisation, by=by
    )
    return run, place


def names_in(html: str) -> list[str]:
    return re.findall(r"(?:Arne|Berit) Vik", html)


def test_each_message_says_which_course_it_was_about_and_the_list_is_narrowed_to_one():
    """Read from the name of the occasion; nothing more is kept. Fails when the number in it is taken for somebody else's
    place, when a kind is left out, and when the filter takes the messages of the other course along.
    """
    own = make_organisation()
    by = administrator_of(own)
    alta, arne = a_told_run("Kurs i Alta", own, by, name="Arne Vik")
    bodo, berit = a_told_run("Kurs i Bodø", own, by, name="Berit Vik", told_by="paper")
    for place in (arne, berit):
        enrolling.confirm(enrolment=place, by=place.person)
        enrolling.pause(enrolment=place, by=place.person)
    gathering = gathering_of(alta)
    made = MakeUp.objects.create(
        enrolment=arne, gathering=gathering, kind=MakeUpKind.TALK, agreed_at=timezone.now()
    )
    send(arne.person, "make_up_agreed", once=f"make_up_agreed:{made.pk}", context={}, organisation=own)
    send(arne.person, "certificate_ready", once=f"certificate_ready:{arne.pk}:", context={}, organisation=own)
    send(arne.person, "invitation", once=f"invitation:{berit.pk}:x", context={}, organisation=own)
    client = logged_in(by)
    html = client.get(ADDRESS).content.decode()
    assert [html.count(f"{title}&nbsp;·") for title in ("Kurs i Alta", "Kurs i Bodø")] == [3, 3]
    narrowed = client.get(f"{ADDRESS}?kurs={alta.pk}").context
    assert [(one.key, title) for one, _kind, title, _way, _state in narrowed["lines"]] == [
        ("make_up_agreed", "Kurs i Alta"),
        ("pause_confirmed", "Kurs i Alta"),
        ("invitation", "Kurs i Alta"),
    ]
    told = client.post(
        f"{ADDRESS}?kurs={bodo.pk}", {"message": SentMessage.objects.filter(person=berit.person)[0].pk}
    )
    assert told.url == f"{ADDRESS}?kurs={bodo.pk}"
    assert names_in(client.get(told.url).content.decode().partition('id="id_kurs"')[2]) == ["Berit Vik"] * 2


def test_only_courses_that_stand_in_the_list_can_be_chosen():
    """Not another association's, nor where nobody was told of anything. One course alone leaves nothing to choose."""
    own, other = make_organisation(), make_organisation()
    by = administrator_of(own)
    run, _place = a_told_run("Kurs i Alta", own, by)
    hers, _other = a_told_run("Kurs hos andre", other, administrator_of(other))
    client = logged_in(by)
    assert 'id="id_kurs"' not in client.get(ADDRESS).content.decode()
    second, _place = a_told_run("Kurs i Bodø", own, by)
    make_enrolment(make_run(title="Stille kurs", organiser=own))
    wrong = client.get(f"{ADDRESS}?kurs=999999").content.decode()
    assert ("Ingen melding gjaldt det kurset. Velg et fra lista." in wrong, "gyldig" in wrong) == (
        True,
        False,
    )
    form = client.get(ADDRESS).context["form"]
    assert [value for value, _label in form.fields["kurs"].choices] == ["", str(second.pk), str(run.pk)]
    for wrong in (hers.pk, "x", "9" * 30):
        asked = client.get(f"{ADDRESS}?kurs={wrong}")
        assert (asked.status_code, len(asked.context["lines"])) == (200, 2)
