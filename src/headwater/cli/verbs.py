"""Any stage alone, on JSON lines: extract, parse, cluster, dedup, language, robots.

In: one JSON object a line on standard input. Out: one a line on standard output. Never: other code than the stages
that the processes run.
"""

from __future__ import annotations

from typing import Annotated

import typer

from headwater import errors
from headwater.cli import common, lines
from headwater.cli.learnt import learnt
from headwater.cluster import meaning
from headwater.cluster import verb as cluster_verb
from headwater.dedup import verb as dedup_verb
from headwater.extract import language as detected


def register(cli: typer.Typer) -> None:
    """Add these commands."""
    for command in (extract, parse, cluster, dedup, language, robots):
        cli.command()(command)


def _wants_lines(asked: bool, shape: str) -> None:
    if not asked:
        raise errors.ConfigError(f"this command works on JSON lines: give --jsonl and, on standard input, {shape}")


def extract(
    as_lines: common.JsonLines = False,
    learn: Annotated[bool, typer.Option("--learn", help="Use what each host's other pages teach: needs all of them first.")] = False,
) -> None:
    """Pages to articles: reads {"id", "url", "path"}."""
    _wants_lines(as_lines, '{"id", "url", "path"}')
    if not learn:
        lines.run("extract")
        return
    for one in learnt(lines.read()):
        common.print_line(one)


def parse(as_lines: common.JsonLines = False) -> None:
    """Feed documents to entries: reads {"id", "path", "url"?, "content_type"?}."""
    _wants_lines(as_lines, '{"id", "path"}')
    lines.run("parse")


def language(as_lines: common.JsonLines = False) -> None:
    """Texts to languages: reads {"id", "title", "lead"?}."""
    _wants_lines(as_lines, '{"id", "title", "lead"?}')
    lines.run("language")


def robots(as_lines: common.JsonLines = False) -> None:
    """May this be fetched? Reads {"id", "robots", "agent", "url"}."""
    _wants_lines(as_lines, '{"id", "robots", "agent", "url"}')
    lines.run("robots")


def cluster(
    as_lines: common.JsonLines = False,
    encoder: Annotated[bool, typer.Option("--encoder/--no-encoder", help="Use the encoder that joins stories across languages, where it is installed.")] = True,
) -> None:
    """Texts in order of arrival to stories: reads {"id", "title", "text", ...}; the last line about a text counts."""
    _wants_lines(as_lines, '{"id", "title", "text"}')
    found = meaning.load() if encoder else None
    if isinstance(found, meaning.Unavailable) and found.installed:
        typer.echo(f"The encoder is installed but cannot be used: {found.why}. Stories are joined by words, names and figures alone.", err=True)
    known = found if isinstance(found, meaning.Encoder) else None
    for one in cluster_verb.cluster(lines.read(), encoder=known, language=detected.detect):
        common.print_line(one)


def dedup(as_lines: common.JsonLines = False) -> None:
    """Texts to pairs of copies: reads {"id", "title", "text", ...}; prints a line a pair."""
    _wants_lines(as_lines, '{"id", "title", "text"}')
    for one in dedup_verb.dedup(lines.read()):
        common.print_line(one)
