"""Revisions: each reading that finds other words than the one before leaves the old words as a version.

In: an article as it was and as it is now. Out: a row where headline or text really changed. Never: a version of a text that may
not be kept, of a first reading, or for a change of spaces, case or punctuation alone, or of our own reading.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from headwater import differences, model
from headwater.pipeline import apart
from headwater.store import articles, versions


def note(conn: sa.Connection, old: articles.Kept, new: articles.Kept, *, now: datetime, told: apart.Apart | None = None) -> bool:
    """Keep what an article said before, if its outlet has it say something else now; whether it has.

    Compared are two readings of its page, or two words of its feed where no page was read: never one with the other. ``told`` says
    what of the difference is not the outlet's but ours.
    """
    if (old.article is None) != (new.article is None):
        return False
    body, after = (one.article.body if one.article else "" for one in (old, new))
    told = told or apart.Apart(before=body, after=after)
    last = versions.last_replaced(conn, old.id)
    if told.headline_is_ours:
        versions.rename(conn, old.id, old.title, new.title)
    new_headline = differences.is_real(old.title, new.title) and not told.headline_is_ours
    if not (new_headline or differences.is_real(told.before, told.after)):
        if last and told.ours:
            versions.add_ours(conn, old.id, last.number, told.ours)  # what it is compared with now has other lines
        return False
    added, removed = differences.counts(told.before, told.after)
    versions.add(conn, old.id, model.Version(
        number=0, headline=new.title if told.headline_is_ours else old.title, body=body if may_keep(new.allowance) and body else None,
        seen_at=last.replaced_at if last else old.first_seen, replaced_at=now, added=added, removed=removed, ours=told.ours,
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
