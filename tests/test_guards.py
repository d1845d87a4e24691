"""The two guards of `tests/guards.py` see what they should see, and nothing else."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from django.template import Context, Origin, Template

from tests.guards import OUR_TEMPLATES, errors, unknown
from tests.requirement_report import ranges, sentence


def render(code: str, name: str, **values: object) -> str:
    return Template(code, origin=Origin(name=name)).render(Context(values))


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("{{ nobody }}", ["planted.html: nobody"]),
        ("{% if 1 %}{{ person.shoe_size }}{% endif %}", ["planted.html: person.shoe_size"]),
        ("{{ nobody|upper }}", ["planted.html: nobody"]),
        (
            "{% load i18n %}{% blocktranslate %}Dear {{ nobody }}{% endblocktranslate %}",
            ["planted.html: nobody"],
        ),
        ("{{ nobody|default:'' }}", []),
        ("{% if nobody %}yes{% endif %}", []),
        ("{{ person.name }}", []),
    ],
)
def test_unknown_variables_in_our_templates_are_seen(code: str, seen: list[str]) -> None:
    render(code, OUR_TEMPLATES + "planted.html", person={"name": "Kari"})
    assert unknown.take() == seen


def test_templates_of_others_render_as_they_always_do() -> None:
    text = render("[{{ nobody }}][{{ nobody|default:'none' }}]", "/somewhere/wagtailadmin/base.html")
    assert (text, unknown.take()) == ("[][none]", [])


def test_a_logged_error_is_seen_and_a_warning_is_not() -> None:
    logging.getLogger("courses").warning("late")
    logging.getLogger("courses").error("broken")
    assert [record.getMessage() for record in errors.take()] == ["broken"]


@pytest.mark.logs_errors("courses.planted")
def test_an_error_that_a_test_announces_does_not_fail_it() -> None:
    logging.getLogger("courses.planted").error("as expected")


@pytest.fixture
def elsewhere(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A folder with a test run of its own, which uses our plugins."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[1]))
    pytester.makeini("[pytest]\nmarkers =\n    req(n): planted\n    logs_errors(*loggers): planted\n")
    pytester.makeconftest('pytest_plugins = ["tests.guards", "tests.requirement_report"]')
    return pytester


def test_the_guards_fail_the_test_in_which_it_happened(elsewhere: pytest.Pytester) -> None:
    elsewhere.makepyfile(
        """
        import logging
        import pytest
        from django.template import Context, Origin, Template
        from tests.guards import OUR_TEMPLATES

        def test_error():
            logging.getLogger("courses").error("broken")

        def test_variable():
            Template("{{ nobody }}", origin=Origin(name=OUR_TEMPLATES + "x.html")).render(Context())

        @pytest.mark.logs_errors("certificates")
        def test_error_elsewhere():
            logging.getLogger("courses").error("broken")

        def test_quiet():
            logging.getLogger("courses").warning("late")
        """
    )
    result = elsewhere.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=3)
    result.stdout.fnmatch_lines(["*courses: broken*", "*x.html: nobody*"])


def test_the_account_counts_only_what_passed_everywhere() -> None:
    assert sentence({1, 2, 3}, {3}) == "Requirements proven: 2 of 80. Not yet: R3–R80."
    assert ranges([2, 3, 4, 9, 11, 12]) == "R2–R4, R9, R11–R12"


def test_a_requirement_is_proven_by_passing_tests_alone(elsewhere: pytest.Pytester) -> None:
    elsewhere.makepyfile(
        """
        import pytest

        @pytest.mark.req(7)
        def test_passes(): pass

        @pytest.mark.req(7, 8)
        def test_passes_too(): pass

        @pytest.mark.req(8)
        def test_fails(): assert False

        @pytest.mark.req(9)
        @pytest.mark.skip(reason="planted")
        def test_skipped(): pass
        """
    )
    result = elsewhere.runpytest_subprocess("-p", "no:cacheprovider", "--requirement-report", "account.json")
    result.stdout.fnmatch_lines(["Requirements proven: 1 of 80. Not yet: R1–R6, R8–R80."])
    assert (elsewhere.path / "account.json").read_text() == (
        '{"passed": [7, 8], "failed": [8], "counts": {"passed": 2, "failed": 1, "skipped": 1}}'
    )
