"""Is this article a copy, a revision or new? Decided by the exact containment of 5-grams.

In: an article and the earlier ones that share sampled hashes with it. Out: a :class:`model.Match` with evidence in
numbers. Never: a quotation in the evidence, or a copy declared on a title or a common phrase alone.

Containment (Broder 1997) is the share of the smaller text's 5-grams that the other has. The relation of two texts
does not depend on which is named first; which of them is the original is told by :mod:`direction`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from headwater import model, text
from headwater.dedup import direction, fingerprint, passages

COPY = 0.3  # containment from which another outlet's text is a copy
COPY_WITHIN = 0.5  # the same within an outlet, whose follow-ups repeat their background paragraphs
NEARLY_SAME = 0.8  # containment from which an outlet's text at another address is a revision
SAME_TITLE = 0.7  # share of all words of two titles that both have
LEAST_SHARED = 5  # 5-grams in common, below which chance phrases decide; in scripts without spaces thrice that
LONG_TITLE = 10  # words from which two items without text may be told by their titles; characters: twice that
REVISED_WITHIN = timedelta(days=7)  # later, the same template is a new issue of a column
CLEARLY = 0.8  # of the highest containment; among such candidates the first is the original
MOST_ASKED = 6  # candidates whose pages are asked who was first
WHOLE = 100  # words from which a text that is the same to the last word is a copy, however common each of its passages is; characters: twice that
FREQUENT = 24  # unrelated texts that have a hash, from which it is boilerplate; ``store.shingles`` has the same number
NEARLY = 0.8  # containment from which two texts count as one when such texts are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two texts that are compared."""

    outlet: str  # "" if unknown
    title: str
    body: fingerprint.Shingled
    moment: datetime | None  # published, else first seen; aware


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """What two texts are to each other; the same whichever is named first."""

    revision: bool  # else a copy
    containment: float
    verbatim: bool
    shared: int  # 5-grams
    smaller: int  # 5-grams of the smaller text
    passage: int = 0  # words of the longest passage that both have; counted by :func:`relate`


Ask = Callable[[Sequence[str]], Mapping[str, direction.Standing]]  # article ids -> what is known of how they stand
_Found = tuple[model.Candidate, Relation]


def match(article: model.Candidate, candidates: Sequence[model.Candidate], *, frequent: Collection[int] = (),
          standing: Ask = lambda _: {}) -> model.Match:
    """How an article stands to earlier ones: a copy, a revision, or new.

    ``frequent``: sampled hashes that so many unrelated articles have that they are boilerplate; they and what lies
    between them do not count. ``standing``: asked, with the identifiers of this article and of those it is the same as, what
    their pages say; without it only the clocks decide. ``Copy.of`` is the first of the clearly nearest candidates;
    ``Copy.first`` says that the article came before it. A candidate with the article's own id is passed over.
    """
    mine, common = side(article), frozenset(frequent)
    nearest, found = 0.0, list[_Found]()
    for candidate in candidates:
        if candidate.article_id == article.article_id:
            continue
        theirs = side(candidate)
        share = compare(mine.body, theirs.body, frequent=common)
        nearest = max(nearest, share.containment)
        relation = _judge(mine, theirs, share)
        if relation is not None:
            found.append((candidate, relation))
    if not found:
        return model.New(nearest=nearest)
    return _choose(article, found, common, standing)


def side(candidate: model.Candidate) -> Side:
    """An article as :func:`relate` takes it."""
    return prepare(outlet=candidate.outlet_id, title=candidate.title, body=candidate.text, moment=direction.moment(candidate))


def prepare(*, outlet: str, title: str, body: str, moment: datetime | None) -> Side:
    """A text made ready for comparing; one that only repeats its title, as many feeds' summaries do, counts as none."""
    only_title = len(body) <= 2 * len(title) + 20 and text.words(body[:1000]) == text.words(title[:1000])
    return Side(outlet=outlet, title=title, moment=moment, body=shingled("" if only_title else body))


def relate(a: Side, b: Side, *, frequent: frozenset[int] = frozenset()) -> Relation | None:
    """The relation of two texts, or None; ``relate(a, b) == relate(b, a)``."""
    form = bool(a.outlet) and a.outlet == b.outlet and not similar_titles(a.title, b.title)  # an outlet's notice under many headlines
    return _judge(a, b, compare(a.body, b.body, frequent=frequent, form=form))


