"""Section pages made up for tests: layouts that outlets use, in many scripts, each with the truth of its list.

All words are ours. A page is a layout filled with headlines, between navigation, a most-read list, tags, advertisements,
pagination and a footer, which must not be taken for the list.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
SITE = "https://www.lighthouse.example"
URL = f"{SITE}/section/harbour"


@dataclass(frozen=True)
class Tongue:
    """Words of one language: (who, what, where) combine into headlines."""

    who: tuple[str, ...]
    what: tuple[str, ...]
    where: tuple[str, ...]
    menu: tuple[str, ...]
    most_read: str
    more: str
    line: str  # a sentence for summaries
    gap: str = " "

    def headline(self, number: int) -> str:
        """Another one for each number below 60."""
        return self.gap.join((self.who[number % 4], self.what[number // 4 % 5], self.where[number // 20 % 3])) + ("" if number < 60 else f" {number}")

    def summary(self, number: int) -> str:
        return f"{self.line} {self.who[(number + 1) % 4]}."


TONGUES = {
    "en": Tongue(("Harbour pilots", "The ferry company", "Lighthouse keepers", "Fishing crews"), ("demand longer breaks", "reject the new timetable", "agree to repair the pier", "warn of a rough winter", "start a school for sailors"),
                 ("after the storm", "on the northern coast", "despite high costs"), ("World", "Politics", "Business", "Sport", "Weather"), "Most read", "Read more", "The council had promised an answer before the end of the month, but none came."),
    "de": Tongue(("Die Hafenlotsen", "Das Fährunternehmen", "Der Leuchtturmwärter", "Die Fischer"), ("fordern längere Pausen", "lehnen den Fahrplan ab", "reparieren den alten Steg", "warnen vor dem Winter", "gründen eine Schule"),
                 ("nach dem Sturm", "an der Nordküste", "trotz hoher Kosten"), ("Politik", "Wirtschaft", "Sport", "Wetter", "Kultur"), "Meistgelesen", "Weiterlesen", "Der Rat hatte bis zum Ende des Monats eine Antwort versprochen, doch es kam keine."),
    "ru": Tongue(("Портовые лоцманы", "Паромная компания", "Смотритель маяка", "Рыбаки острова"), ("требуют перерыва", "против расписания", "починят старый причал", "ждут суровой зимы", "открывают школу"),
                 ("после шторма", "на северном берегу", "несмотря на расходы"), ("Мир", "Политика", "Экономика", "Спорт", "Погода"), "Самое читаемое", "Подробнее", "Совет обещал ответить до конца месяца, но ответа так и не последовало."),
    "ar": Tongue(("مرشدو الميناء", "شركة العبارات", "حارس المنارة", "صيادو الجزيرة"), ("يطالبون بفترات راحة", "ترفض الجدول الجديد", "يصلحون الرصيف القديم", "يحذرون من شتاء قاس", "يفتتحون مدرسة"),
                  ("بعد العاصفة", "على الساحل الشمالي", "رغم التكاليف العالية"), ("العالم", "سياسة", "اقتصاد", "رياضة", "طقس"), "الأكثر قراءة", "المزيد", "وعد المجلس بالرد قبل نهاية الشهر لكن الرد لم يصل حتى الآن إلى السكان."),
    "zh": Tongue(("港口领航员", "渡轮公司", "灯塔看守人", "海岛渔民"), ("要求延长休息时间", "拒绝新的航行时刻表", "同意修复旧码头", "警告冬季天气恶劣", "开办水手学校"), ("在风暴过后", "就在北部海岸", "尽管成本高昂"),
                 ("国际", "政治", "财经", "体育", "天气"), "热门文章", "阅读全文", "市议会曾承诺在月底之前给出答复，但至今没有任何消息，居民们感到失望。", ""),
    "ja": Tongue(("港の水先案内人", "フェリー会社", "灯台の守り人", "島の漁師たち"), ("休憩の延長を求める", "新しい時刻表に反対", "古い桟橋を修理へ", "厳しい冬に警戒", "船員の学校を開く"), ("嵐のあとで", "北の海岸で", "費用は高くても"),
                 ("国際", "政治", "経済", "スポーツ", "天気"), "アクセスランキング", "続きを読む", "議会は月末までに回答すると約束していたが、まだ何の知らせも届いていない。", ""),
    "ko": Tongue(("항구의 도선사들이", "여객선 회사가", "등대지기들이", "섬의 어부들이"), ("휴식 시간 연장을 요구", "새 운항표를 거부", "낡은 부두를 고치기로", "혹독한 겨울을 경고", "선원 학교를 열어"), ("폭풍이 지난 뒤", "북쪽 해안에서", "높은 비용에도"),
                 ("국제", "정치", "경제", "스포츠", "날씨"), "많이 본 뉴스", "더보기", "시의회는 이달 말까지 답을 주겠다고 약속했지만 아직 아무 소식도 없다고 주민들이 말했다."),
    "th": Tongue(("นักนำร่องท่าเรือ", "บริษัทเรือข้ามฟาก", "ผู้ดูแลประภาคาร", "ชาวประมงบนเกาะ"), ("เรียกร้องเวลาพักเพิ่ม", "ปฏิเสธตารางเดินเรือใหม่", "ซ่อมท่าเรือเก่า", "เตือนฤดูหนาวรุนแรง", "เปิดโรงเรียนลูกเรือ"), ("หลังพายุ", "ที่ชายฝั่งเหนือ", "แม้ค่าใช้จ่ายสูง"),
                 ("โลก", "การเมือง", "กีฬา", "อากาศ", "บันเทิง"), "ข่าวยอดนิยม", "อ่านต่อ", "สภาเมืองสัญญาว่าจะตอบก่อนสิ้นเดือนแต่ยังไม่มีข่าวใดส่งถึงชาวบ้านที่รออยู่", ""),
    "hi": Tongue(("बंदरगाह के पायलटों ने", "नौका कंपनी ने", "प्रकाशस्तंभ के रक्षक ने", "द्वीप के मछुआरों ने"), ("लंबे विराम की मांग की", "नई समय सारणी ठुकराई", "पुराने घाट की मरम्मत की", "कठोर सर्दी की चेतावनी दी", "नाविकों का स्कूल खोला"), ("तूफान के बाद", "उत्तरी तट पर", "भारी खर्च के बावजूद"),
                 ("दुनिया", "राजनीति", "कारोबार", "खेल", "मौसम"), "सर्वाधिक पढ़ी गई", "और पढ़ें", "परिषद ने महीने के अंत से पहले उत्तर देने का वादा किया था, लेकिन कोई उत्तर नहीं आया।"),
    "he": Tongue(("נתבי הנמל", "חברת המעבורות", "שומרי המגדלור", "דייגי האי"), ("דורשים הפסקות ארוכות", "דוחים את לוח הזמנים", "מתקנים את המזח הישן", "מזהירים מחורף קשה", "פותחים בית ספר"), ("אחרי הסערה", "בחוף הצפוני של האי", "למרות העלות הגבוהה"),
                  ("עולם", "פוליטיקה", "כלכלה", "ספורט", "תרבות"), "הנקראות ביותר", "המשך", "המועצה הבטיחה תשובה לפני סוף החודש, אך עד כה לא הגיעה שום תשובה לתושבים."),
}


@dataclass(frozen=True)
class Item:
    number: int
    title: str
    path: str
    at: datetime
    summary: str
    dated: bool = True
    pictured: bool = True

    @property
    def url(self) -> str:
        return SITE + self.path

    @property
    def picture(self) -> str:
        return f"{SITE}/media/{self.number}-harbour.jpg"


@dataclass(frozen=True)
class Made:
    """A page and what it lists."""

    body: bytes
    items: tuple[Item, ...]
    dates: bool = False  # whether the page says when
    pictures: bool = False
    url: str = URL


def items(tongue: Tongue, count: int = 14, path: str = "/harbour/story-{}", start: int = 0) -> tuple[Item, ...]:
    return tuple(Item(number, tongue.headline(number), path.format(48210 + number), NOW - timedelta(hours=3 * (number - start) + 1), tongue.summary(number)) for number in range(start, start + count))


def chrome(tongue: Tongue, middle: str, *, head: str = "", lang: str = "en", base: str = SITE) -> bytes:
    """A page around the middle, with everything that is no list."""
    menu = "".join(f'<li class="nav-item"><a href="{base}/{number}">{word}</a></li>' for number, word in zip(("world", "politics", "business", "sport", "weather"), tongue.menu, strict=True))
    most = "".join(f'<li><a href="{base}/harbour/story-{31000 + number}">{tongue.headline(number + 40)}</a></li>' for number in range(8))
    tags = "".join(f'<a rel="tag" href="{base}/tag/{number}">{tongue.who[number % 4]}</a> ' for number in range(12))
    return f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{tongue.menu[1]} | Lighthouse</title>{head}</head><body class="has-sidebar archive">
<header class="site-header"><a href="{base}/"><img src="/logo.svg" alt="Lighthouse"></a><nav><ul>{menu}</ul></nav></header>
<div class="breadcrumb"><a href="{base}/">Lighthouse</a> › <a href="{base}/section">{tongue.menu[0]}</a></div>
{middle}
<div class="pagination"><a href="{base}/section/harbour?page=2">2</a> <a href="{base}/section/harbour?page=3">{tongue.more}</a></div>
<div class="box42"><h4>{tongue.most_read}</h4><ol>{most}</ol></div>
<div class="tag-cloud">{tags}</div>
<div class="slot"><a href="https://shop.example/boots">{tongue.headline(55)}</a></div>
<footer><p>{tongue.line}</p><ul>{menu}<li><a href="{base}/about">{tongue.menu[3]} {tongue.menu[4]}</a></li><li><a href="{base}/help/how-to-read-this-paper-on-paper">{tongue.headline(56)}</a></li></ul></footer></body></html>""".encode()


