"""Commands that say why: ``feeds list``, ``feeds show`` and ``feeds try``.

In: the store, or an address. Out: what a feed has done, when it is asked next and why; or each step from discovery to its
entries aloud. Never: a change of the store, but for the turn of the host that ``try`` asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer

from headwater import app, gathering, model, text
from headwater.cli import common, trying
from headwater.errors import ConfigError
from headwater.store import feed_views

DAYS = 60
_BARS = " ▁▂▃▄▅▆▇█"
How = feed_views.How


def register(cli: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(no_args_is_help=True, help="Feeds, and why they do as they do: list, show, try.")
    group.command("list")(list_)
    group.command("show")(show)
    group.command("try")(trying.try_)
    cli.add_typer(group, name="feeds")


def list_(
    config_file: common.Config = None,
    as_json: common.Json = False,
    how: Annotated[How | None, typer.Option(help="Only those that do so.")] = None,
    words: Annotated[str, typer.Option("--match", help="Part of the outlet's name or of the address.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 200,
) -> None:
    """List feeds with how each does and when it is polled next."""
    store, now = app.open_store(common.settings(config_file)), app.now()
    with store.read() as conn:
        found, counts = feed_views.some(conn, how=how, words=words, limit=limit), feed_views.count(conn)
    if as_json:
        common.show_json({"counts": counts, "feeds": [{"outlet": one.outlet_name, "how": one.how, **common.plainly(one.known)} for one in found]})
        return
    print(", ".join(f"{number} {one.value}" for one, number in counts.items() if number) or "no feeds")
    if not found and any(counts.values()):
        print("None of them is like that.")
    for one in found:
        history = one.known.history
        line = f"  {one.how:<8} {one.outlet_name}: {one.known.feed.url}  {_due(history.next_poll_at, now, 'next')}"
        print(line + (f"  ({history.failures} in a row: {history.last_error})" if history.last_error else ""))


def show(
    feed: Annotated[str, typer.Argument(help="Address or identifier of a feed, or its host.")],
    config_file: common.Config = None,
    as_json: common.Json = False,
) -> None:
    """Tell all that is known of a feed: its last outcomes, its next poll and why then, warnings, what it brings."""
    store, now = app.open_store(common.settings(config_file)), app.now()
    with store.read() as conn:
        found = feed_views.named(conn, feed)
        views = [one for row in found[:20] if (one := feed_views.view(conn, row.known.feed.id))]
    if not views:
        raise ConfigError(f"no feed is known at {feed!r}: `headwater feeds list --match WORD` finds some, `headwater feeds try URL` looks at one")
    if as_json:
        common.show_json(views)
        return
    for place, one in enumerate(views):
        print("\n" * bool(place) + "\n".join(told(one, now)))
    if len(found) > len(views):
        print(f"... and {len(found) - len(views)} more feeds of this host")


def told(view: feed_views.View, now: datetime) -> Iterator[str]:
    """A feed in lines."""
    known, history = view.row.known, view.row.known.history
    yield known.feed.url
    yield f"  of {view.outlet.name} ({view.outlet.home_url})" + (f", {known.title!r}" if known.title and known.title != view.outlet.name else "")
    kind = "kind not known" if known.feed.kind is model.FeedKind.UNKNOWN else known.feed.kind
    yield f"  {kind}, {view.row.how}" + (f", {history.failures} failure(s) in a row: {history.last_error}" if history.last_error else "")
    if view.twin_of:
        yield f"  has the same document as {view.twin_of}, which is polled instead"
    if view.parent:
        yield f"  listed by the sitemap index {view.parent}"
    if known.moved_to:
        yield f"  moved permanently to {known.moved_to}: seen {known.moved_times} time(s) since {_date(known.moved_since)}, not adopted yet"
    yield f"  {_due(history.next_poll_at, now, 'next poll')}" + (f" (when it was set: {history.why})" if history.why else "")
    if history.validators_lie:
        yield "  its validators lie: it is always asked for the whole document"
    yield f"  host {view.host}: " + _host(view, now)
    yield from _pushed(view.subscription, now)
    if view.rules.any:
        yield "  rules of the outlet: " + "; ".join(f"{name} {' | '.join(map(str, value))}" for name, value in _given(view.rules))
    yield from _outcomes(view.log)
    yield from _plot(view.log, now)
    for warned in view.log.warnings:
        yield f"  warning {warned.code}: {warned.detail}" if warned.detail else f"  warning {warned.code}"
    if view.entries:
        yield "  newest entries"
    for entry in view.entries[:8]:
        what = f"headwater explain {entry.article_id}" if entry.article_id else "remembered without an article: over a year old when it first stood there"
        yield f"    {_date(entry.first_seen)}  {entry.title or entry.url}  ({what})"


def _host(view: feed_views.View, now: datetime) -> str:
    robots = {None: "robots.txt not asked yet", 200: f"robots.txt read {_date(view.robots_at)}"}.get(view.robots_status, "robots.txt could not be read")
    pause = f", may be asked again {text.span(view.host_allowed_at, now)}" if view.host_allowed_at and view.host_allowed_at > now else ""
    failing = f", {view.host_failures} request(s) in a row failed" if view.host_failures else ""
    return robots + pause + failing


def _pushed(one: gathering.Subscription | None, now: datetime) -> Iterator[str]:
    if one is not None:
        until = f" until {_date(one.lease_until)}" if one.lease_until else ""
        last = f", last delivery {text.span(one.pushed_at, now)}" if one.pushed_at else ""
        yield f"  pushed by {one.hub}: {one.state}{until}{last}" + (f" ({one.note})" if one.note else "")


def _given(rules: gathering.OutletRules) -> Iterator[tuple[str, tuple]]:
    for name in rules.__dataclass_fields__:
        if value := getattr(rules, name):
            yield name, value


def _outcomes(log: gathering.FeedLog) -> Iterator[str]:
    if log.recent:
        yield "  last outcomes"
    for one in log.recent:
        came = one.result in (gathering.Polled.BROUGHT, gathering.Polled.PUSHED)
        what = f"{one.new} new of {one.listed}" if came else one.reason if one.reason != model.Refusal.STATUS else ""
        detail = f"  {one.detail}" if one.detail and one.detail != f"status {one.status}" else ""
        facts = [f"status {one.status}" if one.status else "", f"{one.size / 1024:.0f} KiB" if one.size else "", f"{one.seconds:.1f} s" if one.seconds else ""]
        yield f"    {_date(one.at)}  {one.result:<9} {what}  {' '.join(filter(None, facts))}{detail}".rstrip()


def _plot(log: gathering.FeedLog, now: datetime) -> Iterator[str]:
    days = feed_views.days(log, until=now.astimezone(UTC).date(), number=DAYS)
    most = max(number for _, number in days)
    if most:
        bars = "".join(_BARS[-(-number * (len(_BARS) - 1) // most)] for _, number in days)
        yield f"  new entries a day, {days[0][0]} to {days[-1][0]}, at most {most}"
        yield f"    |{bars}|"


def _due(at: datetime | None, now: datetime, word: str) -> str:
    return f"due since {text.span(at, now).removesuffix(' ago')}" if at is not None and (now - at).total_seconds() >= 1 else f"{word} {text.span(at, now)}"


def _date(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if at else "never"
