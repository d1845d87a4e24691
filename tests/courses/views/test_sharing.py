"""The author's own acts: taking back, bringing, choosing a sentence. Each is the author's alone, and a POST."""

from __future__ import annotations

import pytest
from django.test import Client

from courses import bringing, responding
from courses.kinds import EnrolmentState, RunState, Sharing
from courses.models import BroughtText, GroupForm, GroupReflectionPage, ReflectionPage, ReflectionResponse
from courses.shown_to_others import shared_with_leader
from tests.courses.activities.test_sharing import everyone
from tests.courses.test_bringing import WORDS, bring, opened
from tests.courses.working import SECRET, a_place, address, base_row, logged_in, page, save
from tests.making import make_enrolment

pytestmark = pytest.mark.django_db


def shown(place, code: str = "1.2", more: str = "") -> str:
    return logged_in(place.person).get(address(place, code, more)).content.decode()


def written(place) -> None:
    """The activity asks each for a sentence."""
    GroupReflectionPage.objects.descendant_of(place.course_run.course).update(form=GroupForm.WRITTEN)


def test_one_tap_takes_it_back_and_what_stands_in_the_box_is_kept():
    place = a_place()
    row = save(place, "1.2", text="Slik var det", sharing=Sharing.LEADER)
    where = address(place, "1.2", "trekk-tilbake/")
    assert where in shown(place)
    answer = logged_in(place.person).post(
        where, {"version": row.version, "text": "Slik er det nå", "sharing": "leader"}
    )
    kept = ReflectionResponse.objects.get()
    assert (answer.url, kept.sharing, kept.text) == (address(place, "1.2"), Sharing.PRIVATE, "Slik er det nå")
    assert "Bare du kan lese dette" in shown(place)


def test_it_is_taken_back_also_when_another_window_has_changed_the_text():
    """Fails if a conflict about the words could hold up the withdrawal of what is shared."""
    place = a_place()
    save(place, "1.2", text="Fra telefonen", sharing=Sharing.LEADER)
    save(place, "1.2", text="Fra nettbrettet")
    logged_in(place.person).post(
        address(place, "1.2", "trekk-tilbake/"), {"version": 1, "text": "Nummer tre"}
    )
    assert (base_row(place, "1.2").sharing, shared_with_leader(place.course_run)) == (
        Sharing.PRIVATE,
        [],
    )


def test_it_is_taken_back_also_by_who_has_left():
    place = a_place()
    save(place, "1.2", text="Slik var det", sharing=Sharing.LEADER)
    place.state = EnrolmentState.WITHDRAWN
    place.save()
    logged_in(place.person).post(address(place, "1.2", "trekk-tilbake/"))
    assert base_row(place, "1.2").sharing == Sharing.PRIVATE


def test_what_one_reads_about_who_reads_is_true_at_each_moment():
    """Fails if the line and the pages of those who read asked different rules."""
    place = a_place()
    save(place, "1.2", text="Slik var det")
    lines = [
        (Sharing.PRIVATE, "Bare du kan lese dette"),
        (Sharing.LEADER, "Du deler dette med Leif"),
        (Sharing.GROUP, "Du deler dette med gruppen"),
    ]
    ReflectionPage.objects.update(sharing_ceiling=Sharing.GROUP)
    for sharing, line in lines:
        responding.change_sharing(response=base_row(place, "1.2"), sharing=sharing, by=place.person)
        page_now = shown(place)
        assert [words for _sharing, words in lines if words in page_now] == [line]
    place.course_run.state = RunState.CLOSED
    place.course_run.save()
    after = shown(place)
    assert ("Bare du kan lese dette" in after, "gruppen ser det ikke lenger" in after) == (True, True)


def test_a_locked_text_says_so_and_offers_nothing():
    place = a_place()
    save(place, "1.2", text=SECRET)
    ReflectionPage.objects.update(sharing_ceiling=Sharing.PRIVATE_LOCKED)
    text = shown(place)
    offers = [offer for offer in ('name="sharing"', "ta-med/", "trekk-tilbake/") if offer in text]
    assert ("Den er låst til deg" in text or "låst til deg" in text, offers) == (True, [])
    assert logged_in(place.person).get(address(place, "1.2", "ta-med/")).status_code == 404


def test_bringing_names_who_reads_it_and_from_when():
    place = a_place()
    save(place, "1.2", text=SECRET)
    client, where = logged_in(place.person), address(place, "1.2", "ta-med/")
    assert where in shown(place)
    first = client.get(where).content.decode()
    name = place.organisation.name
    assert (SECRET in first, f"De i {name} som behandler godkjenninger" in first) == (True, True)
    assert "det som er lest, er lest" in first
    assert client.post(where, {"text": WORDS}).url == where
    assert (
        BroughtText.objects.get().text,
        "Nå kan bare du lese det." in client.get(where).content.decode(),
    ) == (
        WORDS,
        True,
    )
    opened(place)
    assert "kan lese det nå" in client.get(where).content.decode()
    assert "kan lese det nå" in shown(place)


def test_an_empty_box_gets_a_sentence_and_nothing_is_brought():
    place = a_place()
    answer = logged_in(place.person).post(address(place, "1.2", "ta-med/"), {"text": "  "})
    assert dict(answer.context["form"].errors) == {"text": ["Skriv det du vil ta med, eller la det være."]}
    assert BroughtText.objects.count() == 0


def test_what_is_brought_is_taken_back_with_one_button():
    place = opened(a_place())
    bring(place)
    client = logged_in(place.person)
    assert client.post(address(place, "1.2", "ta-med/ikke/")).url == address(place, "1.2")
    assert BroughtText.objects.count() == 0
    assert client.post(address(place, "1.2", "ta-med/ikke/")).status_code == 302


