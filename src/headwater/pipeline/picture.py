"""One picture: wished for when an article is released with it, fetched, made, checked against what stays down, kept.

In: a released publication, then a wish whose ``article_id`` is the picture's. Out: a picture that is ready, or the reason
why it is not shown. Never: a fetch of what is blocked or of what no article shows; a picture ready before it was checked.
"""

from __future__ import annotations

import asyncio
import hashlib
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Protocol

import sqlalchemy as sa

from headwater import model, pictures, rights, text, urls
from headwater.actions import restrict
from headwater.errors import Transient
from headwater.images import hashes
from headwater.pipeline import turns
from headwater.pipeline.tools import Get, Tally, Tools
from headwater.publish import credits
from headwater.store import fetches, images, restrictions, staydown

RETRIES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8), timedelta(days=1))
AGAIN = timedelta(seconds=30)  # after a visit that found the host busy
MOST_RENEWED = 100  # pictures a tick
_FINAL = {  # refusals that another attempt soon will not change
    model.Refusal.ROBOTS, model.Refusal.GUARD, model.Refusal.BAD_URL, model.Refusal.TOO_LARGE, model.Refusal.BAD_ENCODING,
    model.Refusal.GONE, model.Refusal.LEGAL, model.Refusal.PAYMENT, model.Refusal.BLOCKED,
}  # fmt: skip
_PERHAPS = {pictures.Flaw.TRUNCATED, pictures.Flaw.TIMEOUT, pictures.Flaw.CRASH}  # flaws that may not be the file's own
_BARRING = {("images", "no"), ("store", "no"), ("list", "no")}  # effects of a picture's headers: noimageindex, noindex, ...


class Decoder(Protocol):
    """The process that decodes pictures."""

    @property
    def places(self) -> int:
        """How many pictures it takes at once."""
        ...

    def submit(self, body: bytes, order: pictures.Order) -> Future[pictures.Made | pictures.Bad]:
        """Have a picture made; never raises for what the bytes are."""
        ...


@dataclass(slots=True)
class Makers:
    """The decoder as the event loop sees it: whoever finds it full waits without holding up the loop."""

    decoder: Decoder
    order: pictures.Order = field(default_factory=pictures.Order)
    room: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.room = asyncio.Semaphore(self.decoder.places)

    async def make(self, body: bytes, order: pictures.Order) -> pictures.Made | pictures.Bad:
        """What a file gave; where its process died, perhaps not by its fault, it is tried once more."""
        async with self.room:
            found = await asyncio.wrap_future(self.decoder.submit(body, order))
            if isinstance(found, pictures.Bad) and found.flaw is pictures.Flaw.CRASH:
                found = await asyncio.wrap_future(self.decoder.submit(body, order))
            return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The picture that a wish is for, and the articles that show it."""

    wish: fetches.Wish
    kept: images.Kept
    uses: tuple[tuple[model.Publication, model.Image], ...]


def wish(conn: sa.Connection, tools: Tools, released: model.Publication) -> None:
    """Note the pictures of an article as the gate released it, and have those fetched that nobody has had yet."""
    if not tools.manners.pictures:
        return
    wanted: list[str] = []
    for image in released.images:
        kept = images.want(conn, image.url, released.article_id, now=tools.now()) if image.url else None
        if kept is None:
            continue
        wanted.append(kept.id)
        if kept.status is images.Status.READY and (why := credits.forbids(kept.embedded, released.licence)):
            images.refuse(conn, kept.id, images.Status.REFUSED, why, now=tools.now())
    images.only(conn, released.article_id, wanted)


def subject(conn: sa.Connection, wish: fetches.Wish) -> Subject | None:
    """What a wish is for; None where the picture is blocked, gone, or shown by no article that readers see."""
    kept = images.get(conn, wish.article_id)
    if kept is None or kept.blocked:
        return None
    uses = tuple(images.shown_by(conn, kept))
    return Subject(wish=wish, kept=kept, uses=uses) if uses else None


def give_up(tools: Tools, wish: fetches.Wish) -> Tally:
    """Strike off a wish without a subject."""
    with turns.saving(tools) as conn:
        fetches.done(conn, wish.id)
    return Tally()


async def fetch(tools: Tools, get: Get, makers: Makers, subject: Subject) -> Tally:
    """Fetch a picture, make its sizes, and save what it gave."""
    if await asyncio.to_thread(_is_down, tools, subject):
        return _counted("blocked pictures")
    answer = await get(model.Request(url=subject.kept.url, purpose=model.Purpose.IMAGE))
    if isinstance(answer, model.NotModified):  # which nobody asked for
        answer = model.Refused(url=answer.url, reason=model.Refusal.PROTOCOL, detail="304 without a condition")
    if isinstance(answer, model.Refused):
        return await asyncio.to_thread(_save_refusal, tools, subject, answer)
    if why := _reserved(answer):
        return await asyncio.to_thread(_refuse, tools, subject, images.Status.REFUSED, why)
    said = subject.uses[0][1]
    order = replace(makers.order, credit=said.credit, copyright=said.copyright, licence=said.licence)
    made = await makers.make(answer.body, order)
    if isinstance(made, pictures.Bad):
        return await asyncio.to_thread(_save_bad, tools, subject, made)
    return await asyncio.to_thread(_save, tools, subject, answer, made)


def _counted(what: str) -> Tally:
    tally = Tally()
    tally.add(what)
    return tally


def _reserved(answer: model.Response) -> str:
    """What the picture's own headers say against showing it; "" if nothing."""
    for signal in rights.of_headers(answer.headers):
        if _BARRING.intersection(signal.effects):
            return f"its headers say: {signal.quote or signal.rule}"
    return ""


