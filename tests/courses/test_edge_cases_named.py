"""Every edge case that touches a trainee or a leader has a test that names it, so that one can find what tries it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TRAINEES = {1, 6, 20, 21, 22, 23, 24, 31, 32, 33, 34, 35, 36, 37, 41}
LEADERS = {1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 17, 18, 19, 34, 35, 41, 42}
NAMED = re.compile(r"[Ee]dge case (\d+)")


def named_in(source: str) -> set[int]:
    """The edge cases that the docstrings of tests in this file name."""
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef))
    words = (ast.get_docstring(node) or "" for node in functions if node.name.startswith("test_"))
    return {int(number) for text in words for number in NAMED.findall(text)}


def test_each_of_a_trainees_and_a_leaders_edge_cases_is_named_by_a_test():
    """Fails when the last test that names one of them goes."""
    files = sorted(Path(__file__).parents[1].rglob("test_*.py"))
    named = set().union(*(named_in(file.read_text(encoding="utf-8")) for file in files))
    assert (TRAINEES | LEADERS) - named == set()


def test_a_name_outside_a_tests_own_words_is_no_proof():
    source = '"""Edge case 7."""\n\ndef make():\n    """Edge case 8."""\n\ndef test_one():\n    """Edge case 9: so."""\n'
    assert named_in(source) == {9}
