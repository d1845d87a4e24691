"""What Wagtail alone costs."""

from wagtail.models import Page


class BarePage(Page):
    """An empty page directly under home that reads `request.user`."""

    template = "bare_page.html"
