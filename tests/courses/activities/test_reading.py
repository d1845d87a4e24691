"""A reading with pictures, recordings and links: nothing is fetched unasked, and everything is there in words too."""

from __future__ import annotations

import re
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import Http404
from django.test import RequestFactory
from wagtail import hooks
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from courses.activities.reading.blocks import MediaBlock, PictureBlock, RecordingBlock
from courses.models import ReadingPage
from lms.people.models import RoleKind, User
from tests.courses.working import a_place, address, logged_in, page
from tests.making import make_person, make_role

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the file in which it makes a picture smaller to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"),
]
FILM, SOUND, LINK, PICTURE = (str(uuid.UUID(int=number)) for number in range(1, 5))
BYTES = bytes(range(256)) * 300


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def document(name: str) -> Document:
    return Document.objects.create(title=name, file=ContentFile(BYTES, name=name))


def recording(name: str, captions: str = "") -> dict:
    return {
        "title": f"Opptaket {name}",
        "medium": "film" if name.endswith("mp4") else "podcast",
        "minutes": 4,
        "file": document(name).pk,
        "captions": document(captions).pk if captions else None,
        "transcript": f"<p>Alt som sies i {name}.</p>",
    }


def with_media():
    """A place whose reading has one of each."""
    place = a_place()
    reading = page(place, "1.1")
    image = Image.objects.create(title="Kopp", file=get_test_image_file())
    outside = {
        "title": "En podkast",
        "medium": "podcast",
        "minutes": 30,
        "address": "https://www.ffo.example/podkast/",
        "transcript": "De snakker om å lytte.",
    }
    picture = {
        "image": {"image": image.pk, "alt_text": "En kopp kaffe", "decorative": False},
        "caption": "Pause",
    }
    reading.media = MediaBlock().to_python(
        [
            {"type": "picture", "value": picture, "id": PICTURE},
            {"type": "recording", "value": recording("a.mp4", "a.vtt"), "id": FILM},
            {"type": "recording", "value": recording("b.mp3"), "id": SOUND},
            {"type": "outside", "value": outside, "id": LINK},
        ]
    )
    reading.save()
    return place


def part(place, block: str, *more: str) -> str:
    return address(place, "1.1", "/".join(("opptak", block, *more, "")))


def test_nothing_is_fetched_before_the_press_and_nothing_ever_from_others():
    place = with_media()
    client = logged_in(place.person)
    before = client.get(address(place, "1.1")).content.decode()
    assert re.findall(r"<(?:video|audio|iframe|embed|object|source|track)\b", before) == []
    assert [source for source in re.findall(r'\bsrc="([^"]+)"', before) if not source.startswith("/")] == []
    assert re.findall(r'\bsrc="[^"]*opptak', before) == []
    opened = client.get(address(place, "1.1"), {"open": "", "spill": FILM}).content.decode()
    assert re.findall(r'\bsrc="([^"]*opptak[^"]*)"', opened) == [
        part(place, FILM),
        part(place, FILM, "teksting"),
    ]
    heard = client.get(address(place, "1.1"), {"open": "", "spill": SOUND}).content.decode()
    assert ("<audio" in heard, "<video" in heard) == (True, False)


def test_everything_is_there_in_words_too():
    shown = logged_in((place := with_media()).person).get(address(place, "1.1")).content.decode()
    words = (
        "Alt som sies i a.mp4.",
        "Alt som sies i b.mp3.",
        "De snakker om å lytte.",
        'alt="En kopp kaffe"',
    )
    assert [word in shown for word in words] == [True] * 4


def test_a_link_out_says_where_it_leads_and_tells_the_other_side_nothing():
    shown = logged_in((place := with_media()).person).get(address(place, "1.1")).content.decode()
    assert "Dette ligger hos ffo.example." in shown
    assert (
        '<a class="ds-button" data-variant="secondary" rel="noreferrer external" href="https://www.ffo'
        in shown
    )


