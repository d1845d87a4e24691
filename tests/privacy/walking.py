"""Every address there is, found in the address map and filled with rows of the planted world.

A new page needs nothing here: it is found, and walked when its arguments have names that are known below. An argument
nobody knows fails the test, and so does a page nobody could open unless `NEVER_OPENED` says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver

from courses.models import Enrolment
from lms.people.models import User
from tests.privacy.filling import Filling
from tests.privacy.world import HOOK, World

ACTIVITY = "kurs/<int:enrolment_id>/<str:code>/"
SEARCHED = ("admin/pages/search/", "admin/choose-page/search/", "admin/api/main/pages/")
#: Lists and reports of ours, which can be taken out as a file.
OUR_TABLES = re.compile(r"admin/(medlemskap|roller|kursledere|plasser|rapporter/[\w-]+)/")
EXPORTED = ("admin/reports/aging-pages/", "admin/reports/site-history/", "admin/reports/page-types-usage/")

#: Pages that nobody opens in the walk, by the reason. Whatever else is never opened fails the test.
NEVER_OPENED: dict[str, tuple[str, ...]] = {
    "leads on to our own log-in, or to a page that is walked": (
        "admin/login/",
        "admin/password_reset/",
        "admin/password_reset/done/",
        "admin/password_reset/complete/",
        "admin/password_reset/confirm/<uidb64>/<token>/",
        "_util/login/",
        "(?:(?:nn|en)/)?_util/(?:login|authenticate_with_password)/",
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        "admin/pages/<int:page_id>/revisions/",
        "admin/workflows/tasks/select_type/",
        "admin/locales/new/",
        "admin/api/main/pages/find/",
        "admin/api/main/documents/find/",
        "admin/api/main/images/find/",
    ),
    "is met under way, or with a device of one's own": (
        "logg-inn/kode/",
        "logg-inn/bekreft/",
        "logg-inn/passnokkel/",
        "konto/bekreft/",
        "konto/bekreft/passnokkel/",
        "konto/app/fjern/",
        "konto/passnokler/<int:pk>/fjern/",
        "konto/reservekoder/",
        "utvalg/sak/<int:case_id>/les-gjennom/",
    ),
    "needs a secret of one's own that is shown once; tests/home/test_my_feed.py opens it and looks for what it must not say": (
        "kalender/<str:token>/kurset.ics",
    ),
    "is there where a course is a seminar, and the walk has a basic course; tests/courses/test_seminars.py opens it": (
        "sekretariat/<int:run_id>/inviter/likepersoner/",
    ),
    "is there where a course asks for another one first, and the basic course does not; tests/courses/test_prerequisites.py opens it": (
        "sekretariat/<int:run_id>/deltaker/<int:enrolment_id>/slipp-inn/",
    ),
    "is made when somebody asks for it; tests/certificates/test_participation.py opens it as everybody": (
        "bevis/deltakelse/<int:enrolment_id>/pdf/",
    ),
    "is met at a document that is withdrawn or replaced; tests/certificates/test_issued_anew.py opens it as everybody": (
        "bevis/<int:certificate_id>/utsted-pa-nytt/",
        "bevis/<int:certificate_id>/slett-innholdet/",
    ),
    "is not offered: what stands there is ended or replaced, never deleted or edited": (
        "admin/pages/<int:page_id>/delete/",
        "admin/foreninger/delete/<int:pk>/",
        "admin/lokallag/delete/<int:pk>/",
        "admin/omrader/delete/<int:pk>/",
        "admin/medlemskap/delete/<int:pk>/",
        "admin/roller/delete/<int:pk>/",
        "admin/gjennomforinger/delete/<int:pk>/",
        "admin/kursledere/delete/<int:pk>/",
        "admin/deltakende-foreninger/delete/<int:pk>/",
        "admin/okter/delete/<int:pk>/",
        "admin/taushetslofter/edit/<int:pk>/",
        "admin/taushetslofter/delete/<int:pk>/",
    ),
    "is Wagtail's, for what this site does not have: workflows under way, settings, snippets, aliases, shared passwords": (
        "admin/pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        "admin/pages/workflow/collect_action_data/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        "admin/pages/workflow/preview/<int:page_id>/<int:task_id>/",
        "admin/pages/<int:page_id>/workflow_history/detail/<int:workflow_state_id>/",
        "admin/workflows/tasks/add/<str:app_label>/<str:model_name>/",
        "admin/settings/<slug:app_name>/<slug:model_name>/",
        "admin/settings/<slug:app_name>/<slug:model_name>/<int:pk>/",
        "admin/settings/<slug:app_name>/<slug:model_name>/<int:pk>/preview/",
        "admin/translation/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
        "admin/pages/<int:page_id>/convert_alias/",
        "admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/",
        "admin/images/<int:image_id>/generate_url/",
        "admin/images/<int:image_id>/generate_url/output/",
        "dokumenter/authenticate_with_password/<int:restriction_id>/",
        "admin/bulk/<str:app_label>/<str:model_name>/<str:action>/",
        "admin/block-preview/",
        "admin/.*/",
    ),
    "is a file: pictures, recordings, logos and documents hold nothing that is written on a course": (
        "media/images/<path:path>",
        "kurs/<int:enrolment_id>/<str:code>/opptak/<uuid:block_id>/",
        "kurs/<int:enrolment_id>/<str:code>/opptak/<uuid:block_id>/teksting/",
        r"dokumenter/(\d+)/(.*)",
        "stil/<slug:slug>-<str:digest>/logo",
    ),
}


@dataclass(frozen=True)
class Address:
    """One address, and the pattern it comes from."""

    pattern: str
    path: str


def patterns() -> Iterator[tuple[str, str]]:
    """Every pattern of the address map as its route, and the namespace it lies in."""
    yield from _below(get_resolver(), "", "")


def _below(resolver: URLResolver, route: str, namespace: str) -> Iterator[tuple[str, str]]:
    for part in resolver.url_patterns:
        here = route + str(part.pattern).removeprefix("^")
        if isinstance(part, URLPattern):
            yield here.removesuffix("$").removesuffix(r"\Z"), namespace
        else:
            yield from _below(part, here, ":".join(filter(None, (namespace, part.namespace))))


#: Where a make-up is agreed.
AGREEING = "kursleder/<int:run_id>/deltaker/<int:enrolment_id>/ta-igjen/<int:gathering_id>/"


def addresses(world: World) -> list[Address]:
    """Each pattern with its arguments filled in, some with several rows. Raises LookupError for an unknown argument."""
    fill = Filling(world)
    found = [Address(route, path) for route, namespace in patterns() for path in fill.paths(route, namespace)]
    # What the author agreed on leads back to their page; somebody else missed the same, and has nothing agreed.
    place = world.run.enrolments.get(person=world.people["participant"]).pk
    path = f"/kursleder/{world.run.pk}/deltaker/{place}/ta-igjen/{world.make_up.gathering_id}/"
    found.append(Address(AGREEING, path))
    return list(dict.fromkeys(found))


def own_addresses(world: World, person: User | None) -> list[Address]:
    """The pages of a participant's own place, where what others share with the group can be read."""
    places = Enrolment.objects.filter(person=person).exclude(person=world.place.person) if person else ()
    found = []
    for place in places:
        fill = Filling(world)
        fill.known["enrolment_id"] = [place.pk]
        found += [
            Address(route, path)
            for route, namespace in patterns()
            if "kurs/<int:enrolment_id>" in route
            for path in fill.paths(route, namespace)
        ]
    return one_activity_each(found)


