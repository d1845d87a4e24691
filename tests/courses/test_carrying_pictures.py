"""Pictures travel with a course when an editor says so: with their words, drawn anew, and nothing in the zip is trusted."""

from __future__ import annotations

import io
import zipfile

import pytest
import yaml
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import Collection

from courses.activities.contents import stream
from courses.course_files import CourseFileError
from courses.exporting import export_course
from courses.models import ActivityPage, CoursePage
from courses.pictures import NAMES
from courses.unpacking import ALL_PICTURES, LARGEST_PICTURE, unpack
from lms.people.appointing import collection_of
from tests.courses.test_carrying_courses import LANGUAGES, bring_in, in_all_languages, pack
from tests.making import make_organisation

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the file in which it makes a picture smaller to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
TAKEN_AT = "Sykehuset på Hamar"
WORDS = {"nb": "To stoler", "nn": "To stolar", "en": "Two chairs"}


def stored() -> set[str]:
    """The files of pictures that lie in the storage."""
    return (
        set(default_storage.listdir("original_images")[1])
        if default_storage.exists("original_images")
        else set()
    )


def drawing(kind: str = "PNG", size: tuple[int, int] = (30, 20), colour: str = "navy") -> bytes:
    """A picture with something noted beside it."""
    made = io.BytesIO()
    picture = Image.new("RGB", size, colour)
    exif = picture.getexif()
    exif[0x010E] = TAKEN_AT
    picture.save(made, kind, exif=exif)
    return made.getvalue()


def upload(content: bytes, name: str) -> int:
    return get_image_model().objects.create(title=name, file=ContentFile(content, name=name)).pk


def with_pictures() -> CoursePage:
    """A course whose first reading has a picture that may travel and one that may not, with words in each language."""
    course = in_all_languages()
    own, borrowed = (
        upload(drawing("JPEG"), "Kari på sykehuset.jpg"),
        upload(drawing(colour="red"), "lånt.png"),
    )
    for page in (course, *course.get_translations()):
        reading = ActivityPage.objects.descendant_of(page).get(code="1.1").specific
        alt = WORDS[page.locale.language_code]
        blocks = [
            {
                "image": {"image": image, "alt_text": alt, "decorative": False},
                "caption": f"Under: {alt}",
                "may_travel": may,
            }
            for image, may in ((borrowed, False), (own, True))
        ]
        reading.media = stream("picture", blocks, place="1.1")
        reading.save()
    return course


def pictures_of(course: CoursePage) -> dict[str, list]:
    """The pictures of the first reading, by language."""
    found = {}
    for page in (course, *course.get_translations()):
        reading = ActivityPage.objects.descendant_of(page).get(code="1.1").specific
        found[page.locale.language_code] = [
            block.value for block in reading.media if block.block_type == "picture"
        ]
    return found


