"""Commands on outlets: add, import, export, list, policy; ``catalogue`` and ``check`` have modules of their own.

In: addresses and files. Out: outlets and feeds in the store. Never: a fetch without the guard, robots and a turn.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from headwater import app, config, model, urls
from headwater.actions import policy as policies
from headwater.cli import catalogue as choosing
from headwater.cli import checking, common
from headwater.errors import ConfigError, HeadwaterError
from headwater.feeds import catalogue, discovery
from headwater.parse import feed as feed_reader
from headwater.parse import opml, section
from headwater.pipeline import enrol
from headwater.store import db, feeds
from headwater.store import outlets as outlet_rows


def register(cli: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(no_args_is_help=True, help="Outlets and their feeds: catalogue, add, import, export, list, check, policy.")
    group.command("catalogue")(choosing.catalogue)
    group.command("add")(add)
    group.command("import")(import_)
    group.command("export")(export)
    group.command("list")(list_)
    group.command("check")(checking.check)
    group.command("policy")(policy)
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
    store = app.open_store(settings)
    found = asyncio.run(_discover(settings, store, address))
    if not found.candidates:
        raise HeadwaterError(f"no feed found at {address}: {found.why or 'give the address of the feed itself'}")
    chosen = found.candidates if every else found.candidates[:1]
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


async def _discover(settings: config.Settings, store: db.Store, url: str) -> discovery.Discovery:
    tools = app.make_tools(settings, store)
    async with app.polite_client(settings, tools) as (fetcher, _):
        checking.start_visit(tools)
        return await discovery.discover(url, fetcher.get, parse=feed_reader.parse, listing=section.read)


def import_(
    file: Annotated[Path, typer.Argument(help="An OPML file, or a TOML file in the form of the catalogue; - for standard input (OPML).")],
    config_file: common.Config = None,
    as_json: common.Json = False,
) -> None:
    """Add the outlets of a file; what it says anew of those that are known takes the place of what was recorded."""
    store, given = app.open_store(common.settings(config_file)), _read(file)
    with store.read() as conn:
        before = outlet_rows.facts(conn)
    new = enrol.enrol_all(store, given, now=app.now())
    with store.read() as conn:
        after = outlet_rows.facts(conn)
    changed = sum(after[one] != facts for one, facts in before.items())
    if as_json:
        common.show_json({"file": str(file), "new_feeds": new, "changed_outlets": changed})
    else:
        print(f"{new} new feed(s) from {file}" + (f", other facts or rules of {changed} known outlet(s)." if changed else "."))


def _read(file: Path) -> Sequence[enrol.Enrolment]:
    if str(file) != "-" and not file.is_file():
        raise ConfigError("is a folder: name a file" if file.is_dir() else "no such file", path=file)
    if file.suffix.lower() == ".toml":
        return [enrol.of_catalogue(one, sitemaps=True) for one in catalogue.read(file)]
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
        facts = outlet_rows.facts(conn)
        known = list(outlet_rows.every(conn))
        rows = [(one, *facts[one.id], list(feeds.every(conn, one.id))) for one in known]
    if as_json:
        common.show_json([{"outlet": one, "about": about, "rules": rules, "feeds": theirs} for one, about, rules, theirs in rows])
        return
    for one, about, rules, theirs in rows:
        said = (",".join(about.languages) or one.language or "?", about.kind, about.owner, one.policy.licence.name if one.policy.licence else "",
                "with rules" if rules.any else "")
        print(f"{one.name}  {one.home_url}  " + "  ".join(part for part in said if part))
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


_PICTURES = {None: "pictures where signals and licences allow them", True: "with pictures", False: "no pictures"}


def policy(
    outlet: Annotated[str, typer.Argument(help="Name or home page of the outlet.")],
    config_file: common.Config = None,
    as_json: common.Json = False,
    licence: Annotated[str | None, typer.Option(help="Name of the right you hold, e.g. 'Contract of 3 May 2026'; '' to forget it.")] = None,
    contact: Annotated[str, typer.Option(help="Whom to ask at the publisher.")] = "",
    expires: Annotated[datetime | None, typer.Option(help="Until when you hold it (UTC).")] = None,
    most: Annotated[model.View | None, typer.Option(help="Show at most this, whatever else allows more.")] = None,
    pictures: Annotated[bool | None, typer.Option("--pictures/--no-pictures", help="Whether pictures may be shown.")] = None,
    note: Annotated[str, typer.Option(help="Why, for whoever reads this later.")] = "",
) -> None:
    """Show what is recorded of an outlet's rights, or record a licence, a limit, pictures."""
    store = app.open_store(common.settings(config_file))
    with store.read() as conn:
        named = [one for one in outlet_rows.every(conn) if outlet.lower() in (one.name.lower(), one.home_url.lower())]
    if len(named) != 1:
        raise ConfigError(f"{len(named)} outlets are called {outlet!r}: `headwater outlets list` shows names and home pages")
    known = named[0]
    changed = known.policy
    if licence is not None:
        until = expires.replace(tzinfo=UTC) if expires else None
        held = model.Licence(uri="", name=licence, where="operator", contact=contact, expires=until) if licence else None
        changed = replace(changed, licence=held)
    changed = replace(changed, most=most or changed.most, note=note or changed.note,
                      images=changed.images if pictures is None else pictures)
    about = policies.set_policy(store, replace(known, policy=changed), now=app.now()) if changed != known.policy else 0
    if as_json:
        common.show_json({"outlet": known.name, "policy": changed, "articles": about})
        return
    held = changed.licence
    print(f"{known.name}: shows at most {changed.most or 'what signals and licences allow'}; {_PICTURES[changed.images]}")
    if held:
        print(f"  licence {held.name!r} {held.uri}, contact {held.contact or 'none'}, until {held.expires or 'revoked'}")
    if about:
        print(f"  {about} article(s) are released anew by the next digest")
