"""Further pages of an article and its AMP version, as the page names them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.extract import article

OWN = "https://tide.example/harbour/lock-closed"
TEXT = "".join(f"<p>Divers reached gate number {number} before noon and found the crack longer than the harbour office had said.</p>" for number in range(5))


def read(inside: str, *, url: str = OWN, head: str = "") -> model.Article:
    markup = f"<html><head><title>Lock closed for the winter</title>{head}</head><body><main><article><h1>Lock closed for the winter</h1>{TEXT}{inside}</article></main></body></html>"
    found = article.extract(model.Page(url=url, body=markup.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC)))
    assert isinstance(found, model.Article)
    return found


def pager(*addresses: str) -> str:
    return '<div class="page-links">' + "".join(f'<a href="{one}">{number}</a>' for number, one in enumerate(addresses, 1)) + "</div>"


@pytest.mark.parametrize("pattern", ["/{}", "/page/{}/", "/seite-{}", "?page={}", "?seite={}", "-p{}.html", ",{}"])
def test_numbered_links_in_a_pager_are_further_pages_in_order(pattern: str) -> None:
    third, second = (OWN + pattern.format(number) for number in (3, 2))
    assert read(pager(OWN, third, second)).next_urls == (second, third)


@pytest.mark.parametrize("link", [
    '<a href="/harbour/lock-closed/2">next</a>',  # in no pager
    '<div class="pagination"><a href="/harbour/page/2">2</a></div>',  # of the section
    '<div class="pagination"><a href="/harbour/lock-closed/3">3</a></div>',  # a gap
    '<div class="pagination"><a href="https://other.example/harbour/lock-closed/2">2</a></div>',
    '<div class="pagination"><a href="/harbour/other-thing-2">2</a></div>',
])
def test_other_links_are_none(link: str) -> None:
    assert read(link).next_urls == ()


def test_a_declared_next_page_counts_if_its_address_continues_this_one() -> None:
    assert read("", head=f'<link rel="next" href="{OWN}/2">').next_urls == (OWN + "/2",)
    assert read("", head='<link rel="next" href="https://tide.example/harbour/another-day">').next_urls == ()


def test_a_second_page_names_no_further_ones() -> None:
    head = f'<link rel="canonical" href="{OWN}">'
    assert read(pager(OWN, OWN + "/2", OWN + "/3"), url=OWN + "/2", head=head).next_urls == ()


def test_the_amp_version_is_the_same_sites() -> None:
    assert read("", head='<link rel="amphtml" href="/harbour/lock-closed/amp">').amp_url == OWN + "/amp"
    assert read("", head='<link rel="amphtml" href="https://cache.other.example/lock">').amp_url == ""
    assert read("", head=f'<link rel="amphtml" href="{OWN}">').amp_url == ""
