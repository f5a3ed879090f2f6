"""Politeness as the hosts see it: the whole worker gathers a small web, and the web's own log is looked through."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from headwater import app, config, engine
from headwater.pipeline import enrol
from headwater.store import feeds, hosts
from support.logged_web import LoggedWeb
from support.world import item, rss

DELAY, CRAWL_DELAY = 0.3, 1.0
HOSTS = [f"h{number}.example" for number in range(5)]
SLOW = "slow.example"  # asks for a pause of its own
WORDS = "The lock at the northern basin was closed after divers found a crack in the lower gate, the harbour office said. "


def _site(host: str, *slugs: str) -> dict[str, bytes]:
    delay = f"Crawl-delay: {CRAWL_DELAY}\n" if host == SLOW else ""
    pages = {
        f"/news/{slug}": f"<html><title>{slug}</title><article><h1>{slug}</h1><p>{WORDS * 6}</p></article>".encode() for slug in slugs
    }
    links = [item(slug, title=f"{slug} at {host}", host=host).replace("https:", "http:") for slug in (*slugs, "private")]
    return {
        "/robots.txt": f"User-agent: *\nDisallow: /news/private\n{delay}".encode(), **pages,
        "/feed.xml": rss(*links), "/world.xml": rss(*links[:2], title="World"),
    }


def _settings(folder: Path, port: int) -> config.Settings:
    file = folder / "headwater.toml"
    file.write_text(
        f'data = "{folder / "data"}"\n[fetch]\nproxy = "http://127.0.0.1:{port}"\nproxy_enforces_guard = true\n'
        f"delay = {DELAY}\n[gather]\nsnapshots = false\n[images]\nenabled = false\n[extract]\nprocesses = 1\n"
    )
    return config.load(file)


def _enrol(settings: config.Settings) -> None:
    store = app.open_store(settings)
    found = [
        enrol.Enrolment(name=host, home_url=f"http://{host}/", feed_urls=(f"http://{host}/feed.xml", f"http://{host}/world.xml"))
        for host in (*HOSTS, SLOW)
    ]
    enrol.enrol_all(store, found, now=app.now())
    store.close()


def _due(settings: config.Settings) -> None:
    store, now = app.open_store(settings), app.now()
    with store.write() as conn:
        for host in feeds.poll_now(conn, None, now=now):
            hosts.need(conn, host, now)
    store.close()


async def _three_rounds(folder: Path, web: LoggedWeb) -> tuple[int, int]:
    """Import, refresh, refresh with news; where the second and the third begin in the log."""
    await web.start()
    settings, marks = _settings(folder, web.port), []
    await asyncio.to_thread(_enrol, settings)
    for number in range(3):
        if number == 2:
            for host in HOSTS[:2]:
                web.sites[host] = _site(host, "lock", "frost", "ferry")
        if number:
            marks.append(len(web.log))
            await asyncio.to_thread(_due, settings)
        await engine.work(settings, engine.Progress(), stop=asyncio.Event(), until_idle=True)
    await web.stop()
    return marks[0], marks[1]


def test_no_host_is_asked_twice_at_once_or_too_soon_and_what_has_not_changed_is_not_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HEADWATER_FETCH__PROXY"):
        monkeypatch.delenv(name, raising=False)
    web = LoggedWeb({host: _site(host, "lock", "frost") for host in (*HOSTS, SLOW)})
    second, third = asyncio.run(_three_rounds(tmp_path, web))
    first, again, news = web.log[:second], web.log[second:third], web.log[third:]
    assert {(one.host, one.path) for one in first if one.path.startswith("/news/")} == {
        (host, f"/news/{slug}") for host in (*HOSTS, SLOW) for slug in ("lock", "frost")
    }
    assert not [one for one in web.log if one.path == "/news/private"]
    assert web.overlaps() == []
    for host, pause in web.shortest_pause().items():
        assert pause >= (CRAWL_DELAY if host == SLOW else DELAY) - 0.02, host
    assert sorted((one.host, one.path) for one in again) == sorted(
        (host, path) for host in (*HOSTS, SLOW) for path in ("/feed.xml", "/world.xml")
    )
    assert {(one.conditional, one.status) for one in again} == {(True, 304)}
    assert {one.path for one in news if one.status == 200} == {"/feed.xml", "/news/ferry"}
    assert all(one.conditional for one in news if one.path.endswith(".xml"))
