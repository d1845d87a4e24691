"""Every address there is, found in the address map and filled with rows of the planted world.

A new page needs nothing here: it is found, and walked when its arguments have names that are known below. An argument
nobody knows fails the test, and so does a page nobody could open unless `NEVER_OPENED` says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import Group
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.models import Collection, Locale, Page, Site, Task, Workflow

from courses.models import (
    CourseRun,
    Enrolment,
    Gathering,
    PledgeVersion,
    Response,
    RunLeader,
    RunOrganisation,
)
from lms.home.organisation_style import _digest
from lms.people.models import (
    Area,
    Chapter,
    HelpContact,
    Membership,
    MessageTemplate,
    Organisation,
    Role,
    User,
)
from tests.privacy.planting import HOOK, World

#: Rooms of the admin whose rows are called `pk`.
ROWS: dict[str, type[Model]] = {
    "foreninger": Organisation,
    "lokallag": Chapter,
    "omrader": Area,
    "hjelp": HelpContact,
    "meldinger": MessageTemplate,
    "medlemskap": Membership,
    "roller": Role,
    "gjennomforinger": CourseRun,
    "kursledere": RunLeader,
    "deltakende-foreninger": RunOrganisation,
    "okter": Gathering,
    "taushetslofter": PledgeVersion,
    "wagtailsites": Site,
    "wagtailusers_users": User,
    "wagtailusers_groups": Group,
    "wagtaillocales": Locale,
    "wagtailadmin_collections": Collection,
    "wagtailadmin_workflows": Workflow,
    "wagtailadmin_api:pages": Page,
}


ACTIVITY = "kurs/<int:enrolment_id>/<str:code>/"
SEARCHED = ("admin/pages/search/", "admin/choose-page/search/", "admin/api/main/pages/")
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
    "is met at a document that is withdrawn or replaced; tests/certificates/test_issued_anew.py opens it as everybody": (
        "bevis/<int:certificate_id>/utsted-pa-nytt/",
        "bevis/<int:certificate_id>/slett-innholdet/",
    ),
    "is opened by a secret that is told once; tests/home/test_my_feed.py reads all that is in it": (
        "kalender/<str:token>/kurset.ics",
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


def addresses(world: World) -> list[Address]:
    """Each pattern with its arguments filled in, some with several rows. Raises LookupError for an unknown argument."""
    fill = _Filling(world)
    found = [Address(route, path) for route, namespace in patterns() for path in fill.paths(route, namespace)]
    return list(dict.fromkeys(found))


def own_addresses(world: World, person: User | None) -> list[Address]:
    """The pages of a participant's own place, where what others share with the group can be read."""
    places = Enrolment.objects.filter(person=person).exclude(person=world.place.person) if person else ()
    found = []
    for place in places:
        fill = _Filling(world)
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
        if address.pattern in EXPORTED:
            asked += [Address(address.pattern, f"{address.path}?export={kind}") for kind in ("csv", "xlsx")]
    return asked


