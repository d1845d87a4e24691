"""What others share, as a selection: the very rule that `courses.activities.sharing` says of one row."""

from __future__ import annotations

from itertools import product
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents.models import Document

from courses.activities.finding import AT_ONCE, page_of, words_of_group
from courses.activities.kinds import KINDS
from courses.activities.sharing import reach_of
from courses.kinds import EnrolmentState, Sharing
from courses.models import ActivityPage, ReflectionPage, ReflectionResponse
from tests.courses.working import a_place, page
from tests.making import make_enrolment, make_person, make_run

pytestmark = pytest.mark.django_db
ALL_CHOICES = tuple(Sharing)


def written(place, name: str, **fields) -> None:
    now = timezone.now()
    own = page(place, "1.2")
    given = {"activity_key": own.translation_key, "sharing": Sharing.GROUP, "text": name, **fields}
    ReflectionResponse.objects.create(enrolment=place, page=own, started_at=now, changed_at=now, **given)


def read(place, **how) -> list[tuple[str, str]]:
    return words_of_group(
        KINDS["reflection"],
        run_id=place.course_run_id,
        enrolment_id=place.pk,
        activity_key=page(place, "1.2").translation_key,
        **how,
    )


def test_what_the_group_reads_is_what_the_rule_says_of_each_row():
    """For every choice, state of a place, and hidden or not. Fails for the cell in which the two come apart."""
    reader = a_place()
    says = {}
    for chosen, state, hidden in product(ALL_CHOICES, EnrolmentState.values, (False, True)):
        name = f"{chosen} {state} {hidden}"
        place = make_enrolment(reader.course_run, state=state, person=make_person(name))
        written(place, name, sharing=chosen, hidden_at=timezone.now() if hidden else None)
        says[name] = reach_of(chosen=chosen, allowed=ALL_CHOICES, place=place, is_hidden=hidden).group
    allowed = sorted((name, name) for name, reads in says.items() if reads)
    assert (len(allowed), read(reader, all_of_them=True)) == (4, allowed)


def test_one_reads_nothing_of_oneself_of_another_activity_or_of_another_run():
    reader = a_place()
    fellow = make_enrolment(reader.course_run, person=make_person("Fellow Nordahl"))
    stranger = make_enrolment(make_run(reader.course_run.course), person=make_person("Stranger Nordahl"))
    written(reader, "of oneself")
    written(stranger, "of another run")
    written(fellow, "of another activity", activity_key=uuid4())
    assert read(reader) == []
    written(fellow, "of this one")
    assert read(reader) == [("Fellow Nordahl", "of this one")]


def test_a_few_at_first_by_name_and_one_more_that_tells_of_the_rest():
    reader = a_place()
    names = [f"Fellow {number:02}" for number in range(AT_ONCE + 4)]
    for name in reversed(names):
        written(make_enrolment(reader.course_run, person=make_person(name)), name)
    assert [name for name, _words in read(reader)] == names[: AT_ONCE + 1]
    assert [name for name, _words in read(reader, all_of_them=True)] == names


def test_a_page_is_made_once_and_nobody_changes_anothers(django_assert_num_queries):
    """Fails if a reader got the very page that is kept, or an old one after its author changed it."""
    kind, own = KINDS["reflection"], page(a_place(), "1.2")
    first = page_of(kind, own.pk)
    first.title, first._state.fields_cache["locale"] = "Changed by a reader", None
    with django_assert_num_queries(1):
        again = page_of(kind, own.pk)
    assert (again.title, again._state.fields_cache, again == own) == (own.title, {}, True)
    assert [getattr(again, field.attname) for field in ReflectionPage._meta.concrete_fields] == [
        getattr(own, field.attname) for field in ReflectionPage._meta.concrete_fields
    ]
    ActivityPage.objects.filter(pk=own.pk).update(title="Changed by its author")
    assert page_of(kind, own.pk).title == "Changed by its author"
    with pytest.raises(ReflectionPage.DoesNotExist):
        page_of(kind, 0)


def test_what_stands_beside_a_page_is_never_older_than_the_page(settings, tmp_path):
    """A film lies in the archive of files, and not in the row of the page. Its editor gives it another name.

    Fails if the copies of a page shared what one of them has fetched for its pictures and films.
    """
    settings.MEDIA_ROOT = tmp_path
    film = Document.objects.create(title="First", file=ContentFile(b"film", "first.mp4"))
    own = page(a_place(), "1.1")
    own.media = [("recording", {"title": "A film", "file": film, "minutes": 3})]
    own.save()

    def shown() -> str:
        return page_of(KINDS["reading"], own.pk).media[0].value["file"].title

    assert shown() == "First"
    Document.objects.update(title="Another")
    assert shown() == "Another"