def _judge(a: Side, b: Side, relation: Relation) -> Relation | None:
    within = bool(a.outlet) and a.outlet == b.outlet
    if not a.body.words and not b.body.words:
        return _by_title(a, b, within)
    if relation.verbatim and not relation.shared:  # too short for 5-grams, or boilerplate alone
        return relation if not len(a.body.distinct) and _long_enough(a.body.words, a.body.letterwise) else None
    least = LEAST_SHARED * (3 if a.body.letterwise or b.body.letterwise else 1)
    if relation.shared < least or relation.containment < COPY:
        return None
    relation = replace(relation, passage=_passage(a.body, b.body))
    if not within:
        return relation
    if _near_in_time(a, b) and (relation.containment >= NEARLY_SAME or similar_titles(a.title, b.title)):
        return replace(relation, revision=True)
    return relation if relation.containment >= COPY_WITHIN else None


def compare(a: fingerprint.Shingled, b: fingerprint.Shingled, *, frequent: frozenset[int] = frozenset(), form: bool = False) -> Relation:
    """What two texts share, without boilerplate; no judgement yet. ``form``: that both are the same to the last word tells nothing."""
    ours, theirs = _telling(a, b, frequent, form)
    common = fingerprint.shared(ours, theirs)
    smaller, same = min(len(ours), len(theirs)), a.exact == b.exact and a.words > 0
    containment = len(common) / smaller if smaller else float(same and not frequent)
    union = len(ours) + len(theirs) - len(common)
    return Relation(revision=False, containment=round(containment, 4), shared=len(common), smaller=smaller,
                    verbatim=same or bool(union and len(common) / union >= 0.9))


def _telling(
    a: fingerprint.Shingled, b: fingerprint.Shingled, frequent: frozenset[int], form: bool = False
) -> tuple[fingerprint.Hashes, fingerprint.Hashes]:
    """The 5-grams of both texts that are no boilerplate; where hardly any are common anyway, or all of a long text is, all of them."""
    ours, theirs = a.distinct, b.distinct
    if not form and a.exact == b.exact and a.words >= WHOLE * (2 if a.letterwise else 1):
        return ours, theirs
    if frequent and len(fingerprint.shared(ours, theirs)) >= LEAST_SHARED:
        dull = fingerprint.ordered(np.concatenate((_boilerplate(a, frequent), _boilerplate(b, frequent))))
        ours = ours[~fingerprint.among(ours, dull)]
        theirs = theirs[~fingerprint.among(theirs, dull)]
    return ours, theirs


def similar_titles(a: str, b: str) -> bool:
    """Whether two titles have most of their words in common."""
    ours, theirs = set(text.words(a[:500])), set(text.words(b[:500]))
    return bool(ours and theirs) and len(ours & theirs) / len(ours | theirs) >= SAME_TITLE


def _choose(article: model.Candidate, found: list[_Found], frequent: frozenset[int], standing: Ask) -> model.Match:
    """Which of the articles that are the same stands for all of them, and how this one stands to it."""
    revised = [pair for pair in found if pair[1].revision]
    best = max(relation.containment for _, relation in revised or found)
    clear = [pair for pair in revised or found if pair[1].containment >= CLEARLY * best]
    clear.sort(key=lambda pair: direction.order(pair[0]))
    if revised:
        of, relation = clear[0]
        return model.Revision(of=of.article_id, containment=relation.containment, evidence=_evidence(relation),
                              passages=_passages(article, of, frequent))
    related = {one.article_id: (one, relation) for one, relation in clear[:MOST_ASKED]}
    others = [one for one, _ in related.values()]
    known = standing([article.article_id, *related])
    of, first = _first(article, others, known)
    verdict, relation = direction.decide(article, of, known), related[of.article_id][1]
    evidence = (*_evidence(relation), _said(verdict.by, first=first))
    return model.Copy(of=of.article_id, containment=relation.containment, verbatim=relation.verbatim, evidence=evidence,
                      first=first, first_by=verdict.by, passages=_passages(article, of, frequent))


def _first(
    article: model.Candidate, others: Sequence[model.Candidate], known: Mapping[str, direction.Standing]
) -> tuple[model.Candidate, bool]:
    """The article that this one goes back to, else the next one, and whether this one was first.

    The earliest of those whose pages do not say that they are from another of them stands for all: the same one, whichever of them
    is looked at, and with or without those that are from another.
    """
    everybody = (article, *others)

    def above(one: model.Candidate) -> list[model.Candidate]:
        return [other for other in everybody if direction.is_from(one, other, known)]

    if named := above(article):
        return min(named, key=direction.order), False
    own = [one for one in others if not above(one)]
    of = min(own or others, key=direction.order)
    return of, not own or direction.order(article) < direction.order(of)


