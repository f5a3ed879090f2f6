"""The client on a raw web: outcomes, caps, redirects, conditions, and what it never sends."""

from __future__ import annotations

import asyncio
import gzip
import time

import brotli
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from headwater.fetch.settings import Caps
from headwater.model import NotModified, Purpose, Refusal, Refused, Response


def run(scenario):
    return asyncio.run(scenario())


# ---- what is sent -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("purpose", "accept"), [
    (Purpose.FEED, "application/atom+xml"), (Purpose.PAGE, "text/html"), (Purpose.IMAGE, "image/webp"),
    (Purpose.ROBOTS, "text/plain"), (Purpose.DISCOVERY, "text/html"),
])
def test_a_request_names_us_and_what_we_want_and_nothing_else(kit, purpose: Purpose, accept: str) -> None:
    async def scenario():
        name = "Headwater/9 (+https://ours.example/bot)"
        async with kit.Web({"/a": kit.answer(Set_Cookie="a=b"), "/robots.txt": kit.answer()}) as web:
            async with kit.opened(kit.fast(user_agent=name)) as client:
                for _ in range(2):
                    await client.get(kit.page(web.url("/a"), purpose))
            return web.seen[-1], name

    seen, name = run(scenario)
    assert seen.header("user-agent") == name
    assert seen.header("accept").startswith(accept)
    assert seen.header("accept-encoding") == "gzip, deflate, br, zstd"
    names = {line.split(":")[0].lower() for line in seen.head.split("\r\n")[1:] if line}
    assert names == {"host", "user-agent", "accept", "accept-encoding"}, "no cookie, referer or connection"


def test_credentials_and_fragments_in_addresses_are_not_sent(kit) -> None:
    async def scenario():
        async with kit.Web({"/a": kit.answer()}) as web, kit.opened() as client:
            outcome = await client.get(kit.page(web.url("/a#part").replace("http://", "http://user:secret@")))
            return outcome, web.seen[-1], web.url("/a")

    outcome, seen, url = run(scenario)
    assert outcome.final_url == url
    assert seen.header("authorization") is None
    assert "secret" not in seen.head


@pytest.mark.parametrize("url", ["", "ftp://outlet.example/", "javascript:alert(1)", "http://", "mailto:a@b.example",
                                 "http://[::1/", "data:text/html,x", "http://a b/", "\ud800", "http://\ud800.example/"])
def test_an_address_that_http_cannot_fetch_is_a_bad_url(kit, url: str) -> None:
    async def scenario():
        async with kit.opened() as client:
            return await client.get(kit.page(url))

    outcome = run(scenario)
    assert outcome == Refused(url=url, reason=Refusal.BAD_URL, detail=outcome.detail)


# ---- answers ------------------------------------------------------------------------------------------------


def test_an_answer_comes_decoded_with_its_headers_in_order(kit) -> None:
    raw = kit.answer(body=gzip.compress(b"<p>Hi</p>", mtime=0), Content_Encoding="gzip", X_One="1", Content_Type="text/html",
                     X_Two="zwei \xe4")
    outcome = kit.fetch(raw.replace(b"X-Two", b"X-One"))
    assert isinstance(outcome, Response)
    assert outcome.body == b"<p>Hi</p>"
    assert outcome.status == 200
    assert outcome.moved_to is None
    assert outcome.headers == (("x-one", "1"), ("content-type", "text/html"), ("x-one", "zwei ä"))
    assert outcome.fetched_at.tzinfo is not None


def test_an_empty_body_and_a_missing_content_type_are_fine(kit) -> None:
    outcome = kit.fetch(kit.answer())
    assert outcome.body == b""
    assert outcome.header("content-type") is None


@pytest.mark.parametrize(("status", "reason"), [
    (400, Refusal.STATUS), (401, Refusal.PAYMENT), (402, Refusal.PAYMENT), (403, Refusal.PAYMENT), (404, Refusal.GONE),
    (410, Refusal.GONE), (418, Refusal.STATUS), (429, Refusal.RATE_LIMITED), (451, Refusal.LEGAL),
    (500, Refusal.STATUS), (503, Refusal.STATUS), (522, Refusal.STATUS), (999, Refusal.STATUS), (304, Refusal.STATUS),
    (300, Refusal.STATUS),
])
def test_each_status_has_its_reason(kit, status: int, reason: Refusal) -> None:
    outcome = kit.fetch(kit.answer(status, b"" if status == 304 else b"sorry"))
    assert (outcome.reason, outcome.status) == (reason, status)


