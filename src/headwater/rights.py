"""Rights: what the signals of a publisher and the policy of the operator allow with one item.

In: lines of robots.txt, feeds and entries, HTTP headers, what a page's head says, the policy recorded for the outlet.
Out: ``Signal`` records, and one ``model.Allowance`` with its reasons, taken anew at each of three moments: before a page
is fetched, after its headers, after its head. Never: a request, or more than the most restrictive signal leaves; only a
contract that the operator recorded outranks signals, and nothing outranks a withdrawal.
"""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote

from headwater import licences, model, text

AGENT = "headwater"  # our product token, as robots.txt and X-Robots-Tag name us
MAX_SIGNALS = 200
_QUOTE = 200  # characters
_VIEWS = (model.View.FULL, model.View.EXCERPT, model.View.LINK_ONLY, model.View.WITHHELD)
_FLAGS = ("fetch", "store", "archive", "extract", "analyse", "embed", "list", "images")

_OCTET = re.compile(r"%([0-9a-fA-F]{2})")  # "%c3"
_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")  # RFC 3986, 2.3
_ASCII = "".join(map(chr, range(33, 127)))

Effects = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One statement of a publisher about reuse, and what it does."""

    rule: str  # e.g. "robots-nosnippet", "tdm-reservation", "licence"
    where: str  # "robots.txt", "feed", "header", "page"
    quote: str = ""  # verbatim, at most 200 characters
    effects: Effects = ()  # pairs: ("view", "excerpt"|"link_only"|"withheld"), ("excerpt", "120"), ("until", ISO time),
    # ("licence", address or text), and "no" for fetch, store, archive, extract, analyse, embed, list, images


_TDM: Effects = (("store", "no"), ("extract", "no"), ("analyse", "no"), ("embed", "no"))
_DIRECTIVES: dict[str, Effects] = {  # of robots meta elements and X-Robots-Tag
    "noindex": (("list", "no"), ("view", "link_only")),
    "none": (("list", "no"), ("view", "link_only")),
    "nosnippet": (("view", "link_only"),),
    "noarchive": (("archive", "no"),),
    "nocache": (("archive", "no"),),
    "noimageindex": (("images", "no"),),
    "noai": (("embed", "no"),),
}
_VALUED = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
_UNAVAILABLE = re.compile(  # "unavailable_after: 25 Jun 2030 15:00:00 GMT", "unavailable_after: Wed, 25 Jun 2030 ..."
    r"unavailable_after\s*:\s*((?:[A-Za-z]{3,9},\s*)?[^,]{4,60})", re.I)
_AGENT = re.compile(r"\s*([\w.-]{1,60})\s*:\s*(.*)", re.S)  # "googlebot: noindex", "max-snippet: 20"
_USES: dict[str, Effects] = {  # of Content-Usage and Content-Signal, where the value is no
    "search": (("view", "link_only"), ("analyse", "no"), ("embed", "no")),
    "ai-input": (("embed", "no"),),
    "ai-train": (("embed", "no"),),
    "train-ai": (("embed", "no"),),
    "train-genai": (("embed", "no"),),
    "foundation-model-production": (("embed", "no"),),
    "tdm": _TDM,
    "bots": _TDM,
}
_NO = frozenset({"n", "no", "?0", "false", "0", "disallow"})
_LINK = re.compile(r"<([^<>]{1,2048})>([^<>]{0,500})")  # '<https://a.example/l>; rel="license"'
_REL_LICENCE = re.compile(r"\brel\s*=\s*(?:\"[^\"]{0,100}\blicense\b|'[^']{0,100}\blicense\b|license\b)", re.I)  # rel="license"
_RSL_FREE = re.compile(r"<payment[^>]{0,200}type\s*=\s*[\"'](?:free|attribution)", re.I)  # '<payment type="free"/>'
_RSL_DENIES = re.compile(r"<prohibits[^>]{0,200}>[^<]{0,200}\b(?:all|search)\b", re.I)  # "<prohibits type='usage'>all"


# ---- signals -----------------------------------------------------------------------------------------------


def of_robots(rules: Iterable[tuple[str, str]], *, url_path: str = "") -> tuple[Signal, ...]:
    """Signals in the ``Content-Usage``, ``Content-Signal`` and ``License`` lines that robots.txt has for us.

    Of lines with a path, the longest that fits ``url_path`` counts (attach-05 of AIPREF); without ``url_path`` all do.
    """
    found: list[Signal] = []
    lines = [(name.strip().lower(), *_path_of(value)) for name, value in itertools.islice(rules, MAX_SIGNALS)]
    url_path = _normal(url_path)
    for wanted in ("content-usage", "content-signal"):
        fitting = [(path, value) for name, path, value in lines
                   if name == wanted and (not url_path or _fits(path, url_path))]
        longest = max((len(path) for path, _ in fitting), default=0) if url_path else 0
        for path, value in fitting:
            if len(path) >= longest:
                found += _uses(value, rule=wanted, where="robots.txt")
    found += [_rsl(value or path, "robots.txt") for name, path, value in lines if name == "license" and (value or path)]
    return tuple(found)


def of_feed(feed: model.ParsedFeed, entry: model.Entry) -> tuple[Signal, ...]:
    """Signals of a feed and of one of its entries; an entry's own licence stands in place of its feed's."""
    found: list[Signal] = []
    named = entry.licences or tuple(filter(None, (_licence_in(entry.rights),)))
    named = named or feed.licences or tuple(filter(None, (_licence_in(feed.rights),)))
    found += [_licence(value, "feed") for value in named[:20]]
    for name, value in feed.reservations[:50]:
        found += _reservation(name.lower(), value)
    status = entry.media_status.lower()
    if re.search(r"\b(?:deleted|blocked)\b", status):  # "status: deleted"
        found.append(Signal(rule="media-status", where="feed", quote=_cut(status), effects=(("view", "withheld"),)))
    elif re.search(r"\bdeny\b|restriction: allow (?:country|uri)|rating: adult", status):  # "restriction: deny sharing"
        found.append(Signal(rule="media-restriction", where="feed", quote=_cut(status), effects=(("images", "no"),)))
    return tuple(found)


def of_headers(headers: Iterable[tuple[str, str]]) -> tuple[Signal, ...]:
    """Signals in the headers of an answer, names in lower case: X-Robots-Tag, TDMRep, Link, Content-Usage."""
    found: list[Signal] = []
    for name, value in itertools.islice(headers, MAX_SIGNALS):
        match name:
            case "x-robots-tag":
                found += _directives(_ours(value[:4000]), "header")
            case "tdm-reservation" if value.strip() == "1":
                found.append(Signal(rule="tdm-reservation", where="header", quote=f"{name}: 1", effects=_TDM))
            case "content-usage" | "content-signal":
                found += _uses(value, rule=name, where="header")
            case "link":
                for url, attributes in itertools.islice(_LINK.findall(value[:8000]), 20):
                    if _REL_LICENCE.search(attributes):
                        rsl = "rsl+xml" in attributes
                        found.append(_rsl(url, "header") if rsl else _licence(url, "header"))
    return tuple(found)


def of_page(signals: model.PageSignals) -> tuple[Signal, ...]:
    """Signals in a page's head and structured data."""
    found: list[Signal] = []
    for content in signals.robots[:20]:
        found += _directives(content[:4000], "page")
    if (signals.tdm_reservation or "").strip() == "1":
        found.append(Signal(rule="tdm-reservation", where="page", quote='tdm-reservation="1"', effects=_TDM))
    named = list(signals.licences[:20])
    named += [value for value in (signals.usage_info, _licence_in(signals.copyright)) if value and licences.read(value)]
    found += [_licence(value, "page") for value in named]
    if signals.free is False:
        effects: Effects = (("view", "excerpt"),)
        found.append(Signal(rule="subscription", where="page", quote="isAccessibleForFree: false", effects=effects))
    return tuple(found)


