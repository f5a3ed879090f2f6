"""The ledger: append-only, each row carrying the hash of the row before, so that a change by hand is found.

In: what happened, without personal data; private words go beside it. Out: rows in order; :class:`Broken` where the
chain does not hold. Never: an update or a deletion of a row of the chain.

A row's hash is SHA-256 over canonical JSON (RFC 8785 for the types used here: sorted keys, no spaces, UTF-8) of all its
columns and the previous hash. Private words enter as SHA-256 of a random salt and themselves: they can be shown to be
unchanged while they are kept, and be purged without breaking the chain.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from headwater.store import db, desk_tables, schema

_T = desk_tables.ledger.c
FIRST = "0" * 64  # what stands before the first row
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that happened."""

    seq: int
    at: datetime
    kind: str  # "notice.received", "decision.made", ...
    subject: str
    actor: str
    facts: dict[str, Any]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """Where the chain does not hold."""

    seq: int
    why: str


def append(
    conn: sa.Connection, kind: str, *, subject: str, actor: str, now: datetime, facts: Mapping[str, Any] | None = None,
    private: str = "",
) -> int:
    """Write a row at the end; gives its number. Others who append wait until this transaction ends."""
    _hold_head(conn)
    last = conn.execute(sa.select(_T.seq, _T.hash).order_by(_T.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, FIRST)
    salt = secrets.token_hex(16) if private else ""
    values = {
        "seq": seq, "at": now, "kind": kind, "subject": subject, "actor": actor, "facts": canonical(dict(facts or {})),
        "private_hash": _private(salt, private) if private else "", "previous": previous,
    }
    conn.execute(sa.insert(desk_tables.ledger), {**values, "hash": _hash(values)})
    if private:
        conn.execute(sa.insert(desk_tables.ledger_private), {"seq": seq, "salt": salt, "body": private})
    return seq


def _hold_head(conn: sa.Connection) -> None:
    """One writer at a time: SQLite has no other, PostgreSQL locks a row of its own."""
    if conn.dialect.name == "sqlite":
        return
    lease = schema.lease
    conn.execute(db.insert(conn, lease).values(name="ledger", fence=0).on_conflict_do_nothing(index_elements=["name"]))
    conn.execute(sa.select(lease.c.name).where(lease.c.name == "ledger").with_for_update())


def verify(conn: sa.Connection) -> Iterator[Broken]:
    """Every row at which the chain does not hold, in order; nothing where all is well. Streams."""
    private = desk_tables.ledger_private
    query = (
        sa.select(desk_tables.ledger, private.c.salt, private.c.body)
        .outerjoin(private, private.c.seq == _T.seq).order_by(_T.seq)
    )
    expected, previous = 1, FIRST
    for row in conn.execution_options(stream_results=True, yield_per=500).execute(query):
        if row.seq != expected:
            yield Broken(seq=expected, why=f"rows {expected} to {row.seq - 1} are missing")
        if row.previous != previous:
            yield Broken(seq=row.seq, why="it does not follow the row before it")
        if row.hash != _hash(row._asdict()):
            yield Broken(seq=row.seq, why="its content is not what was written")
        if row.salt is not None and row.private_hash != _private(row.salt, row.body):
            yield Broken(seq=row.seq, why="its private words are not what was written")
        expected, previous = row.seq + 1, row.hash


def of(conn: sa.Connection, subject: str, *, limit: int = 500) -> list[Row]:
    """What happened to a subject, oldest first."""
    query = sa.select(desk_tables.ledger).where(_T.subject == subject).order_by(_T.seq).limit(limit)
    return [_row(row) for row in conn.execute(query)]


def of_kinds(conn: sa.Connection, kinds: tuple[str, ...], *, since: datetime, limit: int = 100_000) -> list[Row]:
    """Rows of these kinds since a time, oldest first."""
    query = sa.select(desk_tables.ledger).where(_T.kind.in_(kinds), _T.at >= since).order_by(_T.seq).limit(limit)
    return [_row(row) for row in conn.execute(query)]


def newest(conn: sa.Connection, *, before: int | None = None, limit: int = 100) -> list[Row]:
    """The last rows, the newest first; those before a number if one is given."""
    query = sa.select(desk_tables.ledger).order_by(_T.seq.desc()).limit(limit)
    return [_row(row) for row in conn.execute(query if before is None else query.where(_T.seq < before))]


def private_of(conn: sa.Connection, seq: int) -> str:
    """The private words of a row, "" where there are none or they were purged."""
    table = desk_tables.ledger_private
    return conn.execute(sa.select(table.c.body).where(table.c.seq == seq)).scalar() or ""


def head(conn: sa.Connection) -> tuple[int, str]:
    """Number and hash of the last row: what to note down elsewhere, so that a cut-off end is found too."""
    last = conn.execute(sa.select(_T.seq, _T.hash).order_by(_T.seq.desc()).limit(1)).first()
    return (last.seq, last.hash) if last else (0, FIRST)


def hash_of(conn: sa.Connection, seq: int) -> str | None:
    """The hash of a row, None where there is none."""
    return conn.execute(sa.select(_T.hash).where(_T.seq == seq)).scalar()


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with one form for each value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _hash(row: Mapping[str, Any]) -> str:
    parts = {name: row[name] for name in ("seq", "kind", "subject", "actor", "facts", "private_hash", "previous")}
    parts["at"] = (row["at"] - _EPOCH) // timedelta(microseconds=1)
    return hashlib.sha256(canonical(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _private(salt: str, body: str) -> str:
    return hashlib.sha256(f"{salt}\x00{body}".encode("utf-8", "surrogatepass")).hexdigest()


def _row(row: sa.Row[Any]) -> Row:
    return Row(seq=row.seq, at=row.at, kind=row.kind, subject=row.subject, actor=row.actor, facts=json.loads(row.facts), hash=row.hash)
