"""What stands beside the form while an activity is written: advice, the picture of a scenario, and where it is used.

Each panel shows the page as it was saved last. Models are imported when a panel is shown, since models name panels.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class TellingPanel(Panel):
    """A panel that tells something and asks for nothing."""

    template = ""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one page and one reader."""

        @property
        def template_name(self) -> str:
            """The template of its kind."""
            return self.panel.template

        def is_shown(self) -> bool:
            """A page that is not saved yet has nothing to tell about."""
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """What the panel tells."""
            return {
                **super().get_context_data(parent_context),
                **self.panel.told(self.instance, self.request.user),
            }

    def told(self, page: Any, person: Any) -> dict[str, Any]:
        """What the template shows."""
        raise TypeError(f"{type(self).__name__} tells nothing.")


class AdvicePanel(TellingPanel):
    """Long sentences, missing text versions, questions about illness."""

    template = "courses/desk/advice.html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Advice on the text"), **kwargs})

    def told(self, page: Any, person: Any) -> dict[str, Any]:
        """See `courses.advice`."""
        from courses.advice import advice_on

        return {"advice": advice_on(page)}


class UsePanel(TellingPanel):
    """Which runs use the activity, and how many have done it; never what they wrote."""

    template = "courses/desk/use.html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("Where it is used"), "classname": "collapsed", **kwargs})

    def told(self, page: Any, person: Any) -> dict[str, Any]:
        """See `courses.usage`."""
        from courses.usage import usage_of

        return {"usage": usage_of(page, person)}


class PicturePanel(TellingPanel):
    """The steps of a scenario as a picture, and as a table."""

    template = "courses/desk/picture.html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"heading": _("The scenario as a picture"), **kwargs})

    def told(self, page: Any, person: Any) -> dict[str, Any]:
        """See `courses.activities.scenario.picture`."""
        from courses.activities.scenario.graph import problems, steps_in
        from courses.activities.scenario.picture import draw

        return {"picture": draw(page.start, steps_in(page.steps)), "problems": problems(page)}