def _is_down(tools: Tools, subject: Subject) -> bool:
    """Whether the address alone is known to stay down: then it is blocked and never asked for."""
    with tools.store.read() as conn:
        hit = _hit(conn, subject.kept)
        if hit is None or not hit.blocks:
            return False
    with turns.saving(tools, first=_alone) as conn:
        blocked = _check(conn, tools, subject.kept, alone=True)
        if blocked:
            fetches.done(conn, subject.wish.id)
    return blocked


def _hit(conn: sa.Connection, kept: images.Kept, sha256: str = "", prints: tuple[int, ...] = ()) -> staydown.Hit | None:
    """The best hit that reaches the picture: another may be by a key that spares it, or that a person has judged."""
    hits = staydown.image_hits(conn, key=kept.key, sha256=sha256, hashes=prints, host_domain=urls.domain(kept.url))
    return next((hit for hit in hits if restrict.reaching(conn, kept.id, hit)), None)


def _alone(conn: sa.Connection) -> None:
    restrictions.guard(conn, exclusive=True)


def _with_others(conn: sa.Connection) -> None:
    restrictions.guard(conn, exclusive=False)


def _check(
    conn: sa.Connection, tools: Tools, kept: images.Kept, sha256: str = "", prints: tuple[int, ...] = (), *, alone: bool
) -> bool:
    """Compare a picture with what was taken down, before its row is written; whether it is blocked.

    The guard is held since before the host was locked, as by whoever releases: alone where a key fitted before, for one
    that is shared cannot become that. A decision made in between is seen.
    """
    hit = _hit(conn, kept, sha256, prints)
    if hit and not alone:
        raise Transient("a decision on this picture was made just now")
    return hit is not None and restrict.block_image(conn, kept.id, hit, tools.now())


