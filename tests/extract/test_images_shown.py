"""Pictures as pages show them: where their address, their words and their place are."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.extract import addresses, article

TEXT = [f"<p>The harbour opened on Monday after {number} weeks of work, said the mayor, and ships came back at dawn with the tide.</p>" for number in range(8)]
WORDS = ("The gate at dawn.", "Ann Marsh")


def extracted(body: str, head: str = "") -> model.Article:
    page = f'<!DOCTYPE html><html lang="en"><head><title>Harbour opens</title>{head}</head><body>{body}</body></html>'
    found = article.extract(model.Page(url="https://tide.example/2026/11/gate", body=page.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC), content_type="text/html"))
    assert isinstance(found, model.Article)
    return found


def within(*picture: str, head: str = "") -> list[model.Image]:
    """The pictures of an article that holds this markup after its second paragraph."""
    return list(extracted(f"<article><h1>Harbour opens</h1>{''.join(TEXT[:2])}{''.join(picture)}{''.join(TEXT[2:])}</article>", head).images)


# ---- addresses ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("picture", "wanted"), [
    ('<img src="data:image/gif;base64,R0lGOD" data-flickity-lazyload-srcset="/gate-at-the-dawn-600.jpg 1x,/gate-at-the-dawn-1200.jpg 2x">', "gate-at-the-dawn-1200.jpg"),
    ('<picture><source srcset="/gate-at-the-dawn.webp 900w"><source srcset="/gate-at-the-dawn.jpg 900w"><img alt="The gate"></picture>', "gate-at-the-dawn.webp"),
    ('<img srcset="/w_300,q_80/gate-at-the-dawn.jpg 300w, /w_900,q_80/gate-at-the-dawn.jpg 900w">', "w_900,q_80/gate-at-the-dawn.jpg"),
    ('<img src="/preload.gif" data-original="/gate-at-the-dawn.jpg">', "gate-at-the-dawn.jpg"),
    ('<img src="/assets/lazyload-fallback.gif" data-lazy-src="/gate-at-the-dawn.jpg?w=900">', "gate-at-the-dawn.jpg?w=900"),
    ('<lazy-image data-src="/gate-at-the-dawn.jpg"></lazy-image>', "gate-at-the-dawn.jpg"),
    ('<div style="background-image: url(\'/gate-at-the-dawn.jpg\')"></div>', "gate-at-the-dawn.jpg"),
    ('<amp-img src="/gate-at-the-dawn.jpg" width="16" height="9" layout="responsive"></amp-img>', "gate-at-the-dawn.jpg"),
])
def test_the_best_address_is_taken_wherever_a_template_keeps_it(picture: str, wanted: str) -> None:
    found = within(f"<figure>{picture}<figcaption>The gate at dawn. Photo: Ann Marsh</figcaption></figure>")
    assert [(one.url, one.caption, one.credit) for one in found] == [(f"https://tide.example/{wanted}", *WORDS)]


@pytest.mark.parametrize("picture", [
    '<img src="/logo-2026.png">', '<img src="/img/avatar-marsh.jpg">', '<div class="teaser"><img src="/other-ships.jpg"><p class="caption">Other ships</p></div>',
    '<img src="/small-ships.jpg" width="90">', '<aside><img src="/other-ships.jpg"></aside>', '<img src="/wp-content/themes/tide/images/waves.jpg">',
    '<div><figure><a href="/other"><img src="/other-ships.jpg"></a></figure><h3><a href="/other">Other ships came to another harbour</a></h3></div>',
    '<figure><img src="/a-video.jpg"><figcaption>2:34 Ships leave the harbour</figcaption></figure>', '<nav><img src="/map-of-site.jpg"></nav>',
])
def test_logos_portraits_teasers_and_the_like_are_none(picture: str) -> None:
    assert within(picture) == []


@pytest.mark.parametrize(("a", "b"), [
    ("https://i.example/gate-at-the-dawn-300x200.jpg", "https://i.example/gate-at-the-dawn.webp"),
    ("https://i.example/resize/600/?url=https%3A%2F%2Forigin.example%2Fgate-at-the-dawn.jpg", "https://i.example/resize/1200/?url=https%3A%2F%2Forigin.example%2Fgate-at-the-dawn.jpg"),
    ("https://i.example/gate-at-the-dawn/wide__1300x731", "https://i.example/gate-at-the-dawn/square__960x960"), ("https://i.example/d3fbc7d357264c39/3000.webp", "https://i.example/d3fbc7d357264c39/2000.webp"),
])
def test_two_sizes_are_one_picture(a: str, b: str) -> None:
    assert addresses.key(a) == addresses.key(b)
    assert addresses.key(a) != addresses.key("https://i.example/another-gate-by-night.jpg")


# ---- words beside ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("markup", [
    '<figure>{}<figcaption>The gate at dawn. <cite>Ann Marsh</cite></figcaption></figure>',
    '<figure>{}<figcaption><span>The gate at dawn.</span> <span>Photo: Ann Marsh</span></figcaption></figure>',
    '<figure>{}<figcaption><p>The gate at dawn.</p><p>Ann Marsh</p></figcaption></figure>',
    '<figure>{}<figcaption>The gate at dawn. <em>Ann Marsh</em></figcaption></figure>',
    '<figure>{}<figcaption>The gate at dawn. <span> / Ann Marsh</span></figcaption></figure>',
    '<figure>{}<figcaption><span>Photo: Ann Marsh</span> The gate at dawn.</figcaption></figure>',
    '<figure>{}<span>© Ann Marsh</span><figcaption>The gate at dawn.</figcaption></figure>',
    '<figure>{}<figcaption class="caption">The gate at dawn.</figcaption><figcaption class="credit">Ann Marsh</figcaption></figure>',
    '<div><figure>{}</figure><div class="image-caption">The gate at dawn. | <strong>Ann Marsh</strong></div></div>',
    '<div><figure>{}</figure><div><figcaption itemprop="caption">The gate at dawn.</figcaption><figcaption itemprop="author">Foto: Ann Marsh</figcaption></div></div>',
    '<div class="wp-caption">{}<p class="wp-caption-text">The gate at dawn. (Foto: Ann Marsh)</p></div>',
    '<div class="photo"><p>{}</p><span class="newsCaption">The gate at dawn. <span class="credit">(Image: Ann Marsh)</span></span></div>',
    '<p class="caption">{} The gate at dawn. Photo: Ann Marsh</p>',
    '<div class="carousel-slide"><div>{}</div><div><span>3 of 12 | </span><p>The gate at dawn. (Photo: Ann Marsh)</p></div></div>',
    '<table class="tr-caption-container"><tr><td>{}</td></tr><tr><td class="tr-caption">The gate at dawn. Photo: Ann Marsh</td></tr></table>',
    '<div class="box">{}<h4>The gate at dawn.</h4><p>Photo: Ann Marsh</p></div>',
    '<figure>{}<figcaption>The gate at dawn.</figcaption><meta itemprop="creditText" content="Ann Marsh"></figure>',
], ids=lambda markup: markup[:40])
def test_caption_and_credit_are_found_in_the_ways_of_templates(markup: str) -> None:
    found = within(markup.format('<img src="/gate-at-the-dawn.jpg" width="900">'))
    assert [(one.caption, one.credit) for one in found] == [WORDS]


@pytest.mark.parametrize("attributes", [
    'data-caption="The gate at dawn." data-credit="Ann Marsh"', "data-image='{\"caption\": \"The gate at dawn.\", \"credit\": \"Photo: Ann Marsh\"}' src=\"/gate-at-the-dawn.jpg\"",
    'data-caption="The gate at dawn." data-source="Ann Marsh" data-original-url="/gate-at-the-dawn.jpg?w=6000"', 'data-img-caption="The gate at dawn." data-photographer="Ann Marsh"',
])
def test_attributes_speak_where_the_page_shows_nothing(attributes: str) -> None:
    found = within(f'<div class="media"><img src="/gate-at-the-dawn.jpg" {attributes}></div>')
    assert [(one.caption, one.credit) for one in found] == [WORDS]


def test_the_alternative_text_names_whom_the_caption_leaves_out() -> None:
    found = within('<figure><img src="/gate-at-the-dawn.jpg" alt="The old gate in the light of dawn. (Photo: Ann Marsh)"><figcaption>The gate at dawn.</figcaption></figure>')
    assert [(one.caption, one.credit) for one in found] == [WORDS]


def test_a_picture_in_nested_sources_is_within_its_box() -> None:  # as libxml2 reads void elements that it does not know
    sources = "".join(f'<source srcset="/gate-at-the-dawn-{width}.jpg {width}w">' for width in range(100, 1300, 100))
    found = within(f'<div class="photo"><picture>{sources}<img src="/gate-at-the-dawn.jpg"></picture><div class="caption">The gate at dawn. Photo: Ann Marsh</div></div>')
    assert [(one.caption, one.credit) for one in found] == [WORDS]


def test_a_line_of_the_text_is_no_caption() -> None:
    found = extracted(f'<article><h1>Harbour opens</h1><p><img src="/gate-at-the-dawn.jpg">{TEXT[0][3:]}{"".join(TEXT[1:])}</article>')
    assert TEXT[0][3:-4] in found.body and [one.caption for one in found.images] == [""]


def test_a_picture_shown_twice_with_other_words_is_two() -> None:
    figure = '<figure><img src="/gate-at-the-dawn-{}.jpg"><figcaption>{}</figcaption></figure>'
    found = within(figure.format(900, "The gate at dawn."), figure.format(300, "What is left of the old wall"), figure.format(600, "The gate at dawn."))
    assert [one.caption for one in found] == ["The gate at dawn.", "What is left of the old wall"]


# ---- structured data ---------------------------------------------------------------------------------------


OBJECT = ('{"@type": "ImageObject", "@id": "#main", "contentUrl": "https://tide.example/gate-at-the-dawn.jpg?w=1600", "caption": "The gate at dawn.", "creditText": "Gull Pictures",'
          ' "creator": {"@type": "Person", "name": "Ann Marsh"}, "copyrightHolder": {"name": "Gull Pictures"}, "license": "https://creativecommons.org/licenses/by/4.0/"}')


def linked(image: str) -> str:
    return f'<script type="application/ld+json">[{{"@type": "NewsArticle", "headline": "Harbour opens", "datePublished": "2026-11-26", "image": {image}}}, {OBJECT}]</script>'


def test_an_image_object_is_joined_to_the_picture_that_is_shown() -> None:
    one, = within('<figure><img src="/gate-at-the-dawn-600x400.jpg"></figure>', head=linked('{"@id": "#main"}'))
    assert (one.caption, one.credit, one.copyright, one.licence) == ("The gate at dawn.", "Ann Marsh / Gull Pictures", "Gull Pictures", "https://creativecommons.org/licenses/by/4.0/")
    assert (one.url, one.place) == ("https://tide.example/gate-at-the-dawn-600x400.jpg", 2)


def test_the_pages_own_words_stand_above_its_image_object() -> None:
    one, = within('<figure><img src="/gate-at-the-dawn.jpg"><figcaption>The gate. Photo: Jo Reis</figcaption></figure>', head=linked('{"@id": "#main"}'))
    assert (one.caption, one.credit, one.licence) == ("The gate.", "Jo Reis", "https://creativecommons.org/licenses/by/4.0/")


def test_a_name_within_the_page_is_no_address() -> None:
    assert [one.url for one in within(head=linked('{"@id": "#nowhere"}'))] == []


def test_where_a_licence_is_got_stands_for_one_that_is_not_named() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Harbour opens", "image": {"@type": "ImageObject", "url": "/gate-at-the-dawn.jpg", "acquireLicensePage": "https://gull.example/buy"}}</script>'
    assert [one.licence for one in within(head=head)] == ["https://gull.example/buy"]


def test_other_crops_of_a_picture_that_is_shown_are_left_out() -> None:
    crops = '["https://tide.example/crop-of-16-to-9.jpg", "https://tide.example/crop-of-4-to-3.jpg", "https://tide.example/crop-of-1-to-1.jpg"]'
    figure = '<article><h1>Harbour opens</h1><figure><img src="/gate-at-the-dawn.jpg"><figcaption>The gate at dawn.</figcaption></figure>'
    assert len(extracted(f"{figure}{''.join(TEXT)}</article>", linked(crops)).images) == 1
    assert len(extracted(f"<article><h1>Harbour opens</h1>{''.join(TEXT)}</article>", linked(crops)).images) == 1


def test_the_main_picture_is_found_above_the_article_too() -> None:
    found = extracted(f'<div class="hero"><figure><img src="/gate-at-the-dawn-1600x900.jpg"><figcaption>The gate at dawn. Photo: Ann Marsh</figcaption></figure><figure><img src="/of-another.jpg"><figcaption>Other</figcaption></figure></div>'
                      f'<main><article><h1>Harbour opens</h1>{"".join(TEXT)}</article></main>', '<meta property="og:image" content="https://tide.example/gate-at-the-dawn-1200x630.jpg">')
    assert [(one.caption, one.credit) for one in found.images] == [WORDS]


# ---- places ------------------------------------------------------------------------------------------------


def figure(name: str) -> str:
    return f'<figure><img src="/picture-of-the-{name}.jpg"><figcaption>The {name} at dawn, seen from the quay</figcaption></figure>'


def places(body: str, head: str = "") -> dict[str, int | None]:
    return {one.url.rsplit("-", 1)[-1].removesuffix(".jpg"): one.place for one in extracted(body, head).images}


def test_a_place_is_the_number_of_lines_before_the_picture() -> None:
    body = f"<article><h1>Harbour opens</h1>{figure('gate')}{TEXT[0]}{TEXT[1]}{figure('lock')}{TEXT[2]}<div>{figure('mill')}</div>{''.join(TEXT[3:])}</article>"
    assert places(body) == {"gate": 0, "lock": 2, "mill": 3}


def test_a_picture_between_runs_of_text_in_one_element_stands_between_them() -> None:
    lines = [text[3:-4] for text in TEXT]
    body = f"<article><h1>Harbour opens</h1><div>{lines[0]}<br><br>{lines[1]}{figure('gate')}{lines[2]}<br><br>{lines[3]}<br><br>{lines[4]}</div></article>"
    assert places(body) == {"gate": 2}


def test_what_stands_behind_the_text_or_is_declared_alone_has_no_place() -> None:
    body = f"<main><h1>Harbour opens</h1><div class='text'>{''.join(TEXT)}</div>{figure('gate')}</main>"
    assert places(body) == {"gate": None}
    assert places(f"<main><h1>Harbour opens</h1>{''.join(TEXT)}</main>", '<meta property="og:image" content="https://tide.example/picture-of-the-lock.jpg">') == {"lock": None}


def test_a_text_in_a_script_has_its_pictures() -> None:
    content = TEXT[0] + '<div class="img-box"><img src="/picture-of-the-gate.jpg"><div class="caption"><p>The gate at dawn. Photo: Ann Marsh</p></div></div>' + "".join(TEXT[1:])
    quoted = content.replace('"', '\\"')
    found = extracted(f'<main><h1>Harbour opens</h1><div id="root"></div></main><script>window.state = {{"article": {{"title": "Harbour opens", "content": "{quoted}"}}}};</script>')
    assert [(one.caption, one.credit, one.place) for one in found.images] == [(*WORDS, 1)]
    assert "gate at dawn" not in found.body.lower()


# ---- hostile ones ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("markup", [
    "<figure>" * 3000 + "<img src=/a.jpg>", '<img src="/gate-at-the-dawn.jpg" srcset="' + "/a.jpg 1w, " * 50_000 + '">', '<figure><img src="/a.jpg"' + "".join(f' data-a{n}="b"' for n in range(5000)) + "><figcaption>A</figcaption></figure>",
    "<div class=slide><img src=/a-picture-of-{}.jpg><p>Words</p></div>" * 3000, "<figure><img src=/some-picture.jpg><figcaption>" + "<span>a</span>" * 5000 + "</figcaption></figure>",
    "<figure data-image='" + '{"caption":' * 3000 + "'><img src=/some-picture.jpg></figure>", "<picture>" + "<source srcset=/a.jpg>" * 3000 + "<img></picture>",
], ids=lambda markup: markup[:25])
def test_hostile_markup_costs_little(markup: str) -> None:
    started = time.process_time()
    assert len(within(markup)) <= 40
    assert time.process_time() - started < 3


def test_both_pictures_of_a_figure_are_kept_and_small_ones_are_not() -> None:
    figure_ = ('<figure><img src="/gate-at-the-dawn.jpg" width="600"><img src="/quay-in-the-evening.jpg" width="600"><img src="/zoom-in-sign.jpg" width="24">'
               '<figcaption>Left: the gate. Right: the quay. (Photos: Ann Marsh)</figcaption></figure>')
    assert [(one.url.rsplit("/", 1)[-1], one.caption, one.credit) for one in within(figure_)] == [
        (name, "Left: the gate. Right: the quay.", "Ann Marsh") for name in ("gate-at-the-dawn.jpg", "quay-in-the-evening.jpg")]


@pytest.mark.parametrize(("box", "count"), [
    ('<figure class="lead"><img src="/gate-at-the-dawn.jpg"><figcaption>The gate at dawn. Photo: Ann Marsh</figcaption></figure>', 1),
    ('<div class="hero"><img src="/gate-at-the-dawn.jpg" width="1600"><div class="hero-caption">The gate at dawn. Photo: Ann Marsh</div></div>', 1),
    ('<div class="banner"><img src="/gate-at-the-dawn.jpg" width="1600"></div>', 0), ('<nav><figure><img src="/gate-at-the-dawn.jpg"><figcaption>The gate.</figcaption></figure></nav>', 0),
    ('<div class="teasers"><a href="/other"><img src="/gate-at-the-dawn.jpg" width="300"><span>Other ships come to the other harbour</span></a></div>', 0),
])
def test_a_picture_with_words_above_the_article_is_its_own_where_it_has_no_other(box: str, count: int) -> None:
    found = extracted(f"<header>The Tide</header>{box}<main><article><h1>Harbour opens</h1>{''.join(TEXT)}</article></main>").images
    assert [(one.caption, one.credit, one.place) for one in found] == [(*WORDS, 0)] * count


@pytest.mark.parametrize(("address", "count"), [("/assets/default-share.png", 0), ("/img/og_default.jpg?v=3", 0), ("/social-default-1200.png", 0), ("/sites/default/files/gate-at-the-dawn.jpg", 1), ("/vi/abc123/hqdefault.jpg", 1)])
def test_what_a_site_shows_for_pages_without_a_picture_is_none(address: str, count: int) -> None:
    assert len(within(head=f'<meta property="og:image" content="https://tide.example{address}">')) == count


def test_a_label_for_screen_readers_belongs_to_the_name_behind_it() -> None:
    [found] = within('<figure><div><img src="/gate-at-the-dawn.jpg"><span class="hidden">Image source, </span><span>Ann Marsh</span></div>'
                     '<figcaption><span class="hidden">Image caption, </span>The gate at dawn.</figcaption></figure>')
    assert (found.caption, found.credit) == WORDS
