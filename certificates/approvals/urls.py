"""Addresses of this room."""

app_name = "approvals"
urlpatterns: list = []
