"""The small program that a browser keeps beside the pages, so that the page of a gathering opens without a net."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

SCRIPT = settings.BASE_DIR / "lms" / "static" / "js" / "service_worker.js"


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """`/sw.js`: at the root, since a browser lets it look after nothing that lies above it. Asked for anew each time."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    return HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8", headers=headers)
