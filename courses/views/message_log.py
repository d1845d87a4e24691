"""`/sekretariat/meldinger/`: which messages went to the association's own people, and whom the secretariat must tell itself."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses.message_filter import CourseChoiceForm
from courses.messages_about import about_run, runs_told_of, titles_of_runs
from courses.settled_messages import with_settled
from courses.views.secretariat import own_organisations
from lms.people.errors import PeopleError
from lms.people.message_log import kind_of, messages_in_care_of, state_of, way_of
from lms.people.models import SentMessage
from lms.people.telling_by_hand import say_told, to_be_told

MESSAGES_ON_A_PAGE = 50
#: The shape of what came to nothing because something else took its place.
SETTLED = "repl"
#: No row has a longer number.
MOST_DIGITS = 19


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def message_log(request: HttpRequest) -> HttpResponse:
    """First whom somebody must tell; then all, newest first. POST notes that one is told. 404 for who works in no secretariat."""
    own_organisations(request)
    if request.method == "POST":
        return _told(request)
    listed = messages_in_care_of(request.user)
    form = CourseChoiceForm(request.GET, runs=runs_told_of(listed))
    found = about_run(listed, form.chosen) if form.chosen else listed
    page = Paginator(with_settled(found), MESSAGES_ON_A_PAGE).get_page(request.GET.get("side"))
    waiting = with_settled(to_be_told(request.user)).filter(is_settled=False)[:MESSAGES_ON_A_PAGE]
    titles = titles_of_runs([*page, *waiting])
    context = {
        "listed": page,
        "form": form,
        "lines": [(one, kind_of(one), titles.get(one.pk), way_of(one), _state(one)) for one in page],
        "waiting": [(one, kind_of(one), titles.get(one.pk)) for one in waiting],
    }
    return render(request, "courses/secretariat/message_log.html", context)


def _state(message: SentMessage) -> str:
    """As the log says it; but nobody waits to be told of what was answered already."""
    state = state_of(message)
    return SETTLED if state == "you" and message.is_settled else state


def _told(request: HttpRequest) -> HttpResponse:
    """Note it, and show the list again."""
    try:
        say_told(message_id=message_number(request), by=request.user)
    except PeopleError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Noted."))
    return redirect(request.get_full_path())


def message_number(request: HttpRequest) -> int:
    """Which message was pressed; 0, which is none, for what is no number."""
    number = request.POST.get("message", "")
    is_one = number.isascii() and number.isdigit() and len(number) < MOST_DIGITS
    return int(number) if is_one else 0