def one_activity_each(walked: list[Address]) -> list[Address]:
    """Of the pages about one activity the first is enough for whoever stands before the door of the place; the activity
    itself is walked for all of them."""
    first: dict[str, Address] = {}
    for address in walked:
        first.setdefault(address.pattern, address)
    return [
        address
        for address in walked
        if "<str:code>" not in address.pattern
        or address.pattern == ACTIVITY
        or address == first[address.pattern]
    ]


def once_each(walked: list[Address]) -> list[Address]:
    """Each page of the admin once, with one row."""
    first: dict[str, Address] = {}
    for address in _inside(walked):
        first.setdefault(address.pattern, address)
    return _outside(walked) + list(first.values())


def door_only(walked: list[Address]) -> list[Address]:
    """One page of each room of the admin, for those who do not work there: one door is before all of them."""
    rooms = {address.pattern.split("/")[1]: address for address in _inside(walked)}
    return _outside(walked) + list(rooms.values())


def _inside(walked: list[Address]) -> list[Address]:
    return [address for address in walked if address.pattern.startswith("admin/")]


def _outside(walked: list[Address]) -> list[Address]:
    return [address for address in walked if not address.pattern.startswith("admin/")]


def asked_of_lists(walked: list[Address]) -> list[Address]:
    """What is asked of lists in the admin beside opening them: a search, and of the reports an export."""
    asked = []
    for address in walked:
        if address.pattern in SEARCHED or re.fullmatch(r"admin/[\w-]+/", address.pattern):
            asked.append(Address(address.pattern, f"{address.path}?{urlencode({'q': HOOK})}"))
        if address.pattern in EXPORTED or OUR_TABLES.fullmatch(address.pattern):
            asked += [Address(address.pattern, f"{address.path}?export={kind}") for kind in ("csv", "xlsx")]
    return asked
