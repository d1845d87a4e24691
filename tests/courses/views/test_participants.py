"""One participant's page: what leaders and representatives register on somebody's behalf."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses.activities.pledge import signing
from courses.kinds import CourseKind, EnrolmentState, RunState
from courses.models import ActivityPage, CourseRun, Enrolment, PledgeSignature, PracticePage
from tests.courses.following import following, run_of
from tests.courses.leading import (
    HOME,
    PLEDGE,
    TRIO,
    attend,
    gathering_of,
    joint_run,
    open_run,
    people_in,
    state_of,
)
from tests.courses.working import base_row, leader_of, logged_in, representative_of, save
from tests.making import make_enrolment, make_person


@pytest.mark.parametrize(("people", "expected"), [(1, 24), (30, 24)])
@pytest.mark.django_db
def test_one_participants_page_does_not_grow_with_the_others(
    people: int, expected: int, django_assert_max_num_queries
) -> None:
    """The number of queries of a page does not grow with people."""
    run = open_run()
    place = people_in(run, *(f"Person {number}" for number in range(people)))[0]
    attend(place)
    client = logged_in(leader_of(run))
    with django_assert_max_num_queries(expected):
        assert client.get(f"/kursleder/{run.pk}/deltaker/{place.pk}/").status_code == 200


def post(place, button: str, viewer, **data):
    """A button on the participant's page."""
    return logged_in(viewer).post(f"/kursleder/{place.course_run_id}/deltaker/{place.pk}/{button}/", data)


@pytest.mark.django_db
def test_done_on_paper_is_registered_on_behalf_and_can_be_taken_back() -> None:
    """Every step has a paper route, and the record says who registered it."""
    place = make_enrolment(open_run())
    leader = leader_of(place.course_run)
    for _twice in range(2):
        assert post(place, "merk", leader, activity=HOME, do="done").status_code == 302
    assert (base_row(place, HOME).state, base_row(place, HOME).marked_by) == ("done", leader)
    post(place, "merk", leader, activity=HOME, do="take_back")
    assert base_row(place, HOME).state == "started"


@pytest.mark.django_db
def test_only_what_may_be_skipped_is_skipped_by_agreement() -> None:
    """6.2 may be; anything else gets a sentence and stays."""
    place = make_enrolment(open_run())
    leader = leader_of(place.course_run)
    response = logged_in(leader).post(
        f"/kursleder/{place.course_run_id}/deltaker/{place.pk}/merk/",
        {"activity": HOME, "do": "skip"},
        follow=True,
    )
    assert "kan ikke hoppes over" in response.content.decode()
    assert not place.responses.exists()
    ActivityPage.objects.descendant_of(place.course_run.course).filter(code=HOME).update(may_be_skipped=True)
    post(place, "merk", leader, activity=HOME, do="skip")
    assert base_row(place, HOME).state == "skipped"


@pytest.mark.django_db
def test_roles_that_were_not_all_tried_are_ticked_for_the_person() -> None:
    """The exception to «all tried all roles»."""
    place = make_enrolment(open_run())
    post(place, "merk", leader_of(place.course_run), activity=TRIO, do="done", roles=["talker", "observer"])
    assert place.responses.get().roles_tried == ["talker", "observer"]


@pytest.mark.req(42)
@pytest.mark.django_db
def test_a_role_that_was_missing_is_registered_when_it_is_tried() -> None:
    """Edge case 41: two practised, and the observer came later. Fails if a card that is done offered no way to say so. Taken
    back, nothing is said of roles any more; registered anew without a tick, all of them count, as the page says.
    """
    place = make_enrolment(open_run())
    leader, here = leader_of(place.course_run), f"/kursleder/{place.course_run_id}/deltaker/{place.pk}/"
    button = 'name="roles" value="{}">Registrer: har nå prøvd rollen {}'
    buttons = [button.format(*role) for role in (("listener", "lytter"), ("observer", "observatør"))]
    seen = []
    for given in ({"roles": ["talker", "listener"]}, {"roles": ["observer"]}, {"do": "take_back"}, {}):
        post(place, "merk", leader, **{"activity": TRIO, "do": "done", **given})
        html = logged_in(leader).get(here).content.decode()
        seen.append(([words in html for words in buttons], set(place.responses.get().roles_tried)))
    pair, all_three = {"talker", "listener"}, {"talker", "listener", "observer"}
    none = [False, False]
    assert seen == [([False, True], pair), (none, all_three), (none, set()), (none, all_three)]


@pytest.mark.django_db
def test_with_no_role_ticked_all_of_them_count_also_where_some_stood_before() -> None:
    """The person had said «forteller» while practising; the leader registers it without a tick, and the page says that all count.
    Where the rounds are too few for that, nobody is said to have had them all.
    """
    places = [make_enrolment(open_run()) for _each in range(2)]
    PracticePage.objects.filter(code=TRIO).descendant_of(places[1].course_run.course).update(rounds=2)
    tried = []
    for place in places:
        save(place, TRIO, roles_tried=["talker"])
        post(place, "merk", leader_of(place.course_run), activity=TRIO, do="done")
        tried.append(set(place.responses.get().roles_tried))
    assert tried == [{"talker", "listener", "observer"}, {"talker"}]


