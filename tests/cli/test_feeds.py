"""feeds list, show and try, against the sample web."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from e2e import harness
from headwater import app, model
from headwater.pipeline import enrol
from headwater.sample import server, truth
from headwater.store import codec, entries, feeds

if TYPE_CHECKING:
    from pathlib import Path

    from cli.conftest import Command

pytestmark = pytest.mark.slow


def test_a_feed_is_walked_aloud_from_its_robots_file_to_its_entries(command: Command, sample: server.Running) -> None:
    home = f"http://the-millrace.localhost:{sample.port}/"
    told = command("feeds", "try", home, "--json")
    assert told.status == 0, told.err
    steps = [one["step"] for one in told.json["steps"]]
    assert steps[:3] == ["robots", "fetch", "parse"] and "discovery" in steps and "chosen" in steps and steps[-1] == "entry"
    chosen = next(one["said"] for one in told.json["steps"] if one["step"] == "chosen")
    aloud = command("feeds", "try", chosen)
    assert aloud.status == 0 and "allows" in aloud.out and "status 200" in aloud.out and "entries" in aloud.out
    assert command("feeds", "list", "--json").json["feeds"] == []  # nothing was enrolled


def test_an_address_without_entries_is_told_with_the_step_that_failed(command: Command, sample: server.Running) -> None:
    told = command("feeds", "try", f"http://nobody.localhost:{sample.port}/")
    assert told.status == 1 and "no entries were found from" in told.err and "discovery" in told.out


def test_rules_are_tried_before_they_are_recorded(command: Command, sample: server.Running, tmp_path: Path) -> None:
    home = f"http://the-millrace.localhost:{sample.port}/"
    feed = next(one["said"] for one in command("feeds", "try", home, "--json").json["steps"] if one["step"] == "chosen")
    titles = [one["title"] for one in command("feeds", "try", feed, "--json").json["steps"] if one["step"] == "entry" and "title" in one]
    word = next(word for word in titles[0].split() if word.isascii() and word.isalpha())
    (tmp_path / "rules.toml").write_text(
        f'[[outlet]]\nname = "Millrace"\nhome = "{home}"\nfeeds = ["{feed}"]\nkind = "paper"\n[outlet.rules]\nexclude_title = ["{word}"]\n')
    told = command("feeds", "try", feed, "--rules", str(tmp_path / "rules.toml"))
    assert told.status == 0 and f"exclude_title: {word}" in told.out and titles[0] not in [line for line in told.out.splitlines() if line.startswith("entry")]
    (tmp_path / "wrong.toml").write_text((tmp_path / "rules.toml").read_text().replace(f'"{word}"', '"(a+)+$"'))
    assert command("feeds", "try", feed, "--rules", str(tmp_path / "wrong.toml")).status == 2


def test_show_says_what_a_feed_did_and_why_it_is_asked_when(command: Command, sample: server.Running, tmp_path: Path) -> None:
    (tmp_path / "sample.opml").write_text(truth.catalogue(sample.port))
    command("outlets", "import", str(tmp_path / "sample.opml"))
    feed = next(one["feed"]["url"] for one in command("feeds", "list", "--match", "millrace", "--json").json["feeds"])
    assert "new" in command("feeds", "show", feed).out
    assert command("poll").status == 0
    told = command("feeds", "show", feed)
    assert told.status == 0, told.err
    for wanted in (feed, "next poll in", "when it was set", "robots.txt read", "last outcomes", "brought", "status 200", "newest entries", "█"):
        assert wanted in told.out, wanted
    known = command("feeds", "show", feed, "--json").json
    assert known[0]["log"]["recent"][0]["result"] == "brought" and known[0]["row"]["known"]["history"]["why"]
    assert "ok" in command("feeds", "list", "--how", "ok").out
    assert command("feeds", "show", "https://nobody.example/feed").status == 2


def test_an_entry_too_old_to_be_news_is_said_to_be_remembered_without_an_article(command: Command, folder: Path) -> None:
    store, now = app.open_store(harness.settings(folder)), app.now()
    one = enrol.Enrolment(name="Tide", home_url="https://tide.example/", feed_urls=("https://tide.example/feed",))
    enrol.enrol_all(store, [one], now=now)
    with store.write() as conn:
        feed_id = next(known.feed.id for known in feeds.every(conn))
        old = model.Entry(entry_id="7", url="https://tide.example/2019/lock", title="The lock of 2019")
        entries.add(conn, [entries.NewEntry(feed_id=feed_id, key="7", article_id=entries.NO_ARTICLE, digest="d", payload=codec.dump(old))], now=now)
    store.close()
    assert "The lock of 2019  (remembered without an article: over a year old" in command("feeds", "show", "https://tide.example/feed").out
    told = command("explain", "https://tide.example/2019/lock")
    assert told.status == 1 and "over a year old" in told.err and feed_id in told.err
    assert "no article is known" in command("explain", "https://tide.example/2019/loc").err


def test_what_a_feed_is_called_and_what_failed_is_said_once(command: Command, sample: server.Running, tmp_path: Path) -> None:
    feed = f"http://counting-house.localhost:{sample.port}/feeds/markets.xml"
    (tmp_path / "one.toml").write_text(f'[[outlet]]\nname = "House"\nhome = "http://counting-house.localhost:{sample.port}/"\nfeeds = ["{feed}"]\n')
    assert command("outlets", "import", str(tmp_path / "one.toml")).status == 0
    new = command("feeds", "show", "counting-house.localhost")  # without its port
    assert new.status == 0 and feed in new.out and "kind not known, new" in new.out
    command("poll", feed)
    told = command("feeds", "show", feed)
    assert "in a row: status 500" in told.out and "status: status" not in told.out
    tried = command("feeds", "try", f"http://counting-house.localhost:{sample.port}/")
    assert "no feed, but a page of HTML" in tried.out
    assert "pictures where signals and licences allow them" in command("outlets", "policy", "House").out
    assert "None of them is like that." in command("feeds", "list", "--match", "nobody").out
    nothing = command("outlets", "check", "--outlet", "nobody")
    assert nothing.status == 0 and "none was asked" in nothing.out
