"""A letter of ours as MIME (RFC 5322), with what keeps machines from answering it (RFC 3834).

In: recipient, subject, body, what it answers. Out: bytes, and the addresses of the envelope. Never: a header with a line
break from outside, a List-Unsubscribe, or anything but plain text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from headwater import text
from headwater.mail import settings

OURS = "X-Headwater"  # a header of every letter: an instance never answers another one
BOUNCE = "b."  # before the letter's number in the address to which it comes back
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,300}>")  # "<CAF1@mail.example>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is to be sent."""

    recipient: str
    subject: str
    body: str
    message_id: str  # local part
    in_reply_to: str = ""
    reply_to: str = ""
    automatic: bool = True  # answers a message; False: of our own accord


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the mail server is given."""

    sender: str  # where it comes back to: ours, with the letter's number where our host takes that
    recipient: str
    message: bytes
    needs_utf8: bool  # the recipient's name is not ASCII (RFC 6531)


def envelope(server: settings.Outgoing, letter: Letter, *, now: datetime) -> Envelope:
    """The letter as it goes out. Raises ValueError where an address cannot be written at all."""
    recipient, needs_utf8 = _ascii(letter.recipient)
    sender, _ = _ascii(server.sender)
    message = EmailMessage(policy=SMTP.clone(utf8=needs_utf8))
    message["From"] = _address(sender, server.name)
    message["To"] = _address(recipient)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{letter.message_id}@{sender.rpartition('@')[2]}>"
    if letter.reply_to and letter.reply_to.isascii() and letter.reply_to != sender:
        message["Reply-To"] = _address(letter.reply_to)
    if _MESSAGE_ID.fullmatch(letter.in_reply_to):
        message["In-Reply-To"] = message["References"] = letter.in_reply_to
    message["Auto-Submitted"] = "auto-replied" if letter.automatic else "auto-generated"
    message[OURS] = "letter"
    message.set_content(letter.body.rstrip("\n") + "\n")
    local, _, domain = sender.rpartition("@")
    back = f"{local}+{BOUNCE}{letter.message_id.removeprefix('hw.')}@{domain}" if server.plus else sender
    return Envelope(sender=back, recipient=recipient, message=_subject(letter) + message.as_bytes(), needs_utf8=needs_utf8)


def _subject(letter: Letter) -> bytes:
    """The line of the subject; the policy's own folding loses spaces between encoded words (Python 3.11)."""
    words = text.squeeze(letter.subject)
    header = Header(words, "us-ascii" if words.isascii() else "utf-8", header_name="Subject")
    return b"Subject: " + header.encode(linesep="\r\n").encode("ascii") + b"\r\n"


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=text.squeeze(name), username=local, domain=domain)


def _ascii(address: str) -> tuple[str, bool]:
    """The address with its domain as DNS knows it; whether its local part still is not ASCII."""
    local, at, domain = address.rpartition("@")
    if not at or not local or re.search(r"[\s\x00-\x1f\x7f<>]", address):
        raise ValueError("it is no address")
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    return f"{local}@{domain}", not local.isascii()
