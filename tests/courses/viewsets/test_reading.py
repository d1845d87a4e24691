"""Finding, narrowing down, looking at and taking out the rows of the admin's lists, and who changed what in them."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses import planning
from courses.models import CourseRun, Enrolment
from lms.people.models import Chapter, HelpContact, Membership, User
from tests.courses.viewsets.rows import make_rows, make_runs
from tests.courses.viewsets.world import World, logged_in, make_world, secretary_of
from tests.making import make_enrolment, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def secretary(world) -> User:
    return secretary_of(world.ours)


@pytest.fixture
def at_work(secretary) -> Client:
    return logged_in(secretary)


def names(answer) -> set[str]:
    """The people in a list."""
    return {row.person.name for row in answer.context["object_list"]}


def test_a_name_is_looked_for_by_sending_it(at_work, world):
    """Fails when the search is bound to an address again: what is sent stands in none, and in none of the ways on."""
    found = at_work.post("/admin/medlemskap/", {"navn": " vik "})
    assert names(found) == {"Bortreist Vik"}
    assert 'value="vik"' in found.text
    assert [href for href in found.text.split('href="')[1:] if "vik" in href.split('"')[0].lower()] == []
    assert names(at_work.get("/admin/medlemskap/?navn=vik")) == {"EGENTEGN person 0", "Bortreist Vik"}


def test_a_name_is_found_in_small_letters_also_with_ours(at_work, world):
    """SQLite knows only the letters of English. Fails when a search asks with `icontains` alone."""
    make_enrolment(world.joint, person=make_person("Øyvind Åsmo"), organisation=world.ours)
    for typed in ("øyvind å", "ØYVIND Å", "Øyvind Å"):
        assert (names(at_work.post("/admin/plasser/", {"navn": typed})), typed) == ({"Øyvind Åsmo"}, typed)
    Membership.objects.create(person=User.objects.get(name="Øyvind Åsmo"), organisation=world.ours)
    assert "Øyvind Åsmo" in at_work.post("/sekretariat/personer/", {"navn": "øyvind"}).text


def test_a_search_stays_within_ones_own_association_and_what_is_chosen(at_work, world):
    """Fails when the search is made before the rows are bounded, or forgets the filter it is sent with."""
    assert names(at_work.post("/admin/medlemskap/", {"navn": "FREMMED"})) == set()
    assert names(at_work.post("/admin/medlemskap/", {"navn": "a\0"})) == set()
    chapter = Chapter.objects.get(name="EGENTEGN lag 0")
    Membership.objects.create(person=make_person("Vikar Ås"), organisation=world.ours)
    assert names(at_work.post("/admin/medlemskap/", {"navn": "vik"})) == {"Bortreist Vik", "Vikar Ås"}
    Chapter.objects.create(organisation=world.ours, name="EGENTEGN nord")
    Membership.objects.filter(person__name="Vikar Ås").update(
        chapter=Chapter.objects.get(name="EGENTEGN nord")
    )
    within = at_work.post(f"/admin/medlemskap/?chapter={chapter.pk}", {"navn": "vik"})
    assert names(within) == {"Bortreist Vik"}
    assert f'action="/admin/medlemskap/?chapter={chapter.pk}"' in within.text


def test_a_search_that_finds_more_than_a_page_says_so(at_work, world):
    """What is found stands on one page; the way to a second one would have to carry the name."""
    people = User.objects.bulk_create(User(name=f"Navne Bror {n}") for n in range(101))
    Membership.objects.bulk_create(Membership(person=one, organisation=world.ours) for one in people)
    found = at_work.post("/admin/medlemskap/", {"navn": "Navne"})
    assert len(found.context["object_list"]) == 100
    assert "Skriv mer av navnet." in found.text
    assert "Skriv mer av navnet." not in at_work.post("/admin/medlemskap/", {"navn": "Bror 1"}).text


def test_a_list_is_narrowed_by_what_stands_in_it(at_work, world):
    """Each filter by itself. A chapter, an association or a course that is not in the rows is no choice, and finds nothing."""
    own, theirs = (Chapter.objects.get(name=f"{mark} lag 0") for mark in ("EGENTEGN", "FREMMED"))
    Chapter.objects.create(organisation=world.ours, name="EGENTEGN nord")
    Membership.objects.filter(person__name="EGENTEGN person 0").update(
        chapter=Chapter.objects.get(name="EGENTEGN nord"), confirmed_on=datetime.date(2026, 1, 5)
    )
    for asked, wanted in {
        f"chapter={own.pk}": {"Bortreist Vik"},
        "confirmed=yes": {"EGENTEGN person 0"},
        "confirmed=no": {"Bortreist Vik"},
        "confirmed_on_from=01.01.2026&confirmed_on_to=10.01.2026": {"EGENTEGN person 0"},
        "confirmed_on_from=06.01.2026": set(),
    }.items():
        assert (asked, names(at_work.get(f"/admin/medlemskap/?{asked}"))) == (asked, wanted)
    choices = at_work.get("/admin/medlemskap/").context["filters"].form.fields["chapter"].choices
    assert [str(label) for _pk, label in choices] == ["Alle", "EGENTEGN lag 0", "EGENTEGN nord"]
    refused = at_work.get(f"/admin/medlemskap/?chapter={theirs.pk}")
    assert "FREMMED" not in refused.text


def test_on_a_joint_course_others_people_stand_without_their_chapter(at_work, world):
    """Privacy rule C.4.13. Fails when the chapter is taken from any membership: the guest belongs to one elsewhere."""
    rows = {row.person.name: row for row in at_work.get("/admin/plasser/").context["object_list"]}
    told = {name: (row.organisation.short_name, row.own_chapter) for name, row in rows.items()}
    assert (told["Gjesten Ås"], told["Bortreist Vik"]) == (("FREMMED", None), ("EGENTEGN", "EGENTEGN lag 0"))
    assert Membership.objects.get(person=world.guest.person).chapter.name == "FREMMED lag 0"
    for place in (world.guest, world.away):
        page = at_work.get(reverse("plasser:inspect", args=[place.pk])).text
        assert "FREMMED lag" not in page


def test_who_did_something_in_a_course_of_others_is_not_told(at_work, world):
    """Fails without `history_for`: the history of one's own person's place elsewhere names who works there."""
    statuses = {
        place.person.name: at_work.get(reverse("plasser:history", args=[place.pk])).status_code
        for place in (world.guest, world.away)
    }
    assert statuses == {"Gjesten Ås": 200, "Bortreist Vik": 404}


def test_the_history_says_who_changed_which_field_and_never_what_stood_in_it(at_work, world, secretary):
    """Fails when the log keeps values, or names the person whose row it is."""
    row = Membership.objects.get(person=world.away.person)
    form = {"chapter": "", "experience": "own", "confirmed_on": "02.02.2026", "ended_on": ""}
    assert at_work.post(reverse("medlemskap:edit", args=[row.pk]), form).status_code == 302
    page = at_work.get(reverse("medlemskap:history", args=[row.pk])).text
    assert "Endret: lokallag, erfaring, medlemskap bekreftet" in page
    assert "Egen erfaring" not in page
    entry = ModelLogEntry.objects.get(object_id=row.pk, content_type__model="membership")
    assert (entry.user, entry.label) == (secretary, f"membership {row.pk}")
    assert entry.data == {"fields": ["chapter", "experience", "confirmed_on"]}
    at_work.post(reverse("medlemskap:edit", args=[row.pk]), form)
    assert ModelLogEntry.objects.filter(object_id=row.pk, content_type__model="membership").count() == 1


def test_what_is_done_on_the_secretariats_own_pages_stands_in_the_history_too(at_work, world, secretary):
    run = CourseRun.objects.get(title="EGENTEGN kurs 0")
    planning.add_leader(course_run=run, person=secretary, by=secretary)
    for _click in range(2):
        planning.cancel_run(course_run=run, by=secretary)
    lines = ModelLogEntry.objects.filter(object_id=run.pk, content_type__model="courserun")
    assert list(lines.order_by("pk").values_list("action", flat=True)) == [
        "courses.leaders",
        "courses.cancelled",
    ]
    page = at_work.get(reverse("gjennomforinger:history", args=[run.pk])).text
    assert ("Kurset ble avlyst" in page, "Hvem som leder kurset, ble endret" in page) == (True, True)


def test_what_is_deleted_leaves_no_name_in_the_log(at_work, world):
    """A help contact is often somebody's name. Fails when what a row is called in the log is that name again."""
    contact = HelpContact.objects.get(label="EGENTEGN hjelp 0")
    number = contact.pk
    assert at_work.post(reverse("hjelp:delete", args=[number])).status_code == 302
    entry = ModelLogEntry.objects.get(action="wagtail.delete")
    assert entry.label == f"help contact {number}"
    labels = set(ModelLogEntry.objects.values_list("label", flat=True))
    assert [label for label in labels if "EGENTEGN hjelp" in label] == []


