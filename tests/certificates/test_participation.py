"""The confirmation of participation: what counts on it, who gets it, that it can be read aloud, and when it goes."""

from __future__ import annotations

import datetime
import io

import pikepdf
import pytest
from django.utils import timezone
from pypdf import PdfReader

from certificates import participation_sheets
from certificates.errors import CertificateError
from certificates.models import Certificate, ParticipationSheet
from courses import attending, making_up
from courses.kinds import EnrolmentState
from courses.models import AbsenceNotice, Enrolment
from courses.participation import Attended, participation_of
from lms.people.models import RoleKind, User
from tests.courses.leading import (
    OWN_TIME,
    attend,
    finish_all_but,
    gathering_of,
    joint_run,
    open_run,
    people_in,
    secretariat_of,
)
from tests.courses.making_up import agreed, another_run, as_guest, held_today, who_missed
from tests.courses.views.test_who_opens import strangers
from tests.courses.working import SECRET, leader_of, logged_in, representative_of, save
from tests.making import make_enrolment, make_organisation, make_person, make_role

pytestmark = pytest.mark.django_db
HOME = "1.2"


def ended(name: str = "Elin Foss", minutes: int = 90, language: str = "nb") -> Enrolment:
    """Somebody who left a course after so many minutes of it."""
    (place,) = people_in(open_run(), name)
    User.objects.filter(pk=place.person_id).update(language=language)
    if minutes:
        attend(place, minutes)
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.WITHDRAWN)
    return Enrolment.objects.get(pk=place.pk)


def address(place: Enrolment, way: str = "") -> str:
    """The page, or its file."""
    return f"/bevis/deltakelse/{place.pk}/{way}"


def fetched(place: Enrolment, by: User | None = None) -> bytes:
    """The file as it is fetched after it was asked for; tasks run at once in tests once their transaction is over."""
    client = logged_in(by or place.person)
    client.post(address(place))
    participation_sheets.store_file(sheet_id=place.participation_sheet.pk)
    answer = client.get(address(place, "pdf/"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return answer.content


def words_in(pdf: bytes) -> str:
    """What stands on it."""
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nb", ["Deltakerbekreftelse", "Til sammen 1 time og 30 minutter, det vil si 2 kurstimer", "ikke et kursbevis"]),
        ("nn", ["Deltakarstadfesting", "Til saman 1 time og 30 minutt, det vil seie 2 kurstimar", "ikkje eit kursbevis"]),
        ("en", ["Confirmation of participation", "Together 1 hour and 30 minutes, which is 2 units", "no certificate"]),
    ],
)  # fmt: skip
def test_it_says_days_and_hours_in_the_language_of_its_person(language: str, expected: list[str]) -> None:
    """Clock hours and units of 45 minutes, the run and who held it; and that it is neither certificate nor approval."""
    place = ended(language=language)
    told = words_in(fetched(place))
    run = place.course_run
    words = [*expected, "Elin Foss", run.title, run.organiser.name]
    assert {word: word in told for word in words} == dict.fromkeys(words, True)


