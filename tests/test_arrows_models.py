"""The arrows between the rooms hold for the database too: no foreign key points upwards."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model

# From the bottom up. Whoever stands higher may point down, never the other way.
FLOORS = {"people": 0, "courses": 1, "certificates": 2, "approvals": 3, "home": 4}
OURS = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in FLOORS]


def upward(model: type[Model]) -> list[str]:
    """The fields of `model` that point to a higher floor."""
    floor = FLOORS[model._meta.app_label]
    return [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation
        and not field.auto_created
        and isinstance(field.related_model, type)
        and FLOORS.get(field.related_model._meta.app_label, -1) > floor
    ]


def test_every_room_has_models_to_look_at() -> None:
    assert {model._meta.app_label for model in OURS} == set(FLOORS)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_field_points_to_a_higher_floor(model: type[Model]) -> None:
    assert upward(model) == []


def test_an_upward_field_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test can fail: with approvals at the bottom, its fields point up."""
    monkeypatch.setitem(FLOORS, "approvals", -1)
    assert "approvals.Case.enrolment -> courses.Enrolment" in upward(apps.get_model("approvals", "Case"))


def test_approvals_point_into_courses_at_two_rows_only() -> None:
    """A case names the enrolment and the signature it began with, and its trace the enrolment; every fact about them comes
    through handover.py.
    """
    found = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("approvals").get_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and isinstance(field.related_model, type)
        and field.related_model._meta.app_label == "courses"
    ]
    assert found == ["Case.enrolment", "Case.signature", "ClosedCase.enrolment"]