def test_the_recording_is_for_those_with_a_place_and_comes_in_parts():
    place = with_media()
    client = logged_in(place.person)
    whole = client.get(part(place, FILM))
    assert (whole.status_code, b"".join(whole.streaming_content), whole["Content-Type"]) == (
        200,
        BYTES,
        "video/mp4",
    )
    middle = client.get(part(place, FILM), headers={"range": "bytes=100-70000"})
    assert (middle.status_code, b"".join(middle.streaming_content)) == (206, BYTES[100:70001])
    assert (middle["Content-Range"], middle["Content-Length"]) == (f"bytes 100-70000/{len(BYTES)}", "69901")
    end = client.get(part(place, FILM), headers={"range": "bytes=-10"})
    assert b"".join(end.streaming_content) == BYTES[-10:]
    assert client.get(part(place, FILM), headers={"range": f"bytes={len(BYTES)}-"}).status_code == 416
    beyond = client.get(part(place, FILM), headers={"range": f"bytes={'9' * 5000}-"})
    assert (beyond.status_code, beyond["Content-Length"]) == (200, str(len(BYTES)))
    assert client.get(part(place, FILM, "teksting")).status_code == 200
    missing = (part(place, SOUND, "teksting"), part(place, LINK), part(place, str(uuid.UUID(int=9))))
    assert [client.get(where).status_code for where in missing] == [404, 404, 404]
    assert logged_in(make_person()).get(part(place, FILM)).status_code == 404
    assert client.post(part(place, FILM)).status_code == 405


def test_a_recording_has_no_open_address_beside_the_course():
    """Fails without `keep_recordings_in_the_course`: whoever knew its number and name could fetch it without a place."""
    film, letter = document("a.mp4"), document("brev.pdf")
    guest, participant, editor = AnonymousUser(), a_place().person, make_role(kind=RoleKind.EDITOR).person

    def is_open(file: Document, person: User | AnonymousUser) -> bool:
        request = RequestFactory().get(file.url)
        request.user = person
        try:
            return not any(hook(file, request) for hook in hooks.get_hooks("before_serve_document"))
        except Http404:
            return False

    asked = [(film, guest), (film, participant), (film, editor), (letter, guest)]
    assert [is_open(*pair) for pair in asked] == [False, False, True, True]


def test_a_picture_without_words_is_refused_unless_it_only_decorates():
    image = Image.objects.create(title="Kopp", file=get_test_image_file())

    def clean(**said):
        value = {"image": {"image": image.pk, "alt_text": "", "decorative": False, **said}, "caption": ""}
        return PictureBlock().clean(PictureBlock().to_python(value))

    with pytest.raises(ValidationError):
        clean()
    assert clean(alt_text="En kopp")["image"].contextual_alt_text == "En kopp"
    assert clean(decorative=True)["image"].contextual_alt_text == ""


@pytest.mark.parametrize(
    ("name", "captions", "field", "sentence"),
    [
        ("a.pdf", "", "file", "Velg en mp4-fil for film eller en mp3-fil for lyd."),
        ("a.mp4", "", "captions", "Film må ha teksting. Velg en vtt-fil."),
        ("a.mp3", "b.txt", "captions", "Velg en vtt-fil for tekstingen."),
    ],
)
def test_a_recording_is_refused_without_what_makes_it_open_to_all(name, captions, field, sentence):
    block = RecordingBlock()
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(recording(name, captions)))
    assert refused.value.block_errors[field].messages == [sentence]


def test_a_recording_has_a_text_version_or_is_refused():
    block = RecordingBlock()
    with pytest.raises(ValidationError) as refused:
        block.clean(block.to_python(recording("a.mp3") | {"transcript": ""}))
    assert list(refused.value.block_errors) == ["transcript"]


def test_an_editor_sees_the_recording_in_the_preview_but_nothing_plays():
    place = with_media()
    reading = ReadingPage.objects.get(pk=page(place, "1.1").pk)
    shown = reading.make_preview_request(preview_mode="").content.decode()
    assert ("Opptaket a.mp4" in shown, "<video" in shown) == (True, False)
