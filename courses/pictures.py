"""Pictures that travel with a course: out as files with made-up names, in as pictures of whoever brings the course in.

Only those an editor has marked (docs/decisions/0036-pictures-that-may-travel.md). Each is drawn anew on both ways, so that what a
camera noted beside it (where, when, whose) stays at home, and what is hidden in a file of others does not come in.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Collection

from courses.course_files import CourseFileError
from lms.people.appointing import collection_of
from lms.people.models import Organisation, User

KINDS = ("PNG", "JPEG", "WEBP")
#: The name of a picture in a zip: what it holds, in short. No other name is looked at.
NAMES = re.compile(r"picture-[0-9a-f]{16}\.(png|jpg)")
LONGEST_SIDE = 2000  # pixels, more than any page shows
MOST_PIXELS = 40_000_000
QUALITY = 90
UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


class NoPicture(Exception):
    """The file is no picture that a page can show, whatever its name says."""


def drawn_anew(content: bytes) -> tuple[str, bytes]:
    """The picture in `content`, drawn anew, and the name it travels under. Raises NoPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=KINDS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise NoPicture
                return _drawn(picture)
    except UNREADABLE as error:
        raise NoPicture from error


def _drawn(picture: Image.Image) -> tuple[str, bytes]:
    """As JPEG where it came as one, else as PNG, which keeps what one can see through."""
    is_photo = picture.format == "JPEG"
    upright = ImageOps.exif_transpose(picture).convert("RGB" if is_photo else "RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    made = io.BytesIO()
    bare.save(made, "JPEG", quality=QUALITY) if is_photo else bare.save(made, "PNG")
    content = made.getvalue()
    return f"picture-{hashlib.sha256(content).hexdigest()[:16]}.{'jpg' if is_photo else 'png'}", content


def file_for(image: AbstractImage) -> tuple[str, bytes] | None:
    """An uploaded picture as it travels: name and content. None when its file is gone or cannot be read."""
    try:
        with image.open_file() as file:
            return drawn_anew(file.read())
    except (NoPicture, OSError):
        return None


class Brought:
    """Pictures that are made while a course is brought in. Their files go again when the course is refused after all."""

    def __init__(self, *, organisation: Organisation | None, by: User | None) -> None:
        self.organisation, self.by = organisation, by
        self.made: list = []

    def bring(self, pictures: dict[str, bytes], wanted: set[str]) -> dict[str, int]:
        """Make the wanted ones, each once, where the association's own lie. Returns their ids by name.

        Raises CourseFileError for what is no picture.
        """
        ids: dict[str, int] = {}
        if not wanted:
            return ids
        own = self.organisation
        collection = collection_of(own) if own else Collection.get_first_root_node()
        for name in sorted(wanted):
            try:
                made_up, content = drawn_anew(pictures[name])
            except NoPicture:
                raise CourseFileError(
                    _("%(file)s is not a picture that can be shown. Save it as PNG or JPEG.") % {"file": name}
                ) from None
            image = get_image_model()(
                title=made_up,
                collection=collection,
                uploaded_by_user=self.by,
                file=ContentFile(content, name=made_up),
            )
            image.save()
            self.made.append(image)
            ids[name] = image.pk
        return ids

    def take_back(self) -> None:
        """Delete the files; the rows are gone with the transaction."""
        for image in self.made:
            image.file.storage.delete(image.file.name)
