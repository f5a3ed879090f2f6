"""The tick of the desk: its clock, mail in, mail out, restrictions that end; one process in the whole deployment at a time.

In: a store, rules, where mail comes and goes. Out: what was due is done. Never: a wait for another process, or a part that
keeps the others from their work: the clock runs while a mail server fails.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import structlog

from headwater import discussion, errors, notices
from headwater.actions import clock, comments, mail_in, mail_out, moderator_mail, restrict
from headwater.mail import arrivals, imap, maildir, settings, smtp
from headwater.store import db, inbox, leases

log = structlog.get_logger()
_ADDRESS = re.compile(r"[^\s<>@]{1,64}@[^\s<>@]{1,255}")  # "ada@tidewater.example": mail servers name whom they refuse
LEASE = 180.0  # seconds: longer than any single step, a mail server's silence included
TIDY_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where mail comes from and goes to, and how it is read."""

    mail: settings.Settings = field(default_factory=settings.Settings)
    reading: mail_in.Reading = field(default_factory=mail_in.Reading)
    poll: float = 30.0  # seconds between two looks for mail


@dataclass(slots=True)
class Desk:
    """Does what the desk has to do; remembers its lease and when it last looked for mail."""

    store: db.Store
    owner: str
    rules: notices.DeskRules
    post: Post
    now: Callable[[], datetime]
    talk: discussion.Rules = field(default_factory=lambda: discussion.Rules(enabled=False))  # of the comments
    fence: int | None = None
    looked: datetime | None = None
    tidied: datetime | None = None
    troubles: dict[str, str] = field(default_factory=dict)  # what goes wrong at present, so that it is told once

    def tick(self) -> Counter[str]:
        """One round; counts what was done. Nothing where another process has the desk."""
        done: Counter[str] = Counter()
        if not self.is_ours():
            return done
        self._try("clock", lambda: done.update(steps=clock.run(self.store, rules=self.rules, now=self.now())))
        self._try("restrictions", lambda: done.update(ended=restrict.expire(self.store, self.now()) or 0))
        if self.looked is None or (self.now() - self.looked).total_seconds() >= self.post.poll:
            self.looked = self.now()
            self._try("mail in (IMAP)", lambda: done.update(mails=self.read_imap()))
            self._try("mail in (Maildir)", lambda: done.update(mails=self.read_maildir()))
        self._try("mail in", lambda: done.update(mails=self.read_stored()))  # what an earlier round did not get to
        self._try("letters to moderators", lambda: done.update(
            told=moderator_mail.write(self.store, rules=self.talk, now=self.now())))
        self._try("mail out", lambda: self._count_out(done))
        if self.tidied is None or self.now() - self.tidied >= TIDY_EVERY:
            self.tidied = self.now()
            self._try("comments", lambda: done.update(tidied=comments.tidy_up(self.store, now=self.now())))
        return done

    def close(self) -> None:
        """Give the desk back, so that another process goes on at once."""
        if self.fence is not None:
            with self.store.write() as conn:
                leases.release(conn, "desk", self.owner, self.fence)
            self.fence = None

    def is_ours(self) -> bool:
        """Whether this process has the desk; takes it where nobody does, and keeps it for another while."""
        with self.store.write() as conn:
            if self.fence is not None and leases.renew(conn, "desk", self.owner, self.fence, now=self.now(), seconds=LEASE):
                return True
            self.fence = leases.acquire(conn, "desk", self.owner, now=self.now(), seconds=LEASE)
        return self.fence is not None

    def send(self) -> mail_out.Flushed:
        """Send what is due."""
        out = self.post.mail.out
        return mail_out.flush(
            self.store, None if out is None else lambda letter: smtp.send(out, letter, now=self.now()),
            rules=self.rules, now=self.now(), plus=out is not None and out.plus, goes_on=self.is_ours,
        )

    def read_imap(self) -> int:
        """Take in what is new in the mailbox; gives how many were read."""
        box = self.post.mail.imap
        if box is None:
            return 0
        with self.store.read() as conn:
            mark = inbox.mark(conn, box.name)
        place = arrivals.Place(validity=mark.validity, uid=mark.uid) if mark else None
        since: date | None = (mark.looked_at - timedelta(days=1)).date() if mark else None
        return self._take(imap.new(box, place, since=since), box.name)

    def read_maildir(self) -> int:
        """Take in what is new in the folder; gives how many were read."""
        folder = self.post.mail.maildir
        return self._take(maildir.new(folder), str(folder)) if folder else 0

    def read_stored(self) -> int:
        """Read what was stored and not read."""
        return self._take((), "")

    def _take(self, messages: Iterable[arrivals.Arrival | arrivals.Place], mailbox: str) -> int:
        return mail_in.take_in(
            self.store, messages, mailbox=mailbox, rules=self.rules, reading=self.post.reading, now=self.now(), goes_on=self.is_ours
        )

    def _count_out(self, done: Counter[str]) -> None:
        flushed = self.send()
        done.update(sent=flushed.sent, failed=flushed.failed, given_up=flushed.given_up, held=flushed.held)
        if flushed.why:
            raise errors.Transient(flushed.why)

    def _try(self, what: str, part: Callable[[], None]) -> None:
        """Do a part; what goes wrong is told when it begins and when it changes, and stops no other part."""
        try:
            part()
        except errors.Transient as error:
            if self.troubles.get(what) != str(error):
                log.warning("the desk waits", part=what, why=_ADDRESS.sub("(an address)", str(error)))
            self.troubles[what] = str(error)
        except Exception as error:  # the tick's own
            log.exception("a part of the desk crashed", part=what)
            self.troubles[what] = f"{type(error).__name__}"
        else:
            self.troubles.pop(what, None)
