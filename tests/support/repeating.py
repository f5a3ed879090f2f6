"""Outlets made up for tests: pages that repeat what outlets repeat, in eight languages and five skins, with their truth.

In: an outlet's number. Out: its pages in order, each with the lines that are its article. The skins' names of classes say
nothing, and the outlet's own lines hold none of the words by which a single page betrays them, so that only the other pages do.
All words are ours.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

from headwater import model

START = datetime(2026, 1, 5, 8, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Tongue:
    """Words of a language, and what an outlet in it repeats."""

    code: str
    who: tuple[str, ...]
    did: tuple[str, ...]
    what: tuple[str, ...]
    where: tuple[str, ...]
    gap: str = " "
    stop: str = "."
    promo: str  # what the outlet says of itself below each article
    box: tuple[str, str]  # a box in the text: its head and its line
    cue: str  # before a linked headline
    correction: str
    refrain: str
    background: str


TONGUES = (
    Tongue(code="en", who=("The keeper", "A pilot", "The council", "Her deputy", "The miller", "An engineer"), did=("measured", "painted", "sold", "questioned", "repaired", "found"),
           what=("the northern lock", "a rusty crane", "the old ledger", "eleven barges", "the tall lamp", "a wooden gate"), where=("near Tarn", "at Osier quay", "below Calder", "in Fenwick", "by the mill", "on the ebb"),
           promo="The Lantern belongs to those who read it, and every coin keeps somebody on the quay.", box=("Letters from the pier", "Each Friday in the postbox, with salt on the stamp."), cue="On the same pier",
           correction="An earlier form of this text gave the wrong pier; we regret it.", refrain="And then the tide came in again.",
           background="The lock has been shut since the storm of March, when eleven barges went down within an hour."),
    Tongue(code="de", who=("Der Wärter", "Eine Lotsin", "Der Rat", "Ihr Vertreter", "Die Müllerin", "Ein Ingenieur"), did=("vermaß", "strich", "verkaufte", "prüfte", "flickte", "entdeckte"),
           what=("die Nordschleuse", "einen Kran", "das alte Buch", "elf Kähne", "die hohe Lampe", "ein Holztor"), where=("bei Tarn", "am Kai", "unter Calder", "in Fenwick", "an der Mühle", "bei Ebbe"),
           promo="Die Laterne gehört denen, die sie halten, und jede Münze hält jemanden am Kai.", box=("Briefe vom Steg", "Jeden Freitag im Kasten, mit Salz auf der Marke."), cue="Vom selben Steg",
           correction="In einer früheren Fassung stand der falsche Steg; wir bedauern das.", refrain="Und dann kam die Flut zurück.",
           background="Die Schleuse ist seit dem Sturm im März geschlossen, als binnen einer Stunde elf Kähne sanken."),
    Tongue(code="es", who=("El guarda", "Una piloto", "El concejo", "Su suplente", "La molinera", "Un ingeniero"), did=("midió", "pintó", "vendió", "revisó", "arregló", "halló"),
           what=("la esclusa norte", "una grúa", "el viejo libro", "once barcazas", "la lámpara alta", "una puerta"), where=("cerca de Tarn", "en el muelle", "bajo Calder", "en Fenwick", "junto al molino", "con la bajamar"),
           promo="La Linterna es de quienes la leen, y cada moneda mantiene a alguien en el muelle.", box=("Cartas del muelle", "Cada viernes en el buzón, con sal en el sello."), cue="En el mismo muelle",
           correction="Una versión anterior daba el muelle equivocado; lo lamentamos.", refrain="Y entonces volvió la marea.",
           background="La esclusa está cerrada desde la tormenta de marzo, cuando en una hora se hundieron once barcazas."),
    Tongue(code="ru", who=("Смотритель", "Лоцман", "Совет", "Её заместитель", "Мельник", "Инженер"), did=("измерил", "покрасил", "продал", "проверил", "починил", "нашёл"),
           what=("северный шлюз", "ржавый кран", "старую книгу", "одиннадцать барж", "высокий фонарь", "деревянные ворота"), where=("у Тарна", "на причале", "под Калдером", "в Фенвике", "у мельницы", "в отлив"),
           promo="«Фонарь» принадлежит тем, кто его держит, и каждая монета держит кого-то на причале.", box=("Письма с пирса", "Каждую пятницу в ящике, с солью на марке."), cue="С того же пирса",
           correction="В прежней версии был назван не тот пирс; мы сожалеем.", refrain="И тогда вернулся прилив.",
           background="Шлюз закрыт с мартовской бури, когда за час затонули одиннадцать барж."),
    Tongue(code="ar", who=("الحارس", "المرشد", "المجلس", "نائبها", "الطحان", "المهندس"), did=("قاس", "دهن", "باع", "فحص", "أصلح", "وجد"),
           what=("الهويس الشمالي", "رافعة صدئة", "الدفتر القديم", "أحد عشر قاربا", "المصباح العالي", "بوابة خشبية"), where=("قرب تارن", "عند الرصيف", "تحت كالدر", "في فنويك", "عند الطاحونة", "وقت الجزر"),
           promo="المصباح ملك من يحمله، وكل قطعة نقد تبقي أحدا على الرصيف.", box=("رسائل من الرصيف", "كل جمعة في الصندوق وعليها ملح البحر."), cue="من الرصيف نفسه",
           correction="ذكر نص سابق رصيفا خاطئا ونأسف لذلك.", refrain="ثم عاد المد.",
           background="الهويس مغلق منذ عاصفة آذار حين غرق أحد عشر قاربا في ساعة واحدة."),
    Tongue(code="zh", who=("守门人", "领航员", "议会", "她的副手", "磨坊主", "工程师"), did=("测量了", "粉刷了", "卖掉了", "检查了", "修好了", "发现了"),
           what=("北边的船闸", "生锈的吊车", "旧账本", "十一艘驳船", "高高的灯", "木门"), where=("在塔恩附近", "在码头边", "在卡尔德下游", "在芬威克", "在磨坊旁", "在退潮时"), gap="", stop="。",
           promo="灯笼属于提着它的人，每一枚硬币都让一个人留在码头上。", box=("栈桥来信", "每个星期五放进信箱，邮票上带着盐。"), cue="同一座栈桥",
           correction="本文早先的版本写错了栈桥，我们深表歉意。", refrain="然后潮水又回来了。",
           background="自三月的风暴以来船闸一直关闭，当时一小时之内沉没了十一艘驳船，码头因此停工。"),
    Tongue(code="hi", who=("पहरेदार ने", "नाविक ने", "परिषद ने", "उसके सहायक ने", "चक्कीवाले ने", "अभियंता ने"), did=("नापा", "रंगा", "बेचा", "जाँचा", "सुधारा", "पाया"),
           what=("उत्तरी फाटक को", "जंग लगी क्रेन को", "पुरानी बही को", "ग्यारह नावों को", "ऊँचे दीपक को", "लकड़ी के द्वार को"), where=("टार्न के पास", "घाट पर", "काल्डर के नीचे", "फेनविक में", "चक्की के पास", "भाटे में"), stop="।",
           promo="लालटेन उन्हीं की है जो उसे थामते हैं, और हर सिक्का किसी को घाट पर रखता है।", box=("घाट से चिट्ठियाँ", "हर शुक्रवार डिब्बे में, टिकट पर नमक के साथ।"), cue="उसी घाट से",
           correction="इस लेख के पहले रूप में गलत घाट लिखा था; हमें खेद है।", refrain="और फिर ज्वार लौट आया।",
           background="मार्च के तूफान से फाटक बंद है, जब एक घंटे में ग्यारह नावें डूब गई थीं।"),
    Tongue(code="sw", who=("Mlinzi", "Rubani", "Baraza", "Msaidizi wake", "Msagaji", "Mhandisi"), did=("alipima", "alipaka rangi", "aliuza", "alikagua", "alitengeneza", "alipata"),
           what=("lango la kaskazini", "winchi yenye kutu", "daftari la zamani", "majahazi kumi na moja", "taa ndefu", "mlango wa mbao"), where=("karibu na Tarn", "kwenye gati", "chini ya Calder", "huko Fenwick", "kando ya kinu", "wakati wa maji kupwa"),
           promo="Taa ni ya wale wanaoishika, na kila sarafu humweka mtu gatini.", box=("Barua kutoka gatini", "Kila Ijumaa sandukuni, na chumvi juu ya stempu."), cue="Kwenye gati hilo hilo",
           correction="Toleo la awali la makala haya lilitaja gati lisilo sahihi; tunasikitika.", refrain="Kisha maji yakajaa tena.",
           background="Lango limefungwa tangu dhoruba ya Machi, wakati majahazi kumi na moja yalipozama kwa saa moja."),
)


@dataclass(frozen=True, kw_only=True)
class Made:
    """A page with its truth."""

    page: model.Page
    title: str
    lines: tuple[str, ...]  # of the article
    repeated: tuple[str, ...]  # of the outlet, within the element that holds the text
    lead: str = ""
    shared: tuple[str, ...] = ()  # of the lines, those that stand on other pages, too


@dataclass(frozen=True, kw_only=True)
class Skin:
    """Names of elements and classes."""

    box: str  # class of the element that holds the text
    item: str  # what a paragraph is: "p", "div.q", ...
    lead: str
    letter: str  # of the box in the text
    note: str  # of the promotion at the end; "": a plain paragraph
    also: str


SKINS = (
    Skin(box="kx", item="p", lead="div.la", letter="div.zu", note="div.om", also="p"),
    Skin(box="story-q", item="p.tx", lead="p.ti", letter="div.hb", note="p.ee", also="p.al"),
    Skin(box="mm", item="div.ln", lead="div.up", letter="div.rr", note="div.nn", also="div.ln"),
    Skin(box="body-z", item="p", lead="p.vo", letter="blockish.zu", note="", also="p"),
    Skin(box="w", item="p", lead="h2.su", letter="section.zu", note="p.zz", also="p.gg"),
    Skin(box="t-b", item="p", lead="p.in", letter="div.ab", note="p", also="p"),  # the promotion is a paragraph like all others
)


def outlet(number: int, *, pages: int = 12, redesign: int | None = None) -> list[Made]:
    """An outlet's pages in order; at page ``redesign`` it takes another skin, whose standfirst bears the old promotion's name."""
    pick = random.Random(number)
    tongue, skin = TONGUES[number % len(TONGUES)], SKINS[number // len(TONGUES) % len(SKINS)]
    names = [f"{first} {last}" for first, last in zip(("Ada", "Bo", "Cleo", "Dag"), ("Quill", "Marsh", "Orrin", "Tarn"), strict=True)]
    made: list[Made] = []
    promo = tongue.promo
    for count in range(pages):
        if count == redesign:
            other = SKINS[(SKINS.index(skin) + 1) % len(SKINS)]
            skin = Skin(box=other.box + "-n", item=other.item, lead=skin.note or "p.zz", letter="div.new", note="div.foot-n", also=other.also)
            promo = f"{tongue.what[2]} {tongue.promo}"
        made.append(_page(tongue, skin, pick, names[count % len(names)], host=f"paper{number}.example", count=count, promo=promo))
    return made


def _sentence(tongue: Tongue, pick: random.Random) -> str:
    parts = [pick.choice(one) for one in (tongue.who, tongue.did, tongue.what, tongue.where)]
    more = [pick.choice(one) for one in (tongue.who, tongue.did, tongue.what, tongue.where)]
    joint = "，" if tongue.gap == "" else ", "
    return tongue.gap.join(parts) + joint + tongue.gap.join(more) + f"{tongue.gap}{pick.randint(2, 999)}{tongue.stop}"


def _paragraph(tongue: Tongue, pick: random.Random) -> str:
    return " ".join(_sentence(tongue, pick) for _ in range(pick.randint(2, 4)))


def _page(tongue: Tongue, skin: Skin, pick: random.Random, author: str, *, host: str, count: int, promo: str) -> Made:
    title = _sentence(tongue, pick).rstrip(tongue.stop)
    lead, text = _sentence(tongue, pick), [_paragraph(tongue, pick) for _ in range(pick.randint(5, 9))]
    shared: list[str] = []
    if author.startswith("Ada"):  # a columnist's turn of phrase, amid her text and as its last line
        text.insert(3, tongue.refrain)
        text.append(tongue.refrain)
        shared.append(tongue.refrain)
    if count % 4 == 1:
        text.append(tongue.correction)
        shared.append(tongue.correction)
    if 3 <= count <= 7:  # an event of some days
        text.insert(-1, tongue.background)
        shared.append(tongue.background)
    linked = _sentence(tongue, pick).rstrip(tongue.stop)
    blocks = [_element(skin.item, escape(line)) for line in text]
    blocks.insert(2, _element(skin.letter, f"<p>{escape(tongue.box[0])}</p><p>{escape(tongue.box[1])}</p>"))
    blocks.insert(4, _element(skin.also, f'{escape(tongue.cue)}: <a href="/s/{pick.randint(1, 10**6)}">{escape(linked)}</a>'))
    blocks.append(_element(skin.note, escape(promo)) if skin.note else f'<p><a href="/give">{escape(promo)}</a></p>')
    address = f"https://{host}/2026/{count:03d}-{pick.randint(1000, 9999)}.html"
    told = f'<meta name="description" content="{escape(lead)}">' if count % 3 else ""
    at = START + timedelta(days=count)
    markup = (f'<html lang="{tongue.code}"><head><title>{escape(title)} | Lantern {tongue.code}</title>{told}<meta property="og:type" content="article">'
              f'<meta property="article:published_time" content="{at.isoformat()}"><meta name="author" content="{author}"></head><body>'
              f'<div class="top"><a href="/a">A</a> <a href="/b">B</a></div><div class="page"><h1>{escape(title)}</h1>{_element(skin.lead, escape(lead))}'
              f'<div class="{skin.box}">{"".join(blocks)}</div></div><div class="end">Lantern</div></body></html>')
    return Made(
        page=model.Page(url=address, body=markup.encode(), fetched_at=at + timedelta(hours=1), content_type="text/html; charset=utf-8"),
        title=title, lines=(lead, *text), repeated=(*tongue.box, f"{tongue.cue}: {linked}", promo), lead=lead, shared=tuple(shared),
    )


def _element(kind: str, inner: str) -> str:
    tag, _, name = kind.partition(".")
    return f'<{tag} class="{name}">{inner}</{tag}>' if name else f"<{tag}>{inner}</{tag}>"


def skin_of(number: int) -> Skin:
    """An outlet's first skin."""
    return SKINS[number // len(TONGUES) % len(SKINS)]
