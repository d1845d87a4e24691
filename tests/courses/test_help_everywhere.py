"""A number that is changed in one place is changed on every page, in every language."""

from __future__ import annotations

import pytest
from django.urls import reverse

from lms.people.models import HelpContact, RoleKind
from tests.courses.working import a_place, address, logged_in
from tests.logging_in import log_in_with_second_factor
from tests.making import make_course, make_role

pytestmark = pytest.mark.django_db
LANGUAGES = ["nb", "nn", "en"]


def screens(place) -> list[str]:
    """Pages where the numbers stand, in each language: an activity, the notice of another, and the help page."""
    found = []
    for language in LANGUAGES:
        place.person.language = language
        place.person.save(update_fields=["language"])
        client = logged_in(place.person)
        found += [
            client.get(where, follow=True).text for where in (address(place, "1.2"), address(place, "1.1"))
        ]
    return found


def test_a_phone_number_changed_once_is_new_on_every_page_in_all_languages(client):
    """Numbers stand in one row for each language and nowhere in the texts; a copy of one would stay behind."""
    course = make_course()
    for language in LANGUAGES[1:]:
        make_course(language, like=course)
    place = a_place(course=course)
    editor = make_role(kind=RoleKind.EDITOR, organisation=place.organisation).person
    for language in LANGUAGES:
        HelpContact.objects.create(
            organisation=place.organisation,
            key="ours",
            language=language,
            label="Vakttelefonen",
            phone="22 33 44 55",
        )
    assert all("22334455" in text.replace(" ", "").replace("\u00a0", "") for text in screens(place))
    log_in_with_second_factor(client, editor)
    for row in HelpContact.objects.filter(organisation=place.organisation):
        where = reverse("hjelp:edit", args=[row.pk])
        form = client.get(where).context["form"]
        given = {name: form[name].value() for name in form.fields}
        answer = client.post(
            where, {**{k: v for k, v in given.items() if v is not None}, "phone": "66 77 88 99"}
        )
        assert answer.status_code == 302
    shown = [text.replace(" ", "").replace("\u00a0", "") for text in screens(place)]
    assert ["66778899" in text for text in shown] == [True] * 6
    assert ["22334455" in text for text in shown] == [False] * 6
