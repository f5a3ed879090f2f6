"""Who supplied a text, from whole pages in many languages, by the place at which it is said."""

from __future__ import annotations

import html
import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from headwater import model
from headwater.extract import article
from headwater.trace import origin

TABLE: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases" / "suppliers.toml").read_text("utf-8"))
PLACES = ("byline", "dateline", "end", "trailing", "credit")
URL = "https://www.tidewater.example/news/2031/05/harbour-opens"


def page(language: str, place: str = "", line: str = "", head: str = "") -> model.Page:
    """A page with the text of a language, and a line at a place."""
    row = TABLE[language]
    first, *rest = (html.escape(paragraph) for paragraph in row["text"])
    said = html.escape(line)
    byline = f'<p class="byline">{said}</p>' if place == "byline" else ""
    paragraphs = [(said if place == "dateline" else "") + first, *rest]
    paragraphs[-1] += said if place == "trailing" else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    last = f"<p>{said}</p>" if place in ("end", "credit") else ""
    markup = (f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{html.escape(row["title"])}</title>{head}'
              f'<meta property="og:site_name" content="The Tidewater Post"></head><body><main><article><h1>{html.escape(row["title"])}</h1>'
              f"{byline}<div class=\"text\">{body}{last}</div></article></main><footer><p>The Tidewater Post</p></footer></body></html>")
    return model.Page(url=URL, body=markup.encode(), fetched_at=datetime(2031, 5, 4, 12, tzinfo=UTC), content_type="text/html; charset=utf-8")


def traced(language: str, place: str = "", line: str = "", head: str = "") -> model.Origin:
    found = article.extract(page(language, place, line, head))
    assert isinstance(found, model.Article), found
    return origin.trace(found)


CASES = [(language, share, place, line, name) for language, row in TABLE.items() for share in ("whole", "part")
         for place in PLACES for line, name in row.get(share, {}).get(place, ())]
NONE = [(language, place, line) for language, row in TABLE.items() for place in PLACES for line in row.get("none", {}).get(place, ())]


@pytest.mark.parametrize(("language", "share", "place", "line", "name"), CASES)
def test_a_line_names_the_supplier_and_how_much_is_theirs(language: str, share: str, place: str, line: str, name: str) -> None:
    found = traced(language, place, line).supplier
    assert found is not None
    assert (found.name, found.share) == (name, share)
    quote = found.evidence.quote.strip(" .–-")
    assert quote in line or line.strip(" .–-") in quote


@pytest.mark.parametrize(("language", "place", "line"), NONE)
def test_pictures_persons_and_quoted_agencies_supply_nothing(language: str, place: str, line: str) -> None:
    assert traced(language, place, line).supplier is None


def test_the_table_holds_thirty_languages_and_every_place() -> None:
    assert len(TABLE) >= 30
    for language, row in TABLE.items():
        assert row["whole"].get("byline"), language
        assert row["whole"].get("end"), language
        assert row["none"].get("byline") and row["none"].get("end"), language
    assert {place for _, _, place, _, _ in CASES} == set(PLACES)


def _ld(**facts: object) -> str:
    data = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "x", **facts}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


_AGENCY = [  # an agency of each of many countries, as structured data write it
    ("en", "The Associated Press", "Associated Press"), ("de", "Deutsche Presse-Agentur", "dpa"), ("fr", "Agence France-Presse", "AFP"),
    ("es", "Agencia EFE", "EFE"), ("pt", "Agência Lusa", "Lusa"), ("it", "Agenzia ANSA", "ANSA"), ("nl", "Algemeen Nederlands Persbureau", "ANP"),
    ("sv", "Tidningarnas Telegrambyrå", "TT"), ("da", "Ritzau", "Ritzau"), ("nb", "NTB", "NTB"), ("fi", "STT", "STT"), ("pl", "Polska Agencja Prasowa", "PAP"),
    ("cs", "ČTK", "ČTK"), ("ru", "Интерфакс", "Interfax"), ("uk", "Укрінформ", "Ukrinform"), ("tr", "Anadolu Ajansı", "Anadolu"),
    ("ar", "وكالة الأناضول", "Anadolu"), ("he", "רויטרס", "Reuters"), ("fa", "ایرنا", "IRNA"), ("hi", "पीटीआई", "PTI"), ("bn", "বাসস", "BSS"),
    ("zh", "新华社", "Xinhua"), ("ja", "共同通信社", "Kyodo"), ("ko", "연합뉴스", "Yonhap"), ("id", "ANTARA", "Antara"), ("vi", "TTXVN", "VNA"),
    ("th", "สำนักข่าวไทย", "TNA (Thailand)"), ("el", "ΑΠΕ-ΜΠΕ", "ANA-MPA"), ("hu", "Magyar Távirati Iroda", "MTI"), ("ro", "Agerpres", "Agerpres")]


@pytest.mark.parametrize(("language", "written", "name"), _AGENCY)
def test_structured_data_and_heads_name_the_supplier(language: str, written: str, name: str) -> None:
    organisation = {"@type": "Organization", "name": written}
    for head in (_ld(sourceOrganization=organisation), _ld(provider=organisation), _ld(author=organisation),
                 f'<meta name="source" content="{html.escape(written)}">'):
        found = traced(language, head=head).supplier
        assert found is not None, head
        assert (found.name, found.share) == (name, "whole")


