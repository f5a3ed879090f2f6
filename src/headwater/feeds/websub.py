"""WebSub by its W3C Recommendation of 2018: which hub to ask for what, when to ask again, what of it to believe.

In: parsed feeds and headers, a ``gathering.Subscription``, queries and signatures of hubs, now, random numbers. Out: the
subscription afterwards, or None where nothing is to change or nothing to be believed. Never: a request, a clock, a token.

A hub is asked for a lease of ten days and again after two thirds of what it gave, as chance has it a little earlier. What
a hub says is believed only of subscriptions that we asked for, and a delivery only with our secret's signature, whatever
state the subscription is in. A pull that twice finds what no push had brought breaks it until a push comes again (as
FreshRSS does): then the feed is polled as if there were no hub.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from headwater import model, text, urls
from headwater.gathering import Push, Subscription

LEASE = 10 * 86_400  # seconds that we ask for
LONGEST_LEASE = 14 * 86_400  # what is longer is forgotten by hubs and noticed by nobody
SOONEST = 3600.0  # seconds between two requests for one subscription, whatever lease a hub gives
LONGEST_PAUSE = 7 * 86_400.0  # between two requests to a hub that does not answer
AFTER_DENIAL = timedelta(days=30)
GRACE = timedelta(days=1)  # after its lease: hubs and we have different clocks
SETTLING = timedelta(hours=1)  # after a verification, in which pulls find what was published before it
MISSES = 2  # pulls that found what no push had brought, before a subscription counts as broken
METHODS = frozenset({"sha1", "sha256", "sha384", "sha512"})  # section 8: what X-Hub-Signature may be made with
_LINK = re.compile(r"<([^<>]{1,2048})>([^<>]{0,500})")  # '<https://hub.example/>; rel="hub"'
_REL = re.compile(r"\brel\s*=\s*(?:\"([^\"]{0,100})\"|'([^']{0,100})'|([\w-]{1,40}))", re.I)  # 'rel="hub self"'
_SECONDS = re.compile(r"-?\d{1,12}")  # "864000"
_CHANNEL = re.compile(r"https://www\.youtube\.com/feeds/videos\.xml\?channel_id=[\w-]{5,80}")  # ".../videos.xml?channel_id=UCx"
_YOUTUBE_HUB = "https://pubsubhubbub.appspot.com/subscribe"  # YouTube's manual names it (Data API, push notifications), its feeds do not


# ---- what to ask -------------------------------------------------------------------------------------------


def named(feed: model.ParsedFeed, headers: Iterable[tuple[str, str]], *, asked: str, final: str = "") -> tuple[str, str]:
    """The hub and the topic of a feed, ("", "") where it names no hub (section 4: the headers before the document).

    ``asked`` is the feed's address, ``final`` where its redirects led.
    """
    links = _links(headers)
    base = final or asked
    hub = urls.absolute(links.get("hub") or feed.hub, base) if links.get("hub") or feed.hub else None
    if hub is None:
        return (_YOUTUBE_HUB, asked) if _CHANNEL.fullmatch(asked) else ("", "")
    topic = links.get("self") or feed.topic
    return hub, (urls.absolute(topic, base) if topic else None) or asked


def _links(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The first target of each relation in the Link headers (RFC 8288)."""
    found: dict[str, str] = {}
    for name, value in headers:
        for target, attributes in _LINK.findall(value[:8000])[:20] if name == "link" else ():
            rel = _REL.search(attributes)
            for one in (rel[1] or rel[2] or rel[3] or "").lower().split() if rel else ():
                found.setdefault(one, target.strip())
    return found


def is_public(base_url: str) -> bool:
    """Whether hubs elsewhere could reach us at this address of ours."""
    host = urls.hostname(base_url) if urls.absolute(base_url) else ""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        name = host.rstrip(".")
        return "." in name and not name.endswith((".localhost", ".local", ".internal", ".test", ".invalid", ".example", ".lan"))


def callback(base_url: str, token: str) -> str:
    """Where a hub reaches us for one subscription."""
    return f"{base_url.rstrip('/')}/websub/{token}"


def form(known: Subscription, base_url: str) -> tuple[tuple[str, str], ...]:
    """What is sent to the hub to subscribe or to renew (section 5.1)."""
    return (
        ("hub.mode", "subscribe"), ("hub.topic", known.topic), ("hub.callback", callback(base_url, known.token)),
        ("hub.secret", known.secret), ("hub.lease_seconds", str(LEASE)),
    )  # fmt: skip


def wished(known: Subscription | None, hub: str, topic: str, *, new: Subscription, now: datetime) -> Subscription | None:
    """The subscription after its feed named this hub and topic ("", "": none); None: nothing changes.

    ``new`` has the identifiers of a fresh one. Where the feed names its hub no more, the lease is left to run out; where it
    names another, the old hub's token dies and its deliveries are told so (410).
    """
    if not hub:
        if known is None or known.again_at is None:
            return None
        return replace(known, state=Push.BROKEN, again_at=None, note="its feed names no hub any more")
    if known is None or (known.hub, known.topic) != (hub, topic):
        waits = known.again_at if known else None  # not asked yet: a feed that names another hub each time waits all the same
        soonest = known.asked_at + timedelta(seconds=SOONEST) if known and known.asked_at else waits or now
        return replace(new, hub=hub, topic=topic, state=Push.WANTED, again_at=max(now, soonest))
    if known.again_at is None:  # its hub is back
        soonest = (known.asked_at or now) + timedelta(seconds=SOONEST)
        return replace(known, state=Push.WANTED, again_at=max(now, soonest), note="")
    return None


