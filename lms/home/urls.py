"""Addresses of this room."""

from django.urls import path

from lms.home import (
    appearance,
    information,
    language,
    my_calendar,
    my_feed,
    my_messages,
    my_page,
    organisation_style,
    service_worker,
    thoughts,
    who_sees,
)

app_name = "home"
urlpatterns: list = [
    path("min-side/", my_page.my_page, name="my_page"),
    path("min-side/kurs/<int:enrolment_id>/", my_page.my_page, name="my_place"),
    path("min-side/kurs/<int:enrolment_id>/kurset.ics", my_calendar.calendar, name="calendar"),
    path(
        "min-side/kurs/<int:enrolment_id>/<int:gathering_id>/kurset.ics",
        my_calendar.calendar,
        name="gathering_calendar",
    ),
    path("min-side/meldinger/", my_messages.my_messages, name="my_messages"),
    path("min-side/meldinger/kalender/", my_messages.make_calendar, name="make_calendar"),
    path("min-side/meldinger/kalender/av/", my_messages.end_calendar, name="end_calendar"),
    path("kalender/<str:token>/kurset.ics", my_feed.feed, name="feed"),
    path("min-side/tanker/", thoughts.thoughts, name="thoughts"),
    path("min-side/tanker/pdf/", thoughts.pdf, name="thoughts_pdf"),
    path("min-side/tanker/tekst/", thoughts.text, name="thoughts_text"),
    path("min-side/tanker/slett/", thoughts.erase_all, name="thoughts_erase_all"),
    path("min-side/tanker/<int:response_id>/slett/", thoughts.erase, name="thoughts_erase"),
    path("min-side/tanker/kurs/<int:enrolment_id>/dag/", thoughts.day, name="thoughts_day"),
    path("hjelp/", information.help_page, name="help"),
    path("personvern/", information.privacy, name="privacy"),
    path("hvem-ser-hva/", who_sees.who_sees_what, name="who_sees_what"),
    path("tilgjengelighet/", information.accessibility, name="accessibility"),
    path("uten-nett/", information.offline, name="offline"),
    path("sw.js", service_worker.service_worker, name="service_worker"),
    path("utseende/", appearance.appearance, name="appearance"),
    path("sprak/", language.language, name="language"),
    path(
        "stil/<slug:slug>-<str:digest>.css", organisation_style.organisation_style, name="organisation_style"
    ),
    path(
        "stil/<slug:slug>-<str:digest>/logo", organisation_style.organisation_logo, name="organisation_logo"
    ),
]
