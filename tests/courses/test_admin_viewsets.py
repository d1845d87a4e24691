"""The admin's own lists and forms, met by the secretariat of one association while another has rows there too."""

from __future__ import annotations

import datetime
import json

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from wagtail.models import ReferenceIndex

from courses.models import (
    CourseRun,
    Gathering,
    PledgeText,
    PledgeVersion,
    RunLeader,
    RunOrganisation,
)
from courses.viewsets import RunGroup
from lms.people.models import (
    Area,
    Chapter,
    HelpContact,
    Membership,
    MessageTemplate,
    Organisation,
    Role,
    RoleKind,
    User,
)
from lms.people.viewsets import AssociationGroup, PeopleGroup
from tests.logging_in import log_in_with_second_factor, make_superuser
from tests.making import make_course, make_enrolment, make_organisation, make_person, make_role, make_run

pytestmark = pytest.mark.django_db
VIEWSETS = {
    viewset.name: viewset for group in (AssociationGroup, PeopleGroup, RunGroup) for viewset in group.items
}
CHANGEABLE = [name for name, viewset in VIEWSETS.items() if "change" in viewset.actions]
DAY = datetime.date(2026, 1, 1)


def make_rows(organisation: Organisation, mark: str, *, number: int = 1, first: int = 0) -> None:
    """`number` rows of every kind for the association, each bearing `mark` somewhere a list shows."""
    for count in range(first, first + number):
        person = make_person(f"{mark} person {count}")
        Chapter.objects.create(organisation=organisation, name=f"{mark} lag {count}")
        Area.objects.create(organisation=organisation, name=f"{mark} område {count}")
        Membership.objects.create(organisation=organisation, person=person)
        Role.objects.create(organisation=organisation, person=person, kind=RoleKind.BOARD_MEMBER, since=DAY)
        words = {"organisation": organisation, "key": f"egen-{count}", "language": "nb"}
        HelpContact.objects.create(**words, label=f"{mark} hjelp {count}")
        MessageTemplate.objects.create(**words, subject=f"{mark} emne {count}", body="Hei")
        version = PledgeVersion.objects.create(
            organisation=organisation, number=count + 1, adopted_on=DAY, adopted_by=f"{mark} styre"
        )
        PledgeText.objects.create(version=version, language="nb", clauses=f"{mark} lover", confirmation="Ja")


def make_runs(organisation: Organisation, mark: str, *, number: int = 1) -> None:
    """As many runs, each with a leader, an association, gatherings and a place."""
    course = make_course()
    for count in range(number):
        run = make_run(course, organiser=organisation, title=f"{mark} kurs {count}", leaders=0)
        RunLeader.objects.create(course_run=run, person=make_person(f"{mark} leder {count}"), since=DAY)
        run.gatherings.update(title=f"{mark} økt")
        make_enrolment(run, person=make_person(f"{mark} deltaker {count}"))


@pytest.fixture
def ours() -> Organisation:
    """The association whose secretariat looks."""
    return make_organisation("Vår forening", short_name="Vår")


@pytest.fixture
def theirs() -> Organisation:
    """Another association, with rows of every kind that could leak."""
    organisation = make_organisation("FREMMED forening", short_name="FREMMED", contact_name="FREMMED Hege")
    make_rows(organisation, "FREMMED")
    make_runs(organisation, "FREMMED")
    return organisation


@pytest.fixture
def secretary(client: Client, ours: Organisation) -> User:
    """A secretariat worker of ours, logged in to the admin."""
    person = make_role(make_person("Sekretær Vår"), ours).person
    log_in_with_second_factor(client, person)
    return person


def rows_of(name: str, organisation: Organisation) -> models.QuerySet:
    """An association's rows of the viewset called `name`."""
    model = VIEWSETS[name].model
    if model is Organisation:
        return model.objects.filter(pk=organisation.pk)
    owner = {
        CourseRun: "organiser",
        RunLeader: "course_run__organiser",
        RunOrganisation: "course_run__organiser",
    }
    owner |= {Gathering: "course_run__organiser"}
    return model.objects.filter(**{owner.get(model, "organisation"): organisation})


@pytest.mark.parametrize("name", VIEWSETS)
def test_a_list_holds_ones_own_rows_and_nobody_elses(client, secretary, ours, theirs, name):
    """Would fail without `rows_for` around the list: the other association's rows are in the same tables."""
    make_rows(ours, "EGEN")
    make_runs(ours, "EGEN")
    assert rows_of(name, theirs).exists()
    page = client.get(reverse(f"{name}:index"))
    assert page.status_code == 200
    assert "FREMMED" not in page.text
    assert ("Vår" if name == "foreninger" else "EGEN") in page.text


