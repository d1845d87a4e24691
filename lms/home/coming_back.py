"""Back to where one was, and never to a stranger's site."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

FRONT = "/"


def safe_address(request: HttpRequest, wanted: str, otherwise: str = FRONT) -> str:
    """`wanted` when it is an address on this site, else `otherwise`. A word alone is none: Django would take it for the
    name of a view."""
    here = {request.get_host()}
    if wanted.startswith(("/", f"{request.scheme}://")) and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=here, require_https=request.is_secure()
    ):
        return wanted
    return otherwise
