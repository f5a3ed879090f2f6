"""Who wrote it, as the page names them.

In: the page's declarations, its tree, its byline lines. Out: names in the page's order, cleaned of "By", roles,
places and addresses; agencies and desks stay where the page gives nobody else. Never: a name that the page does not
give, or the site's own addresses as names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from headwater import text, urls
from headwater.extract import boilerplate, jsonld, markup
from headwater.extract.head import Head

MAX_NAMES = 30
_MOST_GIVEN = 24  # values of one source; more are a list of references
MAX_LENGTH = 90  # characters of one name
_LONGEST_PART = 300  # characters in which a name and what follows it are looked for
_BY = re.compile(  # "By Jane Doe", "Von: Max Muster", "Texte : ...", "Yazan: ..."
    r"^(?:(?:written|posted|reported|published|story|words|reporting|report|analysis|review)\s+by|by line|by|von|par|por|di|de la|"
    r"text(?:o|e|i)?|testo|tekst|ein\s+\w+\s+von|ein\s+(?:gast)?(?:beitrag|kommentar|bericht|essay)\s+von|av|af|door|"
    r"autor(?:en|innen|es|as)|autore?|autorin|auteure?|author|authors|reporter|redaktion|foto|napsal[ai]?|autor[ai]?|автор|текст|yazan|tác giả|oleh|"
    r"文|記者|记者|作者|글|بقلم|كتب|מאת)(?:\s*[:：/|]\s*|\s+)", re.I)
_STUCK_BY = re.compile(  # "文／山田太郎", "文・写真=山田太郎", "โดย สมชาย", "Haber: Ayşe Yılmaz", "लेखक: राहुल"
    r"^(?:文|記者|记者|作者)(?:[・･](?:写真|撮影|構成|動画))*\s*[:：/／=＝]?\s*|^(?:責任編集|责编)\s*[:：]\s*|^โดย\s*[:：]?\s*|^(?:haber|muhabir|लेखक|लेखिका|রিপোর্ট|প্রতিবেদক|লেখক|mwandishi|ጸሐፊ)\s*[:：፦]\s*", re.I)
_DATELINED = re.compile(r"^[【\[（(][^＝=】\]]{1,12}[＝=]([^】\]）)]{2,20})[】\]）)]$")  # "【ロンドン＝山田太郎】"
_ROLED_EAST = re.compile(  # "王小明 编辑：李红 摄影：张伟", "राहुल शर्मा, अनुवाद: सीमा वर्मा"
    r"(?<![\s,;，、・/／|])[\s,;，、・/／|]+(?:编辑|編輯|摄影|攝影|责编|責編|责任编辑|翻译|翻譯|编译|編譯|校对|写真|撮影|翻訳|編集|사진|편집|번역|अनुवाद|संपादन|फोटो|छायाचित्र|ছবি|অনুবাদ|ภาพ|แปล|تصوير|ترجمة|تحرير|צילום|תרגום)\s*[:：=＝].*$")
_PICTURED = re.compile(r"\((?:fotos?|bilder?|photos?|pictures?|illustration\w*|zeichnung\w*|grafik\w*|video|kamera|foto's|beeld|bilder)\)", re.I)  # "Max Muster (Fotos)"
_PREFIXED = {"am": re.compile(r"^በ(?=[\u1200-\u137f]{2,}\s)"), "ti": re.compile(r"^ብ(?=[\u1200-\u137f]{2,}\s)"), "sw": re.compile(r"^Na\s+(?=[A-Z]\w+\s[A-Z])")}  # what stands for "by" in a language
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<![^\s@])[^\s@]{1,80}@[^\s@]{1,80}\.\w+|(?<!\w)@\w+")  # "jane@news.example", "@jane"
_TRAIL = re.compile(  # "Jane Doe | Jan 3, 2024", "Jane Doe - Reporter", "Jane Doe (Berlin)", "Jane Doe 기자"
    r"(?<!\s)\s*(?:\(.{0,60}?\)?|\[.{0,60}?\]|[|•·–—»].*|\s-\s.*|/\s*\w[\w .]{0,30}$|\b\d{1,2}[./:]\s?\d{1,2}.*|\b(?:19|20)\d\d\b.*)$")
_IN_PLACE = re.compile(r"(?<!\s)\s+(?:in|aus|à|en|w|i|from)\s+[A-ZÄÖÜÉ][\w.’' -]{2,40}$")  # "Jane Doe in New York"
_STUCK_DATE = re.compile(r"(?<=[a-z])(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s?\d.*$")  # "Jane DoeApril 28"
_WRITES = re.compile(r"(?<!\s)\s+(?:skrifar|skriver|reports?|reporting|writes?|schreibt|berichtet|escribe|scrive)\b.*$|,\s+in\s+[A-Z].*$")  # "Jane Doe reports from"
_ROLED = re.compile(  # "Jane Doe Illustration von Max Muster", "Text: A, Fotos: B": what others did ends the names of authors
    r"(?<![\s,;|/(])[\s,;|/(]+(?:illustrations?|illustriert|fotos?|photos?|photography|bilder?|translat\w+|übersetz\w+|edited|grafik\w*|video|kamera|redaktion|traduction|traducción|"
    r"traduzione|fotografías?|fotografie|imágenes|images|zdjęcia|фото|перевод|foto's|beeld|kuvat?)(?:\s+(?:by|von|de|par|di|av|af)\s+|\s*[:：]).*$", re.I)
_ANOTHER = re.compile(  # links to an author's other texts, and what stands in forms
    r"^(?:(?:zeige|show|see|view|read|all|alle|ver|voir|tous|toutes|más|more|mehr|todos|tutti|alles|alla|vis|mostra|ver|zobrazit|wszystkie|все|more from|meer)\b.{0,60}\b(?:posts?|beiträge|articles?|artikel|artículos|"
    r"artigos|articoli|artiklar|artikler|wpisy|stories|entries|eintr[äa]ge|texte|статьи|by|von|from)\b.*|please\b.*|ihr name.*|your name.*|name|vorname|e-?mail.*|kommentar.*|comment.*|by|von|par|por|di|mit (?:ut|ad|dgs))$", re.I)
_TALK = re.compile(r"\s+(?:im\s+(?:gespräch|interview)\s+mit|in conversation with|interviewed by|interviewt von|im gespräch$|entretien avec)\s*", re.I)
_PARTICLES = frozenset({"van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "el", "al", "bin", "ibn", "ben", "y", "e",
                        "af", "av", "zu", "zur", "ten", "ter"})
_BIO = re.compile(r"(?<=\w)\s(?:ist|war|leitet|arbeitet|schreibt|is|was|has|works|writes|est|è|es\s+(?:un|una)|é|jest|är|er)\s.*$")  # "Jane Doe is a reporter"
_TWICE = re.compile(r"^(.{5,40}) \1\b")  # "Jane Doe Jane Doe"
_REPORTER = re.compile(r"(?<!\s)\s*(?:기자|특파원|인턴기자|記者|记者|記者撰文|さん)\s*$")  # "홍길동 기자"
_SPLIT = re.compile(  # "A, B and C", "A und B", "A et B", "A y B", "A, B e C"
    r"\s*[,;、；]\s*(?:and|und|et|y|e|og|och|en|i|a|и|ve)?\s+|\s*[;、；]\s*|\s+(?:and|und|et|og|och|ve|with|mit|avec|con)\s+|\s+[&+]\s+"
    r"|(?<=\w)\s+(?:y|e)\s+(?=[A-ZÁÉÍÓÚÑ][\w’'.-]*\s+(?:\w{1,3}\s+){0,2}[A-ZÁÉÍÓÚÑ])|(?<=\w)\s+(?:и|và)\s+(?=[A-ZÁÉÍÓÚÑА-Я])|\s*\n\s*|,(?=[A-ZÄÖÜ])")
_ROLE = re.compile(  # words that name what somebody is, not who
    r"\b(?:editor|reporter|correspondent|correspondant\w*|writer|producer|journalist\w*|columnist|chief|contributor|staff|"
    r"redakteur\w*|redaktion\w*|chefredakteur\w*|korrespondent\w*|politikredakteur\w*|volontär\w*|reporterin|autorin|journaliste|"
    r"redactor\w*|corresponsal|periodista|redazione|inviat[oa]|giornalista|professor\w*|ph\.?d|director|fellow|"
    r"updated?|published|aktualisiert|fotograf\w*|photographer|bureau|desk|senior|head of|leiter\w*|stellvertretend\w*)\b", re.I)
_DESK = re.compile(r"\b(?:news ?room|newsdesk|agenc(?:y|ies|e|es|ias?)|agentur\w*|rédaction|redacción|redação|redacci[oó]n|redakcja|redakce|редакци\w*|редакція|toimitus|ritstjórn|news service|web desk|team)\b", re.I)
_NOBODY = re.compile(  # what stands in author fields and names nobody
    r"^(?:admin(?:istrator)?|unknown|null|none|undefined|n/?a|author|autor|redaktion|editor|editorial|webmaster|web|root|user\d*|staff|"
    r"(?:submitted|posted|published|created|(?:last )?updated|added)\s+(?:on|at)\b.*|この記事を書いた人|with (?:agency |wire |additional )?(?:inputs?|reports?|agencies)\b.*|con informaci[óo]n de\b.*|com informações d\w+\b.*|mit (?:material|agenturmaterial|informationen) .*|avec (?:les )?agences?\b.*|anonymous|guest|home|news|online|test|wordpress|author name|facebook|twitter|follow|share|\W*|\d+)$", re.I)
_LABELS = re.compile(r"(?:\b|_|-)(?:byline|authors?|autor(?:en|es|in|i)?|author-?name|auteurs?|writers?|redakteur|reporter|creator|"
                     r"penulis|firma|signature|skribent|yazar|autore|c-byline)(?:\b|_|-|s\b)")  # class "article__author"
_NOT_LABELS = re.compile(r"bio|image|img|avatar|photo|social|more-|related|follow|icon|comment|card-list|teaser|footer")
_DIGIT = re.compile(r"\d")
_RIGHT = re.compile(r"text-align:\s*right")
_SIGNED = re.compile(r"(?:^|[\s_-])(?:author_mail|signature|sign-?off|firma|right)(?:$|[\s_-])", re.I)
_OTHERS = re.compile(r"comment|kommentar|reference|bibliograph|citation|literatur|respond|related|teaser|recommend|newsletter|sidebar|footer")
_META_NAMES = ("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator", "dc.creator", "sailthru.author", "byl",
               "cxenseparse:author", "og:article:author", "og:author", "authors", "article:author_name", "creator",
               "mediator_author", "lp.author", "dable:author", "web_author")


def authors(head: Head, root: markup.Element, *, bylines: Iterable[str] = (), outlet: str = "",
            listed: Iterable[str] = ()) -> tuple[tuple[str, ...], str]:
    """The names and where they were found: structured data, meta elements, marked elements, byline lines, the feed.

    Names that say no more than the outlet's own are taken only where nothing else gives a person.
    """
    site = site_names(head, outlet)
    by = _PREFIXED.get(head.language[:2].lower())
    weak: tuple[tuple[str, ...], str] = ((), "")
    for where, values in _sources(head, root, bylines, listed):
        values = [by.sub("", value.strip()) for value in values] if by else values
        names = clean(values) if len(values) <= _MOST_GIVEN else ()
        own = [name for name in names if text.fold(name) in site]
        if not names:
            continue
        if len(own) < len(names) and not (own and where == "meta.author" and len(values) == 1):
            people = tuple(name for name in names if name not in own and not boilerplate.is_agency(name))
            kept = tuple(name for name in names if name not in own) if people else names
            return (kept[:1] if where == "byline" and len(kept) > 4 else kept), where
        weak = weak if weak[0] else (tuple(own) or names, where)
    return weak


def site_names(head: Head, outlet: str) -> set[str]:
    """Folded names of the site itself."""
    domain = urls.domain(head.url) if head.url else ""
    return {text.fold(name) for name in (outlet, head.meta("og:site_name"), jsonld.string(head.article.get("publisher")),
                                         domain, domain.split(".")[0]) if name}


def is_desk(name: str) -> bool:
    """Whether a name is that of an office or of nobody: "Sports Desk", "Redaktion"."""
    return bool(_NOBODY.match(name) or _ROLE.search(name) or _DESK.search(name))


def is_name(name: str) -> bool:
    """Whether a name looks like a person's: two words and more, or a script that writes none, and no digits."""
    return not any(char.isdigit() for char in name) and (" " in name or not name.isascii()) and name[:1] == name[:1].upper()