def test_after_the_decision_the_page_says_that_there_is_nobody():
    place = opened(a_place())
    bringing.case_closed(enrolment_id=place.pk, decided=True, at=place.confirmed_at)
    text = shown(place, more="ta-med/")
    assert ("Saken din er avgjort" in text, "<textarea" in text) == (True, False)


def test_a_sentence_is_chosen_from_ones_own_text_and_shared_only_from_the_box():
    """R41. Fails if choosing shared it, or if anything told the group where it comes from."""
    place = a_place()
    written(place)
    save(place, "1.2", text=f"{SECRET}. Det hjalp å bli spurt.\nIngen sa noe!")
    client = logged_in(place.person)
    offered = client.get(address(place, "1.3", "velg/"))
    assert [(text.title, text.sentences) for text in offered.context["texts"]] == [
        ("reflection 1.2", [f"{SECRET}.", "Det hjalp å bli spurt.", "Ingen sa noe!"])
    ]
    answer = client.post(address(place, "1.3", "velg/"), {"sentence": "Det hjalp å bli spurt."})
    assert answer.url == address(place, "1.3")
    other = make_enrolment(place.course_run)
    theirs = logged_in(other.person)
    assert "Det hjalp" not in theirs.get(address(other, "1.3")).content.decode()
    row = base_row(place, "1.3")
    client.post(
        address(place, "1.3"),
        {"version": row.version, "sentence": "Det hjalp å bli spurt.", "do": "share"},
    )
    group = theirs.get(address(other, "1.3")).content.decode()
    assert ("Det hjalp å bli spurt." in group, SECRET in group) == (True, False)
    assert ReflectionResponse.objects.get().text.startswith(SECRET)


def test_a_locked_text_and_another_module_are_not_offered():
    place = a_place()
    written(place)
    save(place, "1.2", text=SECRET)
    ReflectionPage.objects.update(sharing_ceiling=Sharing.PRIVATE_LOCKED)
    assert logged_in(place.person).get(address(place, "1.3", "velg/")).context["texts"] == []
    ReflectionPage.objects.update(sharing_ceiling=Sharing.PRIVATE)
    GroupReflectionPage.objects.update(draws_on="7.1")
    assert logged_in(place.person).get(address(place, "1.3", "velg/")).context["texts"] == []
    GroupReflectionPage.objects.update(draws_on="1.2")
    assert len(logged_in(place.person).get(address(place, "1.3", "velg/")).context["texts"]) == 1


def test_without_a_choice_one_is_told_so():
    place = a_place()
    written(place)
    answer = logged_in(place.person).post(address(place, "1.3", "velg/"), {})
    assert "Velg en setning, eller gå tilbake og skriv en selv." in answer.content.decode()


def test_there_is_nothing_to_choose_where_the_group_only_speaks():
    place = a_place()
    assert logged_in(place.person).get(address(place, "1.3", "velg/")).status_code == 404
    assert logged_in(place.person).get(address(place, "1.2", "velg/")).status_code == 404


def test_an_empty_sentence_is_not_shared_and_what_is_shared_stays():
    place = a_place()
    written(place)
    row = save(place, "1.3", sentence="Ta det med ro", share=True)
    answer = logged_in(place.person).post(
        address(place, "1.3"), {"version": row.version, "sentence": " ", "do": "share"}
    )
    assert dict(answer.context["form"].errors) == {
        "sentence": ["Skriv en setning først. Du kan også la det være, uten å si hvorfor."]
    }
    assert base_row(place, "1.3").sharing == Sharing.GROUP


@pytest.mark.parametrize("more", ["trekk-tilbake/", "ta-med/ikke/"])
def test_what_writes_refuses_a_get(more):
    place = a_place()
    save(place, "1.2", text=SECRET)
    assert logged_in(place.person).get(address(place, "1.2", more)).status_code == 405


def test_nobody_else_does_any_of_it():
    """Fails if one of these addresses were found without `own_enrolment`."""
    place = opened(a_place())
    written(place)
    save(place, "1.2", text=SECRET, sharing=Sharing.LEADER)
    bring(place)
    clients = {who: client for who, client in everyone(place).items() if who != "author"}
    for who, client in clients.items():
        refused = 302 if who == "guest" else 404
        for code, more in (
            ("1.2", "trekk-tilbake/"),
            ("1.2", "ta-med/"),
            ("1.2", "ta-med/ikke/"),
            ("1.3", "velg/"),
        ):
            answer = client.post(address(place, code, more), {"text": "Nytt", "sentence": "Nytt"})
            assert (who, answer.status_code) == (who, refused)
    assert (base_row(place, "1.2").sharing, BroughtText.objects.get().text) == (Sharing.LEADER, WORDS)


def test_the_screens_cost_the_same_with_thirty_people(django_assert_num_queries):
    place = a_place()
    written(place)
    save(place, "1.2", text="En. To.")
    bring(place)
    client = logged_in(place.person)
    counts = {("1.2", ""): 10, ("1.2", "ta-med/"): 9, ("1.3", "velg/"): 9}
    for (code, more), number in counts.items():
        client.get(address(place, code, more))
        with django_assert_num_queries(number, info=code + more):
            client.get(address(place, code, more))
    for _number in range(30):
        other = make_enrolment(place.course_run)
        save(other, "1.2", text="En.")
        bring(other)
    for (code, more), number in counts.items():
        with django_assert_num_queries(number):
            client.get(address(place, code, more))


def test_a_guest_comes_back_after_logging_in():
    place = a_place()
    where = address(place, "1.2", "ta-med/")
    assert Client().get(where).url.endswith(f"?next={where}")
    assert page(place, "1.2").code == "1.2"