def cards(tongue: Tongue, lang: str) -> Made:
    """Article elements with headings, times, pictures, summaries."""
    listed = items(tongue)
    middle = "".join(f"""<article class="post-{one.number} tag-sea category-popular"><a href="{one.path}"><img src="/media/{one.number}-harbour.jpg" alt=""></a>
<h2><a href="{one.path}">{one.title}</a></h2><p class="meta"><a href="/author/jo-{one.number}">Jo Sailor</a> <time datetime="{one.at.isoformat()}">12</time> <a href="{one.path}#comments">(12)</a></p><p>{one.summary}</p></article>""" for one in listed)
    return Made(chrome(tongue, f"<main>{middle}</main>", lang=lang), listed, dates=True, pictures=True)


def whole_links(tongue: Tongue, lang: str) -> Made:
    """Cards that are one link each: kicker, headline, summary and counter within it."""
    listed = items(tongue)
    middle = "".join(f"""<li class="Teaser_item__x{one.number}f"><a class="Teaser_link__9a" href="{one.path}"><span class="Teaser_kicker__1">{tongue.menu[one.number % 5]}</span>
<h3 class="Teaser_title__2">{one.title}</h3><p>{one.summary}</p><span class="comment-count">{one.number + 3}</span><time datetime="{one.at.isoformat()}"></time></a></li>""" for one in listed)
    return Made(chrome(tongue, f'<div id="content"><ul>{middle}</ul></div>', lang=lang), listed, dates=True)