@pytest.mark.parametrize("language", TABLE)
def test_a_person_beside_the_agency_makes_it_a_part_and_a_publisher_supplies_nothing(language: str) -> None:
    persons = [{"@type": "Person", "name": "Ada Marsh"}, {"@type": "Organization", "name": "AFP"}]
    found = traced(language, head=_ld(author=persons)).supplier
    assert found is not None
    assert (found.name, found.share) == ("AFP", "part")
    assert traced(language, head=_ld(publisher={"@type": "Organization", "name": "Reuters"}, image={"@type": "ImageObject", "url": "https://x.example/a.jpg", "creditText": "AFP"})).supplier is None


@pytest.mark.parametrize("language", TABLE)
def test_a_canonical_address_on_another_site_is_where_the_text_comes_from(language: str) -> None:
    found = traced(language, head='<link rel="canonical" href="https://www.harbour-review.example/2031/05/the-lanterns">').supplier
    assert found is not None
    assert (found.name, found.share, found.evidence.where) == ("harbour-review.example", "whole", "canonical")


@pytest.mark.parametrize(("home", "name", "line"), [
    ("https://www.reuters.com/world/harbour-opens-2031-05-04", "Reuters", "By Reuters"), ("https://apnews.com/article/harbour-opens", "AP News", "By The Associated Press"),
    ("https://www.ansa.it/sito/notizie/2031/harbour.html", "ANSA.it", "Redazione ANSA"), ("https://tass.ru/obschestvo/1234567", "ТАСС", "ТАСС"),
    ("https://www.yna.co.kr/view/AKR20310504", "연합뉴스", "연합뉴스"), ("https://www.aa.com.tr/tr/gundem/liman/1234567", "Anadolu Ajansı", "AA")])
def test_an_agency_on_its_own_site_is_not_supplied(home: str, name: str, line: str) -> None:
    own = page("en", "byline", line)
    body = own.body.replace(b"The Tidewater Post", name.encode()).replace(b"<p>The harbour", f"<p>PORTO ({name}) - The harbour".encode())
    found = article.extract(model.Page(url=home, body=body, fetched_at=own.fetched_at, content_type=own.content_type))
    assert isinstance(found, model.Article)
    assert origin.trace(found).supplier is None


def test_a_link_under_related_is_no_source() -> None:
    own = page("en")
    related = '<aside class="related"><h2>Related</h2><ul><li><a href="https://www.nature.com/articles/lanterns">Study on lanterns, according to a report</a></li></ul></aside>'
    for place in (b"</article>", b"</main>"):
        body = own.body.replace(place, related.encode() + place)
        found = article.extract(model.Page(url=URL, body=body, fetched_at=own.fetched_at, content_type=own.content_type))
        assert isinstance(found, model.Article)
        assert all(each.url is None for each in origin.trace(found).based_on)


@pytest.mark.parametrize(("language", "label"), [
    ("en", "Source:"), ("de", "Quelle:"), ("fr", "Source :"), ("es", "Fuente:"), ("it", "Fonte:"), ("pt", "Fonte:"), ("nl", "Bron:"), ("sv", "Källa:"),
    ("da", "Kilde:"), ("fi", "Lähde:"), ("pl", "Źródło:"), ("cs", "Zdroj:"), ("hu", "Forrás:"), ("ro", "Sursa:"), ("ru", "Источник:"), ("uk", "Джерело:"),
    ("hr", "Izvor:"), ("el", "Πηγή:"), ("tr", "Kaynak:"), ("ar", "المصدر:"), ("he", "מקור:"), ("fa", "منبع:"), ("hi", "स्रोत:"), ("zh", "来源："), ("ja", "出典："),
    ("ko", "출처:"), ("id", "Sumber:"), ("vi", "Nguồn:"), ("th", "ที่มา:")])
def test_a_line_that_says_source_gives_its_link(language: str, label: str) -> None:
    own = page(language)
    line = f'<p>{label} <a href="https://doi.org/10.1000/tides.77">Tide Research 77</a></p>'
    found = article.extract(model.Page(url=URL, body=own.body.replace(b"</div></article>", line.encode() + b"</div></article>"),
                                       fetched_at=own.fetched_at, content_type=own.content_type))
    assert isinstance(found, model.Article)
    traced_to = origin.trace(found)
    assert [(each.kind, each.url) for each in traced_to.based_on] == [("study", "https://doi.org/10.1000/tides.77")]
    assert origin.primary_url(traced_to) == "https://doi.org/10.1000/tides.77"


def test_a_line_that_is_left_out_of_the_text_keeps_its_link() -> None:
    own = page("en")
    line = b'<p><em>First published in <u><a href="https://theconversation.com/lanterns-of-the-harbour-270911">The Conversation</a></u>.</em></p>'
    found = article.extract(model.Page(url=URL, body=own.body.replace(b"</div></article>", line + b"</div></article>"),
                                       fetched_at=own.fetched_at, content_type=own.content_type))
    assert isinstance(found, model.Article)
    supplier = origin.trace(found).supplier
    assert supplier is not None
    assert (supplier.name, supplier.url) == ("The Conversation", "https://theconversation.com/lanterns-of-the-harbour-270911")