def _directives(content: str, where: str) -> Iterator[Signal]:
    """Signals of one list of robots directives."""
    if match := _UNAVAILABLE.search(content):
        if when := _moment(match[1]):
            yield Signal(rule="robots-unavailable-after", where=where, quote=_cut(match[0]),
                         effects=(("until", when.isoformat()),))
        content = content.replace(match[0], "")
    for part in content.split(",")[:50]:
        name, _, value = (piece.strip().lower() for piece in part.partition(":"))
        if name in _DIRECTIVES and not value:
            yield Signal(rule=f"robots-{name}", where=where, quote=_cut(part), effects=_DIRECTIVES[name])
        elif name == "max-snippet" and re.fullmatch(r"\d{1,6}", value):
            effects: Effects = (("view", "excerpt"), ("excerpt", value)) if int(value) else (("view", "link_only"),)
            yield Signal(rule="robots-max-snippet", where=where, quote=_cut(part), effects=effects)
        elif name == "max-image-preview" and value == "none":
            yield Signal(rule="robots-max-image-preview", where=where, quote=_cut(part), effects=(("images", "no"),))


def _ours(header: str) -> str:
    """The directives of one X-Robots-Tag that speak to all or to us: a prefix ``bot:`` holds until the next one."""
    kept: list[str] = []
    applies = True
    for part in header.split(","):
        match = _AGENT.match(part)
        if match and match[1].lower() not in _VALUED:
            applies = match[1].lower() in (AGENT, "*")
            part = match[2]
        if applies:
            kept.append(part)
    return ",".join(kept)


