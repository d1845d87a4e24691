"""My page: one tap to go on, what remains and who must act, one's documents – and not a word of what one wrote."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from certificates.issuing import issue_completion
from courses import attending, enrolling, responding, staying_away
from courses.activities.pledge import signing
from courses.completion_plan import freeze
from courses.kinds import EnrolmentState, RunState, Sharing
from courses.models import CourseRun, Enrolment, ModulePage
from lms.people.models import RoleKind
from tests.courses.working import (
    SECRET,
    a_place,
    address,
    leader_of,
    logged_in,
    page,
    representative_of,
    save,
)
from tests.making import make_activity, make_course, make_enrolment, make_person, make_role, make_run

pytestmark = pytest.mark.django_db
MY_PAGE = "/min-side/"


def shown(person) -> str:
    return logged_in(person).get(MY_PAGE).content.decode()


def rows(place) -> list[tuple[str, str, str]]:
    """What remains, as (title, sentence, whose step it is)."""
    freeze(place.course_run)
    remains = logged_in(place.person).get(MY_PAGE).context["course"].what_remains
    found = [*remains.before_certificate, *([remains.pledge] if remains.pledge else [])]
    return [(one.title, one.sentence, one.acts) for one in found]


def test_a_guest_is_asked_to_log_in():
    assert Client().get(MY_PAGE).url == "/logg-inn/?next=/min-side/"


def test_it_changes_nothing_and_takes_no_post():
    client = logged_in(a_place().person)
    assert [method(MY_PAGE).status_code for method in (client.post, client.put, client.delete)] == [
        405,
        405,
        405,
    ]


def test_one_tap_to_go_on_where_one_was():
    place = a_place()
    save(place, "1.1", finish=True)
    text = shown(place.person)
    assert (f'href="/kurs/{place.pk}/1.2/">Fortsett<' in text, "reflection 1.2" in text) == (True, True)


def test_the_next_gathering_with_day_time_and_place():
    place = a_place(starts_on=timezone.localdate() + datetime.timedelta(days=3), place="Frivillighetshuset")
    course = logged_in(place.person).get(MY_PAGE).context["course"]
    following = course.meets.next
    assert (following.code, following.place, course.number_of_leaders) == ("1.8", "Frivillighetshuset", 1)
    assert following.ends_at - following.starts_at == datetime.timedelta(minutes=135)
    assert [(one.code, was_there) for one, _address, was_there in course.meets.later] == [("1.9", False)]


def test_who_said_no_to_the_next_gathering_is_shown_the_way_back():
    """Fails if the link still led to saying what is said."""
    place = a_place(starts_on=timezone.localdate() + datetime.timedelta(days=3))
    ways = ("si at du ikke kan komme<", "si at du kan komme likevel<")
    before = shown(place.person)
    gathering = place.course_run.gatherings.get(code="1.8")
    staying_away.tell(enrolment=place, gatherings=[gathering], by=place.person)
    after = shown(place.person)
    assert [[way in text for way in ways] for text in (before, after)] == [[True, False], [False, True]]


def test_another_associations_own_time_is_not_ones_next_gathering():
    place = a_place(starts_on=timezone.localdate() - datetime.timedelta(days=30), joint=True)
    stranger = make_role(kind=RoleKind.COMMITTEE_MEMBER).organisation
    own_time = place.course_run.gatherings.get(code="1.9")
    own_time.organisation = stranger
    own_time.starts_at = timezone.now() + datetime.timedelta(days=1)
    own_time.save()
    assert logged_in(place.person).get(MY_PAGE).context["course"].meets.coming == []


def test_what_was_held_before_noon_is_not_the_next_gathering_in_the_afternoon():
    """Two gatherings on one day. When the first is over, the second is next, and nobody is asked to check in at the first."""
    place = a_place()
    now = timezone.now()
    gatherings = place.course_run.gatherings
    gatherings.filter(code="1.8").update(starts_at=now - datetime.timedelta(minutes=150), minutes=135)
    gatherings.filter(code="1.9").update(starts_at=now + datetime.timedelta(minutes=30))
    course = logged_in(place.person).get(MY_PAGE).context["course"]
    assert (course.meets.next.code, course.meets.later) == ("1.9", [])
    gatherings.filter(code="1.9").delete()
    course = logged_in(place.person).get(MY_PAGE).context["course"]
    assert (course.meets.next, course.meets.check_in_address) == (None, "")


TOGETHER = "Du møter opp. Leif ordner resten."


def test_what_remains_says_why_and_who_acts():
    place = a_place(starts_on=timezone.localdate())
    assert rows(place) == [
        ("Én aktivitet hjemme, omtrent 10 minutter", "«reflection 1.2».", "Din tur."),
        ("To øvinger sammen", "Øvingene gjør vi når vi møtes. Leif fører dem.", TOGETHER),
        (
            "Taushetsløfte",
            "Teksten blir gjennomgått i egentiden med foreningen din. Etterpå signerer du.",
            "Du møter opp. Solveig ordner resten.",
        ),
        (
            "Oppmøte",
            "Det gjenstår 1 time og 42 minutter i øktene. Det rekker med økter som kommer eller ikke er ført ennå. Leif fører oppmøtet.",
            TOGETHER,
        ),
        (
            "Egentid",
            "Egentiden med foreningen gjenstår. Solveig fører den.",
            "Du møter opp. Solveig ordner resten.",
        ),
        (
            "Roller prøvd",
            "Roller som ikke er prøvd ennå: forteller, lytter og observatør. Avtal med Leif når.",
            TOGETHER,
        ),
    ]


def test_what_was_done_together_while_one_was_away_is_not_waited_for():
    """Coming next time is not enough. What is made up with others says so by itself, and is not asked for."""
    place = a_place(starts_on=timezone.localdate() - datetime.timedelta(days=1))
    gathering, leader = place.course_run.gatherings.get(code="1.8"), leader_of(place.course_run)
    said = []
    for minutes in (0, 30):
        attending.record_attendance(gathering=gathering, minutes_by_enrolment={place.pk: minutes}, by=leader)
        said.append(next(sentence for title, sentence, _acts in rows(place) if "sammen" in title))
    usual = "Øvingene gjør vi når vi møtes. Leif fører dem."
    away = "To av dem ble gjort mens du var borte. Avtal med Leif hvordan du tar dem igjen."
    assert said == [f"{usual} {away}", usual]


def test_after_the_last_gathering_somebody_takes_the_next_step_and_one_may_call():
    place = a_place(starts_on=timezone.localdate() - datetime.timedelta(days=30))
    assert ("Egentid", "Solveig tar neste steg. Ring gjerne og avtal en tid.") in [
        (title, acts) for title, _sentence, acts in rows(place)
    ]


def test_on_a_joint_run_without_a_representative_the_secretariat_sees_to_own_time():
    """On an association's own course its leaders hold it (decision 11)."""
    place = a_place()
    CourseRun.objects.filter(pk=place.course_run_id).update(joint=True)
    place.course_run.run_organisations.update(representative=None)
    assert ("Egentid", "Sekretariatet ordner dette. Du trenger ikke gjøre noe nå.") in [
        (title, acts) for title, _sentence, acts in rows(place)
    ]


