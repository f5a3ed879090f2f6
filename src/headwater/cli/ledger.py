"""Commands on the ledger: verify, show.

In: the store. Out: whether the chain holds, and rows; exit status 1 where it does not. Never: a change, or private words.
"""

from __future__ import annotations

import itertools
from typing import Annotated

import sqlalchemy as sa
import typer

from headwater import app
from headwater.cli import common
from headwater.errors import ConfigError
from headwater.store import ledger, notices

_MOST = 100  # broken rows that are named
Expect = Annotated[str, typer.Option(help="NUMBER:HASH that an earlier run printed, to find rows cut off at the end.")]


def register(cli: typer.Typer) -> None:
    """Add these commands."""
    group = typer.Typer(no_args_is_help=True, help="The append-only record of notices and decisions: verify, show.")
    group.command("verify")(verify)
    group.command("show")(show)
    cli.add_typer(group, name="ledger")


def verify(expect: Expect = "", config_file: common.Config = None, as_json: common.Json = False) -> None:
    """Check that no row was changed, put in or taken away; exit status 1 where one was."""
    store = app.open_store(common.settings(config_file))
    with store.read() as conn:
        broken = list(itertools.islice(ledger.verify(conn), _MOST))
        seq, head = ledger.head(conn)
        if expect:
            broken += _expected(conn, expect)
    if as_json:
        common.show_json({"rows": seq, "head": head, "broken": broken})
    else:
        for one in broken:
            print(f"row {one.seq}: {one.why}")
        print(f"{'BROKEN' if broken else 'The chain holds'}: {seq} rows, head {seq}:{head}")
        if not broken:
            print("Note the head down elsewhere; `headwater ledger verify --expect NUMBER:HASH` finds rows cut off since.")
    if broken:
        raise typer.Exit(1)


def _expected(conn: sa.Connection, expect: str) -> list[ledger.Broken]:
    number, _, hashed = expect.partition(":")
    if not number.isdigit() or len(hashed) != 64:
        raise ConfigError(f"{expect!r} is no head: write NUMBER:HASH as an earlier `headwater ledger verify` printed it")
    found = ledger.hash_of(conn, int(number))
    if found == hashed:
        return []
    return [ledger.Broken(seq=int(number), why="it is gone" if found is None else "it is not what it was when its head was noted down")]


def show(
    subject: Annotated[str, typer.Argument(help="Reference of a notice or another subject; else the newest rows.")] = "",
    config_file: common.Config = None, as_json: common.Json = False,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 50,
) -> None:
    """Show what happened, oldest first."""
    store = app.open_store(common.settings(config_file))
    with store.read() as conn:
        notice = notices.by_reference(conn, subject) if subject else None
        found = ledger.of(conn, notice.reference if notice else subject, limit=limit) if subject else ledger.newest(conn, limit=limit)[::-1]
    if as_json:
        common.show_json(found)
        return
    for row in found:
        facts = ", ".join(f"{name}={value}" for name, value in row.facts.items())
        print(f"{row.seq}  {row.at:%Y-%m-%d %H:%M:%S}  {row.kind}  {row.subject}  by {row.actor}" + (f"  {facts}" if facts else ""))
    if not found:
        print("Nothing is written of it." if subject else "The ledger is empty.")
