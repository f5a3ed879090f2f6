"""Where a request comes from, as coarsely as limits need it, and how often it came.

In: requests. Out: a network (/24 of IPv4, /56 of IPv6), never a whole address; whether a limit is passed. Never: an
address that is kept. ``X-Forwarded-For`` counts only as far as it was written by proxies that the operator names.
"""

from __future__ import annotations

import ipaddress
import math
import time
from dataclasses import dataclass, field

import limits
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException
from starlette.requests import Request

from headwater.web import context


def network(request: Request) -> str:
    """The network that a request comes from: "192.0.2.0/24", "2001:db8:0:100::/56"; "unknown" where there is none."""
    trusted = [ipaddress.ip_network(one, strict=False) for one in context.of(request).settings.trusted_proxies]
    address = _address(request.client.host if request.client else "")
    hops = [part.strip() for line in request.headers.getlist("x-forwarded-for") for part in line.split(",")][-20:]
    while address is not None and hops and any(address in one for one in trusted if one.version == address.version):
        address = _address(hops.pop())
    if address is None:
        return "unknown"
    bits = 24 if address.version == 4 else 56
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.partition("%")[0].strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


@dataclass(slots=True)
class Rates:
    """How often each network came, in this process; the store's own counts hold across processes where they must."""

    limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    def hit(self, request: Request, purpose: str, *rates: str) -> None:
        """Count a request; 429 with Retry-After where one of ``rates`` ("5/hour", "20/day") is passed."""
        self.count(network(request), purpose, *rates)

    def count(self, whose: str, purpose: str, *rates: str) -> None:
        """The same for whoever is named, e.g. an account."""
        for rate in map(limits.parse, rates):
            if not self.limiter.hit(rate, purpose, whose):
                wait = math.ceil(self.limiter.get_window_stats(rate, purpose, whose).reset_time - time.time())
                raise HTTPException(429, "That was a lot in a short time. Please try again later.", headers={"Retry-After": str(max(1, wait))})
