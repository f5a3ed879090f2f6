"""Dedup for the digest: candidates gathered from the store, the verdict of ``dedup.match``, and its direction.

In: an article. Out: :class:`Compared`. Never: a write.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from headwater import model, text
from headwater.dedup import direction, fingerprint, match
from headwater.pipeline import standing
from headwater.store import articles, shingles

MOST_CANDIDATES = 12
MOST_SAME = 3  # of those the articles with exactly the same text
MOST_COPIES = 20  # that tracing looks at
FAMILY = 5  # copies of an article that are indexed with all their hashes; of the others only what the original has not
PASSAGE = 3  # sampled hashes, about twenty words: fewer that become boilerplate are a common phrase
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


def _near(conn: sa.Connection, article_ids: list[str]) -> tuple[articles.Near, ...]:
    return tuple(articles.near(conn, article_ids)) if article_ids else ()


def _text_near(one: articles.Near) -> str:
    return one.body or (text.plain(one.entry.content or one.entry.summary) if one.entry else "")


def compare(conn: sa.Connection, kept: articles.Kept) -> Compared:
    """Find what an article repeats, and what repeats it."""
    copies = _near(conn, articles.copies_of(conn, kept.id, limit=MOST_COPIES)) if kept.input_version else ()  # before, nobody could find it
    if kept.not_article == FORGOTTEN:  # its text is gone; what was found then still holds
        original = next(iter(_near(conn, [kept.copy_of])), None) if kept.copy_of else None
        return Compared(print=None, match=kept.match, copy_of=kept.copy_of, original=original, copies=copies, reconsider=())
    if not kept.allowance.analyse:
        return Compared(print=None, match=None, copy_of=None, original=None, copies=copies, reconsider=())
    mine = _candidate(kept, articles.text_of(kept))
    print_ = fingerprint.summary(match.shingled(mine.text))
    near = shingles.near(conn, print_.sample, besides=kept.id, limit=MOST_CANDIDATES)
    same = articles.same_text(conn, print_.exact, besides=kept.id, limit=MOST_COPIES) if mine.text else []
    others = {one.id: one for one in _near(conn, list(dict.fromkeys([*same[:MOST_SAME], *_worthy(print_, near)])))}
    candidates = {one.article_id: one for one in _candidates(others, near.articles, same)}
    family: dict[str, direction.Standing] = {}  # the articles that were asked who was first

    def ask(ids: Sequence[str]) -> dict[str, direction.Standing]:
        family.update(dict.fromkeys(ids, direction.Standing()) | standing.of(conn, kept, ids))
        return family

    found = match.match(mine, list(candidates.values()), frequent=near.frequent, standing=ask)
    original, reconsider = None, _doubtful(conn, kept, near)
    if isinstance(found, model.Copy | model.Revision):
        other = others[found.of]
        first = _is_first(kept, other, found)
        stale = other.copy_of in family and getattr(found, "first_by", None) not in direction.SAID  # that one was looked at, and was not first
        original = None if first else other if stale else _root(conn, other, besides=kept.id)
        if not _is_known(found, kept.match):  # so that none call each other for ever
            reconsider += (other.id,) if (other.copy_of != kept.id if first else stale) else ()
            reconsider += tuple(one for one in candidates if direction.is_from(candidates[one], mine, family) and others[one].copy_of != kept.id)
            reconsider += tuple(articles.copies_of(conn, kept.id)) if original and copies else ()  # they go back to that one now
    elif kept.copy_of and _is_forgotten(conn, kept.copy_of):  # what was found while its text was here still holds
        found, original = kept.match, next(iter(_near(conn, [kept.copy_of])), None)
    is_news = not (isinstance(found, model.Copy | model.Revision) and _is_known(found, kept.match))
    if is_news and kept.input_version and (original.id if original else None) != kept.copy_of:
        reconsider += tuple(same)  # what is the same to the last word goes with it
    return Compared(
        print=_to_index(conn, kept, print_, found, original), match=found, copy_of=original.id if original else None,
        original=original, copies=copies, reconsider=tuple(dict.fromkeys(reconsider)),
    )


def _worthy(print_: model.Fingerprint, near: shingles.Shared) -> Iterator[str]:
    """The articles that by what is found of them in the index may be copies: a phrase in common says nothing of two long texts."""
    dull = fingerprint.MODULUS * len(near.frequent)  # about so many 5-grams are boilerplate, and do not count on either side
    for one, votes in near.articles.items():
        if fingerprint.may_contain(votes, smaller=min(print_.shingles, near.sizes[one]) - dull, share=match.COPY):
            yield one


def _candidates(others: dict[model.ArticleId, articles.Near], shared: dict[str, int], same: list[str]) -> Iterator[model.Candidate]:
    """The articles worth comparing exactly: of many carriers of one text not those that are as near as what they are copies of."""
    many = len(others) > match.MOST_ASKED
    for one in others.values():
        above = others.get(one.copy_of) if many and one.copy_of and one.id not in same else None
        if above is not None and above.allowance.analyse and shared.get(above.id, 0) >= shared.get(one.id, 0):
            continue
        if one.allowance.analyse:
            yield _candidate(one, _text_near(one))


def _doubtful(conn: sa.Connection, kept: articles.Kept, near: shingles.Shared) -> tuple[str, ...]:
    """Articles taken for copies by a passage that, with this new article, has become boilerplate."""
    ids = [one for one, votes in near.crossing.items() if votes >= PASSAGE] if kept.match is None else []
    return tuple(
        one.id for one in _near(conn, ids)
        if isinstance(one.match, model.Copy | model.Revision) and one.match.containment < match.NEARLY
    )


def _is_forgotten(conn: sa.Connection, article_id: str) -> bool:
    kept = articles.get(conn, article_id)
    return kept is not None and kept.not_article == FORGOTTEN


def _to_index(
    conn: sa.Connection, kept: articles.Kept, print_: model.Fingerprint, found: model.Match | None, original: articles.Near | None
) -> model.Fingerprint:
    """What the index takes in: of a text that many repeat only a few carriers, so that it does not look like boilerplate."""
    if original is None or not isinstance(found, model.Copy | model.Revision) or found.containment < match.NEARLY:
        return print_
    carriers = articles.copies_of(conn, original.id, limit=FAMILY)
    if len(carriers) < FAMILY or kept.id in carriers:
        return print_
    theirs = frozenset(fingerprint.summary(match.shingled(_text_near(original))).sample)
    return replace(print_, sample=tuple(one for one in print_.sample if one not in theirs))


def _is_first(kept: articles.Kept, other: articles.Near, found: model.Copy | model.Revision) -> bool:
    """Whether this article is the original of the two; of two states of one article the one that was here first stands for both."""
    return found.first if isinstance(found, model.Copy) else other.copy_of == kept.id


def _is_known(found: model.Copy | model.Revision, before: model.Match | None) -> bool:
    """Whether the same was found the last time."""
    if not isinstance(before, model.Copy | model.Revision) or before.of != found.of:
        return False
    return not isinstance(found, model.Copy) or (isinstance(before, model.Copy) and before.first == found.first)


def _root(conn: sa.Connection, other: articles.Near, *, besides: str) -> articles.Near | None:
    """The original that an article goes back to, which itself is no copy; None if that is the article itself."""
    seen = {besides}
    while other.copy_of and other.id not in seen:
        seen.add(other.id)
        above = next(iter(_near(conn, [other.copy_of])), None)
        if above is None or above.id in seen:
            break
        other = above
    return other if other.id != besides else None


def _candidate(kept: articles.Kept | articles.Near, words: str) -> model.Candidate:
    return model.Candidate(
        article_id=kept.id, outlet_id=kept.outlet_id, url=kept.reference_url, title=kept.title, text=words,
        published=kept.published, first_seen=kept.first_seen, unlisted_at=kept.unlisted_at,
    )
