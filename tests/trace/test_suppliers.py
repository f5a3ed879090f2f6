"""Who supplied a text: bylines, datelines, credit lines and end notes in many languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headwater import model
from headwater.trace import credits, known, origin

ARTICLE = model.Article(
    url="https://tidewater.example/news/1", canonical_url="https://tidewater.example/news/1", title="Harbour reopens",
    outlet_name="The Tidewater Post", body="The harbour opened on Monday.\nShips came back.\nThe mayor counted lanterns.")
ME = credits.Self(names=("The Tidewater Post",), domain="tidewater.example")


def supplier(**fields: object) -> tuple[str, str, str] | None:
    """Name, share and place of the supplier of an article with these fields."""
    found = origin.trace(replace(ARTICLE, **fields)).supplier  # pyright: ignore[reportArgumentType]
    return (found.name, found.share, found.evidence.where) if found else None


@pytest.mark.parametrize(("line", "name", "share"), [
    ("By Associated Press", "Associated Press", "whole"),
    ("By Ada Marsh and Bo Sand, Associated Press", "Associated Press", "whole"),
    ("Ada Marsh - Reuters", "Reuters", "whole"),
    ("AFP, MANILA", "AFP", "whole"),
    ("dpa", "dpa", "whole"),
    ("Ada Marsh and AP", "Associated Press", "part"),
    ("Von Ada Marsh mit AFP", "AFP", "part"),
    ("Von dpa und Redaktion", "dpa", "part"),
    ("dpaMM-Redaktion", "dpa", "part"),
    ("Par The Tidewater Post et AFP", "AFP", "part"),
    ("The Tidewater Post avec AFP", "AFP", "part"),
    ("Ada Marsh (con información de EFE)", "EFE", "part"),
    ("Por Agência Lusa", "Lusa", "whole"),
    ("Di Ada Marsh con ANSA", "ANSA", "part"),
    ("Av TT", "TT", "whole"),
    ("Door ANP", "ANP", "whole"),
    ("Автор: ТАСС", "TASS", "whole"),
    ("新华社", "Xinhua", "whole"),
    ("연합뉴스", "Yonhap", "whole"),
    ("رويترز", "Reuters", "whole"),
    ("Press Trust of India", "PTI", "whole"),
    ("AFP/dpa", "AFP/dpa", "whole"),
])
def test_bylines_name_their_suppliers(line: str, name: str, share: str) -> None:
    assert supplier(bylines=(line,)) == (name, share, "byline")


@pytest.mark.parametrize("line", [
    "By Ada Marsh", "Petra Sand", "Hina Marsh and Beta Sand", "Foto: dpa", "Bo Sand/dpa", "Quelle: Bo Sand/AFP", "AP Photo/Bo Sand",
    "Getty Images via AFP", "The Tidewater Post", "写真：共同通信", "Фото: ТАСС", "RSS feed", "Ada Marsh, Tidewater", "Zdjęcie: PAP",
    "Our harbour reporter writes about what the agency dpa and the ministry said on Monday about the long closure",
])
def test_persons_pictures_and_the_outlet_itself_supply_nothing(line: str) -> None:
    assert supplier(bylines=(line,)) is None
    assert supplier(end_notes=(line,)) is None


@pytest.mark.parametrize(("start", "name"), [
    ("PORTO (AP) — Ships came back.", "Associated Press"),
    ("BERLIN (Reuters) - Ships came back.", "Reuters"),
    ("Bern, 4. Mai (sda) - Die Schiffe sind wieder da.", "Keystone-SDA"),
    ("Kiel (dpa/lno) - Die Schiffe sind wieder da.", "dpa"),
    ("Kiel. dpa | Die Schiffe sind wieder da.", "dpa"),
    ("Porto, 04 mai 2031 (Lusa) – Os navios voltaram.", "Lusa"),
    ("MADRID, 4 May. (EUROPA PRESS) - Los barcos han vuelto.", "Europa Press"),
    ("Madrid, 4 may (EFE).- Los barcos han vuelto.", "EFE"),
    ("(ANSA) - ROMA, 4 MAG - Le navi sono tornate.", "ANSA"),
    ("МОСКВА, 4 мая. /ТАСС/. Корабли вернулись.", "TASS"),
    ("МОСКВА, 4 мая — РИА Новости. Корабли вернулись.", "RIA Novosti"),
    ("ANKARA (AA) - Gemiler döndü.", "Anadolu"),
    ("NEW DELHI, May 4 (PTI) Ships came back.", "PTI"),
    ("新华社北京5月4日电（记者某某）船只回来了。", "Xinhua"),
    ("（中央社記者某某台北4日電）船隻回來了。", "CNA"),
    ("【ソウル共同】船が戻った。", "Kyodo"),
    ("[東京 4日 ロイター] - 船が戻った。", "Reuters"),
    ("(서울=연합뉴스) 배가 돌아왔다.", "Yonhap"),
    ("القاهرة (رويترز) - عادت السفن.", "Reuters"),
])
def test_datelines_name_their_suppliers(start: str, name: str) -> None:
    assert supplier(body=f"{start}\nMore of it.\nAnd more.") == (name, "whole", "dateline")


@pytest.mark.parametrize("start", [
    "The harbour authority (PA) said on Monday that ships came back and that more would come.",
    "Ships came back (and AP reported it).", "He said: (AFP) is an agency.", "Ada Marsh (Greens) - a politician - spoke.",
    "In the harbour, which reopened on Monday, Reuters saw a ship.",
])
def test_sentences_are_no_datelines(start: str) -> None:
    assert supplier(body=f"{start}\nMore of it.\nAnd more.") is None


@pytest.mark.parametrize(("line", "name", "share"), [
    ("sak/Reuters", "Reuters", "part"),
    ("Quelle: ntv.de, mau/dpa", "dpa", "part"),
    ("Quelle: dpa", "dpa", "whole"),
    ("© dpa-infocom, dpa:310504-99-123456/5", "dpa", "whole"),
    ("Weitere Quellen • AP", "Associated Press", "part"),
    ("Mit Material der dpa", "dpa", "part"),
    ("With files from The Canadian Press", "The Canadian Press", "part"),
    ("The Associated Press contributed to this report.", "Associated Press", "part"),
    ("—Associated Press writer Ada Marsh in Porto contributed to this report.", "Associated Press", "whole"),
    ("(Except for the headline, this story has not been edited by our staff and is published from a syndicated feed of PTI.)", "PTI", "whole"),
    ("Dieser Text wurde automatisch von der Deutschen Presse-Agentur (dpa) übernommen.", "dpa", "whole"),
    ("Source : AFP", "AFP", "whole"),
    ("Fuente: EFE", "EFE", "whole"),
    ("Fonte: ANSA", "ANSA", "whole"),
    ("Bron: ANP", "ANP", "whole"),
    ("Källa: TT", "TT", "whole"),
    ("Źródło: PAP", "PAP", "whole"),
    ("Источник: Интерфакс", "Interfax", "whole"),
    ("Джерело: Укрінформ", "Ukrinform", "whole"),
    ("Kaynak: AA", "Anadolu", "whole"),
    ("المصدر: رويترز", "Reuters", "whole"),
    ("来源：新华社", "Xinhua", "whole"),
    ("출처: 연합뉴스", "Yonhap", "whole"),
    ("/ritzau/", "Ritzau", "whole"),
    ("(APA/dpa)", "APA/dpa", "whole"),
    ("Avec AFP", "AFP", "part"),
    ("Met medewerking van ANP", "ANP", "part"),
    ("По материалам РИА Новости", "RIA Novosti", "part"),
])
def test_end_notes_name_their_suppliers(line: str, name: str, share: str) -> None:
    found = supplier(end_notes=(line,))
    assert found is not None
    assert found[:2] == (name, share)


@pytest.mark.parametrize("line", ["Quelle: The Tidewater Post", "Source: the harbour master", "Market report - RIA", "NA-KD Codes",
                                  "More from AP and other stories that readers liked on Monday", "MAP", "Tickets via TAP"])
def test_menus_and_teasers_supply_nothing(line: str) -> None:
    assert supplier(end_notes=(line,)) is None


@pytest.mark.parametrize("line", ["(Reporting by Ada Marsh; Editing by Bo Sand)", "Reporting by Ada Marsh in Porto; Additional reporting by Bo Sand; Editing by Ida Reed"])
def test_a_line_of_reporters_and_editors_names_nobody_unless_the_page_does(line: str) -> None:
    assert supplier(end_notes=(line,)) is None
    assert supplier(end_notes=(line,), body="PORTO (Reuters) - Ships came back.\nMore.") == ("Reuters", "whole", "dateline")
    assert supplier(end_notes=(line,), bylines=("Reuters",)) == ("Reuters", "whole", "byline")


def test_the_line_that_names_the_supplier_is_no_basis_beside_it() -> None:
    line = "The Associated Press contributed to this report."
    found = origin.trace(replace(ARTICLE, body=f"{ARTICLE.body}\n{line}", end_notes=(line,)))
    assert found.supplier and (found.supplier.name, found.supplier.share) == ("Associated Press", "part")
    assert found.based_on == ()


@pytest.mark.parametrize("line", ["The plan was first reported by Harbour Review.", "The study on lanterns was first published in Harbour Review.",
                                  "Die Studie über Laternen erschien zuerst bei Harbour Review."])
def test_news_and_studies_that_were_elsewhere_first_are_no_text_of_theirs(line: str) -> None:
    link = model.BodyLink(url="https://review.example/2031/harbour", text="Harbour Review", context=line, paragraph=0)
    assert origin.trace(replace(ARTICLE, body=f"{line}\nMore.", links=(link,))).supplier is None


@pytest.mark.parametrize(("line", "share"), [("Mit Agenturmaterial.", "part"), ("(With inputs from agencies)", "part"), ("Agencias", "whole"),
                                             ("Redacción y agencias", "part")])
def test_agencies_without_a_name_are_told_as_such(line: str, share: str) -> None:
    assert supplier(end_notes=(line,)) == ("news agencies", share, "end_note")


def test_the_last_bracket_of_a_text_can_be_the_credit() -> None:
    assert supplier(body="Ships came back.\nThe mayor counted lanterns. (AFP)") == ("AFP", "whole", "end_note")
    assert supplier(body="Ships came back.\nThe mayor counted lanterns. (ada)") is None


@pytest.mark.parametrize("line", [
    "First published in Harbour Review.", "Dieser Artikel erschien zuerst bei Harbour Review.", "Cet article a été publié initialement par Harbour Review.",
    "Este artículo fue publicado originalmente en Harbour Review.", "Este texto foi publicado originalmente em Harbour Review.",
    "Articolo pubblicato originariamente su Harbour Review.", "Dit stuk is eerder verschenen in Harbour Review.",
    "Tekst ukazał się pierwotnie w Harbour Review.", "Текст впервые опубликован в Harbour Review.", "本文原载 Harbour Review",
])
def test_a_text_that_stood_elsewhere_first_has_that_outlet_as_supplier_with_its_link(line: str) -> None:
    link = model.BodyLink(url="https://review.example/2031/harbour", text="Harbour Review", context=line, paragraph=9)
    found = origin.trace(replace(ARTICLE, end_notes=(line,), links=(link,)))
    assert found.supplier and found.supplier.share == "whole"
    assert (found.supplier.name, found.url) == ("Harbour Review", "https://review.example/2031/harbour")
    assert origin.primary_url(found) == "https://review.example/2031/harbour"
    assert found.supplier.evidence.quote in line


def test_a_canonical_link_to_another_site_names_the_outlet_that_has_the_original() -> None:
    found = origin.trace(replace(ARTICLE, structured=(("link.canonical", "https://harbour-review.example/a/1"),)))
    assert found.supplier and (found.supplier.name, found.supplier.evidence.where) == ("harbour-review.example", "canonical")
    assert found.url == "https://harbour-review.example/a/1"


@pytest.mark.parametrize("address", ["https://tidewater.example/news/1?x=1", "https://www.tidewater.example/n", "https://harbour-review.example/",
                                     "https://tidewater.test/news/1", "https://t.co/abc", "not an address"])
def test_other_canonical_links_say_nothing(address: str) -> None:
    assert supplier(structured=(("link.canonical", address),)) is None


def test_structured_data_and_authors_can_name_the_agency() -> None:
    assert supplier(structured=(("jsonld.sourceOrganization", "Agence France-Presse"),)) == ("AFP", "whole", "jsonld")
    assert supplier(structured=(("jsonld.author", "Ada Marsh"), ("jsonld.publisher", "The Tidewater Post"))) is None
    assert supplier(authors=("dpa",)) == ("dpa", "whole", "byline")
    assert supplier(authors=("Ada Marsh", "AP")) == ("Associated Press", "part", "byline")


def test_the_feeds_own_source_element_counts() -> None:
    entry = model.Entry(entry_id="1", url="https://tidewater.example/news/1", source_title="Harbour Review", source_url="https://review.example/rss",
                        origin_url="https://review.example/2031/harbour")
    found = origin.trace(ARTICLE, entry=entry)
    assert (found.kind, found.name, found.url) == ("outlet", "Harbour Review", "https://review.example/2031/harbour")
    own = replace(entry, source_title="Tidewater Post", source_url="https://tidewater.example/rss")
    assert origin.trace(ARTICLE, entry=own).supplier is None


def test_a_copy_of_an_agencys_own_article_leads_to_it() -> None:
    copy = origin.CopyOf(outlet_name="AP News", url="https://apnews.com/article/1", containment=0.9, earlier=True)
    found = origin.trace(ARTICLE, copies=[copy])
    assert (found.name, found.url) == ("Associated Press", "https://apnews.com/article/1")
    assert origin.trace(ARTICLE, copies=[replace(copy, containment=0.2)]).supplier is None


def test_an_agency_is_not_its_own_supplier() -> None:
    own = replace(ARTICLE, url="https://apnews.com/article/1", canonical_url="https://apnews.com/article/1", outlet_name="AP News",
                  bylines=("By Associated Press",), authors=("Associated Press",), body="PORTO (AP) — Ships came back.\nMore.")
    assert origin.trace(own).kind == "own"


def test_a_caption_that_came_along_is_no_credit() -> None:
    image = model.Image(url="https://tidewater.example/a.jpg", caption="The harbour. AFP", credit="AFP")
    assert supplier(images=(image,), bylines=("AFP",)) is None


def test_the_table_knows_at_least_sixty_agencies_and_no_name_twice() -> None:
    agencies = [each for each in known.suppliers() if each.kind == "agency"]
    assert len(agencies) >= 60
    assert len({each.name for each in known.suppliers()}) == len(known.suppliers())
    written = [mark for each in known.suppliers() for mark in each.marks]
    assert len(set(written)) == len(written)