def files_in(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_marked_picture_travels_with_its_words_and_without_what_the_camera_noted():
    """Fails if an unmarked one went along, if a name or a note of the file left the house, or if a word were lost."""
    course = with_pictures()
    packed = export_course(course)
    files = files_in(packed)
    (name,) = [name for name in files if not name.endswith((".yaml", ".txt"))]
    assert NAMES.fullmatch(name)
    assert [
        part in packed + b"".join(files.values()) for part in (TAKEN_AT.encode(), b"Kari", "lånt".encode())
    ] == [False] * 3
    CoursePage.objects.filter(translation_key=course.translation_key).update(title="Noe annet")
    owner = make_organisation("Mottakerne")
    new = bring_in(packed, organisation=owner, title="Hentet inn")
    found = pictures_of(new)
    assert {
        language: [value["image"].contextual_alt_text for value in values]
        for language, values in found.items()
    } == {language: [WORDS[language]] for language in LANGUAGES}
    assert [value["caption"] for value in found["nn"]] == ["Under: To stolar"]
    (image,) = {value["image"].pk: value["image"] for values in found.values() for value in values}.values()
    assert (image.collection, image.title, image.width) == (collection_of(owner), name, 30)
    with image.open_file() as file:
        assert TAKEN_AT.encode() not in file.read()
    again = files_in(export_course(new))
    assert len([other for other in again if NAMES.fullmatch(other)]) == 1


def broken(content: bytes | None, name: str = "picture-0123456789abcdef.png", **entry: object) -> bytes:
    """The files of a course whose first reading names a picture, which is `content`, or is not there."""
    files: dict[str, bytes] = files_in(export_course(in_all_languages()))
    for language in LANGUAGES:
        words = yaml.safe_load(files[f"{language}.yaml"])
        reading = words["modules"][0]["activities"][0]
        reading["pictures"] = [{"file": name.rpartition("/")[2], "alt": "Ord", "decorative": False, **entry}]
        words["course"]["title"] = f"Et annet kurs ({language})"
        files[f"{language}.yaml"] = yaml.safe_dump(words, allow_unicode=True, sort_keys=False).encode()
    return pack(files | ({name: content} if content is not None else {}))


def bomb() -> bytes:
    """A few kilobytes that claim forty-nine million pixels."""
    made = io.BytesIO()
    Image.new("1", (7000, 7000)).save(made, "PNG")
    return made.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Zip-filen mangler bildet picture-0123456789abcdef.png."),
        (SVG, "picture-0123456789abcdef.png er ikke et bilde som kan vises. Lagre det som PNG eller JPEG."),
        (
            b"<html>",
            "picture-0123456789abcdef.png er ikke et bilde som kan vises. Lagre det som PNG eller JPEG.",
        ),
        (
            drawing("GIF"),
            "picture-0123456789abcdef.png er ikke et bilde som kan vises. Lagre det som PNG eller JPEG.",
        ),
        (
            drawing()[:60],
            "picture-0123456789abcdef.png er ikke et bilde som kan vises. Lagre det som PNG eller JPEG.",
        ),
        (
            bomb(),
            "picture-0123456789abcdef.png er ikke et bilde som kan vises. Lagre det som PNG eller JPEG.",
        ),
        (b"0" * (LARGEST_PICTURE + 1), "Bildene er for store. Bruk mindre bilder, og prøv igjen."),
    ],
    ids=["missing", "svg", "page", "gif", "cut off", "too many pixels", "too many bytes"],
)
def test_what_is_no_picture_is_told_in_words_and_leaves_nothing(content, words):
    """The type is that of the content, whatever the name says. Fails if a row, a file or a course were left."""
    packed = broken(content)
    courses, files = CoursePage.objects.count(), stored()
    with pytest.raises(CourseFileError) as refused:
        bring_in(packed, organisation=make_organisation())
    assert str(refused.value) == words
    assert (get_image_model().objects.count(), CoursePage.objects.count()) == (0, courses)
    assert stored() == files


def test_many_pictures_that_are_too_much_together_are_refused_without_being_read_on():
    one = b"0" * LARGEST_PICTURE
    names = [f"picture-{number:016x}.png" for number in range(ALL_PICTURES // LARGEST_PICTURE + 1)]
    packed = pack({"nb.yaml": "a: 1"} | dict.fromkeys(names, one))
    with pytest.raises(CourseFileError, match="Bildene er for store"):
        unpack(io.BytesIO(packed), size=len(packed))


def test_a_course_refused_after_its_pictures_were_made_leaves_no_file():
    """Fails without `take_back`: the rows go with the transaction, the files would stay."""
    packed, first = broken(drawing()), stored()
    bring_in(packed, organisation=make_organisation())
    before = stored()
    assert len(before - first) == 1
    words = {
        name: text.replace(b"title: reading 1.1", b"title: " + b"x" * 300)
        for name, text in files_in(packed).items()
    }
    with pytest.raises(CourseFileError):
        bring_in(pack(words), organisation=make_organisation(), title="Enda et kurs")
    assert stored() == before
    assert get_image_model().objects.count() == 1


def test_names_lead_nowhere_and_numbers_of_others_pictures_are_not_taken():
    """Fails if a path in the zip were followed, or if a file could name a picture that is there already by its number."""
    secret = upload(drawing(), "andres.png")
    packed, before = broken(drawing("JPEG"), "../../../picture-0123456789abcdef.jpg", image=secret), stored()
    new = bring_in(packed, organisation=make_organisation())
    (value,) = pictures_of(new)["nb"]
    assert value["image"].pk != secret
    assert [name.partition("-")[0] for name in stored() - before] == ["picture"]
    with pytest.raises(CourseFileError, match="Zip-filen mangler bildet"):
        bring_in(broken(None, str(secret)), organisation=make_organisation(), title="Nok et kurs")


def test_a_common_courses_pictures_lie_where_everybodys_do():
    new = bring_in(broken(drawing()))
    (value,) = pictures_of(new)["nb"]
    assert value["image"].collection == Collection.get_first_root_node()
