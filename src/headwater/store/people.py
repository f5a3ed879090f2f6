"""People who work at the desk.

In: persons, password hashes. Out: persons; the hash of a password to whoever verifies it. Never: a password.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import notices
from headwater.store import desk_tables

_T = desk_tables.person.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A person in a list."""

    person: notices.Person
    made_at: datetime
    seen_at: datetime | None


def add(conn: sa.Connection, person: notices.Person, *, now: datetime) -> None:
    """A new person, without a password."""
    conn.execute(sa.insert(desk_tables.person).values(
        id=person.id, name=person.name, mail=person.mail, mail_key=folded(person.mail), roles=_written(person.roles),
        password="", session=person.session, made_at=now))


def get(conn: sa.Connection, person_id: str) -> notices.Person | None:
    """A person, disabled or not."""
    row = conn.execute(sa.select(desk_tables.person).where(_T.id == person_id)).first()
    return _person(row) if row else None


def by_mail(conn: sa.Connection, mail: str) -> tuple[notices.Person, str] | None:
    """A person by mail address, and the hash of the password ("" where none is set)."""
    row = conn.execute(sa.select(desk_tables.person).where(_T.mail_key == folded(mail))).first()
    return (_person(row), row.password) if row else None


def password(conn: sa.Connection, person_id: str) -> str:
    """The hash of a person's password, "" where none is set."""
    return conn.execute(sa.select(_T.password).where(_T.id == person_id)).scalar() or ""


def every(conn: sa.Connection) -> list[Listed]:
    """All people, the eldest first."""
    rows = conn.execute(sa.select(desk_tables.person).order_by(_T.made_at, _T.id))
    return [Listed(person=_person(row), made_at=row.made_at, seen_at=row.seen_at) for row in rows]


def active(conn: sa.Connection, role: notices.Role | None = None, *, lock: bool = False) -> list[notices.Person]:
    """People who are not disabled, those with a role if one is named; ``lock`` keeps them as they are until the end."""
    query = sa.select(desk_tables.person).where(_T.disabled_at.is_(None)).order_by(_T.made_at, _T.id)
    found = [_person(row) for row in conn.execute(query.with_for_update() if lock else query)]
    return [one for one in found if role is None or role in one.roles]


def names(conn: sa.Connection) -> dict[str, str]:
    """What people are called, by identifier."""
    return {row.id: row.name for row in conn.execute(sa.select(_T.id, _T.name))}


def describe(conn: sa.Connection, person: notices.Person) -> None:
    """Save name, mail address, roles and whether somebody is disabled; not the password, not the session number."""
    conn.execute(sa.update(desk_tables.person).where(_T.id == person.id).values(
        name=person.name, mail=person.mail, mail_key=folded(person.mail), roles=_written(person.roles),
        disabled_at=person.disabled_at))


def set_password(conn: sa.Connection, person_id: str, hashed: str) -> None:
    """Save the hash of a password."""
    conn.execute(sa.update(desk_tables.person).where(_T.id == person_id).values(password=hashed))


def end_sessions(conn: sa.Connection, person_id: str) -> None:
    """End every log-in of a person at once."""
    conn.execute(sa.update(desk_tables.person).where(_T.id == person_id).values(session=_T.session + 1))


def saw(conn: sa.Connection, person_id: str, *, now: datetime) -> None:
    """Note that a person was here."""
    conn.execute(sa.update(desk_tables.person).where(_T.id == person_id).values(seen_at=now))


def folded(mail: str) -> str:
    """A mail address as it is compared: case and compatibility forms do not count."""
    return unicodedata.normalize("NFKC", mail).strip().casefold()


def _written(roles: frozenset[notices.Role]) -> str:
    return ",".join(sorted(roles))


def _person(row: sa.Row[tuple[object, ...]]) -> notices.Person:
    known = {str(role) for role in notices.Role}
    return notices.Person(
        id=notices.PersonId(row.id), name=row.name, mail=row.mail, has_password=bool(row.password), session=row.session,
        roles=frozenset(notices.Role(one) for one in row.roles.split(",") if one in known), disabled_at=row.disabled_at,
    )
