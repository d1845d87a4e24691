"""The pledge's verbs: versions, gone through before it is signed, signed once, on screen or on paper."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from courses import events
from courses.activities.pledge import signing
from courses.errors import CourseError
from courses.kinds import ResponseState
from courses.models import PledgeExplanation, PledgeSignature, PledgeVersion, SignedHow
from lms.people.models.organisations import PledgeLabel
from tests.courses.activities.pledging import FEBRUARY, WORDS, published, ready, refusal, sign
from tests.courses.working import a_place, address, base_row, leader_of, logged_in, representative_of
from tests.making import make_enrolment, make_organisation, make_person, make_role

pytestmark = pytest.mark.django_db


@pytest.mark.req(54)
def test_versions_are_numbered_dated_and_never_changed():
    """R54: «Rules and guidelines are dated, revised by the committee and adopted by the board.»

    Fails without the number and `adopted_on` in `publish_version`, or if it wrote over the version before.
    """
    organisation = make_organisation()
    first = published(organisation, adopted_by="styret")
    second = published(organisation, adopted_on=datetime.date(2026, 3, 1))
    assert [(version.number, version.adopted_on) for version in (first, second)] == [
        (1, FEBRUARY),
        (2, datetime.date(2026, 3, 1)),
    ]
    assert PledgeVersion.objects.get(pk=first.pk).adopted_by == "styret"


def test_a_version_adopted_on_a_day_to_come_is_not_in_force_yet():
    organisation = make_organisation()
    first = published(organisation)
    published(organisation, adopted_on=timezone.localdate() + datetime.timedelta(days=1))
    assert signing.text_for(organisation, "nb").version == first


def test_what_is_signed_has_the_association_filled_in():
    organisation = make_organisation("Foreningen Nyrenett", contact_role="likepersonskontakten")
    published(organisation)
    assert signing.text_for(organisation, "nb").paragraphs == [
        "Jeg lover Foreningen Nyrenett å tie. Det gjelder også etter at jeg har sluttet.",
        "Spør likepersonskontakten.",
    ]


def test_all_three_languages_or_no_version():
    fewer = {"nb": WORDS["nb"]}
    organisation = make_organisation()
    assert (
        refusal(signing.publish_version, organisation=organisation, texts=fewer, adopted_on=FEBRUARY)
        == "Teksten mangler på: Nynorsk, Engelsk."
    )
    assert PledgeVersion.objects.count() == 0


def test_only_the_secretariat_publishes():
    organisation = make_organisation()
    assert refusal(published, organisation, by=make_person()) == (
        "Bare sekretariatet i foreningen kan gi ut en ny versjon."
    )
    assert published(organisation, by=make_role(organisation=organisation).person).number == 1


@pytest.mark.req(57)
def test_nobody_signs_what_was_not_gone_through_with_them():
    """R57: «Gone through in egentid at joint courses, not only clicked.»

    Fails without the search for a PledgeExplanation in `signing.sign`.
    """
    place = a_place()
    published(place.organisation)
    text = signing.text_for(place.organisation, "nb")
    assert (
        refusal(sign, place, text)
        == "Teksten må være gjennomgått med deg før du kan signere. Det skjer når dere møtes."
    )
    signing.explain(enrolment=place, by=representative_of(place.course_run))
    assert sign(place, text).explained_by == representative_of(place.course_run)


def test_nobody_signs_without_having_read():
    place, text = ready()
    assert (
        refusal(sign, place, text, has_read=False) == "Les teksten først, og kryss av for at du har lest den."
    )
    assert PledgeSignature.objects.count() == 0


def test_the_signature_says_which_words_when_and_how(django_capture_on_commit_callbacks):
    place, text = ready()
    heard = []

    def listen(sender, signature_id, **told):
        heard.append(signature_id)

    events.pledge_signed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            signature = sign(place, text, name="  Solveig   Nordahl ")
    finally:
        events.pledge_signed.disconnect(listen)
    assert (signature.text_sha256, signature.version_id, signature.signed_name, signature.how) == (
        text.sha256,
        text.version_id,
        "Solveig Nordahl",
        SignedHow.SCREEN,
    )
    assert heard == [signature.pk]


def test_signing_twice_gives_the_first_signature():
    place, text = ready()
    assert sign(place, text) == sign(place, text, name="Noen Andre")
    assert PledgeSignature.objects.get().signed_name == "Solveig Nordahl"


@pytest.mark.parametrize("name", ["", " ", "x"])
def test_a_signature_needs_a_name(name):
    place, text = ready()
    assert refusal(sign, place, text, name=name) == "Skriv navnet ditt. Det gjelder som underskrift."


def test_old_words_and_words_in_another_language_are_refused():
    place, text = ready()
    newer = "Teksten har kommet i en ny versjon siden du åpnet siden. Les den en gang til."
    assert refusal(sign, place, signing.text_for(place.organisation, "nn")) == newer
    published(place.organisation, adopted_on=timezone.localdate())
    assert refusal(sign, place, text) == newer


def test_nobody_signs_for_somebody_else():
    place, text = ready()
    other = make_enrolment(place.course_run)
    with pytest.raises(CourseError):
        signing.sign(person=other.person, enrolment=place, text=text, signed_name="Solveig Nordahl")
    assert PledgeSignature.objects.count() == 0


def test_to_go_through_it_marks_the_activity_and_the_signature_may_wait():
    place, _text = ready()
    assert base_row(place, "1.7").state == ResponseState.DONE
    assert PledgeSignature.objects.count() == 0


def test_the_first_to_go_through_it_stands():
    place, _text = ready()
    signing.explain(enrolment=place, by=make_role(organisation=place.organisation).person)
    assert PledgeExplanation.objects.get().explained_by == representative_of(place.course_run)


@pytest.mark.req(57)
def test_at_a_joint_course_the_association_goes_through_it_not_the_course_leader():
    """R57: «Gone through in egentid at joint courses, not only clicked.»

    Fails without `_refuse_unless_association` in `signing.explain`.
    """
    place = a_place(joint=True)
    ours = "Bare foreningens egen representant eller sekretariatet kan føre inn dette."
    assert refusal(signing.explain, enrolment=place, by=leader_of(place.course_run)) == ours
    assert (
        refusal(signing.explain, enrolment=place, by=place.person) == "Noen andre må føre inn dette for deg."
    )
    assert PledgeExplanation.objects.count() == 0


def test_a_day_to_come_is_refused():
    place = a_place()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert (
        refusal(signing.explain, enrolment=place, by=representative_of(place.course_run), on=tomorrow)
        == "Den dagen har ikke kommet ennå. Skriv den dagen det skjedde."
    )


def test_from_paper_with_who_registered_it():
    place = a_place()
    published(place.organisation)
    kari, day = representative_of(place.course_run), timezone.localdate() - datetime.timedelta(days=3)
    signature = signing.register_paper(enrolment=place, by=kari, signed_on=day)
    assert signature == signing.register_paper(enrolment=place, by=kari, signed_on=day)
    assert (signature.how, signature.registered_by, signature.explained_on, signature.signed_name) == (
        SignedHow.PAPER,
        kari,
        day,
        place.person.name,
    )
    assert timezone.localdate(signature.signed_at) == day


def test_paper_before_the_association_has_adopted_anything():
    place = a_place()
    assert (
        refusal(
            signing.register_paper,
            enrolment=place,
            by=representative_of(place.course_run),
            signed_on=timezone.localdate(),
        )
        == "Foreningen har ikke vedtatt teksten sin ennå, så det er ingenting å signere."
    )


@pytest.mark.req(58)
@pytest.mark.parametrize(
    ("label", "words"),
    [(PledgeLabel.PROMISE, "Taushetsløfte"), (PledgeLabel.DECLARATION, "Taushetserklæring")],
)
def test_each_association_has_its_own_name_for_it(label, words):
    """R58: «Both names occur: taushetserklæring and taushetsløfte – one label, set per organisation.»

    Fails if the heading of the screen or of the sheet were not the association's `pledge_label`.
    """
    place = a_place()
    place.organisation.pledge_label = label
    place.organisation.save()
    for more in ("", "utskrift/"):
        assert (
            f"<h1>{words}</h1>" in logged_in(place.person).get(address(place, "1.7", more)).content.decode()
        )


@pytest.mark.req(56)
@pytest.mark.parametrize(
    ("language", "words"),
    [("nb", "etter at jeg har sluttet"), ("nn", "etter at eg har slutta"), ("en", "after I have")],
)
def test_the_starting_text_binds_also_afterwards(starter_course, language, words):
    """R56: «Binds also after the service has ended.»

    Fails if the clause were taken out of the course file, or `paragraphs` did not stand on the screen.
    """
    place = a_place(course=starter_course)
    place.person.language = language
    place.person.save()
    assert words in logged_in(place.person).get(address(place, "8.2")).content.decode()


def test_paper_notes_that_it_was_read_aloud():
    """Edge case 21: «Reading aloud, large print, interpreter noted». Fails if the note were lost on the way."""
    place = a_place()
    published(place.organisation)
    where = f"/kursleder/{place.course_run.pk}/deltaker/{place.pk}/"
    client = logged_in(representative_of(place.course_run))
    data = {"what": "signed", "day": "2026-02-09", "signed_name": "Solveig Nordahl", "read_how": "aloud"}
    assert client.post(f"{where}lofte/", data).status_code == 302
    signature = PledgeSignature.objects.get()
    assert (signature.how, signature.read_how) == (SignedHow.PAPER, "aloud")
    assert "Lest høyt." in client.get(where).content.decode()


def test_a_new_version_leaves_the_old_signature_valid_and_visible():
    """Edge case 22: «Old signature stays valid and visible». Fails if a new version hid or replaced the old signature."""
    place, text = ready()
    sign(place, text, at=timezone.make_aware(datetime.datetime(2026, 2, 9, 12)))
    published(place.organisation, adopted_on=datetime.date(2026, 3, 1))
    shown = logged_in(place.person).get(address(place, "1.7")).content.decode()
    assert "Du signerte versjon 1 den 9." in shown
    assert "Den signaturen gjelder fortsatt." in shown
    assert list(PledgeSignature.objects.values_list("version__number", flat=True)) == [1]
    sign(place, signing.text_for(place.organisation, "nb"))
    assert list(PledgeSignature.objects.order_by("pk").values_list("version__number", flat=True)) == [1, 2]