@pytest.mark.parametrize("name", ["medlemskap", "roller", "plasser", "kursledere"])
def test_titles_carry_no_names(at_work, world, name):
    """A browser remembers titles. Fails when the title of a page is what its row is called."""
    rows = at_work.get(f"/admin/{name}/").context["object_list"]
    row = next(row for row in rows if row.person != world.away.person)
    for view in ("inspect", "history", "edit"):
        if (name, view) == ("plasser", "edit"):
            continue
        answer = at_work.get(f"/admin/{name}/{view}/{row.pk}/")
        title = answer.text.split("<title>")[1].split("</title>")[0]
        assert (row.person.name in title, row.person.name in answer.text) == (False, True)


def test_what_somebody_typed_is_no_formula_in_the_file(at_work, world):
    """A name may begin with a sign of calculation, and is then only a name."""
    Membership.objects.create(person=make_person("=1+1"), organisation=world.ours)
    answer = at_work.get("/admin/medlemskap/?export=csv")
    assert "'=1+1;EGENTEGN" in answer.content.decode("utf-8-sig")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="medlemskap.csv"'


def test_a_file_of_members_says_nothing_of_their_health(at_work, world):
    """Neither areas nor whose experience it is leave the house. Fails when somebody adds them to the file."""
    Membership.objects.filter(organisation=world.ours).update(experience="own")
    answer = at_work.get("/admin/medlemskap/?export=csv").content.decode("utf-8-sig")
    heading = answer.splitlines()[0]
    assert heading == "Navn;Forening;Lokallag;Medlemskap bekreftet;Avsluttet"
    assert "Egen erfaring" not in answer


