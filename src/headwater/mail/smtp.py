"""Sending one letter through the operator's mail server (SMTP submission, RFC 6409).

In: a server and a letter. Out: :class:`Sent` or :class:`Failed`, which says whether trying again may help. Never: an
exception for what a server or a network does; a password over an open line.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError

from headwater import text
from headwater.mail import letters, settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The server has taken the letter on itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """It has not."""

    why: str
    transient: bool  # trying again may help
    everyone: bool = False  # the server fails, whatever the letter: no use in trying others now


def send(server: settings.Outgoing, letter: letters.Letter, *, now: datetime) -> Sent | Failed:
    """Send a letter."""
    if settings.shows_password(server):
        return Failed(why="the password would be sent in clear: set mail.smtp_security", transient=True, everyone=True)
    try:
        envelope = letters.envelope(server, letter, now=now)
    except (ValueError, LookupError, MessageError) as error:  # UnicodeError of a domain is a ValueError
        return Failed(why=f"the letter cannot be written: {error}", transient=False)
    connected = False
    try:
        with _connection(server) as smtp:
            connected = True
            return _hand_over(smtp, envelope)
    except smtplib.SMTPException as error:
        lost = not connected or isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPServerDisconnected)
        return Failed(why=_words(error), transient=True, everyone=lost)
    except (OSError, ValueError) as error:  # refused, timed out, no such host, TLS; a host that is no name
        return Failed(why=f"{server.host}:{server.port}: {_words(error)}", transient=True, everyone=True)


@contextmanager
def _connection(server: settings.Outgoing) -> Iterator[smtplib.SMTP]:
    hello = server.sender.rpartition("@")[2].encode("idna").decode("ascii") or "localhost"
    context = ssl.create_default_context()
    if server.security == "tls":
        smtp = smtplib.SMTP_SSL(server.host, server.port, local_hostname=hello, timeout=server.timeout, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, local_hostname=hello, timeout=server.timeout)
    try:
        if server.security == "starttls":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        yield smtp
        with suppress(smtplib.SMTPException, OSError):  # it took the letter: how it says goodbye is no matter
            smtp.quit()
    finally:
        smtp.close()


def _hand_over(smtp: smtplib.SMTP, envelope: letters.Envelope) -> Sent | Failed:
    smtp.ehlo_or_helo_if_needed()
    options = []
    if envelope.needs_utf8:
        if not smtp.has_extn("smtputf8"):
            return Failed(why="the mail server cannot send to such an address (no SMTPUTF8)", transient=False)
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    try:
        smtp.sendmail(envelope.sender, [envelope.recipient], envelope.message, options)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = error.recipients.get(envelope.recipient, (550, b"refused"))
        return Failed(why=_reply(code, words), transient=code < 500)
    except smtplib.SMTPDataError as error:
        return Failed(why=_reply(error.smtp_code, error.smtp_error), transient=error.smtp_code < 500)
    return Sent()


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    return text.squeeze(str(error) or type(error).__name__)[:300]


def _reply(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return text.squeeze(f"{code} {said}")[:300]
