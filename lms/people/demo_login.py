"""One-click log-in as made-up people. Exists in demo mode only, which production settings refuse."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from lms.people.models import DemoPersona, User


def register_demo_persona(
    *, person: User, label: str, description: str = "", position: int = 0
) -> DemoPersona:
    """Offer `person` on the log-in page of the demo. Raises RuntimeError where demo mode is off."""
    if not settings.DEMO_MODE:
        raise RuntimeError("Demo people exist in demo mode only.")
    facts = {"label": label, "description": description, "position": position}
    return DemoPersona.objects.update_or_create(person=person, defaults=facts)[0]


def personas() -> QuerySet[DemoPersona]:
    """Whom one may be. Nobody outside demo mode, whatever lies in the table."""
    if not settings.DEMO_MODE:
        return DemoPersona.objects.none()
    return DemoPersona.objects.filter(person__is_active=True)


def log_in_as_persona(
    request: HttpRequest, persona_id: str, *, redirect_url: str | None = None
) -> HttpResponse:
    """Log in as a demo person. Raises Http404 outside demo mode and for anybody who is not one."""
    persona = (
        personas().select_related("person").filter(pk=persona_id if persona_id.isdecimal() else None).first()
    )
    if persona is None:
        raise Http404
    request.session.set_expiry(None)
    record_authentication(request, persona.person, method="demo")
    return perform_login(request, Login(user=persona.person, redirect_url=redirect_url))