@pytest.mark.django_db
def test_the_place_is_confirmed_paused_and_resumed_on_behalf() -> None:
    """By phone or on paper; a second press changes nothing."""
    place = make_enrolment(open_run(), state=EnrolmentState.INVITED)
    leader = leader_of(place.course_run)
    states = []
    for what in ("bekreft", "bekreft", "pause", "fortsett", "trekk"):
        assert post(place, what, leader).status_code == 302
        states.append(state_of(place))
    assert states == ["confirmed", "confirmed", "paused", "active", "withdrawn"]
    assert post(place, "ukjent", leader).status_code == 404


@pytest.mark.req(57)
@pytest.mark.django_db
def test_the_representative_records_that_the_pledge_was_gone_through_and_a_signature_on_paper() -> None:
    """R57 «går igjennom taushetsløfte» in own time. Fails if the leader of a joint run, or another association, could."""
    run, other = joint_run()
    text = "Jeg lover å tie om det jeg får vite."
    signing.publish_version(
        organisation=run.organiser,
        texts=dict.fromkeys(("nb", "nn", "en"), (text, "Jeg har lest løftet.")),
        adopted_on=datetime.date(2024, 2, 8),
    )
    place = make_enrolment(run, person=make_person("Solveig Nordahl"))
    stranger = run.run_organisations.get(organisation=other).representative
    data = {"what": "explained", "day": timezone.localdate().isoformat()}
    assert [post(place, "lofte", person, **data).status_code for person in (leader_of(run), stranger)] == [
        404,
        404,
    ]
    assert post(place, "lofte", representative_of(run), **data).status_code == 302
    assert place.pledge_explanation.explained_by == representative_of(run)
    assert base_row(place, PLEDGE).state == "done"
    data = {"what": "signed", "day": timezone.localdate().isoformat(), "signed_name": "Solveig Nordahl"}
    for _twice in range(2):
        assert post(place, "lofte", representative_of(run), **data).status_code == 302
    assert [signature.how for signature in PledgeSignature.objects.all()] == ["paper"]


@pytest.mark.django_db
def test_a_day_to_come_gets_a_sentence_and_what_was_typed_stays() -> None:
    """Bad input is answered beside the form, in the reader's language."""
    place = make_enrolment(open_run())
    ahead = (timezone.localdate() + datetime.timedelta(days=3)).isoformat()
    response = post(place, "lofte", representative_of(place.course_run), what="explained", day=ahead)
    html = response.content.decode()
    assert (response.status_code, "Den dagen har ikke kommet ennå." in html) == (200, True)
    assert ahead in html


@pytest.mark.django_db
def test_a_place_is_found_under_its_own_run_only() -> None:
    """An address put together from two runs one leads is no address."""
    run, elsewhere = open_run(), open_run()
    leader = leader_of(run)
    elsewhere.leaders.create(person=leader)
    place = make_enrolment(elsewhere)
    browser = logged_in(leader)
    assert browser.get(f"/kursleder/{run.pk}/deltaker/{place.pk}/").status_code == 404
    assert browser.get(f"/kursleder/{run.pk}/samling/{gathering_of(elsewhere).pk}/").status_code == 404


@pytest.mark.parametrize("state", [RunState.OPEN, RunState.CLOSED, RunState.CANCELLED])
@pytest.mark.django_db
def test_nobody_has_a_next_step_in_a_course_that_is_over(state: RunState) -> None:
    """The sentence on how it looks is about what is to come. Fails when a closed run has it."""
    run = open_run()
    place = people_in(run, "Arne Vik")[0]
    leader = leader_of(run)
    run.gatherings.update(starts_at=timezone.now() - datetime.timedelta(days=3))
    attend(place, 0)
    CourseRun.objects.filter(pk=run.pk).update(state=state)
    shown = logged_in(leader).get(f"/kursleder/{run.pk}/deltaker/{place.pk}/").content.decode()
    sentence = f"Trenger å ta igjen noe. {leader.first_name} tar neste steg."
    assert (sentence in shown) is (state == RunState.OPEN)


@pytest.mark.parametrize("state", [EnrolmentState.COMPLETED, EnrolmentState.WITHDRAWN])
@pytest.mark.django_db
def test_a_correction_after_completion_is_called_that_and_nobody_is_sent_on(state: EnrolmentState) -> None:
    """The completion stands (edge case 17). Fails when the page asks somebody who is done to agree on making it up."""
    run = open_run()
    place = people_in(run, "Arne Vik")[0]
    run.gatherings.update(starts_at=timezone.now() - datetime.timedelta(days=3))
    attend(place, 0)
    Enrolment.objects.filter(pk=place.pk).update(state=state, completed_at=timezone.now())
    shown = logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/deltaker/{place.pk}/").content.decode()
    said = ("Rettet etter at kurset var fullført.", "Kurset er fortsatt fullført.", f"{run.pk}/gjennomgang/")
    is_completed = state == EnrolmentState.COMPLETED
    assert ["tar neste steg" in shown, *(words in shown for words in said)] == [False, *[is_completed] * 3]


@pytest.mark.parametrize(("kind", "status"), [(CourseKind.BASIC, 200), (CourseKind.ADD_ON, 404)])
@pytest.mark.django_db
def test_the_pledge_is_spoken_of_in_the_basic_course_alone(kind: CourseKind, status: int) -> None:
    """A course that follows has no own time in which it would be explained (decision 39)."""
    run = run_of(following(kind))
    place = people_in(run, "Arne Vik")[0]
    client, where = logged_in(representative_of(run)), f"/kursleder/{run.pk}/deltaker/{place.pk}/"
    assert client.get(f"{where}lofte/").status_code == status
    assert ("Løftet" in client.get(where).content.decode()) is (status == 200)
