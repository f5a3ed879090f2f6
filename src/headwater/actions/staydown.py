"""What stays down: keys made of an article that was taken down, and articles compared with keys.

In: articles as remembered and released. Out: ``store.staydown.Key`` and ``Hit``. Never: a write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from headwater import errors, model, text, urls
from headwater.dedup import fingerprint
from headwater.desk import staydown as rules
from headwater.store import articles, entries, ids, outlets, publications, restrictions, shingles, staydown

MOST_SWEPT = 200  # articles compared in a decision's own transaction
MOST_SWEPT_HASHES = 3_000  # five-word hashes by which they are looked for
MOST_IMAGES = 10_000  # newest pictures that are looked through
MOST_USERS = 5  # articles that show a picture; one that more show is a logo or the like, and no mark of any of them
BOILERPLATE = 80  # words; a shorter text that three articles of an outlet have under other headlines is none of theirs
_WHY = {"address": "the same address", "entry": "the same entry of the feed", "exact": "the same text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A text of an article, measured."""

    measured: rules.Measured
    whole: bool  # all that we know of the article


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An article as it is compared."""

    article_id: str
    domains: frozenset[str]  # of its outlet's home and of its page
    addresses: frozenset[str]
    entries: frozenset[str]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article elsewhere that fits a key."""

    article_id: str
    headline: str
    outlet: str
    hit: staydown.Hit


@dataclass(slots=True)
class Memory:
    """What one decision has looked at: with hundreds of targets nothing is read or measured twice."""

    candidates: dict[str, tuple[Seen, model.Publication] | None] = field(default_factory=dict)
    images: list[sa.Row] | None = None


def kept(conn: sa.Connection, article_id: str) -> articles.Kept | None:
    """The article; None also where its row cannot be read: that must not keep it from being hidden."""
    try:
        return articles.get(conn, article_id)
    except errors.Quarantine:
        return None


def why(hit: staydown.Hit) -> str:
    """A hit in words."""
    return _WHY.get(hit.kind) or f"{hit.score:.0%} of the same text"


# ---- keys --------------------------------------------------------------------------------------------------


def keys_of(
    conn: sa.Connection, one: articles.Kept, whole: model.Publication | None, *, spare: Sequence[str], words: bool = True,
    pictures: bool = True,
) -> tuple[staydown.Key, ...]:
    """The keys of an article that is taken down, of its text or its pictures alone; ``whole`` None: it was never shown."""
    values: list[tuple[str, str]] = []
    texts: list[rules.Measured] = []
    if words:
        values += [("address", address) for address in sorted(_addresses(conn, one))]
        values += [("entry", key) for key in sorted(_entries(conn, one))]
        texts = [rules.measure(one_text) for one_text in (_own_words(conn, one, _body(one)), f"{whole.headline}\n{whole.excerpt}" if whole else "")]
        values += [("exact", texts[0].exact)] if texts[0].exact else []
    used = restrictions.images_of_articles(conn, [one.id]) if pictures else []
    common = restrictions.common_images(conn, [row.id for row in used], more_than=MOST_USERS) if words else set()
    shown = {urls.image_key(image.url) for image in whole.images} if whole and pictures else set()
    values += [("image_url", key) for key in sorted(shown - {row.key for row in used if row.id in common} - {""})]
    made = [_key(kind, value, spare) for kind, value in dict.fromkeys(values)]
    made += [key for row in used if row.id not in common for key in image_keys(row, spare=spare)]
    made += [
        _key("text", "", spare, measured) for measured in dict.fromkeys(texts)
        if len(measured.shingles) >= rules.LEAST_SHARED
    ]
    return tuple({(key.kind, key.value or key.id): key for key in made}.values())


def image_keys(row: sa.Row, *, spare: Sequence[str]) -> tuple[staydown.Key, ...]:
    """The keys of a picture: its address, its bytes, what it looks like."""
    hashes = staydown.from_bytes(row.hashes)
    values = [("image_url", row.key), ("image_sha", row.sha256 or ""), ("image_hash", staydown.pack(hashes))]
    return tuple(_key(kind, value, spare) for kind, value in values if value)


def _key(kind: str, value: str, spare: Sequence[str], measured: rules.Measured | None = None) -> staydown.Key:
    grams = measured.shingles if measured else frozenset[int]()
    return staydown.Key(id=ids.new(), kind=kind, value=value, weight=len(grams), spare=tuple(spare), shingles=grams)


# ---- articles as they are compared -------------------------------------------------------------------------


