"""The seven themes: which are gone through, and by what."""

from __future__ import annotations

import pytest

from courses import planning
from courses.kinds import SEED_THEMES, EnrolmentState, Theme
from courses.models import ModulePage
from courses.outline import Outline
from courses.progress_page import ProgressPage, Wanted
from courses.theme_coverage import Part, activities_by_theme, sheet
from tests.courses.leading import HOME, TOGETHER, finish_all_but, mark, open_run, people_in
from tests.courses.working import leader_of


def page_for(run, viewer=None, **asked) -> ProgressPage:
    """The page as this person gets it, in bokmål."""
    from courses.access import run_for_worker

    viewer = viewer or leader_of(run)
    return ProgressPage(viewer, run_for_worker(viewer, run.pk), "nb", Wanted.of(asked))


@pytest.mark.req(44)
@pytest.mark.django_db
def test_a_theme_is_begun_by_one_and_gone_through_by_all() -> None:
    """R44 «Likepersonsrollen» is a topic of the training. Fails if a module's theme were not what coverage goes by."""
    run = open_run()
    first, second = people_in(run, "Arne Dahl", "Elin Foss")
    role = page_for(run).themes[0]
    assert (role.title, role.word) == (str(Theme.ROLE.label), "kommer")
    mark(first, HOME)
    role = page_for(run).themes[0]
    assert (role.word, [part.how_many for part in role.parts[:2]]) == ("i gang", ["1 av 2", "0 av 2"])
    finish_all_but(first)
    finish_all_but(second)
    role = page_for(run).themes[0]
    assert (role.word, role.in_words) == ("gjennomgått", "Alle har gjort 6 av de 6 delene.")


@pytest.mark.django_db
def test_a_cancelled_run_counts_all_who_were_under_way_and_promises_nothing() -> None:
    """Fails when only who is on a pause is counted, or when a theme of a run that is over is still to come."""
    run = open_run()
    first, _second = people_in(run, "Arne Dahl", "Elin Foss")
    people_in(run, "Pia Pause", state=EnrolmentState.PAUSED)
    mark(first, HOME)
    planning.cancel_run(course_run=run, by=None)
    assert page_for(run).themes[0].parts[0].how_many == "1 av 3"
    words = {row.name: themes[0].word for row, themes in page_for(run).people_and_themes}
    assert words == {"Arne Dahl": "i gang", "Elin Foss": "ikke gjennomgått", "Pia Pause": "ikke gjennomgått"}


@pytest.mark.django_db
def test_a_theme_the_course_has_no_module_for_is_said_to_be_missing() -> None:
    """The small course has one module: the other six themes are not hidden, and not called to come."""
    words = [line.word for line in page_for(open_run()).themes]
    assert words == ["kommer", *["ikke med på dette kurset"] * 6]


@pytest.mark.django_db
def test_each_person_has_the_themes_with_what_they_did() -> None:
    """Which theme, by what; and nothing of what was written."""
    run = open_run()
    arne, _elin = people_in(run, "Arne Dahl", "Elin Foss")
    mark(arne, HOME, TOGETHER)
    found = [(row.name, themes[0].word, themes[0].by_what) for row, themes in page_for(run).people_and_themes]
    assert found == [
        ("Arne Dahl", "i gang", "reflection 1.2 og group_reflection 1.3"),
        ("Elin Foss", "kommer", ""),
    ]


@pytest.mark.django_db
def test_who_is_only_invited_or_has_withdrawn_is_not_counted() -> None:
    """The numbers are of those who take part."""
    run = open_run()
    (arne,) = people_in(run, "Arne Dahl")
    people_in(run, "Ida Invitert", state=EnrolmentState.INVITED)
    people_in(run, "Ove Over", state=EnrolmentState.WITHDRAWN)
    mark(arne, HOME)
    assert page_for(run).themes[0].parts[0].how_many == "1 av 1"


@pytest.mark.django_db
def test_the_starter_course_covers_all_seven_themes(starter_course) -> None:
    """R44–R50: the mapping lies in the course itself, and an editor's module can carry any of the seven."""
    outline = Outline.of(starter_course, "nb")
    by_theme = activities_by_theme(outline, [a for a in outline.activities if a.required])
    assert list(by_theme) == list(SEED_THEMES)
    assert [len(activities) > 0 for activities in by_theme.values()] == [True] * 7
    titles = {module.theme: module.title for module in outline.modules}
    assert titles[Theme.ROLE] == ModulePage.objects.descendant_of(starter_course).get(theme=Theme.ROLE).title


def test_the_half_shape_lies_left_in_its_own_room() -> None:
    """The picture is drawn in its own units: no style, and nothing that the policy on styles would stop."""
    part = Part(activity=None, done=1, total=2, place=2)
    assert (part.state, part.x, part.half) == ("later", 60, "M60 4a8 8 0 0 0 0 16z")


@pytest.mark.django_db
def test_the_file_of_a_course_that_is_over_says_what_the_screen_says() -> None:
    """What was to come did not come. Fails if the file had its words by the state alone."""
    run = open_run()
    people_in(run, "Arne Dahl")
    planning.close_run(course_run=run, by=None)
    [(_row, themes)] = page_for(run).people_and_themes
    assert (themes[0].word, sheet(page_for(run).whole_themes)[1]) == (
        "ikke gjennomgått",
        ["Arne Dahl", *(theme.word for theme in themes)],
    )
