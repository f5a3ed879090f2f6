"""The sample web answers by Host, honours validators, and remembers how it was treated."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

import aiohttp
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue] - lxml has no types

from headwater.sample import server, truth
from headwater.sample.server import Running

NOW = datetime(2026, 3, 14, 9, 26, tzinfo=UTC)
Answer = tuple[int, Mapping[str, str], bytes]
Ask = Callable[..., Awaitable[Answer]]


def visit(visitor: Callable[[Running, Ask], Awaitable[None]]) -> None:
    """Run a visitor against a sample web of its own."""

    async def run() -> None:
        running = await server.serve(now=NOW)
        session = aiohttp.ClientSession()

        async def ask(host: str, path: str, **headers: str) -> Answer:
            url = f"http://127.0.0.1:{running.port}{path}"
            fixed = {"Host": f"{host}.localhost:{running.port}"}
            fixed |= {name.replace("_", "-"): value for name, value in headers.items()}
            async with session.get(url, headers=fixed, allow_redirects=False) as answer:
                return answer.status, answer.headers, await answer.read()

        try:
            await visitor(running, ask)
        finally:
            await session.close()
            await running.close()

    asyncio.run(run())


def test_each_host_has_its_own_front_page() -> None:
    async def visitor(running: Running, ask: Ask) -> None:
        for host, name in (("le-quai", "Le Quai"), ("marsa-alyawm", "مرسى اليوم")):
            status, _, body = await ask(host, "/")
            assert status == 200 and name in body.decode()
        assert (await ask("nobody", "/"))[0] == 404

    visit(visitor)


def test_unchanged_pages_answer_304_by_etag_and_by_date() -> None:
    async def visitor(running: Running, ask: Ask) -> None:
        status, headers, body = await ask("harbour-courier", "/feed.xml")
        assert status == 200 and body
        again = await ask("harbour-courier", "/feed.xml", If_None_Match=headers["ETag"])
        assert (again[0], again[2]) == (304, b"")
        since = await ask("harbour-courier", "/feed.xml", If_Modified_Since=headers["Last-Modified"])
        assert since[0] == 304
        other = await ask("harbour-courier", "/feed.xml", If_None_Match='"other"')
        assert other[0] == 200

    visit(visitor)


def test_pages_are_compressed_for_those_who_ask() -> None:
    async def visitor(running: Running, ask: Ask) -> None:
        _, headers, packed = await ask("le-quai", "/", Accept_Encoding="gzip")
        assert headers["Content-Encoding"] == "gzip"
        _, headers, unpacked = await ask("le-quai", "/", Accept_Encoding="identity")
        assert "Content-Encoding" not in headers and packed == unpacked

    visit(visitor)


def test_every_article_answers_as_the_truth_says() -> None:
    async def visitor(running: Running, ask: Ask) -> None:
        known = truth.of(running.edition)
        assert [one.path for one in known] == [one.path for one in truth.truth(now=NOW)]
        urls = [running.edition.pieces[one.id].url for one in known]
        paths = ["/" + url.split("/", 3)[3] for url in urls]
        answers = await asyncio.gather(
            *(ask(one.outlet, path) for one, path in zip(known, paths, strict=True))
        )
        for one, answer in zip(known, answers, strict=True):
            assert answer[0] == (410 if one.kind == "withdrawn" else 200), one.id

    visit(visitor)


def test_reservations_robots_redirects_and_faults() -> None:
    async def visitor(running: Running, ask: Ask) -> None:
        assert (await ask("le-quai", "/"))[1]["tdm-reservation"] == "1"
        robots = (await ask("counting-house", "/robots.txt"))[2].decode()
        assert "Crawl-delay: 0.3" in robots and "Disallow: /content/" in robots
        status, headers, _ = await ask("daily-relay", "/r/crane-relay")
        assert status == 302 and headers["Location"].endswith("/post/crane-relay")
        assert (await ask("counting-house", "/feeds/markets.xml"))[0] == 500
        assert "html" in (await ask("akcasahil-postasi", "/feeds/all.xml"))[1]["Content-Type"]
        image = await ask("harbour-courier", "/images/ferry.jpg")
        assert image[1]["Content-Type"] == "image/jpeg" and image[2][:2] == b"\xff\xd8"

    visit(visitor)


def test_primary_sources_are_served_at_their_own_hosts() -> None:
    async def visitor(running: Running, ask: Ask) -> None:
        for document in running.edition.content.documents.values():
            assert (await ask(document.slug, document.path))[0] == 200

    visit(visitor)


def test_the_log_and_the_figures_tell_how_a_host_was_treated() -> None:
    async def visitor(running: Running, ask: Ask) -> None:
        await ask("le-quai", "/robots.txt", User_Agent="Polite/1")
        await ask("le-quai", "/", User_Agent="Polite/1")
        await asyncio.gather(ask("meridiana", "/"), ask("meridiana", "/index.rdf"))
        lines = (await ask("sample", "/log"))[2].decode().splitlines()
        assert [json.loads(line)["path"] for line in lines[:2]] == ["/robots.txt", "/"]
        figures = json.loads((await ask("sample", "/stats"))[2])
        assert figures["le-quai.localhost"]["concurrent"] == 1
        assert figures["le-quai.localhost"]["robots_first"] is True
        assert figures["meridiana.localhost"]["concurrent"] == 2
        only = json.loads((await ask("sample", "/stats?agent=polite"))[2])
        assert list(only) == ["le-quai.localhost"]

    visit(visitor)


def test_the_opml_is_served_and_agrees_with_the_catalogue() -> None:
    async def visitor(running: Running, ask: Ask) -> None:
        body = (await ask("sample", "/opml"))[2]
        assert body.decode() == truth.catalogue(running.port)
        assert etree.fromstring(body).tag == "opml"
        assert running.opml_url == f"http://sample.localhost:{running.port}/opml"

    visit(visitor)
