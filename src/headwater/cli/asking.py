"""Commands that ask: status, doctor, explain, search, export, version.

In: the store. Out: what it knows, for people or programs. Never: a change.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

import headwater
from headwater import app, errors, urls
from headwater.cli import check_up, common, explained, story_of
from headwater.cli.outlets import health
from headwater.store import articles, counts, entries, feeds, ids, search
from headwater.store import publications as publication_rows


def register(cli: typer.Typer) -> None:
    """Add these commands."""
    cli.command()(status)
    cli.command()(doctor)
    cli.command()(explain)
    cli.command("search")(search_)
    cli.command()(export)
    cli.command()(version)


def version(as_json: common.Json = False) -> None:
    """Say which version this is."""
    if as_json:
        common.show_json({"version": headwater.__version__, "python": sys.version.split()[0]})
    else:
        print(f"headwater {headwater.__version__} (Python {sys.version.split()[0]})")


def status(config_file: common.Config = None, as_json: common.Json = False) -> None:
    """Say how much there is and how the feeds do."""
    settings = common.settings(config_file)
    store = app.open_store(settings)
    with store.read() as conn:
        now = counts.count(conn, now=app.now())
        failing = [one for one in feeds.every(conn) if one.history.failures]
    if as_json:
        common.show_json({"data": settings.data, "counts": now, "failing": failing})
        return
    newest = f"{(app.now() - now.newest_poll).total_seconds():.0f} seconds ago" if now.newest_poll else "never"
    print(f"Data folder      {settings.data.absolute()}")
    print(f"Outlets, feeds   {now.outlets}, {now.feeds} ({now.feeds_answering} answer, {now.feeds_failing} fail, {now.feeds_due} due)")
    print(f"Newest poll      {newest}")
    print(f"Articles         {now.articles} ({now.texts} with their text; {now.pages_due} pages to read, {now.pending} to digest)")
    print(f"Stories          {now.stories} ({now.shared_stories} told by two or more outlets)")
    print(f"Publications     {now.publications} ({now.copies} copies)")
    for one in failing[:20]:
        print(f"  {one.feed.url}: {health(one)}")
    if len(failing) > 20:
        print(f"  ... and {len(failing) - 20} more; `headwater outlets list` shows all")


def doctor(config_file: common.Config = None, as_json: common.Json = False) -> None:
    """Look for what is wrong with this installation, and say what to do."""
    findings = check_up.look(common.settings(config_file))
    if as_json:
        common.show_json(findings)
    else:
        for one in findings:
            print(f"{'well ' if one.well else 'WRONG' if one.grave else 'open '}  {one.what}: {one.found}" + (f"\n       {one.advice}" if one.advice else ""))
    if any(not one.well and one.grave for one in findings):
        raise typer.Exit(1)


def explain(
    url: Annotated[str, typer.Argument(help="Address of an article, the outlet's or ours, or an identifier.")],
    config_file: common.Config = None,
    as_json: common.Json = False,
) -> None:
    """Tell everything known of an article: where each field was found, copies, story, origin, why it is shown so."""
    store = app.open_store(common.settings(config_file))
    with store.read() as conn:
        article_id = _article_of(conn, url)
        told = story_of.article(conn, article_id, now=datetime.now(UTC))
    if as_json:
        common.show_json(told)
    else:
        print("\n".join(explained.in_words(told)))


def _article_of(conn: Any, url: str) -> str:
    last = url.rstrip("/").rsplit("/", 1)[-1].replace("-", "")
    if ids.is_id(last) and articles.get(conn, last):
        return last
    address = urls.canonical(url) or url
    found = articles.by_address(conn, [address])
    if not found and (row := entries.without_article(conn, url) or entries.without_article(conn, address)):
        raise errors.HeadwaterError(
            f"{url} was over a year old when a feed first listed it on {row.first_seen:%Y-%m-%d}, so it is remembered and no article: "
            f"`headwater feeds show {row.feed_id}`")
    if not found:
        raise errors.HeadwaterError(f"no article is known at {url}: `headwater search` finds those that are")
    return next(iter(found.values()))


def search_(
    query: Annotated[list[str], typer.Argument(help='Words; "several words" in quotation marks for a phrase, -word to leave out.')],
    config_file: common.Config = None,
    as_json: common.Json = False,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
) -> None:
    """Search what is published."""
    store = app.open_store(common.settings(config_file))
    with store.read() as conn:
        found = search.matching(conn, " ".join(query), limit=limit)
        shown = [one for each in found if (one := publication_rows.get(conn, each))]
    if as_json:
        common.show_json(shown)
        return
    for one in shown:
        when = (one.published or one.first_seen).strftime("%Y-%m-%d %H:%M")
        print(f"{when}  {one.headline}\n                  {one.outlet_name}  {one.reference_url}")
    if not shown:
        print("Nothing found.")


def export(config_file: common.Config = None, as_lines: common.JsonLines = True) -> None:
    """Print every publication as a JSON line: what readers may see, nothing else."""
    store = app.open_store(common.settings(config_file))
    with store.read() as conn:
        for row in publication_rows.every(conn):
            common.print_line(story_of.exported(row))
