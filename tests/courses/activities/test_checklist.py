"""Lists: ticks, questions, thinking first, the three doors, and answers without a name."""

from __future__ import annotations

import pytest

from courses import events, responding
from courses.activities.checklist.evaluating import evaluations_of
from courses.activities.contents import stream
from courses.activities.kinds import KINDS
from courses.errors import CourseError
from courses.kinds import CourseKind, ResponseState, RunState
from courses.models import (
    AnonymousAnswer,
    ChecklistPage,
    ChecklistPurpose,
    ChecklistResponse,
    ChecklistStyle,
    CoursePage,
)
from courses.shown_to_others import told_to_leaders
from tests.courses.working import (
    a_place,
    address,
    base_row,
    leader_of,
    logged_in,
    page,
    representative_of,
    save,
)
from tests.making import make_enrolment, make_person

pytestmark = pytest.mark.django_db
DOORS = [
    {"key": "check_time", "text": "Jeg har tid"},
    {"key": "choice_now", "text": "Nå"},
    {"key": "choice_wait", "text": "Vent"},
    {"key": "choice_not_now", "text": "Ikke nå"},
]


def the_list(place, **fields) -> ChecklistPage:
    """The list of the small course, made into another one."""
    activity = page(place, "1.6")
    for name, value in fields.items():
        setattr(activity, name, value)
    activity.save()
    return page(place, "1.6")


def doors(place) -> ChecklistPage:
    return the_list(place, purpose=ChecklistPurpose.READY, lines=stream("line", DOORS, place="doors"))


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(CourseError) as refused:
        act(*args, **kwargs)
    return str(refused.value)


def test_ticks_are_kept_and_shown_again():
    place = a_place()
    client = logged_in(place.person)
    answer = client.post(address(place, "1.6"), {"version": 0, "ticked": ["one"], "do": "finish"})
    assert (answer.status_code, base_row(place, "1.6").state) == (302, ResponseState.DONE)
    assert client.get(address(place, "1.6")).context["form"].initial["ticked"] == ["one"]


def test_no_tick_at_all_is_an_answer():
    place = a_place()
    assert save(place, "1.6", ticked=[], finish=True).is_done


def test_a_tick_on_a_line_that_is_not_there_is_refused():
    place = a_place()
    assert (
        refusal(save, place, "1.6", ticked=["diagnosis"])
        == "Velg ett av svarene, og trykk på det en gang til."
    )
    assert ChecklistResponse.objects.count() == 0


def test_ticks_for_oneself_are_shown_to_no_leader():
    place = a_place()
    row = save(place, "1.6", ticked=["one"], finish=True)
    assert page(place, "1.6").purpose == ChecklistPurpose.OWN
    assert KINDS["checklist"].shown_to_leader(page(place, "1.6"), row) == []


def test_needs_reach_leaders_with_the_words_of_the_line():
    place = a_place()
    the_list(place, purpose=ChecklistPurpose.NEEDS)
    save(place, "1.6", ticked=["two"], finish=True)
    assert told_to_leaders(place.course_run).needs == {place.pk: ["To linjer"]}


def test_only_the_lines_one_wants_to_ask_about_reach_the_leader():
    place = a_place()
    the_list(place, style=ChecklistStyle.ASK, purpose=ChecklistPurpose.QUESTIONS)
    save(place, "1.6", answers={"one": "understood", "two": "ask"}, finish=True)
    assert told_to_leaders(place.course_run).questions == {place.pk: ["To linjer"]}
    assert told_to_leaders(place.course_run).needs == {}


def test_each_line_to_ask_about_needs_an_answer_before_one_is_done():
    place = a_place()
    the_list(place, style=ChecklistStyle.ASK, purpose=ChecklistPurpose.QUESTIONS)
    answer = logged_in(place.person).post(
        address(place, "1.6"), {"version": 0, "line_one": "understood", "do": "finish"}
    )
    assert dict(answer.context["form"].errors) == {"line_two": ["Velg én av de to."]}
    assert ChecklistResponse.objects.count() == 0
    assert (
        refusal(save, place, "1.6", answers={"one": "ask"}, finish=True)
        == "Noen linjer er ikke besvart ennå."
    )


