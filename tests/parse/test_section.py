"""Lists of articles found on section pages by structure: layouts in many scripts, what is no list, hostile markup."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import model
from headwater.parse import anchors, bounds, captions, headlines, section, watching
from support import section_pages as pages

PAGES = [pytest.param(layout, language, id=f"{layout}-{language}") for layout in pages.LAYOUTS for language in pages.TONGUES]


def read(body: bytes | str, url: str = pages.URL, **more: object) -> model.ParsedFeed:
    return section.read(body.encode() if isinstance(body, str) else body, url=url, now=pages.NOW, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(("layout", "language"), PAGES)
def test_the_list_of_a_section_page_is_found_by_structure(layout: str, language: str) -> None:
    made = pages.LAYOUTS[layout](pages.TONGUES[language], language)
    found = read(made.body, made.url)
    assert (found.format, found.kind, found.language) == ("section", model.FeedKind.PAGE, language)
    assert [(one.url, one.title) for one in found.entries] == [(one.url, one.title) for one in made.items]
    for entry, item in zip(found.entries, made.items, strict=True):
        if made.dates:
            assert entry.published is not None
            assert abs(entry.published - item.at) < timedelta(minutes=1)
        if made.pictures:
            assert [image.url for image in entry.images] == [item.picture]


def test_the_made_pages_have_headlines_that_differ() -> None:
    for tongue in pages.TONGUES.values():
        for layout in pages.LAYOUTS.values():
            titles = [one.title for one in layout(tongue, "en").items]
            assert len(set(titles)) == len(titles) >= 6


@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("language", pages.TONGUES)
def test_68_an_article_with_related_links_is_no_section_page(language: str, declared: bool) -> None:
    found = read(pages.article(pages.TONGUES[language], language, declared=declared), f"{pages.SITE}/harbour/story-1")
    assert (found.format, found.entries) == ("", ())
    assert [one.code for one in found.warnings] == ["article-page"]


def test_a_page_of_navigation_alone_has_no_list() -> None:
    for tongue in pages.TONGUES.values():
        found = read(pages.chrome(tongue, "<main><p>Nothing today.</p></main>"))
        assert (found.format, [one.code for one in found.warnings]) == ("", ["no-list"])


@pytest.mark.parametrize(("body", "code"), [(b"", "no-links"), (b"\x00\xff", "no-links"), (b"<p>No links</p>", "no-links"), (b'<a href="/one-two-three-four">Too few links to be a list</a>', "no-list"),
                                            (b'{"a": 1}', "no-links"), (b"<rss><channel/></rss>", "no-links")])
def test_what_has_no_links_is_said(body: bytes, code: str) -> None:
    assert read(body).warnings[-1].code == code


def test_encodings_that_the_page_declares_are_heeded() -> None:
    made = pages.soup(pages.TONGUES["zh"], "zh")
    for charset in ("gb18030", "big5hkscs"):
        words = made.body.decode().replace('<meta charset="utf-8">', f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">')
        if charset == "big5hkscs":
            words = made.body.decode().replace('<meta charset="utf-8">', "")
        body = words.encode(charset, "xmlcharrefreplace")
        assert [one.title for one in read(body, content_type=f"text/html; charset={charset}" if charset != "gb18030" else "").entries] == [one.title for one in made.items]


def test_links_of_other_sites_and_of_no_articles_are_left_out() -> None:
    rows = "".join(f'<li><h3><a href="{href}">A headline that is long enough, number {number}</a></h3></li>' for number, href in enumerate([
        "https://other.example/a-long-story-of-theirs", "/author/anna-sailor", "/tag/sea", "/search?q=pier", "?page=2", "javascript:void(0)", "mailto:a@b.example", "#top", "/login",
        "/media/plan.pdf", "/feed", "/", "/2026/11/26/the-pier-is-open-again", "/2026/11/26/the-pier-was-shut-again", "//sub.lighthouse.example/2026/11/26/ships-and-more-ships"]))
    found = read(f"<main><ul>{rows}</ul></main>")
    assert [one.url for one in found.entries] == [f"{pages.SITE}/2026/11/26/the-pier-is-open-again", f"{pages.SITE}/2026/11/26/the-pier-was-shut-again",
                                                  "https://sub.lighthouse.example/2026/11/26/ships-and-more-ships"]


def test_words_for_times_are_read_in_the_pages_language() -> None:
    rows = "".join(f'<div><h2><a href="/wetter/bericht-{number}">Der Wind dreht am Abend auf Nordwest, Teil {number}</a></h2><span class="date">{words}</span></div>'
                   for number, words in enumerate(["vor 3 Stunden", "26. November 2026, 09.30 Uhr", "25.11.2026", "Seite 3"]))
    found = read(f'<html lang="de"><main>{rows}</main>')
    assert [one.published and one.published.astimezone(UTC) for one in found.entries] == [
        datetime(2026, 11, 26, 9, 0, tzinfo=UTC), datetime(2026, 11, 26, 9, 30, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC), None]


@pytest.mark.parametrize(("words", "day"), [
    ("26.11.", (2026, 11, 26)), ("11-25", (2026, 11, 25)), ("11-25 08:15", (2026, 11, 25)), ("24. 12.", (2025, 12, 24)), ("11月26日", (2026, 11, 26)), ("11월 25일", (2026, 11, 25)), ("26 November", (2026, 11, 26)),
    ("Dec 3", (2025, 12, 3)), ("24 ноября, 10:30", (2026, 11, 24)), ("2 days ago", (2026, 11, 24)), ("3 ago", (2026, 8, 3)), ("2026", None), ("1.2k", None), ("12:30", None), ("48213", None),
])
def test_a_day_without_its_year_is_the_last_one_where_an_element_marks_it(words: str, day: tuple[int, int, int] | None) -> None:
    def page(mark: str) -> str:
        return "<main>" + "".join(f'<article><h2><a href="/2026/the-old-pier-is-open-{number}">The old pier is open to all again, part {number}</a></h2><span class="{mark}">{words}</span></article>' for number in range(4)) + "</main>"

    assert {one.published and (one.published.year, one.published.month, one.published.day) for one in read(page("date")).entries} == {day}
    assert {one.published for one in read(page("score")).entries} == {None}


def test_a_day_that_lies_ahead_is_no_date_of_an_article() -> None:
    rows = "".join(f'<article><h2><a href="/event-{number}-at-the-old-pier">The concert at the old pier, number {number}</a></h2><time datetime="2026-12-2{number}">x</time></article>' for number in range(4))
    assert {one.published for one in read(f"<main>{rows}</main>").entries} == {None}


@pytest.mark.parametrize(("link", "headline"), [
    ('<a><span class="kicker">Politics</span><h3>Ferries stay in port</h3><p>And a summary of all that</p><time>3 h</time></a>', "Ferries stay in port"),
    ("<a>Ferries <b>stay</b> in the port</a>", "Ferries stay in the port"),
    ("<a><h3><span>Politics</span> <span>Ferries stay in port for a week</span></h3></a>", "Ferries stay in port for a week"),
    ("<a><div>Sport</div><div>Ferries stay in port</div><div>A summary that is longer than the headline is</div></a>", "Ferries stay in port"),
    ("<a>12:30 Ferries stay in port »</a>", "Ferries stay in port"),
    ('<a><span>12:30</span> Ferries stay in port <span class="comments">12</span></a>', "Ferries stay in port"),
    ('<a title="Ferries stay in port for a week">Ferries stay in port…</a>', "Ferries stay in port for a week"),
    ("<a><img><br>渡轮停在港口</a>", "渡轮停在港口"),
    ('<a><span class="visually-hidden">Video</span> <span class="card-title">Ferries stay</span></a>', "Ferries stay"),
    ("<a>• 2026: a year for ferries [11-26]</a>", "2026: a year for ferries"),
    ("<a></a>", ""),
])
def test_the_headline_of_a_link_is_told_from_what_stands_with_it(link: str, headline: str) -> None:
    walked = anchors.walk(link.replace("<a", '<a href="/x"', 1), pages.URL)
    assert walked is not None
    assert headlines.of(walked.anchors[0].frame.element) == headline


def test_captions_of_what_stands_beside_the_list_are_known_in_many_languages() -> None:
    assert all(captions.is_beside(tongue.most_read) for tongue in pages.TONGUES.values())
    assert not any(captions.is_beside(word) for tongue in pages.TONGUES.values() for word in (*tongue.menu, *(tongue.headline(number) for number in range(60))))


# ---- followed over time ------------------------------------------------------------------------------------


def visit(number: int, *, promos: str, memory: str = "") -> section.Followed:
    """A page with a list that moves on by three at each visit, and promotions that look just like it."""
    listed = pages.items(pages.TONGUES["en"], 10, start=3 * number)
    rows = "".join(f'<div class="a"><a href="{one.path}">{one.title}</a></div>' for one in reversed(listed))
    body = f'<div class="r">{rows}</div><div class="s">{promos}</div>'
    return section.follow(body.encode(), url=pages.URL, now=pages.NOW, memory=memory)


PROMOS = "".join(f'<div class="a"><a href="/travel/offer-{4000 + number}">Our readers travel to the islands, offer {number}</a></div>' for number in range(5))


def test_links_that_stay_while_the_list_moves_are_navigation() -> None:
    memory, counts = "", []
    for number in range(9):
        followed = visit(number, promos=PROMOS, memory=memory)
        memory = followed.memory
        counts.append(sum("/travel/" in one.url for one in followed.parsed.entries))
        assert sum("/harbour/" in one.url for one in followed.parsed.entries) == 10
    assert counts == [5] * (watching.ENOUGH_VISITS - 1) + [0] * (10 - watching.ENOUGH_VISITS)


def test_a_page_that_does_not_change_loses_nothing() -> None:
    followed = visit(0, promos=PROMOS)
    for _ in range(12):
        followed = visit(0, promos=PROMOS, memory=followed.memory)
    assert len(followed.parsed.entries) == 15


@pytest.mark.parametrize("memory", ["", "x", "[1]", "[1,2,3]", '{"a":1}', '[1,2,{"a":"b"}]', "[" * 5000])
def test_a_memory_that_cannot_be_read_is_an_empty_one(memory: str) -> None:
    assert watching.load(memory) == watching.Watch()
    assert visit(0, promos="", memory=memory).parsed.format == "section"


def test_a_memory_stays_small_and_names_no_address() -> None:
    watch = watching.load("").after(f"site.example/story-{number}" for number in range(5000))
    assert len(watch.first) == watching.MAX_KEPT
    assert len(watch.dump()) < 12_000
    assert "story" not in watch.dump()
    assert watching.load(watch.dump()).after(["site.example/story-1"]).came == 0


def test_addresses_listed_before_tell_the_list_where_little_else_does() -> None:
    body = "<div>" + "".join(f'<p><a href="/p{number}">Short note {number}</a></p>' for number in range(6)) + "</div>"
    assert read(body).format == ""
    found = read(body, known=[f"{pages.SITE}/p{number}" for number in range(3, 6)])
    assert [one.url for one in found.entries] == [f"{pages.SITE}/p{number}" for number in range(6)]


# ---- bounds and hostile pages ------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [
    "<div>" * 200_000, "<a href=/a>" * 100_000, "<div><a href=/x>" * 60_000, "<a href='/" + "a" * 3_000_000, "<p " + "a=1 " * 400_000 + ">", "<li class='" + "nav " * 500_000 + "'><a href=/b>x</a>",
    "<!--" * 400_000, "<script>" * 100_000, "<table><tr><td>" * 60_000, "<h2>Most read</h2><a href=/q>" * 40_000, "&amp" * 700_000,
    '<script type="application/ld+json">' + "[" * 900_000 + "</script><a href=/x>x</a>", "<time>" * 150_000, "<b><i>" * 100_000 + "<a href=/z>z</a>",
], ids=range(14))
def test_45_hostile_pages_take_linear_time(body: str) -> None:
    start = time.process_time()
    assert read(body).format == ""
    assert time.process_time() - start < 10


def test_no_more_links_tags_and_bytes_than_the_bounds_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    body = "<ul>" + "".join(f"<li><a href=/s/{number}-a-b-c>A headline that is long, number {number}</a></li>" for number in range(400)) + "</ul>"
    assert len(read(body).entries) == 400
    for where, name, limit, listed in ((anchors, "MAX_LINKS", 50, 50), (anchors, "MAX_TAGS", 401, 100), (bounds, "MAX_ENTRIES", 70, 70)):
        with monkeypatch.context() as patch:
            patch.setattr(where, name, limit)
            found = read(body).entries
        assert (len(found), found[0].url) == (listed, f"{pages.SITE}/s/0-a-b-c")
    monkeypatch.setattr(section, "MAX_BYTES", 10_000)
    large = read(body)
    assert 50 < len(large.entries) < 200
    assert [one.code for one in large.warnings] == ["too-large"]


@given(st.one_of(st.binary(max_size=400), st.lists(st.sampled_from([
    b"<div>", b"</div>", b"<a href=/x-1>", b"<a href='//['>", b"</a>", b"<h2>", b"</h2>", b"<base href='http://['>", b"<time datetime=9999-99-99>", b"<img src=x srcset=', ,'>", b"<table><tr>",
    b"<nav>", b"Headline of some length here", b"&#0;", b"\xff", b"<li class=Most-read>", b"<form role=search>", b"<noscript>", b"<script type='application/ld+json'>{\"@type\":\"ItemList\",\"itemListElement\":[{\"url\":5}]}</script>",
]), max_size=60).map(b"".join)))
def test_no_page_raises(body: bytes) -> None:
    found = section.follow(body, url=pages.URL, now=pages.NOW, memory='[9,99,{"00":1}]')
    assert all(one.url.startswith("http") for one in found.parsed.entries)
