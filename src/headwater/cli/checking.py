"""The command that asks every address once: those enrolled, or those of the catalogue; what is stale can be retired.

In: addresses. Out: what each answers, and on demand the stale ones put aside. Never: an entry saved, or two requests at
once to a host; every request takes its turn in the store, beside a worker that runs.
"""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

import typer

from headwater import app, config, model, urls
from headwater.cli import catalogue as choosing
from headwater.cli import common
from headwater.errors import HeadwaterError
from headwater.feeds import catalogue as shipped_outlets
from headwater.feeds import retired
from headwater.parse import feed as feed_reader
from headwater.parse import section
from headwater.pipeline import turns
from headwater.pipeline.tools import Tools
from headwater.store import db, feeds, hosts
from headwater.store import outlets as outlet_rows

RETIRED = "retired on "  # how the reason begins why such a feed is not polled
_AT_ONCE = 32  # hosts
_NEVER = timedelta(days=36525)  # a retired feed's next poll, unless somebody polls it by name
_NETWORK_DOWN = 0.5  # of the hosts unreachable: rather the network here than the hosts


class Verdict(StrEnum):
    """What an address is good for."""

    OK = "ok"
    MOVED = "moved"  # a feed, at an address that it redirects to for good
    GONE = "gone"  # 404, 410
    NOT_A_FEED = "not a feed"
    ROBOTS = "robots forbids"
    REFUSES = "refuses"  # 401, 402, 403, 429, 451, a bot wall or a consent wall, another status
    UNREACHABLE = "unreachable"
    NOT_ASKED = "not asked"