@pytest.mark.parametrize("name", VIEWSETS)
def test_another_associations_row_is_not_found_on_any_address(client, secretary, theirs, name):
    row = rows_of(name, theirs).first()
    patterns = [
        pattern.name for pattern in VIEWSETS[name]().get_urlpatterns() if "pk" in str(pattern.pattern)
    ]
    for pattern in patterns:
        address = reverse(f"{name}:{pattern}", args=[row.pk])
        assert client.get(address).status_code in (302, 404)
        assert client.post(address, {}).status_code in (302, 404, 405)
        assert "FREMMED" not in client.get(address, follow=True).text


@pytest.mark.parametrize("name", CHANGEABLE)
def test_ones_own_row_opens_and_its_form_offers_nothing_of_others(client, secretary, ours, theirs, name):
    make_rows(ours, "EGEN")
    make_runs(ours, "EGEN")
    row = rows_of(name, ours).first()
    for view in ("edit", "history"):
        page = client.get(reverse(f"{name}:{view}", args=[row.pk]))
        assert page.status_code == 200
        assert "FREMMED" not in page.text


@pytest.mark.parametrize("name", [name for name, viewset in VIEWSETS.items() if "add" in viewset.actions])
def test_a_form_for_something_new_offers_nothing_of_others(client, secretary, theirs, name):
    page = client.get(reverse(f"{name}:add"))
    assert page.status_code == 200
    others = {"deltakende-foreninger", "okter"}  # a joint course invites other associations by name
    assert ("FREMMED" in page.text.replace("FREMMED forening", "")) is False
    assert ("FREMMED forening" in page.text) is (name in others)


@pytest.mark.parametrize("name", [name for name in VIEWSETS if name != "foreninger"])
def test_a_list_costs_the_same_with_one_row_and_with_thirty(
    client, secretary, ours, name, django_assert_num_queries
):
    make_rows(ours, "EGEN")
    make_runs(ours, "EGEN")
    client.get(reverse(f"{name}:index"))
    with django_assert_num_queries(17):
        client.get(reverse(f"{name}:index"))
    make_rows(ours, "FLERE", number=30, first=1)
    make_runs(ours, "FLERE", number=30)
    with django_assert_num_queries(17):
        client.get(reverse(f"{name}:index"))


@pytest.mark.parametrize("name", VIEWSETS)
def test_the_door_is_shut_for_trainees_leaders_and_former_secretaries(client, ours, name):
    run = make_run(organiser=ours)
    former = make_role(organisation=ours, until=DAY).person
    for person in (make_enrolment(run).person, run.leaders.get().person, former):
        log_in_with_second_factor(client, person)
        assert client.get(reverse(f"{name}:index")).status_code == 302


def test_an_editor_meets_words_and_no_people(client, ours):
    log_in_with_second_factor(client, make_role(organisation=ours, kind=RoleKind.EDITOR).person)
    opened = {name: client.get(reverse(f"{name}:index")).status_code for name in VIEWSETS}
    assert {name for name, status in opened.items() if status == 200} == {"hjelp", "meldinger"}


def test_a_superuser_sees_all_associations(client, ours, theirs):
    log_in_with_second_factor(client, make_superuser())
    page = client.get(reverse("foreninger:index"))
    assert "FREMMED forening" in page.text
    assert "Vår forening" in page.text
    assert client.get(reverse("roller:index")).text.count("FREMMED person 0") > 0


def test_choices_are_named_by_what_they_are_called(client, secretary, ours):
    make_rows(ours, "EGEN")
    page = client.get(reverse("medlemskap:add")).text
    for name in ("EGEN person 0 (", "EGEN område 0", "EGEN lag 0"):
        assert name in page


def send(client: Client, name: str, row: models.Model | None = None, /, **fields: object) -> tuple[int, str]:
    """Sends a form and says what came back."""
    address = reverse(f"{name}:edit", args=[row.pk]) if row else reverse(f"{name}:add")
    answer = client.post(address, fields)
    return answer.status_code, answer.text


