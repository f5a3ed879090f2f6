"""Access, corrections, tags, people and dates of a page, by signal and language, and where each was found."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from headwater import model
from headwater.extract import article

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
URL = "https://tide.example/2026/03/lock"
TEXT = "".join(f"<p>The harbour authority has closed the northern lock for the {word} time, and ships of more than forty metres must wait outside "
               "until the engineers have measured the damage and the council has met.</p>" for word in ("first", "second", "third", "fourth"))


def read(*, data: Any = None, metas: str = "", above: str = "", first: str = "", last: str = "", behind: str = "", lang: str = "en") -> model.Article:
    node = {"@type": "NewsArticle", "headline": "Lock closed", **data} if isinstance(data, dict) else data
    script = f"<script type='application/ld+json'>{json.dumps(node)}</script>" if node else ""
    page = (f"<html lang='{lang}'><head><title>Lock closed</title><meta property='og:site_name' content='The Tide'>{metas}{script}</head><body><article>"
            f"<header><h1>Lock closed</h1>{above}</header><div class='article-body'>{first}{TEXT}{last}</div>{behind}</article></body></html>")
    found = article.extract(model.Page(url=URL, body=page.encode(), fetched_at=NOW, content_type="text/html; charset=utf-8"), None)
    assert isinstance(found, model.Article), found
    return found


# ---- access ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("data", "metas", "expected"), [
    ({}, "", ""), ({"isAccessibleForFree": True}, "", "free"), ({"isAccessibleForFree": "False"}, "", "subscription"),
    ({"isAccessibleForFree": True, "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".wall"}}, "", "subscription"),
    ({"isAccessibleForFree": "https://schema.org/False"}, "", "subscription"),
    ({}, "<meta property='article:content_tier' content='metered'>", "metered"), ({}, "<meta property='article:content_tier' content='locked'>", "subscription"),
    ({"isAccessibleForFree": False}, "<meta property='article:content_tier' content='metered'>", "metered"), ({}, "<meta property='article:content_tier' content='free'>", "free"),
])
def test_declared_access(data, metas, expected):
    assert read(data=data, metas=metas).access == expected


WALLS = ("Subscribe to continue reading", "Jetzt Abo abschließen und weiterlesen", "Abonnez-vous pour lire la suite", "Suscríbete para seguir leyendo", "Assine para continuar a ler",
         "Abbonati per continuare a leggere", "Neem een abonnement om verder te lezen", "Bli prenumerant för att läsa vidare", "Bli abonnent for å lese videre", "Subskrybuj, aby czytać dalej",
         "Předplaťte si a pokračovat ve čtení", "Fizessen elő, és tovább olvashatja", "Оформите подписку, чтобы читать дальше", "Передплатіть, щоб читати далі",
         "Okumaya devam etmek için abone olun", "اشترك الآن لمتابعة القراءة", "להמשך קריאה רכשו מנוי", "Berlangganan untuk melanjutkan membaca", "订阅后继续阅读", "有料会員になると続きを読むことができます", "구독하고 계속 읽기")


@pytest.mark.parametrize("wall", WALLS)
def test_the_wall_one_sees(wall):
    found = read(behind=f"<div class='box'><p>{wall}</p></div>")
    assert (found.access, dict(found.found)["access"]) == ("subscription", "text")


def test_a_wall_of_registration_and_none():
    assert read(behind="<p>Register for free to continue reading</p>").access == "registration"
    assert read(behind="<p>Subscribe to our newsletter and never miss a story</p>").access == ""


PAGE_NODE = {"@type": "WebPage", "isAccessibleForFree": False}


@pytest.mark.parametrize(("more", "expected"), [
    (PAGE_NODE, "subscription"), ({**PAGE_NODE, "@id": URL + "#webpage"}, "subscription"), ({"@type": ["WebPage", "ItemPage"], "isAccessibleForFree": "true"}, "free"),
    ({"@type": "WebPage", "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False}}, "subscription"),
    ({"@type": "Article", "url": URL, "isAccessibleForFree": "False"}, "subscription"),
    ({**PAGE_NODE, "url": "https://tide.example/2026/03/other"}, ""), ({"@type": "Article", "isAccessibleForFree": False}, ""), ({"@type": "Event", "isAccessibleForFree": False}, ""),
])
def test_what_the_node_of_the_page_says_of_access_counts(more, expected):
    found = read(data=[{"@type": "NewsArticle", "headline": "Lock closed", "datePublished": "2026-03-04"}, more])
    assert found.access == expected
    assert found.signals.free is {"subscription": False, "free": True, "": None}[expected]


def test_a_page_that_is_not_free_is_not_though_its_article_says_so():
    assert read(data=[{"@type": "NewsArticle", "headline": "Lock closed", "isAccessibleForFree": True}, PAGE_NODE]).signals.free is False


@pytest.mark.parametrize(("wall", "expected"), [
    ("Weiterlesen mit Tide Plus", "subscription"), ("この記事は有料会員限定です。残り 900文字", "subscription"), ("للاستمرار في القراءة اشترك الآن", "subscription"),
    ("You have 3 free articles left this month.", "metered"), ("Sie haben noch 2 kostenlose Artikel in diesem Monat", "metered"), ("Il vous reste 1 article gratuit ce mois-ci", "metered"),
    ("Read more with our partners", ""), ("Five free concerts are left this month", ""), ("この記事は役に立ちましたか", ""), ("Two stories of the tower remain", ""),
])
def test_walls_and_meters_in_more_ways(wall, expected):
    assert read(behind=f"<div class='box'><p>{wall}</p></div>").access == expected


# ---- corrections -------------------------------------------------------------------------------------------

NOTICES = (
    "Correction: the lock is forty metres long, not fifty.", "Correction (May 3): the lock is forty metres long.", "Clarification: the council has not met.",
    "An earlier version of this article gave the wrong length of the lock.", "This article was amended on 3 May 2026 to correct the length.",
    "Korrektur: Die Schleuse ist vierzig Meter lang.", "In einer früheren Version dieses Artikels stand eine falsche Länge.", "Rectificatif : l’écluse mesure quarante mètres.",
    "Une version précédente de cet article indiquait une mauvaise longueur.", "Fe de errores: la esclusa mide cuarenta metros.", "Correção: a eclusa tem quarenta metros.",
    "Errata corrige: la chiusa misura quaranta metri.", "Correctie: de sluis is veertig meter lang.", "Rättelse: Slussen är fyrtio meter.", "Rettelse: Slusen er førti meter.", "Oikaisu: Sulku on neljäkymmentä metriä.",
    "Leiðrétting: Skipastiginn er fjörutíu metrar.", "Sprostowanie: śluza ma czterdzieści metrów.", "Oprava: zdymadlo má čtyřicet metrů.", "Helyreigazítás: a zsilip negyven méter.", "Erată: ecluza are patruzeci de metri.",
    "Ispravak: ustava je duga četrdeset metara.", "Исправление: длина шлюза сорок метров.", "В предыдущей версии статьи была указана неверная длина.", "Уточнення: довжина шлюзу сорок метрів.", "Διόρθωση: η πύλη έχει μήκος σαράντα μέτρα.",
    "Düzeltme: kapak kırk metredir.", "تصحيح: طول البوابة أربعون مترا.", "اصلاحیه: طول دریچه چهل متر است.", "תיקון: אורך הסכר ארבעים מטרים.", "भूल सुधार: द्वार की लंबाई चालीस मीटर है।", "সংশোধনী: গেটটি চল্লিশ মিটার।",
    "Ralat: panjang pintu air empat puluh meter.", "Đính chính: cửa cống dài bốn mươi mét.", "更正：水门长四十米。", "【訂正】水門の長さは四十メートルです。", "정정: 수문의 길이는 사십 미터입니다.",
)


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_is_kept_verbatim_and_stands_in_the_body(notice):
    found = read(last=f"<p>{notice}</p>")
    assert found.corrections == (notice,)
    assert notice in found.body.split("\n")


@pytest.mark.parametrize("line", ["The corrections to the budget were small, said the council after it had met.", "Correcting the lock takes a week, and nobody knows who will pay for it.",
                                  "Oprava zdymadla potrvá týden a nikdo neví, kdo ji zaplatí, řekla rada.", "Поправка к закону принята советом в третьем чтении во вторник."])
def test_a_line_on_corrections_is_none(line):
    assert read(last=f"<p>{line}</p>").corrections == ()


def test_a_heading_and_structured_data():
    assert read(last="<h2>Correction</h2><p>The lock is forty metres long, not fifty as we wrote.</p>").corrections == ("The lock is forty metres long, not fifty as we wrote.",)
    found = read(data={"correction": {"@type": "CorrectionComment", "text": "The lock is forty metres long."}})
    assert (found.corrections, dict(found.found)["corrections"]) == (("The lock is forty metres long.",), "jsonld.correction")


# ---- tags --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("data", "metas", "expected"), [
    ({"keywords": ["Locks", "Harbour", "locks"]}, "", ("Locks", "Harbour")), ({"keywords": "Locks, Harbour"}, "", ("Locks", "Harbour")), ({"keywords": ["Moor, Ann", "Locks"]}, "", ("Moor, Ann", "Locks")),
    ({}, "<meta property='article:tag' content='Locks'><meta property='article:tag' content='Harbour'>", ("Locks", "Harbour")),
    ({}, "<meta name='news_keywords' content='水门、港口'>", ("水门", "港口")), ({"keywords": ["type:article", "4711", "Locks"]}, "", ("Locks",)),
])
def test_tags(data, metas, expected):
    assert read(data=data, metas=metas).tags == expected


# ---- dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("line", "lang", "day"), [
    ("3 March 2026", "en", (3, 3)), ("March 3rd, 2026, 4:15 pm", "en", (3, 3)), ("Von 4. 2. 2026.", "de", (4, 2)), ("1. Februar 2026, Max Muster", "de", (1, 2)), ("Publié le 3 mars 2026", "fr", (3, 3)),
    ("3 de marzo de 2026", "es", (3, 3)), ("3 de março de 2026", "pt", (3, 3)), ("3 marzo 2026", "it", (3, 3)), ("3 maart 2026", "nl", (3, 3)), ("3. mars 2026", "nb", (3, 3)), ("3 marca 2026", "pl", (3, 3)),
    ("3 марта 2026", "ru", (3, 3)), ("3 березня 2026", "uk", (3, 3)), ("3 Mart 2026", "tr", (3, 3)), ("2026年3月3日", "zh", (3, 3)), ("2026년 3월 3일", "ko", (3, 3)), ("03/02/2026", "fr", (3, 2)), ("02/03/2026", "en", (3, 2)),
])
def test_a_date_behind_the_headline_needs_no_name(line, lang, day):
    found = read(above=f"<p>{line}</p>", lang=lang)
    assert found.published and (found.published.day, found.published.month, found.published.year) == (*day, 2026)
    assert dict(found.found)["published"] == "text"


def test_a_time_ahead_is_clamped_and_the_claimed_one_kept():
    found = read(data={"datePublished": "2026-04-01T08:00:00+02:00"})
    assert found.published and found.published == NOW and found.published.isoformat().endswith("+02:00")
    assert [one for one in found.warnings if one.code == "future-date"] == [model.Warned(code="future-date", detail="jsonld.datePublished: 2026-04-01T08:00:00+02:00")]


def test_a_date_that_can_be_wins_over_one_ahead():
    found = read(data={"datePublished": "2026-12-01T08:00:00Z"}, metas="<meta property='article:published_time' content='2026-03-02T08:00:00Z'>")
    assert found.published == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_places_of_all_fields():
    found = read(data={"datePublished": "2026-03-01T08:00:00Z", "dateModified": "2026-03-02T08:00:00Z", "author": "Ann Moor", "keywords": "Locks", "articleSection": "Opinion", "isAccessibleForFree": True},
                 metas=f"<link rel='canonical' href='{URL}'>")
    assert dict(found.found) == {
        "title": "h1", "authors": "jsonld.author", "published": "jsonld.datePublished", "updated": "jsonld.dateModified", "body": "blocks", "outlet_name": "meta.og:site_name",
        "canonical_url": "link.canonical", "language": "declared", "section": "jsonld.articleSection", "kind": "jsonld.genre or articleSection", "access": "jsonld.isAccessibleForFree", "tags": "jsonld.keywords"}


def test_hostile_structured_data_is_bounded():
    deep: Any = "x"
    for _ in range(200):
        deep = {"author": [deep]}
    found = read(data={"author": [{"name": f"Ann Moor{number}"} for number in range(5000)], "keywords": ["k" * 9000, *(f"tag {number}" for number in range(9000))],
                       "correction": ["wrong " * 3000] * 60, "editor": deep, "contributor": [[[["x"]]]] * 800, "genre": {"name": {"name": {"name": "x"}}}, "articleSection": [None, 3, {}]})
    assert len(found.tags) <= 30 and len(found.contributors) <= 40 and len(found.corrections) <= 10
    assert all(len(line) <= 1200 for line in found.corrections)


def test_persons_and_places_that_an_article_is_about_are_marked() -> None:
    data = {"@type": "NewsArticle", "headline": "Lock closed", "about": [{"@type": "Person", "name": "Ada Quill"}, {"@type": "Thing", "name": "Locks"}, "Ada Marsh"],
            "mentions": {"@type": ["Place", "City"], "name": "Port Ellery"}, "contentLocation": {"name": "Upper Weir"}}
    found = read(data=data)
    assert [one for one in found.structured if one[0].startswith("jsonld.named")] == [
        ("jsonld.named.person", "Ada Quill"), ("jsonld.named.place", "Port Ellery"), ("jsonld.named.place", "Upper Weir")]
