"""A guest from another run: what the leader there sees and marks, and what nobody is shown."""

from __future__ import annotations

import pytest
from django.utils import timezone

from courses import attending, planning
from courses.kinds import EnrolmentState, MakeUpKind
from courses.models import Enrolment, MakeUp, PledgeResponse
from lms.people.models import SentMessage
from tests.courses.leading import (
    OWN_TIME,
    gathering_of,
    joint_run,
    people_in,
)
from tests.courses.making_up import agreed, another_run, as_guest, held_today, who_missed
from tests.courses.views.test_making_up import person_page, shown
from tests.courses.working import leader_of, logged_in
from tests.courses.working import page as page_with
from tests.making import make_enrolment, make_person

pytestmark = pytest.mark.django_db


def test_the_leader_there_sees_a_guest_with_only_a_name_and_marks_them_on_the_same_list() -> None:
    """Nothing of the other run: no pause, no question about the pledge, no other name, no way to the person's page."""
    place = who_missed("Bjørg Lien")
    people_in(place.course_run, "Tor Hemmelig")
    pledge = page_with(place, "1.7")
    PledgeResponse.objects.create(
        enrolment=place,
        activity_key=pledge.translation_key,
        page=pledge,
        wants_to_ask=True,
        changed_at=timezone.now(),
        started_at=timezone.now(),
    )
    host = another_run(place.course_run)
    as_guest(place, host)
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.PAUSED)
    (own,) = people_in(host, "Sigrid Aas")
    gathering = held_today(host)
    address = f"/kursleder/{host.pk}/samling/{gathering.pk}/"
    page = shown(leader_of(host), address)
    for words in ("Bjørg Lien", "Gjest fra et annet kurs, på denne økten.", "Sigrid Aas"):
        assert words in page
    for words in (
        "Tor Hemmelig",
        "På pause",
        "spørre om noe i",
        place.course_run.title,
        place.organisation.name,
    ):
        assert words not in page
    run_page = shown(leader_of(host), f"/kursleder/{host.pk}/")
    assert "Gjest fra et annet kurs: Bjørg Lien." in run_page
    assert (
        str(person_page(place))
        not in logged_in(leader_of(host)).get(f"/kursleder/{host.pk}/").content.decode()
    )
    data = {
        f"{name}_{pk}": value
        for pk in (place.pk, own.pk)
        for name, value in (("where", "here"), ("minutes", ""), ("seen", "135"))
    }
    assert logged_in(leader_of(host)).post(address, data).status_code == 302
    assert MakeUp.objects.get().minutes == 135


def test_who_takes_part_there_is_shown_nothing_of_the_guest_and_the_guest_nothing_of_them() -> None:
    """A substitute in another run never shows that run's people to anybody."""
    place = who_missed("Bjørg Lien")
    host = another_run(place.course_run)
    (theirs,) = people_in(host, "Sigrid Hemmelig")
    as_guest(place, host)
    assert "Bjørg Lien" not in shown(theirs.person, "/min-side/")
    for person, address in (
        (place.person, "/min-side/"),
        (leader_of(place.course_run), person_page(place)),
        (leader_of(place.course_run), f"/kursleder/{place.course_run_id}/"),
    ):
        page = shown(person, address)
        assert ("Sigrid Hemmelig" in page, "Kurs på Gjøvik" in page) == (False, True)
    assert "Du er gjest der." in shown(place.person, "/min-side/")


def test_another_associations_guest_on_own_time_is_nobodys_business_of_the_leader() -> None:
    """Edge case 18. On a joint run the leader is not shown that own time was missed, nor what was agreed."""
    run, other = joint_run()
    place = make_enrolment(run, person=make_person("Elin Foss"), organisation=other)
    own = gathering_of(run, OWN_TIME, other)
    theirs = run.run_organisations.get(organisation=other).representative
    attending.record_attendance(gathering=own, minutes_by_enrolment={place.pk: 0}, by=theirs)
    agreed(place, MakeUpKind.OWN_TIME, gathering=own, by=theirs, place="Hos Nyrenett")
    for address in (person_page(place), f"/kursleder/{run.pk}/"):
        page = shown(leader_of(run), address)
        assert ("Hos Nyrenett" in page, "Nyrenett" in page) == (False, False)
    assert "Hos Nyrenett" in shown(theirs, person_page(place))
    assert logged_in(leader_of(run)).get(f"{person_page(place)}ta-igjen/{own.pk}/").status_code == 404


def test_a_guest_on_a_pause_at_home_is_expected_like_any_guest() -> None:
    """Decision 31: a name, and nothing of how it stands at home. Fails when the host's list calls them «not expected»."""
    place = who_missed()
    host = another_run(place.course_run)
    as_guest(place, host)
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.PAUSED)
    there, leader = held_today(host), leader_of(host)
    client, where = logged_in(leader), f"/kursleder/{host.pk}/samling/{there.pk}/"
    client.post(f"{where}liste/")
    typed = client.get(f"{where}liste/1/skriv-inn/").content.decode()
    form = client.get(where).context["form"]
    assert ("Ikke ventet" in typed, form[f"where_{place.pk}"].value()) == (False, "here")
    assert "Ingen kommer foreløpig" not in client.get(f"/kursleder/{host.pk}/").content.decode()


def test_a_guest_who_did_not_come_needs_another_agreement_and_all_are_told_so() -> None:
    """At home, and on one's own page. Fails when the pages go on to wait for those who lead there."""
    place = who_missed("Bjørg Lien")
    host = another_run(place.course_run)
    as_guest(place, host)
    attending.record_attendance(
        gathering=held_today(host), minutes_by_enrolment={place.pk: 0}, by=leader_of(host)
    )
    leader = leader_of(place.course_run)
    instead = "Var ikke der. Ta avtalen tilbake, og avtal noe annet."
    for address in (f"/kursleder/{place.course_run_id}/", person_page(place)):
        page = shown(leader, address)
        assert (page.count(instead), "De som leder" in page, "når de som leder der" in page) == (
            1,
            False,
            False,
        )
    own = shown(place.person, f"/min-side/kurs/{place.pk}/")
    said = f"Du hadde avtale om å komme til {host.title}. Det er ført at du ikke var der."
    assert (own.count(said), "Du er gjest der." in own) == (1, False)


def test_a_guest_is_told_when_the_other_course_is_closed_before_the_gathering() -> None:
    """Once, and nothing waits for them there any more. Fails when only cancelling tells guests, or the agreement still stands."""
    place = who_missed("Bjørg Lien")
    host = another_run(place.course_run)
    as_guest(place, host)
    before = shown(place.person, f"/min-side/kurs/{place.pk}/")
    for _twice in range(2):
        planning.close_run(course_run=host, by=None)
    assert list(SentMessage.objects.filter(person=place.person).values_list("key", flat=True)) == [
        "make_up_agreed",
        "guest_gathering_cancelled",
    ]
    after = shown(place.person, f"/min-side/kurs/{place.pk}/")
    assert [host.title in page for page in (before, after)] == [True, False]
    assert "Trenger å ta igjen noe." in shown(leader_of(place.course_run), person_page(place))