@pytest.mark.parametrize("raw", [
    {"status": 403, "cf_mitigated": "challenge"},
    {"status": 503, "body": b"<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"},
    {"status": 403, "body": b"<script src='https://ct.captcha-delivery.com/c.js'></script>"},
    {"status": 429, "x_vercel_mitigated": "challenge"},
    {"status": 202, "x_amzn_waf_action": "challenge"},
    {"status": 403, "x_datadome": "protected"},
    {"status": 403, "body": gzip.compress(b"<iframe src='/_Incapsula_Resource?x'>", mtime=0), "content_encoding": "gzip"},
])
def test_a_bot_wall_is_blocked_and_not_broken(kit, raw: dict) -> None:
    outcome = kit.fetch(kit.answer(raw.pop("status"), raw.pop("body", b""), **raw))
    assert outcome.reason is Refusal.BLOCKED


def test_a_page_behind_a_wall_that_lets_us_through_is_an_answer(kit) -> None:
    outcome = kit.fetch(kit.answer(200, b"<p>news</p>", X_Datadome="protected", Server="cloudflare"))
    assert isinstance(outcome, Response)


# ---- retry-after --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("header", "seconds"), [
    ("120", 120.0), ("0", 0.0), ("1.5", 1.5), ("999999999", 86400.0), ("soon", None), ("-5", None), ("", None),
    ("Wed, 21 Oct 2026 07:30:00 GMT", 120.0), ("Wednesday, 21-Oct-26 07:30:00 GMT", 120.0),
    ("Wed, 21 Oct 2026 07:00:00 GMT", 0.0), ("Sun, 06 Nov 2094 08:49:37 GMT", 86400.0),
    ("Wed, 99 Oct 2026 07:30:00 GMT", None),
])
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_seconds_or_a_date_by_the_servers_clock_and_capped(kit, header, seconds, status: int) -> None:
    settings = kit.fast(rate_limit_backoff_s=0.0)
    outcome = kit.fetch(kit.answer(status, Retry_After=header, Date="Wed, 21 Oct 2026 07:28:00 GMT"), settings=settings)
    limited = status == 429 or seconds is not None
    assert outcome.reason is (Refusal.RATE_LIMITED if limited else Refusal.STATUS)
    assert outcome.retry_after == seconds


# ---- conditions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("validators", "sent"), [
    ({"etag": 'W/"x"', "last_modified": "yesterday"}, {"if-none-match": 'W/"x"'}),
    ({"etag": "unquoted"}, {"if-none-match": "unquoted"}),
    ({"last_modified": "Mon, 1 Jan 2024 00:00:00 +0100"}, {"if-modified-since": "Mon, 1 Jan 2024 00:00:00 +0100"}),
    ({"etag": "a\r\nX: y", "last_modified": ""}, {}),
    ({}, {}),
])
def test_validators_go_back_verbatim_and_only_the_etag_where_there_is_one(kit, validators: dict, sent: dict) -> None:
    async def scenario():
        async with kit.Web({"/f": kit.answer(304, ETag='"new"')}) as web, kit.opened() as client:
            outcome = await client.get(kit.page(web.url("/f"), Purpose.FEED, **validators))
            return outcome, web.seen[-1]

    outcome, seen = run(scenario)
    assert {name: seen.header(name) for name in ("if-none-match", "if-modified-since") if seen.header(name)} == sent
    if sent:
        assert isinstance(outcome, NotModified)
        assert ("etag", '"new"') in outcome.headers
    else:
        assert outcome.reason is Refusal.STATUS


def test_validators_follow_a_redirect_on_the_host_but_never_to_another_one(kit) -> None:
    async def scenario():
        async with kit.Web({}) as web, kit.opened() as client:
            web.routes = {"/f": kit.redirect("/g"), "/g": kit.redirect(web.url("/h", "other.localhost")),
                          "/h": kit.redirect(web.url("/i")), "/i": kit.answer(304)}
            outcome = await client.get(kit.page(web.url("/f"), Purpose.FEED, etag='"e"'))
            return outcome, {seen.path: seen.header("if-none-match") for seen in web.seen}

    outcome, sent = run(scenario)
    assert (sent["/f"], sent["/g"], sent["/h"], sent["/i"]) == ('"e"', '"e"', None, None)
    assert sent["/robots.txt"] is None
    assert outcome.reason is Refusal.STATUS, "a 304 that nobody asked for is no answer"


# ---- redirects ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("statuses", "moved"), [((301,), True), ((308, 301), True), ((301, 302), False),
                                                 ((307, 308), False), ((303,), False)])
