"""Registers what the front room adds to Wagtail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.models import Page

from lms.home.language import address_in_own_language


@hooks.register("before_serve_page")
def go_to_own_language(
    page: Page, request: HttpRequest, serve_args: list, serve_kwargs: dict
) -> HttpResponseRedirect | None:
    """A content page met without a language in its address is shown in the reader's own, when it exists."""
    address = address_in_own_language(page, request)
    return redirect(address) if address else None
