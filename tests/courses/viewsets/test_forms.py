"""The admin's own forms: what they change through the verbs, and what they refuse."""

from __future__ import annotations

import datetime

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse

from courses import planning
from courses.kinds import RunState
from courses.models import CourseRun, PledgeVersion
from lms.people.models import HelpContact, Membership, MessageTemplate, Organisation, Role, User
from tests.courses.leading import joint_run, open_run, secretariat_of
from tests.logging_in import log_in_with_second_factor, make_superuser
from tests.making import make_course, make_organisation, make_person

pytestmark = pytest.mark.django_db


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


def test_an_association_added_here_makes_the_run_joint_and_its_people_unknown_to_the_leader(client):
    """Fails when only set-up makes a run joint: the leader then reads which association people come from."""
    run, other = open_run(), make_organisation(name="Foreningen Nyrenett", short_name="Nyrenett")
    log_in_with_second_factor(client, secretariat_of(run))
    parts = {"course_run": run.pk, "organisation": other.pk, "representative": "", "seats": "12"}
    assert send(client, "deltakende-foreninger", **parts)[0] == 302
    run.refresh_from_db()
    assert (run.joint, run.organisations.count()) == (True, 2)


def test_seats_are_changed_here_and_who_represents_stays(client):
    """A partner's representative is not among one's own people. Fails when the form asks for one, or empties it."""
    run, other = joint_run()
    log_in_with_second_factor(client, secretariat_of(run))
    for part in run.run_organisations.all():
        before = part.representative
        assert send(client, "deltakende-foreninger", part, seats="7", representative="")[0] == 302
        part.refresh_from_db()
        assert (part.seats, part.representative, before is None) == (7, before, False)
        page = client.get(reverse("deltakende-foreninger:edit", args=[part.pk])).text
        assert page.count('name="representative"') == 0
    new = make_person("Rita Representant", email="rita@likevel.example")
    address = f"/sekretariat/{run.pk}/representant/{other.pk}/"
    assert client.post(address, {"person": f"{new.name}; {new.email}"}).status_code == 302
    assert run.run_organisations.get(organisation=other).representative == new


def test_the_last_leader_is_not_ended_here(client):
    """Edge case 13. Fails when the form goes round the rule; the sentence says what to do first."""
    run = open_run()
    log_in_with_second_factor(client, secretariat_of(run))
    leader = run.leaders.get()
    run.leaders.update(since=datetime.date(2020, 1, 1))
    status, page = send(client, "kursledere", leader, until="01.02.2020")
    assert (status, page.count("Noen må lede kurset")) == (200, 1)
    leader.refresh_from_db()
    assert leader.until is None


def test_of_a_closed_run_the_days_stay_and_name_place_and_credit_can_be_put_right(client):
    """How long attendance is known is counted from the last day. Fails when a wrong year is taken here."""
    run = open_run(starts_on=datetime.date(2026, 3, 14))
    planning.close_run(course_run=run, by=None)
    log_in_with_second_factor(client, secretariat_of(run))
    days = {"starts_on": f"{run.starts_on:%d.%m.%Y}", "ends_on": f"{run.ends_on:%d.%m.%Y}"}
    words = {"title": "Kurs på Hamar", "place": "Hamar", "partner_credit": "Kirkens SOS"}
    wrong = {"starts_on": "01.01.2016", "ends_on": "02.01.2016"}
    status, page = send(client, "gjennomforinger", run, **words, **wrong)
    refusal = "Dagene for et kurs som er avsluttet eller avlyst, kan ikke endres."
    assert (status, page.count(refusal) > 0) == (200, True)
    before = CourseRun.objects.get(pk=run.pk)
    assert (before.title, before.starts_on, before.ends_on) == (run.title, run.starts_on, run.ends_on)
    assert send(client, "gjennomforinger", run, **words, **days)[0] == 302
    after = CourseRun.objects.get(pk=run.pk)
    assert (after.title, after.place, after.partner_credit) == ("Kurs på Hamar", "Hamar", "Kirkens SOS")
    assert (after.state, after.starts_on, after.ends_on) == (RunState.CLOSED, run.starts_on, run.ends_on)
