"""Letters that tell moderators what waits, with a link for each comment that decides on it, once.

In: a store, the operator's rules, the time; a token from such a link. Out: letters in the outbox; a decision, whose row in
the ledger names the moderator. Never: more than a letter an hour to anybody, a decision by a look, on a comment that changed
since the letter, or by somebody who is a moderator no more; a link that does anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from headwater import discussion, notices, text
from headwater.actions import moderate
from headwater.discussion import Status
from headwater.store import db, moderation, one_time, outbox, people

LINK = "moderate_comment"
HOURS = 24.0  # for which a link is good
KIND = outbox.WAITING
MOST = 10  # comments in a letter
EVERY = timedelta(hours=1)
AGAIN = timedelta(hours=HOURS)  # after which a letter repeats what still waits: its links have ended
EXCERPT = 200  # characters
_NOTE = "Decided by the link in a letter."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a link is about, and whose it is."""

    waiting: moderation.Waiting
    by: notices.Person
    version: int  # for which the link was made

    @property
    def changed(self) -> bool:
        """Whether the comment is no longer what the letter said."""
        comment = self.waiting.kept.comment
        return comment.version != self.version or comment.status is not Status.PENDING


# ---- letters -----------------------------------------------------------------------------------------------


def write(store: db.Store, *, rules: discussion.Rules, now: datetime) -> int:
    """Queue a letter to each moderator who does not know yet what waits; gives how many."""
    if not (rules.enabled and rules.sends_mail and rules.base_url):
        return 0
    with store.read() as conn:
        count, newest = moderation.waiting(conn)
        if not count or newest is None:
            return 0
        told = [one for one in people.active(conn, notices.Role.MODERATOR) if _is_due(conn, one, newest, now)]
    return sum(_write(store, one, rules, now) for one in told)


def _is_due(conn: sa.Connection, person: notices.Person, newest: datetime, now: datetime) -> bool:
    last = outbox.newest(conn, KIND, person.mail)
    if last is None:
        return True
    passed = now - last.made_at
    return passed >= EVERY and (newest > last.made_at or passed >= AGAIN)


def _write(store: db.Store, person: notices.Person, rules: discussion.Rules, now: datetime) -> bool:
    key = f"{KIND}:{now:%Y%m%d%H}:{person.id}"
    with store.write() as conn:
        count, _ = moderation.waiting(conn)
        found = [
            one for one in moderation.queue(conn, "pending", limit=2 * MOST)
            if moderation.holder(one.kept, now=now) in ("", person.id)
        ][:MOST]  # fmt: skip
        if not found or outbox.by_key(conn, key) is not None:
            return False
        parts = [_part(conn, one, person, rules, now) for one in found]
        says = f"{count} comment waits" if count == 1 else f"{count} comments wait"
        listed = "" if count == len(found) else f" These are {len(found)} of them."
        return outbox.put(
            conn, key=key, kind=KIND, recipient=person.mail, now=now, automatic=False, subject=f"{says}: {rules.site_name}",
            body=f"{says} for a moderator on {rules.site_name}.{listed}\n\n" + "\n".join(parts)
                 + "\nEach link shows one comment and asks before anything is done. It works once, within 24 hours. Whoever has it\n"
                   "decides in your name: do not pass this letter on.\n\n"
                   f"All that waits: {rules.base_url}/desk/comments\n",
        )  # fmt: skip


def _part(conn: sa.Connection, one: moderation.Waiting, person: notices.Person, rules: discussion.Rules, now: datetime) -> str:
    """A comment in a letter: its own words on one line each, so that none of them passes for a line of ours."""
    comment = one.kept.comment
    token = one_time.make(conn, LINK, f"{comment.id}.{comment.version}.{person.id}", now=now, hours=HOURS)
    return (
        f"> By: {_line(comment.name, 60)}\n> Under: {_line(one.headline, 120) or 'an item without a headline'}\n"
        f"> {_line(comment.text, EXCERPT)}\n{rules.base_url}/comment/moderate/{token}\n"
    )


def _line(given: str, limit: int) -> str:
    return text.cut(text.unspoof(given), limit)


# ---- links -------------------------------------------------------------------------------------------------


def asked(conn: sa.Connection, token: str, *, now: datetime) -> Asked | None:
    """What a link is about; None where it is used or out of date, or its owner is a moderator no more. Changes nothing."""
    subject = one_time.peek(conn, token, LINK, now=now)
    if subject is None:
        return None
    comment_id, version, person_id = subject.split(".")
    person, found = people.get(conn, person_id), moderation.some(conn, [comment_id])
    if person is None or person.disabled_at is not None or notices.Role.MODERATOR not in person.roles or not found:
        return None
    return Asked(waiting=found[0], by=person, version=int(version))


def decide(store: db.Store, token: str, reason: discussion.Reason | None, *, now: datetime, despite: bool = False) -> bool:
    """Hide the link's comment for a reason, or show it for None, and use the link up; False where it is good no more.

    Raises :class:`moderate.Conflict` where the comment changed or somebody else has it; the link then stays as it is.
    """
    with store.write() as conn:
        found = asked(conn, token, now=now)
        if found is None or one_time.use(conn, token, LINK, now=now) is None:
            return False
        if found.changed:
            raise moderate.Conflict("This comment has changed since the letter was written.")
        pick = moderate.Pick(id=found.waiting.kept.comment.id, version=found.version)
        moderate.decide(conn, [pick], reason, by=found.by.id, now=now, note=_NOTE, despite=despite)
    return True
