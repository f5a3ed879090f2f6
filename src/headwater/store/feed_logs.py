"""What each feed has done lately, one row a feed, rewritten at each poll.

In: gathering.PollRecord. Out: gathering.FeedLog. Never: more than a few kilobytes a feed, whatever it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from headwater import model
from headwater.gathering import FeedLog, PollRecord
from headwater.store import codec, schema

MOST_RECORDS, MOST_DAYS, MOST_WARNINGS = 20, 60, 20
REMEMBERED = 200.0  # entries that the day's rhythm is made of: some days of a busy feed, some months of a quiet one
_DETAIL = 200  # characters of a record's or a warning's detail
_T = schema.feed_log.c
_GET = sa.select(_T.log).where(_T.feed_id == sa.bindparam("feed_id"))


def get(conn: sa.Connection, feed_id: str) -> FeedLog:
    """The log of a feed; an empty one where there is none yet."""
    text = conn.execute(_GET, {"feed_id": feed_id}).scalar()
    return codec.load(FeedLog, text) if text else FeedLog()


def record(
    conn: sa.Connection, feed_id: str, record: PollRecord, *, warnings: Sequence[model.Warned] | None,
    hours: Sequence[float] = (), before: FeedLog | None = None,
) -> None:
    """Note a visit; ``warnings`` are those of its document, None: it brought none and those of the last one stay.

    ``hours``: how many of its new entries were published in each hour of the day (UTC). ``before`` saves the reading
    of the log where the caller has it already, in the same transaction.
    """
    text = codec.dump(joined(before or get(conn, feed_id), record, warnings, hours))
    conn.execute(_put(conn.dialect.name), {"feed_id": feed_id, "log": text})


@cache
def _put(dialect: str) -> sa.Executable:
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(schema.feed_log)
    return insert.on_conflict_do_update(index_elements=["feed_id"], set_={"log": insert.excluded.log})


def joined(
    log: FeedLog, record: PollRecord, warnings: Sequence[model.Warned] | None, hours: Sequence[float] = ()
) -> FeedLog:
    """The log with one visit more."""
    return FeedLog(
        recent=(replace(record, detail=record.detail[:_DETAIL]), *log.recent[: MOST_RECORDS - 1]),
        days=_days(log.days, record), hours=_hours(log.hours, hours),
        warnings=log.warnings if warnings is None else _one_a_code(warnings),
    )


def _days(days: tuple[tuple[str, int], ...], record: PollRecord) -> tuple[tuple[str, int], ...]:
    if not record.new:
        return days
    day = record.at.astimezone(UTC).date().isoformat()
    counts = dict(days)
    counts[day] = counts.get(day, 0) + record.new
    return tuple(sorted(counts.items())[-MOST_DAYS:])


def _hours(before: tuple[float, ...], hours: Sequence[float]) -> tuple[float, ...]:
    """The day's rhythm; what is long ago counts less and less."""
    if not any(hours):
        return before
    old = before if len(before) == 24 else (0.0,) * 24
    fade = min(1.0, max(0.0, REMEMBERED - sum(hours)) / max(sum(old), 1e-9))
    return tuple(round(one * fade + new, 2) for one, new in zip(old, hours, strict=True))


def _one_a_code(warnings: Sequence[model.Warned]) -> tuple[model.Warned, ...]:
    found: dict[str, model.Warned] = {}
    for one in warnings:
        if one.code not in found and len(found) < MOST_WARNINGS:
            found[one.code] = model.Warned(code=one.code, detail=one.detail[:_DETAIL])
    return tuple(found.values())
