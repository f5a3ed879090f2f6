"""The public log: decided cases, as far as anybody may read them, and places for those that are not shown.

In: the time and the delay, on a connection of ``Store.read``. Out: cases, placeholders and counts that add up to all
notices. Never: a name of a natural person, a mail address, a telephone number, a word that the submitter wrote (an
organisation's name aside, where its complaint was acted on), or an address or headline of what a decision hides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from headwater import errors, model, notices, text, urls
from headwater.store import codec, desk_tables, pages, schema

_N = desk_tables.notice.c
_D = desk_tables.decision.c
PRIVATE = frozenset({  # complaints of or about persons: no headline, and of addresses only the host
    notices.Type.PRIVACY, notices.Type.DEFAMATION, notices.Type.PUBLICITY, notices.Type.INTIMATE_IMAGE,
    notices.Type.CHILD_SAFETY, notices.Type.COURT_ORDER,
})  # fmt: skip
ACTED = frozenset({notices.State.ACTED, notices.State.RESTORED})
_UNSHOWN = frozenset({*notices.OPEN, notices.State.SPAM})
_TELLING = re.compile(r"@|://|www\.|(?:\d[\s().-]*){6,}", re.I)  # "a@b.example", "https://", "0151 234567"
MOST_THINGS = 100  # of a case that are shown one by one
_MOST_ORGANISATION = 120  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing that a case is about."""

    kind: notices.Kind
    scope: notices.Scope
    domain: str  # of the outlet's page or of the picture; "" where it is ours
    title: str = ""  # "": withheld
    address: str = ""  # of the outlet's page; "": withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A decided case as the public sees it."""

    reference: str
    type: notices.Type
    channel: notices.Channel
    state: notices.State
    received_at: datetime
    answered_at: datetime | None  # first decision, interim action or request
    settled_at: datetime
    outcome: notices.Outcome | None
    action: notices.Action
    automated: str
    basis: str
    ground: str
    reason: str  # the reviewer's, written for the public
    undone_at: datetime | None
    sender: str  # an organisation's name, or what kind of sender it was
    things: tuple[Thing, ...]
    more: int  # further things, beyond the first hundred
    not_found: int  # things named that are not on this site

    @property
    def hours(self) -> float | None:
        """From receipt to the first action or answer."""
        return (self.answered_at - self.received_at).total_seconds() / 3600 if self.answered_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """A notice that is counted and not shown."""

    received_at: datetime
    why: str  # open, waits, rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """All notices, and what of them is shown."""

    shown: int = 0
    open: int = 0  # still being dealt with
    waits: int = 0  # decided, and the delay is not over
    rejected: int = 0  # spam

    @property
    def all(self) -> int:
        return self.shown + self.open + self.waits + self.rejected


def page(
    conn: sa.Connection, *, now: datetime, delay: timedelta, limit: int, offset: int = 0, type: notices.Type | None = None
) -> list[Case | Placeholder]:
    """Notices by receipt, newest first; of one type only those that are shown, for a placeholder has none."""
    query = _query().order_by(_N.received_at.desc(), _N.id.desc()).limit(limit).offset(offset)
    if type:
        query = query.where(_N.type == str(type), _shown(now, delay))
    rows = conn.execute(query).all()
    cases = {case.reference: case for case in _cases(conn, [row for row in rows if _why(row, now, delay) == ""])}
    return [cases.get(row.reference) or Placeholder(received_at=row.received_at, why=_why(row, now, delay) or "waits") for row in rows]


def settled(conn: sa.Connection, *, now: datetime, delay: timedelta, limit: int, offset: int = 0) -> list[Case]:
    """Cases that are shown, those settled last first: for feeds and files."""
    query = _query().where(_shown(now, delay)).order_by(_settled().desc(), _N.id.desc()).limit(limit).offset(offset)
    return _cases(conn, conn.execute(query).all())


