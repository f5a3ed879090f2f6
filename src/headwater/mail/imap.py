"""New messages of an IMAP mailbox (RFC 9051).

In: a mailbox and how far it has been read. Out: messages in bounded numbers and sizes, each with its INTERNALDATE, then
how far it is read now. Never: a deletion; a message marked as read before its taker has stored it.

At the first look the unread messages are taken, later whatever has a higher number than the last one taken, read or not:
so that a person who looks into the mailbox takes nothing away from the desk. Where the numbers were given anew
(UIDVALIDITY), messages since the day before the last look are taken again; the store knows those that it has.
"""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import imapclient
from imapclient import exceptions

from headwater import errors, text
from headwater.mail import arrivals, settings


def new(
    box: settings.Imap, place: arrivals.Place | None, *, since: date | None = None, limit: int = 50,
    most: int = settings.MOST,
) -> Generator[arrivals.Arrival | arrivals.Place, None, None]:
    """New messages, the oldest number first, then how far the mailbox is read.

    A message is marked as read when its taker asks for the next one. Raises Transient where the server fails.
    """
    if settings.shows_password(box):
        raise errors.Transient("IMAP: the password would be sent in clear: set mail.imap_security")
    try:
        with _connection(box) as client:
            yield from _messages(client, box, place, since=since, limit=limit, most=most)
    except (exceptions.IMAPClientError, imaplib.IMAP4.error) as error:
        raise errors.Transient(f"IMAP {box.host}: {_words(error)}") from error
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:  # network, TLS; nonsense as an answer
        raise errors.Transient(f"IMAP {box.host}:{box.port}: {_words(error)}") from error


@contextmanager
def _connection(box: settings.Imap) -> Iterator[imapclient.IMAPClient]:
    context = ssl.create_default_context() if box.security == "tls" else None
    client = imapclient.IMAPClient(
        box.host, box.port, ssl=box.security == "tls", ssl_context=context, timeout=box.timeout
    )
    with client:
        client.normalise_times = False  # aware times
        if box.security == "starttls":
            client.starttls(ssl.create_default_context())
        client.login(box.user, box.password)
        yield client


def _messages(
    client: imapclient.IMAPClient, box: settings.Imap, place: arrivals.Place | None, *, since: date | None, limit: int,
    most: int,
) -> Generator[arrivals.Arrival | arrivals.Place, None, None]:
    selected: dict[bytes, Any] = client.select_folder(box.folder)
    validity, after = int(selected[b"UIDVALIDITY"]), int(selected.get(b"UIDNEXT", 1)) - 1
    known = place.uid if place and place.validity == validity else None
    if place and place.validity != validity and since:
        found = _search(client, "SINCE", since)
        known = found[0] - 1 if found else after
    if known is None:
        wanted = _search(client, "UNSEEN")
    else:  # "n:*" gives the last message even where its number is lower
        wanted = [uid for uid in _search(client, "UID", f"{known + 1}:*") if uid > known]
    for uid in wanted[:limit]:
        reached = arrivals.Place(validity=validity, uid=None if known is None else uid)
        if (arrival := _message(client, uid, reached, most=most)) is not None:
            yield arrival
            client.add_flags([uid], [imapclient.SEEN], silent=True)
    if len(wanted) > limit:
        last = None if known is None else wanted[limit - 1]
    else:
        last = max([after, known or 0, *wanted])
    yield arrivals.Place(validity=validity, uid=last)


def _search(client: imapclient.IMAPClient, *criteria: Any) -> list[int]:
    listed: Any = list(criteria)  # the library says text and means a list
    return sorted(client.search(listed))


def _message(
    client: imapclient.IMAPClient, uid: int, place: arrivals.Place, *, most: int
) -> arrivals.Arrival | None:
    """A message; None where it has gone meanwhile. A message that is too large comes with its head alone."""
    about: dict[bytes, Any] | None = client.fetch([uid], ["RFC822.SIZE", "INTERNALDATE"]).get(uid)
    if about is None:
        return None
    size, received = int(about[b"RFC822.SIZE"]), about[b"INTERNALDATE"]
    section = f"BODY.PEEK[]<0.{most}>" if size <= most else f"BODY.PEEK[HEADER]<0.{settings.HEAD}>"
    answer: dict[bytes, Any] = client.fetch([uid], [section]).get(uid, {})
    raw: bytes | None = next((value for key, value in answer.items() if key.startswith(b"BODY[")), None)
    if raw is None:
        return None
    return arrivals.Arrival(
        raw=raw, received_at=_aware(received), source="imap", size=size if size > most else len(raw), place=place
    )


def _aware(received: datetime) -> datetime:
    return received.astimezone(UTC) if received.tzinfo else received.replace(tzinfo=UTC)


def _words(error: Exception) -> str:
    return text.squeeze(str(error).removeprefix("b'").rstrip("'") or type(error).__name__)[:300]
