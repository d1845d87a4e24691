"""Addresses of this room. Those of allauth's flows are in login_urls.py."""

from django.urls import path

from lms.people.views import cards, demo

app_name = "people"
urlpatterns = [
    path("logg-inn/demo/", demo.log_in, name="demo_login"),
    path("kort/", cards.enter, name="card"),
    path("kort/lag/<int:person_id>/", cards.make, name="login_card"),
    path("kort/<str:code>/", cards.scanned, name="card_scanned"),
]
