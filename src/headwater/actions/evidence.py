"""Evidence: what a complaint is about as it stood when it came in, with its hash in the ledger.

In: a notice that has just come in. Out: one row of the ledger whose private words are the content; what of it has changed
since. Never: content of a sender whom nothing proves (the hash alone, so that a flood fills nothing), content in a case of
child safety, or the bytes of a picture.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from headwater import model, notices
from headwater.notices import Kind, State, Type
from headwater.store import codec, desk_views, ledger

SEALED = "notice.sealed"
_MOST, _MOST_CHARACTERS = 20, 200_000  # things, characters of all of them, in one notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """One thing as it was."""

    changed: bool  # it reads otherwise now, or is gone
    publication: model.Publication | None = None  # of an article, where its content is kept
    text: str = ""  # of a comment


def seal(conn: sa.Connection, notice: notices.Notice, *, now: datetime) -> None:
    """Keep what the notice is about; nothing where nothing of it is here."""
    hashed: list[list[str]] = []
    kept: dict[str, str] = {}
    room = 0 if notice.state is State.UNVERIFIED or notice.type is Type.CHILD_SAFETY else _MOST_CHARACTERS
    for one in notice.targets:
        if one.kind in (None, Kind.STORY, Kind.OUTLET) or len(hashed) >= _MOST:
            continue
        if content := desk_views.content(conn, one.kind, one.object_id):
            hashed.append([one.kind, one.object_id, _hash(content)])
            if len(content) <= room:
                room -= len(content)
                kept[one.object_id] = content
    if hashed:
        ledger.append(conn, SEALED, subject=notice.reference, actor="machine", now=now, facts={"things": hashed}, private=json.dumps(kept) if kept else "")


def of(conn: sa.Connection, notice: notices.Notice) -> dict[str, Sealed]:
    """What was kept for a notice, by identifier."""
    row = next((one for one in ledger.of(conn, notice.reference) if one.kind == SEALED), None)
    if row is None:
        return {}
    kept = json.loads(ledger.private_of(conn, row.seq) or "{}")
    return {object_id: _sealed(Kind(kind), kept.get(object_id, ""), changed=_hash(desk_views.content(conn, Kind(kind), object_id)) != then)
            for kind, object_id, then in row.facts["things"]}  # fmt: skip


def _sealed(kind: Kind, content: str, *, changed: bool) -> Sealed:
    if kind is Kind.ARTICLE and content:
        return Sealed(changed=changed, publication=codec.load(model.Publication, content))
    return Sealed(changed=changed, text=content if kind is Kind.COMMENT else "")


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
