"""How the site is served: whom it believes about where requests come from."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import uvicorn

from headwater import config
from headwater.cli import running


async def seen(settings: config.Web, peer: str) -> tuple[str, str]:
    """Client and scheme that the application sees of a request with headers of a proxy, through the real server's middleware."""
    found: dict[str, Any] = {}

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        found.update(scope)

    server = uvicorn.Config(application, **running.served(settings))  # pyright: ignore[reportArgumentType]
    server.load()
    headers = [(b"x-forwarded-for", b"198.51.100.7"), (b"x-forwarded-proto", b"https")]
    scope: Any = {"type": "http", "client": (peer, 4711), "scheme": "http", "headers": headers, "method": "GET", "path": "/", "query_string": b""}
    await server.loaded_app(scope, None, None)  # pyright: ignore[reportArgumentType]
    return found["client"][0], found["scheme"]


@pytest.mark.parametrize(
    ("peer", "trusted", "expected"),
    [
        ("127.0.0.1", (), ("127.0.0.1", "http")),  # on the same machine, and yet not named
        ("203.0.113.9", ("127.0.0.0/8",), ("203.0.113.9", "http")),
        ("127.0.0.1", ("127.0.0.0/8",), ("198.51.100.7", "https")),
        ("10.0.0.4", ("10.0.0.0/8",), ("198.51.100.7", "https")),
    ],
)
def test_only_named_proxies_say_where_a_request_comes_from(
    peer: str, trusted: tuple[str, ...], expected: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    assert asyncio.run(seen(config.Web(trusted_proxies=trusted), peer)) == expected  # pyright: ignore[reportCallIssue]


def test_addresses_that_carry_secrets_are_not_logged() -> None:
    assert running.served(config.Web())["access_log"] is False  # pyright: ignore[reportCallIssue]
