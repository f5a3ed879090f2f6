"""Links that work once: a first log-in, a mail address to be verified.

In: a purpose ("log_in", "verify_commenter"), a subject, the time. Out: a token, of which the store keeps the SHA-256
alone; the subject of a token that is still good. Never: a token that works twice, or one that a look at it uses up.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater.store import desk_tables

_T = desk_tables.one_time.c
_MOST = 200  # characters of what may be a token


def make(conn: sa.Connection, purpose: str, subject: str, *, now: datetime, hours: float = 24.0) -> str:
    """A new token; earlier ones of the same purpose and subject work no more, and those out of date go."""
    forget(conn, purpose, subject)
    purge(conn, now=now)
    token = secrets.token_urlsafe(32)
    conn.execute(sa.insert(desk_tables.one_time).values(
        token_hash=_hash(token), purpose=purpose, subject=subject, made_at=now, expires_at=now + timedelta(hours=hours)))
    return token


def peek(conn: sa.Connection, token: str, purpose: str, *, now: datetime) -> str | None:
    """Whose a token is, None where it is unknown, used or out of date; a look changes nothing."""
    return conn.execute(sa.select(_T.subject).where(_good(token, purpose, now))).scalar()


def use(conn: sa.Connection, token: str, purpose: str, *, now: datetime) -> str | None:
    """Use a token up; whose it is, or None. Of two who come at once, one gets it."""
    taken = sa.update(desk_tables.one_time).where(_good(token, purpose, now)).values(used_at=now)
    return conn.execute(taken.returning(_T.subject)).scalar()


def forget(conn: sa.Connection, purpose: str, subject: str) -> None:
    """Make a subject's tokens of a purpose worthless."""
    conn.execute(sa.delete(desk_tables.one_time).where(_T.purpose == purpose, _T.subject == subject))


def purge(conn: sa.Connection, *, now: datetime) -> int:
    """Delete those that are out of date; how many."""
    return conn.execute(sa.delete(desk_tables.one_time).where(_T.expires_at <= now)).rowcount


def _good(token: str, purpose: str, now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        _T.token_hash == _hash(token[:_MOST]), _T.purpose == purpose, _T.used_at.is_(None), _T.expires_at > now
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