def test_thinking_first_shows_how_others_think_only_afterwards():
    place = a_place()
    lines = [
        {
            "key": "one",
            "text": "Være stille sammen",
            "answer_label": "Ja, gjerne",
            "explanation": "Det er nok.",
        },
        {"key": "two", "text": "Endre dosen", "answer_label": "Nei, aldri", "explanation": "Legen svarer."},
    ]
    the_list(place, style=ChecklistStyle.EXPLAIN, marked_by="system", lines=stream("line", lines, place="e"))
    client = logged_in(place.person)
    assert "Ja, gjerne" not in client.get(address(place, "1.6")).content.decode()
    answer = client.post(address(place, "1.6"), {"version": 0, "think": "one:no"})
    assert answer.url == address(place, "1.6") + "#line-one"
    shown = client.get(address(place, "1.6")).content.decode()
    assert ("Ja, gjerne" in shown, "Nei, aldri" in shown) == (True, False)
    client.post(address(place, "1.6"), {"version": 1, "think": "two:no"})
    assert base_row(place, "1.6").state == ResponseState.DONE


@pytest.mark.parametrize("tampered", ["three:yes", "one:right", "", "one"])
def test_thinking_about_a_line_that_is_not_there_is_refused(tampered):
    place = a_place()
    the_list(place, style=ChecklistStyle.EXPLAIN)
    answer = logged_in(place.person).post(address(place, "1.6"), {"version": 0, "think": tampered})
    assert answer.context["form"].errors["think"] == ["Velg ett av svarene, og trykk på det en gang til."]
    assert ChecklistResponse.objects.count() == 0


def test_only_the_door_leaves_the_list_and_its_news_says_nothing_about_which(
    django_capture_on_commit_callbacks,
):
    place = a_place()
    doors(place)
    heard = []

    def listen(sender, **told):
        heard.append(told)

    events.ready_choice_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            save(place, "1.6", ticked=["check_time"], choice="choice_wait", finish=True)
    finally:
        events.ready_choice_changed.disconnect(listen)
    assert ChecklistResponse.objects.get(enrolment=place).choice == "choice_wait"
    assert [set(told) - {"signal"} for told in heard] == [{"enrolment_id"}]


def test_no_door_chosen_is_not_done():
    place = a_place()
    doors(place)
    answer = logged_in(place.person).post(
        address(place, "1.6"), {"version": 0, "ticked": ["check_time"], "do": "finish"}
    )
    assert dict(answer.context["form"].errors) == {
        "choice": ["Velg én. Er du usikker, er det helt greit å vente."]
    }
    assert refusal(save, place, "1.6", ticked=[], choice="choice_other") == "Velg én av de tre."
    assert not ChecklistResponse.objects.filter(enrolment=place).exists()


def test_an_evaluation_has_no_name_on_it_and_is_handed_in_once():
    place = a_place()
    the_list(place, purpose=ChecklistPurpose.EVALUATION, marked_by="system")
    for _time in range(2):
        save(place, "1.6", ticked=["two"], finish=True)
    answer = AnonymousAnswer.objects.get()
    assert (answer.ticked, answer.course_run) == (["two"], place.course_run)
    assert ChecklistResponse.objects.get().ticked == ""
    assert {field.name for field in AnonymousAnswer._meta.get_fields()} == {
        "id",
        "course_run",
        "activity_key",
        "ticked",
    }


def test_an_evaluation_cannot_be_kept_halfway():
    place = a_place()
    the_list(place, purpose=ChecklistPurpose.EVALUATION, marked_by="system")
    assert refusal(save, place, "1.6", ticked=["two"]) == (
        "Disse svarene har ikke noe navn på seg, så de kan ikke lagres halvveis. Lever dem når du er klar."
    )
    assert AnonymousAnswer.objects.count() == 0


def hand_in(place, *lines):
    save(place, "1.6", ticked=list(lines), finish=True)


def closed(run):
    run.state = RunState.CLOSED
    run.save()
    return run


def test_an_evaluation_is_shown_when_the_run_is_closed_and_from_five_answers_up():
    """Fails if numbers were shown while they still grow, or from four answers (decision 0015)."""
    place = a_place()
    the_list(place, purpose=ChecklistPurpose.EVALUATION, marked_by="system")
    people = [place, *(make_enrolment(place.course_run) for _number in range(4))]
    for one in people[:4]:
        hand_in(one, "two")
    run = place.course_run
    assert evaluations_of(run) == []
    run.state = RunState.CLOSED
    (together,) = evaluations_of(run)
    assert (together.answers, together.lines) == (None, [])
    run.state = RunState.OPEN
    hand_in(people[4], "one", "two")
    assert evaluations_of(run) == []
    run.state = RunState.CLOSED
    (together,) = evaluations_of(run)
    assert (together.answers, together.lines) == (5, [("Én linje", 1), ("To linjer", 5)])