_OF_REFUSAL = {
    model.Refusal.GONE: Verdict.GONE, model.Refusal.ROBOTS: Verdict.ROBOTS, model.Refusal.BUSY: Verdict.NOT_ASKED,
    model.Refusal.GUARD: Verdict.NOT_ASKED, model.Refusal.NOT_A_FEED: Verdict.NOT_A_FEED, model.Refusal.EMPTY: Verdict.NOT_A_FEED,
    model.Refusal.TOO_LARGE: Verdict.REFUSES, model.Refusal.STATUS: Verdict.REFUSES, model.Refusal.LEGAL: Verdict.REFUSES,
    model.Refusal.RATE_LIMITED: Verdict.REFUSES, model.Refusal.BLOCKED: Verdict.REFUSES, model.Refusal.CONSENT: Verdict.REFUSES,
    model.Refusal.PAYMENT: Verdict.REFUSES,
}  # all others: unreachable
_MAY_BE_PAGES = (model.FeedKind.PAGE, model.FeedKind.UNKNOWN)  # the first poll tells
_STALE = (Verdict.GONE, Verdict.MOVED, Verdict.NOT_A_FEED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What is to be asked."""

    url: str
    outlet: str
    feed_id: model.FeedId | None = None  # of an enrolled one
    is_page: bool = False  # a section page, or not known yet: a list of articles is well


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What an address answered."""

    feed: str
    outlet: str
    verdict: Verdict
    answer: str  # in words
    moved_to: str | None = None


def check(
    config_file: common.Config = None,
    as_json: common.Json = False,
    shipped: Annotated[bool, typer.Option("--catalogue", help="The addresses of the catalogue instead of those enrolled.")] = False,
    country: choosing.Countries = None,
    language: choosing.Languages = None,
    kind: choosing.Kinds = None,
    outlet: choosing.Named = "",
    retire: Annotated[bool, typer.Option("--retire", help="Put aside what is gone, moved or no feed: enrolled feeds rest or take their new "
                                         "address; those of the catalogue go to retired.toml in the data folder.")] = False,
) -> None:
    """Ask every feed once, save nothing, and say what each answered; status 1 if any is not well."""
    settings = common.settings(config_file)
    store = app.open_store(settings)
    narrowed = {"country": country, "language": language, "kind": kind, "outlet": outlet}
    wanted = _of_catalogue(settings, narrowed) if shipped else _enrolled(store, narrowed)
    results = asyncio.run(ask_all(settings, store, wanted, quiet=as_json))
    bad = [one for one in results if one.verdict is not Verdict.OK]
    if as_json:
        common.show_json(results)
    elif not wanted:
        print("No feed is like that, so none was asked: `headwater outlets list` and `headwater outlets catalogue` show what there is.")
    else:
        counts = Counter(one.verdict for one in results)
        others = "".join(f", {counts[verdict]} {verdict}" for verdict in Verdict if verdict is not Verdict.OK and counts[verdict])
        print(f"{counts[Verdict.OK]} of {len(results)} feeds answer well.{f' Else:{others[1:]}.' if others else ''}")
    if retire:
        said = _retire_shipped(settings, results) if shipped else _retire_enrolled(store, wanted, results)
        print(said, file=sys.stderr if as_json else sys.stdout)
    if bad:
        raise typer.Exit(1)


def _of_catalogue(settings: config.Settings, narrowed: dict) -> list[Address]:
    """Every address that ships, those retired here too: they may be back."""
    chosen = choosing.choose(shipped_outlets.load(), **narrowed)
    return [Address(url=url, outlet=one.name) for one in chosen for url in (*one.feeds, *one.sitemaps)]


def _enrolled(store: db.Store, narrowed: dict) -> list[Address]:
    """The enrolled feeds of outlets that match, whatever of country, language and kind the store knows of each."""
    country, language, kind = ([one.lower() for one in narrowed[key] or ()] for key in ("country", "language", "kind"))
    with store.read() as conn:
        known, facts = {}, outlet_rows.facts(conn)
        for one in outlet_rows.every(conn):
            about, _ = facts[one.id]
            tags = {*about.languages, *([one.language] if one.language else ())}
            if ((not country or one.country in country) and (not kind or about.kind in kind)
                    and (not language or any(choosing.matches(tag, wanted) for tag in tags for wanted in language))):
                known[one.id] = one.name
        return [
            Address(url=one.feed.url, outlet=known[one.feed.outlet_id], feed_id=one.feed.id, is_page=one.feed.kind in _MAY_BE_PAGES)
            for one in feeds.every(conn)
            if one.feed.outlet_id in known and narrowed["outlet"].lower() in f"{known[one.feed.outlet_id]} {one.feed.url}".lower()
        ]


def start_visit(tools: Tools) -> None:
    """From here on this task's requests take their turns in the store, beside a worker that runs; it leases no host."""
    turns.VISIT.set(turns.Visit(owner=tools.owner, came_for=""))


async def ask_all(settings: config.Settings, store: db.Store, wanted: Sequence[Address], *, quiet: bool) -> list[Checked]:
    """What each address answers, in the order given; those of one host are asked one after another."""
    room, tools = asyncio.Semaphore(_AT_ONCE), app.make_tools(settings, store)
    said: dict[str, Checked] = {}
    of_host: dict[str, list[Address]] = {}
    for one in wanted:
        of_host.setdefault(urls.host(one.url), []).append(one)
    async with app.polite_client(settings, tools) as (fetcher, _):

        async def ask(theirs: Sequence[Address]) -> None:
            start_visit(tools)
            for one in theirs:
                async with room:
                    answer = await fetcher.get(model.Request(url=one.url, purpose=model.Purpose.FEED))
                said[one.url] = await asyncio.to_thread(judge, one, answer)
                _tell("" if quiet else f"{one.url}: {said[one.url].answer}", len(said), len(wanted))

        await asyncio.gather(*map(ask, of_host.values()))
    return [said[one.url] for one in wanted]


def _tell(line: str, done: int, whole: int) -> None:
    """A line of result; on a terminal the count below it, which each line takes the place of."""
    people = sys.stderr.isatty() and whole > 1
    if people:
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    if line:
        print(line, flush=True)
    if people and done < whole:
        print(f"{done} of {whole} asked", end="", file=sys.stderr, flush=True)


def judge(one: Address, answer: model.Response | model.NotModified | model.Refused) -> Checked:
    """What an answer means."""
    def say(verdict: Verdict, words: str, moved_to: str | None = None) -> Checked:
        return Checked(feed=one.url, outlet=one.outlet, verdict=verdict, answer=words, moved_to=moved_to)

    if isinstance(answer, model.Refused):
        verdict = _OF_REFUSAL.get(answer.reason, Verdict.UNREACHABLE)
        if answer.reason is model.Refusal.BUSY:
            return say(verdict, f"not asked: {answer.detail}; a worker is there, or the host asked for a pause")
        return say(verdict, answer.said)
    if isinstance(answer, model.NotModified):
        return say(Verdict.OK, "ok, not modified")
    content_type = answer.header("content-type") or ""
    parsed = feed_reader.parse(answer.body, url=answer.final_url, content_type=content_type)
    if one.is_page and not parsed.format:
        parsed = section.read(answer.body, url=answer.final_url, content_type=content_type)
    if not parsed.format:
        lacks = "list of articles" if one.is_page else "feed"
        return say(Verdict.NOT_A_FEED, f"answers, but with no {lacks} ({answer.header('content-type')}, {len(answer.body)} bytes)")
    what = f"{parsed.format}, {len(parsed.sitemaps)} sitemaps" if parsed.sitemaps else f"{parsed.format}, {len(parsed.entries)} entries"
    if answer.moved_to:
        return say(Verdict.MOVED, f"moved to {answer.moved_to}; there {what}", answer.moved_to)
    return say(Verdict.OK, f"ok, {what}")


def _is_network_down(results: Sequence[Checked]) -> bool:
    """Whether so many hosts are unreachable that it is rather our own network."""
    by_host: dict[str, bool] = {}
    for one in results:
        by_host[urls.host(one.feed)] = by_host.get(urls.host(one.feed), True) and one.verdict is Verdict.UNREACHABLE
    return len(by_host) > 1 and sum(by_host.values()) > _NETWORK_DOWN * len(by_host)


def _retire_shipped(settings: config.Settings, results: Sequence[Checked]) -> str:
    """Write the stale addresses to the operator's list; those that answer well again are taken out of it."""
    if _is_network_down(results):
        raise HeadwaterError("most hosts are unreachable, so nothing is retired: look at the network, then check again")
    path = settings.data / retired.NAME
    known, today = retired.read(path), app.now().date()
    for one in results:
        if one.verdict is Verdict.OK:
            known.pop(one.feed, None)
        elif one.verdict in _STALE:
            known[one.feed] = retired.Retired(url=one.feed, why=one.answer, on=today, moved_to=one.moved_to or "")
    path.write_text(retired.text(known.values()), encoding="utf-8")
    return f"{len(known)} address(es) of the catalogue are retired in {path}."


def _retire_enrolled(store: db.Store, wanted: Sequence[Address], results: Sequence[Checked]) -> str:
    """Let the stale feeds rest, and give those that moved their new address."""
    if _is_network_down(results):
        raise HeadwaterError("most hosts are unreachable, so nothing is retired: look at the network, then check again")
    ids = {one.url: one.feed_id for one in wanted if one.feed_id}
    rested = moved = 0
    with store.write() as conn:
        for one in results:
            feed_id = ids.get(one.feed)
            if feed_id is None or one.verdict not in _STALE:
                continue
            if one.moved_to and feeds.move(conn, feed_id, one.moved_to):
                for host in feeds.poll_now(conn, [feed_id], now=app.now()):  # the new host has perhaps no row yet
                    hosts.need(conn, host, app.now())
                moved += 1
                continue
            why = "another feed has its new address" if one.moved_to else one.answer
            feeds.put_off(conn, [feed_id], until=app.now() + _NEVER, why=f"{RETIRED}{app.now():%Y-%m-%d}: {why}")
            rested += 1
    return f"{rested} feed(s) rest until they are polled by name, {moved} took their new address."
