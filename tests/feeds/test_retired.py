"""The operator's list of stale addresses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from headwater.errors import ConfigError
from headwater.feeds import retired
from headwater.feeds.catalogue import CatalogueOutlet

GONE = retired.Retired(url="https://a.example/rss", why='gone: "Not\tFound" \x7f\\', on=date(2026, 11, 26))
MOVED = retired.Retired(url="https://b.example/rss", why="moved", on=date(2026, 11, 26), moved_to="https://b.example/feed")


def outlet(name: str, *feeds: str, sitemaps: tuple[str, ...] = ()) -> CatalogueOutlet:
    return CatalogueOutlet(name=name, home_url=f"https://{name}.example/", feeds=feeds, sitemaps=sitemaps)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / retired.NAME
    assert retired.read(path) == {}
    path.write_text(retired.text([MOVED, GONE]), encoding="utf-8")
    found = retired.read(path)
    assert list(found) == [GONE.url, MOVED.url] and found[MOVED.url] == MOVED
    assert found[GONE.url].why == 'gone: "Not\tFound" \\'
    assert found[GONE.url].moved_to == ""


def test_the_gone_are_left_out_and_the_moved_have_their_new_address() -> None:
    known = {GONE.url: GONE, MOVED.url: MOVED}
    outlets = (outlet("a", GONE.url), outlet("b", MOVED.url, "https://b.example/feed"), outlet("c", GONE.url, sitemaps=("https://c.example/s",)))
    b, c = retired.without(outlets, known)
    assert b.feeds == ("https://b.example/feed",)
    assert c.name == "c" and c.polled == ("https://c.example/s",)
    assert retired.without(outlets, {}) == outlets


@pytest.mark.parametrize("text", ["[[address]]\nurl = 1", "address = 3", "[[address]]\nurl = 'https://a.example/'\non = 'yesterday'", "x ="])
def test_a_list_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / retired.NAME
    path.write_text(text)
    with pytest.raises(ConfigError, match=retired.NAME):
        retired.read(path)