def _uses(value: str, *, rule: str, where: str) -> Iterator[Signal]:
    """Signals of ``train-ai=n, search=y`` and ``search=yes, ai-train=no``."""
    for part in value[:2000].split(",")[:30]:
        name, _, answer = (piece.strip().lower() for piece in part.partition("="))
        if name in _USES and answer.split(";")[0].strip() in _NO:
            yield Signal(rule=f"{rule}-{name}", where=where, quote=_cut(part), effects=_USES[name])
        elif name == "use" and answer in ("immediate", "reference"):
            effects: Effects = (("store", "no"),) if answer == "immediate" else (("view", "excerpt"),)
            yield Signal(rule=f"{rule}-use", where=where, quote=_cut(part), effects=effects)


def _reservation(name: str, value: str) -> Iterator[Signal]:
    """Signals of what a feed reserves in machine-readable form."""
    if name in ("tdm-reservation", "tdm:reservation", "tdmrep") and value.strip() == "1":
        yield Signal(rule="tdm-reservation", where="feed", quote=f"{name}: 1", effects=_TDM)
    elif name in ("content-usage", "content-signal"):
        yield from _uses(value, rule=name, where="feed")
    elif name in ("robots", "x-robots-tag"):
        yield from _directives(value[:4000], "feed")
    elif name.startswith("rsl"):
        yield _rsl(value, "feed")


def _rsl(value: str, where: str) -> Signal:
    """RSL 1.0: unread terms reserve what a machine learns from; terms that ask payment or deny search leave the link."""
    denies = _RSL_DENIES.search(value) or ("<payment" in value and not _RSL_FREE.search(value))
    effects: Effects = (("view", "link_only"), ("embed", "no")) if denies else (("embed", "no"),)
    return Signal(rule="rsl-licence", where=where, quote=_cut(value), effects=effects)


def _licence(value: str, where: str) -> Signal:
    return Signal(rule="licence", where=where, quote=_cut(value), effects=(("licence", value[:2048]),))


def _licence_in(line: str) -> str:
    """A rights line if it names a licence that we know, else nothing: "© 2024 A" says only what is so anyway."""
    return line if line and licences.read(line) else ""


def _path_of(value: str) -> tuple[str, str]:
    """A rule's optional path and the rest: "/news/ train-ai=n" -> ("/news/", "train-ai=n")."""
    first, _, rest = value.strip().partition(" ")
    return (_normal(first), rest.strip()) if first.startswith(("/", "*")) else ("", value.strip())


def _normal(path: str) -> str:
    """A path as RFC 9309, 2.2.2 compares it: octets beyond ASCII percent-encoded, unreserved characters not."""
    return _OCTET.sub(lambda match: char if (char := chr(int(match[1], 16))) in _UNRESERVED else match[0].upper(), quote(path, safe=_ASCII, errors="replace"))


def _fits(pattern: str, path: str) -> bool:
    """Whether a robots path pattern with ``*`` and a final ``$`` fits; linear in time."""
    ends = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(others, 1):
        if ends and number == len(others):
            return path.endswith(piece) and len(path) - len(piece) >= at
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not ends or at == len(path)


def _moment(value: str) -> datetime | None:
    """The time of ``unavailable_after``: RFC 822, RFC 850 or ISO 8601; UTC where no zone is named."""
    value = re.sub(r"(?<=\d)-(?=[A-Za-z]{3})|(?<=[A-Za-z])-(?=\d)", " ", value.strip())  # "25-Aug-2030"
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            when = read(value)
            return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _cut(value: str) -> str:
    return text.cut(value, _QUOTE)


# ---- decision ----------------------------------------------------------------------------------------------


def allow(signals: Iterable[Signal], policy: model.OutletPolicy, *, commercial: bool, now: datetime,
          excerpt: int = 160) -> model.Allowance:
    """What may be done with an item; a signal that restricts never yields more than there was without it.

    ``commercial`` says whether this operator's use is; ``excerpt`` is the house's limit in characters. A contract that
    has not expired gives the whole; an open licence gives it as far as no signal restricts; unknown rights give
    headline, outlet, date, link and the excerpt of the feed's own summary.
    """
    known = tuple(itertools.islice(signals, MAX_SIGNALS))
    granted = _granted(known, policy, commercial=commercial, now=now)
    if granted.reasons[0].rule == "operator-licence":
        known = tuple(signal for signal in known if ("view", "withheld") in signal.effects)
    allowance = replace(granted, excerpt=max(0, excerpt))
    for signal in known:
        if any(name != "licence" for name, _ in signal.effects):
            allowance = _restrict(allowance, signal)
    if policy.most is not None and _VIEWS.index(policy.most) > _VIEWS.index(allowance.view):
        reason = model.Reason(rule="outlet-policy", where="operator", quote=_cut(policy.note))
        allowance = replace(allowance, view=policy.most, reasons=(reason, *allowance.reasons))
    if policy.images is False:
        allowance = replace(allowance, images=False)
    return _consistent(allowance, now)


