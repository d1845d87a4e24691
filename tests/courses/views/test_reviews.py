"""A correction after completion opens a review: seen by those who can act, with the certificate's number. Revokes nothing."""

from __future__ import annotations

import pytest

from certificates.issuing import issue_completion
from certificates.models import Certificate
from courses.kinds import EnrolmentState
from courses.models import AttendanceReview
from courses.reviewing import certificate_numbers
from tests.courses.leading import attend, finish_all_but, open_run, people_in, secretariat_of, state_of
from tests.courses.views.test_who_opens import strangers
from tests.courses.working import leader_of, logged_in, representative_of
from tests.making import make_enrolment

pytestmark = pytest.mark.django_db
NOTE = "Oppmøte er rettet etter at kurset var fullført"


def corrected(minutes: int = 0):
    """Somebody who completed, has a certificate, and is then corrected."""
    run = open_run()
    (arne,) = people_in(run, "Arne Dahl")
    finish_all_but(arne)
    assert state_of(arne) == EnrolmentState.COMPLETED
    certificate = issue_completion(enrolment_id=arne.pk)
    attend(arne, minutes)
    return run, arne, certificate


def test_a_correction_after_completion_waits_for_those_who_can_act_and_revokes_nothing() -> None:
    """Edge case 3. Fails without the review, or if the certificate or the completion had changed."""
    run, arne, certificate = corrected()
    leader, secretariat = logged_in(leader_of(run)), logged_in(secretariat_of(run))
    for client, where in (
        (leader, f"/kursleder/{run.pk}/"),
        (secretariat, f"/sekretariat/{run.pk}/"),
        (secretariat, "/sekretariat/"),
    ):
        assert NOTE in client.get(where).content.decode(), where
    html = leader.get(f"/kursleder/{run.pk}/gjennomgang/").content.decode()
    told = ("Arne Dahl", "fra «Her» til «Ikke her».", "av Leif.", certificate.number, "ikke lenger oppfylt")
    assert [words in html for words in told] == [True] * 5
    assert (state_of(arne), Certificate.objects.get().status) == (EnrolmentState.COMPLETED, "valid")
    where = f"/kursleder/{run.pk}/gjennomgang/{AttendanceReview.objects.get().pk}/sett/"
    for _twice in range(2):
        assert leader.post(where).url == f"/kursleder/{run.pk}/gjennomgang/"
    assert AttendanceReview.objects.get().looked_by == leader_of(run)
    assert NOTE not in leader.get(f"/kursleder/{run.pk}/").content.decode()
    assert Certificate.objects.get().status == "valid"


def test_a_correction_that_still_suffices_says_so() -> None:
    """Nobody has to work out the rule."""
    run, _arne, _certificate = corrected(120)
    html = logged_in(leader_of(run)).get(f"/kursleder/{run.pk}/gjennomgang/").content.decode()
    assert ("Det kurset krever, er fortsatt oppfylt." in html, "lenger oppfylt" in html) == (True, False)


def test_before_completion_a_correction_is_only_a_trace() -> None:
    """No to-do for what nothing builds on."""
    place = make_enrolment(open_run())
    attend(place, 135)
    attend(place, 90)
    assert AttendanceReview.objects.count() == 0


def test_the_numbers_of_the_right_places_are_told() -> None:
    """The rooms above are asked; a certificate of another place is never told."""
    run, arne, certificate = corrected()
    (elin,) = people_in(run, "Elin Foss")
    assert certificate_numbers([arne.pk, elin.pk]) == {arne.pk: [certificate.number]}


def test_nobody_else_sees_or_settles_a_review(client) -> None:
    """Strangers and the association's representative: 404. A review of another run: 404. GET: 405."""
    run, arne, _certificate = corrected()
    leader = leader_of(run)
    review, page = AttendanceReview.objects.get(), f"/kursleder/{run.pk}/gjennomgang/"
    others = strangers(run, arne) | {"representative": representative_of(run)}
    for who, stranger in others.items():
        theirs = logged_in(stranger)
        answers = (theirs.get(page).status_code, theirs.post(f"{page}{review.pk}/sett/").status_code)
        assert answers == (404, 404), who
    elsewhere = open_run(title="Et annet kurs")
    there = f"/kursleder/{elsewhere.pk}/gjennomgang/{review.pk}/sett/"
    assert logged_in(leader_of(elsewhere)).post(there).status_code == 404
    assert logged_in(leader).get(f"{page}{review.pk}/sett/").status_code == 405
    assert client.get(page).url == f"/logg-inn/?next={page}"
    assert AttendanceReview.objects.get().looked_at is None
