"""Revisions: each reading that finds other words than the one before leaves the old words as a version.

In: an article as it was and as it is now. Out: a row where headline or text really changed. Never: a version of a text that may
not be kept, of a first reading, or for a change of spaces, case or punctuation alone.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from headwater import differences, model
from headwater.store import articles, versions


def note(conn: sa.Connection, old: articles.Kept, new: articles.Kept, *, now: datetime) -> bool:
    """Keep what an article said before, if it says something else now; whether it does.

    Compared are two readings of its page, or two words of its feed where no page was read: never one with the other.
    """
    if (old.article is None) != (new.article is None):
        return False
    before, after = (one.article.body if one.article else "" for one in (old, new))
    if not (differences.is_real(old.title, new.title) or differences.is_real(before, after)):
        return False
    added, removed = differences.counts(before, after)
    last = versions.last_replaced(conn, old.id)
    versions.add(conn, old.id, model.Version(
        number=0, headline=old.title, body=before if may_keep(new.allowance) and before else None,
        seen_at=last.replaced_at if last else old.first_seen, replaced_at=now, added=added, removed=removed,
    ))
    return True


def may_keep(allowance: model.Allowance) -> bool:
    """Whether what a text was may be kept when it is no longer so: it is an archive of one page."""
    return allowance.store and allowance.extract and allowance.archive


def changes(conn: sa.Connection, headline: str, article_id: str) -> tuple[model.Change, ...]:
    """What readers are told of an article's changes; ``headline`` is the one of now."""
    past = versions.told(conn, article_id)
    after = [*(one.headline for one in past[1:]), headline] if past else []
    return tuple(
        model.Change(number=one.number, at=one.replaced_at, added=one.added, removed=one.removed,
                     headline=one.headline if differences.is_real(one.headline, then) else "")
        for one, then in zip(past, after, strict=True))
