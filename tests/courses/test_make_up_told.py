"""When a make-up is agreed, the person is told in a message that says nothing of it."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from courses.kinds import MakeUpKind
from lms.people import messaging
from lms.people.models import SentMessage, User
from tests.courses.making_up import agreed, who_missed
from tests.courses.working import logged_in
from tests.making import make_role

pytestmark = pytest.mark.django_db
SUBJECTS = {
    "nb": "Noe er avtalt på kurset",
    "nn": "Noko er avtalt på kurset",
    "en": "Something is agreed in the course",
}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_message_says_that_something_is_agreed_and_not_what_when_or_where(
    language: str, starter_course
) -> None:
    """Neutral subject, a link to log in by, and no word of the gathering, the day or the place."""
    place = who_missed()
    User.objects.filter(pk=place.person_id).update(language=language)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    agreed(place, MakeUpKind.WITH_OTHERS, meets_at=tomorrow, place="Sjøbua")
    messaging.deliver(message_id=SentMessage.objects.get(key="make_up_agreed").pk)
    (sent,) = mail.outbox
    assert sent.subject == SUBJECTS[language]
    gathering = place.course_run.gatherings.get(code="1.8")
    before, link, after = sent.body.partition(f"/kurs/{place.pk}/")
    told = [word for word in ("Sjøbua", gathering.title, "135") if word in before + after]
    assert (told, link) == ([], f"/kurs/{place.pk}/"), "the number of the place may be 135 itself"


def test_the_same_agreed_twice_tells_once_and_the_log_has_no_kind_of_its_own() -> None:
    """Two clicks, one message. In the secretariat's log it is «about the course» like others."""
    place = who_missed()
    for _twice in range(2):
        agreed(place)
    assert SentMessage.objects.filter(person=place.person, key="make_up_agreed").count() == 1
    place.person.memberships.create(organisation=place.organisation)
    administrator = make_role(organisation=place.organisation).person
    html = logged_in(administrator).get("/sekretariat/meldinger/").content.decode()
    assert html.count("Om kurset") == 1