def seen(conn: sa.Connection, one: articles.Kept, body: str, released: model.Publication, *, home_url: str) -> Seen:
    """An article made comparable: ``body`` is all that we know, ``released`` what readers are to see."""
    body = _own_words(conn, one, body)
    excerpt = [released.excerpt, f"{released.headline}\n{released.excerpt}"] if released.excerpt else []
    parts = [Part(measured=rules.measure(body), whole=True)] if body else []
    parts += [Part(measured=rules.measure(words), whole=not body) for words in excerpt]
    sites = {urls.domain(address) for address in (home_url, one.reference_url) if address}
    return Seen(
        article_id=one.id, domains=frozenset(sites), addresses=frozenset(_addresses(conn, one)),
        entries=frozenset(_entries(conn, one)), parts=tuple(parts),
    )  # fmt: skip


def _body(one: articles.Kept) -> str:
    """The text that may be compared: what its publisher reserves is not."""
    return articles.text_of(one) if one.allowance.analyse else ""


def _own_words(conn: sa.Connection, one: articles.Kept, words: str) -> str:
    """A text; "" where it is what an outlet puts in the place of many: "Log in to go on reading"."""
    found = text.words(words[: 20 * BOILERPLATE])
    if not found or len(found) >= BOILERPLATE:
        return words
    same = articles.many(conn, articles.same_text(conn, fingerprint.shingle(words).exact, besides=one.id, limit=50))
    others = {text.fold(other.title) for other in same if other.outlet_id == one.outlet_id} - {text.fold(one.title)}
    return "" if len(others) > 1 else words


def _addresses(conn: sa.Connection, one: articles.Kept) -> set[str]:
    found = [address for address, _ in articles.addresses(conn, one.id)] + [one.reference_url, one.entry.url]
    if one.article:
        found += [one.article.url, one.article.canonical_url]
        found += [value for name, value in one.article.structured if name == "link.canonical"]
    return {urls.key(url) for url in found if urls.absolute(url) and not urls.is_home(url)}


def _entries(conn: sa.Connection, one: articles.Kept) -> set[str]:
    """Entry keys, each bound to the outlet: another's feed may use the same."""
    keys = {row.key for row in entries.of_article(conn, one.id)} | {one.entry.entry_id or one.entry.url}
    return {f"{one.outlet_id} {key}" for key in keys if key}


# ---- comparing ---------------------------------------------------------------------------------------------


def hits(conn: sa.Connection, one: Seen) -> list[staydown.Hit]:
    """The standing keys that an article fits: the best of each restriction, those that block first."""
    values = {"address": one.addresses, "entry": one.entries, "exact": {part.measured.exact for part in one.parts if part.whole}}
    found = [(key, 1.0, True) for key in staydown.fitting(conn, values)]
    for part in one.parts:
        for key, shared in staydown.sharing(conn, part.measured.shingles, least=int(rules.LEAST_SHARED * part.measured.unit)):
            if judged := _judged(shared, key.weight, part):
                found.append((key, judged.score, judged.effect is rules.Effect.BLOCKED))
    return _best(conn, one, found)


def _judged(shared: int, weight: int, part: Part) -> rules.Judged | None:
    measured = part.measured
    return rules.judge(
        shared, of_key=weight, of_text=len(measured.shingles), unit=measured.unit, whole=part.whole
    )


def _best(
    conn: sa.Connection, one: Seen, found: Iterable[tuple[staydown.Key, float, bool]]
) -> list[staydown.Hit]:
    ordered = sorted(found, key=lambda row: (not row[2], -row[1]))
    allowed = staydown.allowed(conn, one.article_id) if ordered else set[str]()
    best: dict[str, staydown.Hit] = {}
    for key, score, blocks in ordered:
        if key.restriction_id not in allowed and one.domains.isdisjoint(key.spare):
            best.setdefault(key.restriction_id, _hit(key, score=score, blocks=blocks))
    return list(best.values())


def copies(conn: sa.Connection, one: articles.Kept, keys: Sequence[staydown.Key], memory: Memory) -> list[Copy]:
    """What is shown elsewhere and fits these keys, now: at most :data:`MOST_SWEPT` articles are compared."""
    near, found = _near(conn, one), list[Copy]()
    rows = publications.many_stored(conn, [article_id for article_id in near if article_id not in memory.candidates])
    memory.candidates |= {article_id: _candidate(conn, row) for article_id, row in rows.items()}
    for candidate, whole in filter(None, map(memory.candidates.get, near)):
        if best := _best(conn, candidate, _fitting(candidate, keys)):
            found.append(Copy(article_id=whole.article_id, headline=whole.headline, outlet=whole.outlet_name, hit=best[0]))
    return found


