"""What an error report may tell, wherever it is sent: where in the code it broke, and nothing of what anybody typed."""

from __future__ import annotations

from types import FrameType
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter


class NothingPersonal(SafeExceptionReporterFilter):
    """Hides every form field, cookie and local variable (privacy rules C.4.5 and C.4.6). A developer's own pages show them.

    Django hides only what a view has named; here nobody has to remember.
    """

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """The names of the fields alone."""
        if settings.DEBUG or request is None:
            return super().get_post_parameters(request)
        return dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: FrameType
    ) -> list[tuple[str, Any]]:
        """The names of the variables alone."""
        if settings.DEBUG:
            return list(super().get_traceback_frame_variables(request, tb_frame))
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        """The names of the cookies alone."""
        if settings.DEBUG or not hasattr(request, "COOKIES"):
            return super().get_safe_cookies(request)
        return dict.fromkeys(request.COOKIES, self.cleansed_substitute)

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        """Without the cookies, which stand among the headers too."""
        meta = super().get_safe_request_meta(request)
        return meta if settings.DEBUG else {**meta, "HTTP_COOKIE": self.cleansed_substitute}