class _Filling:
    """Knows the rows for each name an argument may have."""

    def __init__(self, world: World) -> None:
        page = world.course
        activities = list(page.get_descendants())
        codes = [child.specific.code for child in activities]
        reflection = next(child for child in activities if child.specific.code == "1.2")
        self.pages = [page, *activities]
        self.known: dict[str, list[Any]] = {
            "enrolment_id": [world.place.pk, world.case.enrolment_id],
            "run_id": [world.run.pk, world.case.enrolment.course_run_id],
            "courses:code": codes,
            "certificates:code": [world.certificate.code],
            "people:code": ["ukjent"],
            "token": [world.invitation],
            "gathering_id": list(world.run.gatherings.values_list("pk", flat=True)),
            "make_up_id": [world.make_up.pk],
            "turn_id": list(world.run.waiting.values_list("pk", flat=True)),
            "leader_id": list(world.run.leaders.values_list("pk", flat=True))[:1],
            "organisation_id": [world.organisation.pk],
            "do": ["pause"],
            "list_number": [1],
            "review_id": [world.review.pk],
            "certificate_id": [world.certificate.pk],
            "case_id": [world.case.pk, world.open_case.pk],
            "approvals:task_id": [world.case.handover_tasks.first().pk],
            "proposal_id": [world.proposal.pk],
            "appointment_id": [world.appointment.pk],
            "response_id": list(
                Response.objects.non_polymorphic()
                .filter(enrolment=world.place, page__code__in=["1.2", "1.13"])
                .values_list("pk", flat=True)
            ),
            "path": ["bilde.png"],
            "block_id": ["00000000-0000-4000-8000-000000000000"],
            "person_id": [world.people["author"].pk],
            "home:slug": [world.organisation.slug],
            "digest": [_digest(world.organisation.main_colour)],
            # Wagtail
            "page_id": [page.pk, reflection.pk],
            "parent_page_id": [reflection.get_parent().pk, page.pk],
            "page_to_move_id": [reflection.pk],
            "destination_id": [reflection.get_parent().pk],
            "page_pk": [page.pk],
            "workflow_pk": _first(Workflow),
            "task_id": _first(Task),
            "task_state_id": [1],
            "workflow_state_id": [1],
            "revision_id": list(page.revisions.values_list("pk", flat=True)),
            "collection_id": _first(Collection),
            "app_label": ["wagtailcore"],
            "model_name": ["page"],
            "app_name": ["wagtailcore"],
            "content_type_app_name": ["courses"],
            "content_type_model_name": ["reflectionpage"],
            "action": ["delete", "publish"],
            "action_name": ["copy"],
            "object_id": [page.pk],
            "session_id": [1],
            "pk": [1],
            "document_id": [world.document.pk],
            "doc_id": [world.document.pk],
            "wagtaildocs_chooser:pk": [world.document.pk],
            "wagtailimages_chooser:pk": [world.image.pk],
            "uploaded_file_id": [1],
            "image_id": [world.image.pk],
            "filter_spec": ["original"],
            "uidb64": ["x"],
            "restriction_id": [1],
            "page_view_restriction_id": [1],
        }
        #: Addresses written as regular expressions with groups: one by one.
        self.expressions: dict[str, Callable[[], list[str]]] = {
            r"((?:[\w\-]+/)*)": lambda: (
                [child.url for child in self.pages if child.url] + ["/", "/nn/", "/en/"]
            ),
            r"admin/pages/(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/": lambda: [
                f"/admin/pages/{page.pk}/revisions/compare/earliest...latest/"
            ],
            # to copy a course leads to a new edition of it
            "admin/pages/<int:page_id>/copy/": lambda: [f"/admin/pages/{reflection.pk}/copy/"],
            r"dokumenter/(\d+)/(.*)": lambda: [world.document.url],
            r"(?:(?:nn|en)/)?_util/(?:login|authenticate_with_password)/": lambda: [
                "/_util/login/",
                "/nn/_util/authenticate_with_password/1/1/",
            ],
            r"admin/.*/": lambda: ["/admin/finnes-ikke/"],
        }

    def paths(self, route: str, namespace: str) -> list[str]:
        """The addresses of one pattern."""
        if route in self.expressions:
            return self.expressions[route]()
        if "(" in route:
            raise LookupError(f"Say in `expressions` how {route} is filled, so that it can be walked.")
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        choices = {name: self._values(name, namespace, route) for name in names}
        usual = {name: values[0] for name, values in choices.items()}
        fillings = [usual] + [
            usual | {name: value} for name, values in choices.items() for value in values[1:]
        ]
        return [
            "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match, given=given: str(given[match[1]]), route)
            for given in fillings
        ]

    def _values(self, name: str, namespace: str, route: str) -> list[Any]:
        if name == "pk" and namespace in ROWS:
            return list(ROWS[namespace].objects.order_by("-pk").values_list("pk", flat=True)[:2])
        for known in (f"{namespace}:{name}", name):
            if known in self.known:
                return self.known[known]
        raise LookupError(f"Say which row fills <{name}> in {route}, so that the page can be walked.")


def _first(model: type[Model]) -> list[int]:
    return list(model.objects.order_by("-pk").values_list("pk", flat=True)[:1]) or [1]
