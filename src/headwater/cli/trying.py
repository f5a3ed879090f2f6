"""``headwater feeds try URL``: discovery, robots.txt, fetch and parse, step by step and aloud.

In: an address, and perhaps an outlet's rules. Out: lines for people, or one JSON document. Never: anything remembered but the
turns of the hosts that were asked.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from headwater import app, config, gathering, model, urls
from headwater.cli import checking, common
from headwater.errors import ConfigError, HeadwaterError
from headwater.feeds import catalogue, discovery, identity, rules
from headwater.fetch import client
from headwater.parse import feed as feed_reader
from headwater.parse import section
from headwater.store import db, feed_views, outlets

SHOWN = 10  # entries


@dataclass(slots=True)
class Aloud:
    """What was done so far, said as it happens or kept for JSON."""

    quiet: bool
    steps: list[dict[str, Any]] = field(default_factory=list)

    def say(self, step: str, line: str, **facts: Any) -> None:
        """One thing that was found."""
        self.steps.append({"step": step, "said": line, **facts})
        if not self.quiet:
            print(f"{step:<10} {line}", flush=True)


def try_(
    url: Annotated[str, typer.Argument(help="A feed, or any page of an outlet.")],
    config_file: common.Config = None,
    as_json: common.Json = False,
    file: Annotated[Path | None, typer.Option("--rules", help="A TOML file of outlets whose rules are tried, instead of those recorded.")] = None,
) -> None:
    """Walk from an address to its entries, and say aloud what happens at each step."""
    settings = common.settings(config_file)
    address = urls.absolute(url if "://" in url else f"https://{url}")
    if address is None:
        raise ConfigError(f"{url!r} is not an address of the web: give one such as https://news.example/feed")
    given = _from_file(file, address) if file else None
    aloud = Aloud(quiet=as_json)
    well = asyncio.run(_walk(settings, app.open_store(settings), address, given, aloud))
    if as_json:
        common.show_json({"url": address, "ok": well, "steps": aloud.steps})
    if not well:
        raise HeadwaterError(f"no entries were found from {address}: the last step above says why" if not as_json else f"no entries were found from {address}")


def _from_file(file: Path, address: str) -> gathering.OutletRules:
    """The rules of the outlet on whose site the address lies, or of the only one."""
    listed = catalogue.read(file)
    mine = [one for one in listed if any(urls.same_site(address, other) for other in (one.home_url, *one.feeds))] or list(listed)
    if len(mine) != 1:
        raise ConfigError(f"has {len(listed)} outlets, none of which lies at {urls.host(address)}", path=file)
    return mine[0].rules or gathering.OutletRules()


_NO_FEED = {"html": "a page of HTML", "empty": "an empty document", "not-a-feed": "another kind of document"}


async def _walk(settings: config.Settings, store: db.Store, address: str, given: gathering.OutletRules | None, aloud: Aloud) -> bool:
    tools = app.make_tools(settings, store)
    async with app.polite_client(settings, tools) as (fetcher, _):
        checking.start_visit(tools)
        await _rules_of_host(fetcher, address, aloud)
        answer = await _fetch(fetcher, address, aloud)
        parsed = _parse(answer, aloud) if answer else None
        if parsed is None:
            found = await discovery.discover(address, fetcher.get, parse=feed_reader.parse, listing=section.read)
            for one in found.candidates:
                aloud.say("discovery", f"{one.url} ({one.kind}, {one.entries} entries): {one.why}", url=one.url, kind=one.kind, entries=one.entries)
            if not found.candidates:
                aloud.say("discovery", f"no feed: {found.why}")
                return False
            chosen = found.candidates[0]
            aloud.say("chosen", chosen.url)
            await _rules_of_host(fetcher, chosen.url, aloud)
            answer = await _fetch(fetcher, chosen.url, aloud)
            parsed = _parse(answer, aloud, as_page=chosen.kind == model.FeedKind.PAGE) if answer else None
    if parsed is None or answer is None:
        return False
    _entries(parsed, given if given is not None else _recorded(store, answer.url), aloud)
    return bool(parsed.entries or parsed.sitemaps)


async def _rules_of_host(fetcher: client.Client, address: str, aloud: Aloud) -> None:
    found = await fetcher.rules(address)
    where = f"{urls.origin(address)}/robots.txt"
    if isinstance(found, model.Refused):
        aloud.say("robots", f"{where}: {found.reason}: {found.detail}")
        return
    may = "allows" if found.allowed(address) else "forbids"
    more = [f"crawl delay {found.crawl_delay:g} s"] if found.crawl_delay else []
    more += [f"{len(found.sitemaps)} sitemap(s)"] if found.sitemaps else []
    more += [f"{name}: {', '.join(values)}" for name, values in (("Content-Usage", found.content_usage), ("Content-Signal", found.content_signal), ("License", found.licenses)) if values]
    aloud.say("robots", f"{where} {may} {urls.path(address)}" + (f"; {'; '.join(more)}" if more else ""), allowed=found.allowed(address))


async def _fetch(fetcher: client.Client, address: str, aloud: Aloud) -> model.Response | None:
    start = time.monotonic()
    answer = await fetcher.get(model.Request(url=address, purpose=model.Purpose.FEED))
    took = time.monotonic() - start
    if isinstance(answer, model.Refused):
        more = f"; asks to wait {answer.retry_after:.0f} s" if answer.retry_after else ""
        more += "; if it is yours, name its network in fetch.allowed_networks" if answer.reason is model.Refusal.GUARD else ""
        aloud.say("fetch", f"{address}: {answer.said}{more}",
                  reason=answer.reason, status=answer.status)
        return None
    if isinstance(answer, model.NotModified):  # never: nothing was asked for on a condition
        return None
    moved = f", moved permanently to {answer.moved_to}" if answer.moved_to else f", led to {answer.final_url}" if answer.final_url != address else ""
    has = [name for name in ("etag", "last-modified") if answer.header(name)]
    aloud.say("fetch", f"{address}: status {answer.status}, {len(answer.body)} bytes of {answer.header('content-type') or 'no type'} in {took:.1f} s{moved}; "
              + (f"validators: {', '.join(has)}" if has else "no validators"), status=answer.status, bytes=len(answer.body), final_url=answer.final_url)
    return answer


def _parse(answer: model.Response, aloud: Aloud, *, as_page: bool = False) -> model.ParsedFeed | None:
    kind = answer.header("content-type") or ""
    parsed = feed_reader.parse(answer.body, url=answer.final_url, content_type=kind, now=answer.fetched_at)
    if not parsed.format and as_page:
        parsed = section.read(answer.body, url=answer.final_url, content_type=kind, now=answer.fetched_at)
    if not parsed.format:
        first = next((one for one in parsed.warnings if one.code in ("html", "empty", "not-a-feed")), model.Warned(code="not-a-feed"))
        aloud.say("parse", f"no feed, but {_NO_FEED[first.code]}")
        return None
    asks = [f"ttl {parsed.hints.ttl:g} s"] if parsed.hints.ttl else []
    asks += [f"hub {parsed.hub}"] if parsed.hub else []
    aloud.say("parse", f"{parsed.format}, {parsed.title!r}, language {parsed.language or 'not said'}, {len(parsed.entries)} entries"
              + (f", {len(parsed.sitemaps)} sitemaps" if parsed.sitemaps else "") + (f"; {', '.join(asks)}" if asks else ""),
              format=parsed.format, entries=len(parsed.entries))
    for warned in parsed.warnings[:20]:
        aloud.say("warning", f"{warned.code} {warned.detail}".rstrip())
    return parsed


def _entries(parsed: model.ParsedFeed, given: gathering.OutletRules, aloud: Aloud) -> None:
    kept, dropped = rules.apply(given, parsed.entries)
    for one in dropped:
        aloud.say("rule", f"leaves out {one.entry.title or one.entry.url!r}: {one.why}", url=one.entry.url, why=one.why)
    if given.any:
        aloud.say("rules", f"keep {len(kept)} of {len(parsed.entries)} entries")
    listed = identity.identify(kept)
    if len(listed) < len(kept):
        aloud.say("identity", f"{len(kept) - len(listed)} entries have no link of their own, or one that another has")
    for one in listed[:SHOWN]:
        when = one.entry.published.isoformat() if one.entry.published else "no date"
        aloud.say("entry", f"{when}  {one.entry.title or '(no title)'}  {one.url}", key=one.key, url=one.url, title=one.entry.title)
    if len(listed) > SHOWN:
        aloud.say("entry", f"... and {len(listed) - SHOWN} more")


def _recorded(store: db.Store, url: str) -> gathering.OutletRules:
    """The rules of the outlet whose feed this is; none where it is not known."""
    with store.read() as conn:
        known = [one for one in feed_views.named(conn, url) if one.known.feed.url == url]
        return outlets.rules(conn, known[0].known.feed.outlet_id) if known else gathering.OutletRules()
