"""Licences of pictures as captions print and link them, and of the text as the page links them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from headwater import licences, model
from headwater.extract import article, licence_words
from support import costs

BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"
TEXT = [f"<p>The harbour opened on Monday after {number} weeks of work, said the mayor, and ships came back at dawn with the tide.</p>" for number in range(8)]


def within(picture: str) -> tuple[model.Image, ...]:
    page = f"<html lang='en'><head><title>Harbour opens</title></head><body><article><h1>Harbour opens</h1>{TEXT[0]}{picture}{''.join(TEXT[1:])}</article></body></html>"
    found = article.extract(model.Page(url="https://tide.example/2026/11/gate", body=page.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC), content_type="text/html"))
    assert isinstance(found, model.Article)
    return found.images


@pytest.mark.parametrize(("caption", "credit", "licence"), [
    (f"The gate at dawn. Photo: Ann Marsh, <a rel='license' href='{BY_SA}'>CC BY-SA 4.0</a>, via Wikimedia Commons", "Ann Marsh, via Wikimedia Commons", BY_SA),
    (f"The gate at dawn. Photo: Ann Marsh <a href='{BY_SA}'>Licence</a>", "Ann Marsh", BY_SA),
    ("The gate at dawn. (Ann Marsh/Flickr, CC BY 2.0)", "Ann Marsh/Flickr", "CC BY 2.0"),
    ("The gate at dawn. Foto: Ann Marsh, Lizenz: CC BY-SA 3.0", "Ann Marsh", "CC BY-SA 3.0"),
    ("The gate at dawn. Photo: Ann Marsh, licensed under Creative Commons Attribution 2.0 licence", "Ann Marsh", "Creative Commons Attribution 2.0"),
    ("The gate at dawn. Photo: Ann Marsh / CC0", "Ann Marsh", "CC0"), ("The gate at dawn. Foto: Ann Marsh (CC BY-NC-ND 2.0)", "Ann Marsh", "CC BY-NC-ND 2.0"),
    ("The gate at dawn. Public domain", "", "Public domain"), ("The gate at dawn. Foto: Ann Marsh / gemeinfrei", "Ann Marsh", "gemeinfrei"),
    ("The gate at dawn. <span class='credit'>Ann Marsh, CC BY 4.0</span>", "Ann Marsh", "CC BY 4.0"),
])
def test_a_licence_that_a_caption_prints_stands_for_itself(caption: str, credit: str, licence: str) -> None:
    [found] = within(f"<figure><img src='/gate-at-the-dawn.jpg'><figcaption>{caption}</figcaption></figure>")
    assert (found.caption, found.credit, found.licence) == ("The gate at dawn.", credit, licence)
    assert licences.read(found.licence) is not None


@pytest.mark.parametrize("caption", ["The novel is in the public domain", "The CC by the river", "Public domain rights of way", "Creative commons are closed", "The mayor of CC Bykovo"])
def test_a_sentence_names_no_licence(caption: str) -> None:
    assert licence_words.apart(caption) == (caption, "")


def test_a_link_to_something_else_is_no_licence() -> None:
    [found] = within("<figure><img src='/gate-at-the-dawn.jpg'><figcaption>The gate at dawn. <a href='https://tide.example/fishing-licences'>Anglers</a> wait.</figcaption></figure>")
    assert found.licence == ""


def linked(inner: str, *, behind: str = "", head: str = "") -> model.PageSignals:
    page = f"<html lang='en'><head><title>Harbour opens</title>{head}</head><body><main><article><h1>Harbour opens</h1><div>{''.join(TEXT)}{inner}</div></article></main>{behind}</body></html>"
    found = article.extract(model.Page(url="https://tide.example/2026/11/gate", body=page.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC), content_type="text/html"))
    assert isinstance(found, model.Article)
    return found.signals


LINK = f"<a rel='license' href='{BY_SA}'>CC BY-SA</a>"


@pytest.mark.parametrize(("inner", "behind"), [
    (f"<p>This work is licensed under {LINK}.</p>", ""), ("", f"<footer><p>Unless we say otherwise, this site is under {LINK}.</p></footer>"),
    (f"<p><a rel='license' href='{BY_SA}'><img src='https://i.creativecommons.org/l/by-sa/4.0/88x31.png' alt='Creative Commons Licence'></a></p>", ""),
    (f"<img src='/gate-at-the-dawn.jpg' width=900><p>Text: <a rel='license noopener' href='{BY_SA}'>licence</a></p>", ""),
])
def test_a_link_to_the_licence_of_the_text_is_a_signal(inner: str, behind: str) -> None:
    assert linked(inner, behind=behind).licences == (BY_SA,)


@pytest.mark.parametrize(("inner", "behind"), [
    (f"<figure><img src='/gate-at-the-dawn.jpg'><figcaption>The gate. {LINK}</figcaption></figure>", ""), (f"<p>Photo: Ann Marsh, {LINK}</p>", ""),
    (f"<div><img src='/gate-at-the-dawn.jpg'><p>Ann Marsh, {LINK}</p></div>", ""), ("", f"<div class='comments'><p>Mine is {LINK}</p></div>"),
    ("", f"<article><h2>Other ships</h2><p>They are {LINK}</p></article>"), ("", f"<aside class='related'>{LINK}</aside>"),
    (f"<p>The pictures of this page are under {LINK}.</p>", ""), (f"<p>The council publishes under <a href='{BY_SA}'>this licence</a>.</p>", ""),
])
def test_a_link_to_the_licence_of_something_else_is_none(inner: str, behind: str) -> None:
    assert linked(inner, behind=behind).licences == ()


def test_all_that_structured_data_says_of_rights_is_kept() -> None:
    said = {"@type": "NewsArticle", "headline": "Harbour opens", "license": BY_SA, "usageInfo": "https://tide.example/use", "acquireLicensePage": "https://tide.example/buy",
            "copyrightNotice": "© The Tide", "copyrightHolder": {"@type": "Organization", "name": "Tide Media"}, "copyrightYear": 2026, "creditText": "Text: The Tide"}
    found = linked("", head=f"<script type='application/ld+json'>{json.dumps(said)}</script>")
    assert found == model.PageSignals(licences=(BY_SA,), copyright="© The Tide", usage_info="https://tide.example/use", acquire="https://tide.example/buy",
                                      holder="Tide Media", year="2026", credit="Text: The Tide")


@pytest.mark.parametrize("line", ["CC BY " * 190, ", under the licence " * 60, "(" * 1100 + "CC", " " * 1190 + "CC", "public domain " * 80, "CC BY-" * 200])
def test_a_hostile_line_costs_little(line: str) -> None:
    assert costs.cpu(lambda: licence_words.apart(line), below=0.1) < 0.1