def _sources(head: Head, root: markup.Element, bylines: Iterable[str], listed: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    yield "jsonld.author", list(structured(head))
    for name in _META_NAMES:
        yield f"meta.{name}", [value for value in head.metas.get(name, ()) if not value.startswith(("http", "//", "www."))]
    if re.match(r"(?i)(written|geschrieben|verfasst|escrito|écrit|par|von|by|autor|скрито|автор)", head.meta("twitter:label1")):
        yield "meta.twitter:data1", [head.meta("twitter:data1")]
    yield "element", _marked(root)
    yield "byline", list(bylines)
    yield "signature", _signature(root)
    yield "feed", list(listed)


def structured(head: Head) -> Iterator[str]:
    """Names in the article's JSON-LD author, references followed."""
    by_id = {node.get("@id"): node for node in head.nodes if isinstance(node.get("@id"), str) and node.get("name")}
    given = head.article.get("author") or head.article.get("creator")
    if not given:  # of the page that the article stands on
        given = next((node["author"] for node in head.nodes if node.get("author") and "WebPage" in jsonld.types(node)), None)
    for value in _flat(given):
        if isinstance(value, dict):
            known = by_id.get(value.get("@id")) if not value.get("name") else None
            for name in jsonld.listed(name_of(known or value)):
                yield in_order(jsonld.string(name))
        else:
            yield jsonld.string(value)


def name_of(node: dict[str, Any]) -> Any:
    """The name of a JSON-LD person, put together from its parts where it has no other."""
    return node.get("name") or " ".join(line for key in ("givenName", "additionalName", "familyName") if (line := jsonld.string(node.get(key))))


def in_order(name: str) -> str:
    """The name of one person with the given name first: "Doe, Jane" is how libraries file it."""
    last, comma, first = name.partition(", ")
    one = comma and last.isalpha() and first.isalpha() and last[:1].isupper() and first[:1].isupper() and not _ROLE.search(name)
    return f"{first} {last}" if one else name


def _flat(value: Any) -> Iterator[Any]:
    for item in jsonld.listed(value)[:MAX_NAMES]:
        if isinstance(item, list):
            yield from item[:MAX_NAMES]
        else:
            yield item


def _marked(root: markup.Element) -> list[str]:
    """Texts of elements that are marked as the author's name, the surest mark first."""
    tiers: tuple[list[str], list[str], list[str]] = ([], [], [])
    for count, node in enumerate(root.iter("a", "span", "div", "p", "address", "li", "strong", "em", "cite", "h3", "h4", "h5", "b", "byline")):
        if count > 6000:
            break
        given = dict(node.items())
        if not given and node.tag != "byline":
            continue
        names = f"{given.get('class') or ''} {given.get('itemprop') or ''} {given.get('rel') or ''} {given.get('id') or ''}".lower()
        if node.tag == "byline":
            names += " byline"
        if len(names) < 5 or not (mark := _mark(names)):
            continue
        if given.get("itemprop") == "author" or given.get("rel") == "author" or mark == "name":
            tier = 0
        elif mark == "label":
            tier = 1 if node.tag in ("a", "span", "address") else 2
        else:
            continue
        if not markup.is_longer(node, 120) and not _elsewhere(node):
            tiers[tier].extend([line for line in _pieces(node) if len(line) >= 3][: 12 - len(tiers[tier])])
    for tier in tiers:
        if any(clean([line]) for line in tier):
            return tier[:6]
    return []


@lru_cache(maxsize=4096)
def _mark(names: str) -> str:
    """What the names of an element say of authors: "name", "label", "other", or "" for a box of something else."""
    if _NOT_LABELS.search(names):
        return ""
    if "author-name" in names or "authorname" in names:
        return "name"
    return "label" if _LABELS.search(names) else "other"


def _signature(root: markup.Element) -> list[str]:
    """A name that is set to the right behind the text, as papers of Asia and the Americas sign."""
    found: list[str] = []
    for count, node in enumerate(root.iter("p", "div")):
        if count > 6000:
            break
        set_apart = _RIGHT.search(node.get("style") or "") or node.get("align") == "right" or _SIGNED.search(node.get("class") or "")
        if set_apart and not markup.is_longer(node, 40) and not any("comment" in markup.label(above) for above in islice(node.iterancestors(), 6)):
            line = markup.text(node)
            if 1 < len(line.split()) <= 5 and all(word[:1].isupper() for word in line.split()) and line.replace(" ", "").isalpha():
                found.append(line)
    return found[-1:]


def _pieces(node: markup.Element) -> list[str]:
    """The lines of an element, or the texts of its parts where it holds nothing but parts of two words and more."""
    parts = [markup.text(child) for child in node] if 1 < len(node) <= 12 and len(node.text or "") < 3 else []
    apart = parts and all(1 < len(part.split()) <= 5 and part[:1].isupper() and not _DIGIT.search(part) for part in parts) and not any(
        (child.tail or "").strip(" ,;|/&·•\n\t\r\u2028") for child in node)
    return parts if apart else markup.lines(node)


def _elsewhere(node: markup.Element) -> bool:
    """Whether a marked name is another text's: in a comment, a form, a list of references, a teaser, a footer."""
    for step, above in enumerate(node.iterancestors()):
        if above.tag in ("form", "footer", "nav") or _OTHERS.search(markup.label(above)):
            return True
        if step > 7 or above.tag in ("main", "body"):
            break
    return False


def clean(values: Iterable[str]) -> tuple[str, ...]:
    """Names, one each, from strings that may hold several and much else."""
    found: dict[str, str] = {}
    for value in values:
        for name in _names(value):
            found.setdefault(text.fold(name), name)
            if len(found) >= MAX_NAMES:
                break
    return tuple(found.values())


def _reads_as_name(name: str) -> bool:
    """Whether half of the words begin as names do; scripts without capitals, and a lone word, always pass."""
    words = [word for word in name.split() if word[:1].isalpha()]
    small = sum(word[:1].islower() and word not in _PARTICLES for word in words)
    return len(words) < 3 or 2 * small < len(words)


def _names(value: str) -> Iterator[str]:
    line = text.squeeze(_ADDRESS.sub(" ", jsonld.plain(value[:2000]))).strip(" ,;|")
    for _ in range(2):
        line = _STUCK_BY.sub("", _BY.sub("", line)).strip()
    line = _WRITES.sub("", _STUCK_DATE.sub("", line))
    line = _TALK.sub(", ", _ROLED.sub("", line))
    if not line.isascii():
        line = _DATELINED.sub(r"\1", _ROLED_EAST.sub("", line))
    for part in _SPLIT.split(line):
        if part and _PICTURED.search(part[:_LONGEST_PART]):
            continue
        name = _BY.sub("", text.squeeze((part or "")[:_LONGEST_PART])).strip(" ,;:|.·•*")
        name = _TWICE.sub(r"\1", _BIO.sub("", name) if len(name.split()) > 3 else name)
        name = _REPORTER.sub("", _IN_PLACE.sub("", _TRAIL.sub("", name))).strip(" ,;:|·•-–")
        if not name or len(name) > MAX_LENGTH or len(name.split()) > 7 or _NOBODY.match(name) or _ANOTHER.match(name) or not _reads_as_name(name):
            continue
        if _ROLE.search(name) and part is not line and name.casefold() != line.casefold():
            continue
        yield name
