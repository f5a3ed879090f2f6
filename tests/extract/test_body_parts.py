"""What belongs to the text and what does not: tables, sections, second headlines, furniture in many languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from headwater import model
from headwater.extract import article, boilerplate, furniture

LINES = [f"Divers reached gate number {number} before noon and found the crack longer than the harbour office had said." for number in range(6)]
TEXT = "".join(f"<p>{line}</p>" for line in LINES)


def body(inside: str, *, author: str = "", lang: str = "en", attributes: str = "") -> list[str]:
    markup = (f'<html lang="{lang}"{attributes}><head><title>Lock closed for the winter</title><meta name="author" content="{author}"></head><body><header><a href="/">Tidewater Post</a></header>'
              f"<main><article><h1>Lock closed for the winter</h1>{inside}</article></main></body></html>")
    found = article.extract(model.Page(url="https://tide.example/harbour/lock-closed", body=markup.encode(), fetched_at=datetime(2026, 11, 26, tzinfo=UTC)))
    assert isinstance(found, model.Article), found
    return found.body.split("\n")


def table(head: str = "<tr><th>Gate</th><th>Length</th></tr>", label: str = "figures") -> str:
    return f'{TEXT}<table class="{label}">{head}<tr><td>North</td><td>40 m</td></tr><tr><td>South</td><td>38 m</td></tr></table><p>{LINES[0]} Ships wait.</p>'


def test_a_table_with_headings_between_paragraphs_is_a_line_a_row() -> None:
    assert [line for line in body(table()) if "\t" in line] == ["Gate\tLength", "North\t40 m", "South\t38 m"]


@pytest.mark.parametrize("markup", [table(head=""), table(label="fixtures"), table().replace("<table", '<table role="presentation"')])
def test_tables_that_lay_out_and_widgets_are_none(markup: str) -> None:
    assert not any("North" in line for line in body(markup))


def test_sections_of_one_article_dressed_differently_are_all_its_text() -> None:
    sections = "".join(f'<section class="s{number}"><h2>Part {number}</h2><div class="k{number}"><p class="t{number}">{line} {line}</p></div></section>' for number, line in enumerate(LINES))
    assert [line for line in body(sections) if not line.startswith("Part")] == [f"{line} {line}" for line in LINES]


def test_a_sentence_marked_up_as_second_headline_is_the_standfirst() -> None:
    deck = "The harbour office keeps the northern lock shut until spring because a gate has a crack that grows with every tide."
    assert body(f'<hgroup><h2>{deck}</h2></hgroup><div class="text">{TEXT}</div>') == [deck, *LINES]


def test_a_paragraph_on_the_author_at_the_end_goes_and_one_in_the_text_stays() -> None:
    note = "Seit 2019 leitet Ada Brandvik das Ressort Hafen und berichtet von Schleusen und Schiffen."
    assert body(TEXT + f"<p>{note}</p>", author="Ada Brandvik", lang="de") == LINES
    assert note in body(f"<p>{LINES[0]} One.</p><p>{note}</p>{TEXT}", author="Ada Brandvik", lang="de")


def test_marks_for_screen_readers_go() -> None:
    assert furniture.without_marks("The report(öffnet im neuen Fenster) says so.") == "The report says so."
    assert furniture.without_marks("The report, opens new tab by the office") == "The report by the office"
    assert furniture.without_marks("The office opens new windows to the sea.") != ""


def test_soft_hyphens_and_widthless_spaces_go_and_joiners_and_marks_of_direction_stay() -> None:
    persian = "بندر شمالی تا بهار بسته می\u200cماند و کشتی\u200cها بیرون از آن منتظر می\u200cمانند تا غواصان کار خود را تمام کنند."
    hindi = "बंदरगाह का उत्तरी द्वार वसंत तक बंद रहेगा और जहाज़ बाहर प्रतीक्षा करेंगे, श्री\u200d ने गुरुवार को यह बात कही।"
    hebrew = "השער הצפוני של הנמל יישאר סגור עד האביב,\u200f אמר דובר הנמל ביום חמישי לעיתונאים שהמתינו מחוץ לבניין."
    inside = f"<p>{persian}</p><p>{hindi}</p><p>{hebrew}</p><p>The har\u00adbour of\u200bfice keeps the northern lock shut until spring, it said on Thursday in a short note.</p>{TEXT}"
    found = body(inside, lang="fa", attributes=' dir="rtl"')
    assert found[:3] == [persian, hindi, hebrew]
    assert found[3].startswith("The harbour office keeps")


@pytest.mark.parametrize("language", sorted(language for language, classes in furniture.table().items() if classes.get("also")))
def test_lines_that_lead_elsewhere_are_known_and_sentences_that_begin_alike_are_not(language: str) -> None:
    for phrase in furniture.table()[language]["also"].split("|"):
        assert boilerplate.of_line(f"{phrase}: 1234 5678 9012 3456"), phrase
        assert not furniture.of_line(f"{phrase}1234 5678x 9012 3456 7890 1234 " * 12, 0.0), phrase


@pytest.mark.parametrize(("line", "kind"), [
    ("Подпишитесь на наш Телеграм", "newsletter"), ("Takip edin: WhatsApp kanalımız", "newsletter"), ("Obserwuj nas na Facebook", "newsletter"),
    ("Zaprenumeruj newsletter", "newsletter"), ("हमारे यूट्यूब चैनल को सब्सक्राइब करें", "newsletter"), ("ニュースレターに登録する", "newsletter"), ("유튜브 채널 구독하기", "newsletter"),
    ("关注我们的微信公众号", "newsletter"), ("تابعونا على واتساب", "newsletter"), ("Ikuti kami di WhatsApp", "newsletter"), ("Theo dõi chúng tôi trên Facebook", "newsletter"),
    ("ติดตามข่าวทาง LINE", "newsletter"), ("Διαφήμιση", "label"), ("Hirdetés", "label"), ("विज्ञापन", "label"), ("โฆษณา", "label"), ("פרסומת", "label"),
    ("Our Standards: the principles of the house.", "notice"), ("Dieser Artikel wurde im Original auf Englisch veröffentlicht.", "notice"),
    ("Нашли ошибку? Выделите ее.", "notice"), ("本文仅代表作者观点。", "notice"),
])
def test_furniture_is_known_in_many_languages(line: str, kind: str) -> None:
    assert boilerplate.of_line(line) in (kind, "newsletter" if kind == "newsletter" else kind)


@pytest.mark.parametrize("line", [
    "Like many others, Facebook cut jobs on Thursday.", "He used to follow the news on Telegram, his sister said.",
    "Der Konzern will Facebook in Europa abschalten.", "La empresa que compró WhatsApp sigue en pérdidas.", "Читайте книги, сказал он детям.",
    "该事件在微博引发关注。", "Реклама пива будет запрещена с января.", "Der Artikel teilt die Ansicht des Ministers.", "More than forty ships wait outside.",
])
def test_sentences_of_news_are_no_furniture(line: str) -> None:
    assert furniture.of_line(line, 0.0) == ""


def test_texts_of_a_gallerys_slides_are_the_text_and_captions_are_not() -> None:
    slides = "".join(f'<div class="slideshow-slide"><figure><img src="/{number}.jpg" width="900"><figcaption>Gate {number}. Photo: Ada Brandvik</figcaption></figure>'
                     f"<h2>Gate {number}</h2><p>{line} {LINES[0]}</p></div>" for number, line in enumerate(LINES))
    found = body(f'<div class="slideshow">{slides}</div>')
    assert [line for line in found if "Divers" in line] == [f"{line} {LINES[0]}" for line in LINES]
    assert not any("Photo" in line for line in found)


@pytest.mark.parametrize(("lang", "line"), [
    ("ja", "港湾局は日曜日、潜水士が下部ゲートに亀裂を発見したため、北の水門を閉鎖した。全長四十メートルを超える船舶は外で待機する。"),
    ("ar", "أغلق مكتب الميناء البوابة الشمالية يوم الأحد بعد أن عثر الغواصون على شق طويل في أسفلها، وعلى السفن أن تنتظر خارج الميناء."),
    ("th", "สำนักงานท่าเรือปิดประตูน้ำด้านเหนือเมื่อวันอาทิตย์ หลังนักประดาน้ำพบรอยแตกยาวที่ประตูด้านล่าง เรือขนาดใหญ่ต้องรออยู่ด้านนอก"),
    ("ru", "Портовое управление закрыло северный шлюз в воскресенье, после того как водолазы нашли длинную трещину в нижних воротах."),
    ("bn", "ডুবুরিরা নিচের ফটকে লম্বা ফাটল খুঁজে পাওয়ার পর বন্দর দপ্তর রবিবার উত্তরের জলকপাট বন্ধ করে দেয়, বড় জাহাজগুলি বাইরে অপেক্ষা করছে।"),
    ("am", "ጠላቂዎች በታችኛው በር ላይ ረጅም ስንጥቅ ካገኙ በኋላ የወደቡ ቢሮ እሁድ ዕለት ሰሜናዊውን በር ዘጋ፤ ትላልቅ መርከቦች ውጭ እየጠበቁ ናቸው።"),
])
def test_several_containers_in_any_script_are_one_text(lang: str, line: str) -> None:
    halves = [[f"{number} {line} {line}" for number in numbers] for numbers in ((1, 2, 3), (4, 5, 6))]
    inside = '<div class="ad">&nbsp;</div>'.join(f'<div class="part">{"".join(f"<p>{one}</p>" for one in half)}</div>' for half in halves)
    assert body(inside, lang=lang) == [*halves[0], *halves[1]]
