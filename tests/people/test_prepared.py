"""A selection whose SQL is kept gives what the queryset itself would give, for every value, on this database."""

from __future__ import annotations

import datetime
import threading
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone
from wagtail.models import Page

from courses.models import ActivityPage, Enrolment, ReflectionResponse
from lms.people.models import Role, RoleKind, User
from lms.people.prepared import LONGEST_LIST, Prepared, PreparedUpdate
from tests.making import make_enrolment, make_organisation, make_person, make_role, make_run

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 1)
ROLES = Prepared(
    lambda person, day: Role.objects.held_on(day).filter(person=person).order_by("pk"),
    person=int,
    day=datetime.date,
)


def roles(person: User, day: datetime.date) -> list[Role]:
    return list(Role.objects.held_on(day).filter(person=person).order_by("pk"))


def test_each_person_and_each_day_gets_their_own_rows():
    """The values are put in anew each time: nothing of the first asking is left in the SQL."""
    one, other = make_person(), make_person()
    make_role(one, kind=RoleKind.ADMINISTRATOR, since=DAY)
    make_role(other, kind=RoleKind.COMMITTEE_MEMBER, since=DAY + datetime.timedelta(days=5))
    for person in (one, other, make_person()):
        for day in (DAY - datetime.timedelta(days=1), DAY, DAY + datetime.timedelta(days=6)):
            assert ROLES.found(person=person.pk, day=day) == roles(person, day)
    assert [role.kind for role in ROLES.found(person=one.pk, day=DAY)] == [RoleKind.ADMINISTRATOR]


def test_objects_come_whole_with_what_belongs_to_them(django_assert_num_queries):
    places = Prepared(
        lambda run: Enrolment.objects.filter(course_run=run).select_related("person", "course_run__course"),
        run=int,
    )
    place = make_enrolment(make_run())
    with django_assert_num_queries(1):
        (found,) = places.found(run=place.course_run_id)
        assert (found, found.person.name) == (place, place.person.name)
        assert found.course_run.course.title == place.course_run.course.title


def test_texts_and_moments_and_patterns():
    started = Prepared(
        lambda start, name, moment: User.objects.filter(
            name__startswith=start, language=name, date_joined__lte=moment
        ).values_list("name"),
        start=str,
        name=str,
        moment=datetime.datetime,
    )
    make_person("Åse Berg", language="nn")
    make_person("Åsmund Lie", language="nb")
    now = timezone.now()
    asked = {"start": "Ås", "name": "nn", "moment": now}
    assert started.found(**asked) == [("Åse Berg",)]
    assert started.found(**asked | {"name": "nb"}) == [("Åsmund Lie",)]
    assert started.found(**asked | {"start": "Bo"}) == []
    assert started.found(**asked | {"moment": now - datetime.timedelta(days=400)}) == []


def test_lists_of_every_length():
    """Also longer ones than are kept, and none."""
    named = Prepared(lambda people: User.objects.filter(pk__in=people).order_by("pk"), people=list)
    people = [make_person() for _number in range(LONGEST_LIST + 2)]
    for length in (0, 1, 2, LONGEST_LIST, LONGEST_LIST + 2, 1):
        wanted = people[:length]
        assert named.found(people=[person.pk for person in wanted]) == wanted


def test_two_lists_do_not_mix():
    pairs = Prepared(
        lambda people, organisations: Role.objects.filter(
            person__in=people, organisation__in=organisations
        ).order_by("pk"),
        people=list,
        organisations=list,
    )
    here, there = make_organisation(), make_organisation()
    one, other = make_person(), make_person()
    first = make_role(one, kind=RoleKind.ADMINISTRATOR, organisation=here)
    second = make_role(other, kind=RoleKind.ADMINISTRATOR, organisation=there)
    assert pairs.found(people=[one.pk, other.pk], organisations=[here.pk]) == [first]
    assert pairs.found(people=[one.pk], organisations=[there.pk]) == []
    assert pairs.found(people=[other.pk, one.pk], organisations=[there.pk, here.pk]) == [first, second]


@pytest.mark.parametrize("number", [2**63, 10**40])
def test_a_number_too_long_for_any_database_finds_nothing(number):
    """As Django's own look-ups: an address with a long number is a page that does not exist, and no error."""
    assert ROLES.found(person=number, day=DAY) == []


NAMES = Prepared(lambda person: User.objects.filter(pk=person).values_list("name", "date_joined"), person=int)