def soup(tongue: Tongue, lang: str) -> Made:
    """Nothing but div elements whose classes say nothing, first and last marked."""
    listed = items(tongue)
    middle = "".join(f"""<div class="{'first ' if not place else ''}{'odd' if place % 2 else 'even'} q7"><div class="k1"><a href="{one.path}">{one.title}</a></div><div class="k2">{one.at:%d.%m.%Y %H:%M}</div><div class="k3">{one.summary}</div></div>"""
                     for place, one in enumerate(listed))
    return Made(chrome(tongue, f'<div class="w1"><div class="w2">{middle}</div></div>', lang=lang), listed, dates=True)


def table(tongue: Tongue, lang: str) -> Made:
    """A table with a date in its own cell, beside a menu in a cell of the layout's table."""
    listed = items(tongue, path="/view.php?id={}")
    rows = "".join(f'<tr><td width="90">{one.at:%Y-%m-%d %H:%M}</td><td><a href="view.php?id={48210 + one.number}"><font size=2>{one.title}</font></a></td></tr>' for one in listed)
    menu = "".join(f'<tr><td><a href="/{number}.php">{word}</a></td></tr>' for number, word in enumerate(tongue.menu))
    middle = f'<table width="100%"><tr><td><table>{menu}</table></td><td><table>{rows}</table></td></tr></table>'
    return Made(chrome(tongue, middle, head=f'<base href="{SITE}/">', lang=lang), listed, dates=True)