def test_a_file_holds_all_pages_in_as_few_questions_as_the_list(at_work, world, django_assert_num_queries):
    """The file is not cut after the first page, and asks for nothing row by row."""
    make_rows(world.ours, "FLERE", number=60, first=1)
    make_runs(world.ours, "FLERE", number=3)
    at_work.get("/admin/medlemskap/?export=csv")
    with django_assert_num_queries(13):
        answer = at_work.get("/admin/medlemskap/?export=csv")
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 1 + 62


def test_common_words_are_looked_at_and_only_ones_own_changed(at_work, world):
    """The list leads to the form of what one may change, and to a look at what is common to all."""
    rows = at_work.get("/admin/hjelp/").context["object_list"]
    page = at_work.get("/admin/hjelp/?p=1").text
    common = next(row for row in rows if row.organisation_id is None)
    own = next(row for row in rows if row.organisation_id == world.ours.pk)
    assert f'href="/admin/hjelp/inspect/{common.pk}/"' in page
    assert f"/admin/hjelp/edit/{common.pk}/" not in page
    assert f'href="/admin/hjelp/edit/{own.pk}/"' in page


def test_a_place_is_looked_at_with_its_days_and_nothing_of_what_is_written(at_work, world):
    Enrolment.objects.filter(pk=world.guest.pk).update(
        invited_at=datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC)
    )
    answer = at_work.get(reverse("plasser:inspect", args=[world.guest.pk]))
    labels = [str(field["label"]) for field in answer.context["fields"]]
    assert labels == [
        *("Navn", "Kurs", "Forening", "Lokallag", "Status"),
        *("Invitert", "Bekreftet", "Fullført", "Avsluttet"),
    ]
    assert "5. januar 2026 kl. 12.00" in answer.text.replace("\xa0", " ")
