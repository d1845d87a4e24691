"""Two clicks, two windows, two processes: what is done twice at once is noted once (DESIGN §5.5)."""

import datetime
import json
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from certificates.approvals.conversing import book, call_off, record_held
from certificates.approvals.deciding import propose
from certificates.approvals.handling import check_in_register, confirm_membership, take
from certificates.approvals.models import Case, CertificateCheck, ConflictOfInterest, Conversation
from lms.people.models import RoleKind, SentMessage
from tests.approvals.making import NOW, TALK, make_case, make_decidable, make_member, make_organisation
from tests.logging_in import log_in_with_second_factor
from tests.making import make_role
from tests.other_processes import told_by_another

pytestmark = pytest.mark.django_db
TOMORROW = NOW + datetime.timedelta(days=1)


def noted(case: Case) -> Counter:
    """How many times each kind of thing stands in the history the candidate can read."""
    return Counter(case.events.exclude(kind="opened").values_list("kind", flat=True))


def test_the_same_agreement_noted_twice_is_one_and_the_candidate_gets_one_message() -> None:
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    first, again = [book(case=case, by=kari, starts_at=TOMORROW, place="på  telefon") for _ in range(2)]
    assert (again, first.cancelled_at, noted(case)) == (first, None, {"booked": 1})
    assert SentMessage.objects.filter(key="conversation_booked").count() == 1
    moved = book(case=case, by=kari, starts_at=TOMORROW, place="på biblioteket")
    call_off(case=case, by=kari)
    anew = book(case=case, by=kari, starts_at=TOMORROW, place="på biblioteket")
    assert (len({first, moved, anew}), noted(case)["booked"]) == (3, 3)


def test_one_talk_noted_twice_is_one_and_another_member_may_have_had_one_too() -> None:
    organisation = make_organisation()
    kari, per = make_member(organisation, "Kari"), make_member(organisation, "Per")
    case = make_case(organisation=organisation)
    book(case=case, by=kari, starts_at=TOMORROW, place="på telefon")
    first, again = [record_held(case=case, by=kari, held_on=TALK) for _ in range(2)]
    assert (again, Conversation.objects.count(), noted(case)["held"]) == (first, 1, 1)
    record_held(case=case, by=per, held_on=TALK)
    record_held(case=case, by=kari, held_on=NOW.date())
    assert noted(case)["held"] == 3


def test_the_register_looked_up_twice_on_one_day_is_one_line() -> None:
    organisation = make_organisation()
    kari, per = make_member(organisation, "Kari"), make_member(organisation, "Per")
    case = make_case(organisation=organisation)
    for by in (kari, kari, per):
        check_in_register(case=case, by=by)
        confirm_membership(case=case, by=by)
    assert (noted(case), CertificateCheck.objects.count()) == (
        {"certificate_checked": 2, "membership_confirmed": 1},
        2,
    )
    check_in_register(case=case, by=kari, at=TOMORROW)
    assert CertificateCheck.objects.count() == 3


def test_who_passes_a_case_on_with_two_clicks_is_thanked_and_not_told_that_it_is_gone() -> None:
    """The second click finds a case one may not see any more. Fails with a 404 without `has_passed_on`."""
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    take(case=case, by=kari)
    client = log_in_with_second_factor(Client(), kari)
    address = reverse("approvals:pass_on", args=[case.pk])
    for _click in range(2):
        response = client.post(address, follow=True)
        assert (response.status_code, response.redirect_chain) == (200, [(reverse("approvals:cases"), 302)])
        assert "Takk for at du sa fra." in response.content.decode()
    assert (noted(case), ConflictOfInterest.objects.count()) == ({"taken": 1, "passed_on": 1}, 1)
    assert client.get(address).status_code == 404


RACER = """
import datetime, json, sys, threading
import django
django.setup()
from django.db import connection
from certificates.approvals import conversing, handling
from certificates.approvals.models import Case
from lms.people.models import User

case_id, person_id, moment, day = json.loads(sys.argv[1])
when = datetime.datetime.fromisoformat(moment)
wrong = []

def race(barrier, verb, given):
    barrier.wait()
    try:
        verb(case=Case.objects.get(pk=case_id), by=User.objects.get(pk=person_id), at=when, **given)
    except Exception as error:
        wrong.append(repr(error))
    finally:
        connection.close()

for verb, given in (
    (handling.check_in_register, {}),
    (handling.confirm_membership, {}),
    (conversing.book, {"starts_at": when + datetime.timedelta(days=1), "place": "på telefon"}),
    (conversing.record_held, {"held_on": datetime.date.fromisoformat(day)}),
    (handling.pass_on, {}),
):
    barrier = threading.Barrier(4)
    racers = [threading.Thread(target=race, args=(barrier, verb, given)) for _ in range(4)]
    for racer in racers: racer.start()
    for racer in racers: racer.join()
print(json.dumps([wrong, sorted(Case.objects.get(pk=case_id).events.values_list("kind", flat=True))]))
"""