def pairs(tongue: Tongue, lang: str) -> Made:
    """Two rows for each item: a headline, then who, when and how many comments."""
    listed = items(tongue)
    rows = "".join(f"""<tr class="a"><td>{place}.</td><td><a href="{one.path}">{one.title}</a></td></tr><tr><td></td><td class="s">{place * 3} | <a href="/u/sailor{place}">sailor{place}</a> | <span class="age" title="{one.at.isoformat()}">3 h</span> | <a href="/item/{place}">{place + 4}</a></td></tr>
<tr class="spacer"></tr>""" for place, one in enumerate(listed, 1))
    return Made(chrome(tongue, f"<center><table><tbody>{rows}</tbody></table></center>", lang=lang), listed)


def definitions(tongue: Tongue, lang: str) -> Made:
    """A definition list: the day, then the headline."""
    listed = items(tongue, path="/{}/news.html")
    middle = "".join(f'<dt>{one.at:%d.%m.%Y}</dt><dd><a href="{one.path}">{one.title}</a></dd>' for one in listed)
    return Made(chrome(tongue, f"<dl>{middle}</dl>", lang=lang), listed)


def bare(tongue: Tongue, lang: str) -> Made:
    """Links with line breaks between them, a time before each, as pages were written in 1998."""
    listed = items(tongue, path="/1998/news{}.htm")
    middle = "".join(f'<a href="{one.path}">{one.at:%H:%M} {one.title}</a><br>' for one in listed)
    return Made(chrome(tongue, f"<center><font face=Arial>{middle}</font></center>", lang=lang), listed)


def front(tongue: Tongue, lang: str) -> Made:
    """A home page: a lead, two beside it, a river, and blocks for sections with a link to each."""
    lead, pair, river = items(tongue, 1), items(tongue, 2, start=1), items(tongue, 12, start=3)
    blocks = [items(tongue, 4, start=15), items(tongue, 4, start=19)]
    middle = f'<section class="lead"><a href="{lead[0].path}"><img src="/media/0-harbour.jpg"></a><h1><a href="{lead[0].path}">{lead[0].title}</a></h1><p>{lead[0].summary}</p></section>'
    middle += '<div class="row">' + "".join(f'<div class="col-md-6"><h2><a href="{one.path}">{one.title}</a></h2><p>{one.summary}</p></div>' for one in pair) + "</div>"
    middle += '<div class="river">' + "".join(f'<div class="item"><h3><a href="{one.path}">{one.title}</a></h3></div>' for one in river) + "</div>"
    for number, block in enumerate(blocks):
        middle += f'<section><h2><a href="/{("politics", "sport")[number]}">{tongue.menu[number]}</a></h2><ul>' + "".join(f'<li><a href="{one.path}">{one.title}</a></li>' for one in block) + "</ul></section>"
    again = f'<div class="again"><a href="{river[3].path}">{river[3].title}</a></div>'
    return Made(chrome(tongue, f"<main>{middle}{again}</main>", lang=lang), (*lead, *pair, *river, *blocks[0], *blocks[1]), url=f"{SITE}/")


