"""Films and sound of an association's own: only for those who have a place in the course, and only when they press play."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from wagtail.documents.models import AbstractDocument

from courses.playing import play
from courses.workplace import Workplace

RECORDING = "recording"
FILE, CAPTIONS = "file", "captions"


@login_required
@require_safe
def recording(request: HttpRequest, enrolment_id: int, code: str, block_id: UUID) -> HttpResponseBase:
    """`/kurs/<place>/<number>/opptak/<block>/`: the film or the sound. 404 where there is none."""
    return play(request, _document(request, enrolment_id, code, block_id, FILE))


@login_required
@require_safe
def captions(request: HttpRequest, enrolment_id: int, code: str, block_id: UUID) -> HttpResponseBase:
    """`…/teksting/`: what is said, written on the film."""
    return play(request, _document(request, enrolment_id, code, block_id, CAPTIONS))


def _document(
    request: HttpRequest, enrolment_id: int, code: str, block_id: UUID, which: str
) -> AbstractDocument:
    page = Workplace.at(request.user, enrolment_id, code, request.LANGUAGE_CODE).page
    for block in getattr(page, "media", ()):
        if block.block_type == RECORDING and block.id == str(block_id) and block.value[which]:
            return block.value[which]
    raise Http404