def case(conn: sa.Connection, reference: str, *, now: datetime, delay: timedelta) -> Case | None:
    """One case; None where there is none, or it is not shown."""
    found = _cases(conn, conn.execute(_query().where(_N.reference == reference, _shown(now, delay))).all())
    return found[0] if found else None


def counts(conn: sa.Connection, *, now: datetime, delay: timedelta) -> Counts:
    """All notices by whether they are shown, and why not."""
    why = sa.case(
        (_N.state.in_(list(map(str, notices.OPEN))), "open"), (_N.state == str(notices.State.SPAM), "rejected"),
        (_shown(now, delay), "shown"), else_="waits",
    ).label("why")  # fmt: skip
    rows = conn.execute(sa.select(why, sa.func.count().label("count")).select_from(_joined()).group_by(why))
    return Counts(**{row.why: row._mapping["count"] for row in rows})


def types(conn: sa.Connection, *, now: datetime, delay: timedelta) -> list[notices.Type]:
    """The types of which a case is shown."""
    query = sa.select(_N.type).select_from(_joined()).where(_shown(now, delay)).distinct()
    return sorted(notices.Type(one) for one in conn.execute(query).scalars())


# ---- queries -----------------------------------------------------------------------------------------------


def _joined() -> sa.Join:
    return desk_tables.notice.outerjoin(desk_tables.decision, _D.id == _N.decision_id)


def _settled() -> sa.ColumnElement[Any]:
    return sa.func.coalesce(_D.made_at, _N.answered_at, _N.received_at)


def _shown(now: datetime, delay: timedelta) -> sa.ColumnElement[bool]:
    return sa.and_(_N.state.not_in(sorted(map(str, _UNSHOWN))), _settled() <= now - delay)


def _query() -> sa.Select[Any]:
    columns: list[sa.ColumnElement[Any]] = [
        _N.id, _N.reference, _N.type, _N.channel, _N.state, _N.received_at, _N.answered_at, _N.outcome, _N.relation,
        _N.contact, _N.targets, _D.made_at, _D.undone_at, _D.payload,
    ]  # fmt: skip
    return sa.select(*columns).select_from(_joined())


def _why(row: Any, now: datetime, delay: timedelta) -> str:
    """Why a row is not shown; "" where it is."""
    if notices.State(row.state) in notices.OPEN:
        return "open"
    if row.state == notices.State.SPAM:
        return "rejected"
    return "" if (row.made_at or row.answered_at or row.received_at) <= now - delay else "waits"


# ---- from rows to cases ------------------------------------------------------------------------------------


def _cases(conn: sa.Connection, rows: Sequence[Any]) -> list[Case]:
    targets = {row.id: _load(tuple[notices.Target, ...], row.targets, ()) for row in rows}
    known = _known(conn, [target for found in targets.values() for target in _here(found)[:MOST_THINGS]])
    return [_case(row, targets[row.id], known) for row in rows]


def _case(row: Any, targets: Sequence[notices.Target], known: dict[tuple[str, str], _Known]) -> Case:
    decision = _load(notices.Decision, row.payload, None) if row.payload else None
    type_, here = notices.Type(row.type), _here(targets)
    return Case(
        reference=row.reference, type=type_, channel=notices.Channel(row.channel), state=notices.State(row.state),
        received_at=row.received_at, answered_at=row.answered_at,
        settled_at=row.made_at or row.answered_at or row.received_at,
        outcome=notices.Outcome(row.outcome) if row.outcome else None,
        action=decision.action if decision else notices.Action.NONE, automated=decision.automated if decision else "none",
        basis=decision.basis if decision else "", ground=decision.ground if decision else "",
        reason=decision.reason if decision else "", undone_at=row.undone_at, sender=_sender(row, type_),
        things=tuple(_thing(one, type_, known) for one in here[:MOST_THINGS]), more=max(0, len(here) - MOST_THINGS),
        not_found=len(targets) - len(here),
    )  # fmt: skip


