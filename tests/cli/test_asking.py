"""status, doctor, explain, search, export, version: what they print, and how they end."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

import headwater
from headwater import app, config, notices
from headwater.actions import people
from headwater.cli import commands, running
from headwater.store import counts, schema
from support import desk

if TYPE_CHECKING:
    from pathlib import Path

    from cli.conftest import Command
    from support.world import World

LOCK = "https://tide.example/news/lock"


def names() -> list[list[str]]:
    found = [[one.name or one.callback.__name__] for one in commands.app.registered_commands if one.callback]  # pyright: ignore[reportFunctionMemberAccess]
    group = commands.app.registered_groups[0].typer_instance
    return [[], *found, ["outlets"], *([["outlets", one.name or ""] for one in group.registered_commands] if group else [])]


@pytest.mark.parametrize("words", names(), ids=" ".join)
def test_every_command_explains_itself(command: Command, words: list[str]) -> None:
    done = command(*[word.replace("_", "-") for word in words], "--help")
    assert done.status == 0
    assert "Usage: headwater" in done.out
    assert re.search(r"\n {1,2}[A-Z][^.]{10,}\.", done.out), done.out


def test_version_for_people_and_programs(command: Command) -> None:
    assert command("version").out.startswith(f"headwater {headwater.__version__} (Python 3.")
    assert command("version", "--json").json["version"] == headwater.__version__


def test_status_counts(command: Command, news: World) -> None:
    told = command("status")
    assert told.status == 0
    assert "Articles         2 (2 with their text; 0 pages to read, 0 to digest)" in told.out
    assert "Publications     2 (1 copies)" in told.out
    assert "https://dry.example/feed: fails" in told.out
    asked = command("status", "--json").json
    assert asked["counts"]["articles"] == 2
    assert asked["counts"]["feeds"] == 3
    assert [one["feed"]["url"] for one in asked["failing"]] == ["https://dry.example/feed"]


def test_status_of_an_empty_store(command: Command) -> None:
    told = command("status")
    assert told.status == 0
    assert "Newest poll      never" in told.out


def test_doctor_says_what_to_do(command: Command, news: World) -> None:
    told = command("doctor")
    assert told.status == 0
    assert "HEADWATER_SITE__MAIL" in told.out
    findings = command("doctor", "--json").json
    assert {one["what"]: one["well"] for one in findings}["store"] is True
    assert all(one["advice"] for one in findings if not one["well"])


def test_the_progress_of_run_counts_a_feed_that_never_answered_as_one_with_errors(news: World) -> None:
    with news.store.write() as conn:
        conn.execute(sa.update(schema.feed).values(polled_at=app.now(), succeeded_at=None, failures=0))
        feeds = counts.count(conn, now=app.now()).feeds
    assert feeds and f"feeds {feeds}/{feeds}" in running._line(news.store)
    assert running._line(news.store).endswith(f"feeds with errors {feeds}")
    with news.store.write() as conn:
        conn.execute(sa.update(schema.feed).values(succeeded_at=app.now()))
    assert running._line(news.store).endswith("feeds with errors 0")


def test_doctor_says_who_can_decide(command: Command, news: World, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.quick_hashes(monkeypatch)
    made = people.add(news.store, "Rea", "rea@site.example", [notices.Role.REVIEWER], by=people.COMMAND_LINE, now=app.now())
    found = {one["what"]: one for one in command("doctor", "--json").json}
    assert [found[role]["well"] for role in ("operators", "reviewers", "moderators")] == [False, False, False]
    assert people.redeem(news.store, made.token, desk.PASSWORD, now=app.now())
    monkeypatch.setenv("HEADWATER_COMMENTS__ENABLED", "false")
    found = {one["what"]: one for one in command("doctor", "--json").json}
    assert (found["reviewers"]["well"], found["reviewers"]["found"]) == (True, "rea@site.example")
    assert "moderators" not in found


def test_doctor_without_any_data_names_the_next_step(command: Command, folder: Path) -> None:
    told = command("doctor")
    assert told.status == 1
    assert "Run: headwater init" in told.out
    assert "Traceback" not in told.out + told.err


def test_doctor_of_a_damaged_store_ends_with_1(command: Command, folder: Path) -> None:
    folder.mkdir()
    (folder / "headwater.sqlite").write_bytes(b"this is no database " * 100)
    told = command("doctor")
    assert told.status == 1
    assert "WRONG  store:" in told.out and "Traceback" not in told.out + told.err


def test_explain_tells_the_whole_story(command: Command, news: World) -> None:
    told = command("explain", LOCK)
    assert told.status == 0
    for part in ("Lock closed", f"Reference   {LOCK}", "shown as    excerpt", "story "):
        assert part in told.out, part
    asked = command("explain", LOCK, "--json").json
    assert asked["reference"] == LOCK
    assert asked["shown"]["view"] == "excerpt"
    assert len(asked["copies"]) + bool(asked["copy_of"]) == 1
    again = command("explain", asked["id"], "--json").json
    ours = command("explain", f"https://news.example/article/{asked['id']}", "--json").json
    assert asked == again == ours


@pytest.mark.parametrize("address", ["https://tide.example/news/unknown", "nonsense", "0" * 32])
def test_explain_of_something_unknown_ends_with_1_and_a_way_on(command: Command, news: World, address: str) -> None:
    told = command("explain", address)
    assert told.status == 1
    assert told.err.startswith("headwater: no article")
    assert "headwater search" in told.err


def test_search_finds_and_says_when_there_is_nothing(command: Command, news: World) -> None:
    told = command("search", "northern", "lock")
    assert told.status == 0
    assert LOCK in told.out and "Tidewater Post" in told.out
    assert {one["reference_url"] for one in command("search", "lock", "--json").json} >= {LOCK}
    assert command("search", "zeppelin").out == "Nothing found.\n"
    assert command("search", "zeppelin", "--json").json == []
    assert len(command("search", "lock", "--limit", "1", "--json").json) == 1


def test_export_has_one_line_a_publication_and_a_fixed_shape(command: Command, news: World) -> None:
    lines = command("export", "--jsonl").lines
    assert len(lines) == 2
    for one in lines:
        assert list(one) == ["id", "reference_url", "headline", "outlet", "authors", "published", "language", "view",
                             "primary_url", "origin", "story", "copy_of"]  # fmt: skip
        assert one["reference_url"].startswith("https://")
        assert one["primary_url"]
    assert TEXT_PART not in command("export", "--jsonl").out
    assert sorted(one["copy_of"] is None for one in lines) == [False, True]


TEXT_PART = "Fishing boats may still pass"


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["nonsense"], 2, "No such command"),
        (["search"], 2, "Missing argument"),
        (["search", "x", "--limit", "0"], 2, "--limit"),
        (["status", "--config", "missing.toml"], 2, "no such settings file"),
        (["outlets", "import", "missing.opml"], 2, "no such file"),
        (["outlets", "import", "/"], 2, "is a folder"),
        (["outlets", "catalogue", "--country", "kenya"], 2, "there is no country 'kenya'"),
        (["outlets", "add", "ftp://files.example/"], 2, "not an address of the web"),
        (["poll", "https://nowhere.example/feed"], 2, "headwater outlets list"),
        (["extract"], 2, "--jsonl"),
    ],
)
def test_what_was_wrongly_asked_ends_with_2_and_says_what_to_do(
    command: Command, arguments: list[str], status: int, says: str
) -> None:
    told = command(*arguments)
    assert (told.status, "Traceback" in told.err) == (status, False)
    assert says in told.err


def test_a_wrong_setting_is_named_with_file_and_line(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[web]\nprot = 1\n")
    told = command("status", "--config", str(file))
    assert told.status == 2
    assert "own.toml" in told.err and "2" in told.err and "port" in told.err
    monkeypatch.setenv("HEADWATER_WEB__PROT", "1")
    assert "HEADWATER_WEB__PORT" in command("status").err


def test_a_data_folder_that_cannot_be_made_is_told(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HEADWATER_DATA", str(tmp_path / "file" / "data"))
    told = command("status")
    assert told.status == 2
    assert "HEADWATER_DATA" in told.err


def test_the_settings_written_for_the_sample_lead_every_command_to_its_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / 'of "the" demo 🌍'
    folder.mkdir()
    file = running._write_settings(app.sample_settings(config.load(), folder), folder)
    monkeypatch.delenv("HEADWATER_DATA", raising=False)
    told = config.load(file)
    assert told.data == folder and "127.0.0.0/8" in told.fetch.allowed_networks


def test_init_enrols_the_starter_outlets_once(command: Command) -> None:
    first = command("init")
    assert first.status == 0
    assert re.search(r"Enrolled \d{2,} feeds", first.out)
    assert "Start with: headwater run" in first.out
    again = command("init")
    assert again.status == 0 and "Enrolled" not in again.out


def test_asking_is_quick(command: Command, news: World) -> None:
    started = time.perf_counter()
    command("status")
    assert time.perf_counter() - started < 20
