"""Commands on outlets: add, import, export, list, check.

In: addresses and files. Out: outlets and feeds in the store. Never: a fetch without the guard, robots and a turn.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from headwater import app, config, model, urls
from headwater.cli import common
from headwater.errors import ConfigError, HeadwaterError
from headwater.feeds import catalogue, discovery
from headwater.fetch import client, politeness
from headwater.parse import feed as feed_reader
from headwater.parse import opml
from headwater.pipeline import enrol
from headwater.store import feeds
from headwater.store import outlets as outlet_rows

_AT_ONCE = 32


def register(cli: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(no_args_is_help=True, help="Outlets and their feeds: add, import, export, list, check.")
    group.command("add")(add)
    group.command("import")(import_)
    group.command("export")(export)
    group.command("list")(list_)
    group.command("check")(check)
    cli.add_typer(group, name="outlets")


def add(
    url: Annotated[str, typer.Argument(help="A feed, or any page of an outlet.")],
    config_file: common.Config = None,
    as_json: common.Json = False,
    name: Annotated[str, typer.Option(help="Name of the outlet, if the site's own will not do.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Take every feed found, not the best one alone.")] = False,
) -> None:
    """Find the feeds of a site and add them."""
    settings = common.settings(config_file)
    address = urls.absolute(url if "://" in url else f"https://{url}")
    if address is None:
        raise ConfigError(f"{url!r} is not an address of the web: give one such as https://news.example/")
    found = asyncio.run(_discover(settings, address))
    if not found.candidates:
        raise HeadwaterError(f"no feed found at {address}: {found.why or 'give the address of the feed itself'}")
    chosen = found.candidates if every else found.candidates[:1]
    store = app.open_store(settings)
    one = enrol.Enrolment(
        name=name or found.name or urls.hostname(address), home_url=found.home_url or urls.origin(address) + "/",
        feed_urls=tuple(candidate.url for candidate in chosen), language=found.language,
    )
    with store.write() as conn:
        new = enrol.enrol(conn, one, now=app.now())
    if as_json:
        common.show_json({"outlet": one.name, "feeds": one.feed_urls, "new": new, "found": found.candidates})
        return
    print(f"{one.name}: " + (f"{new} new feed(s)" if new else "known already"))
    for candidate in found.candidates:
        print(f"  {'+' if candidate in chosen else ' '} {candidate.url}  ({candidate.kind}, {candidate.why})")


async def _discover(settings: config.Settings, url: str) -> discovery.Discovery:
    async with client.Client(
        app.fetch_settings(settings), turns=politeness.LocalTurns(), robots_cache=politeness.MemoryRobots()
    ) as fetcher:
        return await discovery.discover(url, fetcher.get, parse=feed_reader.parse)


def import_(
    file: Annotated[Path, typer.Argument(help="An OPML file, or a TOML file in the form of the catalogue; - for standard input (OPML).")],
    config_file: common.Config = None,
    as_json: common.Json = False,
) -> None:
    """Add the outlets of a file."""
    settings = common.settings(config_file)
    new = enrol.enrol_all(app.open_store(settings), _read(file), now=app.now())
    if as_json:
        common.show_json({"file": str(file), "new_feeds": new})
    else:
        print(f"{new} new feed(s) from {file}.")


def _read(file: Path) -> Sequence[enrol.Enrolment]:
    if str(file) != "-" and not file.is_file():
        raise ConfigError("no such file", path=file)
    if file.suffix.lower() == ".toml":
        return [enrol.of_catalogue(one) for one in catalogue.read(file)]
    body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    listed = opml.read(body)
    if not listed.outlines:
        raise ConfigError("holds no feed: an OPML file with outlines that have an xmlUrl is wanted", path=file)
    return [enrol.of_opml(one) for one in listed.outlines]


def export(config_file: common.Config = None) -> None:
    """Print all outlets as OPML."""
    store = app.open_store(common.settings(config_file))
    with store.read() as conn:
        known = {one.id: one for one in outlet_rows.every(conn)}
        outlines = [
            opml.Outline(
                name=known[one.feed.outlet_id].name, feed_url=one.feed.url, home_url=known[one.feed.outlet_id].home_url,
                language=known[one.feed.outlet_id].language or "",
            )
            for one in feeds.every(conn)
        ]
    sys.stdout.buffer.write(opml.write(outlines, title="Headwater: outlets"))


def list_(config_file: common.Config = None, as_json: common.Json = False) -> None:
    """List the outlets with their feeds and how each does."""
    store = app.open_store(common.settings(config_file))
    with store.read() as conn:
        known = list(outlet_rows.every(conn))
        rows = [(one, list(feeds.every(conn, one.id))) for one in known]
    if as_json:
        common.show_json([{"outlet": one, "feeds": theirs} for one, theirs in rows])
        return
    for one, theirs in rows:
        print(f"{one.name}  {one.home_url}  {one.language or '?'}" + (f"  {one.policy.licence.name}" if one.policy.licence else ""))
        for feed in theirs:
            print(f"    {feed.feed.url}  {health(feed)}")


def health(known: feeds.KnownFeed) -> str:
    """How a feed does, in words."""
    history = known.history
    if history.last_error:
        return f"fails ({history.failures} in a row): {history.last_error}"
    if history.polled_at is None:
        return "not yet polled"
    return f"well, {known.entries_listed} entries, every {history.interval / 60:.0f} minutes"


def check(
    config_file: common.Config = None,
    as_json: common.Json = False,
    outlet: Annotated[str, typer.Option(help="Only outlets whose name or address holds this.")] = "",
) -> None:
    """Ask every feed once, save nothing, and say what each answered."""
    settings = common.settings(config_file)
    store = app.open_store(settings)
    with store.read() as conn:
        names = {one.id: one.name for one in outlet_rows.every(conn)}
        wanted = [one for one in feeds.every(conn) if outlet.lower() in f"{names[one.feed.outlet_id]} {one.feed.url}".lower()]
    results = asyncio.run(_ask_all(settings, wanted, quiet=as_json))
    bad = [url for url, answer in results if not answer.startswith("ok")]
    if as_json:
        common.show_json([{"feed": url, "answer": answer} for url, answer in results])
    else:
        print(f"{len(results) - len(bad)} of {len(results)} feeds answer well.")
    if bad:
        raise typer.Exit(1)


async def _ask_all(settings: config.Settings, wanted: Sequence[feeds.KnownFeed], *, quiet: bool) -> list[tuple[str, str]]:
    room = asyncio.Semaphore(_AT_ONCE)
    async with client.Client(
        app.fetch_settings(settings), turns=politeness.LocalTurns(), robots_cache=politeness.MemoryRobots()
    ) as fetcher:

        async def ask(url: str) -> tuple[str, str]:
            async with room:
                answer = await fetcher.get(model.Request(url=url, purpose=model.Purpose.FEED))
            said = await asyncio.to_thread(_judge, answer)
            if not quiet:
                print(f"{url}: {said}", flush=True)
            return url, said

        return list(await asyncio.gather(*(ask(one.feed.url) for one in wanted)))


def _judge(answer: model.Response | model.NotModified | model.Refused) -> str:
    if isinstance(answer, model.Refused):
        return f"{answer.reason}: {answer.detail}"
    if isinstance(answer, model.NotModified):
        return "ok, not modified"
    parsed = feed_reader.parse(answer.body, url=answer.final_url, content_type=answer.header("content-type") or "")
    if not parsed.format:
        return f"answers, but with no feed ({answer.header('content-type')}, {len(answer.body)} bytes)"
    return f"ok, {parsed.format}, {len(parsed.entries)} entries"
