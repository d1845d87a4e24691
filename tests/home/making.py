"""What the tests of the front room need in the database, made plainly."""

from __future__ import annotations

import datetime
import uuid
from zoneinfo import ZoneInfo

from django.utils import timezone
from wagtail.models import Locale, Page, Site

from courses.kinds import EnrolmentState, RunState
from courses.models import CoursePage, CourseRun, Enrolment, Gathering, RunLeader, RunOrganisation
from lms.home.models import HomePage
from lms.people.models import Organisation, Role, RoleKind, User
from tests.placing import put

OSLO = ZoneInfo("Europe/Oslo")


def make_organisation(slug: str = "likevel", **fields) -> Organisation:
    """An association with someone to call."""
    usual = {
        "name": slug.title(),
        "short_name": slug.title(),
        "sender_name": slug.title(),
        "contact_name": "Hege",
        "contact_phone": "+47 400 00 001",
        "contact_hours": "hverdager 9–15",
    }
    return Organisation.objects.create(slug=slug, **{**usual, **fields})


def make_person(name: str = "Arne Berg", **fields) -> User:
    """A person who can be logged in with `client.force_login`."""
    return User.objects.create_user(name=name, **fields)


def make_role(person: User, organisation: Organisation, kind: RoleKind, **fields) -> Role:
    """A role that holds from yesterday."""
    since = timezone.localdate() - datetime.timedelta(days=1)
    return Role.objects.create(
        person=person, organisation=organisation, kind=kind, **{"since": since, **fields}
    )


def make_home_page(organisation: Organisation | None = None, **fields) -> HomePage:
    """The front page in bokmål, as the root of the site."""
    locale, _ = Locale.objects.get_or_create(language_code="nb")
    root = Page.objects.get(depth=1)
    front = HomePage(title="Forside", slug="forside", locale=locale, organisation=organisation, **fields)
    page = put(root, front)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "port": 80, "root_page": page}
    )
    return page


def make_translation(page: HomePage, language: str, **fields) -> HomePage:
    """The same front page in another language, published."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    translated = page.copy_for_translation(locale)
    for name, value in fields.items():
        setattr(translated, name, value)
    translated.save_revision().publish()
    return translated


def make_course(home: HomePage) -> CoursePage:
    """A course under the front page."""
    return put(home, CoursePage(title="Grunnkurs", slug="grunnkurs", locale=home.locale))


def make_run(
    course: CoursePage, organiser: Organisation, title: str = "Grunnkurs i Trondheim", **fields
) -> CourseRun:
    """An open run on two Saturdays in March 2031, so far ahead that it is coming."""
    usual = {
        "place": "Frivillighetshuset",
        "starts_on": datetime.date(2031, 3, 15),
        "ends_on": datetime.date(2031, 3, 29),
        "state": RunState.OPEN,
    }
    run = CourseRun.objects.create(course=course, organiser=organiser, title=title, **{**usual, **fields})
    RunOrganisation.objects.create(course_run=run, organisation=organiser)
    return run


def make_gathering(run: CourseRun, day: datetime.date, hour: int = 10, minutes: int = 315) -> Gathering:
    """A common gathering of the run."""
    return Gathering.objects.create(
        course_run=run,
        activity_key=uuid.UUID(int=day.toordinal() * 100 + hour),
        code="0.4",
        title="Samling",
        starts_at=datetime.datetime(day.year, day.month, day.day, hour, tzinfo=OSLO),
        minutes=minutes,
        place="Frivillighetshuset",
    )


def make_enrolment(
    run: CourseRun, person: User, organisation: Organisation, state: EnrolmentState = EnrolmentState.ACTIVE
) -> Enrolment:
    """A place in the run."""
    return Enrolment.objects.create(course_run=run, person=person, organisation=organisation, state=state)


def make_leader(run: CourseRun, person: User, **fields) -> RunLeader:
    """A leader of the run from yesterday."""
    since = timezone.localdate() - datetime.timedelta(days=1)
    return RunLeader.objects.create(course_run=run, person=person, **{"since": since, **fields})
