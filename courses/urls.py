"""Addresses of this room."""

app_name = "courses"
urlpatterns: list = []
