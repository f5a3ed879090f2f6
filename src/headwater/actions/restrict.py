"""Restrictions imposed, lifted and run out: what a decision does on every surface, at once and without the worker.

In: a decision with its targets, on the connection of the transaction that records it. Out: rows, and what was hit.
Never: a look at who decides, or a fetch.

Whoever imposes or lifts takes ``restrictions.guard`` alone and must not have locked the ledger before: append to it after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from headwater import model, notices
from headwater.actions import shown as surfaces
from headwater.actions import staydown as again
from headwater.store import articles, db, ids, ledger, outlets, publications, restrictions, staydown, subjects

NAMED = "named in the notice"
RULE = "rule:stay-down/1"
_A, _K = notices.Action, notices.Kind
_EFFECT: dict[notices.Kind, dict[notices.Action, notices.Action]] = {  # what an action does to each kind of thing
    _K.ARTICLE: {one: one for one in (_A.LABEL, _A.DEMOTE, _A.HIDE_IMAGE, _A.LINK_ONLY, _A.HIDE_ITEM)},
    _K.IMAGE: dict.fromkeys((_A.HIDE_IMAGE, _A.LINK_ONLY, _A.HIDE_ITEM), _A.HIDE_IMAGE),
    _K.OUTLET: {one: one for one in (_A.LABEL, _A.DEMOTE, _A.HIDE_IMAGE, _A.LINK_ONLY, _A.HIDE_OUTLET)},
    _K.COMMENT: dict.fromkeys((_A.LINK_ONLY, _A.HIDE_ITEM, _A.HIDE_COMMENT), _A.HIDE_COMMENT),
    _K.STORY: {},
}
_WITH_PICTURES = frozenset({_A.LABEL, _A.DEMOTE})  # they leave an item its pictures, and so copies theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """An article that an action reaches."""

    article_id: str
    headline: str
    outlet: str
    why: str  # "named in the notice", "the same text", ...
    score: float = 1.0
    blocks: bool = True  # False: like what was taken down, but only a person can say


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an action would do."""

    articles: tuple[Affected, ...] = ()
    images: tuple[tuple[str, str], ...] = ()  # identifier, address
    comments: tuple[str, ...] = ()
    outlet_articles: int = 0  # publications of the outlets named
    skipped: tuple[notices.Target, ...] = ()  # on which this action does nothing

    @property
    def swept(self) -> tuple[Affected, ...]:
        """Copies elsewhere that stay-down reaches."""
        return tuple(one for one in self.articles if one.why != NAMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imposed:
    """What an action did."""

    restrictions: tuple[notices.Restriction, ...] = ()
    reached: Preview = Preview()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Aim:
    """One thing named, what is done to it, and what else fits its keys."""

    kind: notices.Kind
    object_id: str
    action: notices.Action
    keys: tuple[staydown.Key, ...] = ()
    copies: tuple[again.Copy, ...] = ()
    pictures: tuple[tuple[sa.Row, staydown.Hit], ...] = ()


# ---- before ------------------------------------------------------------------------------------------------


def preview(
    conn: sa.Connection, action: notices.Action, targets: Sequence[notices.Target], *, stay_down: bool,
    spare: Sequence[str] = (),
) -> Preview:
    """What :func:`impose` would reach; writes nothing."""
    aims, skipped = _aims(conn, action, targets, stay_down=stay_down, spare=spare)
    return _preview(conn, aims, skipped)


def _aims(
    conn: sa.Connection, action: notices.Action, targets: Sequence[notices.Target], *, stay_down: bool, spare: Sequence[str]
) -> tuple[list[_Aim], list[notices.Target]]:
    aims: dict[tuple[notices.Kind, str], _Aim] = {}
    skipped, memory = [], again.Memory()
    for target in targets:
        effect = _EFFECT[target.kind].get(action) if target.kind and target.object_id else None
        if target.kind is None or effect is None:
            skipped.append(target)
            continue
        aim = _Aim(kind=target.kind, object_id=target.object_id, action=effect)
        if (aim.kind, aim.object_id) not in aims:
            aims[aim.kind, aim.object_id] = _with_keys(conn, aim, spare, memory) if stay_down else aim
    named = {object_id for kind, object_id in aims if kind is notices.Kind.ARTICLE}
    return [replace(aim, copies=tuple(one for one in aim.copies if one.article_id not in named)) for aim in aims.values()], skipped


def _with_keys(conn: sa.Connection, aim: _Aim, spare: Sequence[str], memory: again.Memory) -> _Aim:
    """The aim with keys by which it is known again, and what fits them already."""
    if aim.kind is notices.Kind.IMAGE:
        row = restrictions.image(conn, aim.object_id)
        keys = again.image_keys(row, spare=spare) if row else ()
        pictures = [one for one in again.same_pictures(conn, keys, memory) if one[0].id != aim.object_id]
        return replace(aim, keys=keys, pictures=tuple(pictures))
    kept = again.kept(conn, aim.object_id) if aim.kind is notices.Kind.ARTICLE else None
    if kept is None:
        return aim
    row, pictures_only = publications.stored(conn, aim.object_id), aim.action is notices.Action.HIDE_IMAGE
    keys = again.keys_of(
        conn, kept, row.whole if row else None, spare=spare, words=not pictures_only, pictures=aim.action not in _WITH_PICTURES,
    )  # fmt: skip
    return replace(
        aim, keys=keys, copies=() if pictures_only else tuple(again.copies(conn, kept, keys, memory)),
        pictures=tuple(again.same_pictures(conn, keys, memory)),
    )  # fmt: skip


def _preview(conn: sa.Connection, aims: Sequence[_Aim], skipped: Sequence[notices.Target]) -> Preview:
    reached: dict[str, Affected] = {}
    rows = publications.many_stored(conn, [aim.object_id for aim in aims if aim.kind is notices.Kind.ARTICLE])
    for article_id, row in rows.items():
        whole = row.whole
        reached[article_id] = Affected(article_id=article_id, headline=whole.headline, outlet=whole.outlet_name, why=NAMED)
    for copy in (copy for aim in aims for copy in aim.copies):
        reached.setdefault(copy.article_id, Affected(
            article_id=copy.article_id, headline=copy.headline, outlet=copy.outlet, why=again.why(copy.hit),
            score=copy.hit.score, blocks=copy.hit.blocks,
        ))  # fmt: skip
    images = {row.id: row.url for aim in aims for row, hit in aim.pictures if hit.blocks}
    for aim in aims:
        if aim.kind is notices.Kind.IMAGE and (row := restrictions.image(conn, aim.object_id)):
            images[row.id] = row.url
        if aim.kind is notices.Kind.ARTICLE and aim.action not in _WITH_PICTURES:
            images |= {row.id: row.url for row in restrictions.images_of_articles(conn, [aim.object_id])}
    return Preview(
        articles=tuple(reached.values()), images=tuple(images.items()),
        comments=tuple(aim.object_id for aim in aims if aim.kind is notices.Kind.COMMENT),
        outlet_articles=sum(
            publications.count_of_outlet(conn, aim.object_id) for aim in aims if aim.kind is notices.Kind.OUTLET
        ),
        skipped=tuple(skipped),
    )  # fmt: skip


# ---- imposing ----------------------------------------------------------------------------------------------


def impose(
    conn: sa.Connection, decision: notices.Decision, targets: Sequence[notices.Target], *, reference: str, now: datetime,
    ends_at: datetime | None = None,
) -> Imposed:
    """Restrict what a decision is about; with ``decision.stay_down`` also what is the same elsewhere, now and later.

    ``reference`` is the notice's, "" on our own initiative. Call it before anything else of the transaction is locked
    that a release locks too (the ledger).
    """
    restrictions.guard(conn, exclusive=True)
    aims, skipped = _aims(conn, decision.action, targets, stay_down=decision.stay_down, spare=decision.spare)
    reached, made = _preview(conn, aims, skipped), []
    for aim in aims:
        first = _restriction(decision, aim, reference=reference, now=now, ends_at=ends_at)
        staydown.put(conn, [replace(key, restriction_id=first.id) for key in aim.keys], now=now)
        made += [first, *_swept(conn, aim, first, now=now)]
    made = list({(one.kind, one.object_id): one for one in reversed(made)}.values())[::-1]  # what is named before copies
    restrictions.add(conn, made)
    surfaces.settle(conn, made, now=now)
    if made:
        _tell(conn, "restriction.imposed", made, decision.made_by, now=now, skipped=len(skipped))
    return Imposed(restrictions=tuple(made), reached=reached)


def _restriction(
    decision: notices.Decision, aim: _Aim, *, reference: str, now: datetime, ends_at: datetime | None
) -> notices.Restriction:
    return notices.Restriction(
        id=notices.RestrictionId(ids.new()), decision_id=decision.id, notice_id=decision.notice_id, reference=reference,
        action=aim.action, kind=aim.kind, object_id=aim.object_id, status=451 if decision.basis == "legal" else 410,
        ground=decision.ground, reason=decision.reason, interim=decision.interim, starts_at=now, ends_at=ends_at,
    )  # fmt: skip


def _swept(conn: sa.Connection, aim: _Aim, first: notices.Restriction, *, now: datetime) -> list[notices.Restriction]:
    """What fits the keys of a restriction and is here already."""
    made = []
    own = {row.id for row in restrictions.images_of_articles(conn, [aim.object_id])}  # no hits: they were never away
    found = [(notices.Kind.ARTICLE, copy.article_id, first.action, copy.hit) for copy in aim.copies]
    found += [(notices.Kind.IMAGE, row.id, notices.Action.HIDE_IMAGE, hit) for row, hit in aim.pictures]
    for kind, object_id, action, hit in found:
        if object_id not in own:
            staydown.record(conn, hit, kind=str(kind), object_id=object_id, now=now)
        if hit.blocks:
            made.append(_because(first, kind, object_id, action, hit, now=now))
    return made


def _because(
    first: notices.Restriction, kind: notices.Kind, object_id: str, action: notices.Action, hit: staydown.Hit, *,
    now: datetime,
) -> notices.Restriction:
    """The same restriction on something else, because it fits a key."""
    return replace(
        first, id=notices.RestrictionId(ids.new()), kind=kind, object_id=object_id, action=action, because=hit.key_id,
        starts_at=now,
    )  # fmt: skip


# ---- lifting -----------------------------------------------------------------------------------------------


def lift(conn: sa.Connection, decision_id: str, *, now: datetime) -> int:
    """Lift what a decision imposed and what came of it by stay-down; how many restrictions stood."""
    restrictions.guard(conn, exclusive=True)
    standing = restrictions.of_decision(conn, decision_id)
    _lift(conn, standing, "restriction.lifted", actor="desk", now=now)
    return len(standing)


def expire(store: db.Store, now: datetime, limit: int = 100) -> int:
    """Lift the restrictions whose time is over; how many."""
    with store.read() as conn:
        if not restrictions.expired(conn, now, limit=1):
            return 0
    with store.write() as conn:
        restrictions.guard(conn, exclusive=True)
        over = restrictions.expired(conn, now, limit=limit)
        _lift(conn, over, "restriction.expired", actor="clock", now=now)
    return len(over)


def _lift(conn: sa.Connection, standing: Sequence[notices.Restriction], kind: str, *, actor: str, now: datetime) -> None:
    if not standing:
        return
    restrictions.lift(conn, [one.id for one in standing], now=now)
    staydown.lift(conn, [one.id for one in standing], now=now)
    surfaces.settle(conn, standing, now=now)
    _tell(conn, kind, standing, actor, now=now)


# ---- what comes in -----------------------------------------------------------------------------------------


def check_article(
    conn: sa.Connection, kept: articles.Kept, text: str, released: model.Publication, now: datetime
) -> list[staydown.Hit]:
    """Compare an article that is about to be released with what was taken down; a hit restricts it likewise.

    Gives all hits, those that only a person can judge too. Writes nothing of the publication: whoever releases reads
    the restrictions next.
    """
    if staydown.is_empty(conn):
        return []
    outlet = outlets.get(conn, kept.outlet_id)
    seen = again.seen(conn, kept, text if kept.allowance.analyse else "", released, home_url=outlet.home_url if outlet else "")
    found = []
    for hit in again.hits(conn, seen):
        first = restrictions.get(conn, hit.restriction_id)
        if first and first.lifted_at is None and first.object_id != kept.id:
            found.append(hit)
            _hit(conn, first, hit, notices.Kind.ARTICLE, kept.id, action=first.action, now=now)
    for _, hit in again.picture_hits(conn, released):  # they go out of the publication by their address
        first = restrictions.get(conn, hit.restriction_id)
        if first and first.object_id != kept.id and staydown.record(conn, hit, kind="article", object_id=kept.id, now=now):
            _tell_hit(conn, first, hit, notices.Kind.ARTICLE, kept.id, now=now)
    return found


def follow(conn: sa.Connection, old: str, into: str, *, now: datetime) -> None:
    """An article that was absorbed: notices about it are about the other one, and what stands on it hides that, at once."""
    subjects.move(conn, old, into)
    if not restrictions.of_object(conn, notices.Kind.ARTICLE, old):
        return
    restrictions.guard(conn, exclusive=True)
    moved = restrictions.move(conn, old, into)
    surfaces.settle(conn, moved, now=now)
    _tell(conn, "restriction.moved", moved, "machine", now=now)


def block_image(conn: sa.Connection, image_id: str, hit: staydown.Hit, now: datetime) -> bool:
    """A picture fits a key: block it, or note it for review; gives whether it is blocked.

    Takes the guard alone: call it before the picture's row is written.
    """
    restrictions.guard(conn, exclusive=True)
    first = reaching(conn, image_id, hit)
    if first is None:
        return False
    made = _hit(conn, first, hit, notices.Kind.IMAGE, image_id, action=notices.Action.HIDE_IMAGE, now=now)
    surfaces.settle(conn, made, now=now)
    return hit.blocks


def reaching(conn: sa.Connection, image_id: str, hit: staydown.Hit) -> notices.Restriction | None:
    """The restriction whose key a picture fits; None where it was lifted, spares the picture, or a person has allowed it."""
    first, key = restrictions.get(conn, hit.restriction_id), staydown.key(conn, hit.key_id)
    if first is None or key is None or first.lifted_at is not None or first.id in staydown.allowed(conn, image_id):
        return None
    return None if again.is_spared(conn, image_id, key.spare) else first


def judge(store: db.Store, hit_id: str, *, uphold: bool, by: str, now: datetime) -> bool:
    """A person says whether something is what was taken down: it is restricted, or free again; False: no such hit."""
    with store.write() as conn:
        restrictions.guard(conn, exclusive=True)
        past = staydown.hit(conn, hit_id)
        first = restrictions.get(conn, past.restriction_id) if past else None
        if past is None or first is None:
            return False
        kind = notices.Kind(past.kind)
        staydown.judge(conn, hit_id, judgement="upheld" if uphold else staydown.ALLOWED, by=by, now=now)
        standing = restrictions.of_object(conn, kind, past.object_id)
        changed = [one for one in standing if one.because and one.decision_id == first.decision_id]
        if uphold and not changed and first.lifted_at is None:
            hit = staydown.Hit(key_id=past.key_id, restriction_id=first.id, kind=past.key_kind, score=past.score, blocks=True)
            action = notices.Action.HIDE_IMAGE if kind is notices.Kind.IMAGE else first.action
            changed = [_because(first, kind, past.object_id, action, hit, now=now)]
            restrictions.add(conn, changed)
        elif not uphold:
            restrictions.lift(conn, [one.id for one in changed], now=now)
        surfaces.settle(conn, changed, now=now)
        ledger.append(
            conn, "stay_down.judged", subject=first.reference or first.decision_id, actor=by, now=now,
            facts={"hit": hit_id, "object": past.object_id, "upheld": uphold},
        )  # fmt: skip
    return True


def _hit(
    conn: sa.Connection, first: notices.Restriction, hit: staydown.Hit, kind: notices.Kind, object_id: str, *,
    action: notices.Action, now: datetime,
) -> list[notices.Restriction]:
    """Write a hit down and restrict what was hit, once; gives the new restrictions."""
    is_new = staydown.record(conn, hit, kind=str(kind), object_id=object_id, now=now)
    standing = restrictions.of_object(conn, kind, object_id)
    made: list[notices.Restriction] = []
    if hit.blocks and all(one.decision_id != first.decision_id for one in standing):
        made = [_because(first, kind, object_id, action, hit, now=now)]
        restrictions.add(conn, made)
    if is_new or made:
        _tell_hit(conn, first, hit, kind, object_id, now=now)
    return made


def _tell_hit(
    conn: sa.Connection, first: notices.Restriction, hit: staydown.Hit, kind: notices.Kind, object_id: str, *, now: datetime
) -> None:
    facts = {
        "key": hit.key_id, "by": hit.kind, "kind": str(kind), "object": object_id, "score": round(hit.score, 3),
        "effect": "blocked" if hit.blocks else "review",
    }  # fmt: skip
    ledger.append(conn, "stay_down.hit", subject=first.reference or first.decision_id, actor=RULE, now=now, facts=facts)


def _tell(
    conn: sa.Connection, kind: str, about: Iterable[notices.Restriction], actor: str, *, now: datetime, skipped: int = 0
) -> None:
    """One row in the ledger for each decision."""
    by_decision: dict[str, list[notices.Restriction]] = {}
    for one in about:
        by_decision.setdefault(one.decision_id, []).append(one)
    for decision_id, rows in by_decision.items():
        facts = {
            "decision": decision_id, "status": rows[0].status, "ground": rows[0].ground, "interim": rows[0].interim,
            "restrictions": [
                {"action": str(one.action), "kind": str(one.kind), "object": one.object_id, "because": one.because}
                for one in rows
            ],
        }  # fmt: skip
        facts |= {"skipped": skipped} if skipped else {}
        ledger.append(conn, kind, subject=rows[0].reference or decision_id, actor=actor, now=now, facts=facts)
