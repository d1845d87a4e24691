"""Two guards over every test: a logged ERROR fails it, and so does an unknown variable in our own templates."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Generator
from pathlib import Path

import pytest
from django.template import engines
from django.template.base import FilterExpression, Node

OUR_TEMPLATES = str(Path(__file__).resolve().parents[1] / "templates") + "/"


class ErrorCollector(logging.Handler):
    """Keeps what was logged at ERROR or above since the last look."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def take(self) -> list[logging.LogRecord]:
        taken, self.records = self.records, []
        return taken


class UnknownVariable(str):
    """Django's `string_if_invalid` that remembers unknown variables of our own templates.

    In templates of Wagtail, allauth and Django it is an ordinary empty string, because theirs do rely on that.
    `{{ word|default:"…" }}` is the way to say that a variable may be missing.
    """

    found: list[str]

    def __new__(cls) -> UnknownVariable:
        self = super().__new__(cls, "")
        self.found = []
        return self

    def __bool__(self) -> bool:
        return _our_template() is not None

    def __contains__(self, part: object) -> bool:
        return part == "%s" and bool(self)

    def __mod__(self, variable: object) -> str:
        self.found.append(f"{_our_template()}: {variable}")
        return ""

    def take(self) -> list[str]:
        taken, self.found[:] = list(self.found), []
        return taken


def _our_template() -> str | None:
    """The template of ours that is being rendered right now, or None when it is somebody else's."""
    frame = inspect.currentframe()
    while frame := frame.f_back if frame else None:
        subject = frame.f_locals.get("self")
        if isinstance(subject, FilterExpression) and _may_be_missing(subject):
            return None
        if isinstance(subject, Node):
            name = str(getattr(getattr(subject, "origin", None), "name", ""))
            return name.removeprefix(OUR_TEMPLATES) if name.startswith(OUR_TEMPLATES) else None
    return None


def _may_be_missing(expression: FilterExpression) -> bool:
    """Whether the template itself says what to show when the variable is missing."""
    return bool(expression.filters) and expression.filters[0][0].__name__ in {"default", "default_if_none"}


errors = ErrorCollector()
unknown = UnknownVariable()


@pytest.fixture(scope="session", autouse=True)
def _guards_in_place() -> Generator[None]:
    logging.getLogger().addHandler(errors)
    yield
    logging.getLogger().removeHandler(errors)


@pytest.fixture(autouse=True)
def _our_templates_know_their_variables(_guards_in_place: None) -> None:
    engines["django"].engine.string_if_invalid = unknown


def _verdict(item: pytest.Item) -> None:
    """Fail `item` for what happened while it ran. A test that means to log an ERROR says so by a mark."""
    expected = {name for mark in item.iter_markers("logs_errors") for name in mark.args}
    logged = [record for record in errors.take() if record.name not in expected]
    variables = unknown.take()
    if logged:
        told = "\n".join(f"{record.name}: {record.getMessage()}" for record in logged)
        pytest.fail(f"Logged as ERROR while this test ran:\n{told}", pytrace=False)
    if variables:
        told = "\n".join(sorted(set(variables)))
        pytest.fail(f"Unknown variables in our templates:\n{told}", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    errors.take()
    unknown.take()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    result = yield
    _verdict(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    result = yield
    _verdict(item)
    return result
