"""Two people, one e-mail address or one phone: each has a log-in of their own, and the screen of one says nothing of the other."""

from __future__ import annotations

import pytest
from django.test import Client

from lms.people.login_cards import make_card
from lms.people.models import User
from lms.people.registering import register_membership, register_person
from tests.courses.working import page, save
from tests.making import make_enrolment, make_person, make_role, make_run
from tests.people.logging_in import code_texted_to, enter_code, letters_to, log_in_by_mail, text_of

pytestmark = pytest.mark.django_db
SHARED, PHONE = "paret@likevel.example", "+4740000007"
HERS, HIS = "Det hun skrev i går kveld", "Det han skrev i går kveld"


def test_a_couple_with_one_address_are_two_people_with_a_log_in_each() -> None:
    """Edge case 34: «Login per person; allow two persons with one e-mail or phone; «logg ut» easy, private text not shown on
    start page».

    Fails if registering the second made the two one, if the shared address opened the second's door, if my page showed
    what somebody wrote, or if anything of the first were left in the browser after logging out.
    """
    run = make_run()
    secretary = make_role(organisation=run.organiser).person
    berit = register_person(name="Berit Moe", email=SHARED, by=secretary)
    arne = register_person(name="Arne Moe", contact_address=SHARED, by=secretary)
    assert (arne.pk != berit.pk, arne.email, arne.contact_address) == (True, None, SHARED)
    for person, words in ((berit, HERS), (arne, HIS)):
        register_membership(person=person, organisation=run.organiser)
        place = make_enrolment(run, person=person)
        save(place, "1.2", text=words, finish=True)
    assert page(place, "1.2").sharing_ceiling == "private"
    telephone = Client()
    log_in_by_mail(telephone, SHARED)
    assert (telephone.session["_auth_user_id"], len(letters_to(SHARED))) == (str(berit.pk), 1)
    start = text_of(telephone.get("/min-side/"))
    assert [words in start for words in (HERS, HIS, "Arne")] == [False] * 3
    assert "Logg ut" in telephone.get("/min-side/").text
    telephone.post("/logg-ut/")
    assert ("_auth_user_id" in telephone.session, telephone.get("/min-side/").status_code) == (False, 302)
    _card, code = make_card(person=arne, made_by=secretary)
    telephone.post("/kort/", {"code": code})
    assert telephone.session["_auth_user_id"] == str(arne.pk)
    his = telephone.get("/min-side/").text + telephone.get("/min-side/tanker/").text
    assert [words in his for words in (HIS, HERS, "Berit")] == [True, False, False]


def test_one_has_the_e_mail_and_the_other_the_phone() -> None:
    """Edge case 34, the usual way out. Fails if the phone were looked up among the other's addresses."""
    berit, arne = make_person("Berit Moe", email=SHARED), make_person("Arne Moe", email="", phone=PHONE)
    found = {}
    for person, way in ((berit, SHARED), (arne, PHONE)):
        client = Client()
        if way == SHARED:
            log_in_by_mail(client, way)
        else:
            client.post("/logg-inn/", {"login": way})
            enter_code(client, code_texted_to(way))
        found[person] = client.session["_auth_user_id"]
    assert found == {person: str(person.pk) for person in User.objects.filter(name__endswith="Moe")}
