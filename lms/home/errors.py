"""What a person meets when something is not there, not theirs, or broken. Plain words, and always someone to call."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from lms.home.context import PlainFrame


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the page is not there, or not for this person."""
    return render(request, "404.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the page is there, but not for this person now."""
    return render(request, "403.html", status=403)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request made no sense to us. Needs no database."""
    return _plain("400.html", 400)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our own fault. Needs neither database nor session."""
    return _plain("500.html", 500)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or the browser keeps no cookies. The reason is for developers, not for the screen.

    When the browser says that the form was ours, what was in it stands on the page and can be sent once more.
    """
    return render(request, "403_csrf.html", {"again": _sent_from_here(request)}, status=403)


def _sent_from_here(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form of our own; none of a form that another site sent, or that nobody vouches for."""
    here = f"{request.scheme}://{request.get_host()}"
    if request.headers.get("Origin") != here or request.FILES:
        return []
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    return [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]


def _plain(template: str, status: int) -> HttpResponse:
    return HttpResponse(render_to_string(template, {"frame": PlainFrame(), "messages": []}), status=status)