def test_moved_to_is_set_only_if_every_hop_is_permanent(kit, statuses: tuple[int, ...], moved: bool) -> None:
    async def scenario():
        routes = {f"/{n}": kit.redirect(f"/{n + 1}", status) for n, status in enumerate(statuses)}
        async with kit.Web(routes | {f"/{len(statuses)}": kit.answer(body=b"end")}) as web, kit.opened() as client:
            return await client.get(kit.page(web.url("/0"))), web.url(f"/{len(statuses)}")

    outcome, end = run(scenario)
    assert outcome.final_url == end
    assert outcome.moved_to == (end if moved else None)


@pytest.mark.parametrize("location", ["/a", "?x#frag", "", "http://", "ftp://x/", "mailto:x", "\xff\xfe:"])
def test_circles_and_redirects_to_nowhere_end(kit, location: str) -> None:
    async def scenario():
        async with kit.Web({"/a": kit.redirect(location), "/a?x": kit.redirect("/a")}) as web, kit.opened() as client:
            return await client.get(kit.page(web.url("/a"))), len(web.paths())

    outcome, requests = run(scenario)
    assert outcome.reason in (Refusal.REDIRECTS, Refusal.GONE)
    assert requests <= 2


def test_redirects_without_end_are_given_up(kit) -> None:
    async def scenario():
        routes = {f"/{n}": kit.redirect(f"/{n + 1}", 301) for n in range(40)}
        async with kit.Web(routes) as web, kit.opened() as client:
            return await client.get(kit.page(web.url("/0"))), len(web.paths())

    outcome, requests = run(scenario)
    assert outcome.reason is Refusal.REDIRECTS
    assert requests == 11


def test_a_location_in_raw_utf8_is_followed(kit) -> None:
    raw = b"HTTP/1.1 302 Found\r\nLocation: /\xc3\xa9\r\nContent-Length: 0\r\n\r\n"

    async def scenario():
        async with kit.Web({"/a": raw, "/%C3%A9": kit.answer(body=b"there")}) as web, kit.opened() as client:
            return await client.get(kit.page(web.url("/a")))

    assert run(scenario).body == b"there"


# ---- caps ---------------------------------------------------------------------------------------------------

SMALL = Caps(page_bytes=50_000, feed_bytes=50_000, sitemap_bytes=200_000, raw_bytes=500_000, header_bytes=16_384)


@pytest.mark.parametrize("raw", [
    b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 60_000,
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"2000\r\n" + b"x" * 0x2000 + b"\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + gzip.compress(b"x" * 60_000, mtime=0),
    b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nConnection: close\r\n\r\n" + brotli.compress(b"\0" * (16 << 20)),
    b"HTTP/1.1 200 OK\r\n" + b"X-Flood: %s\r\n" % (b"y" * 4000) * 5 + b"Content-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"X-Flood: y\r\n" * 3000 + b"Content-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX-Flood: " + b"y" * 100_000 + b"\r\nContent-Length: 0\r\n\r\n",
])
def test_what_is_larger_than_its_cap_is_refused_and_the_host_can_be_asked_again(kit, raw: bytes) -> None:
    if b"chunked" in raw:
        head, _, chunk = raw.partition(b"\r\n\r\n")
        raw = head + b"\r\n\r\n" + chunk * 10 + b"0\r\n\r\n"

    async def scenario():
        async with kit.Web({"/a": raw, "/b": kit.answer(body=b"fine")}) as web, kit.opened(kit.fast(caps=SMALL)) as client:
            first = await client.get(kit.page(web.url("/a")))
            second = await client.get(kit.page(web.url("/b")))
            return first, second, len(client._open()._connector._acquired)

    first, second, held = run(scenario)
    assert first.reason is Refusal.TOO_LARGE
    assert second.body == b"fine"
    assert held == 0


def test_more_than_a_hundred_headers_and_a_long_policy_are_fine(kit) -> None:
    raw = b"HTTP/1.1 200 OK\r\n" + b"X-A: y\r\n" * 200 + b"X-Policy: " + b"p" * 12_000 + b"\r\nContent-Length: 2\r\n\r\nok"
    assert kit.fetch(raw).body == b"ok"


def test_a_sitemap_at_a_feeds_address_has_its_own_cap(kit) -> None:
    body = b"<urlset>" + b"<url/>" * 20_000 + b"</urlset>"
    settings = kit.fast(caps=SMALL)
    assert kit.fetch(kit.answer(body=body), purpose=Purpose.FEED, settings=settings).body == body
    assert kit.fetch(kit.answer(body=body), purpose=Purpose.PAGE, settings=settings).reason is Refusal.TOO_LARGE


def test_the_body_of_an_error_is_cut_and_never_in_the_way(kit) -> None:
    assert kit.fetch(kit.answer(404, b"x" * 3_000_000)).reason is Refusal.GONE
    assert kit.fetch(kit.answer(404, b"\x1f\x8bnot gzip at all", content_encoding="gzip")).reason is Refusal.GONE


