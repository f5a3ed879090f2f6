"""Stages on JSON lines: a result for every line, whatever stands in it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from cli import failing
from headwater.cli import spread
from support.world import item, rss

if TYPE_CHECKING:
    from pathlib import Path

    from cli.conftest import Command

pytestmark = pytest.mark.slow
BAD = b'not json\n[1, 2]\n"text"\n\n\xff\xfe{}\n' + b"[" * 100_000 + b"\n"
TEXT = (
    "The harbour authority closed the northern lock on Sunday after divers found a crack in its lower gate. "
    "Ships of more than forty metres must wait outside until engineers have measured the damage, it said. "
    "The lock was built in 1931 and last repaired eleven years ago; the council had put the work off twice. "
)


def lines(*values: Any) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in values)


def by_id(found: list[Any]) -> dict[Any, Any]:
    return {one.get("id"): one for one in found}


def test_extract_reads_pages_and_survives_bad_lines(command: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<html lang=en><head><title>Lock closed</title></head><body><article><h1>Lock closed</h1><p>{TEXT}</p><p>{TEXT}</p></article></body></html>")
    (tmp_path / "bytes.html").write_bytes(bytes(range(256)) * 50)
    given = BAD + lines(
        {"id": "a", "url": "https://tide.example/news/lock", "path": str(page)},
        {"id": "b", "url": "https://tide.example/", "path": str(tmp_path / "bytes.html")},
        {"id": "c", "url": "https://tide.example/", "path": str(tmp_path / "missing.html")}, {"id": "d"}, {"id": "\ud800"},
    )  # fmt: skip
    done = command("extract", "--jsonl", given=given)
    assert done.status == 0, done.err
    assert len(done.lines) == 5 + 5
    found = by_id(done.lines)
    assert found["a"]["kind"] == "article" and found["a"]["title"] == "Lock closed"
    assert found["b"]["kind"] == "not_article"
    assert "FileNotFoundError" in found["c"]["error"] and "KeyError" in found["d"]["error"]
    assert len([one for one in done.lines if one["id"] is None and "error" in one]) == 5


def test_parse_robots_and_language_answer_every_line(command: Command, tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(item("lock", title="Lock closed")))
    done = command("parse", "--jsonl", given=BAD + lines({"id": 1, "path": str(feed)}, {"id": 2, "path": "/missing"}, {"id": 3}))
    found = by_id(done.lines)
    assert done.status == 0 and len(done.lines) == 8
    assert [one["title"] for one in found[1]["entries"]] == ["Lock closed"]
    assert "error" in found[2] and "error" in found[3]
    rules = "User-agent: *\nDisallow: /private/"
    cases = [{"id": n, "robots": rules, "agent": "Headwater", "url": f"https://tide.example/{path}"} for n, path in enumerate(("news", "private/x"))]
    assert {one["id"]: one["allowed"] for one in command("robots", "--jsonl", given=lines(*cases)).lines} == {0: True, 1: False}
    told = command("language", "--jsonl", given=BAD + lines({"id": "x", "title": "Die Schleuse ist seit Sonntag gesperrt"}, {"id": "y", "title": 5}))
    assert by_id(told.lines)["x"]["language"] == "de"
    assert len(told.lines) == 7


def test_cluster_and_dedup_pass_bad_lines_by(command: Command) -> None:
    other = "A late frost has cost the orchards of the upper valley a third of this year's blossom, growers said on Monday. " * 3
    texts = lines(
        {"id": 1, "title": "Lock closed", "text": TEXT, "outlet": "a"}, {"id": 2, "title": "Frost", "text": other, "outlet": "b"},
        {"id": 3, "title": "Lock shut", "text": TEXT, "outlet": "c"}, {"id": 4}, {"id": 5, "title": None, "text": ["x"]},
    )  # fmt: skip
    told = command("dedup", "--jsonl", given=BAD + texts)
    assert told.status == 0, told.err
    assert any({1, 3} <= set(one.values()) for one in told.lines if "error" not in one for one in [{k: v for k, v in one.items() if isinstance(v, int | str)}])
    told = command("cluster", "--jsonl", given=BAD + texts)
    assert told.status == 0, told.err
    stories = {one["id"]: one.get("story") for one in told.lines}
    assert stories[1] == stories[3] != stories[2]


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_a_line_that_raises_dies_or_hangs_spoils_no_other(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "SECONDS", 3.0)
    monkeypatch.setattr(spread, "_way", lambda: way)
    bad = [{"id": do, "do": do} for do in ("raise", "die", "hang", "kill")]
    wanted = [{"id": n, "do": "well"} for n in range(20)] + bad + [{"id": n, "do": "well"} for n in range(20, 40)]
    results = list(spread.over_cores(failing.obey, wanted, batch=4))
    found = by_id(results)
    assert len(results) == len(found) == 44
    assert found["raise"]["error"] == "RuntimeError: no"
    assert all("error" in found[one["id"]] for one in bad)
    assert not [n for n in range(40) if "error" in found[n]]


def test_when_all_processes_die_at_once_the_work_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread.os, "cpu_count", lambda: 1)
    wanted = [{"id": n, "do": "kill" if n in {3, 5} else "well"} for n in range(12)]
    found = by_id(list(spread.over_cores(failing.obey, wanted, batch=1)))
    assert sorted(n for n, one in found.items() if "error" in one) == [3, 5]
    assert len(found) == 12


def test_processes_are_forked_only_where_there_is_one_thread() -> None:
    ask = "from headwater.cli import spread; print(spread._way())"
    alone = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
    thread = "import threading, time; threading.Thread(target=time.sleep, args=[30], daemon=True).start()\n"
    beside = subprocess.run([sys.executable, "-c", thread + ask], capture_output=True, text=True, check=True).stdout.strip()
    assert (alone, beside) == ("fork" if sys.platform == "linux" else "spawn", "spawn")


def test_a_stage_on_lines_starts_without_the_other_rooms(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss(item("lock", title="Lock closed")))
    code = ("import sys; sys.argv = ['headwater', 'parse', '--jsonl']; from headwater.cli import main; main.main(); "
            "print(sorted({'typer', 'sqlalchemy', 'pydantic', 'aiohttp', 'numpy'} & set(sys.modules)), file=sys.stderr)")
    done = subprocess.run([sys.executable, "-c", code], input=lines({"id": 1, "path": str(feed)}), capture_output=True, check=True)
    assert json.loads(done.stdout)["entries"][0]["title"] == "Lock closed"
    assert done.stderr.decode().strip() == "[]"
