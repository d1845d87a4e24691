"""An association's logo: a picture of a kind that every browser and the PDF maker can show, and small."""

from __future__ import annotations

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

KINDS = ("PNG", "JPEG", "WEBP")
CONTENT_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
LARGEST_FILE = 500_000  # bytes
LARGEST_SIDE = 4000  # pixels


def validate_logo(upload: File) -> None:
    """Raises ValidationError with a sentence when the file is not a picture we can show. Used as a field validator."""
    if getattr(upload, "_committed", False):
        return  # it was checked when it was chosen
    if upload.size > LARGEST_FILE:
        raise ValidationError(_("The logo is too large. Use a file of at most 500 kB."))
    if _kind_of(upload) not in KINDS or _ending_of(upload.name or "") not in CONTENT_TYPES:
        raise ValidationError(
            _("We cannot show this file. Save the logo as PNG, JPEG or WebP, and choose it again.")
        )


def content_type_of(name: str) -> str:
    """What a browser is told about the file called `name`: one of our kinds of picture, or bytes it must not open.

    A file can be a picture and a page at once; its name must never make it a page.
    """
    return CONTENT_TYPES.get(_ending_of(name), "application/octet-stream")


def _ending_of(name: str) -> str:
    return PurePath(name).suffix.lower()


def _kind_of(upload: File) -> str:
    """What the content is, whatever the name says; empty when it is no picture we take."""
    upload.seek(0)
    try:
        with Image.open(upload, formats=KINDS) as picture:
            small_enough = max(picture.size) <= LARGEST_SIDE
            picture.verify()
            return picture.format or "" if small_enough else ""
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError):
        return ""
    finally:
        upload.seek(0)