def test_the_pledge_becomes_ones_turn_when_it_was_gone_through_and_leaves_when_signed():
    place = a_place()
    words = {language: (["Jeg lover å tie."], "Lest.") for language in ("nb", "nn", "en")}
    signing.publish_version(organisation=place.organisation, texts=words, adopted_on=timezone.localdate())
    signing.explain(enrolment=place, by=representative_of(place.course_run))
    assert rows(place)[-1] == (
        "Taushetsløfte",
        "Teksten er gjennomgått med deg. Du kan signere når du er klar.",
        "Din tur.",
    )
    text = signing.text_for(place.organisation, "nb")
    signing.sign(person=place.person, enrolment=place, text=text, signed_name="Solveig Nordahl")
    assert "Taushetsløfte" not in [title for title, _sentence, _acts in rows(place)]
    signed = logged_in(place.person).get(MY_PAGE).context["pledges"]
    assert [(one.title, one.signed_on, one.address) for one in signed] == [
        ("Taushetsløfte", timezone.localdate(), f"/kurs/{place.pk}/1.7/utskrift/")
    ]
    assert "Solveig Nordahl" in logged_in(place.person).get(signed[0].address).content.decode()


@pytest.mark.parametrize("sharing", [Sharing.PRIVATE, Sharing.LEADER])
def test_titles_of_what_one_wrote_and_never_a_word_of_it(sharing):
    place = a_place()
    save(place, "1.2", text=SECRET, sharing=sharing)
    text = shown(place.person)
    assert ("Les eller skriv videre" in text, SECRET in text) == (True, False)


def test_on_a_pause_one_tap_leads_back_and_the_course_waits():
    place = a_place()
    client = logged_in(place.person)
    assert f'action="/kurs/{place.pk}/pause/"' in shown(place.person)
    enrolling.pause(enrolment=place, by=place.person)
    text = client.get(MY_PAGE).content.decode()
    assert ("Du har tatt en pause" in text, f'action="/kurs/{place.pk}/fortsett/"' in text) == (True, True)


def test_who_has_no_course_is_told_what_will_come():
    text = shown(make_person())
    assert ("Du har ikke plass på noe kurs akkurat nå." in text, "Ta en pause" in text) == (True, False)


def test_who_is_invited_is_told_how_to_confirm():
    place = make_enrolment(state=EnrolmentState.INVITED)
    text = shown(place.person)
    assert ("Du er invitert til et kurs" in text, "Det som gjenstår" in text) == (True, False)


def test_who_has_completed_sees_three_facts_and_the_document():
    place = make_enrolment(state=EnrolmentState.COMPLETED, completed_at=timezone.now())
    issue_completion(enrolment_id=place.pk)
    answer = logged_in(place.person).get(MY_PAGE)
    states = [state for state, _title, _detail in answer.context["course"].three_facts]
    assert states == ["done", "wait", "wait"]
    assert [row.kind for row in answer.context["documents"]] == ["completion"]
    assert "Kommer hit når kurset er fullført." not in answer.content.decode()


