"""The login card: who may make it, that it works once, and that its code is nowhere but on the paper."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from lms.people.errors import PeopleError
from lms.people.login_cards import CardDoesNotWork, hash_of, make_card, new_code, use_card
from lms.people.models import LoginCard, RoleKind
from lms.people.registering import register_membership
from tests.making import make_organisation, make_person, make_role
from tests.people.logging_in import is_in

pytestmark = pytest.mark.django_db
NO_GOOD = "Denne koden virker ikke. Et kort virker én gang."


@pytest.fixture
def office():
    """An association, one in its secretariat, and a member with neither e-mail nor phone."""
    organisation = make_organisation(contact_phone="40000001")
    secretary = make_role(organisation=organisation).person
    member = make_person(name="Solveig Nordahl", email="")
    register_membership(person=member, organisation=organisation)
    return organisation, secretary, member


def made(office) -> tuple[LoginCard, str]:
    _organisation, secretary, member = office
    return make_card(person=member, made_by=secretary)


def test_a_card_is_three_groups_that_can_be_read_aloud():
    code = new_code()

    assert [len(group) for group in code.split("-")] == [4, 4, 4]
    assert not set(code) & set("il1o0")


def test_the_database_holds_no_code(office):
    card, code = made(office)

    stored = " ".join(str(value) for value in LoginCard.objects.filter(pk=card.pk).values_list().get())
    assert code not in stored
    assert code.replace("-", "") not in stored
    assert card.code_hash == hash_of(code)


def test_typing_the_code_logs_in_for_thirty_days(client, office):
    _card, code = made(office)

    answer = client.post("/kort/", {"code": code})

    assert answer.url == "/min-side/"
    assert client.session["_auth_user_id"] == str(office[2].pk)
    assert client.session.get_expiry_age() == timedelta(days=30).total_seconds()


def test_capitals_and_spaces_do_not_matter(client, office):
    _card, code = made(office)

    client.post("/kort/", {"code": f" {code.upper().replace('-', ' ')} "})

    assert is_in(client)


def test_scanning_shows_a_button_and_logs_nobody_in(client, office):
    _card, code = made(office)

    page = client.get(f"/kort/{code}/")

    assert not is_in(client)
    assert LoginCard.objects.get().used_at is None
    assert "Solveig" not in page.content.decode()
    assert f'<input type="hidden" name="code" value="{code}">' in page.content.decode()


def test_a_scanned_code_that_nobody_has_shows_the_same_page(client, office):
    _card, code = made(office)
    pages = [client.get(f"/kort/{given}/") for given in (code, "aaaa-bbbb-cccc")]

    def plain(page, given):
        token = page.context["csrf_token"]
        return page.content.decode().replace(given, "").replace(str(token), "")

    assert [page.status_code for page in pages] == [200, 200]
    assert len({plain(pages[0], code), plain(pages[1], "aaaa-bbbb-cccc")}) == 1


def test_a_card_works_once(client, office):
    _card, code = made(office)
    client.post("/kort/", {"code": code})

    other = Client()
    answer = other.post("/kort/", {"code": code})

    assert answer.status_code == 200
    assert NO_GOOD in answer.content.decode()
    assert f'value="{code}"' in answer.content.decode()
    assert not is_in(other)


def test_a_new_card_ends_the_old_one(office):
    _old, old_code = made(office)
    _new, new = made(office)

    with pytest.raises(CardDoesNotWork):
        use_card(code=old_code)
    assert use_card(code=new).person == office[2]


def test_a_card_gets_too_old(office):
    with time_machine.travel(timezone.now() - timedelta(days=91)):
        _card, code = made(office)

    with pytest.raises(CardDoesNotWork):
        use_card(code=code)


def test_a_closed_account_has_no_card(office):
    _card, code = made(office)
    office[2].is_active = False
    office[2].save()

    with pytest.raises(CardDoesNotWork):
        use_card(code=code)


def test_guessing_is_limited(client):
    with time_machine.travel(timezone.now(), tick=False):  # the tries must not reach into the next minute
        answers = [client.post("/kort/", {"code": "aaaa-bbbb-cccc"}).status_code for _ in range(61)]

    assert answers == [200] * 60 + [429]


def test_the_card_is_shown_once_ready_to_print(client, office):
    _organisation, secretary, member = office
    client.force_login(secretary)

    page = client.post(f"/kort/lag/{member.pk}/")

    code = page.context["code"]
    assert page.templates[0].name == "people/login_card.html"
    assert page.content.decode().count(code) == 1
    assert "Solveig Nordahl" in page.content.decode()
    # The style sheet gives the square its size, on paper another than on screen: with a fixed one it is cut off.
    drawing = re.search(r"<svg[^>]*>", str(page.context["qr"]))[0]
    assert re.search(r'viewBox="0 0 (\d+) \1"', drawing)
    assert re.search(r"\s(width|height)=", drawing) is None
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert use_card(code=code).person == member


def test_making_a_card_refuses_get(client, office):
    client.force_login(office[1])

    assert client.get(f"/kort/lag/{office[2].pk}/").status_code == 405
    assert LoginCard.objects.count() == 0


@pytest.mark.parametrize(
    "kind", [RoleKind.ADMINISTRATOR, RoleKind.EDITOR, RoleKind.COMMITTEE_LEADER, RoleKind.CHAPTER_CONTACT]
)
def test_another_associations_people_cannot_make_a_card(client, office, kind):
    client.force_login(make_role(kind=kind).person)

    assert client.post(f"/kort/lag/{office[2].pk}/").status_code == 404
    assert LoginCard.objects.count() == 0


@pytest.mark.parametrize("kind", [kind for kind in RoleKind if kind != RoleKind.ADMINISTRATOR])
def test_only_the_secretariat_of_the_association_can(client, office, kind):
    client.force_login(make_role(organisation=office[0], kind=kind).person)

    assert client.post(f"/kort/lag/{office[2].pk}/").status_code == 404


def test_a_guest_and_the_person_cannot_make_a_card(client, office):
    assert client.post(f"/kort/lag/{office[2].pk}/").url.startswith("/logg-inn/?next=")
    client.force_login(office[2])
    assert client.post(f"/kort/lag/{office[2].pk}/").status_code == 404


def test_a_secretariat_role_that_ended_yesterday_is_no_key(client, office):
    _organisation, secretary, member = office
    secretary.roles.update(until=timezone.localdate() - timedelta(days=1))
    client.force_login(secretary)

    assert client.post(f"/kort/lag/{member.pk}/").status_code == 404


@pytest.mark.parametrize(
    "reached_by", [{"email": "solveig@likevel.example"}, {"email": "", "phone": "+4740000002"}]
)
def test_who_can_be_sent_a_code_gets_no_card(office, reached_by):
    """The secretariat shall have no way in to what others have written."""
    organisation, secretary, _member = office
    person = make_person(**reached_by)
    register_membership(person=person, organisation=organisation)

    with pytest.raises(PeopleError):
        make_card(person=person, made_by=secretary)
    assert LoginCard.objects.count() == 0


def test_who_works_in_the_secretariat_gets_no_card(office):
    organisation, secretary, member = office
    make_role(member, organisation, RoleKind.EDITOR)

    with pytest.raises(PeopleError):
        make_card(person=member, made_by=secretary)


@pytest.mark.parametrize(
    "kind", [RoleKind.COMMITTEE_MEMBER, RoleKind.COMMITTEE_LEADER, RoleKind.BOARD_MEMBER]
)
def test_who_decides_about_others_gets_no_card(client, office, kind):
    """Who prints the card could decide in their name. Fails without `decides_anywhere` in `make_card`."""
    organisation, secretary, member = office
    make_role(member, organisation, kind)
    client.force_login(secretary)

    page = client.post(f"/kort/lag/{member.pk}/", follow=True)

    assert LoginCard.objects.count() == 0
    assert [str(message) for message in page.context["messages"]] == [
        "De som sitter i utvalget eller styret, kan ikke logge inn med kort. Legg inn e-post eller mobilnummer."
    ]


@pytest.mark.parametrize("kind", [RoleKind.COMMITTEE_MEMBER, RoleKind.ADMINISTRATOR])
def test_a_card_made_before_the_role_opens_nothing(client, office, kind):
    """Fails without the look at roles in `use_card`."""
    organisation, _secretary, member = office
    _card, code = made(office)
    make_role(member, organisation, kind)

    answer = client.post("/kort/", {"code": code})

    assert NO_GOOD in answer.content.decode()
    assert not is_in(client)
    assert LoginCard.objects.get().used_at is None


def test_the_person_sees_that_a_card_was_made_and_by_whom(client, office):
    _organisation, secretary, member = office
    secretary.name = "Hege Sand"
    secretary.save()
    made(office)
    client.force_login(member)

    page = client.get("/konto/").content.decode()

    assert "Innloggingskort laget" in page
    assert "Hege Sand" in page
    assert mail.outbox == []
