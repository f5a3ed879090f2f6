"""Where a request comes from, as coarsely as limits need it, and how often it came.

In: requests. Out: a network (/24 of IPv4, /56 of IPv6), never a whole address; whether a limit is passed. Never: an
address that is kept. ``X-Forwarded-For`` counts only as far as it was written by proxies that the operator names.
"""

from __future__ import annotations

import bisect
import ipaddress
import math
import threading
import time
from array import array
from collections import OrderedDict
from dataclasses import dataclass, field

import limits
from starlette.exceptions import HTTPException
from starlette.requests import Request

from headwater.web import context

MOST_KNOWN = 20_000  # whose requests are counted, of each purpose: some 2 MB, 50 at worst
_NEVER: array[float] = array("d")


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
    """How often each network came, in this process; the store's own counts hold across processes where they must.

    What is remembered is bounded: of each purpose the :data:`MOST_KNOWN` that came last. (The memory of the library
    ``limits`` never forgets a key, and looks through all of them, in a new thread, at each request.)
    """

    most: int = MOST_KNOWN
    _came: dict[str, OrderedDict[tuple[str, str], array[float]]] = field(default_factory=dict)  # purpose -> (whose, rate) -> when, monotonic seconds
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hit(self, request: Request, purpose: str, *rates: str) -> None:
        """Count a request; 429 with Retry-After where one of ``rates`` ("5/hour", "20/day") is passed."""
        self.count(network(request), purpose, *rates)

    def count(self, whose: str, purpose: str, *rates: str) -> None:
        """The same for whoever is named, e.g. an account."""
        now = time.monotonic()
        with self._lock:
            came = self._came.setdefault(purpose, OrderedDict())
            waits = [self._wait(came, (whose, rate), now) for rate in rates]
            if any(waits):
                raise HTTPException(429, "That was a lot in a short time. Please try again later.", headers={"Retry-After": str(math.ceil(max(waits)))})
            for rate in rates:
                came[whose, rate].append(now)

    def _wait(self, came: OrderedDict[tuple[str, str], array[float]], key: tuple[str, str], now: float) -> float:
        """Seconds until another one is within a rate, 0 where it is now; forgets what is over."""
        rate = limits.parse(key[1])
        window = rate.get_expiry()
        times = came.pop(key, _NEVER)
        came[key] = times = times[bisect.bisect_right(times, now - window) :]
        while len(came) > self.most:
            came.popitem(last=False)
        return max(1.0, times[-rate.amount] + window - now) if len(times) >= rate.amount else 0.0
