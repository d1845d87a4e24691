"""A recording of an association's own, sent piece by piece: telephones ask for a part of a film at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse
from django.http.response import FileResponse, HttpResponseBase, StreamingHttpResponse
from wagtail.documents.models import AbstractDocument

PIECE = 64 * 1024
#: No file has more bytes than eighteen digits can count, and Python refuses to read some thousand of them.
PART = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def play(request: HttpRequest, document: AbstractDocument) -> HttpResponseBase:
    """The file, or the part of it that `Range` asks for (206). A part that is not there answers 416."""
    size = document.file.size
    asked = PART.fullmatch(request.headers.get("Range", ""))
    if asked is None or not any(asked.groups()):
        whole = FileResponse(document.file.open("rb"), content_type=document.content_type)
        return _marked(whole, size)
    first, last = _bounds(asked, size)
    if first >= size or last < first:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    pieces = _pieces(document.file.open("rb"), first, last)
    part = StreamingHttpResponse(pieces, status=206, content_type=document.content_type)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    return _marked(part, last - first + 1)


def _bounds(asked: re.Match[str], size: int) -> tuple[int, int]:
    """The first and last byte; without a first one, the last so many."""
    first, last = asked.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _pieces(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _marked(response: HttpResponseBase, length: int) -> HttpResponseBase:
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(length)
    response["Content-Disposition"] = "inline"
    return response