def test_after_the_run_is_closed_no_answer_comes_in_that_could_be_told_from_the_others():
    place = a_place()
    the_list(place, purpose=ChecklistPurpose.EVALUATION, marked_by="system")
    closed(place.course_run)
    assert refusal(save, place, "1.6", ticked=["two"], finish=True) == (
        "Kurset er over, og svarene er slått sammen. Ring gjerne hvis det er noe du vil si."
    )
    assert AnonymousAnswer.objects.count() == 0


def test_the_evaluation_has_a_page_for_those_who_lead_and_arrange_alone(django_assert_num_queries):
    place = a_place()
    the_list(place, purpose=ChecklistPurpose.EVALUATION, marked_by="system")
    for one in (place, *(make_enrolment(place.course_run) for _number in range(5))):
        hand_in(one, "two")
    run, where = place.course_run, f"/kursleder/{place.course_run.pk}/evaluering/"
    client = logged_in(leader_of(run))
    before = client.get(where).content.decode()
    assert ("To linjer" in before, "Svarene vises her når kurset er avsluttet." in before) == (False, True)
    closed(run)
    shown = client.get(where).content.decode()
    assert ("seks av seks" in shown, "null av seks" in shown) == (True, True)
    strangers = (place.person, representative_of(run), make_person())
    assert [logged_in(person).get(where).status_code for person in strangers] == [404, 404, 404]
    with django_assert_num_queries(6):
        client.get(where)
    AnonymousAnswer.objects.bulk_create(
        AnonymousAnswer(course_run=run, activity_key=page(place, "1.6").translation_key)
        for _number in range(30)
    )
    with django_assert_num_queries(6):
        client.get(where)


def test_from_paper_the_leader_fills_in_needs():
    place = a_place()
    activity = the_list(place, purpose=ChecklistPurpose.NEEDS)
    responding.mark_done(enrolment=place, activity=activity, by=leader_of(place.course_run), ticked=["one"])
    assert told_to_leaders(place.course_run).needs == {place.pk: ["Én linje"]}


def test_the_pocket_card_prints_with_what_was_ticked():
    place = a_place()
    the_list(place, purpose=ChecklistPurpose.POCKET_CARD)
    save(place, "1.6", ticked=["two"], finish=True)
    card = logged_in(place.person).get(address(place, "1.6", "utskrift/"))
    assert [line["chosen"] for line in card.context["lines"]] == [False, True]
    assert 'class="lm-sheet"' in card.content.decode()


def test_a_list_that_is_no_card_has_no_sheet():
    place = a_place()
    assert logged_in(place.person).get(address(place, "1.6", "utskrift/")).status_code == 404


def test_the_map_of_ones_own_people_prints_with_lines_to_write_on_and_keeps_no_names(starter_course):
    """7.1: what was ticked has a line, who is known has a number. Fails without the sheet of `SUPPORT_MAP`."""
    place = a_place(course=starter_course)
    save(place, "7.1", ticked=["peer"], finish=True)
    sheet = logged_in(place.person).get(address(place, "7.1", "utskrift/")).content.decode()
    words = ("En annen likeperson jeg er trygg på", "En der hjemme", place.organisation.contact_name, "116")
    assert [word in sheet for word in words] == [True, False, True, True]
    assert ("<input" in sheet[sheet.index("<main") : sheet.index("</main>")], "Skriv ut siden" in sheet) == (
        False,
        True,
    )


@pytest.mark.parametrize(
    ("purpose", "shown"), [(ChecklistPurpose.EVALUATION, True), (ChecklistPurpose.READY, False)]
)
def test_an_add_on_course_shows_the_way_to_its_evaluation_where_it_has_one_and_is_over(purpose, shown):
    """Fails when each run has the way there: it would lead to a page that says there is nothing."""
    place = a_place()
    the_list(place, purpose=purpose)
    run = place.course_run
    CoursePage.objects.filter(pk=run.course_id).update(kind=CourseKind.ADD_ON)
    client, way = logged_in(leader_of(run)), f"/kursleder/{run.pk}/evaluering/"
    assert way not in client.get(f"/kursleder/{run.pk}/").content.decode()
    closed(run)
    assert (way in client.get(f"/kursleder/{run.pk}/").content.decode()) is shown
