"""``extract --learn``: every line has its result, and the order of lines and pages does not matter."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from headwater.cli import learnt
from support import repeating

if TYPE_CHECKING:
    from cli.conftest import Command


def written(folder: Path, *numbers: int, pages: int = 5) -> tuple[list[dict[str, Any]], dict[str, repeating.Made]]:
    """Pages of outlets as files, and the lines that name them."""
    given, made = [], {}
    for number in numbers:
        for count, one in enumerate(repeating.outlet(number, pages=pages)):
            path = folder / f"{number}-{count}.html"
            path.write_bytes(one.page.body)
            given.append({"id": path.stem, "url": one.page.url, "path": str(path)})
            made[path.stem] = one
    return given, made


def told(found: Any) -> dict[str, dict[str, Any]]:
    return {one["id"]: {key: value for key, value in one.items() if key != "ms"} for one in found}


def test_pages_teach_each_other_whatever_their_order(tmp_path: Path) -> None:
    given, made = written(tmp_path, 0, 9)
    alone, _ = written(tmp_path, 17, pages=2)
    first = told(learnt.learnt(iter([*given, *alone])))
    assert len(first) == 12
    for name, one in made.items():
        body = first[name]["body"].split("\n")
        assert not set(one.repeated) & set(body) and set(one.lines) <= set(body)
    random.Random(3).shuffle(given)
    assert told(learnt.learnt(iter([*alone, *given]))) == first
    assert {key: first[key] for key in ("17-0", "17-1")} == told(map(learnt.study_result, alone)), "two pages teach nothing"


def test_an_outlet_that_was_redesigned_is_read_by_what_it_was_at_each_time(tmp_path: Path) -> None:
    pages = repeating.outlet(0, pages=80, redesign=40)
    given = []
    for count, one in enumerate(pages):
        path = tmp_path / f"{count}.html"
        path.write_bytes(one.page.body)
        given.append({"id": count, "url": one.page.url, "path": str(path)})
    found = told(learnt.learnt(iter(given)))
    for count, one in enumerate(pages):
        body = found[count]["body"].split("\n")  # pyright: ignore[reportArgumentType]
        assert set(one.lines) <= set(body)
        assert not set(one.repeated) & set(body), count


@pytest.mark.slow
def test_the_command_answers_every_line(command: Command, tmp_path: Path) -> None:
    given, _ = written(tmp_path, 0, pages=4)
    given += [{"id": "gone", "url": "https://x.example/", "path": str(tmp_path / "none.html")}]
    done = command("extract", "--jsonl", "--learn", given=b"no json\n" + b"".join(json.dumps(one).encode() + b"\n" for one in given))
    assert done.status == 0, done.err
    assert sorted(str(one["id"]) for one in done.lines) == sorted(["None", "gone", *(one["id"] for one in given[:4])])
    assert sum("error" in one for one in done.lines) == 2
    assert all("lesson" not in one and "line" not in one for one in done.lines)
