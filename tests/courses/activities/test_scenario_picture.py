"""A scenario as a picture, and the same in words."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.utils import translation

from courses.activities.scenario.graph import Step, steps_in
from courses.activities.scenario.picture import draw
from courses.models import ScenarioPage

SVG = "{http://www.w3.org/2000/svg}"
WALK = [
    Step("start", (("a", "repair"), ("b", "end"))),
    Step("repair", (("a", "start"),)),
    Step("end", (), ends=True),
    Step("lonely", (("a", "end"),)),
    Step("stuck", ()),
    Step("astray", (("a", "nowhere"),)),
]


def parsed(svg: str) -> ElementTree.Element:
    """The drawing, which must be well-formed."""
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 – our own drawing


def test_every_step_has_a_box_and_every_choice_an_arrow_and_a_row():
    picture = draw("start", WALK)
    drawing = parsed(picture.svg)
    assert len(drawing.findall(f".//{SVG}rect")) == len(WALK)
    assert len(drawing.findall(f"{SVG}path")) == 4
    assert [(row.name, row.leads_to) for row in picture.rows][:3] == [
        ("start", "a → repair, b → end"),
        ("repair", "a → start"),
        ("end", ""),
    ]


def test_what_is_wrong_is_said_in_the_picture_and_in_the_table():
    with translation.override("nb"):
        picture = draw("start", WALK)
    remarks = {row.name: (row.remark, row.is_wrong) for row in picture.rows}
    assert remarks == {
        "start": ("her begynner det", False),
        "repair": ("", False),
        "end": ("en slutt", False),
        "lonely": ("ingen valg fører hit", True),
        "stuck": ("ingen valg fører hit", True),
        "astray": ("ingen valg fører hit", True),
    }
    assert picture.svg.count("stroke-dasharray") == 3


def test_a_dead_end_and_a_step_that_is_not_there_are_named():
    steps = [Step("start", (("a", "stuck"), ("b", "nowhere"))), Step("stuck", ())]
    with translation.override("nb"):
        remarks = [row.remark for row in draw("start", steps).rows]
    assert remarks == ["fører til «nowhere», som ikke finnes", "blindvei"]


def test_a_step_stands_below_all_that_lead_to_it():
    """`_layers`; a repair would otherwise stand beside where it leads, with the arrow through a box."""
    steps = [Step("start", (("a", "mend"), ("b", "end"))), Step("mend", (("a", "end"), ("b", "start")))]
    drawing = parsed(draw("start", [*steps, Step("end", (), ends=True)]).svg)
    heights = [int(box.get("y")) for box in drawing.iter(f"{SVG}rect")]
    assert heights == sorted(heights)
    assert len(set(heights)) == 3


def test_two_choices_to_the_same_step_share_an_arrow():
    drawing = parsed(
        draw("start", [Step("start", (("a", "end"), ("b", "end"))), Step("end", (), ends=True)]).svg
    )
    assert len(drawing.findall(f"{SVG}path")) == 1
    assert [text.text for text in drawing.findall(f"{SVG}text")] == ["a, b"]


def test_boxes_do_not_lie_on_each_other_and_stay_inside():
    drawing = parsed(draw("start", WALK).svg)
    places = [(int(box.get("x")), int(box.get("y"))) for box in drawing.iter(f"{SVG}rect")]
    assert len(set(places)) == len(places)
    _x, _y, wide, high = map(int, drawing.get("viewBox").split())
    assert all(0 <= x <= wide - 168 and 0 <= y <= high - 52 for x, y in places)


def test_names_an_editor_chose_are_words_and_no_markup():
    """`format_html`; a name with a bracket would otherwise end the picture, or begin a script."""
    picture = draw("<script>", [Step("<script>", (("&", "<script>"),), ends=True)])
    assert "<script>" not in picture.svg
    assert len(parsed(picture.svg).findall(f".//{SVG}rect")) == 1
    assert draw("start", []).rows == []


@pytest.mark.django_db
def test_every_scenario_of_the_starter_course_can_be_drawn(starter_course):
    for page in ScenarioPage.objects.descendant_of(starter_course):
        picture = draw(page.start, steps_in(page.steps))
        assert [row.name for row in picture.rows] == [step.name for step in steps_in(page.steps)]
        assert not any(row.is_wrong for row in picture.rows)
        assert "style=" not in picture.svg
