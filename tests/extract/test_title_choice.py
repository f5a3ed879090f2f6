"""Which of a page's titles is the headline, by what agrees with what."""

from __future__ import annotations

import json

import pytest

from headwater.extract import head, markup
from headwater.extract import title as titles

URL = "https://tide.example/2026/03/lock"


def chosen(*, h1: str = "", og: str = "", ld: str = "", element: str = "", site: str = "The Tide") -> tuple[str, str]:
    data = json.dumps({"@type": "NewsArticle", "headline": ld, "datePublished": "2026-03-01"}) if ld else "{}"
    page = (f"<html><head><title>{element}</title><meta property='og:title' content=\"{og}\"><meta property='og:site_name' content='{site}'>"
            f"<script type='application/ld+json'>{data}</script></head><body>{h1 and f'<h1>{h1}</h1>'}<p>Text.</p></body></html>")
    root, _ = markup.parse(page)
    assert root is not None
    read = head.read(root, URL)
    markup.settle(root)
    found = titles.title(read, titles.headings(root), outlet=site)
    return found.value, found.where


ONE, TWO, THREE = "Northern lock closed for a week", "Ships must wait as the northern lock fails", "Lock northern closed: all you need to know"


@pytest.mark.parametrize(("page", "value", "where"), [
    ({"h1": ONE, "ld": ONE, "og": TWO, "element": ONE}, ONE, "h1"),  # heading and structured headline agree
    ({"h1": ONE, "ld": TWO, "og": ONE, "element": ONE}, TWO, "jsonld.headline"),  # written as a headline and nothing else
    ({"h1": ONE, "ld": TWO, "og": ONE, "element": TWO}, ONE, "meta.og:title"),  # the structured one is for search engines
    ({"h1": ONE, "ld": TWO, "og": THREE, "element": TWO}, TWO, "jsonld.headline"),
    ({"h1": ONE, "og": TWO, "element": ONE}, TWO, "meta.og:title"),  # the heading is for search engines
    ({"h1": ONE, "og": THREE, "element": THREE}, ONE, "h1"),
    ({"h1": ONE, "element": f"{ONE} - The Tide"}, ONE, "h1"),
    ({"og": f"{ONE} | The Tide"}, ONE, "meta.og:title"),
    ({"h1": "The Tide", "element": f"{ONE} - The Tide"}, ONE, "title"),
])
def test_the_headline_is_the_one_that_the_others_confirm(page, value, where):
    assert chosen(**page) == (value, where)


def test_a_headline_that_search_engines_cut_is_whole_in_the_heading():
    whole = "The northern lock is closed for a week while engineers measure the damage that a ship did on Monday night, the council said"
    assert chosen(h1=whole, ld=whole[:108], og=whole, element=whole)[0] == whole
    assert chosen(h1=whole, og=whole[:60] + "…", element=whole)[0] == whole


@pytest.mark.parametrize("label", ["overline", "article__kicker", "topic-label", "antetitulo", "dachzeile", "occhiello", "surtitre"])
def test_a_kicker_that_only_stands_above_the_heading_is_no_part_of_it(label):
    assert chosen(h1=f"<span class='{label}'>Harbour</span> {ONE}", og=f"Harbour - {ONE}", element=f"Harbour - {ONE}")[0] == ONE


def test_a_kicker_joined_by_a_colon_begins_the_headline():
    joined = f"Harbour: {ONE}"
    assert chosen(h1=f"<span class='kicker'>Harbour</span><span>: </span>{ONE}", ld=joined, og=joined, element=joined)[0] == joined


def test_the_way_through_the_site_goes_where_the_heading_is_its_last_step():
    assert chosen(h1=ONE, element=f"tide.example / News / {ONE}")[0] == ONE


@pytest.mark.parametrize("title", [
    f"{ONE} - The Tide", f"{ONE} | The Tide", f"{ONE} – The Tide", f"{ONE} · The Tide", f"{ONE} :: The Tide", f"The Tide: {ONE}".replace(": ", " | "),
])
def test_the_outlets_name_goes(title):
    assert chosen(og=title, element=title)[0] == ONE


@pytest.mark.parametrize(("title", "site", "value"), [
    ("مرفأ الشمال يغلق أسبوعا كاملا | المد", "المد", "مرفأ الشمال يغلق أسبوعا كاملا"), ("北港水门关闭一周等待工程师检查_潮报", "潮报", None),
    ("北の水門が一週間閉鎖される見通し｜潮新聞", "潮新聞", "北の水門が一週間閉鎖される見通し"), ("Северный шлюз закрыт на неделю - Прилив", "Прилив", "Северный шлюз закрыт на неделю"),
    ("북쪽 수문 일주일간 폐쇄 결정 - 조류일보", "조류일보", "북쪽 수문 일주일간 폐쇄 결정"), ("उत्तरी द्वार एक सप्ताह बंद रहेगा | ज्वार", "ज्वार", "उत्तरी द्वार एक सप्ताह बंद रहेगा"),
    ("Κλειστή για μια εβδομάδα η βόρεια πύλη | Παλίρροια", "Παλίρροια", "Κλειστή για μια εβδομάδα η βόρεια πύλη"),
])
def test_the_outlets_name_goes_in_every_script(title, site, value):
    assert chosen(og=title, element=title, site=site)[0] == (value or title)


def test_a_headline_of_another_page_in_the_structured_data_is_not_taken():
    data = json.dumps({"@type": "NewsArticle", "headline": "Quite unlike anything", "url": "https://tide.example/other", "datePublished": "2026-03-01"})
    root, _ = markup.parse(f"<html><head><meta property='og:title' content='{ONE}'><script type='application/ld+json'>{data}</script></head><body><h1>{ONE}</h1></body></html>")
    assert root is not None
    assert titles.title(head.read(root, URL), titles.headings(root)).value == ONE
