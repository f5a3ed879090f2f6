"""Pictures decoded in a limited process: what a file does to it is an outcome, not a fault of ours.

In: bytes and an order. Out: futures of ``pictures.Made`` or ``pictures.Bad``; what takes too long or kills its process
gives ``timeout`` or ``crash``. Never: an exception of a file.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from headwater import limited
from headwater.pictures import Bad, Flaw, Made, Order

SECONDS = 20.0  # a picture
PICTURES = 200  # a process, then it is replaced
MEMORY = 1024 * 1024 * 1024  # bytes of address space beyond what its libraries map
Outcome = Made | Bad


class Pool(limited.Pool[Outcome]):
    """One process that decodes; it starts with the first picture."""

    def __init__(self, *, seconds: float = SECONDS, pictures: int = PICTURES, memory: int = MEMORY, waiting: int = 3,
                 function: Callable[[bytes, Order], Outcome] | None = None) -> None:
        """``waiting`` is the number of pictures that may wait; ``function`` replaces decoding in tests."""
        limits = limited.Limits(seconds=seconds, memory=memory, tasks=pictures, waiting=waiting)
        super().__init__(function or _make, limits=limits, lost=_lost, warm=_warm)

    def submit(self, body: bytes, order: Order) -> Future[Outcome]:
        """The outcome to come. Waits while the pool is full; never raises for a picture. RuntimeError after ``close``."""
        return self.run(body, order)


def _lost(reason: str, words: str, _body: bytes, _order: Order) -> Outcome:
    return Bad(flaw=Flaw(reason), detail=words)


def _warm() -> None:
    """Load the decoders, so that no picture pays for it."""
    from headwater.images import decode  # noqa: F401


def _make(body: bytes, order: Order) -> Outcome:
    """One picture in its process."""
    from headwater.images import decode

    try:
        return decode.make(body, order)
    except MemoryError:
        return Bad(flaw=Flaw.BOMB, detail="out of memory")
