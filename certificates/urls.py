"""Addresses of this room."""

from django.urls import path

from certificates import keeping, participation_views, views

app_name = "certificates"
urlpatterns = [
    path("sjekk/", views.verify, name="verify"),
    path("sjekk/<str:code>/", views.verify_scanned, name="verify_code"),
    path("bevis/<int:certificate_id>/", views.download, name="download"),
    path("bevis/deltakelse/<int:enrolment_id>/", participation_views.participation, name="participation"),
    path(
        "bevis/deltakelse/<int:enrolment_id>/pdf/",
        participation_views.participation_pdf,
        name="participation_pdf",
    ),
    # the committee and the secretariat
    path("bevis/", keeping.register, name="register"),
    path("bevis/<int:certificate_id>/om/", keeping.about, name="about"),
    path("bevis/<int:certificate_id>/erstatt/", keeping.replace, name="replace"),
    path("bevis/<int:certificate_id>/trekk-tilbake/", keeping.withdraw, name="withdraw"),
    path("bevis/<int:certificate_id>/utsted-pa-nytt/", keeping.issue_again, name="issue_again"),
    path("bevis/<int:certificate_id>/slett-innholdet/", keeping.empty, name="empty"),
]