def test_what_is_made_of_the_same_rows_is_made_once(django_assert_num_queries):
    """The rows are asked for each time; the next reader gets the same thing while they are the same."""
    person, turns = make_person("Åse Berg"), []

    def make(rows, language):
        turns.append(language)
        return (language, rows)

    with django_assert_num_queries(3):
        first = NAMES.made(make, "nb", person=person.pk)
        again = NAMES.made(make, "nb", person=person.pk)
        other = NAMES.made(make, "nn", person=person.pk)
    assert first == ("nb", [("Åse Berg", person.date_joined)])
    assert again is first
    assert other == ("nn", first[1])
    assert turns == ["nb", "nn"]


def test_what_is_made_is_never_out_of_date():
    """A change nobody told about, past every signal, is seen by the next one who asks."""
    person = make_person("Åse Berg")
    assert NAMES.made(list, person=person.pk) == [("Åse Berg", person.date_joined)]
    User.objects.filter(pk=person.pk).update(name="Åse Lie")
    assert NAMES.made(list, person=person.pk) == [("Åse Lie", person.date_joined)]


def test_columns_come_as_python_has_them():
    """Moments, keys and whether something holds are turned, as the queryset itself would."""
    columns = ("translation_key", "live", "latest_revision_created_at", "title")
    asked = Prepared(lambda page: Page.objects.filter(pk=page).values_list(*columns), page=int)
    page = make_run().course
    (found,) = asked.found(page=page.pk)
    assert found == Page.objects.filter(pk=page.pk).values_list(*columns).get()
    assert [type(value) for value in found[:2]] == [UUID, bool]


def test_a_value_that_the_rule_never_uses_is_a_mistake():
    unused = Prepared(lambda person, other: Role.objects.filter(person=person), person=int, other=int)
    with pytest.raises(ValueError, match="the selection never uses") as refusal:
        unused.found(person=1, other=2)
    assert str(refusal.value) == "the selection never uses [('other', 0)]"


def test_unknown_keys():
    keyed = Prepared(lambda key: Enrolment.objects.filter(course_run__course__translation_key=key), key=UUID)
    place = make_enrolment(make_run())
    assert keyed.found(key=place.course_run.course.translation_key) == [place]
    assert keyed.found(key=uuid4()) == []


@pytest.mark.django_db(transaction=True)
def test_threads_ask_each_over_their_own_connection():
    """The SQL is shared, the connection is not: what one thread asks never goes over another's connection."""
    people = [make_person() for _number in range(4)]
    for person in people:
        make_role(person, kind=RoleKind.ADMINISTRATOR, since=DAY)
    ROLES.found(person=people[0].pk, day=DAY)
    found: dict[int, list[int]] = {}

    def ask(person: User) -> None:
        try:
            found[person.pk] = [role.person_id for role in ROLES.found(person=person.pk, day=DAY)]
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {person.pk: [person.pk] for person in people}


WORK = PreparedUpdate(ReflectionResponse, ["state", "changed_at", "marked_by", "text"])


NOW = {"started_at": timezone.now(), "changed_at": timezone.now()}


def make_work() -> ReflectionResponse:
    place = make_enrolment(make_run())
    page = ActivityPage.objects.descendant_of(place.course_run.course).first()
    return ReflectionResponse.objects.create(
        enrolment=place, activity_key=uuid4(), page_id=page.pk, text="Before.", **NOW
    )


def test_only_the_columns_named_are_written_in_every_table_of_the_row(django_assert_num_queries):
    """Sealed text, a moment, another row and a word, as `save(update_fields=…)` would; the rest stands as it stood."""
    row, untouched, moment = make_work(), make_work(), timezone.now()
    row.text, row.state, row.marked_by, row.changed_at = "After.", "done", row.enrolment.person, moment
    row.sharing = "group"
    with django_assert_num_queries(2):
        WORK.write(row)
    found = ReflectionResponse.objects.get(pk=row.pk)
    assert (found.text, found.state, found.marked_by, found.changed_at) == (
        "After.", "done", row.enrolment.person, moment,
    )  # fmt: skip
    assert found.sharing == "private"
    assert ReflectionResponse.objects.get(pk=untouched.pk).text == "Before."
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM courses_reflectionresponse WHERE response_ptr_id = %s", [row.pk])
        assert "After." not in cursor.fetchone()[0]


def test_a_row_that_is_gone_is_not_written_without_a_word():
    row = make_work()
    ReflectionResponse.objects.filter(pk=row.pk).delete()
    with pytest.raises(DatabaseError, match="is gone"):
        WORK.write(row)