def lazy(tongue: Tongue, lang: str) -> Made:
    """Relative links below a base, pictures that scripts load."""
    listed = items(tongue)
    middle = "".join(f"""<div class="c-card"><figure><img src="data:image/gif;base64,R0lGOD" data-src="../media/{one.number}-harbour.jpg" width="320" height="180" alt="x"></figure>
<div class="c-card__body"><a class="c-card__title" href="story-{48210 + one.number}?utm_source=home">{one.title}</a></div></div>""" for one in listed)
    return Made(chrome(tongue, f'<div class="grid">{middle}</div>', head=f'<base href="{SITE}/harbour/">', lang=lang), listed, pictures=True)


def structured(tongue: Tongue, lang: str) -> Made:
    """An ItemList in the head beside links of short addresses."""
    listed = items(tongue, path="/n/{}")
    told = {"@context": "https://schema.org", "@type": "CollectionPage", "mainEntity": {"@type": "ItemList", "itemListElement": [
        {"@type": "ListItem", "position": place, "item": {"@type": "NewsArticle", "url": one.url, "headline": one.title, "datePublished": one.at.isoformat()}} for place, one in enumerate(listed, 1)]}}
    crumbs = {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": {"@id": f"{SITE}/section", "name": tongue.headline(50)}}]}
    head = f'<script type="application/ld+json">{json.dumps([told, crumbs])}</script>'
    middle = "".join(f'<div><a href="{one.path}">{one.title}</a></div>' for one in listed)
    return Made(chrome(tongue, f"<main>{middle}</main>", head=head, lang=lang), listed, dates=True)


def read_more(tongue: Tongue, lang: str) -> Made:
    """Headlines that are no links: only the words below them are."""
    listed = items(tongue)
    middle = "".join(f'<div class="entry"><h3>{one.title}</h3><p>{one.summary}</p><a class="more" href="{one.path}">{tongue.more} »</a></div>' for one in listed)
    return Made(chrome(tongue, f'<div class="entries">{middle}</div>', lang=lang), listed)


def blog(tongue: Tongue, lang: str) -> Made:
    """Whole texts one below the other, with authors, categories, tags and a column of widgets."""
    listed = items(tongue, 6, path="/2026/11/{}/")
    text = "".join(f"<p>{tongue.summary(number)} {tongue.summary(number + 1)}</p>" for number in range(12))
    text += "".join(f'<p>{tongue.summary(number)} <a href="/2025/03/{number}/">{tongue.headline(number + 50)}</a>, {tongue.summary(number)}</p>' for number in range(3))
    text += f'<p><a href="/2025/04/7/">{tongue.headline(57)}</a>, {tongue.summary(7)} {tongue.summary(8)}</p>'
    middle = "".join(f"""<div class="post hentry"><h2 class="entry-title"><a href="{one.path}" rel="bookmark">{one.title}</a></h2><div class="entry-meta"><a href="{one.path}"><time datetime="{one.at.isoformat()}">x</time></a>
<a rel="author" href="/author/jo">Jo</a> <a href="/category/sea/">{tongue.menu[2]}</a></div><div class="entry-content">{text}</div><div class="entry-footer"><a rel="tag" href="/tag/sea">sea</a></div></div>""" for one in listed)
    widgets = f"""<div id="sidebar"><h3>Archives</h3><ul><li><a href="/2026/10/">October 2026, all of it</a></li><li><a href="/2026/09/">September 2026, all of it</a></li><li><a href="/2026/08/">August 2026, all of it</a></li></ul>
<h3>Recent comments</h3><ul>{"".join(f'<li>Anna: <a href="{one.path}#comment-{one.number}">{one.title}</a></li>' for one in listed[:3])}</ul></div>"""
    return Made(chrome(tongue, f'<div id="primary">{middle}</div>{widgets}', lang=lang), listed, dates=True)


def form(tongue: Tongue, lang: str) -> Made:
    """A page that one form surrounds, its list below a header element that surrounds all."""
    listed = items(tongue, path="/Article.aspx?nid={}")
    middle = "".join(f'<li><a href="/Article.aspx?nid={48210 + one.number}" title="{one.title}">{one.title}</a> <span>[{one.at:%m-%d}]</span></li>' for one in listed)
    return Made(chrome(tongue, f'<form id="aspnetForm" action="."><ul class="news_list">{middle}</ul></form>', lang=lang), listed)


def mega(tongue: Tongue, lang: str) -> Made:
    """A menu with more links than the list, in elements that no name gives away."""
    listed = items(tongue, 10)
    menu = "".join(f'<div class="m1"><a href="/{part}">{tongue.menu[at % 5]}</a>' + "".join(f'<div class="m2"><a href="/{part}/part{number}">{tongue.menu[(at + number) % 5]} {number}</a></div>' for number in range(14)) + "</div>"
                   for at, part in enumerate(("north", "south", "east", "west", "sea")))
    middle = "".join(f'<div class="u-12"><div><a href="{one.path}"><img src="/media/{one.number}-harbour.jpg"></a></div><div><strong><a href="{one.path}">{one.title}</a></strong></div></div>' for one in listed)
    return Made(chrome(tongue, f'<div class="m0">{menu}</div><div class="v">{middle}</div>', lang=lang), listed, pictures=True)


def cut_off(tongue: Tongue, lang: str) -> Made:
    """Headlines that the page cuts, whole in the title of each link; some links are images alone."""
    listed = items(tongue)
    middle = "".join(f'<div class="n"><a class="i" href="{one.path}"><img src="/media/{one.number}-harbour.jpg" alt="{one.title}"></a><a href="{one.path}" title="{one.title}">{one.title[:-4]}…</a></div>' for one in listed)
    return Made(chrome(tongue, f'<div class="list">{middle}</div>', lang=lang), listed, pictures=True)


def nested(tongue: Tongue, lang: str) -> Made:
    """Headlines with further reports below them, the kicker within what is called the title; a column on the right without a name."""
    listed = items(tongue, 12)
    middle = ""
    for first, second, third in zip(listed[::3], listed[1::3], listed[2::3], strict=True):
        further = "".join(f'<li><a href="{one.path}">{one.title}</a></li>' for one in (second, third))
        middle += f'<article><div class="title"><a href="{first.path}"><span class="kicker">{tongue.menu[2]}</span> {first.title}</a></div><p>{first.summary}</p><ul>{further}</ul></article>'
    column = f'<table><tr><th>{tongue.most_read}</th></tr><tr><td><ol>' + "".join(f'<li><a href="/harbour/story-{32000 + number}">{tongue.headline(number + 30)}</a></li>' for number in range(6)) + "</ol></td></tr></table>"
    return Made(chrome(tongue, f'<div class="a"><div class="b">{middle}</div><div class="c">{column}</div></div>', lang=lang), listed)


def described(tongue: Tongue, lang: str) -> Made:
    """A section with a long text on what it is about, below its list."""
    listed = items(tongue)
    middle = "".join(f'<li class="row"><a href="{one.path}">{one.title}</a> <i>{one.at:%d/%m/%Y}</i></li>' for one in listed)
    about = "".join(f"<p>{tongue.summary(number)} {tongue.summary(number + 1)}</p>" for number in range(14))
    return Made(chrome(tongue, f'<ul>{middle}</ul><div class="about">{about}</div>', lang=lang), listed)


LAYOUTS: dict[str, Callable[[Tongue, str], Made]] = {
    one.__name__: one for one in (cards, whole_links, soup, table, pairs, definitions, bare, front, lazy, structured, read_more, blog, form, mega, cut_off, nested, described)}


def article(tongue: Tongue, lang: str, *, declared: bool) -> bytes:
    """An article with related ones below, which are no list of a section."""
    head = f'<meta property="og:type" content="article"><meta property="article:published_time" content="{NOW.isoformat()}">' if declared else ""
    text = "".join(f"<p>{tongue.summary(number)} {tongue.summary(number + 1)}</p>" for number in range(12))
    more = "".join(f'<article><h3><a href="{one.path}">{one.title}</a></h3></article>' for one in items(tongue, 8, start=3))
    return chrome(tongue, f'<main><h1>{tongue.headline(1)}</h1><div class="t">{text}</div></main><div class="x9">{more}</div>', head=head, lang=lang)