def test_a_role_given_here_opens_the_admin_and_one_ended_here_shuts_it(client, secretary, ours):
    """The form calls `give_role` and `end_role`, which derive the rights; a plain save would not."""
    person = make_person("Ny Redaktør")
    Membership.objects.create(person=person, organisation=ours)
    given = {
        "person": person.pk,
        "organisation": ours.pk,
        "kind": "editor",
        "since": "01.01.2026",
        "until": "",
    }
    assert send(client, "roller", **given)[0] == 302
    role = Role.objects.get(person=person)
    assert set(person.groups.values_list("name", flat=True)) == {"editor", f"editor:{ours.pk}"}
    assert send(client, "roller", role, until="02.01.2026")[0] == 302
    role.refresh_from_db()
    assert role.until == datetime.date(2026, 1, 2)
    assert list(person.groups.all()) == []


def test_a_role_for_another_associations_people_or_in_another_association_is_refused(
    client, secretary, ours, theirs
):
    stranger = User.objects.get(name="FREMMED person 0")
    status, _text = send(
        client, "roller", person=stranger.pk, organisation=ours.pk, kind="editor", since="01.01.2026"
    )
    assert status == 200
    status, _text = send(
        client, "roller", person=secretary.pk, organisation=theirs.pk, kind="editor", since="01.01.2026"
    )
    assert status == 200
    assert not Role.objects.filter(kind="editor").exists()


def test_what_a_verb_refuses_stands_on_the_form_and_nothing_is_changed(client, secretary, ours):
    status, text = send(
        client,
        "roller",
        person=secretary.pk,
        organisation=ours.pk,
        kind="editor",
        since="05.01.2026",
        until="01.01.2026",
    )
    assert status == 200
    assert "Den siste dagen kan ikke være før den første." in text
    assert not Role.objects.filter(kind="editor").exists()


def test_nobody_ends_their_own_secretariat_role(client, secretary):
    role = Role.objects.get(person=secretary)
    assert send(client, "roller", role, until="02.01.2026")[0] == 200
    role.refresh_from_db()
    assert role.until is None


def test_a_common_message_is_copied_to_make_ones_own_and_cannot_be_changed(client, secretary, ours):
    common = MessageTemplate.objects.get(key="invitation", language="nb", organisation=None)
    assert client.get(reverse("meldinger:edit", args=[common.pk])).status_code == 404
    assert client.post(reverse("meldinger:delete", args=[common.pk])).status_code == 404
    copy = reverse("meldinger:copy", args=[common.pk])
    assert "Du er invitert" in client.get(copy).text
    words = {
        "organisation": ours.pk,
        "key": "invitation",
        "language": "nb",
        "subject": "Bli med",
        "body": "Hei {first_name}",
    }
    assert client.post(copy, words).status_code == 302
    own = MessageTemplate.objects.get(organisation=ours)
    assert (own.subject, own.body) == ("Bli med", "Hei {first_name}")
    common.refresh_from_db()
    assert common.subject == "Du er invitert"
    status, text = send(client, "meldinger", **words)
    assert (status, "Det finnes alt en med denne nøkkelen på dette språket." in text) == (200, True)


def test_a_message_with_a_word_that_cannot_be_filled_in_is_refused(client, secretary, ours):
    words = {"organisation": ours.pk, "key": "invitation", "language": "nb", "subject": "Bli med"}
    status, text = send(client, "meldinger", **words, body="Hei {navn}")
    assert status == 200
    assert "{navn} kan ikke fylles inn her." in text
    assert not MessageTemplate.objects.filter(organisation=ours).exists()


def test_help_contacts_are_added_changed_and_removed(client, secretary, ours):
    words = {
        "organisation": ours.pk,
        "key": "local_contact",
        "language": "nb",
        "label": "Kari",
        "text": "Ring meg",
    }
    assert send(client, "hjelp", **words, phone="400 00 009", position="1")[0] == 302
    own = HelpContact.objects.get(organisation=ours)
    assert send(client, "hjelp", own, **words, phone="400 00 010", position="1")[0] == 302
    own.refresh_from_db()
    assert own.phone == "400 00 010"
    assert client.get(reverse("hjelp:delete", args=[own.pk])).status_code == 200
    assert client.post(reverse("hjelp:delete", args=[own.pk])).status_code == 302
    assert not HelpContact.objects.filter(organisation=ours).exists()


