"""The addresses of the author's desk, below /admin/."""

from __future__ import annotations

from django.urls import path

from courses.views import desk

app_name = "desk"
urlpatterns = [
    path("", desk.courses, name="courses"),
    path("hent-inn/", desk.bring_in, name="bring_in"),
    path("<int:page_id>/fil/", desk.download, name="download"),
    path("<int:page_id>/ny-utgave/", desk.edition, name="edition"),
]
