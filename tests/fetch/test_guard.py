"""The guard: addresses in every disguise, ports, names that mean this machine, DNS answers, final sockets."""

from __future__ import annotations

import asyncio
import socket

import pytest

from headwater import urls
from headwater.errors import ConfigError
from headwater.fetch import guard
from headwater.model import Purpose, Refusal, Refused, Response

SHUT = guard.Guard()


@pytest.mark.parametrize("address", [
    "127.0.0.1", "127.255.0.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "198.18.0.1", "192.0.2.7", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "168.63.129.16",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1", "100::1",
    "3fff::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "::127.0.0.1", "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2002:c0a8:101::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2a00:1450::5efe:10.0.0.1", "2a00:1450::200:5efe:192.168.0.1",
    "", "news.example", "1.2.3", "1.2.3.4.5",
])
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not SHUT.permits(address)


@pytest.mark.parametrize("address", [
    "93.184.216.34", "1.1.1.1", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::200e",
    "::ffff:93.184.216.34", "64:ff9b::5db8:d822", "2002:5db8:d822::1",
])
def test_public_addresses_are_permitted(address: str) -> None:
    assert SHUT.permits(address)


def test_allowed_networks_are_let_through_and_nothing_else() -> None:
    gate = guard.Guard(("10.1.0.0/16", "fd00:1::/32"))
    assert gate.permits("10.1.9.9")
    assert gate.permits("::ffff:10.1.9.9")
    assert gate.permits("fd00:1::5")
    assert not gate.permits("10.2.0.1")
    assert not gate.permits("127.0.0.1")


def test_a_network_that_is_none_is_an_error_of_configuration() -> None:
    with pytest.raises(ConfigError, match="allowed_networks"):
        guard.configured(("10.0.0.0/99",))


@pytest.mark.parametrize("url", [
    "http://0177.0.0.1/", "http://0x7f000001/", "http://2130706433/", "http://127.1/", "http://0/", "http://127.0.0.1./",
    "http://[::ffff:7f00:1]/", "http://localhost/", "http://LOCALHOST./", "http://a.b.localhost/",
    "http://%31%32%37.0.0.1/", "http://①②⑦.0.0.1/", "http://127。0。0。1/", "http://user@127.0.0.1/",
    "http://outlet.example:22/", "https://outlet.example:6667/",
])
def test_literals_in_odd_notations_and_ports_of_other_protocols_are_objected_to(url: str) -> None:
    href = urls.absolute(url)
    assert href is None or SHUT.objection(href)


@pytest.mark.parametrize("url", ["https://outlet.example/", "http://outlet.example:8080/", "http://93.184.216.34/"])
def test_nothing_is_objected_to_for_ordinary_addresses(url: str) -> None:
    assert SHUT.objection(url) is None


def resolved(answers: list[str], gate: guard.Guard | None = SHUT) -> list[str]:
    async def lookup(host: str, port: int) -> list[str]:
        return answers

    async def scenario() -> list[str]:
        resolver = guard.Resolver(gate, lookup)
        try:
            return [row["host"] for row in await resolver.resolve("outlet.example", 80)]
        finally:
            await resolver.close()

    return asyncio.run(scenario())


def test_private_addresses_are_dropped_from_an_answer_of_the_dns() -> None:
    assert resolved(["10.0.0.1", "93.184.216.34", "::1"]) == ["93.184.216.34"]


def test_an_answer_of_private_addresses_alone_is_forbidden() -> None:
    with pytest.raises(guard.Forbidden, match=r"10\.0\.0\.1"):
        resolved(["10.0.0.1", "::1"])


def test_an_empty_answer_is_an_error() -> None:
    with pytest.raises(OSError, match="no address"):
        resolved([])


def test_the_way_to_the_operators_own_proxy_is_not_guarded() -> None:
    assert resolved(["10.0.0.1"], gate=None) == ["10.0.0.1"]


def test_the_socket_factory_refuses_the_final_address() -> None:
    make = guard.socket_factory(SHUT)
    with pytest.raises(guard.Forbidden):
        make((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80)))
    make((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("93.184.216.34", 80))).close()


