"""`/min-side/meldinger/`: how messages reach me, whether one comes after a quiet time, and my secret calendar address."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.people.choosing import choose_messages, ways_to
from lms.people.feeds import end_feed, make_feed, version_of
from lms.people.messaging import channel_for
from lms.people.models import CalendarFeed, User


class MessagesForm(forms.Form):
    """The ways that can reach this person, and the message after a quiet time."""

    told_by = forms.ChoiceField(
        label=gettext_lazy("How should messages reach you?"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose one of the ways on the page.")},
    )
    wants_nudges = forms.BooleanField(
        label=gettext_lazy("Send me a message when it has been quiet for two weeks"),
        help_text=gettext_lazy("It only says that you can go on where you were. None is sent in a pause."),
        required=False,
    )

    def __init__(self, *args, person: User, **kwargs) -> None:
        start = {"told_by": channel_for(person), "wants_nudges": person.wants_nudges}
        super().__init__(*args, initial=start, **kwargs)
        self.fields["told_by"].choices = [(way.value, way.label) for way in ways_to(person)]


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_messages(request: HttpRequest) -> HttpResponse:
    """Shows the choices; POST keeps them."""
    form = MessagesForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        choose_messages(person=request.user, **form.cleaned_data)
        messages.success(request, _("Your choice is kept."))
        return redirect("home:my_messages")
    return _page(request, form)


@never_cache
@login_required
@require_POST
def make_calendar(request: HttpRequest) -> HttpResponse:
    """Makes a new secret address, which ends the old one, and shows it this once. Pressed twice, it is the same one."""
    _feed, token = make_feed(person=request.user, instead_of=request.POST.get("instead_of", ""))
    address = settings.SITE_ADDRESS + reverse("home:feed", args=[token])
    return _page(request, MessagesForm(person=request.user), address=address)


@never_cache
@login_required
@require_POST
def end_calendar(request: HttpRequest) -> HttpResponse:
    """Turns the address off. Pressing twice does no harm."""
    end_feed(person=request.user)
    messages.success(request, _("The calendar address is turned off. It shows nothing any more."))
    return redirect("home:my_messages")


def _page(request: HttpRequest, form: MessagesForm, *, address: str = "") -> HttpResponse:
    feed = CalendarFeed.objects.filter(person=request.user).first()
    context = {
        "form": form,
        "feed": feed,
        "feed_version": version_of(feed),
        "address": address,
        "calendar_address": f"webcal:{urlsplit(address)._replace(scheme='').geturl()}" if address else "",
    }
    return render(request, "home/my_messages.html", context)
