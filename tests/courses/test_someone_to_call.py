"""Who a trainee may call: today's leaders, and the help list with the association's own words first."""

from __future__ import annotations

import datetime
import re

import pytest
from django.utils import timezone

from courses.someone_to_call import Contact, someone_to_call
from lms.people.models import HelpContact
from tests.courses.working import CONTENT, a_place, address, leader_of, logged_in, page
from tests.making import make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _an_empty_list(db):
    HelpContact.objects.all().delete()


def entry(key="crisis_line", language="nb", phone="116 123", **fields) -> HelpContact:
    return HelpContact.objects.create(
        key=key, language=language, label=fields.pop("label", key), phone=phone, **fields
    )


def test_leaders_of_today_and_the_list_in_one_query(django_assert_num_queries):
    place = a_place()
    run = place.course_run
    long_ago = timezone.localdate() - datetime.timedelta(days=90)
    for number in range(30):
        run.leaders.create(person=make_person(f"Før {number}"), since=long_ago, until=long_ago)
        entry(key=f"line_{number}")
    with django_assert_num_queries(1):
        someone = someone_to_call(place, "nb")
    assert ([leader.name for leader in someone.leaders], len(someone.help)) == (["Leif Leder"], 30)


def test_the_associations_own_words_go_first_then_the_wanted_language():
    place = a_place()
    entry(label="Felles")
    entry(label="Sams", language="nn")
    entry(label="Vår", organisation=place.organisation)
    entry(label="En annens", organisation=make_organisation())
    assert [line.label for line in someone_to_call(place, "nn").help] == ["Vår"]
    assert [line.label for line in someone_to_call(place, "nb").help] == ["Vår"]
    HelpContact.objects.filter(organisation=place.organisation).delete()
    assert [line.label for line in someone_to_call(place, "nn").help] == ["Sams"]


@pytest.mark.req(34)
def test_the_line_that_is_open_day_and_night_has_a_number(starter_course):
    """R34: «Where to turn outside hours: office hours; Mental Helse 116 123 day and night.»

    Fails if the crisis line were taken out of the help list, or the screen did not show it.
    """
    entry(label="Mental Helse")
    entry(key="local_contact", phone="", position=1)
    someone = someone_to_call(a_place(course=starter_course), "nb")
    assert (someone.crisis_line.phone, [line.key for line in someone.numbers]) == ("116 123", ["crisis_line"])


def test_the_leader_with_a_phone_stands_at_the_foot_of_the_page():
    place = a_place()
    assert someone_to_call(place, "nb").contact == Contact(
        "Noen å ringe", "Ring Hege. Alt på disse sidene kan også gjøres på papir.", "40000001"
    )
    leader = leader_of(place.course_run)
    leader.phone = "+4740000002"
    leader.save()
    assert someone_to_call(place, "nb").contact == Contact(
        "Noen å ringe",
        "Leif leder kurset ditt. Ring gjerne, også hvis det bare er noe du lurer på.",
        "+4740000002",
    )


@pytest.mark.parametrize("code", CONTENT)
def test_every_activity_leads_to_someone_to_talk_to_without_asking_for_a_page(code):
    """The link leads down the same page, so that no log, no table and no report can tell who looked."""
    place = a_place()
    HelpContact.objects.create(
        organisation=place.organisation, key="own", language="nb", label="Kari i lokallaget", phone="40000077"
    )
    entry()
    where = address(place, code)
    shown = logged_in(place.person).get(where).content.decode()
    assert shown.count('href="#help">Noen å snakke med</a>') == 1
    foot = shown[shown.index('<section class="lm-help" id="help"') :]
    people = ("Kari i lokallaget", place.organisation.contact_name, "crisis_line")
    assert [name in foot for name in people] == [True, True, True]
    assert re.findall(r'href="(?!tel:)[^"]*"', foot[: foot.index("</section>")]) == []


def test_the_notice_before_hard_material_has_the_link_too():
    place = a_place()
    type(page(place, "1.1")).objects.filter(code="1.1").update(content_notice="Dette kan være tungt.")
    shown = logged_in(place.person).get(address(place, "1.1")).content.decode()
    assert ("Dette kan være tungt." in shown, 'href="#help"' in shown, 'id="help"' in shown) == (
        True,
        True,
        True,
    )


def test_the_sheet_for_leaders_has_the_numbers_and_is_one_press_away_from_run_and_gatherings():
    """Edge case 32: the leader's card «this is what you do». Fails if a page lost its link, or the sheet its numbers."""
    place = a_place()
    run = place.course_run
    entry(key="emergency", phone="113", label="Nødnummer")
    HelpContact.objects.create(
        organisation=run.organiser,
        key="crisis_line",
        language="nb",
        label="Vår vakttelefon",
        phone="40000088",
    )
    entry(key="silent", phone="", label="Uten nummer")
    client = logged_in(leader_of(run))
    gathering = run.gatherings.get(code="1.8")
    for starts_at in (timezone.now(), timezone.now() + datetime.timedelta(days=3)):
        run.gatherings.filter(pk=gathering.pk).update(starts_at=starts_at)
        shown = client.get(f"/kursleder/{run.pk}/samling/{gathering.pk}/").content.decode()
        assert 'href="/kursleder/naar-det-er-tungt/"' in shown
    assert 'href="/kursleder/naar-det-er-tungt/"' in client.get(f"/kursleder/{run.pk}/").content.decode()
    sheet = client.get("/kursleder/naar-det-er-tungt/").content.decode()
    sheet = sheet[: sheet.index("</main>")]
    assert [words in sheet for words in ("tel:113", "Vår vakttelefon", "Uten nummer")] == [True, True, False]