def test_without_a_document_the_page_says_where_it_will_come():
    assert "Kommer hit når kurset er fullført." in shown(a_place().person)


@pytest.mark.parametrize("state", [EnrolmentState.WITHDRAWN, EnrolmentState.NOT_COMPLETED])
def test_nobody_waits_for_a_document_that_will_not_come(state):
    """Neither on my page nor by an offer of a longer pause from a course one has left."""
    place = a_place()
    client = logged_in(place.person)
    activity = client.get(address(place, "1.1")).content.decode()
    assert ("Kursbevis" in shown(place.person), "Ta en lengre pause" in activity) == (True, True)
    Enrolment.objects.filter(pk=place.pk).update(state=state, ended_at=timezone.now())
    words, activity = shown(place.person), client.get(address(place, "1.1")).content.decode()
    assert ("Kursbevis" in words, "Mine dokumenter" in words) == (False, False)
    assert ("Trenger du en pause?" in activity, "Ta en lengre pause" in activity) == (True, False)


def test_nobody_elses_document_stands_there():
    place = make_enrolment(state=EnrolmentState.COMPLETED, completed_at=timezone.now())
    issue_completion(enrolment_id=place.pk)
    other = a_place()
    assert logged_in(other.person).get(MY_PAGE).context["documents"] == []


def test_who_leads_decides_or_sets_up_finds_the_way_to_it():
    run = make_run()
    decides = make_role(kind=RoleKind.COMMITTEE_LEADER).person
    assert 'href="/kursleder/">' in shown(leader_of(run)).replace("\n", "").partition("<main")[2]
    assert 'href="/utvalg/">Se sakene' in shown(decides)
    assert 'href="/utvalg/">Se sakene' not in shown(leader_of(run))


def test_who_works_here_without_a_course_is_not_told_that_they_lack_one():
    text = shown(make_role(kind=RoleKind.ADMINISTRATOR).person)
    assert ("Du har ikke plass på noe kurs" in text, "Hvem ser hva" in text) == (False, False)
    assert 'href="/sekretariat/">Sekretariatet' in text


def test_each_of_several_places_is_found_the_one_under_way_first():
    person = make_person()
    old, new, left = (make_run(title=title) for title in ("Gammelt", "Nytt", "Forlatt"))
    CourseRun.objects.filter(pk=old.pk).update(state=RunState.CLOSED)
    done = make_enrolment(old, person=person, state=EnrolmentState.COMPLETED, completed_at=timezone.now())
    make_enrolment(new, person=person)
    ended = make_enrolment(left, person=person, state=EnrolmentState.WITHDRAWN, ended_at=timezone.now())
    client = logged_in(person)
    answer = client.get(MY_PAGE)
    assert answer.context["course"].place.course_run == new
    assert [one.place for one in answer.context["other_courses"]] == [done, ended]
    for place in (done, ended):
        address = f"/min-side/kurs/{place.pk}/"
        assert f'href="{address}"' in answer.content.decode()
        assert client.get(address).context["course"].place == place


def test_nobody_elses_place_can_be_asked_for():
    mine, other = a_place(), a_place()
    assert logged_in(mine.person).get(f"/min-side/kurs/{other.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("nn", "Hald fram der du var"), ("en", "Go on where you were")]
)
def test_in_the_persons_language(language, words):
    course = make_course()
    make_course(language, like=course)
    place = a_place(course=course)
    place.person.language = language
    place.person.save()
    text = shown(place.person)
    assert (words in text, f"Modul ({language})" in text) == (True, True)


@pytest.mark.parametrize(
    ("state", "queries"),
    [
        (EnrolmentState.ACTIVE, 9),
        (EnrolmentState.PAUSED, 9),
        (EnrolmentState.COMPLETED, 8),
        (EnrolmentState.INVITED, 5),
        (EnrolmentState.WITHDRAWN, 7),
    ],
)
def test_ten_queries_at_most_with_one_and_with_thirty(state, queries, django_assert_num_queries):
    ended = timezone.now() if state in (EnrolmentState.COMPLETED, EnrolmentState.WITHDRAWN) else None
    place = make_enrolment(state=EnrolmentState.ACTIVE)
    freeze(place.course_run)
    save(place, "1.2", text="Ja", finish=True)
    Enrolment.objects.filter(pk=place.pk).update(state=state, completed_at=ended, ended_at=ended)
    client, address = logged_in(place.person), f"/min-side/kurs/{place.pk}/"
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
    module = ModulePage.objects.child_of(place.course_run.course).get()
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.ACTIVE)
    for number in range(30):
        other = make_enrolment(place.course_run)
        responding.mark_done(enrolment=other, activity=page(other, "1.3"), by=leader_of(place.course_run))
        make_activity(module, "reflection", code=f"2.{number}")
        save(place, f"2.{number}", text="Ja", finish=True)
        run = make_run(place.course_run.course)
        make_enrolment(run, person=place.person, state=[*EnrolmentState][number % 7])
    Enrolment.objects.filter(pk=place.pk).update(state=state)
    with django_assert_num_queries(queries):
        client.get(address)