def test_it_can_be_read_aloud_and_is_no_certificate() -> None:
    """PDF/UA-1 with title and language, and a table with heads. No number, no code: nothing for the check to find."""
    place = ended()
    pdf = pikepdf.open(io.BytesIO(fetched(place)))
    assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("nb", True)
    with pdf.open_metadata() as metadata:
        assert (metadata["dc:title"], metadata["pdfuaid:part"]) == ("Deltakerbekreftelse", "1")
    tags = {str(one["/S"]) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/S" in one}
    assert {"/H1", "/Table", "/TH", "/TD", "/P"} - tags == set()
    assert Certificate.objects.count() == 0


def test_it_tells_nothing_of_what_was_missed_nor_of_what_was_written() -> None:
    """Somebody told beforehand that they could not come, was away, and wrote something. None of it stands there."""
    place = ended()
    save_before = Enrolment.objects.filter(pk=place.pk)
    save_before.update(state=EnrolmentState.ACTIVE)
    save(Enrolment.objects.get(pk=place.pk), HOME, text=SECRET, finish=True)
    gathering = gathering_of(place.course_run)
    AbsenceNotice.objects.create(
        enrolment=place, gathering=gathering, starts_at=gathering.starts_at, told_at=timezone.now()
    )
    save_before.update(state=EnrolmentState.NOT_COMPLETED)
    told = words_in(fetched(Enrolment.objects.get(pk=place.pk)))
    assert (SECRET in told, "45 minutter av" in told, "kan ikke" in told) == (False, False, False)


def test_what_is_made_up_counts_on_its_own_day_also_in_another_course() -> None:
    """As completion counts it: half an hour there, the rest as a guest elsewhere; more than the plan is never counted."""
    place = who_missed(minutes=30)
    host = another_run(place.course_run)
    as_guest(place, host)
    gathering = held_today(host)
    attending.record_attendance(gathering=gathering, minutes_by_enrolment={place.pk: 135}, by=leader_of(host))
    missed = gathering_of(place.course_run)
    found = participation_of(Enrolment.objects.get(pk=place.pk))
    assert found.gatherings == [
        Attended(missed.title, timezone.localdate(missed.starts_at), 30),
        Attended(missed.title, timezone.localdate(), 105),
    ]
    assert (found.minutes, str(found.hours)) == (135, "2.3")


def test_a_talk_that_was_confirmed_counts_and_one_that_is_only_agreed_does_not() -> None:
    """Agreed is not done. Fails without the look for the state."""
    place = who_missed(minutes=45)
    make_up = agreed(place)
    assert participation_of(place).minutes == 45
    making_up.confirm(make_up=make_up, minutes=60, by=leader_of(place.course_run))
    assert participation_of(place).minutes == 105


def test_own_time_is_named_by_its_day_and_adds_no_hours() -> None:
    """R51: it lies within a common gathering."""
    run = open_run()
    (place,) = people_in(run, "Elin Foss")
    attend(place, 90)
    attend(place, 45, code=OWN_TIME)
    found = participation_of(place)
    own = gathering_of(run, OWN_TIME)
    assert (found.minutes, found.own_time) == (90, timezone.localdate(own.starts_at))


def test_only_the_person_and_the_secretariat_that_holds_the_course_get_it() -> None:
    """Also not the leaders and representatives of the same run, nor the secretariat of another association in it."""
    run, other = joint_run()
    place = make_enrolment(run, person=make_person("Elin Foss"), organisation=other)
    attend(place, 90)
    theirs = make_role(organisation=other, kind=RoleKind.ADMINISTRATOR).person
    refused = {**strangers(run, make_enrolment(run, person=make_person("Arne Dahl"))), "theirs": theirs}
    pdf = fetched(place)
    refused["leader"] = run.leaders.order_by("pk").first().person
    refused["representative"] = representative_of(run)
    for who, stranger in refused.items():
        browser = logged_in(stranger)
        codes = [browser.get(address(place)).status_code, browser.get(address(place, "pdf/")).status_code]
        assert ([*codes, browser.post(address(place)).status_code], who) == ([404, 404, 404], who)
        with pytest.raises(CertificateError):
            participation_sheets.ask_for(enrolment=place, by=stranger)
    secretariat = logged_in(secretariat_of(run))
    assert secretariat.get(address(place, "pdf/")).content == pdf
    assert other.name not in words_in(pdf)


def test_asking_twice_makes_one_and_a_correction_makes_the_old_one_unfit() -> None:
    """Two clicks give one file. After a correction the old file is not handed out, and a new one says the new time."""
    place = ended(minutes=90)
    client = logged_in(place.person)
    first = fetched(place)
    asked_at = ParticipationSheet.objects.get().asked_at
    client.post(address(place))
    assert [sheet.asked_at for sheet in ParticipationSheet.objects.all()] == [asked_at]
    Enrolment.objects.filter(pk=place.pk).update(state=EnrolmentState.NOT_COMPLETED)
    attend(Enrolment.objects.get(pk=place.pk), 45)
    assert client.get(address(place, "pdf/")).status_code == 404
    assert "Lag dokumentet (PDF)" in client.get(address(place)).content.decode()
    second = fetched(Enrolment.objects.get(pk=place.pk))
    assert ("Til sammen 45 minutter" in words_in(second), ParticipationSheet.objects.count()) == (True, 1)
    assert "Til sammen 45 minutter" not in words_in(first)


def test_who_was_nowhere_and_who_completed_gets_a_sentence_and_no_file() -> None:
    """Nothing to confirm, or there is a certificate. A post changes nothing."""
    away = ended(minutes=0)
    (done,) = people_in(open_run(), "Arne Dahl")
    finish_all_but(done)
    for place in (away, done):
        client = logged_in(place.person)
        client.post(address(place))
        html = client.get(address(place)).content.decode()
        assert ("Det er ingenting å bekrefte." in html, client.get(address(place, "pdf/")).status_code) == (
            True,
            404,
        )
    assert ParticipationSheet.objects.count() == 0


def test_the_file_goes_after_a_month_and_a_crash_loses_nothing() -> None:
    """Asked for and never made: `run_due` finds it. Thirty days later it is deleted; the attendance stays."""
    place = ended()
    participation_sheets.ask_for(enrolment=place, by=place.person)
    assert (participation_sheets.find_what_a_crash_left(), participation_sheets.delete_old()) == (1, 0)
    participation_sheets.store_file(sheet_id=place.participation_sheet.pk)
    assert participation_sheets.find_what_a_crash_left() == 0
    month = timezone.now() + datetime.timedelta(days=30, minutes=1)
    assert (participation_sheets.delete_old(at=month), ParticipationSheet.objects.count()) == (1, 0)
    assert place.attendances.count() == 1


@pytest.mark.parametrize("gatherings", [1, 30])
def test_the_page_costs_the_same_for_one_and_for_thirty_gatherings(
    gatherings: int, django_assert_num_queries
) -> None:
    """A fixed number of queries, whatever the length of the course."""
    place = ended()
    first = gathering_of(place.course_run)
    for number in range(gatherings - 1):
        first.pk, first.code, first.activity_key = (
            None,
            f"9.{number}",
            f"00000000-0000-4000-8000-{number:012d}",
        )
        first.save()
        place.attendances.create(gathering=first, minutes=30, attended_at=first.starts_at)
    client = logged_in(place.person)
    client.get("/min-side/")
    with django_assert_num_queries(14):
        assert client.get(address(place)).status_code == 200


def test_my_page_leads_there_from_a_place_that_ended() -> None:
    """Who left finds it among their documents; who is under way does not."""
    place = ended()
    (other,) = people_in(open_run(organiser=make_organisation()), "Arne Dahl")
    found = [
        address(one) in logged_in(one.person).get("/min-side/").content.decode() for one in (place, other)
    ]
    assert found == [True, False]
