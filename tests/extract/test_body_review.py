"""Parts of bodies in the forms that outlets give them: notices, lists, tables, line breaks, galleries, entries without names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.extract import article, clock

LINES = [f"Divers reached gate number {number} before noon and found the crack longer than the harbour office had said." for number in range(6)]
TEXT = "".join(f"<p>{line}</p>" for line in LINES)
MORE = "<p>The office will speak again when the divers have seen the other side of the gate from a boat.</p>"
TITLE = "Lock closed for the winter"


def extract(inside: str, *, headline: str = TITLE, head: str = "") -> model.Article | model.NotArticle:
    markup = (f'<html lang="en"><head><title>{headline}</title>{head}</head><body><header><a href="/">Tidewater Post</a></header>'
              f"<main><article><h1>{headline}</h1>{inside}</article></main></body></html>")
    return article.extract(model.Page(url="https://tide.example/harbour/lock-closed", body=markup.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC)))


def read(inside: str, *, headline: str = TITLE, head: str = "") -> model.Article:
    found = extract(inside, headline=headline, head=head)
    assert isinstance(found, model.Article), found
    return found


def body(inside: str) -> list[str]:
    return read(f'<div class="text">{inside}</div>').body.split("\n")


@pytest.mark.parametrize("label", ["article__lead-image", "lead", "lead-media", "intro-image"])
def test_a_pictures_caption_is_no_standfirst(label: str) -> None:
    figure = f'<figure class="{label}"><img src="/gate.jpg" width="1200" height="800"><figcaption>The northern gate on Monday. Photo: Ada Brandvik</figcaption></figure>'
    found = read(f'{figure}<div class="text">{TEXT}</div>')
    assert found.body.split("\n") == LINES and found.lead == ""
    assert [image.caption for image in found.images] == ["The northern gate on Monday."]


@pytest.mark.parametrize("deck", ["Divers find a crack that grows with every tide.", "Harbour office speaks of a long wait"])
def test_a_heading_between_headline_and_byline_is_the_standfirst(deck: str) -> None:
    byline = '<p class="byline">By Ada Brandvik</p>'
    assert read(f'<h2>{deck}</h2>{byline}<div class="text">{TEXT}</div>').body.split("\n") == [deck, *LINES]


@pytest.mark.parametrize("other", ["Harbour", TITLE, '<a href="/h">Everything that we wrote on the harbour</a>'])
def test_a_section_the_headline_again_and_a_link_are_none(other: str) -> None:
    assert read(f'<h2>{other}</h2><p class="byline">By Ada Brandvik</p><div class="text">{TEXT}</div>').body.split("\n") == LINES


def test_a_standfirst_that_is_a_list_is_whole() -> None:
    points = "<ul class='summary'><li>Crack is growing</li><li>Ships wait outside until the spring</li></ul>"
    assert read(f'{points}<div class="text">{TEXT}</div>').body.split("\n")[:2] == ["Crack is growing", "Ships wait outside until the spring"]


NOTICE = "Correction (26 November): An earlier version of this article named the wrong gate."


@pytest.mark.parametrize("inside", [
    f'<div class="text">{TEXT}<aside class="correction"><p>{NOTICE}</p></aside></div>',
    f'<div class="text">{TEXT}</div><footer class="article-footer"><p>{NOTICE}</p></footer>',
])
def test_a_notice_in_a_box_or_footer_stays_at_its_place(inside: str) -> None:
    found = read(inside)
    assert found.body.split("\n") == [*LINES, NOTICE]
    assert found.corrections == (NOTICE,)


def test_a_notice_behind_its_heading_stays_and_one_of_another_article_does_not() -> None:
    found = read(f'<div class="text">{TEXT}</div><div class="corrections"><h4>Correction</h4><p>We named the wrong gate at first; it is the northern one.</p></div>')
    assert found.body.split("\n")[-2:] == ["Correction", "We named the wrong gate at first; it is the northern one."]
    assert len(found.corrections) == 1
    assert read(f'<div class="text">{TEXT}</div></article><aside><p>{NOTICE}</p></aside><article>').corrections == ()


def linked(cue: str) -> str:
    return f'<p>{cue}</p><ul><li><a href="https://office.example/a.pdf">Report of the divers, first part</a></li><li><a href="https://office.example/b.pdf">What a new gate would cost</a></li></ul>'


@pytest.mark.parametrize("after", ["", MORE])
def test_links_behind_a_colon_are_of_the_text_and_read_also_is_not(after: str) -> None:
    found = body(TEXT + linked("The harbour office has published two papers:") + after)
    assert found[6:9] == ["The harbour office has published two papers:", "Report of the divers, first part", "What a new gate would cost"]
    assert "Report of the divers, first part" not in body(TEXT + linked("Read also:") + after)
    assert "Report of the divers, first part" not in body(TEXT + linked("The harbour office has published two papers.") + after)


@pytest.mark.parametrize(("inside", "expected"), [
    ("<p>Three gates leak:</p><ol><li>North</li><li>East</li><li>Mill</li></ol>", ["Three gates leak:", "North", "East", "Mill"]),
    ("<ul><li>North gate<ul><li>4 cracks</li><li>2 leaks</li></ul></li><li>Mill gate</li></ul>", ["North gate", "4 cracks", "2 leaks", "Mill gate"]),
    ("<h2>Words</h2><dl><dt>Sill</dt><dd>What the gate stands on under water</dd><dt>Leaf</dt><dd>Half a gate</dd></dl>",
     ["Words", "Sill", "What the gate stands on under water", "Leaf", "Half a gate"]),
])
def test_short_items_between_paragraphs_stay(inside: str, expected: list[str]) -> None:
    assert body(TEXT + inside + MORE)[6:-1] == expected


def test_short_items_at_an_end_or_linked_go() -> None:
    assert body(TEXT + "<ul><li>Harbour</li><li>Locks</li></ul>") == LINES
    assert "Harbour" not in body(TEXT + '<ul><li><a href="/h">Harbour</a></li><li><a href="/l">Locks</a></li></ul>' + MORE)


GATES = "<table><thead><tr><th>Gate</th><th>Length</th></tr></thead><tr><td>North</td><td>40 m</td></tr></table>"
FIGURES = "<table><tr><td>2024</td><td>20</td><td>4 m</td></tr><tr><td>2025</td><td>31</td><td>5 m</td></tr><tr><td>2026</td><td>44</td><td>7 m</td></tr></table>"


@pytest.mark.parametrize(("inside", "rows"), [
    (f'<figure class="wp-block-table">{GATES}<figcaption>Gates of the harbour</figcaption></figure>{MORE}', ["Gate\tLength", "North\t40 m"]),
    (GATES, ["Gate\tLength", "North\t40 m"]),
    (FIGURES + MORE, ["2024\t20\t4 m", "2025\t31\t5 m", "2026\t44\t7 m"]),
    ("<table><tr><td><strong>Gate</strong></td><td><b>Length</b></td></tr><tr><td>North</td><td>40 m</td></tr></table>" + MORE, ["Gate\tLength", "North\t40 m"]),
])
def test_tables_in_figures_at_the_end_of_figures_and_with_bold_headings(inside: str, rows: list[str]) -> None:
    assert [line for line in body(TEXT + inside) if "\t" in line] == rows


@pytest.mark.parametrize("inside", [
    FIGURES,  # at the end, without headings
    f'<div class="side">{GATES}<p>Buy tickets for the harbour ferry here.</p></div>',
    "<table><tr><td>Opened</td><td>in the old days</td><td>by hand</td></tr><tr><td>Closed</td><td>now</td><td>for good</td></tr><tr><td>a</td><td>b</td><td>c</td></tr></table>" + MORE,
])
def test_tables_that_may_be_the_sites_are_none(inside: str) -> None:
    assert not any("\t" in line for line in body(TEXT + inside))


def test_single_line_breaks_divide_sentences_and_not_verses() -> None:
    assert body("<div>" + "<br>".join(LINES) + "</div>") == LINES
    assert "Shut is the gate, cold is the sea, nobody waits by the wall." in body(TEXT + "<p>Shut is the gate,<br>cold is the sea,<br>nobody waits by the wall.</p>" + MORE)


def test_block_spans_divide_and_inline_ones_do_not() -> None:
    assert body("".join(f'<span style="display:block">{line}</span>' for line in LINES)) == LINES
    assert "Gates are shut." in body(TEXT + '<p>Gates <span style="display: inline-block">are shut.</span></p>' + MORE)


def test_block_spans_with_characters_that_no_text_has_are_read() -> None:
    assert body(TEXT + '<span style="display:block">Gates&#1; are shut&#11; for all of the winter, the harbour office says.&#2;</span>&#3;' + MORE)[6].startswith("Gates")


def test_a_summary_heads_its_details() -> None:
    assert body(TEXT + f"<details><summary>Who pays?</summary><p>{LINES[0]} So the city does.</p></details>" + MORE)[6:8] == ["Who pays?", f"{LINES[0]} So the city does."]


@pytest.mark.parametrize("tag", ['template shadowrootmode="open"', "noscript"])
def test_texts_in_shadow_roots_and_for_readers_without_scripts_are_read(tag: str) -> None:
    assert body(f"<{tag}>{TEXT}</{tag.split()[0]}>") == LINES


def test_other_templates_and_single_notes_on_scripts_are_not() -> None:
    note = "<noscript><p>Please switch scripts on, without which most of what this page shows will not be there.</p></noscript>"
    assert body(TEXT + f"<template><p>{LINES[0]} Never shown.</p></template>" + note) == LINES


def gallery(count: int) -> str:
    return "".join(f'<figure><img src="https://cdn.example/g{number}.jpg" width="1200" height="800"><figcaption>Divers at gate number {number} before noon on a cold day. Photo: Ada Brandvik</figcaption></figure>'
                   for number in range(count))


@pytest.mark.parametrize(("headline", "where"), [("In pictures: the lock is shut", "headline"), ("The lock is shut", "images")])
def test_pictures_with_captions_and_a_line_are_a_gallery(headline: str, where: str) -> None:
    found = read(f"<p>Our photographer went down with the divers this week.</p>{gallery(4)}", headline=headline)
    assert (found.kind, found.body) == ("gallery", "Our photographer went down with the divers this week.")
    assert dict(found.found)["kind"] == where
    assert [image.url for image in found.images] == [f"https://cdn.example/g{number}.jpg" for number in range(4)]


def test_two_pictures_and_a_line_are_none() -> None:
    assert isinstance(extract(f"<p>Our photographer went down this week.</p>{gallery(2)}"), model.NotArticle)


SAID = '<meta property="og:type" content="article">'


def test_two_sentences_are_news_where_the_page_says_so() -> None:
    told = "<p>The lock was shut on Monday after divers found a crack. Nobody was hurt.</p>"
    assert read(told, head=SAID).body == "The lock was shut on Monday after divers found a crack. Nobody was hurt."
    assert isinstance(extract(told), model.NotArticle)
    assert isinstance(extract("<p>Everything on the lock, with pictures and films from the harbour</p>", head=SAID), model.NotArticle)


TIMES = ('<meta property="article:published_time" content="2026-11-25T06:00:00+01:00"><meta property="article:modified_time" content="2026-11-25T15:05:00+01:00">')


def entry(number: int, *, label: str, title: str = "") -> str:
    title = title or f"Gate {number} is shut"
    return f'<article class="{label}"><header><time datetime="2026-11-25T1{number}:05:00+01:00">1{number}:05</time></header><h2>{title}</h2><p>{LINES[number]} And so on.</p></article>'


@pytest.mark.parametrize("label", ["post", "entry", "Block", "card", ""])
def test_articles_with_times_within_the_article_are_entries_whatever_they_are_called(label: str) -> None:
    found = read("<div>" + "".join(entry(number, label=label) for number in (5, 4, 3)) + "</div>")
    assert found.kind == "live"
    assert [found.body.split("\n")[post.line] for post in found.posts] == ["Gate 5 is shut", "Gate 4 is shut", "Gate 3 is shut"]
    assert all(post.at is not None for post in found.posts)


def test_teasers_within_the_article_are_no_entries() -> None:
    teasers = "".join(entry(number, label="card", title=f'<a href="/harbour/{number}">Gate {number} is shut</a>') for number in (5, 4, 3))
    assert read(f'<div class="text">{TEXT}</div><div>{teasers}</div>').body.split("\n") == LINES
    plain = "".join(entry(number, label="card") for number in (5, 4, 3))
    assert read(f'<div class="text">{TEXT}</div><div>{plain}</div>').body.split("\n") == LINES  # less than the text itself


@pytest.mark.parametrize("opening", ["<b>1{0}:05 - Gate {0} is shut.</b>", "<strong>1{0}:05 Uhr: Gate {0} is shut</strong>", "<strong>1{0}:05.</strong> Gate {0} is shut."])
@pytest.mark.parametrize("headline", ["Live: the lock", "Newsticker: the lock", "Directo: the lock"])
def test_lines_that_a_clock_opens_are_entries(opening: str, headline: str) -> None:
    text = "".join(f"<p>{opening.format(number)}</p><p>{LINES[number]}</p>" for number in (5, 4, 3))
    found = read(text, headline=headline, head=TIMES)
    assert found.kind == "live"
    assert [post.at for post in found.posts] == [datetime.fromisoformat(f"2026-11-25T1{number}:05:00+01:00") for number in (5, 4, 3)]
    assert read(text, head=TIMES).posts == ()  # a page that does not say that it is one


def test_entries_with_their_times_make_a_live_blog_where_nothing_else_says_so() -> None:
    items = "".join(f'<li class="live-ticker-item"><span>1{number}:05</span><div><p>{LINES[number]}</p></div></li>' for number in (5, 4, 3))
    found = read(f"<ul>{items}</ul>", head=TIMES)
    assert (found.kind, dict(found.found)["kind"], len(found.posts)) == ("live", "posts", 3)


@pytest.mark.parametrize(("line", "at"), [
    ("14:32 - The gate", (14, 32)), ("14.32 Uhr: The gate", (14, 32)), ("14h32 : La porte", (14, 32)), ("9:05 p.m. | The gate", (21, 5)), ("[15:05] The gate", (15, 5)),
    ("15時05分：門", None), ("12.10.: The gate", None), ("14:32 The gate", None), ("The gate at 14:32: shut", None), ("25:10 - The gate", None),
])
def test_clocks_that_open_lines(line: str, at: tuple[int, int] | None) -> None:
    assert clock.opening(line) == at