def _candidate(conn: sa.Connection, row: publications.Stored) -> tuple[Seen, model.Publication] | None:
    other, whole = kept(conn, row.article_id), row.whole
    if other is None or whole.view is model.View.WITHHELD:
        return None
    outlet = outlets.get(conn, other.outlet_id)
    return seen(conn, other, _body(other), whole, home_url=outlet.home_url if outlet else ""), whole


def _near(conn: sa.Connection, one: articles.Kept) -> list[str]:
    """Articles that may be copies of this one, the likeliest first."""
    body = fingerprint.shingle(_body(one) or articles.text_of(one))
    found = articles.same_text(conn, body.exact, besides=one.id, limit=MOST_SWEPT) if body.exact else []
    found += articles.copies_of(conn, one.id, limit=MOST_SWEPT)
    if one.copy_of:
        found += [one.copy_of, *articles.copies_of(conn, one.copy_of, limit=MOST_SWEPT)]
    grams = [int(gram) for gram in body.distinct[:MOST_SWEPT_HASHES]]
    found += shingles.sharing(conn, grams, besides=one.id, limit=MOST_SWEPT)
    return [other for other in dict.fromkeys(found) if other != one.id][:MOST_SWEPT]


def _fitting(one: Seen, keys: Sequence[staydown.Key]) -> Iterable[tuple[staydown.Key, float, bool]]:
    exact = {part.measured.exact for part in one.parts if part.whole}
    values = {"address": one.addresses, "entry": one.entries, "exact": exact}
    for key in keys:
        if key.value and key.value in values.get(key.kind, ()):
            yield key, 1.0, True
        for part in one.parts if key.kind == "text" else ():
            if judged := _judged(len(key.shingles & part.measured.shingles), key.weight, part):
                yield key, judged.score, judged.effect is rules.Effect.BLOCKED


def same_pictures(conn: sa.Connection, keys: Sequence[staydown.Key], memory: Memory) -> list[tuple[sa.Row, staydown.Hit]]:
    """Pictures already here that fit these keys, with the best hit of each."""
    known = {(key.kind, key.value): key for key in keys if key.kind in ("image_url", "image_sha")}
    looks = [key for key in keys if key.kind == "image_hash"]
    if not known and not looks:
        return []
    rows = restrictions.images_by_key(conn, [value for kind, value in known if kind == "image_url"])
    if memory.images is None:
        memory.images = restrictions.newest_images(conn, limit=MOST_IMAGES)
    rows = list({row.id: row for row in (*rows, *memory.images)}.values())
    found = {row.id: (row, hit) for row in rows if (hit := _same_file(row, known))}
    for key in looks:
        apart = staydown.nearest_each(staydown.unpack(key.value), [row.hashes for row in rows])
        for row, bits in zip(rows, apart, strict=True):
            near = bits <= staydown.IMAGE_REVIEW and urls.domain(row.host) not in key.spare
            if near and (row.id not in found or found[row.id][1].score < 1 - bits / 64):
                found[row.id] = (row, _hit(key, score=1 - bits / 64, blocks=bits <= staydown.IMAGE_BLOCK))
    return [(row, hit) for row, hit in found.values() if not is_spared(conn, row.id, keys[0].spare)]


def is_spared(conn: sa.Connection, image_id: str, spare: Sequence[str]) -> bool:
    """Whether a picture is used on a site whose own copies are never hit, wherever the picture itself lies."""
    users = publications.many_stored(conn, restrictions.users_of_images(conn, [image_id])) if spare else {}
    return any(urls.domain(row.whole.reference_url) in spare for row in users.values())


def picture_hits(conn: sa.Connection, whole: model.Publication) -> list[tuple[str, staydown.Hit]]:
    """The pictures of a publication whose address must stay down: key of the picture, hit."""
    sites = {urls.image_key(image.url): urls.domain(image.url) for image in whole.images if image.url}
    page, found = urls.domain(whole.reference_url), staydown.fitting(conn, {"image_url": sites})
    allowed = staydown.allowed(conn, whole.article_id) if found else set()
    return [
        (one.value, _hit(one, score=1.0, blocks=True)) for one in found
        if one.restriction_id not in allowed and sites[one.value] not in one.spare and page not in one.spare
    ]


def _same_file(row: sa.Row, known: dict[tuple[str, str], staydown.Key]) -> staydown.Hit | None:
    for kind, value in (("image_url", row.key), ("image_sha", row.sha256)):
        key = known.get((kind, value))
        if key and urls.domain(row.host) not in key.spare:
            return _hit(key, score=1.0, blocks=True)
    return None


def _hit(key: staydown.Key, *, score: float, blocks: bool) -> staydown.Hit:
    return staydown.Hit(key_id=key.id, restriction_id=key.restriction_id, kind=key.kind, score=score, blocks=blocks)
