"""Each group of docs/hard-cases.md has a test that is named after it."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
GROUPS = [int(number) for number in re.findall(r"^\| (\d+) \|", (TESTS.parent / "docs" / "hard-cases.md").read_text(encoding="utf-8"), re.M)]


def test_each_hard_case_has_a_test_of_its_number() -> None:
    named = {int(number) for path in TESTS.rglob("test_*.py") for number in re.findall(r"^(?:async )?def test_(\d\d)_", path.read_text(encoding="utf-8"), re.M)}
    assert list(range(1, len(GROUPS) + 1)) == GROUPS
    assert sorted(set(GROUPS) - named) == []
    assert sorted(named - set(GROUPS)) == [], "a number that the page does not explain"
