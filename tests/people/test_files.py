"""Pictures and files of an association: all editors may use them, only its own may change them."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Collection

from lms.people.appointing import end_role, refresh_groups
from lms.people.models import RoleKind, User
from tests.logging_in import log_in_with_second_factor
from tests.making import make_organisation, make_role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def editor(organisation) -> tuple[User, Client]:
    person = make_role(organisation=organisation, kind=RoleKind.EDITOR).person
    return person, log_in_with_second_factor(Client(), person)


def upload(client: Client, title: str) -> Document:
    sent = {"title": title, "file": ContentFile(b"Dagsplan", name=f"{title}.txt")}
    client.post(reverse("wagtaildocs:add"), sent)
    return Document.objects.get(title=title)


def test_another_associations_file_is_chosen_but_never_replaced():
    """Fails if editors may change what lies in the common collection: a film in a course of others could be replaced."""
    ours, theirs = make_organisation("Foreningen Nordlys"), make_organisation("Foreningen Sørvest")
    (_owner, own), (_friend, colleague), (_other, stranger) = editor(ours), editor(ours), editor(theirs)
    file = upload(own, "plan")
    assert file.collection.name == "Foreningen Nordlys"
    edit = reverse("wagtaildocs:edit", args=[file.pk])

    seen = [client.get(edit).status_code for client in (own, colleague, stranger)]
    stranger.post(edit, {"title": "Tatt", "file": ContentFile(b"Noe annet", name="plan.txt")})

    assert seen == [200, 200, 302]
    file.refresh_from_db()
    assert (file.title, file.file.read()) == ("plan", b"Dagsplan")
    chosen = stranger.get(reverse("wagtaildocs_chooser:choose"))
    assert [row.title for row in chosen.context["results"].object_list] == ["plan"]


def test_an_association_has_one_collection_however_often_roles_change():
    organisation = make_organisation("Foreningen Nordlys")
    for _number in range(2):
        person, client = editor(organisation)
        client.get(reverse("wagtailadmin_home"))
        person.groups.clear()
        refresh_groups(person)
    assert Collection.objects.filter(name="Foreningen Nordlys").count() == 1


def test_who_is_no_editor_any_more_changes_nothing():
    organisation = make_organisation()
    person, client = editor(organisation)
    file = upload(client, "plan")
    end_role(role=person.roles.get())
    client.post(reverse("wagtaildocs:edit", args=[file.pk]), {"title": "Tatt"})
    file.refresh_from_db()
    assert file.title == "plan"