def _evidence(relation: Relation) -> tuple[str, ...]:
    if not relation.shared:
        return ("the same words, all of them",)
    share = f"{relation.containment:.0%} of the shorter text's 5-grams ({relation.shared} of {relation.smaller})"
    return (share, f"longest passage in common: {relation.passage} words")


def _said(by: model.FirstBy, *, first: bool) -> str:
    """By what it was told which was first, in words."""
    this, that = ("the other", "this one") if first else ("this one", "the other")
    return _WORDS[by].format(copy=this, original=that)


def _passages(article: model.Candidate, of: model.Candidate, frequent: frozenset[int]) -> tuple[model.Passage, ...]:
    here, there = side(article).body, side(of).body
    common = fingerprint.shared(*_telling(here, there, frequent))
    if not len(common):
        return ()
    return passages.shared(passages.Written(body=article.text, shingled=here), passages.Written(body=of.text, shingled=there), common)


def _by_title(a: Side, b: Side, within: bool) -> Relation | None:
    """Items without text: the same only if their titles are identical and long."""
    ours, theirs = shingled(a.title), shingled(b.title)
    if ours.exact != theirs.exact or not _long_enough(ours.words, ours.letterwise):
        return None
    size = len(ours.distinct)
    return Relation(revision=within, containment=1.0, verbatim=True, shared=size, smaller=size, passage=ours.words)


def _long_enough(words: int, letterwise: bool) -> bool:
    return words >= LONG_TITLE * (2 if letterwise else 1)


def _near_in_time(a: Side, b: Side) -> bool:
    return a.moment is None or b.moment is None or abs(a.moment - b.moment) <= REVISED_WITHIN


def _passage(a: fingerprint.Shingled, b: fingerprint.Shingled) -> int:
    """Words of the longest run of shared 5-grams, in the text where it is shorter (so that order does not count)."""
    common = fingerprint.shared(a.distinct, b.distinct)
    return min(_longest_run(a.sequence, common), _longest_run(b.sequence, common)) + fingerprint.WIDTH - 1


def _longest_run(sequence: fingerprint.Hashes, common: fingerprint.Hashes) -> int:
    gaps = np.flatnonzero(~fingerprint.among(sequence, common))
    edges = np.concatenate(([-1], gaps, [len(sequence)]))
    return int(np.diff(edges).max()) - 1


def _boilerplate(shingled: fingerprint.Shingled, frequent: frozenset[int]) -> fingerprint.Hashes:
    """Hashes of places whose nearest sampled neighbours on both sides are frequent."""
    sequence, common = shingled.sequence, _sorted(frequent)
    known = fingerprint.among(sequence, fingerprint.sampled(shingled.distinct))
    places = np.flatnonzero(known)
    dull = fingerprint.among(sequence[places], common)
    if not dull.any():
        return sequence[:0]
    spots = np.arange(len(sequence))
    after = np.searchsorted(places, spots)  # the first sampled place at or after each
    right = dull[np.minimum(after, len(places) - 1)]
    left = dull[np.where(known, after, np.maximum(after - 1, 0))]
    return fingerprint.ordered(sequence[left & right])


@lru_cache(maxsize=4)
def _sorted(frequent: frozenset[int]) -> fingerprint.Hashes:
    return np.fromiter(sorted(frequent), dtype=np.int64, count=len(frequent))


@lru_cache(maxsize=256)
def shingled(body: str) -> fingerprint.Shingled:
    """A text as 5-grams; those of the last texts are remembered."""
    return fingerprint.shingle(body)


_WORDS = {
    model.FirstBy.CANONICAL: "{copy} declares the address of {original} as its own text's",
    model.FirstBy.CREDIT: "{copy} names the outlet of {original}",
    model.FirstBy.LINK: "{copy} links to {original}",
    model.FirstBy.AGENCY: "{original} stands with an agency",
    model.FirstBy.SUPPLIED: "both name the same supplier: neither of them is its original",
    model.FirstBy.PUBLISHED: "{original} was published first",
    model.FirstBy.SEEN: "{original} was seen first, by our own clock",
    model.FirstBy.UNDECIDED: "which of them was first cannot be told",
}
