"""Opens a zip with a course in it. Nothing in it is trusted: not its size, its names or its layout."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _

from courses.course_files import LANGUAGES, CourseFileError, CourseFiles, Part, read_front, read_text
from courses.pictures import NAMES

MEGABYTE = 1024 * 1024
#: The words of the starter course are half a megabyte, and a fifth of that when packed. The rest is room for pictures.
LARGEST_ZIP, LARGEST_FILE, MOST_FILES = 20 * MEGABYTE, 2 * MEGABYTE, 150
LARGEST_PICTURE, ALL_PICTURES = 5 * MEGABYTE, 20 * MEGABYTE
#: What reading a damaged, encrypted or made-up zip may raise, besides its own BadZipFile.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


def unpack(packed: BinaryIO, *, size: int) -> CourseFiles:
    """The course in the zip `packed` of `size` bytes. Raises CourseFileError with a sentence for the screen."""
    if size > LARGEST_ZIP:
        raise CourseFileError(
            _("The file is larger than %(number)s megabytes, and a course is not. Choose another file.")
            % {"number": LARGEST_ZIP // MEGABYTE}
        )
    try:
        with zipfile.ZipFile(packed) as archive:
            texts, pictures = _texts_in(archive), _pictures_in(archive)
    except DAMAGED as error:
        raise CourseFileError(
            _(
                "This is not a zip file that can be opened. Choose the file that was downloaded from «My courses»."
            )
        ) from error
    parts: dict[str, Part] = {}
    for language in LANGUAGES:
        name = f"{language}.yaml"
        if name not in texts:
            raise CourseFileError(
                _("The zip file has no %(file)s. It must hold a file for each language.") % {"file": name}
            )
        parts[language] = read_text(name, texts[name])
    return CourseFiles(parts, read_front(), pictures)


def _texts_in(archive: zipfile.ZipFile) -> dict[str, str]:
    """The files by name, wherever in the zip they lie. A file that claims to be small and is not, is refused too."""
    members = archive.infolist()
    if len(members) > MOST_FILES:
        raise CourseFileError(_("The zip file holds too many files to be a course."))
    wanted = {f"{language}.yaml" for language in LANGUAGES}
    texts = {}
    for member in members:
        name = PurePosixPath(member.filename).name
        if name not in wanted:
            continue
        content = _read(archive, member, LARGEST_FILE)
        if content is None:
            raise CourseFileError(_("%(file)s is too large to be a course.") % {"file": name})
        try:
            texts[name] = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise CourseFileError(
                _("%(file)s cannot be read as text. Save it as UTF-8, and try again.") % {"file": name}
            ) from None
    return texts


def _pictures_in(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The files that have the name of a picture, by it. Whether they are pictures is found out when they are drawn anew."""
    found: dict[str, bytes] = {}
    for member in archive.infolist():
        name = PurePosixPath(member.filename).name
        if not NAMES.fullmatch(name):
            continue
        content = _read(archive, member, LARGEST_PICTURE)
        if content is None or sum(map(len, found.values())) + len(content) > ALL_PICTURES:
            raise CourseFileError(_("The pictures are too large. Use smaller ones, and try again."))
        found[name] = content
    return found


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes | None:
    """What a file holds; None when it is more than `most` bytes, whatever it claims to be."""
    with archive.open(member) as file:
        content = file.read(most + 1)
    return content if len(content) <= most else None