@pytest.mark.django_db(transaction=True)
def test_four_at_the_very_same_moment_are_one(tmp_path: Path) -> None:
    """Four threads for each verb. Fails when a verb looks for its earlier self before it has the lock."""
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_case(organisation=organisation)
    wrong, noted_there = told_by_another(
        RACER, [case.pk, kari.pk, NOW.isoformat(), TALK.isoformat()], tmp_path
    )
    once = ["booked", "certificate_checked", "held", "membership_confirmed", "opened", "passed_on"]
    assert (wrong, noted_there) == ([], once)


def outcome_pages(case: Case, person) -> tuple[Client, str, str]:
    """A member's browser, and the addresses of reading through and confirming."""
    client = log_in_with_second_factor(Client(), person)
    return client, *(reverse(f"approvals:{name}", args=[case.pk]) for name in ("read_through", "confirm"))


def test_back_and_reload_find_ordinary_pages_on_the_way_to_a_decision() -> None:
    """No page of the way answers a POST, so the browser never asks whether to send again (issue 2, «no dead ends»).

    Fails when reading through, a missing tick or a wrong form is rendered in answer to the POST.
    """
    organisation = make_organisation()
    kari = make_member(organisation)
    case = make_decidable(make_case(organisation=organisation), kari)
    client, read, confirm = outcome_pages(case, kari)
    own = reverse("approvals:case", args=[case.pk])
    wrong = client.post(read, {"outcome": "approved_with_agreement"}, follow=True)
    assert wrong.redirect_chain == [(read, 302), (f"{own}?mangler=1", 302)]
    values = {"outcome": "approved", "agreement": "Vi ringes i mai."}
    shown = client.post(read, values, follow=True)
    reloaded = client.get(read)
    assert (shown.redirect_chain, reloaded.context["words"]) == ([(read, 302)], shown.context["words"])
    sealed = {"values": reloaded.context["form"].initial["values"]}
    unticked = client.post(confirm, sealed, follow=True)
    assert unticked.redirect_chain == [(f"{read}?kryss=1", 302)]
    assert "Kryss av for at dette er avtalt" in unticked.content.decode()
    decided = client.post(confirm, sealed | {"agreed": "on"}, follow=True)
    back = client.get(read, follow=True)
    assert (decided.redirect_chain, back.redirect_chain) == ([(own, 302)], [(own, 302)])


def test_what_was_typed_lies_encrypted_in_ones_own_session_and_is_gone_with_the_decision() -> None:
    organisation = make_organisation()
    kari, per = make_member(organisation, "Kari"), make_member(organisation, "Per")
    case = make_decidable(make_case(organisation=organisation), kari)
    client, read, confirm = outcome_pages(case, kari)
    shown = client.post(read, {"outcome": "approved", "agreement": "Vi ringes i mai."}, follow=True)
    kept = json.dumps(dict(client.session))
    assert (f"outcome:{case.pk}" in kept, "ringes" in kept, "approved" in kept) == (True, False, False)
    another, _read, _confirm = outcome_pages(case, per)
    assert another.get(read).url == reverse("approvals:case", args=[case.pk])
    sealed = shown.context["form"].initial["values"]
    client.post(confirm, {"values": sealed, "agreed": "on"})
    assert f"outcome:{case.pk}" not in client.session


def test_a_suggestion_that_is_settled_leads_back_to_its_case() -> None:
    """The second click on «confirm», and Back afterwards. Fails with a 404 where only waiting ones are found."""
    organisation = make_organisation()
    per = make_member(organisation, "Per")
    case = make_decidable(make_case(organisation=organisation), per)
    liv = case.enrolment.course_run.leaders.get(person__name="Liv").person
    make_role(liv, organisation, RoleKind.COMMITTEE_MEMBER)
    proposal = propose(case=case, outcome="approved", by=liv)
    client = log_in_with_second_factor(Client(), per)
    together = reverse("approvals:together", args=[proposal.pk])
    answers = [
        client.post(together, {"agreed": "on"}),
        client.post(together, {"agreed": "on"}),
        client.get(together),
    ]
    assert [answer.url for answer in answers] == [reverse("approvals:case", args=[case.pk])] * 3
    assert (case.decisions.count(), noted(case)["decided"]) == (1, 1)
