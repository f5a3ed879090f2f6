"""Each locale keeps its own words, whichever was asked for first."""

from __future__ import annotations

import ast
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import headwater
from headwater import cldr
from headwater.parse import dates

DAY = datetime(2025, 6, 17, 15, 4, tzinfo=UTC)
ASKED = ("ts", "nd", "he", "no", "fr", "ps", "ckb", "cy", "de", "sn", "zu", "uk", "pl", "bho")


def written(name: str) -> list[str]:
    locale = cldr.Locale.parse(name)
    return [cldr.dates.format_date(DAY, "LLLL", locale=locale), cldr.dates.format_skeleton("MMMd", DAY, locale=locale),
            cldr.dates.format_date(DAY, "medium", locale=locale), cldr.dates.format_date(DAY, "full", locale=locale)]


def alone(name: str) -> list[str]:
    """What a fresh process writes, that has asked for no other locale."""
    code = "import sys; sys.path.insert(0, sys.argv[2]); from tests.test_cldr import written; print(repr(written(sys.argv[1])))"
    root = str(Path(__file__).parents[1])
    return ast.literal_eval(subprocess.run([sys.executable, "-X", "utf8", "-c", code, name, root], capture_output=True, text=True, check=True).stdout)


def test_a_locale_after_others_writes_what_it_writes_alone() -> None:
    asked = list(ASKED)
    random.shuffle(asked)
    first = {name: written(name) for name in asked}
    asked.reverse()
    assert {name: written(name) for name in asked} == first
    for name in ("nd", "ps", "no"):
        assert first[name] == alone(name)


@pytest.mark.parametrize(("first", "language", "line"), [("ts", "nd", "17 Nhlangula 2025"), ("nd", "ts", "17 Khotavuxika 2025")])
def test_months_are_read_in_the_language_asked_for_alone(first: str, language: str, line: str) -> None:
    dates.named("17 June 2025", first)
    assert dates.named(line, language) == datetime(2025, 6, 17, tzinfo=UTC)


def test_nobody_imports_babel_past_it() -> None:
    root = Path(headwater.__file__).parent
    wrong = []
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "babel" for name in names) and path.name != "cldr.py":
                wrong.append(str(path.relative_to(root)))
    assert not wrong
