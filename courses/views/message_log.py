"""`/sekretariat/meldinger/`: which messages went to the association's own people, and whom the secretariat must tell itself."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.views.secretariat import own_organisations
from lms.people.message_log import kind_of, messages_in_care_of, state_of, way_of

MESSAGES_ON_A_PAGE = 50


@never_cache
@login_required
@require_safe
def message_log(request: HttpRequest) -> HttpResponse:
    """Newest first. 404 for anybody who works in no secretariat."""
    own_organisations(request)
    page = Paginator(messages_in_care_of(request.user), MESSAGES_ON_A_PAGE).get_page(request.GET.get("side"))
    lines = [(one, kind_of(one), way_of(one), state_of(one)) for one in page]
    return render(request, "courses/secretariat/message_log.html", {"listed": page, "lines": lines})
