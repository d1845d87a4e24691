"""Addresses of this room."""

from django.urls import path

from courses.views import activities, outline

app_name = "courses"
urlpatterns: list = [
    # the trainee
    path("kurs/<int:enrolment_id>/", outline.outline, name="outline"),
    path("kurs/<int:enrolment_id>/<str:code>/", activities.activity, name="activity"),
    path("kurs/<int:enrolment_id>/<str:code>/utskrift/", activities.print_sheet, name="print_sheet"),
    path("kurs/<int:enrolment_id>/<str:code>/slett/", activities.erase, name="erase"),
    # the leader
    # the secretariat
]
