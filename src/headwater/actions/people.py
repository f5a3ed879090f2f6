"""Who works here: people are added, get roles, log in and out, are disabled.

In: a store, what was asked, who asks (a person's id, or "command line"), the time. Out: persons, tokens of one-time
links; rows of the ledger without names or addresses. Never: a look at the role of who asks (the caller has done that).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from email_validator import EmailNotValidError, validate_email

from headwater import errors, notices
from headwater.actions import passwords
from headwater.store import db, ids, ledger, one_time, people

COMMAND_LINE = "command line"
LOG_IN = "log_in"  # purpose of a one-time link
HOURS = 24.0  # that such a link is good
FIRST_MAIL = "operator@localhost"  # of the first operator, where no address is set


class Refused(errors.HeadwaterError):
    """What was asked cannot be done; the text says why, for whoever asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A person and the token of their first log-in."""

    person: notices.Person
    token: str


def add(store: db.Store, name: str, mail: str, roles: Iterable[notices.Role], *, by: str, now: datetime) -> Added:
    """A new person with a one-time link; refused where the mail address is known or none."""
    chosen = frozenset(roles)
    if not chosen:
        raise Refused("A person needs at least one role: operator, reviewer or moderator.")
    person = notices.Person(id=notices.PersonId(ids.new()), name=_name(name), mail=_address(mail), roles=chosen)
    with store.write() as conn:
        return _added(conn, person, by=by, now=now)


def _added(conn: sa.Connection, person: notices.Person, *, by: str, now: datetime) -> Added:
    if people.by_mail(conn, person.mail) is not None:
        raise Refused(f"There is somebody with the address {person.mail} already.")
    people.add(conn, person, now=now)
    token = one_time.make(conn, LOG_IN, person.id, now=now, hours=HOURS)
    ledger.append(conn, "person.added", subject=person.id, actor=by, now=now, facts={"roles": sorted(person.roles)})
    return Added(person=person, token=token)


def first(store: db.Store, *, mail: str = "", now: datetime) -> Added | None:
    """A one-time log-in for the operator while nobody can run this site yet; None once an operator has a password."""
    with store.write() as conn:
        operators = people.active(conn, notices.Role.OPERATOR, lock=True)
        if any(one.has_password for one in operators):
            return None
        if operators:
            token = one_time.make(conn, LOG_IN, operators[0].id, now=now, hours=HOURS)
            ledger.append(conn, "person.link_made", subject=operators[0].id, actor=COMMAND_LINE, now=now)
            return Added(person=operators[0], token=token)
        address = mail if mail and people.by_mail(conn, mail) is None else FIRST_MAIL
        person = notices.Person(id=notices.PersonId(ids.new()), name="Operator", mail=address, roles=frozenset(notices.Role))
        return _added(conn, person, by=COMMAND_LINE, now=now)


def link(store: db.Store, person_id: str, *, by: str, now: datetime) -> Added:
    """A new one-time link for somebody; earlier ones work no more."""
    with store.write() as conn:
        person = _active(conn, person_id)
        token = one_time.make(conn, LOG_IN, person.id, now=now, hours=HOURS)
        ledger.append(conn, "person.link_made", subject=person.id, actor=by, now=now)
    return Added(person=person, token=token)


# ---- roles -------------------------------------------------------------------------------------------------


def set_roles(store: db.Store, person_id: str, roles: Iterable[notices.Role], *, by: str, now: datetime) -> notices.Person:
    """Give somebody exactly these roles, from the next request on."""
    chosen = frozenset(roles)
    with store.write() as conn:
        person = _active(conn, person_id)
        if notices.Role.OPERATOR not in chosen:
            _refuse_to_lose_the_last(conn, person)
        changed = replace(person, roles=chosen)
        people.describe(conn, changed)
        ledger.append(conn, "person.roles_set", subject=person.id, actor=by, now=now,
                      facts={"roles": sorted(chosen), "before": sorted(person.roles)})
    return changed


def disable(store: db.Store, person_id: str, *, by: str, now: datetime) -> None:
    """Shut somebody out at once: every log-in and every link of theirs ends."""
    with store.write() as conn:
        person = _active(conn, person_id)
        _refuse_to_lose_the_last(conn, person)
        people.describe(conn, replace(person, disabled_at=now))
        people.end_sessions(conn, person.id)
        one_time.forget(conn, LOG_IN, person.id)
        ledger.append(conn, "person.disabled", subject=person.id, actor=by, now=now)


def enable(store: db.Store, person_id: str, *, by: str, now: datetime) -> None:
    """Let somebody in again."""
    with store.write() as conn:
        person = people.get(conn, person_id)
        if person is None:
            raise Refused("There is no such person.")
        people.describe(conn, replace(person, disabled_at=None))
        ledger.append(conn, "person.enabled", subject=person.id, actor=by, now=now)


def _refuse_to_lose_the_last(conn: sa.Connection, person: notices.Person) -> None:
    others = [one for one in people.active(conn, notices.Role.OPERATOR, lock=True) if one.id != person.id]
    if notices.Role.OPERATOR in person.roles and not others:
        raise Refused("This is the last operator: name another one first.")


# ---- in and out --------------------------------------------------------------------------------------------


def log_in(store: db.Store, mail: str, password: str, *, now: datetime) -> notices.Person | None:
    """The person of an address and a password, None where they do not fit: as slowly whether the address is known or not."""
    passwords.warm()
    with store.read() as conn:
        found = people.by_mail(conn, mail)
    person, kept = found or (None, "")
    fits = passwords.fits(kept, password)
    if person is None or not fits or person.disabled_at is not None:
        return None
    stale = passwords.is_stale(kept)
    anew = passwords.hashed(password) if stale else ""
    with store.write() as conn:
        current = people.by_mail(conn, mail)
        if current is None or current[1] != kept or current[0].disabled_at is not None:
            return None  # changed while we looked
        if anew:
            people.set_password(conn, person.id, anew)
        people.saw(conn, person.id, now=now)
        ledger.append(conn, "person.logged_in", subject=person.id, actor=person.id, now=now, facts={"way": "password"})
    return current[0]


def of_link(store: db.Store, token: str, *, now: datetime) -> notices.Person | None:
    """Whose a one-time link is; a look uses nothing up."""
    with store.read() as conn:
        person_id = one_time.peek(conn, token, LOG_IN, now=now)
        person = people.get(conn, person_id) if person_id else None
    return person if person is not None and person.disabled_at is None else None


def redeem(store: db.Store, token: str, password: str, *, now: datetime) -> notices.Person | None:
    """Log in by a one-time link, once, and set a password; None where the link is used or out of date.

    A password is needed where none is set yet; refused, the link stays good. "" leaves the one that is set.
    """
    owner = of_link(store, token, now=now)
    if owner is None:
        return None
    if password or not owner.has_password:
        _refuse_weak(password, owner)
    hashed = passwords.hashed(password) if password else ""
    with store.write() as conn:
        person_id = one_time.use(conn, token, LOG_IN, now=now)
        if person_id is None:
            return None
        _active(conn, person_id)
        if hashed:
            people.set_password(conn, person_id, hashed)
            people.end_sessions(conn, person_id)
        people.saw(conn, person_id, now=now)
        facts = {"way": "link", "password_set": bool(hashed)}
        ledger.append(conn, "person.logged_in", subject=person_id, actor=person_id, now=now, facts=facts)
        return people.get(conn, person_id)


def log_out(store: db.Store, person_id: str, *, now: datetime) -> None:
    """End every log-in of a person, on every machine: there is no list of single ones to take one from."""
    with store.write() as conn:
        people.end_sessions(conn, person_id)
        ledger.append(conn, "person.logged_out", subject=person_id, actor=person_id, now=now)


def change_password(store: db.Store, person_id: str, old: str, new: str, *, now: datetime) -> notices.Person:
    """Set another password; every log-in ends, and the caller gives a new one."""
    with store.read() as conn:
        person, kept = _active(conn, person_id), people.password(conn, person_id)
    if not passwords.fits(kept, old):
        raise Refused("That is not your present password.")
    _refuse_weak(new, person)
    hashed = passwords.hashed(new)
    with store.write() as conn:
        _active(conn, person_id)
        people.set_password(conn, person_id, hashed)
        people.end_sessions(conn, person_id)
        one_time.forget(conn, LOG_IN, person_id)
        ledger.append(conn, "person.password_set", subject=person_id, actor=person_id, now=now)
        return _active(conn, person_id)


def describe(store: db.Store, person_id: str, *, name: str, mail: str, password: str, now: datetime) -> notices.Person:
    """Change one's own name and mail address, which takes the password: whoever finds an open desk cannot take it over."""
    name, mail = _name(name), _address(mail)
    with store.read() as conn:
        kept = people.password(conn, person_id)
    if not passwords.fits(kept, password):
        raise Refused("That is not your present password.")
    with store.write() as conn:
        person = _active(conn, person_id)
        other = people.by_mail(conn, mail)
        if other is not None and other[0].id != person_id:
            raise Refused("There is somebody with that address already.")
        people.describe(conn, replace(person, name=name, mail=mail))
        ledger.append(conn, "person.described", subject=person_id, actor=person_id, now=now)
        return _active(conn, person_id)


# ---- what is taken -----------------------------------------------------------------------------------------


def _active(conn: sa.Connection, person_id: str) -> notices.Person:
    person = people.get(conn, person_id)
    if person is None or person.disabled_at is not None:
        raise Refused("There is no such person, or they were disabled.")
    return person


def _refuse_weak(password: str, person: notices.Person) -> None:
    if why := passwords.refusal(password, person.name, person.mail):
        raise Refused(why)


def _name(given: str) -> str:
    if not given.strip():
        raise Refused("A person needs a name.")
    return given.strip()[:200]


def _address(given: str) -> str:
    if given.strip() == FIRST_MAIL:
        return FIRST_MAIL
    try:
        return validate_email(given.strip(), check_deliverability=False, test_environment=True).normalized[:320]
    except EmailNotValidError:
        raise Refused(f"{given[:80]!r} is no mail address.") from None
