"""What stands beside a text: pictures, recordings of one's own, and links to those of others. Nothing loads unasked.

A recording is fetched when somebody presses play, from our own address; a link says where it leads. No page of ours lets
another site know who reads it (C.4.23).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    IntegerBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    StructValue,
    TextBlock,
    URLBlock,
)
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

SOUND, FILM = "mp3", "mp4"
TRANSCRIPT_FEATURES = ["h3", "bold", "italic", "ol", "ul"]


class Medium(models.TextChoices):
    """What it is one presses play on."""

    FILM = "film", _("Film")
    PODCAST = "podcast", _("Podcast")
    SOUND = "sound", _("Sound")


class PictureBlock(StructBlock):
    """A picture. What it shows is said in words, or the editor says that it only decorates."""

    image = ImageBlock(label=_("Picture"))
    caption = CharBlock(label=_("Text under the picture"), required=False)
    may_travel = BooleanBlock(
        label=_("May travel with the course"),
        required=False,
        help_text=_("Tick only when other associations may use it, and nobody in it would mind."),
    )

    class Meta:
        label = _("Picture")
        icon = "image"


class RecordingValue(StructValue):
    """A recording on the page."""

    @property
    def has_picture(self) -> bool:
        """Whether it is shown, not only heard."""
        return self["file"].file_extension == FILM


class RecordingBlock(StructBlock):
    """A film or sound of one's own, with everything that is said in it as text."""

    title = CharBlock(label=_("Title"), max_length=120)
    medium = ChoiceBlock(choices=Medium.choices, label=_("What it is"))
    minutes = IntegerBlock(label=_("Minutes"), min_value=1)
    file = DocumentChooserBlock(label=_("File"), help_text=_("mp4 for film, mp3 for sound."))
    captions = DocumentChooserBlock(
        label=_("Captions"), required=False, help_text=_("A vtt file. Film needs captions.")
    )
    transcript = RichTextBlock(
        label=_("Text version"),
        features=TRANSCRIPT_FEATURES,
        help_text=_("Everything that is said, and what one has to see to follow."),
    )

    class Meta:
        label = _("Recording")
        icon = "media"
        value_class = RecordingValue

    def clean(self, value: Mapping[str, Any]) -> Any:
        """Refuses a file that no browser plays, and film without captions."""
        cleaned = super().clean(value)
        wrong: dict[str, ValidationError] = {}
        if cleaned["file"].file_extension not in (SOUND, FILM):
            wrong["file"] = ValidationError(gettext("Choose an mp4 file for film, or an mp3 file for sound."))
        if cleaned["captions"] and cleaned["captions"].file_extension != "vtt":
            wrong["captions"] = ValidationError(gettext("Choose a vtt file for the captions."))
        elif cleaned["file"].file_extension == FILM and not cleaned["captions"]:
            wrong["captions"] = ValidationError(gettext("Film needs captions. Choose a vtt file."))
        if wrong:
            raise StructBlockValidationError(block_errors=wrong)
        return cleaned


class OutsideValue(StructValue):
    """A link on the page."""

    @property
    def where(self) -> str:
        """The site it leads to, without «www»."""
        return (urlsplit(self["address"]).hostname or "").removeprefix("www.")


class OutsideBlock(StructBlock):
    """A film or podcast of somebody else: a link, never put into the page, with what it says in words."""

    title = CharBlock(label=_("Title"), max_length=120)
    medium = ChoiceBlock(choices=Medium.choices, label=_("What it is"))
    minutes = IntegerBlock(label=_("Minutes"), min_value=1)
    address = URLBlock(label=_("Address"))
    transcript = TextBlock(
        label=_("What it says"),
        help_text=_("The whole text, or the most important, for those who do not want to leave the page."),
    )

    class Meta:
        label = _("Link to a film or podcast elsewhere")
        icon = "link-external"
        value_class = OutsideValue


class MediaBlock(StreamBlock):
    """What may stand beside a text."""

    picture = PictureBlock()
    recording = RecordingBlock()
    outside = OutsideBlock()