def _here(targets: Sequence[notices.Target]) -> list[notices.Target]:
    return [one for one in targets if one.kind]


def _load(kind: Any, value: str, otherwise: Any) -> Any:
    try:
        return codec.load(kind, value)
    except errors.Quarantine:
        return otherwise


_SENDERS = {
    notices.Relation.OWNER: "a rights holder", notices.Relation.LICENSEE: "an exclusive licensee",
    notices.Relation.AGENT: "an agent", notices.Relation.SUBJECT: "a person concerned", notices.Relation.OTHER: "somebody else",
}  # fmt: skip
_OFFICIAL = {notices.Type.COURT_ORDER: "a court", notices.Type.GOVERNMENT: "an authority", notices.Type.TERRORIST: "an authority"}


def _sender(row: Any, type_: notices.Type) -> str:
    """Who complained: by name only an organisation, where it was right and no person is in question."""
    if type_ in _OFFICIAL:
        return _OFFICIAL[type_]
    contact: notices.Contact | None = _load(notices.Contact, row.contact, None)
    name = text.squeeze(text.unspoof(contact.organisation)) if contact else ""
    if not name:
        return _SENDERS[notices.Relation(row.relation)]
    hidden = type_ in PRIVATE or notices.State(row.state) not in ACTED or _TELLING.search(name) or len(name) > _MOST_ORGANISATION
    return "an organisation" if hidden else name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What we have of an object."""

    domain: str
    title: str = ""  # only where readers see it too
    address: str = ""


def _thing(target: notices.Target, type_: notices.Type, known: dict[tuple[str, str], _Known]) -> Thing:
    assert target.kind
    found = known.get((target.kind, target.object_id), _Known(domain=""))
    if type_ in PRIVATE or target.scope in (notices.Scope.SEARCH, notices.Scope.HEADLINE):
        return Thing(kind=target.kind, scope=target.scope, domain=found.domain)
    return Thing(kind=target.kind, scope=target.scope, domain=found.domain, title=found.title, address=found.address)


def _known(conn: sa.Connection, targets: Sequence[notices.Target]) -> dict[tuple[str, str], _Known]:
    """Domains of all, and headline and address of those articles and outlets that are shown."""
    ids = {kind: {one.object_id for one in targets if one.kind is kind} for kind in notices.Kind}
    found = {(str(notices.Kind.ARTICLE), key): value for key, value in _articles(conn, ids[notices.Kind.ARTICLE]).items()}
    image, outlet = desk_tables.image.c, schema.outlet.c
    for row in conn.execute(sa.select(image.id, image.url).where(image.id.in_(ids[notices.Kind.IMAGE]))):
        found[notices.Kind.IMAGE, row.id] = _Known(domain=_domain(row.url))
    for row in conn.execute(sa.select(outlet.id, outlet.name, outlet.home_url).where(outlet.id.in_(ids[notices.Kind.OUTLET]))):
        found[notices.Kind.OUTLET, row.id] = _Known(domain=_domain(row.home_url), title=row.name)
    return found


def _articles(conn: sa.Connection, ids: Iterable[str]) -> dict[str, _Known]:
    article, publication = schema.article.c, schema.publication.c
    seen = sa.case((sa.and_(pages.visible(publication), article.presence == str(model.Presence.THERE)), publication.payload))
    query = (
        sa.select(article.id, article.reference_url, seen.label("payload"))
        .outerjoin(schema.publication, publication.article_id == article.id).where(article.id.in_(list(ids)))
    )
    found = {}
    for row in conn.execute(query):
        shown: model.Publication | None = _load(model.Publication, row.payload, None) if row.payload else None
        title, address = (shown.headline, shown.reference_url) if shown and shown.view is not model.View.WITHHELD else ("", "")
        found[row.id] = _Known(domain=_domain(row.reference_url), title=title, address=address)
    return found


def _domain(url: str) -> str:
    return urls.hostname(url).removeprefix("www.")
