"""Signs of abuse: each a rule with a name, a version and words; the sum routes a notice, and never drops it.

In: what is known of a notice, its targets and its sender. Out: a :class:`Risk`. Never: a query, a decision, or a notice
that nobody sees. The rules are A1 to A4, A6, A7 of the requirements (2.4), and the domain that does not fit a claim (C11).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from headwater import notices, text, urls
from headwater.notices import Type

HIGH = 1.0  # from this sum on no picture or text is hidden by itself beyond what ``desk.interim`` grades
MOST_TARGETS = 20
MOST_A_DAY = 50
SAME_WORDS = 3  # senders with the same words
KNOWN_FOR = timedelta(days=90)
_COPYRIGHT = frozenset({Type.COPYRIGHT_TEXT, Type.COPYRIGHT_IMAGE})
_CLAIMS = _COPYRIGHT | {Type.TRADEMARK, Type.COUNTERFEIT}
_DISPOSABLE = frozenset({
    "10minutemail.com", "dispostable.com", "fakeinbox.com", "getnada.com", "grr.la", "guerrillamail.com", "mailcatch.com",
    "maildrop.cc", "mailinator.com", "mailnesia.com", "mintemail.com", "mohmal.com", "sharklasers.com", "spamgourmet.com",
    "temp-mail.org", "tempmail.com", "tempr.email", "throwawaymail.com", "trashmail.com", "yopmail.com",
})  # fmt: skip
_PERSONAL = frozenset({
    "aol.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com",
    "laposte.net", "libero.it", "live.com", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "naver.com", "outlook.com",
    "posteo.de", "proton.me", "protonmail.com", "qq.com", "163.com", "t-online.de", "web.de", "yahoo.com", "yandex.com", "yandex.ru",
})  # fmt: skip
_PORTALS = frozenset({  # news sites that give anybody a mailbox: beside these
    "126.com", "abv.bg", "aliceadsl.fr", "arcor.de", "att.net", "azet.sk", "bigpond.com", "bluewin.ch", "bol.com.br", "btinternet.com", "centrum.cz",
    "centrum.sk", "charter.net", "comcast.net", "daum.net", "docomo.ne.jp", "email.cz", "excite.it", "freemail.hu", "freenet.de", "free.fr", "globo.com",
    "globomail.com", "gmx.at", "gmx.ch", "hanmail.net", "hotmail.co.uk", "i.ua", "ig.com.br", "in.com", "india.com", "inbox.lv", "inbox.ru", "interia.pl",
    "kpnmail.nl", "list.ru", "live.co.uk", "meta.ua", "nate.com", "nifty.com", "o2.pl", "onet.eu", "onet.pl", "op.pl", "optonline.net", "orange.fr",
    "outlook.fr", "poczta.fm", "post.cz", "ptt.cc", "r7.com", "rambler.ru", "rediff.com", "rediffmail.com", "rocketmail.com", "sapo.pt", "seznam.cz",
    "sfr.fr", "shaw.ca", "sina.cn", "sina.com", "sina.com.cn", "sky.com", "sohu.com", "spray.se", "sympatico.ca", "talktalk.net", "terra.com.br", "tin.it",
    "tiscali.it", "tlen.pl", "tom.com", "tut.by", "ukr.net", "uol.com.br", "verizon.net", "virgilio.it", "volny.cz", "walla.co.il", "wanadoo.fr", "wp.pl",
    "ya.ru", "yahoo.ca", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com.au", "yahoo.com.br", "yahoo.com.tw", "yahoo.de", "yahoo.es", "yahoo.fr",
    "yahoo.it", "yandex.by", "yandex.kz", "yandex.ua", "yeah.net", "ymail.com", "zing.vn", "ziggo.nl", "zonnet.nl",
})  # fmt: skip
_NOWHERE = re.compile(r"(?:^|\.)(?:invalid|localhost|local|internal|onion)$|^[^.]*$")  # "rights@company.invalid", "me@host"


def gives_mailboxes(domain: str) -> bool:
    """Whether anybody can have a mail address there, so that one proves nobody to be the publisher of that domain."""
    return domain.lower() in _PERSONAL | _PORTALS | _DISPOSABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the rules look at."""

    type: Type
    contact: notices.Contact
    statement: notices.Statement
    targets: int  # as named, found or not
    subjects: Sequence[notices.Subject] = ()
    knows_original: bool = False  # the domain of the claimed original is that of an outlet that we read
    today: int = 0  # notices of this sender in 24 hours, this one not counted
    same_words: int = 0  # other senders with the same words
    upheld: int = 0  # earlier notices of this sender
    rejected: int = 0
    verified_domain: str = ""
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """The sum of the signs."""

    level: str  # low, high
    score: float
    flags: tuple[str, ...]  # "A1/1: the claimed original ..."


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One sign of abuse."""

    id: str
    version: int
    weight: float
    words: str
    holds: Callable[[Case], bool]


def assess(case: Case) -> Risk:
    """Every rule that holds, and where the sum leads."""
    held = [rule for rule in RULES if rule.holds(case)]
    score = sum(rule.weight for rule in held)
    return Risk(level="high" if score >= HIGH else "low", score=score,
                flags=tuple(f"{rule.id}/{rule.version}: {rule.words}" for rule in held))


def has(flags: Sequence[str], rule: str) -> bool:
    """Whether a rule left its flag."""
    return any(one.startswith(f"{rule}/") for one in flags)


def codes(flags: Sequence[str]) -> list[str]:
    """The flags without their words, for the ledger."""
    return [one.partition(":")[0] for one in flags]


def mail_domain(mail: str) -> str:
    """The registrable domain of a mail address, "" where there is none."""
    host = mail.strip().lower().rpartition("@")[2]
    return urls.domain(host) if "@" in mail and host else ""


def company_domain(mail: str) -> str:
    """The domain of a mail address that is nobody's mere mailbox provider, "" else."""
    domain = mail_domain(mail)
    return "" if gives_mailboxes(domain) or _NOWHERE.search(domain) else domain


