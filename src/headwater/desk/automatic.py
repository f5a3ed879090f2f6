"""Mail that a machine wrote: bounces, replies of absence, lists, and our own (RFC 3834, RFC 3464; V3).

In: a mail, our own addresses. Out: what kind it is, and which letter of ours it tells about. Never: an answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from headwater.desk.incoming import Incoming

_OURS = re.compile(rb"\bhw\.[0-9a-f]{32}(?=@)")  # "<hw.0123456789abcdef0123456789abcdef@news.example>" in what came back
_BACK = re.compile(r"\+b\.([0-9a-f]{32})@")  # "complaints+b.0123456789abcdef0123456789abcdef@news.example"
_DAEMONS = frozenset({"mailer-daemon", "mail-daemon", "mailerdaemon"})  # "postmaster" may be a person
_DELAYED = re.compile(r"action: (?:delayed|delivered|relayed|expanded)", re.I)  # "Action: delayed"
_REPLIES = ("x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from")


class Kind(StrEnum):
    """Who wrote a mail."""

    PERSON = "person"
    BOUNCE = "bounce"  # a mail host, about a letter of ours
    AUTOMATIC = "automatic"  # a machine; kept, and never answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a mail is."""

    kind: Kind
    why: str = ""
    letters: tuple[str, ...] = ()  # Message-IDs of ours that a bounce names
    is_final: bool = True  # False: the letter may still be delivered


def judge(mail: Incoming, raw: bytes, *, own: Collection[str], marker: str) -> Judged:
    """What kind of mail this is; ``marker`` is the header that every letter of an instance of ours carries."""
    local = mail.sender.partition("@")[0]
    nobody = mail.first("return-path").strip() == "<>"
    if mail.is_report or local in _DAEMONS or (nobody and _names(mail, raw)):
        final = not (mail.returned and _DELAYED.search(mail.returned) and "action: failed" not in mail.returned.lower())
        return Judged(kind=Kind.BOUNCE, why=mail.returned or mail.subject, letters=_names(mail, raw), is_final=final)
    if why := _why(mail, nobody=nobody, own=own, marker=marker):
        return Judged(kind=Kind.AUTOMATIC, why=why)
    return Judged(kind=Kind.PERSON)


def _why(mail: Incoming, *, nobody: bool, own: Collection[str], marker: str) -> str:
    submitted = mail.first("auto-submitted").partition(";")[0].strip().lower()
    precedence = mail.first("precedence").strip().lower()
    if mail.all(marker.lower()):
        return f"it carries {marker}: an instance of Headwater wrote it"
    if mail.sender in own:
        return "it comes from our own address"
    if submitted and submitted != "no":
        return f"Auto-Submitted: {submitted[:40]}"
    if nobody:
        return "an empty return path"
    if precedence in ("bulk", "list", "junk", "auto_reply"):
        return f"Precedence: {precedence}"
    if mail.all("list-id"):
        return "it comes from a mailing list"
    return next((f"it carries {name}" for name in _REPLIES if mail.all(name)), "")


def _names(mail: Incoming, raw: bytes) -> tuple[str, ...]:
    """Our letters that a bounce names: where it came back to, what it answers, what it returned."""
    back = [f"hw.{found[1]}" for one in mail.recipients if (found := _BACK.search(one))]
    answered = [one.strip("<>").partition("@")[0] for one in mail.answers]
    returned = [one.decode() for one in _OURS.findall(raw)[:20]]
    return tuple(f"<{one}@ours>" for one in dict.fromkeys([*back, *answered, *returned]))
