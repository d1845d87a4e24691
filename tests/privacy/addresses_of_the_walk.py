"""The site's own address map, with one difference: the page for what is not found is made once for each person.

It is the same page wherever one stands, and in the walk it is asked for thousands of times.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from lms import urls
from lms.home.errors import not_found

urlpatterns = urls.urlpatterns
handler400, handler403, handler500 = urls.handler400, urls.handler403, urls.handler500
handler429 = urls.handler429
_met: set[int | None] = set()


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The real page the first time somebody meets it, afterwards the bare answer."""
    if request.user.pk in _met:
        return HttpResponse(request.path, status=404)
    _met.add(request.user.pk)
    return not_found(request, exception)
