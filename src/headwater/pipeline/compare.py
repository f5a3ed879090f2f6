"""Dedup for the digest: candidates gathered from the store, the verdict of ``dedup.match``, and its direction.

In: an article. Out: :class:`Compared`. Never: a write.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from headwater import model, text
from headwater.dedup import fingerprint, match
from headwater.store import articles, shingles

MOST_CANDIDATES = 12
MOST_COPIES = 20  # that tracing looks at
FORGOTTEN = "not kept"  # of an article whose publisher wants no copy kept, after its time as news


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What comparing an article has shown."""

    print: model.Fingerprint | None  # None: its text may not be analysed
    match: model.Match | None
    copy_of: model.ArticleId | None  # the original, itself no copy
    original: articles.Near | None
    copies: tuple[articles.Near, ...]  # that repeat this article, the first of them
    reconsider: tuple[str, ...]  # articles that should be compared again, now that this one is here


def _text_near(one: articles.Near) -> str:
    return one.body or (text.plain(one.entry.content or one.entry.summary) if one.entry else "")


def compare(conn: sa.Connection, kept: articles.Kept) -> Compared:
    """Find what an article repeats, and what repeats it."""
    copies = tuple(articles.near(conn, articles.copies_of(conn, kept.id, limit=MOST_COPIES)))
    if kept.not_article == FORGOTTEN:  # its text is gone; what was found then still holds
        original = next(iter(articles.near(conn, [kept.copy_of])), None) if kept.copy_of else None
        return Compared(print=None, match=kept.match, copy_of=kept.copy_of, original=original, copies=copies, reconsider=())
    if not kept.allowance.analyse:
        return Compared(print=None, match=None, copy_of=None, original=None, copies=copies, reconsider=())
    mine = _candidate(kept, articles.text_of(kept))
    print_ = fingerprint.fingerprint(mine.text)
    near = shingles.sharing(conn, print_.sample, besides=kept.id, limit=MOST_CANDIDATES)
    same = articles.same_text(conn, print_.exact, besides=kept.id, limit=3) if mine.text else []
    others = {one.id: one for one in articles.near(conn, list(dict.fromkeys(same + near)))}
    found = match.match(mine, [_candidate(one, _text_near(one)) for one in others.values() if one.allowance.analyse])
    original, reconsider = None, ()
    if isinstance(found, model.Copy | model.Revision):
        other = others[found.of]
        if _is_first(kept, other, found):
            reconsider = () if other.copy_of == kept.id else (other.id,)
        else:
            original = _root(conn, other, besides=kept.id)
    return Compared(
        print=print_, match=found, copy_of=original.id if original else None, original=original, copies=copies,
        reconsider=reconsider,
    )


def _is_first(kept: articles.Kept, other: articles.Near, found: model.Copy | model.Revision) -> bool:
    """Whether this article is the original of the two; a revision always follows."""
    return (isinstance(found, model.Copy) and found.first and other.copy_of != kept.id) or other.copy_of == kept.id


def _root(conn: sa.Connection, other: articles.Near, *, besides: str) -> articles.Near | None:
    """The original that an article goes back to, which itself is no copy; None if that is the article itself."""
    seen = {besides}
    while other.copy_of and other.id not in seen:
        seen.add(other.id)
        above = next(iter(articles.near(conn, [other.copy_of])), None)
        if above is None or above.id in seen:
            break
        other = above
    return other if other.id != besides else None


def _candidate(kept: articles.Kept | articles.Near, words: str) -> model.Candidate:
    return model.Candidate(
        article_id=kept.id, outlet_id=kept.outlet_id, url=kept.reference_url, title=kept.title, text=words,
        published=kept.published, first_seen=kept.first_seen,
    )
