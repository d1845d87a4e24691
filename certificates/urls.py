"""Addresses of this room."""

from django.urls import path

from certificates import views

app_name = "certificates"
urlpatterns = [
    path("sjekk/", views.verify, name="verify"),
    path("sjekk/<str:code>/", views.verify_scanned, name="verify_code"),
    path("bevis/<int:certificate_id>/", views.download, name="download"),
]