# ---- what became of asking ---------------------------------------------------------------------------------


def pushes(known: Subscription | None, now: datetime) -> bool:
    """Whether pushes are to be relied on, so that pulls may be rare."""
    return known is not None and known.state is Push.ACTIVE and known.lease_until is not None and known.lease_until > now


def asked(known: Subscription, *, now: datetime, jitter: float) -> Subscription:
    """Right before the hub is asked, since some verify before they answer; without verification it is asked again later."""
    tries = known.failures + 1
    note = known.note
    if tries > 2:
        note = f"asked {tries} times in vain: the hub does not reach us, or does not answer"
    state = Push.ACTIVE if pushes(known, now) else Push.ASKED
    return replace(known, state=state, asked_at=now, failures=tries, again_at=now + _pause(tries, jitter), note=note)


def failed(known: Subscription, why: str, *, now: datetime, jitter: float, retry_after: float | None = None) -> Subscription:
    """After the hub took no request; a lease that runs goes on."""
    wait = max(_pause(known.failures, jitter), timedelta(seconds=min(retry_after or 0.0, LONGEST_PAUSE)))
    state = Push.ACTIVE if pushes(known, now) else Push.BROKEN
    return replace(known, state=state, again_at=now + wait, note=text.cut(text.squeeze(why), 200))


def _pause(tries: int, jitter: float) -> timedelta:
    return timedelta(seconds=min(SOONEST * 2.0 ** min(max(tries - 1, 0), 20), LONGEST_PAUSE) * (1 + jitter / 4))


def answered(known: Subscription, query: Mapping[str, str], *, now: datetime, jitter: float) -> Subscription | None:
    """The subscription after a hub's request to verify (sections 5.2 and 5.3); None: we never asked for that.

    ``subscribe`` begins a lease, ``denied`` ends everything, ``unsubscribe`` is confirmed only where we want no more.
    """
    if not _is_topic(query.get("hub.topic", ""), known.topic):
        return None
    match query.get("hub.mode", "").lower():
        case "subscribe" if known.asked_at is not None and known.again_at is not None and known.state is not Push.DENIED:
            return _leased(known, query.get("hub.lease_seconds", ""), now=now, jitter=jitter)
        case "unsubscribe" if known.again_at is None or known.state is Push.DENIED:
            return replace(known, lease_until=now)
        case "denied" if known.asked_at is not None:
            why = text.cut(text.squeeze(query.get("hub.reason", "")), 160)
            return replace(known, state=Push.DENIED, lease_until=None, again_at=now + AFTER_DENIAL,
                           note="the hub refuses" + (f": {why}" if why else ""))
    return None


def _leased(known: Subscription, seconds: str, *, now: datetime, jitter: float) -> Subscription:
    given = int(seconds) if _SECONDS.fullmatch(seconds.strip()) else LEASE
    lease = min(max(given, 0), LONGEST_LEASE)
    renewal = max(SOONEST, lease * (2 / 3 - 0.1 * min(max(jitter, 0.0), 1.0)))
    return replace(
        known, state=Push.ACTIVE, verified_at=now, lease_until=now + timedelta(seconds=lease), missed=0, failures=0, note="",
        again_at=now + timedelta(seconds=renewal),
    )  # fmt: skip


def _is_topic(said: str, ours: str) -> bool:
    return said == ours or (bool(said) and urls.absolute(said) == urls.absolute(ours))


# ---- what is delivered -------------------------------------------------------------------------------------


def is_welcome(known: Subscription, now: datetime) -> bool:
    """Whether deliveries are still taken; a hub that is told that they are not (410) ends the subscription."""
    return known.state is not Push.DENIED and known.lease_until is not None and now < known.lease_until + GRACE


def is_signed(secret: str, body: bytes, header: str) -> bool:
    """Whether X-Hub-Signature (``sha256=hex``, section 8) is ours, compared in constant time."""
    method, _, given = header.strip().partition("=")
    if method.lower() not in METHODS:
        return False
    expected = hmac.new(secret.encode(), body, getattr(hashlib, method.lower())).hexdigest()
    return hmac.compare_digest(expected.encode(), given.strip().lower().encode("utf-8", "replace"))


def is_elsewhere(known: Subscription, headers: Iterable[tuple[str, str]]) -> bool:
    """Whether a delivery says in its Link headers that it is of another topic (section 7: they SHOULD name it)."""
    said = _links(headers).get("self", "")
    return bool(said) and urls.key(urls.absolute(said, known.topic) or said) != urls.key(known.topic)


def delivered(known: Subscription, *, now: datetime) -> Subscription:
    """After a signed delivery: pushes may be relied on again, unless the feed names the hub no more."""
    alive = known.again_at is not None and known.lease_until is not None and known.lease_until > now
    return replace(known, pushed_at=now, missed=0, state=Push.ACTIVE if alive else known.state, note="" if alive else known.note)


def forged(known: Subscription) -> Subscription:
    """After a delivery that nobody with our secret has signed."""
    return replace(known, forged=known.forged + 1)


def missed(known: Subscription, *, now: datetime) -> Subscription | None:
    """After a pull that found what no push had brought; None: it says nothing, for pushes are not relied on, or only since."""
    if not pushes(known, now) or known.verified_at is None or now - known.verified_at < SETTLING:
        return None
    count = known.missed + 1
    if count < MISSES:
        return replace(known, missed=count)
    return replace(known, missed=count, state=Push.BROKEN, note="pulls found what no push had brought")