def day(given: str) -> date | None:
    """A date as the form sends it ("2026-05-03"), or a year and month; None where it is none."""
    found = re.match(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", given.strip())  # "2026-05-03"
    if not found:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def _is_backdated(case: Case) -> bool:
    """A1: says to be first, earlier than we saw the item, on a site that nobody here knows."""
    claimed = day(case.statement.get("first_published"))
    original = urls.domain(case.statement.get("original_url")) if case.statement.get("original_url") else ""
    if case.type not in _COPYRIGHT or claimed is None or not original or case.knows_original:
        return False
    return any(
        one.first_seen and claimed < one.first_seen.astimezone(UTC).date() and original != one.outlet_domain
        for one in case.subjects
    )


def _is_another(case: Case) -> bool:
    """A2: claims rights in what an outlet shows that we have read for long, and is not proven to be that outlet."""
    return case.type in _CLAIMS and any(
        one.outlet_since and case.now - one.outlet_since > KNOWN_FOR and one.outlet_domain != case.verified_domain
        for one in case.subjects
    )


def _is_subject(case: Case) -> bool:
    """A3: calls it copyright, and is named in the headline."""
    if case.type not in _COPYRIGHT:
        return False
    named = {folded for name in (case.contact.name, case.contact.principal, case.contact.organisation)
             if len(folded := _words(name)) >= 2 or sum(map(len, folded)) >= 5}
    return any(_holds_in_order(name, _words(one.headline)) for one in case.subjects for name in named)


def _words(line: str) -> tuple[str, ...]:
    return tuple(text.words(line))


def _holds_in_order(name: tuple[str, ...], headline: tuple[str, ...]) -> bool:
    """Whether the headline has the name's words beside each other, or its last word where that is long enough."""
    size = len(name)
    whole = any(headline[start : start + size] == name for start in range(len(headline) - size + 1))
    return whole or (size >= 2 and len(name[-1]) >= 5 and name[-1] in headline)


def _is_bulk(case: Case) -> bool:
    return case.targets > MOST_TARGETS or case.today >= MOST_A_DAY or case.same_words >= SAME_WORDS


def _is_often_wrong(case: Case) -> bool:
    return case.rejected >= 3 and case.rejected >= 3 * case.upheld


def _is_disposable(case: Case) -> bool:
    domain = mail_domain(case.contact.mail)
    return bool(case.contact.mail) and (domain in _DISPOSABLE or bool(_NOWHERE.search(domain)))


def _does_not_fit(case: Case) -> bool:
    """C11: a company that writes from a personal mailbox."""
    return bool(case.contact.organisation) and mail_domain(case.contact.mail) in _PERSONAL


RULES = (
    Rule(id="A1", version=1, weight=1.0, holds=_is_backdated,
         words="the claimed original is dated before we first saw the item, on a site that we do not know: ask for proof"),
    Rule(id="A2", version=1, weight=1.0, holds=_is_another,
         words="the claimant is not proven to be the outlet, which we have read for more than 90 days: hear the outlet"),
    Rule(id="A3", version=1, weight=1.0, holds=_is_subject,
         words="the claimant is named in the headline: this may be about privacy or a good name, not copyright"),
    Rule(id="A4", version=1, weight=1.0, holds=_is_bulk,
         words="many targets, many notices of one sender, or the same words from many senders: review a sample"),
    Rule(id="A6", version=1, weight=1.0, holds=_is_often_wrong, words="earlier notices of this sender were mostly unfounded"),
    Rule(id="A7", version=1, weight=0.4, holds=_is_disposable, words="a throw-away or impossible mail address"),
    Rule(id="domain_mismatch", version=1, weight=0.3, holds=_does_not_fit, words="a company is named, and a personal mailbox used"),
)  # fmt: skip
