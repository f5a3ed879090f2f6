"""Kinds of articles by signal and language."""

from __future__ import annotations

import json

import pytest

from headwater.extract import head, kinds, markup


def kind(*, types: str = "", url: str = "https://tide.example/news/lock-closed", metas: str = "", headline: str = "The lock is closed", section: str = "",
         labels: tuple[str, ...] = (), more: str = "") -> str:
    data = json.dumps({"@type": types, "headline": headline, "datePublished": "2026-03-01"}) if types else "{}"
    root, _ = markup.parse(f"<html><head>{metas}<script type='application/ld+json'>{data}</script>{more}</head><body><p>x</p></body></html>")
    assert root is not None
    return kinds.kind(head.read(root, url), headline, section=section, labels=labels).value


@pytest.mark.parametrize(("types", "expected"), [
    ("NewsArticle", "news"), ("ReportageNewsArticle", "news"), ("OpinionNewsArticle", "opinion"), ("LiveBlogPosting", "live"), ("AdvertiserContentArticle", "advertorial"),
])
def test_schema_org_types(types, expected):
    assert kind(types=types) == expected


def test_a_claim_review_anywhere_makes_a_check_of_facts():
    assert kind(types="NewsArticle", more="<script type='application/ld+json'>{\"@type\": \"ClaimReview\", \"claimReviewed\": \"x\"}</script>") == "fact_check"


OPINION = ("Opinion", "Meinung", "Kommentar", "Débats", "Opinión", "Opinião", "Opinioni", "Opinie", "Ledare", "Kronikk", "Debat", "Pääkirjoitus", "Publicystyka", "Názory", "Vélemény", "Opinii",
           "Mišljenje", "Мнения", "Думка", "Απόψεις", "Görüş", "رأي", "دیدگاه", "דעות", "संपादकीय", "মতামত", "Opini", "Quan điểm", "评论", "社説", "오피니언", "Arvamus", "Viedokļi", "Nuomonės")
OTHERS = {
    "press_release": ("Press release", "Pressemitteilung", "Communiqué de presse", "Nota de prensa", "Comunicado de imprensa", "Comunicato stampa", "Persbericht", "Pressmeddelande", "Tiedote", "Komunikat prasowy",
                      "Tisková zpráva", "Sajtóközlemény", "Пресс-релиз", "Прес-реліз", "Δελτίο Τύπου", "Basın bülteni", "بيان صحفي", "הודעה לעיתונות", "Siaran pers", "新闻稿", "プレスリリース", "보도자료"),
    "fact_check": ("Fact check", "Faktencheck", "Désintox", "Verificación", "Checagem", "Faktasjekk", "Faktatjek", "Faktakoll", "Faktantarkistus", "Weryfikacja", "Ověření faktů", "Tényellenőrzés", "Фактчек", "Doğruluk kontrolü",
                   "تدقيق الحقائق", "फैक्ट-चेक", "Cek Fakta", "事实核查", "事實查核", "ファクトチェック", "팩트체크"),
    "obituary": ("Obituaries", "Nachruf", "Nécrologie", "Obituarios", "Obituário", "Necrologi", "In memoriam", "Minnesord", "Nekrolog", "Muistokirjoitus", "Minningargreinar", "Gyászhír", "Некролог", "Некрологи", "Νεκρολογία",
                 "وفيات", "श्रद्धांजलि", "Cáo phó", "讣告", "訃報", "부고"),
    "advertorial": ("Sponsored content", "Bezahlter Inhalt", "Contenu sponsorisé", "Contenido patrocinado", "Conteúdo patrocinado", "Contenuto sponsorizzato", "Gesponsorde inhoud", "Annonsørinnhold", "Kaupallinen yhteistyö",
                    "Artykuł sponsorowany", "Komerční sdělení", "Szponzorált tartalom", "Conținut sponsorizat", "На правах рекламы", "Sponsorlu içerik", "محتوى مدفوع", "תוכן ממומן", "प्रायोजित", "Nội dung quảng cáo", "廣編特輯", "タイアップ記事", "협찬"),
    "live": ("Live blog", "Liveticker", "En direct", "En vivo", "Ao vivo", "Diretta", "Na żywo", "On-line přenos", "Uživo", "На живо", "Онлайн-трансляция", "Canlı anlatım", "بث مباشر", "लाइव-अपडेट", "Siaran langsung", "Trực tiếp", "直播", "실시간-중계"),
}


@pytest.mark.parametrize("section", OPINION)
def test_sections_of_opinion(section):
    assert kind(section=section) == "opinion"


@pytest.mark.parametrize(("expected", "section"), [(expected, name) for expected, names in OTHERS.items() for name in names])
def test_other_sections(expected, section):
    assert kind(section=section) == expected


@pytest.mark.parametrize(("url", "expected"), [
    ("https://tide.example/opinion/2026/lock", "opinion"), ("https://tide.example/commentisfree/lock", "opinion"), ("https://tide.example/presse/pressemitteilungen/lock", "press_release"),
    ("https://tide.example/faktencheck/lock", "fact_check"), ("https://tide.example/obituaries/ann-moor", "obituary"), ("https://tide.example/sponsored/lock", "advertorial"),
    ("https://tide.example/galeria-de-fotos/lock", "gallery"), ("https://tide.example/video/lock", "video"), ("https://tide.example/%D0%BC%D0%BD%D0%B5%D0%BD%D0%B8%D1%8F/lock", "opinion"),
    ("https://tide.example/news/opinion", "news"), ("https://tide.example/news/video-shows-lock", "news"),
])
def test_addresses(url, expected):
    assert kind(url=url) == expected


@pytest.mark.parametrize(("headline", "expected"), [
    ("Opinion | The lock must open", "opinion"), ("Kommentar: Die Schleuse muss auf", "opinion"), ("【社説】水門を開けよ", "opinion"), ("Fact check: the lock is not sinking", "fact_check"),
    ("Nachruf: Ann Moor", "obituary"), ("LIVE: the lock opens", "live"), ("The lock: live updates", "live"), ("Im Liveticker: Die Schleuse öffnet", "live"),
    ("Ann Moor live in concert", "news"), ("Opinions differ on the lock", "news"), ("Video: the lock opens", "news"),
])
def test_headlines(headline, expected):
    assert kind(headline=headline) == expected


def test_labels_and_declarations():
    assert kind(labels=("Meinung",)) == "opinion"
    assert kind(labels=("Comment", "Sponsored", "Watch", "Video")) == "news"  # a count of comments, a slot, a player
    assert kind(metas="<meta name='sponsored' content='yes'>") == "advertorial"
    assert kind(metas="<meta name='sponsored' content='no'>") == "news"
    assert kind(metas="<meta property='article:opinion' content='true'>") == "opinion"
    assert kind(metas="<meta property='og:type' content='video.other'>") == "video"
