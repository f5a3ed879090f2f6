"""New messages of a Maildir folder (cr.yp.to/proto/maildir.html), into which a mail server of this machine delivers.

In: the folder. Out: messages in bounded numbers and sizes, each with its file's time. Never: a deletion; a message moved
from ``new`` to ``cur`` before its taker has stored it; a file outside the folder.

(The library's ``mailbox.Maildir`` writes a message anew in order to move it; a rename keeps it byte for byte.)
"""

from __future__ import annotations

import heapq
import os
import stat
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

from headwater import errors
from headwater.mail import arrivals, settings

_BATCH = 4  # times the limit: so that a few files that cannot be read do not hide the others


def new(folder: Path, *, limit: int = 50, most: int = settings.MOST) -> Generator[arrivals.Arrival, None, None]:
    """New messages, the oldest name first; each is moved to ``cur`` when its taker asks for the next one.

    Raises Transient where the folder, or at the end where a file of it, cannot be read or moved.
    """
    try:
        with os.scandir(folder / "new") as entries:
            names = heapq.nsmallest(limit * _BATCH, (one.name for one in entries if not one.name.startswith(".")))
    except OSError as error:
        raise errors.Transient(f"the Maildir {folder} cannot be read ({error.strerror}): set mail.maildir") from error
    failed, taken = "", 0
    for name in names:
        if taken == limit:
            break
        try:
            arrival = _message(folder / "new" / name, most=most)
        except OSError as error:
            failed = failed or f"{name!r} in the Maildir {folder} cannot be read ({error.strerror})"
            continue
        if arrival is None:
            continue
        taken += 1
        yield arrival
        try:
            (folder / "new" / name).rename(folder / "cur" / (name.partition(":2,")[0] + ":2,S"))
        except OSError as error:
            failed = failed or f"{name!r} in the Maildir {folder} cannot be moved to cur ({error.strerror})"
    if failed:
        raise errors.Transient(failed)


def _message(path: Path, *, most: int) -> arrivals.Arrival | None:
    """A message; None where it has gone meanwhile, or is no plain file."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    with open(handle, "rb") as file:  # noqa: PTH123 - of a handle, so that no link is followed
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            return None
        whole = about.st_size <= most
        raw = file.read(most if whole else settings.HEAD)
    if not whole:
        raw = raw[: _end_of_head(raw)]
    return arrivals.Arrival(
        raw=raw, received_at=datetime.fromtimestamp(about.st_mtime, UTC), source="maildir",
        size=len(raw) if whole else about.st_size,
    )


def _end_of_head(raw: bytes) -> int:
    ends = [at + len(blank) for blank in (b"\r\n\r\n", b"\n\n") if (at := raw.find(blank)) >= 0]
    return min(ends, default=len(raw))
