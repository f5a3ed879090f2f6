"""TLS: an unknown authority is refused, one from the CA file trusted, a wrong name refused, through a proxy too."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest
import trustme

from headwater.errors import ConfigError
from headwater.model import Purpose, Refusal, Response


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, Path]:
    ca = trustme.CA()
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return ca, path


def secured(kit, authority: tuple[trustme.CA, Path], name: str, **settings):
    ca, _ = authority
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert(name).configure_cert(context)

    async def scenario():
        async with kit.Web({"/a": kit.answer(body=b"sealed")}, tls=context) as web, kit.opened(kit.fast(**settings)) as client:
            return (await client.get(kit.page(web.url("/a", "a.localhost"), Purpose.ROBOTS)),
                    await client.get(kit.page(web.url("/a", "a.localhost"))))

    return asyncio.run(scenario())


def test_an_authority_from_the_ca_file_is_trusted(kit, authority) -> None:
    _, page = secured(kit, authority, "a.localhost", ca_file=authority[1])
    assert isinstance(page, Response)
    assert page.body == b"sealed"


def test_an_unknown_authority_is_refused_and_so_is_the_page(kit, authority) -> None:
    first, page = secured(kit, authority, "a.localhost")
    assert first.reason is Refusal.TLS
    assert page.reason is Refusal.ROBOTS_UNREACHABLE
    assert "tls" in page.detail


def test_a_certificate_for_another_name_is_refused(kit, authority) -> None:
    first, _ = secured(kit, authority, "b.localhost", ca_file=authority[1])
    assert first.reason is Refusal.TLS


def test_a_server_without_tls_at_an_https_address_is_a_tls_or_protocol_refusal(kit) -> None:
    async def scenario():
        async with kit.Web({"/a": kit.answer()}) as web, kit.opened(kit.fast(connect_timeout_s=0.5)) as client:
            url = web.url("/a").replace("http:", "https:")
            return await client.get(kit.page(url, Purpose.ROBOTS))

    assert asyncio.run(scenario()).reason in (Refusal.TLS, Refusal.CONNECT, Refusal.TIMEOUT, Refusal.PROTOCOL)


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_file_that_cannot_be_read_is_an_error_of_configuration(kit, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)

    async def scenario():
        async with kit.opened(kit.fast(ca_file=path)):
            pass

    with pytest.raises(ConfigError, match="CA file"):
        asyncio.run(scenario())
