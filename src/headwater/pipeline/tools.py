"""What the ticks work with, and what they count.

In: nothing. Out: :class:`Tools`, made once by ``app``, and :class:`Tally`. Never: a decision.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from headwater import model, pictures
from headwater.cluster import meaning
from headwater.extract.template import Reading
from headwater.store import db

Get = Callable[[model.Request], Awaitable["model.Response | model.NotModified | model.Refused"]]


class Extractor(Protocol):
    """The pool of processes that read pages."""

    @property
    def places(self) -> int:
        """How many pages it takes at once."""
        ...

    def study(self, page: model.Page, entry: model.Entry | None, template: str) -> Future[Reading]:
        """Have a page read with what is known of its host; never raises for what the page holds."""
        ...


class Archive(Protocol):
    """Where snapshots lie."""

    def put(self, body: bytes) -> str:
        """Keep bytes; gives their key."""
        ...

    def get(self, key: str) -> bytes | None:
        """The bytes, or None."""
        ...

    def delete(self, key: str) -> None:
        """Forget bytes; that there are none is fine."""
        ...

    def sweep(self, older_than: datetime) -> int:
        """Forget what is older; gives how many."""
        ...


class Album(Protocol):
    """Where the sizes of pictures lie."""

    def put(self, image_id: str, made: pictures.Rendition) -> pictures.Size:
        """Keep one size."""
        ...

    def delete(self, keys: Sequence[str]) -> None:
        """Forget sizes; that there are none is fine."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """The operator's settings that steer the ticks."""

    pages: bool = True  # fetch articles' pages
    entries_a_poll: int = 500
    excerpt: int = 160  # characters
    commercial: bool = True
    snapshot_days: int = 30  # 0: none
    hosts_at_once: int = 64
    pictures: bool = False  # fetch the pictures that articles may show
    picture_days: int = 30  # that a picture is kept before it is fetched anew
    push: str = ""  # the public address at which hubs reach us; "": none is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """Everything that a tick needs besides its budget."""

    store: db.Store
    now: Callable[[], datetime]
    owner: str  # this process, in leases
    manners: Manners = field(default_factory=Manners)
    archive: Archive | None = None
    album: Album | None = None
    encoder: Callable[[], meaning.Encoder | meaning.Unavailable] | None = None  # loads what joins stories across languages; None: off


@dataclass(slots=True)
class Readers:
    """The pool as the event loop sees it: whoever finds it full waits without holding up the loop."""

    pool: Extractor
    reading: int = 0  # pages in the pool or waiting for it
    room: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.room = asyncio.Semaphore(self.pool.places)

    @property
    def is_full(self) -> bool:
        """Whether as many pages wait as are being read: then no more should be fetched."""
        return self.reading >= 2 * self.pool.places

    async def read(self, page: model.Page, entry: model.Entry | None) -> model.Article | model.NotArticle:
        """What a page holds; where its process died, perhaps not by its fault, it is read once more."""
        return (await self.study(page, entry, "")).found

    async def study(self, page: model.Page, entry: model.Entry | None, template: str) -> Reading:
        """The same, read with what is known of its host, and with what it teaches."""
        self.reading += 1
        try:
            async with self.room:
                reading = await asyncio.wrap_future(self.pool.study(page, entry, template))
                if isinstance(reading.found, model.NotArticle) and reading.found.reason == "crash":
                    reading = await asyncio.wrap_future(self.pool.study(page, entry, template))
                return reading
        finally:
            self.reading -= 1


@dataclass(slots=True)
class Tally:
    """What a tick did, for progress and metrics."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, number: int = 1) -> None:
        """Count something: "feeds", "unchanged", "entries", "pages", "refused", "articles", "stories", ..."""
        self.counts[what] += number

    def join(self, other: Tally) -> None:
        """Take another tally in."""
        self.counts.update(other.counts)
