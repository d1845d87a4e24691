"""Someone to call, at the foot of every page: the course leader for a trainee, otherwise the association's contact."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from courses.models import RunLeader
from courses.someone_to_call import Contact
from lms.home.belonging import Belonging
from lms.people.models import Organisation


def contact_for(belonging: Belonging, organisation: Organisation | None, *, logged_in: bool) -> Contact:
    """Whom to call from the usual pages. One query for a trainee, otherwise none."""
    who, hours, phone = _of_organisation(organisation)
    if not logged_in:
        return Contact(_("Would you rather talk to someone?"), _invitation_to_call(who, hours), phone)
    if belonging.decides and not belonging.takes_course:
        sentence = _("%(who)s helps with cases, letters and logging in.") % {"who": who}
    elif belonging.leads and not belonging.takes_course:
        sentence = _("%(who)s helps you with the course and with everything on the screen.") % {"who": who}
    elif belonging.takes_course and (leader := _leader_of(belonging.enrolment_id)):
        return leader
    else:
        sentence = _invitation_to_call(who, hours)
    return Contact(_("Someone to call"), sentence, phone)


def contact_without_database() -> Contact:
    """Whom to call when nothing else works: what the settings say."""
    return Contact(
        _("Someone to call"),
        _invitation_to_call(_in_secretariat(settings.HELP_NAME), ""),
        settings.HELP_PHONE,
    )


def _of_organisation(organisation: Organisation | None) -> tuple[str, str, str]:
    if organisation is None:
        return _in_secretariat(settings.HELP_NAME), "", settings.HELP_PHONE
    name, role = organisation.contact_name, organisation.contact_role
    who = f"{name}, {role}" if role else _in_secretariat(name)
    return who, organisation.contact_hours, organisation.contact_phone


def _in_secretariat(name: str) -> str:
    return _("%(name)s in the secretariat") % {"name": name}


def _invitation_to_call(who: str, hours: str) -> str:
    when = f"{who}, {hours}" if hours else who
    return _("Call %(who)s. Everything on these pages can also be done on paper.") % {"who": when}


def _leader_of(enrolment_id: int | None) -> Contact | None:
    leader = (
        RunLeader.objects.held_on()
        .filter(course_run__enrolments=enrolment_id, person__phone__isnull=False)
        .select_related("person")
        .order_by("pk")
        .first()
    )
    if leader is None:
        return None
    sentence = _("%(name)s leads your course. Do call, also if there is just something you wonder about.")
    return Contact(_("Someone to call"), sentence % {"name": leader.person.first_name}, leader.person.phone)
