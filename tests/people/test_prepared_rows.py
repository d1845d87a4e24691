"""What a place stands in comes as the queryset itself would give it, for each reader alone, and is never out of date."""

from __future__ import annotations

import pytest

from courses.activities.base import Response
from courses.models import CourseRun, Enrolment
from lms.people.models import Organisation
from lms.people.prepared import Prepared
from tests.making import make_enrolment, make_run

pytestmark = pytest.mark.django_db

IN_A_RUN = Prepared(
    lambda run: (
        Enrolment.objects.filter(course_run=run)
        .select_related("course_run__course__locale", "organisation")
        .order_by("pk")
    ),
    run=int,
)


def test_each_place_comes_with_all_it_stands_in(django_assert_num_queries):
    """The first time, when it is made, and the second, when it is copied."""
    run = make_run()
    places = [make_enrolment(run), make_enrolment(run)]
    for _time in range(2):
        with django_assert_num_queries(1):
            found = IN_A_RUN.found_in_surroundings(run=run.pk)
            assert found == places
            assert [place.person_id for place in found] == [place.person_id for place in places]
            assert [place.course_run.title for place in found] == [run.title] * 2
            assert [place.course_run.course.locale.language_code for place in found] == ["nb"] * 2
            assert [place.organisation for place in found] == [place.organisation for place in places]


def test_what_one_reader_changes_no_other_sees():
    """Neither what the place stands in, nor what that in turn stands in."""
    run = make_run()
    make_enrolment(run)
    (mine,) = IN_A_RUN.found_in_surroundings(run=run.pk)
    mine.course_run.title = "Changed"
    mine.course_run.course.title = "Changed"
    mine.course_run.course = None
    (theirs,) = IN_A_RUN.found_in_surroundings(run=run.pk)
    assert (theirs.course_run.title, theirs.course_run.course.title) == (run.title, run.course.title)


def test_a_change_is_seen_at_once():
    """Past every signal: the columns are read each time."""
    run = make_run()
    place = make_enrolment(run)
    IN_A_RUN.found_in_surroundings(run=run.pk)
    CourseRun.objects.filter(pk=run.pk).update(title="Grunnkurs på Voss")
    Organisation.objects.filter(pk=place.organisation_id).update(contact_name="Åse Berg")
    Enrolment.objects.filter(pk=place.pk).update(state="paused")
    (found,) = IN_A_RUN.found_in_surroundings(run=run.pk)
    assert found.course_run.title == "Grunnkurs på Voss"
    assert found.organisation.contact_name == "Åse Berg"
    assert found.state == "paused"


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (Enrolment.objects.select_related("person"), "User is not to be kept"),
        (
            Response.objects.non_polymorphic().select_related("reflectionresponse"),
            "ReflectionResponse is not to be kept",
        ),
    ],
    ids=["a person", "what is encrypted"],
)
def test_nothing_about_a_person_is_kept_in_memory(rows, named):
    """Also not until the next one asks: what is erased is gone everywhere."""
    surrounded = Prepared(lambda row: rows.filter(pk=row), row=int)
    place = make_enrolment(make_run())
    with pytest.raises(ValueError, match="is not to be kept") as refusal:
        surrounded.found_in_surroundings(row=place.pk)
    assert str(refusal.value) == named