def test_only_superusers_found_associations(client, secretary):
    fields = {
        "name": "Ny forening",
        "short_name": "Ny",
        "slug": "ny",
        "sender_name": "Kontoret",
        "contact_name": "Per",
        "contact_phone": "40000002",
        "pledge_label": "promise",
        "approving_body": "committee",
        "peer_supporter_title": "likeperson",
    }
    assert send(client, "foreninger", **fields)[0] == 302
    assert not Organisation.objects.filter(slug="ny").exists()
    log_in_with_second_factor(client, make_superuser())
    assert send(client, "foreninger", **fields)[0] == 302
    assert Organisation.objects.get(slug="ny").contact_name == "Per"


def test_a_run_is_planned_and_gets_its_leader_association_and_gatherings(client, secretary, ours):
    course = make_course(organisation=ours)
    run_fields = {
        "course": course.pk,
        "title": "Kurs i Bodø",
        "organiser": ours.pk,
        "place": "Bodø",
        "starts_on": "01.03.2026",
        "ends_on": "15.03.2026",
        "language": "nb",
    }
    assert send(client, "gjennomforinger", **{**run_fields, "ends_on": "01.02.2026"})[0] == 200
    assert send(client, "gjennomforinger", **run_fields)[0] == 302
    run = CourseRun.objects.get(title="Kurs i Bodø")
    assert (run.organiser, run.state) == (ours, "planned")
    assert send(client, "kursledere", course_run=run.pk, person=secretary.pk, since="01.03.2026")[0] == 302
    parts = {"course_run": run.pk, "organisation": ours.pk, "representative": secretary.pk, "seats": "10"}
    assert send(client, "deltakende-foreninger", **parts)[0] == 302
    gathering = {
        "course_run": run.pk,
        "code": "1.8",
        "starts_at": "01.03.2026 10:00",
        "minutes": "120",
        "place": "Bodø",
    }
    assert send(client, "okter", **gathering)[0] == 302
    assert (run.leaders.get().person, run.run_organisations.get().seats) == (secretary, 10)
    assert (run.gatherings.get().minutes, run.gatherings.get().title) == (120, "gathering 1.8")


def test_a_run_cannot_use_another_associations_course(client, secretary, ours, theirs):
    course = make_course(organisation=theirs)
    status, _text = send(
        client,
        "gjennomforinger",
        course=course.pk,
        title="Lånt",
        organiser=ours.pk,
        place="Bodø",
        starts_on="01.03.2026",
        ends_on="15.03.2026",
        language="nb",
    )
    assert status == 200
    assert not CourseRun.objects.filter(title="Lånt").exists()


def test_a_new_version_of_the_pledge_is_made_and_an_old_one_only_looked_at(client, secretary, ours):
    texts = {f"clauses_{language}": f"Clause in {language}." for language in ("nb", "nn", "en")}
    version = {"organisation": ours.pk, "adopted_on": "01.02.2026", "adopted_by": "Styret", **texts}
    assert send(client, "taushetslofter", **version)[0] == 302
    row = PledgeVersion.objects.get(organisation=ours)
    assert (row.number, row.texts.get(language="nn").clauses) == (1, "Clause in nn.")
    assert "Clause in nn." in client.get(reverse("taushetslofter:inspect", args=[row.pk])).text
    changed = client.post(reverse("taushetslofter:edit", args=[row.pk]), version)
    assert changed.status_code == 302
    assert PledgeVersion.objects.filter(organisation=ours).count() == 1


def test_places_are_only_looked_at(ours):
    assert [pattern.name for pattern in VIEWSETS["plasser"]().get_urlpatterns()] == ["index", "index_results"]


def test_models_about_people_are_not_in_the_reference_index():
    """`wagtail_reference_index_ignore` on each; without it a deleted person would live on in the index."""
    about_people = [viewset.model for viewset in VIEWSETS.values()] + [User]
    assert [model for model in about_people if model in ReferenceIndex.tracked_models] == []


def test_the_user_list_and_the_site_history_are_for_superusers(client, secretary):
    addresses = ["wagtailusers_users:index", "wagtailadmin_reports:site_history"]
    assert [client.get(reverse(address)).status_code for address in addresses] == [404, 404]
    log_in_with_second_factor(client, make_superuser())
    assert [client.get(reverse(address)).status_code for address in addresses] == [200, 200]


def test_the_menu_holds_what_one_may_open_in_norwegian(client, secretary):
    page = client.get(reverse("wagtailadmin_home")).text
    for word in ("Forening", "Medlemskap", "Roller", "Meldinger", "Kursgjennomføringer"):
        assert json.dumps(word)[1:-1] in page
    for way_out in ("/sekretariat/", "/min-side/"):
        assert json.dumps(way_out) in page