def test_a_name_that_leads_to_this_machine_is_never_asked(kit) -> None:
    async def lookup(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    async def scenario():
        async with kit.Web({"/a": kit.answer(body=b"secret")}) as web, kit.opened(kit.fast(allowed_networks=()), lookup=lookup) as client:
            return await client.get(kit.page(web.url("/a", "rebind.example"))), web.seen

    outcome, seen = asyncio.run(scenario())
    assert outcome.reason is Refusal.GUARD
    assert seen == []


def test_a_name_whose_answer_changes_after_a_check_is_stopped_at_the_socket(kit) -> None:
    """The resolver is fooled altogether: the socket factory sees the address that is about to be used."""
    async def scenario():
        async with kit.Web({"/a": kit.answer(body=b"secret")}) as web, kit.opened(kit.fast(allowed_networks=())) as client:
            wire = client._open()

            async def lying(host: str, port: int = 0) -> list[str]:
                return ["127.0.0.1", "::1"]

            wire.resolver.addresses = lying
            return await client.get(kit.page(web.url("/a", "rebind.example"))), web.seen

    outcome, seen = asyncio.run(scenario())
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.GUARD
    assert seen == []


@pytest.mark.parametrize("target", [
    "http://10.0.0.1/x", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://0x7f.0.0.2/",
    "http://inside.example/", "https://outlet.example:25/",
])
def test_a_redirect_into_a_private_network_is_refused_at_its_hop(kit, target: str) -> None:
    async def lookup(host: str, port: int) -> list[str]:
        return ["192.168.3.4"]

    async def scenario():
        settings = kit.fast(allowed_networks=("127.0.0.1/32",))
        async with kit.Web({"/a": kit.redirect("/b"), "/b": kit.redirect(target)}) as web, kit.opened(settings, lookup=lookup) as client:
            return await client.get(kit.page(web.url("/a")))

    outcome = asyncio.run(scenario())
    assert outcome.reason is Refusal.GUARD


def test_robots_that_redirect_into_a_private_network_mean_not_now_and_are_not_read_again_at_once(kit) -> None:
    async def scenario():
        settings = kit.fast(allowed_networks=("127.0.0.1/32",))
        async with kit.Web({"/robots.txt": kit.redirect("http://10.0.0.1/robots.txt"), "/a": kit.answer()}) as web, kit.opened(settings) as client:
            return [(await client.get(kit.page(web.url("/a")))).reason for _ in range(3)], len(web.seen)

    reasons, requests = asyncio.run(scenario())
    assert reasons == [Refusal.ROBOTS_UNREACHABLE] * 3
    assert requests == 1


def proxied(kit, names: dict[str, str], url: str, **settings):
    """The outcome of a page through a proxy on loopback, and what the proxy was asked."""
    async def lookup(host: str, port: int) -> list[str]:
        if host not in names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [names[host]]

    async def scenario():
        async with kit.Web({}) as proxy:
            proxy.routes |= {"http://public.example/a": kit.answer(body=b"through the proxy"),
                             "http://public.example/out": kit.redirect("http://private.example/x"),
                             "http://unknown.example/a": kit.answer(body=b"resolved by the proxy")}
            proxy.routes = {key.split("://", 1)[1].partition("/")[0] + key: value for key, value in proxy.routes.items()}
            have = kit.fast(allowed_networks=(), proxy=proxy.url("").rstrip("/"), **settings)
            async with kit.opened(have, lookup=lookup) as client:
                outcome = await client.get(kit.page(url, Purpose.PAGE))
            return outcome, [seen.path for seen in proxy.seen if not seen.path.endswith("/robots.txt")]

    return asyncio.run(scenario())


NAMES = {"public.example": "93.184.216.34", "private.example": "10.0.0.1"}


def test_behind_a_proxy_the_target_is_checked_and_the_proxy_itself_may_be_private(kit) -> None:
    outcome, asked = proxied(kit, NAMES, "http://public.example/a")
    assert isinstance(outcome, Response)
    assert outcome.body == b"through the proxy"
    assert asked == ["http://public.example/a"]


@pytest.mark.parametrize("url", ["http://private.example/a", "http://127.0.0.1/a", "http://x.localhost/a"])
def test_behind_a_proxy_a_private_target_is_refused_before_anything_is_sent(kit, url: str) -> None:
    outcome, asked = proxied(kit, NAMES, url)
    assert outcome.reason is Refusal.GUARD
    assert asked == []


def test_behind_a_proxy_every_redirect_hop_is_checked(kit) -> None:
    outcome, asked = proxied(kit, NAMES, "http://public.example/out")
    assert outcome.reason is Refusal.GUARD
    assert asked == ["http://public.example/out"]


def test_a_name_that_only_the_proxy_knows_needs_the_setting_that_the_proxy_guards(kit) -> None:
    outcome, asked = proxied(kit, NAMES, "http://unknown.example/a")
    assert outcome.reason in (Refusal.DNS, Refusal.NO_NAME)
    assert "proxy" in outcome.detail
    assert asked == []
    outcome, _ = proxied(kit, NAMES, "http://unknown.example/a", proxy_enforces_guard=True)
    assert outcome.body == b"resolved by the proxy"
