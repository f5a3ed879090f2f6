"""Hostile pages: whatever bytes come, an outcome comes, in a few seconds of CPU and little memory."""

from __future__ import annotations

import gzip
import json
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from headwater import model
from headwater.extract import article, verb
from headwater.trace import origin

SECONDS = 10.0  # of CPU, on a busy machine; most take a tenth of one
OF_RUNS = 2.5  # the same for long runs, which patterns of lines may take too long over
MEGABYTE = 1 << 20
_STORY = "".join(f"<p>The ferry of pier {n} left the harbour in the evening, said the master of the port, and came back at noon.</p>" for n in range(12))


def _page(inner: str, *, head: str = "", tail: str = "") -> bytes:
    return (f'<html lang="en"><head><title>Ferry leaves harbour</title>{head}</head><body><article><h1>Ferry leaves harbour</h1>{inner}{_STORY}</article>{tail}'
            "</body></html>").encode("utf-8", "surrogatepass")


def _linked(value: object) -> bytes:
    return _page("", head=f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>')


def _article(**more: object) -> bytes:
    return _linked({"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Ferry leaves harbour", **more})


_TAGS = ("div", "p", "span", "b", "a href=/x", "ul><li", "table><tr><td", "blockquote", "section", "font", "figure", "form", "button", "noscript", "svg", "x-y", "h1", "time", "dl><dd")
NESTED: dict[str, Callable[[], bytes]] = {f"50,000 nested <{tag}>": lambda tag=tag: _page(f"<{tag}>" * 50_000) for tag in _TAGS}
NESTED |= {f"50,000 nested and closed <{tag}>": lambda tag=tag: _page(f"<{tag}>" * 50_000 + "deep" + f"</{tag}>" * 50_000) for tag in ("div", "i", "section")}
NESTED |= {
    "two kinds in turn": lambda: _page("<div><b>" * 40_000),
    "closed in the wrong order": lambda: _page("<b><i><p>" * 20_000 + "</b></p></i>" * 20_000),
    "20,000 paragraphs within emphasis": lambda: _page("<em><p>One more line of the ferry's log." * 20_000),
    "ends alone": lambda: _page("</div>" * 300_000 + "</x-y>" * 300_000),
}
LARGE: dict[str, Callable[[], bytes]] = {
    "8 MB of text": lambda: _page("word " * (MEGABYTE * 3 // 2)),
    "8 MB of one word": lambda: _page("w" * 8 * MEGABYTE),
    "20 MB of spaces": lambda: _page(" " * 20 * MEGABYTE),
    "3 MB of letters beyond ASCII": lambda: _page("é" * (MEGABYTE * 3 // 2)),
    "10 MB of paragraphs": lambda: _page("<p>The ferry left the harbour.</p>" * 300_000),
    "20 MB of one attribute": lambda: _page(f'<p class="{"x " * 10 * MEGABYTE}">x</p>'),
    "20 MB of attributes": lambda: _page("<p " + " ".join(f"a{n}=b" for n in range(1_500_000)) + ">x</p>"),
    "300,000 attributes around the text": lambda: _page("<div " + " ".join(f'a{n}="x"' for n in range(300_000)) + ">" + "<p>The ferry left the harbour.</p>" * 30 + "</div>"),
    "300,000 attributes behind a script": lambda: _page("<script>a<b'</script><div " + " ".join(f'a{n}=">"' for n in range(300_000)) + "x " * 50_000 + "><p>The ferry.</p></div>"),
    "20,000 attributes of an element": lambda: _page("<div " + " ".join(f"a{n}" for n in range(20_000)) + ">" + "<p>The ferry left the harbour.</p>" * 30 + "</div>"),
    "elements with 300 attributes": lambda: _page(("<p " + " ".join(f"a{n}=b" for n in range(300)) + ">A line of text here.</p>") * 1200),
    "5 MB of entities": lambda: _page("&amp;" * MEGABYTE),
    "5 MB of unknown entities": lambda: _page("&harbour;" * (MEGABYTE // 2)),
    "20 MB of comments": lambda: _page("<!-- x -->" * 2 * MEGABYTE),
    "a comment without end": lambda: _page("<!--" + "x" * 20 * MEGABYTE),
    "5 MB of scripts": lambda: _page("<script>var a = {'b': 1};</script>" * 150_000),
    "scripts without end": lambda: _page("<script>" * 1_000_000),
    "tags without end": lambda: _page("<p <p <p " * 500_000),
    "less-than signs": lambda: _page("<" * 5_000_000),
    "100,000 links": lambda: _page('<a href="/a">Ferry</a> ' * 100_000),
    "400,000 breaks": lambda: _page("<br>" * 400_000),
    "200,000 breaks in one paragraph of text": lambda: _page("<p>" + "The log says so.<br><br>" * 100_000 + "</p>"),
    "lines and pictures of one paragraph": lambda: _page("<p>" + "The log of the ferry says so.<br><br>" * 5000 + '<img src="/harbour-picture.jpg" alt="x">' * 60 + "</p>"),
    "60,000 items in a list": lambda: _page("<ul>" + "<li>The ferry left the harbour in time.</li>" * 60_000 + "</ul>"),
    "an item with 60,000 paragraphs": lambda: _page("<ul><li>one<li>" + "<p>The ferry left the harbour in time.</p>" * 60_000 + "</ul>"),
    "bare text between 80,000 boxes": lambda: _page("The ferry left.<div></div>" * 80_000),
    "100,000 pictures": lambda: _page('<figure><img src="/a.jpg"><figcaption>Photo: Ada Marsh</figcaption></figure>' * 80_000),
    "one figure with 100,000 pictures": lambda: _page("<figure>" + "".join(f'<img src="/harbour-{n}.jpg">' for n in range(150_000)) + "<figcaption>Ferry</figcaption></figure>"),
    "100,000 candidates of one picture": lambda: _page('<img alt="x" srcset="' + ", ".join(f"/a{n}.jpg {n}w" for n in range(400_000)) + '">'),
    "a table of 300,000 cells": lambda: _page("<table>" + "<tr><td>1</td><td>2</td><td>3</td></tr>" * 100_000 + "</table>"),
    "a cell over a billion columns": lambda: _page("<table>" + "<tr><td colspan=999999999 rowspan=999999999>1</td><td colspan=-5>2</td></tr>" * 1000 + "</table>"),
    "100,000 meta elements": lambda: _page("", head='<meta property="og:title" content="Ferry | Ferry | Ferry">' * 120_000),
    "100,000 link elements": lambda: _page("", head='<link rel="canonical" href="/a/../b">' * 150_000),
    "60,000 times": lambda: _page('<time datetime="yesterday">yesterday</time>' * 60_000),
    "80,000 headings": lambda: _page("<h1>Ferry leaves harbour</h1>" * 80_000),
    "40,000 authors": lambda: _page('<span class="author" itemprop="author">By Ada Marsh, Bo Sand and others</span>' * 40_000),
    "100,000 base elements": lambda: _page("", head='<base href="/a/">' * 150_000),
}
JSON: dict[str, Callable[[], bytes]] = {
    "lists 100,000 deep": lambda: _linked("[" * 100_000 + "]" * 100_000),
    "objects 100,000 deep": lambda: _linked('{"a":' * 100_000 + "1" + "}" * 100_000),
    "a million objects": lambda: _linked("[" + ",".join(['{"@type":"NewsArticle","headline":"Ferry"}'] * 150_000) + "]"),
    "an object that names itself": lambda: _article(**{"@id": "#a", "author": {"@id": "#a"}, "mainEntityOfPage": {"@id": "#a"}, "isPartOf": {"@id": "#a"}}),
    "two that name each other": lambda: _linked([{"@type": "NewsArticle", "@id": "#a", "headline": "x", "author": {"@id": "#b"}}, {"@id": "#b", "author": {"@id": "#a"}, "name": {"@id": "#a"}}]),
    "100,000 authors": lambda: _article(author=[{"name": f"Ada {n}"} for n in range(100_000)]),
    "a number of a million digits": lambda: _linked('{"@type": "NewsArticle", "headline": ' + "9" * 1_000_000 + "}"),
    "half characters": lambda: _linked('{"@type": "NewsArticle", "headline": "\\ud800 Ferry \\udfff", "articleBody": "\\ud800"}'),
    "infinite": lambda: _linked('{"@type": "NewsArticle", "headline": NaN, "datePublished": -Infinity, "image": {"width": 1e999, "url": "/a.jpg"}}'),
    "commas and quotes that do not end": lambda: _linked('{"headline": "' + '\\"' * 500_000),
    "fields in JSON that does not parse": lambda: _linked('{"headline": "x", ' * 100_000),
    "objects without commas": lambda: _linked('{"@type": "x"} ' * 100_000 + "}" + " " * 500_000 + "x"),
    "spaces within": lambda: _linked("{" + " " * 2_000_000 + "]"),
}
_VALUES: tuple[object, ...] = (None, True, 0, -1, 1e308, "", "x", " ", "http://[::1", "//", "\x00", "9" * 5000, [], {}, [[]], [None], [{}], {"@value": {}}, {"@id": 5}, {"name": {"name": []}}, ["a", 1, None],
                               {"@type": []}, {"@type": {"a": 1}}, {"url": {"url": "x"}}, [[[["x"]]]], "2026-13-45T99:99:99+99:99", "0000-00-00", "https://news.example/" + "a" * 9000)
_KEYS = ("@type", "@id", "@graph", "headline", "name", "author", "creator", "editor", "contributor", "publisher", "datePublished", "dateModified", "dateCreated", "image", "thumbnailUrl", "url", "mainEntityOfPage",
         "articleBody", "articleSection", "keywords", "isAccessibleForFree", "hasPart", "isPartOf", "license", "copyrightHolder", "copyrightNotice", "usageInfo", "acquireLicensePage", "isBasedOn", "citation",
         "sourceOrganization", "provider", "mentions", "about", "liveBlogUpdate", "itemListElement", "description", "alternativeHeadline", "inLanguage", "video", "speakable", "correction", "backstory", "dateline",
         "contentLocation", "locationCreated", "creditText", "genre", "interactionStatistic", "commentCount", "wordCount", "identifier", "sameAs", "translationOfWork", "associatedMedia", "coverageStartTime")
_RUNS = (" ", "(", ")", "((", "[", "\"", "'", "“", "Foto: ", "Photo by ", "By ", "© ", "/", "| ", " - ", "– ", ": ", ".", "…", "a.", "A. ", "A B ", "Ada Marsh, ", "Ada and ", "1", "1.", "1/", "2024-", "2024 ", "@a", "@a.b ", "http://",
         "www.", "dpa/", "AP ", "(AP) ", "Reuters/", "KIEV, ", "a ", "aA", "-", "--", "_", "é", "e\u0301", "\u0301", "\u200b", "\u00ad", "\u202e", "中", "。", "年", "기자 ", "&", "&amp;", ";", ", ", "\t", "\u3000", "\u2028", "read more ",
         "according to ", "said ", "via ", "with ", "from ", "published ", "originally ", "reporting by ", "mit Material von ", "Getty Images ", "Sign up ", "newsletter ", "continue ", "\ufffd", "\ue000", "ß", "İ", "ﷺ", "\uff9e")
RUNS: dict[str, Callable[[], bytes]] = {f"many times {run!r} in every place": lambda run=run: _everywhere(run * (9_000 // max(3, len(run)))) for run in _RUNS}


def _everywhere(run: str) -> bytes:
    """A page on which every place that is read holds the same run, short and long."""
    short, safe = run[:400], run.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    head = "".join(f'<meta property="{name}" name="{name}" content="{safe[:3000]}x">' for name in (
        "og:title", "author", "description", "og:description", "article:published_time", "date", "og:site_name", "article:section", "og:image", "keywords", "copyright", "robots", "byl", "twitter:title"))
    linked = json.dumps({"@type": "NewsArticle", "headline": f"{short}x", "author": [f"{run}x", {"name": f"{short}x"}], "datePublished": f"2024{run}", "publisher": f"{short}x", "image": {"url": "/a.jpg", "caption": f"{run}x", "creditText": f"x{run}x"},
                         "articleSection": f"{short}x", "creditText": f"{run}x", "copyrightNotice": f"{run}x"})
    inner = "".join(
        f'<div class="byline author">{part}x</div><p>{part}x</p><p>x{part}</p><time>{part}x</time><span class="date">{part} 2024 x</span><ul><li>{part}x</li><li>x</li></ul><blockquote>{part}x</blockquote>'
        f'<figure><img src="/{number}{part[:900]}.jpg" alt="{part}x" srcset="{part}x 1w"><figcaption>x{part}x</figcaption><span class="credit">{part}x</span></figure>'
        f'<a href="{part}x">{part}x</a><p class="{part}x" style="{part}">{part} (AP) {part}</p><h2>{part}x</h2><p>Harbour {part} Ferry (Photo: {part}</p>'
        for number, part in enumerate((safe[:100], safe[:390], safe[:1990], safe)))
    return _page(inner, head=f"{head}<title>{safe}x | News</title><script type=\"application/ld+json\">{linked}</script>", tail=f"<p>{safe}x</p><footer>{safe}x</footer>")


def _encoded() -> dict[str, bytes]:
    plain = _page("").decode()
    pages = {f"in {name}": plain.encode(name) for name in ("utf-16", "utf-16-be", "utf-32", "utf-32-le", "utf-7", "cp037", "utf-8-sig", "latin-1")}
    pages |= {f"that says {name}": _page("", head=f'<meta charset="{name}">') + "é漢".encode() for name in ("utf-16", "utf-7", "hex", "idna", "undefined", "rot13", "unicode_escape", "bogus", "x" * 40, "iso-2022-jp", "hz")}
    pages |= {
        "empty": b"", "one byte": b"<", "only zeroes": b"\x00" * 100_000, "zeroes between": _page("").replace(b"<p>", b"<p>\x00\x00"), "no UTF-8": _page("").replace(b"e", b"\xff"),
        "half characters": _page("\ud800 \udfff " * 1000), "all bytes": bytes(range(256)) * 4000, "a cut character": _page("é" * 100)[:-1] + b"\xe6\xbc",
        "no characters by entities": _page("<p>a<br>&#1;&#0;&#xFFFF;&#xD800;&#8;<br>b&#2;</p>"),
        **{f"no UTF-8 that says {name}": _page("", head=f'<meta charset="{name}">').replace(b"o", b"\xff\xfe") for name in ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "hex")},
        "an XML head": b"<?xml version='1.0' encoding='utf-16'?>" + _page(""), "entities of a DTD": b'<!DOCTYPE x [<!ENTITY a "&a;&a;&a;"><!ENTITY b SYSTEM "file:///etc/passwd">]>' + _page("&a;&b;" * 100),
        "frames": b"<frameset><frame src=x></frameset>", "only a head": b"<head><title>x</title>", "text alone": b"The ferry left the harbour. " * 100, "a PDF": b"%PDF-1.7 " + b"x" * 1000,
    }
    return pages


def _outcome(body: bytes, url: str = "https://news.example/2026/05/03/ferry-leaves-harbour", seconds: float = SECONDS) -> model.Article | model.NotArticle:
    page = model.Page(url=url, body=body, fetched_at=datetime(2026, 11, 1, tzinfo=UTC), content_type="text/html")
    start = time.process_time()
    found = article.extract(page)
    if isinstance(found, model.Article):
        origin.trace(found)
    spent = time.process_time() - start
    assert isinstance(found, model.Article | model.NotArticle)
    json.dumps(verb.as_json({"id": 1, "url": url}, found)).encode("utf-8", "surrogatepass")
    assert spent < seconds, f"{spent:.1f} s of CPU"
    return found


@pytest.mark.parametrize("what", NESTED)
def test_nesting(what: str):
    _outcome(NESTED[what]())


@pytest.mark.parametrize("what", LARGE)
def test_large(what: str):
    _outcome(LARGE[what]())


@pytest.mark.parametrize("what", JSON)
def test_structured_data(what: str):
    found = _outcome(JSON[what]())
    assert isinstance(found, model.Article)
    assert "pier 11" in found.body


@pytest.mark.parametrize("key", _KEYS)
def test_values_of_any_kind(key: str):
    for value in _VALUES:
        assert isinstance(_outcome(_article(**{key: value})), model.Article | model.NotArticle)


@pytest.mark.parametrize("what", RUNS)
def test_runs_of_one_thing(what: str):
    _outcome(RUNS[what](), seconds=OF_RUNS)


@pytest.mark.parametrize("what", _encoded())
def test_bytes_of_any_kind(what: str):
    _outcome(_encoded()[what])


@pytest.mark.parametrize("url", ["", "x", "http://", "http://[", "javascript:alert(1)", "https://news.example/" + "a/" * 9000, "https://news.example/%ff%00\x00", "//\ud800"])
def test_addresses_of_any_kind(url: str):
    _outcome(_page('<a href="x">Ferry</a><img src="a.jpg">'), url)


def test_data_is_no_page_and_a_few_control_characters_are_no_matter():
    found = _outcome(bytes(range(256)) * 4000)
    assert isinstance(found, model.NotArticle) and found.reason == "not-html"
    text = "<p>The ferry left the harbour at dawn\x01 with all of its crew, said the harbour master on the quay.\x08</p>" * 30
    assert isinstance(_outcome(_page(text)), model.Article)


def test_memory_is_bounded():
    body = LARGE["10 MB of paragraphs"]()
    _outcome(_page(""))
    tracemalloc.start()
    _outcome(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100 * MEGABYTE


def test_bombs_are_cut(tmp_path: Path):
    (tmp_path / "bomb.html.gz").write_bytes(gzip.compress(b"<p>" + b"a" * (40 * MEGABYTE), 1, mtime=0))
    (tmp_path / "members.html.gz").write_bytes(gzip.compress(b"<p>a</p>", mtime=0) * 30_000)
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(_page("", tail="x" * 100_000), mtime=0)[:-40])
    (tmp_path / "none.html.gz").write_bytes(b"no gzip")
    sizes = {}
    for path in tmp_path.iterdir():
        start = time.process_time()
        answer = verb.extract_line({"id": path.name, "url": "https://news.example/a", "path": str(path)})
        sizes[path.name] = answer.get("error") or len(answer["body"])
        assert time.process_time() - start < SECONDS
    assert "BadGzipFile" in str(sizes["none.html.gz"])
    assert all(isinstance(size, int) for name, size in sizes.items() if name != "none.html.gz")