def supplied(allowance: model.Allowance, supplier: str) -> model.Allowance:
    """The allowance of an article whose text somebody else supplied: an outlet can license only what is its own.

    A contract that the operator has recorded stands; its holder knows what it covers.
    """
    licence = allowance.licence
    is_contract = licence is not None and licence.where == "operator" and not licences.is_open(licence)
    if allowance.view is not model.View.FULL or is_contract:
        return allowance
    reason = model.Reason(rule="supplied-by-another", where="page", quote=_cut(supplier))
    return replace(allowance, view=model.View.EXCERPT, images=False, licence=None, reasons=(reason, *allowance.reasons))


def _granted(signals: tuple[Signal, ...], policy: model.OutletPolicy, *, commercial: bool,
             now: datetime) -> model.Allowance:
    """The most that a licence gives, before any restriction; its first reason says which licence or none."""
    recorded, reasons = policy.licence, ()
    if recorded and recorded.expires and recorded.expires <= now:
        reasons = (model.Reason(rule="licence-expired", where=recorded.where, quote=_cut(recorded.name)),)
        recorded = None
    if recorded and recorded.where == "operator" and not licences.is_open(recorded):
        reason = model.Reason(rule="operator-licence", where="operator", quote=_cut(recorded.name))
        return model.Allowance(view=model.View.FULL, images=True, licence=recorded, reasons=(reason,))
    stated = [(value, licences.read(value, where=signal.where) or _opaque(value, signal.where))
              for signal in signals for name, value in signal.effects if name == "licence"]
    if recorded and licences.is_open(recorded):  # a person has read the outlet's terms, so unread links add nothing
        stated = [(value, licence) for value, licence in stated if licences.is_open(licence)]
        stated.append((recorded.name, recorded))
    licence = licences.strictest(licence for _, licence in stated)
    if licence is None:
        return model.Allowance(reasons=(*reasons, model.Reason(rule="unknown-rights", where="default")))
    quote = next(value for value, each in stated if each is licence)
    terms = licences.terms(licence)
    if not terms.whole or (terms.non_commercial and commercial):
        rule = "licence-non-commercial" if terms.whole else "licence-unread"
        reasons = (model.Reason(rule=rule, where=licence.where, quote=_cut(quote)), *reasons)
        return model.Allowance(licence=licence, reasons=reasons)
    rule = "licence-" + re.sub(r"[^a-z0-9]+", "-", re.sub(r"\d\.\d.*", "", licence.name).lower()).strip("-")
    reason = model.Reason(rule=rule, where=licence.where, quote=_cut(quote))
    return model.Allowance(view=model.View.FULL, images=terms.images, licence=licence, reasons=(reason, *reasons))


def _opaque(value: str, where: str) -> model.Licence:
    return model.Licence(uri=value if "://" in value else "", name=_cut(value), where=where)


def _restrict(allowance: model.Allowance, signal: Signal) -> model.Allowance:
    """The allowance after one more signal; effects that we do not know change nothing."""
    view, excerpt, until = allowance.view, allowance.excerpt, allowance.until
    flags = {name: getattr(allowance, name) for name in _FLAGS}
    for name, value in signal.effects:
        if name == "view" and value in _VIEWS:
            view = max(view, model.View(value), key=_VIEWS.index)
        elif name == "excerpt" and value.isdecimal():
            excerpt = min(excerpt, int(value))
        elif name == "until" and (when := _moment(value)):
            until = min(until, when) if until else when
        elif name in flags and value == "no":
            flags[name] = False
    reason = model.Reason(rule=signal.rule, where=signal.where, quote=signal.quote)
    shortens = view is model.View.FULL and not (flags["store"] and flags["archive"] and flags["extract"])
    stricter = shortens or view is not allowance.view or excerpt < allowance.excerpt
    reasons = (reason, *allowance.reasons) if stricter else (*allowance.reasons, reason)  # what decides stands first
    return replace(allowance, view=view, excerpt=excerpt, until=until, reasons=reasons, **flags)


def _consistent(allowance: model.Allowance, now: datetime) -> model.Allowance:
    """No whole text where it may not be taken or kept, no pictures beside less, nothing shown after its time."""
    view = allowance.view
    if allowance.until and allowance.until <= now:
        view = model.View.WITHHELD
    elif view is model.View.FULL and not (allowance.store and allowance.archive and allowance.extract):
        view = model.View.EXCERPT
    withheld = view is model.View.WITHHELD
    return replace(
        allowance, view=view, images=allowance.images and view is model.View.FULL,
        fetch=allowance.fetch and allowance.extract and not withheld, list=allowance.list and not withheld,
        excerpt=allowance.excerpt if view in (model.View.FULL, model.View.EXCERPT) else 0)
