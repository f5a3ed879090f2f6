"""outlets add, import, export, list and check, against the sample web."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headwater.sample import server, truth

if TYPE_CHECKING:
    from pathlib import Path

    from cli.conftest import Command

pytestmark = pytest.mark.slow


def test_a_front_page_is_enough_to_add_an_outlet(command: Command, sample: server.Running) -> None:
    address = f"http://the-millrace.localhost:{sample.port}/"
    told = command("outlets", "add", address, "--json")
    assert told.status == 0, told.err
    assert told.json["new"] == 1
    assert told.json["feeds"][0].startswith(address)
    again = command("outlets", "add", address)
    assert "known already" in again.out
    every = command("outlets", "add", address, "--all")
    assert every.status == 0 and "+ " in every.out
    listed = command("outlets", "list", "--json").json
    assert len(listed) == 1 and len(listed[0]["feeds"]) >= 2


def test_a_feed_that_is_not_there_is_told(command: Command, sample: server.Running) -> None:
    told = command("outlets", "add", f"http://nobody.localhost:{sample.port}/")
    assert told.status == 1
    assert told.err.startswith("headwater: no feed found at")


def test_private_addresses_are_refused_with_a_reason(command: Command, sample: server.Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADWATER_FETCH__ALLOWED_NETWORKS", "[]")
    told = command("outlets", "add", f"http://the-millrace.localhost:{sample.port}/")
    assert told.status == 1
    assert "guard" in told.err or "private" in told.err or "allowed" in told.err


def test_opml_goes_in_and_comes_out_again(command: Command, sample: server.Running, tmp_path: Path) -> None:
    (tmp_path / "sample.opml").write_text(truth.catalogue(sample.port))
    told = command("outlets", "import", str(tmp_path / "sample.opml"), "--json")
    assert told.json == {"file": str(tmp_path / "sample.opml"), "new_feeds": 21, "changed_outlets": 0}
    assert "0 new feed(s)" in command("outlets", "import", "-", given=truth.catalogue(sample.port)).out
    out = command("outlets", "export").out
    assert out.count("xmlUrl=") == 21 and "مرسى اليوم" in out
    (tmp_path / "again.opml").write_text(out)
    assert "0 new feed(s)" in command("outlets", "import", str(tmp_path / "again.opml")).out
    listed = command("outlets", "list").out
    assert "not yet polled" in listed and "Harbour Courier" in listed


def test_check_asks_every_feed_and_saves_nothing(command: Command, sample: server.Running, tmp_path: Path) -> None:
    (tmp_path / "sample.opml").write_text(truth.catalogue(sample.port))
    command("outlets", "import", str(tmp_path / "sample.opml"))
    well = command("outlets", "check", "--outlet", "sauti")
    assert well.status == 0
    assert "ok, json1.1" in well.out and "1 of 1 feeds answer well." in well.out
    told = command("outlets", "check", "--outlet", "counting", "--json")
    assert told.status == 1
    assert [one["answer"].split(",")[0] for one in told.json if "feed.xml" in one["feed"]] == ["ok"]
    assert next(one["answer"] for one in told.json if "markets" in one["feed"]).startswith("status")
    assert command("status", "--json").json["counts"]["feeds_polled"] == 0


def test_a_file_imported_again_brings_its_rules_up_to_date(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = '[[outlet]]\nname = "A"\nhome = "https://a.example/"\nfeeds = ["https://a.example/rss"]\n'
    file.write_text(text)
    assert "1 new feed(s) from" in command("outlets", "import", str(file)).out
    file.write_text(text + 'kind = "paper"\n[outlet.rules]\ninclude_url = ["/news/"]\n')
    assert command("outlets", "import", str(file)).out == f"0 new feed(s) from {file}, other facts or rules of 1 known outlet(s).\n"
    file.write_text(text)
    assert command("outlets", "import", str(file), "--json").json["changed_outlets"] == 0
    listed = command("outlets", "list", "--json").json
    assert listed[0]["about"]["kind"] == "paper" and listed[0]["rules"]["include_url"] == ["/news/"]
    file.write_text(text + "rules = {}\n")
    assert command("outlets", "import", str(file), "--json").json["changed_outlets"] == 1


@pytest.mark.parametrize(("name", "body"), [("empty.opml", b""), ("page.opml", b"<html><p>no</p></html>"), ("bad.toml", b"[[outlet]]\nname = 1")])
def test_a_file_without_outlets_is_refused(command: Command, tmp_path: Path, name: str, body: bytes) -> None:
    (tmp_path / name).write_bytes(body)
    told = command("outlets", "import", str(tmp_path / name))
    assert told.status == 2
    assert name in told.err and "Traceback" not in told.err
