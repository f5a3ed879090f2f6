"""The HTTP of the hard cases (docs/hard-cases.md), group by group: what servers in the wild do, played byte by byte on loopback."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta

import brotli
import pytest
import trustme

from headwater.fetch import answers
from headwater.fetch.settings import Caps
from headwater.fetch.wire import Answer
from headwater.model import NotModified, Purpose, Refusal, Refused, Response

FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>Quay News</title></channel></rss>'
SMALL = Caps(page_bytes=50_000, feed_bytes=50_000, sitemap_bytes=200_000, raw_bytes=500_000)


def run(scenario):
    return asyncio.run(scenario())


def sent(kit, purpose: Purpose = Purpose.FEED, **validators: str):
    """The outcome and what the server saw of one request with validators."""

    async def scenario():
        async with kit.Web({"/f": kit.answer(304)}) as web, kit.opened() as client:
            return await client.get(kit.page(web.url("/f"), purpose, **validators)), web.seen[-1]

    return run(scenario)


@pytest.mark.parametrize("etag", ['W/"weak"', "unquoted", '"with space"', "'single'", '"a","b"', '"é"'])
def test_01_an_etag_goes_back_as_it_came_weak_or_unquoted(kit, etag: str) -> None:
    outcome, seen = sent(kit, etag=etag)
    assert seen.header("if-none-match").encode("latin-1").decode() == etag
    assert isinstance(outcome, NotModified)


def test_01_without_an_etag_no_condition_on_one_is_sent(kit) -> None:
    _, seen = sent(kit, last_modified="Tue Nov  3 2026")
    assert seen.header("if-none-match") is None
    assert seen.header("if-modified-since") == "Tue Nov  3 2026"


def test_03_a_304_gives_its_headers_so_that_new_validators_are_kept(kit) -> None:
    async def scenario():
        async with kit.Web({"/f": kit.answer(304, Last_Modified="Wed, 04 Nov 2026 00:00:00 GMT")}) as web, kit.opened() as client:
            return await client.get(kit.page(web.url("/f"), Purpose.FEED, etag='"old"'))

    outcome = run(scenario)
    assert isinstance(outcome, NotModified)
    assert dict(outcome.headers)["last-modified"] == "Wed, 04 Nov 2026 00:00:00 GMT"


def test_06_deltas_are_not_asked_for_and_226_unasked_is_a_document(kit) -> None:
    """RFC 3229: a delta is a part, and shares of new entries and hashes are of wholes; a 304 saves the same bytes."""
    _, seen = sent(kit, etag='"x"')
    assert seen.header("a-im") is None
    outcome = kit.fetch(kit.answer(226, FEED, IM="feed", ETag='"y"'), purpose=Purpose.FEED)
    assert isinstance(outcome, Response)
    assert (outcome.status, outcome.body) == (226, FEED)


def test_07_retry_after_in_words_numbers_and_nonsense(kit) -> None:
    now = datetime(2026, 11, 1, 12, tzinfo=UTC)

    def wait(value: str, date: str = "") -> float | None:
        answer = Answer(status=429, headers=(("retry-after", value), ("date", date)), body=b"", raw_bytes=0, seconds=0.0)
        return answers.retry_after(answer, now=now, most=86_400.0)

    assert wait("0") == 0.0, "zero is a number like any other"
    assert wait("3600") == 3600.0
    assert wait(str(88 * 3600)) == 86_400.0, "88 hours were seen in the wild: capped"
    assert wait("Sun, 01 Nov 2026 13:00:00 GMT", "Sun, 01 Nov 2026 12:59:00 GMT") == 60.0, "by the server's own clock"
    assert wait("Sun, 01 Nov 2026 13:00:00 GMT") == 3600.0, "without one by ours"
    assert wait("after lunch") is None


@pytest.mark.parametrize("path", ["/a", "/feed"])
def test_09_a_challenge_with_403_is_blocked_and_a_plain_403_is_not(kit, path: str) -> None:
    wall = kit.answer(403, b"<html>", cf_mitigated="challenge", content_type="text/html")
    assert kit.fetch(wall, path=path).reason is Refusal.BLOCKED
    assert kit.fetch(kit.answer(403, b"<html>no</html>", content_type="text/html"), path=path).reason is Refusal.PAYMENT


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 521, 522, 524, 530, 598])
def test_10_codes_of_delivery_networks_are_told_apart_from_gone(kit, status: int) -> None:
    outcome = kit.fetch(f"HTTP/1.1 {status} Origin Ate It Ü\r\nContent-Length: 0\r\n\r\n".encode("latin-1"))
    assert (outcome.reason, outcome.status) == (Refusal.STATUS, status)


def test_12_a_redirect_into_a_private_network_is_refused_at_that_hop(kit) -> None:
    async def scenario():
        routes = {"/a": kit.redirect("/b"), "/b": kit.redirect("http://169.254.169.254/latest/meta-data/")}
        async with kit.Web(routes) as web, kit.opened() as client:
            return await client.get(kit.page(web.url("/a"), Purpose.FEED)), web.paths()

    outcome, paths = run(scenario)
    assert outcome.reason is Refusal.GUARD
    assert paths == ["/a", "/b"]


def test_12_a_redirect_to_the_home_page_says_where_it_led(kit) -> None:
    async def scenario():
        async with kit.Web({"/feed": kit.redirect("/", 301), "/": kit.answer(body=b"<html>home</html>")}) as web, kit.opened() as client:
            return await client.get(kit.page(web.url("/feed"), Purpose.FEED)), web.url("/")

    outcome, home = run(scenario)
    assert outcome.final_url == outcome.moved_to == home


def test_13_a_301_to_itself_ends_after_one_request(kit) -> None:
    async def scenario():
        async with kit.Web({"/a": kit.redirect("/a", 301)}) as web, kit.opened() as client:
            return await client.get(kit.page(web.url("/a"), Purpose.FEED)), web.paths()

    outcome, paths = run(scenario)
    assert (outcome.reason, outcome.status) == (Refusal.REDIRECTS, 301)
    assert paths == ["/a"]


def test_13_a_location_without_a_scheme_is_followed(kit) -> None:
    async def scenario():
        async with kit.Web({"/b": kit.answer(body=b"there")}) as web, kit.opened() as client:
            web.routes["/a"] = kit.redirect(f"//b.localhost:{web.port}/b")
            return await client.get(kit.page(web.url("/a"))), web.url("/b", "b.localhost")

    outcome, end = run(scenario)
    assert (outcome.final_url, outcome.body) == (end, b"there")


@pytest.mark.parametrize(("error", "reason"), [
    (socket.gaierror(socket.EAI_NONAME, "Name or service not known"), Refusal.NO_NAME),
    (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), Refusal.DNS),
    (socket.gaierror(socket.EAI_FAIL, "Non-recoverable failure in name resolution"), Refusal.DNS),
    (None, Refusal.NO_NAME),
])
@pytest.mark.parametrize("purpose", [Purpose.FEED, Purpose.ROBOTS])
def test_15_a_name_that_does_not_exist_is_not_a_name_server_that_does_not_answer(kit, error, reason, purpose) -> None:
    async def lookup(host: str, port: int) -> list[str]:
        if error is not None:
            raise error
        return []

    async def scenario():
        async with kit.opened(lookup=lookup) as client:
            return await client.get(kit.page("http://gone.example/feed", purpose))

    assert run(scenario).reason is reason


@pytest.mark.parametrize("address", ["127.0.0.1", "::ffff:127.0.0.1", "10.0.0.7", "fd00::1", "64:ff9b::7f00:1", "0.0.0.0"])
def test_16_the_address_is_judged_where_the_connection_is_made(kit, address: str) -> None:
    """Whatever the name said before (DNS rebinding), and for site-local addresses in every disguise."""

    async def rebinding(host: str, port: int) -> list[str]:
        return [address]

    async def scenario():
        async with (kit.Web({"/a": kit.answer(body=b"secret")}) as web,
                    kit.opened(kit.fast(allowed_networks=()), lookup=rebinding) as client):
            return await client.get(kit.page(f"http://rebind.example:{web.port}/a", Purpose.FEED)), web.seen

    outcome, seen = run(scenario)
    assert outcome.reason is Refusal.GUARD
    assert seen == []


@pytest.mark.parametrize("kind", ["self-signed", "expired", "another name", "old protocol"])
def test_17_certificates_that_do_not_hold_are_a_refusal_of_their_own(kit, kind: str, tmp_path) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    past = datetime.now(UTC) - timedelta(days=1)
    name = "b.localhost" if kind == "another name" else "a.localhost"
    ca.issue_cert(name, not_after=past if kind == "expired" else None).configure_cert(context)
    if kind == "old protocol":
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers("AES128-SHA")  # no forward secrecy: not among what is offered
    trusted = {} if kind == "self-signed" else {"ca_file": tmp_path / "ca.pem"}

    async def scenario():
        async with kit.Web({"/a": kit.answer(body=b"sealed")}, tls=context) as web, kit.opened(kit.fast(**trusted)) as client:
            return await client.get(kit.page(web.url("/a", "a.localhost"), Purpose.ROBOTS))

    outcome = run(scenario)
    assert outcome.reason is Refusal.TLS
    assert outcome.detail


def test_18_headers_stand_in_a_browsers_order_and_none_is_about_the_connection(kit) -> None:
    """Akamai hangs on any ``Connection`` header; HTTP/1.1 keeps connections open without one."""

    async def scenario():
        async with kit.Web({"/a": kit.answer(), "/robots.txt": kit.answer()}) as web, kit.opened() as client:
            await client.get(kit.page(web.url("/a"), Purpose.FEED, etag='"x"'))
            return web.seen

    seen = run(scenario)
    assert len(seen) == 2
    for one in seen:
        assert one.head.split("\r\n")[0].endswith(" HTTP/1.1")
        names = [line.partition(":")[0] for line in one.head.split("\r\n")[1:] if line]
        assert names[:4] == ["Host", "User-Agent", "Accept", "Accept-Encoding"]
        assert not {name.lower() for name in names} & {"connection", "keep-alive", "upgrade", "http2-settings", "te"}


def test_18_http_2_is_not_offered(kit, tmp_path) -> None:
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.set_alpn_protocols(["h2", "http/1.1"])
    ca.issue_cert("a.localhost").configure_cert(context)

    async def spoken(seen, writer) -> None:
        chosen = (writer.get_extra_info("ssl_object").selected_alpn_protocol() or "none").encode()
        writer.write(kit.answer(body=chosen))
        await writer.drain()

    async def scenario():
        async with kit.Web({"/a": spoken}, tls=context) as web, kit.opened(kit.fast(ca_file=tmp_path / "ca.pem")) as client:
            return await client.get(kit.page(web.url("/a", "a.localhost"), Purpose.FEED))

    assert run(scenario).body in (b"http/1.1", b"none")


def test_19_three_hundred_headers_are_fine(kit) -> None:
    raw = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(300)) + b"Content-Length: 2\r\n\r\nok"
    outcome = kit.fetch(raw)
    assert outcome.body == b"ok"
    assert len(outcome.headers) >= 300


@pytest.mark.parametrize("bomb", [
    {"body": gzip.compress(bytes(64 << 20), mtime=0), "content_encoding": "gzip"},
    {"body": brotli.compress(bytes(64 << 20)), "content_encoding": "br"},
    {"body": gzip.compress(gzip.compress(bytes(64 << 20), mtime=0), mtime=0), "content_encoding": "gzip"},
    {"body": gzip.compress(bytes(64 << 20), mtime=0)},
], ids=["gzip", "brotli", "gzip in gzip", "gzip without a label"])
def test_20_bombs_are_stopped_while_they_are_unpacked(kit, bomb: dict) -> None:
    began = time.process_time()
    outcome = kit.fetch(kit.answer(200, bomb.pop("body"), **bomb), purpose=Purpose.FEED)
    assert outcome.reason is Refusal.TOO_LARGE
    assert time.process_time() - began < 3.0


@pytest.mark.parametrize(("name", "body", "label"), [
    ("/sitemap.xml.gz", FEED, ""), ("/sitemap.xml", gzip.compress(FEED, mtime=0), ""), ("/sitemap.xml.gz", gzip.compress(FEED, mtime=0), "gzip"),
    ("/sitemap.xml.gz", gzip.compress(gzip.compress(FEED, mtime=0), mtime=0), "gzip"), ("/feed", FEED, "gzip"), ("/feed", FEED, "deflate"),
    ("/feed", FEED, "utf-8"), ("/feed", gzip.compress(FEED, mtime=0), "identity"), ("/feed", FEED, "br"), ("/feed", gzip.compress(FEED, mtime=0), "x-gzip"),
])
def test_20_names_and_labels_that_lie_about_gzip_do_not_matter(kit, name: str, body: bytes, label: str) -> None:
    headers = {"content_encoding": label} if label else {}
    outcome = kit.fetch(kit.answer(body=body, content_type="application/x-gzip", **headers), path=name, purpose=Purpose.FEED)
    assert outcome.body == FEED
    assert outcome.header("content-encoding") is None, "nobody decodes a second time"


def test_21_an_oversized_body_lets_the_connection_go(kit) -> None:
    async def scenario():
        routes = {"/a": kit.answer(body=b"x" * 90_000), "/b": kit.answer(body=b"fine")}
        async with kit.Web(routes) as web, kit.opened(kit.fast(caps=SMALL)) as client:
            first = await client.get(kit.page(web.url("/a")))
            second = await client.get(kit.page(web.url("/b")))
            return first, second, len(client._open()._connector._acquired)

    first, second, held = run(scenario)
    assert (first.reason, second.body, held) == (Refusal.TOO_LARGE, b"fine", 0)


@pytest.mark.parametrize("body", [b"", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_21_an_empty_body_and_a_lone_byte_order_mark_are_answers(kit, body: bytes) -> None:
    outcome = kit.fetch(kit.answer(body=body), purpose=Purpose.FEED)
    assert isinstance(outcome, Response)
    assert outcome.body == body


@pytest.mark.parametrize("raw", [
    b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\nConnection: close\r\n\r\n" + FEED,
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n40\r\n" + FEED[:64] + b"\r\n",
    b"HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-63/400\r\nContent-Length: 64\r\n\r\n" + FEED[:64],
])
def test_21_a_body_that_breaks_off_is_no_document(kit, raw: bytes) -> None:
    assert kit.fetch(raw, purpose=Purpose.FEED).reason is Refusal.PROTOCOL


def test_21_a_206_that_holds_everything_is_a_document(kit) -> None:
    whole = kit.answer(206, FEED, Content_Range=f"bytes 0-{len(FEED) - 1}/{len(FEED)}")
    assert kit.fetch(whole, purpose=Purpose.FEED).body == FEED


@pytest.mark.parametrize("label", [None, "", "text/plain", "text/html; charset=utf-8", "application/octet-stream", ";;", "\xff"])
def test_22_content_type_missing_empty_or_wrong_is_handed_on(kit, label: str | None) -> None:
    headers = {} if label is None else {"content_type": label}
    outcome = kit.fetch(kit.answer(body=FEED, **headers), purpose=Purpose.FEED)
    assert outcome.body == FEED
    assert (outcome.header("content-type") or "") == (label or "").replace("\xff", "ÿ")


@pytest.mark.parametrize("location", ["/elsewhere/", "javascript:alert(1)", "http://evil.example/", "../.."])
def test_23_content_location_is_no_base(kit, location: str) -> None:
    async def scenario():
        async with kit.Web({"/feed": kit.answer(body=FEED, Content_Location=location)}) as web, kit.opened() as client:
            return await client.get(kit.page(web.url("/feed"), Purpose.FEED)), web.url("/feed")

    outcome, url = run(scenario)
    assert (outcome.final_url, outcome.moved_to) == (url, None)


def test_24_no_cookie_comes_back_and_no_referer_goes_out_over_any_hop(kit) -> None:
    async def scenario():
        async with kit.Web({}) as web, kit.opened() as client:
            web.routes = {"/a": kit.answer(302, Location=web.url("/b", "b.localhost"), Set_Cookie="s=1; Path=/"),
                          "/b": kit.answer(302, Location=web.url("/c"), Set_Cookie="s=2"), "/c": kit.answer(body=b"x")}
            for purpose in (Purpose.FEED, Purpose.PAGE, Purpose.IMAGE):
                await client.get(kit.page(web.url("/a"), purpose))
            return web.seen

    seen = run(scenario)
    assert len(seen) > 9
    assert not [one.path for one in seen if one.header("cookie") or one.header("referer")]


def test_25_a_403_is_no_reason_to_call_ourselves_a_browser(kit) -> None:
    async def scenario():
        async with kit.Web({"/a": kit.answer(403)}) as web, kit.opened(kit.fast(user_agent="Headwater/1 (+https://ours.example)")) as client:
            outcome = await client.get(kit.page(web.url("/a"), Purpose.FEED))
            return outcome, [one.header("user-agent") for one in web.seen if one.path == "/a"]

    outcome, names = run(scenario)
    assert outcome.reason is Refusal.PAYMENT
    assert names == ["Headwater/1 (+https://ours.example)"]


def test_26_a_host_that_hangs_holds_up_no_other(kit) -> None:
    async def hanging(seen, writer) -> None:
        await asyncio.sleep(30)

    async def scenario():
        routes = {"slow.localhost/a": hanging, "/a": kit.answer(body=b"x")}
        async with kit.Web(routes) as web, kit.opened(kit.fast(total_timeout_s=1.5)) as client:
            slow = asyncio.create_task(client.get(kit.page(web.url("/a", "slow.localhost"))))
            began = time.monotonic()
            others = await asyncio.gather(*(client.get(kit.page(web.url("/a", f"h{n}.localhost"))) for n in range(20)))
            return others, time.monotonic() - began, await slow

    others, took, slow = run(scenario)
    assert all(isinstance(one, Response) for one in others)
    assert took < 1.4
    assert slow.reason is Refusal.TIMEOUT


# ---- walls that come as a success --------------------------------------------------------------------------


def html(title: str, rest: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{rest}</body></html>".encode()


@pytest.mark.parametrize("body", [
    html("Just a moment..."), html("x", "<script>window._cf_chl_opt={cvId:'3'}</script>"), html("Making sure you&#39;re not a bot!"),
    html("x", "<script>window.gokuProps = {}</script>"), html("x", "<script src='/_Incapsula_Resource?SWJIYLWA=7'></script>"),
])
@pytest.mark.parametrize("purpose", [Purpose.FEED, Purpose.PAGE, Purpose.DISCOVERY])
def test_67_a_challenge_that_comes_as_200_is_blocked(kit, body: bytes, purpose: Purpose) -> None:
    assert kit.fetch(kit.answer(body=body, content_type="text/html"), purpose=purpose).reason is Refusal.BLOCKED


@pytest.mark.parametrize("body", [
    html("Why “Just a moment...” pages multiply", "<p>Sites that say Just a moment... and set _cf_chl_opt.</p>"),
    html("News", "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><p>Text</p>"),
    html("Just a moment...", "<p>" + "long " * 20_000 + "</p>"),
])
def test_67_an_article_about_walls_or_behind_one_is_an_article(kit, body: bytes) -> None:
    assert isinstance(kit.fetch(kit.answer(body=body, content_type="text/html")), Response)


def test_67_a_challenge_word_in_a_feed_is_a_word(kit) -> None:
    body = FEED.replace(b"Quay News", b"Just a moment...")
    assert isinstance(kit.fetch(kit.answer(body=body, content_type="text/xml"), purpose=Purpose.FEED), Response)


@pytest.mark.parametrize(("host", "path"), [
    ("consent.outlet.localhost", "/collect?return=x"), ("guce.outlet.localhost", "/"), ("outlet.localhost", "/cookiewall?url=x"),
    ("www.outlet.localhost", "/nl/consent/?callback=x"), ("myprivacy.group.localhost", "/consent?site=x"),
])
@pytest.mark.parametrize("purpose", [Purpose.FEED, Purpose.PAGE])
def test_67_a_redirect_to_a_consent_wall_is_neither_feed_nor_article(kit, host: str, path: str, purpose: Purpose) -> None:
    async def scenario():
        async with kit.Web({path: kit.answer(body=html("We value your privacy"), content_type="text/html")}) as web, kit.opened() as client:
            web.routes["/news"] = kit.redirect(web.url(path, host))
            return await client.get(kit.page(web.url("/news", "outlet.localhost"), purpose))

    outcome = run(scenario)
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.CONSENT
    assert host in outcome.detail


@pytest.mark.parametrize("path", ["/2026/consent-and-the-law", "/consent/what-it-means", "/topics/cookiewalls?page=2"])
def test_67_articles_about_consent_are_articles(kit, path: str) -> None:
    async def scenario():
        async with kit.Web({path: kit.answer(body=html("On consent"), content_type="text/html")}) as web, kit.opened() as client:
            web.routes["/n"] = kit.redirect(path)
            return await client.get(kit.page(web.url("/n")))

    assert isinstance(run(scenario), Response)
