"""Whether a mail's sender is proven: the verdict of our own mail host, and of nobody else (RFC 8601).

In: a mail, the name under which our own host writes ``Authentication-Results``. Out: the registrable domain that the
sender is proven to write from, and when our host had the mail. Never: a signature checked here, or a verdict that the
sender may have written.

Hosts add their lines on top, so nobody outside can put anything above our host's own ``Received``. Trusted is what stands
above the second line of that name: our host may write its verdict above or below its own. The topmost verdict counts.
"""

from __future__ import annotations

import email.utils
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from headwater import urls
from headwater.desk.incoming import Incoming

QUEUE = timedelta(days=5)  # longest that a mail waits between our hosts: an older date is not believed
_BY = re.compile(r"\bby\s{1,20}\[?([^\s;()\[\]]{1,255})", re.I)  # "from a.example by mx.news.example (Postfix)"
_PROPERTY = re.compile(r"([a-z]{1,20})\.([a-z0-9_-]{1,40})\s{0,5}=\s{0,5}(\"[^\"]{0,300}\"|[^\s;\"]{1,300})", re.I)  # "header.d=tidewater.example"
_RESULT = re.compile(r"^\s*([a-z0-9-]{1,30})(?:/\d{1,3})?\s{0,5}=\s{0,5}([a-z]{1,20})\b", re.I)  # "dkim=pass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What our own mail host says of the sender."""

    domain: str = ""  # registrable; "": nothing is proven
    said: str = ""  # "dkim=pass, dmarc=pass", or why nothing is believed


def sender(mail: Incoming, authserv_id: str) -> Proof:
    """Whether the address in From is proven: DKIM aligned with it, or DMARC, passed at our own host."""
    if not authserv_id:
        return Proof(said="mail.authserv_id is not set: no verdict is believed")
    domain = mail.sender.rpartition("@")[2]
    if not domain:
        return Proof(said="there is not exactly one sender")
    verdict = _trusted(mail, authserv_id)
    if verdict is None:
        return Proof(said=f"no verdict of {authserv_id}")
    results = list(_results(verdict))
    said = ", ".join(f"{method}={result}" for method, result, _ in results)[:200]
    if any(method == "dmarc" and result == "fail" for method, result, _ in results):
        return Proof(said=said)
    passed = any(result == "pass" and _is_about(method, properties, domain) for method, result, properties in results)
    return Proof(domain=urls.domain(domain) if passed else "", said=said)


def received(mail: Incoming, authserv_id: str, *, arrived: datetime) -> datetime:
    """When our own mail host had it: the earlier of the mailbox's time and that of our host's own Received line."""
    at = _ours(mail, authserv_id)
    if at is None:
        return arrived
    _, _, stamp = mail.headers[at][1].rpartition(";")
    try:
        given = email.utils.parsedate_to_datetime(stamp.strip()[:100])
        moment = given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return arrived
    return moment if arrived - QUEUE <= moment < arrived else arrived


def _trusted(mail: Incoming, authserv_id: str) -> str | None:
    """The topmost verdict under our host's name in the part of the head that only our hosts write."""
    at = _ours(mail, authserv_id)
    if at is None:
        return None
    end = next((place for place in range(at + 1, len(mail.headers)) if mail.headers[place][0] == "received"), len(mail.headers))
    for name, value in mail.headers[:end]:
        if name == "authentication-results":
            plain = _uncommented(value)
            written = plain.partition(";")[0].split()
            if written and written[0].strip('"').lower() == authserv_id.lower():
                return plain.partition(";")[2]
    return None


def _ours(mail: Incoming, authserv_id: str) -> int | None:
    """The place of our host's Received line: the topmost one, apart from hops between bare addresses."""
    if not authserv_id:
        return None
    for place, (name, value) in enumerate(mail.headers):
        if name != "received":
            continue
        host = _BY.search(_uncommented(value))
        if host and _is_address(host[1]):
            continue
        return place if host and _is_host(host[1], authserv_id) else None
    return None


def _is_host(host: str, authserv_id: str) -> bool:
    host, wanted = host.lower().rstrip("."), authserv_id.lower().rstrip(".")
    return host == wanted or ("." in wanted and urls.same_site(host, wanted))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.removeprefix("IPv6:"))
    except ValueError:
        return False
    return True


def _results(verdict: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Method, result and properties of each verdict."""
    for part in verdict.split(";")[:50]:
        if found := _RESULT.match(part):
            properties = {f"{kind}.{name}".lower(): value.strip('"').lower() for kind, name, value in _PROPERTY.findall(part)}
            yield found[1].lower(), found[2].lower(), properties


def _is_about(method: str, properties: dict[str, str], domain: str) -> bool:
    """Whether a passed check is about the domain of From."""
    if method == "dmarc":
        return properties.get("header.from", "").rpartition("@")[2].rstrip(".") == domain  # unnamed, it may be about another reading of From
    if method == "dkim":  # relaxed alignment (RFC 7489, 3.1.1)
        signer = properties.get("header.d") or properties.get("header.i", "").rpartition("@")[2]
        return bool(signer) and "." in signer and urls.same_site(signer, domain)
    return False


def _uncommented(value: str) -> str:
    """Without comments (RFC 5322, 3.2.2), which nest; quoted text stays, without what could be taken for a verdict."""
    kept, depth, quoted, escaped = [], 0, False, False
    for char in value:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"' and not depth:
            quoted = not quoted
        elif char == "(" and not quoted:
            depth += 1
            continue
        elif char == ")" and depth and not quoted:
            depth -= 1
            kept.append(" ")
            continue
        if not depth and not (quoted and char in "; ="):
            kept.append(char)
    return "".join(kept)
