"""Visits that end at about the same time are saved in one transaction, for one costs about as much as a visit itself.

In: functions that save a visit by ``turns.saving``. Out: what they give, once it is committed. Never: one visit's fault in
another's rows. Each has a savepoint of its own and its fence is looked at; a transaction that fails as a whole is done again
visit by visit.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import exc

from headwater.errors import Transient
from headwater.pipeline import turns
from headwater.pipeline.tools import Tools
from headwater.pipeline.turns import P, R
from headwater.store import hosts

MOST = 200  # visits in one transaction
LONGEST = 0.03  # seconds after which no further visit joins it: other writers wait
BREATH = 0.004  # seconds that a transaction waits for visits that end just now


@dataclass(slots=True)
class _Work:
    """A visit to be saved."""

    save: Callable[[], Any]
    context: Context
    visit: turns.Visit
    done: asyncio.Future[Any]
    found: Any = None
    error: BaseException | None = None

    def attempt(self, shared: turns.Shared | None) -> None:
        """Save it, in a transaction of its own if there is none to share."""
        self.found, self.error = None, None
        try:
            self.found = self.context.run(self._within, shared)
        except (exc.DBAPIError, sqlite3.Error):  # perhaps the others' fault, as where two processes lock each other out: each is done again alone
            raise
        except Exception as error:  # whatever else it is, it belongs to this visit alone
            self.error = error

    def _within(self, shared: turns.Shared | None) -> Any:
        turns.SHARED.set(shared)
        try:
            return self.save()
        finally:
            turns.SHARED.set(None)

    def end(self) -> None:
        """Tell whoever waits."""
        if self.done.done():  # it was cancelled
            return
        if self.error is not None:
            self.done.set_exception(self.error)
        else:
            self.done.set_result(self.found)


@dataclass(slots=True)
class Saver:
    """Saves the visits of one event loop; one transaction at a time, while the next visits gather."""

    tools: Tools
    waiting: list[_Work] = field(default_factory=list)
    running: asyncio.Task[None] | None = None

    async def run(self, save: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
        """What a function gives that saves this task's visit."""
        done = asyncio.get_running_loop().create_future()
        work = _Work(save=partial(save, *given, **named), context=copy_context(), visit=turns.VISIT.get(), done=done)
        self.waiting.append(work)
        if self.running is None:
            self.running = asyncio.create_task(self._go())
        return await done

    async def _go(self) -> None:
        try:
            while self.waiting:
                await asyncio.sleep(BREATH)
                batch, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
                count = await asyncio.to_thread(self._save, batch)
                self.waiting = batch[count:] + self.waiting
                for work in batch[:count]:
                    work.end()
        finally:
            self.running = None

    def _save(self, batch: list[_Work]) -> int:
        """Save visits from the first on; how many there was time for."""
        try:
            return self._together(batch)
        except Exception as error:  # the transaction as a whole: which visit's fault it was cannot be told
            if isinstance(error, Transient) and len(batch) > 1 and not self._is_free():
                for work in batch:
                    work.found, work.error = None, error
                return len(batch)
        for work in batch:
            try:
                work.attempt(None)
            except Exception as error:  # what the database says even so
                work.error = error
        return len(batch)

    def _together(self, batch: list[_Work]) -> int:
        count, start = 0, time.monotonic()
        with self.tools.store.write() as conn:
            owner = batch[0].visit.owner
            shared = turns.Shared(conn, hosts.held(conn, owner, {one.visit.came_for for one in batch}))
            for work in batch:
                work.attempt(shared)
                count += 1
                if time.monotonic() - start > LONGEST:
                    break
            hosts.close_all(conn, owner, [turns.closing(visit) for visit in shared.saved])
        for visit in shared.saved:
            visit.closed = True
        return count

    def _is_free(self) -> bool:
        """Whether the store can be written at all now."""
        try:
            with self.tools.store.write():
                return True
        except Exception:  # whatever it says now: those who wait are told what it said first
            return False