@pytest.mark.parametrize("drip", [b"x", b"X-A: b\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_slow_drip_ends_with_the_total_time(kit, drip: bytes) -> None:
    async def dripping(seen, writer) -> None:
        writer.write({b"x": b"HTTP/1.1 200 OK\r\n\r\n", b"X-A: b\r\n": b"HTTP/1.1 200 OK\r\n"}.get(drip, b""))
        while True:
            writer.write(drip)
            await writer.drain()
            await asyncio.sleep(0.02)

    start = time.monotonic()
    outcome = kit.fetch(dripping, settings=kit.fast(total_timeout_s=0.4))
    assert outcome.reason is Refusal.TIMEOUT
    assert time.monotonic() - start < 10


# ---- broken servers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("raw", [
    b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nonly this",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nhello\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\nhello\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + gzip.compress(b"cut" * 500, mtime=0)[:30],
    b"HTTP/1.1 2",
    b"SSH-2.0-OpenSSH_9.6\r\n",
    b"<html>no header at all</html>",
    b"",
    b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\nConnection: close\r\n\r\nab",
])
def test_answers_that_break_off_or_are_no_http_are_protocol_errors(kit, raw: bytes) -> None:
    outcome = kit.fetch(raw)
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.PROTOCOL


def test_an_encoding_that_does_not_decode_has_its_own_reason(kit) -> None:
    assert kit.fetch(kit.answer(body=b"\x1f\x8b" + b"\0" * 99, content_encoding="gzip")).reason is Refusal.BAD_ENCODING
    assert kit.fetch(kit.answer(body=b"?", content_encoding="compress")).reason is Refusal.BAD_ENCODING


@pytest.mark.parametrize(("path", "body", "encoding"), [
    ("/plain", b"<rss/>", "gzip"), ("/x.xml.gz", b"<urlset/>", ""), ("/x.gz", gzip.compress(b"<urlset/>", mtime=0), ""),
    ("/d", gzip.compress(gzip.compress(b"<rss/>", mtime=0), mtime=0), "gzip"), ("/b", b"<rss></rss>", "br"),
])
def test_labels_and_names_that_lie_about_the_encoding_do_not_matter(kit, path: str, body: bytes, encoding: str) -> None:
    outcome = kit.fetch(kit.answer(body=body, **({"content_encoding": encoding} if encoding else {})), path=path)
    assert outcome.body in (b"<rss/>", b"<urlset/>", b"<rss></rss>")
    assert outcome.header("content-encoding") is None


def test_a_host_that_is_not_there_is_a_failed_connection_or_name(kit) -> None:
    async def no_name(host: str, port: int) -> list[str]:
        raise OSError("no such host")

    async def scenario():
        async with kit.Web({}) as web:
            url = web.url("/robots.txt")
        async with kit.opened(lookup=no_name) as client:
            return [await client.get(kit.page(url, Purpose.ROBOTS)),
                    await client.get(kit.page("http://nowhere.example/", Purpose.ROBOTS)),
                    await client.get(kit.page("http://nowhere.example/"))]

    assert [outcome.reason for outcome in run(scenario)] == [Refusal.CONNECT, Refusal.DNS, Refusal.DNS]


@given(st.binary(max_size=300), st.booleans())
@effort(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_of_a_server_give_a_value(kit, raw: bytes, with_head: bool) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nConnection: close\r\n" if with_head else b""
    outcome = kit.fetch(head + raw, settings=kit.fast(total_timeout_s=0.3))
    assert isinstance(outcome, Response | Refused)


def test_every_request_is_told_to_who_counts(kit) -> None:
    hops = []

    async def scenario():
        async with kit.Web({"/a": kit.redirect("/b"), "/b": kit.answer(body=b"12345")}) as web, kit.opened(observe=hops.append) as client:
            await client.get(kit.page(web.url("/a")))

    run(scenario)
    assert [(hop.purpose, hop.status, hop.body_bytes) for hop in hops] == [
        (Purpose.ROBOTS, 404, 0), (Purpose.PAGE, 302, 0), (Purpose.PAGE, 200, 5)]


def test_a_closed_client_opens_again(kit) -> None:
    async def scenario():
        async with kit.Web({"/a": kit.answer(body=b"x")}) as web:
            client = kit.opened()
            first = await client.get(kit.page(web.url("/a")))
            await client.aclose()
            second = await client.get(kit.page(web.url("/a")))
            await client.aclose()
            await client.aclose()
            return first.body, second.body

    assert run(scenario) == (b"x", b"x")
