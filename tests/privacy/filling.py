"""Addresses with their arguments filled in: each name an argument may have, and the rows of the planted world for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Model
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
from tests.privacy.world import World

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
    "plasser": Enrolment,
    "taushetslofter": PledgeVersion,
    "wagtailsites": Site,
    "wagtailusers_users": User,
    "wagtailusers_groups": Group,
    "wagtaillocales": Locale,
    "wagtailadmin_collections": Collection,
    "wagtailadmin_workflows": Workflow,
    "wagtailadmin_api:pages": Page,
}


class Filling:
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
            # a code for a gathering, not for an activity; after ten wrong ones nobody is let on
            "innsjekk/<str:code>/": lambda: ["/innsjekk/ABC234/"],
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
