"""The menu on top, by what a person is here. At most five entries; what is left out can be reached in other ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.home.belonging import Belonging

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_ENTRIES = 5

VERIFY = "/sjekk/"
HELP = "/hjelp/"
LED_RUNS = "/kursleder/"
CASES = "/utvalg/"
SECRETARIAT = "/sekretariat/"
ADMIN = "/admin/"
LOG_OUT = "/logg-ut/"


@dataclass(frozen=True)
class Entry:
    """One link in the menu; `post` makes it a button, `spare` gives way, the first one first, when there is no room."""

    label: StrOrPromise
    url: str
    current: bool = False
    post: bool = False
    spare: bool = False


def navigation_for(belonging: Belonging, path: str, *, logged_in: bool, front: str) -> list[Entry]:
    """The entries for a guest or a person, with the present one marked. Runs no query."""
    entries = _for_person(belonging) if logged_in else _for_guest(front)
    while len(entries) > MOST_ENTRIES and any(entry.spare for entry in entries):
        entries.remove(next(entry for entry in entries if entry.spare))
    present = max(
        (entry.url for entry in entries if _is_under(path, entry.url, front)), key=len, default=None
    )
    return [Entry(str(entry.label), entry.url, entry.url == present, entry.post) for entry in entries]


def _is_under(path: str, url: str, front: str) -> bool:
    return path == url if url == front else path.startswith(url)


def _for_guest(front: str) -> list[Entry]:
    return [
        Entry(_("The course"), front),
        Entry(_("Check a certificate"), VERIFY),
        Entry(_("Help"), HELP),
        Entry(_("Log in"), settings.LOGIN_URL),
    ]


def _for_person(belonging: Belonging) -> list[Entry]:
    entries = []
    if belonging.takes_course or not belonging.works_here:
        entries.append(Entry(_("My page"), settings.LOGIN_REDIRECT_URL))
    if belonging.takes_course:
        entries.append(Entry(_("The course"), f"/kurs/{belonging.enrolment_id}/"))
    if belonging.leads:
        entries.append(Entry(_("My courses"), LED_RUNS))
    if belonging.decides:
        entries.append(Entry(pgettext_lazy("committee", "Cases"), CASES))
    if belonging.sets_up_courses:
        entries.append(Entry(_("The secretariat"), SECRETARIAT))
    if belonging.is_staff:
        entries.append(Entry(_("Administration"), ADMIN, spare=belonging.sets_up_courses))
    if not belonging.takes_course:
        entries.append(Entry(_("Check a certificate"), VERIFY, spare=True))
    return [*entries, Entry(_("Help"), HELP, spare=True), Entry(_("Log out"), LOG_OUT, post=True)]