def _save(tools: Tools, subject: Subject, answer: model.Response, made: pictures.Made) -> Tally:
    """A picture was had: ready, unless its file or what was taken down says otherwise."""
    kept, digest, packed = subject.kept, hashlib.sha256(answer.body).hexdigest(), hashes.pack(made.hashes)
    known: dict[str, object] = {
        "sha256": digest, "hashes": packed, "embedded": made.embedded, "width": made.width, "height": made.height,
    }
    for publication, _ in subject.uses:
        if why := credits.forbids(made.embedded, publication.licence):
            return _refuse(tools, subject, images.Status.REFUSED, why, **known)
    assert tools.album is not None
    sizes = tuple(tools.album.put(kept.id, one) for one in made.renditions)
    with tools.store.read() as conn:
        alone = _hit(conn, kept, digest, made.hashes) is not None
    with turns.saving(tools, first=_alone if alone else _with_others) as conn:
        blocked = _check(conn, tools, kept, digest, made.hashes, alone=alone)
        images.ready(conn, kept.id, made, sizes=sizes, sha256=digest, hashes=packed, now=tools.now())
        fetches.done(conn, subject.wish.id)
    current = {one.key for one in sizes}
    tools.album.delete([one.key for one in kept.sizes if one.key not in current])
    return _counted("blocked pictures" if blocked else "pictures")


def _save_bad(tools: Tools, subject: Subject, bad: pictures.Bad) -> Tally:
    reason = text.squeeze(f"{bad.flaw}: {bad.detail}").rstrip(": ")
    if bad.flaw in _PERHAPS and subject.wish.attempts < 2:
        return _try_again(tools, subject, reason, RETRIES[subject.wish.attempts])
    tally = _refuse(tools, subject, images.Status.BAD, reason)
    tally.add(f"bad pictures: {bad.flaw}")
    return tally


def _save_refusal(tools: Tools, subject: Subject, refused: model.Refused) -> Tally:
    reason, attempts = text.squeeze(f"{refused.reason}: {refused.detail}").rstrip(": "), subject.wish.attempts
    if refused.reason is model.Refusal.BUSY:  # the host was not asked at all
        with turns.saving(tools) as conn:
            fetches.later(conn, subject.wish.id, due_at=tools.now() + AGAIN)
        return Tally()
    if refused.reason in _FINAL or attempts >= len(RETRIES):
        return _refuse(tools, subject, images.Status.REFUSED, reason)
    return _try_again(tools, subject, reason, max(RETRIES[attempts], timedelta(seconds=refused.retry_after or 0)))


def _try_again(tools: Tools, subject: Subject, reason: str, pause: timedelta) -> Tally:
    with turns.saving(tools) as conn:
        fetches.again(conn, subject.wish.id, due_at=tools.now() + pause, reason=reason[:300])
        images.failed(conn, subject.kept.id, reason)
    return _counted("picture errors")


def _refuse(tools: Tools, subject: Subject, status: images.Status, reason: str, **known: object) -> Tally:
    """The picture is not shown; what was made of it before goes."""
    with turns.saving(tools) as conn:
        images.refuse(conn, subject.kept.id, status, reason, now=tools.now(), sizes="[]", **known)
        fetches.done(conn, subject.wish.id)
    if tools.album and subject.kept.sizes:
        tools.album.delete([one.key for one in subject.kept.sizes])
    return _counted("refused pictures" if status is images.Status.REFUSED else "bad pictures")


def renew(tools: Tools) -> Tally:
    """Pictures past their days are fetched anew if an article shows them, else forgotten; lost wishes are made again."""
    tally, now = Tally(), tools.now()
    if not tools.manners.pictures or tools.album is None:
        return tally
    with tools.store.read() as conn:
        old = images.stale(conn, before=now - timedelta(days=tools.manners.picture_days), limit=MOST_RENEWED)
        lost = images.without_wish(conn, limit=MOST_RENEWED)
        shown = {one.id for one in (*old, *lost) if images.shown_by(conn, one)}
    gone = [one for one in old if one.id not in shown]
    with tools.store.write() as conn:
        for one in (*old, *lost):
            if one.id in shown and images.fetch_anew(conn, one, now=now):
                tally.add("pictures renewed")
        for one in gone:
            images.forget(conn, one.id)
            tally.add("swept pictures")
    tools.album.delete([size.key for one in gone for size in one.sizes])
    return tally
