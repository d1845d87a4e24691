"""My page for everybody: ill and next of kin, one phone for two, without e-mail, in one's own language, without counting."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from courses import responding
from courses.completion_plan import freeze
from lms.people.models import Membership
from lms.people.models.belonging import Experience
from tests.courses.working import (
    SECRET,
    a_place,
    leader_of,
    logged_in,
    page,
    save,
)
from tests.making import make_course, make_enrolment, make_person, make_run

pytestmark = pytest.mark.django_db
MY_PAGE = "/min-side/"


def shown(person) -> str:
    return logged_in(person).get(MY_PAGE).content.decode()


@pytest.mark.req(1)
def test_equal_words_for_ill_and_next_of_kin():
    """R1 «selv være syk/funksjonshemmet eller pårørende»: my page says the same to both, to the letter.

    Falls when any word of the page comes to depend on `Membership.experience`.
    """
    place = a_place()
    pages = []
    for experience in Experience.values:
        Membership.objects.update_or_create(
            person=place.person, organisation=place.organisation, defaults={"experience": experience}
        )
        pages.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", shown(place.person)))
    assert len(pages) > 1
    assert set(pages) == {pages[0]}


def test_no_percent_no_points_and_nothing_red():
    place = a_place()
    freeze(place.course_run)
    save(place, "1.1", finish=True)
    main = shown(place.person).partition("<main")[2].partition("</main>")[0]
    assert [word for word in ("%", "poeng", "prosent", "danger", "forsinke", "frist ") if word in main] == []


def test_the_way_there_is_a_plain_link_that_tells_the_place_and_nobody():
    place = a_place(starts_on=timezone.localdate(), place="Storgata 1, Hamar")
    text = shown(place.person)
    assert (
        '<a class="lm-rowlink" href="https://www.openstreetmap.org/search?query=Storgata+1%2C+Hamar" rel="noreferrer">'
        in text
    )
    assert [part for part in ("<iframe", '<img src="http', '<script src="http') if part in text] == []


@pytest.mark.parametrize("where", ["på telefon", "https://moete.example/kurs", "Zoom"])
def test_where_there_is_nowhere_to_go_there_is_no_map(where):
    place = a_place(starts_on=timezone.localdate(), place=where)
    assert logged_in(place.person).get(MY_PAGE).context["course"].meets.next_map == ""


def test_edge_case_34_a_shared_phone_shows_no_private_word_and_log_out_is_near():
    place = a_place()
    save(place, "1.2", text=SECRET, finish=True)
    text = shown(place.person)
    assert (SECRET in text, 'action="/logg-ut/"' in text) == (False, True)


def test_edge_case_34_two_people_with_one_address_each_have_a_page_of_their_own():
    first = a_place(place="Hamar")
    partner = make_enrolment(first.course_run, person=make_person("Arne Nordahl", email=""))
    assert ("Hei, Solveig" in shown(first.person), "Hei, Arne" in shown(partner.person)) == (True, True)
    assert logged_in(partner.person).get(f"/min-side/kurs/{first.pk}/").status_code == 404


def test_edge_case_35_who_has_neither_email_nor_mobile_has_the_whole_page():
    person = make_person("Ågot Lie", email="")
    place = make_enrolment(make_run(starts_on=timezone.localdate()), person=person)
    freeze(place.course_run)
    responding.mark_done(enrolment=place, activity=page(place, "1.2"), by=leader_of(place.course_run))
    text = shown(person)
    assert ("Hei, Ågot" in text, "Legg i kalenderen" in text, "Ta en pause" in text) == (True, True, True)
    assert "Én aktivitet hjemme" not in text


def test_edge_case_36_the_language_is_changed_from_the_page_and_one_stays_where_one_was():
    course = make_course()
    make_course("nn", like=course)
    place = a_place(course=course)
    save(place, "1.1", finish=True)
    client = logged_in(place.person)
    here = f"/min-side/kurs/{place.pk}/"
    assert f'<input type="hidden" name="next" value="{here}">' in client.get(here).content.decode()
    answer = client.post("/sprak/", {"language": "nn", "next": here}, follow=True)
    text = answer.content.decode()
    assert (answer.request["PATH_INFO"], "Hald fram der du var" in text) == (here, True)
    assert f'href="/kurs/{place.pk}/1.2/"' in text
