"""The tick ``digest``: what is pending is compared, placed, traced and released.

In: articles pending a digest. Out: copies, stories, origins, publications, the search index. Never: a fetch. One
process a deployment digests (a fenced lease); each article's findings are saved with the removal of its pending row.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from headwater import model
from headwater.errors import Transient
from headwater.pipeline import abroad, allow, compare, early, follow, lore, second, shelf, show, versions
from headwater.pipeline.tools import Tally, Tools
from headwater.store import articles, leases, outlets, pending, publications, restrictions, shingles, stories
from headwater.store import versions as stored_versions

log = structlog.get_logger()
BATCH = 50  # articles a tick
LEASE = 60.0  # seconds
TIDY_EVERY = timedelta(seconds=30)
MOST_ATTEMPTS = 5
A_FLOOD = 50  # articles that are new within the time below
POURING = timedelta(seconds=3)  # since the last flood, while which comparing waits
MOST_PATIENCE = timedelta(seconds=60)  # that an article waits to be compared because of that


class Stale(Exception):
    """The lease went to another process, or the article changed: nothing of this was saved."""


@dataclass(slots=True)
class Digester:
    """The one that digests: its lease, and its index of stories, which can be rebuilt from the store at any time."""

    tools: Tools
    index: shelf.Shelf = field(init=False)
    fence: int | None = None
    until: datetime | None = None
    untidy: bool = False  # something was digested since the house was last kept
    tidied: datetime | None = None
    arrivals: deque[tuple[datetime, int]] = field(default_factory=deque)  # when how many new articles lately came
    poured: datetime | None = None  # when they last were a flood
    learnt: lore.Lore = field(default_factory=lore.Lore)

    def __post_init__(self) -> None:
        self.index = shelf.Shelf(meanings=abroad.Abroad(load=self.tools.encoder))

    def tick(self, limit: int = BATCH) -> Tally:
        """Digest the articles that have waited longest; counts "digested", and "first looks" at new ones, which go before."""
        tally = Tally()
        if not self._holds_lease():
            return tally
        try:
            self._show_early(tally)
        except Stale:
            self._lose()
            return tally
        with self.tools.store.read() as conn:
            if self._pours() and (since := pending.since(conn)) and self.tools.now() - since < MOST_PATIENCE:
                return tally  # that it is found comes first
            waiting = pending.oldest(conn, limit)
        for article_id in waiting:
            try:
                self._digest(article_id, tally)
            except Stale:
                self._lose()
                return tally
            except Exception:  # the tick's only broad except: one article must not stop the others
                log.exception("an article could not be digested", article=article_id)
                self._count_failure(article_id, tally)
            tally.add("digested")
            if self._is_flooded():
                break
        if waiting:
            self.untidy = True
            if not self.index.is_overdue(now=self.tools.now()):
                return tally
        if self.untidy or not self.tidied or self.tools.now() - self.tidied > TIDY_EVERY:
            try:
                self._keep_house(tally)
            except Stale:
                self._lose()
        return tally

    def _is_flooded(self) -> bool:
        """Whether a flood has begun while articles were being compared."""
        with self.tools.store.read() as conn:
            return len(pending.fresh(conn, A_FLOOD)) >= A_FLOOD

    def _pours(self) -> bool:
        """Whether much is new just now, as after an import."""
        return self.poured is not None and self.tools.now() - self.poured < POURING

    def _count_arrivals(self, number: int) -> None:
        """Note new articles; an import of slow feeds is a flood too, though each look finds a few of them."""
        now = self.tools.now()
        self.arrivals.append((now, number))
        while now - self.arrivals[0][0] >= POURING:
            self.arrivals.popleft()
        if sum(count for _, count in self.arrivals) >= A_FLOOD:
            self.poured = now

    def _show_early(self, tally: Tally) -> None:
        """Let a batch of what is new be found, before anything is compared."""
        with self.tools.store.read() as conn:
            waiting = pending.fresh(conn, early.BATCH)
        if not waiting:
            return
        self._count_arrivals(len(waiting))
        try:
            self._release_early(waiting, tally)
        except (Stale, Transient):
            raise
        except Exception:  # one of them: it is left to the digest, which will tell of it
            log.exception("a batch could not be released early")
            for article_id in waiting:
                try:
                    self._release_early([article_id], tally)
                except (Stale, Transient):
                    raise
                except Exception:
                    log.exception("an article could not be released early", article=article_id)
                    with self.tools.store.write() as conn:
                        pending.found(conn, [article_id])

    def _release_early(self, article_ids: list[str], tally: Tally) -> None:
        with self.tools.store.write() as conn:
            self._hold(conn)
            tally.add("found early", early.release(conn, self.tools, article_ids))
        tally.add("first looks", len(article_ids))

    def _keep_house(self, tally: Tally) -> None:
        """Between batches: merge what has grown together, look again at an hour that is over, take apart what is two,
        forget what is old, learn how common terms are."""
        grown = self.index.grown()
        self._merge(tally)
        try:
            self._look_again(tally)
            self._take_apart(grown, tally)
        except Stale:
            raise
        except Exception:  # the index has what was not saved
            log.exception("a second look could not be saved")
            self._read_anew(self.tools.now())
        self.index.expire(now=self.tools.now())
        with self.tools.store.read() as conn:
            again = self.learnt.learn(conn, now=self.tools.now())
        learnt = self.index.learn(now=self.tools.now())
        with self.tools.store.write() as conn:
            if learnt:
                self.index.freeze(conn, now=self.tools.now())
            pending.add(conn, again, reason="what many texts have is known better", now=self.tools.now())
        self.tidied, self.untidy = self.tools.now(), False

    def close(self) -> None:
        """Give the lease back."""
        fence = self.fence
        self._lose()
        if fence is not None:
            with self.tools.store.write() as conn:
                leases.release(conn, "digest", self.tools.owner, fence)

    def _holds_lease(self) -> bool:
        now = self.tools.now()
        if self.fence is not None and self.until and now < self.until - timedelta(seconds=LEASE / 2):
            return True
        with self.tools.store.write() as conn:
            if self.fence is not None:
                if leases.renew(conn, "digest", self.tools.owner, self.fence, now=now, seconds=LEASE):
                    self.until = now + timedelta(seconds=LEASE)
                    return True
                self._lose()
            self.fence = leases.acquire(conn, "digest", self.tools.owner, now=now, seconds=LEASE)
        if self.fence is None:
            return False
        self.until = now + timedelta(seconds=LEASE)
        self._read_anew(now)
        with self.tools.store.read() as conn:
            self.learnt.learn(conn, now=now)
        return True

    def _read_anew(self, now: datetime) -> None:
        """What is held, from the store; without it every report would begin a story, so the lease goes if that fails."""
        try:
            with self.tools.store.read() as conn:
                self.index.rebuild(conn, now=now)
        except Exception:
            self.close()
            raise

    def _lose(self) -> None:
        self.fence = self.until = None

    def _count_failure(self, article_id: str, tally: Tally) -> None:
        tally.add("digest errors")
        with self.tools.store.write() as conn:
            if pending.failed(conn, article_id, most=MOST_ATTEMPTS):
                publications.withhold(conn, article_id=article_id)  # what cannot be judged is not shown
                log.error("given up and withheld: look with `headwater explain`", article=article_id)

    def _digest(self, article_id: str, tally: Tally) -> None:
        """One article: gather, decide, save."""
        changed: articles.Kept | None = None
        with self.tools.store.read() as conn:
            kept = articles.get(conn, article_id)
            outlet = outlets.get(conn, kept.outlet_id) if kept else None
            if kept is None or outlet is None:
                found = None
            else:
                allowance = allow.decide(self.tools, outlet, allow.load(kept.signals), kept.reference_url)
                reserved = kept.article is not None and not (allowance.store and allowance.extract)
                if reserved or allowance != kept.allowance:
                    changed = replace(kept, allowance=allowance)
                found = compare.compare(conn, kept)
        if kept is None or outlet is None or found is None:
            with self.tools.store.write() as conn:
                pending.done(conn, article_id)
            return
        if changed is not None:  # it is digested as it may be kept now, in the next batch
            self._obey(changed)
            return
        placed = self.index.place(kept, found)
        with self.tools.store.write() as conn:
            self._hold(conn)
            restrictions.guard(conn, exclusive=False)  # a decision made meanwhile is seen below, or waits for us
            saved = self._save(conn, kept, outlet, found, placed, tally)
        if saved:
            self.index.settle(placed, now=self.tools.now())

    def _obey(self, changed: articles.Kept) -> None:
        """An article's rights have changed: what may be kept no longer goes, and it is digested anew."""
        reserved = changed.article is not None and not (changed.allowance.store and changed.allowance.extract)
        if reserved and changed.snapshot and self.tools.archive:
            self.tools.archive.delete(changed.snapshot)
        if reserved:
            changed = replace(changed, article=None, not_article="reserved", snapshot=None, forget_at=None)
        with self.tools.store.write() as conn:
            articles.save(conn, changed)
            if not versions.may_keep(changed.allowance):
                stored_versions.forget_texts(conn, [changed.id])

    def _save(
        self, conn: sa.Connection, kept: articles.Kept, outlet: model.Outlet, found: compare.Compared,
        placed: shelf.Placed, tally: Tally,
    ) -> bool:
        """Write what was found and strike the article off; False if it changed meanwhile: then it stays pending."""
        now = self.tools.now()
        place = show.Place(story_id=placed.story_id, copy_of=found.copy_of, first_by=_first_by(found), learnt=self.learnt)
        origin = show.trace(conn, self.tools, kept, outlet, found, place)
        saved = articles.save_digest(
            conn,
            articles.Digested(
                article_id=kept.id, input_version=kept.version, exact=found.print.exact if found.print else None,
                copy_of=found.copy_of, match=found.match, story_id=placed.story_id, placement=placed.placement,
                origin=origin,
            ),
        )
        if not saved:
            return False
        _index_shingles(conn, kept, found.print)
        pending.done(conn, kept.id)
        show.release(conn, self.tools, kept, outlet, origin, place)
        follow.met(conn, kept, origin, now=now)
        for story_id in {placed.story_id, kept.story_id} - {None}:
            show.tell(conn, story_id, centroid=placed.centroid if story_id == placed.story_id else None, now=now)
        second.note(conn, self.index, placed, now=now)
        pending.add(conn, found.reconsider, reason="an earlier text came in", now=now)
        tally.add("copies", int(found.copy_of is not None))
        tally.add("new stories", int(placed.is_new))
        return True

    def _look_again(self, tally: Tally) -> None:
        """Group the articles of each hour that is over as if none had been placed: what came first does not count."""
        while look := self.index.look(now=self.tools.now()):
            with self.tools.store.write() as conn:
                self._hold(conn)
                second.save(conn, self.index, look, now=self.tools.now())
            tally.add("moved articles", len(look.moves))
            tally.add("merged stories", len(look.moved_on))

    def _take_apart(self, grown: Sequence[model.StoryId], tally: Tally) -> None:
        """Split the stories that are on two events; the larger part keeps the identifier."""
        for story_id in grown:
            with self.tools.store.read() as conn:
                members = second.members(conn, story_id)
            if parted := self.index.part(story_id, members, now=self.tools.now()):
                with self.tools.store.write() as conn:
                    self._hold(conn)
                    second.part(conn, self.index, parted, now=self.tools.now())
                tally.add("split stories")

    def _hold(self, conn: sa.Connection) -> None:
        if self.fence is None or not leases.holds(conn, "digest", self.tools.owner, self.fence):
            raise Stale

    def _merge(self, tally: Tally) -> None:
        """Join stories that have grown together; the other's identifier redirects for ever."""
        for merge in self.index.merges():
            old, into = merge.gone, merge.into
            story = self.index.united(old, into)
            with self.tools.store.write() as conn:
                self._hold(conn)
                articles.move_story(conn, old, into)
                show.move(conn, old, into)
                stories.merge(conn, old, into)
                second.merge(conn, self.index, old, into, story)
                show.tell(conn, into, centroid=story.to_bytes() if story else None, now=self.tools.now())
            if story:
                self.index.merge(old, story)
            tally.add("merged stories")


def _first_by(found: compare.Compared) -> str:
    """By what another article stands as the original; "" where none does, or where they were not compared with each other."""
    return str(found.match.first_by or "") if isinstance(found.match, model.Copy) and found.match.of == found.copy_of else ""


def _index_shingles(conn: sa.Connection, kept: articles.Kept, print_: model.Fingerprint | None) -> None:
    if print_ is not None:
        shingles.put(conn, kept.id, print_.sample, shingles=print_.shingles)
    else:
        shingles.drop(conn, kept.id)


def is_done(tools: Tools) -> bool:
    """Whether nothing is pending."""
    with tools.store.read() as conn:
        return pending.count(conn) == 0

