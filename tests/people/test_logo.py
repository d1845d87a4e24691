"""Which files may be an association's logo."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.utils import translation
from PIL import Image

from lms.people.logo import LARGEST_FILE, LARGEST_SIDE, content_type_of, validate_logo
from lms.people.models import Organisation


def picture(kind: str, size: tuple[int, int] = (40, 20)) -> ContentFile:
    content = io.BytesIO()
    Image.new("RGB", size, "#7a1f3d").save(content, kind)
    return ContentFile(content.getvalue(), name=f"logo.{kind.lower()}")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_usual_pictures_are_taken_and_can_be_read_again(kind: str) -> None:
    upload = picture(kind)
    validate_logo(upload)
    assert upload.tell() == 0


@pytest.mark.parametrize(
    "upload",
    [
        ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", name="logo.svg"),
        ContentFile(b"not a picture at all", name="logo.png"),
        ContentFile(b"\x89PNG\r\n\x1a\n", name="logo.png"),
        picture("GIF"),
        picture("PNG", (LARGEST_SIDE + 1, 1)),
    ],
    ids=["svg", "text", "half a png", "gif", "huge"],
)
def test_other_files_are_refused_with_what_to_do(upload: ContentFile) -> None:
    with translation.override("nb"), pytest.raises(ValidationError) as caught:
        validate_logo(upload)
    assert caught.value.messages == [
        "Vi kan ikke vise denne filen. Lagre logoen som PNG, JPEG eller WebP, og velg den på nytt."
    ]


def test_a_large_file_is_refused() -> None:
    with translation.override("nb"), pytest.raises(ValidationError) as caught:
        validate_logo(ContentFile(b"0" * (LARGEST_FILE + 1), name="logo.png"))
    assert caught.value.messages == ["Logoen er for stor. Bruk en fil på høyst 500 kB."]


def test_a_logo_that_is_already_kept_is_not_read_again() -> None:
    kept = FieldFile(None, Organisation._meta.get_field("logo"), "logos/gone.png")
    assert validate_logo(kept) is None


def test_the_association_s_fields_carry_both_checks() -> None:
    association = Organisation(
        name="L", short_name="L", slug="l", sender_name="L", contact_name="H", contact_phone="1"
    )
    association.main_colour = "#ff8800"
    association.logo = FieldFile(association, Organisation._meta.get_field("logo"), "logo.svg")
    association.logo.file, association.logo._committed = ContentFile(b"<svg/>", name="logo.svg"), False
    with pytest.raises(ValidationError) as caught:
        association.clean_fields()
    assert sorted(caught.value.message_dict) == ["logo", "main_colour"]


def test_a_picture_with_the_name_of_a_page_is_refused_and_never_served_as_one() -> None:
    """A PNG can hold a whole page after its last byte; `<img>` and `.html` would both find what they look for."""
    upload = picture("PNG")
    upload.name = "logo.html"
    with pytest.raises(ValidationError):
        validate_logo(upload)
    kinds = [content_type_of(name) for name in ("a.html", "a.svg", "a", "a.PNG", "a.jpeg")]
    assert kinds == ["application/octet-stream"] * 3 + ["image/png", "image/jpeg"]
