"""The guard: which addresses and ports we never connect to.

In: addresses, host names and ports about to be used, and the networks that the operator allows. Out: a reason or
None; a resolver and a socket factory for aiohttp that refuse. Never: a connection. The socket factory sees the final
address, which also stops IP literals and DNS rebinding; the resolver refuses earlier and says so more clearly.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import ada_url
from aiohttp.abc import AbstractResolver, ResolveResult

from headwater.errors import ConfigError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Lookup = Callable[[str, int], Awaitable[list[str]]]  # host, port -> numeric addresses; raises OSError

# Not globally reachable, by the IANA special-purpose registry, and metadata services that live on public addresses.
_REFUSED_V4 = tuple(map(ipaddress.IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
    "168.63.129.16/32",  # Azure's wire server
)))
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")  # everything else is not global unicast, but for NAT64
_REFUSED_V6 = tuple(map(ipaddress.IPv6Network, (
    "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarking
    "2001:db8::/32", "3fff::/20",  # documentation
)))
_SIX_TO_FOUR = ipaddress.IPv6Network("2002::/16")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_TRANSLATED = (ipaddress.IPv6Network("::/96"), ipaddress.IPv6Network("::ffff:0:0:0/96"))  # compatible, SIIT

# https://fetch.spec.whatwg.org/#port-blocking
_BAD_PORTS = frozenset((
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060,
    5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
))

_NO_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME),
                      getattr(socket, "EAI_ADDRFAMILY", socket.EAI_NONAME)})


class Forbidden(OSError):
    """The connection would reach an address that the guard refuses."""


class NoName(OSError):
    """The name has no address."""


def is_no_name(error: BaseException | None) -> bool:
    """Whether name servers answered that there is no such name, rather than not at all (RFC 3493, section 6.1)."""
    return isinstance(error, NoName) or (isinstance(error, socket.gaierror) and error.errno in _NO_NAME)


class Guard:
    """Judges addresses; ``allowed_networks`` are let through whatever else is said of them."""

    def __init__(self, allowed_networks: tuple[str, ...] = ()) -> None:
        """Raises ValueError for a network that is none."""
        self._allowed: tuple[Network, ...] = tuple(ipaddress.ip_network(text, strict=False) for text in allowed_networks)

    def permits(self, address: str) -> bool:
        """Whether we may connect to a numeric address; a text that is none is refused."""
        try:
            ip = ipaddress.ip_address(address.split("%")[0])
        except ValueError:
            return False
        return self._permits(ip)

    def _permits(self, ip: Address) -> bool:
        if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        if any(ip in network for network in self._allowed):
            return True
        if isinstance(ip, ipaddress.IPv4Address):
            return not any(ip in network for network in _REFUSED_V4)
        inner = _embedded(ip)
        if inner is not None:
            return self._permits(inner)
        return ip in _GLOBAL_V6 and not any(ip in network for network in _REFUSED_V6)

    def objection(self, url: str) -> str | None:
        """What speaks against an absolute address before any name is resolved, or None.

        The WHATWG parser has turned octal, hexadecimal and decimal notations into dotted ones by then.
        """
        parsed = ada_url.URL(url)
        if parsed.port and int(parsed.port) in _BAD_PORTS:
            return f"port {parsed.port} is not for HTTP"
        literal = _literal(parsed.hostname)
        if literal is not None and not self.permits(literal):
            return f"{parsed.hostname} is not a public address"
        return None


def configured(allowed_networks: tuple[str, ...]) -> Guard:
    """A guard from settings; raises ConfigError for a network that is none."""
    try:
        return Guard(allowed_networks)
    except ValueError as error:
        raise ConfigError(f"allowed_networks: {error}; write networks such as \"10.1.0.0/16\"") from error


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one leads to through a gateway."""
    if ip in _SIX_TO_FOUR:
        return ipaddress.IPv4Address((int(ip) >> 80) & 0xFFFFFFFF)
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if any(ip in network for network in _TRANSLATED) and int(ip) > 0xFFFF:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if (int(ip) >> 32) & 0xFCFFFFFF == 0x5EFE:  # ISATAP, RFC 5214: an interface identifier ::[0200:]5efe:a.b.c.d
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        return inner if any(inner in network for network in _REFUSED_V4) else None
    return None


def _literal(hostname: str) -> str | None:
    """The numeric address that a URL's host is, or stands for by RFC 6761; None for other names."""
    name = hostname.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return "127.0.0.1"
    name = name.removeprefix("[").removesuffix("]")
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return None


class Resolver(AbstractResolver):
    """Resolves names for aiohttp, drops what the guard refuses, and answers for ``.localhost`` itself.

    ``guard=None`` lets everything through: that is for reaching the operator's own proxy.
    """

    def __init__(self, guard: Guard | None, lookup: Lookup | None = None) -> None:
        self._guard = guard
        self._threads = ThreadPoolExecutor(max_workers=16, thread_name_prefix="dns")  # a dead name holds one for long
        self._lookup = lookup or self._getaddrinfo

    async def resolve(self, host: str, port: int = 0,
                      family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """Numeric addresses; raises OSError, :class:`Forbidden` if the guard refuses all of them."""
        found = await self.addresses(host, port)
        return [_result(host, address, port) for address in found
                if family in (socket.AF_UNSPEC, socket.AF_INET6 if ":" in address else socket.AF_INET)]

    async def addresses(self, host: str, port: int = 0) -> list[str]:
        """The permitted numeric addresses of a host; raises as :meth:`resolve`."""
        literal = _literal(host)
        found = [literal] if literal else await self._lookup(host, port)
        if not found:
            raise NoName(f"{host} has no address")
        permitted = [address for address in found if self._guard is None or self._guard.permits(address)]
        if not permitted:
            raise Forbidden(f"{host} leads to {found[0]}, which is not a public address")
        return permitted

    async def _getaddrinfo(self, host: str, port: int) -> list[str]:
        def ask() -> list[str]:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
            return list(dict.fromkeys(str(row[4][0]) for row in rows))

        return await asyncio.get_running_loop().run_in_executor(self._threads, ask)

    async def close(self) -> None:
        """Lets go of the threads without waiting for lookups that hang."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0,
                         flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV)


def socket_factory(guard: Guard) -> Callable[..., socket.socket]:
    """For ``TCPConnector(socket_factory=...)``: no socket for an address that the guard refuses."""

    def make(info: tuple) -> socket.socket:
        family, kind, proto, _, address = info
        if not guard.permits(str(address[0])):
            raise Forbidden("the connection would reach an address that is not public")  # alike for all: joined into one
        return socket.socket(family=family, type=kind, proto=proto)

    return make
