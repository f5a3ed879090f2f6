"""Everybody who made the article, with what they did and the address of their page at the outlet.

In: the page's declarations, its tree, its byline lines, and the names of its authors. Out: contributors, authors first.
Never: an agency, the outlet itself or a desk as a person, or a role that the page does not name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from headwater import gate, model, text, urls
from headwater.extract import authors, boilerplate, jsonld, markup
from headwater.extract.head import Head

MOST = 40
_KEYS = {"author": "author", "editor": "editor", "translator": "translator", "illustrator": "illustrator", "photographer": "photographer",
         "producer": "producer", "contributor": "contributor"}  # schema.org
_WORDS = {  # what stands before a name: "Fotos: A", "Translated by B"
    "photographer": "photos?(?: by)?|photography(?: by)?|photographs by|pictures? by|fotos?(?: von)?|bilder?(?: von)?|fotografie|photos? de|photographies?(?: de)?|fotos? de|fotografías?(?: de)?|"
                    "foto di|fotografia(?: de)?|foto's|beeld|bilder av|kuvat?|ljósmynd(?:ir)?|zdjęcia|fotografie|foto|fotó(?:k)?|fotografii|fotografije|фото|фотограф|снимки|φωτογραφίες|fotoğraf(?:lar)?|تصوير|عکس|צילום|"
                    "छायाचित्र|ছবি|ảnh|ภาพ|摄影|攝影|攝影記者|写真|撮影|사진",
    "illustrator": "illustrations?(?: by| von| de| par)?|illustriert von|zeichnungen?(?: von)?|dessins?(?: de)?|ilustraci[oó]n(?:es)?(?: de)?|ilustraç(?:ão|ões)(?: de)?|illustrazioni?(?: di)?|"
                   "illustraties?|illustration(?:er)?|illustrasjon(?:er)?|kuvitus|ilustracje|ilustrace|illusztráció|ilustrații?|ilustracije|иллюстрации|илюстрации|ілюстрації|εικονογράφηση|illüstrasyon|رسوم|איור|插画|插圖|イラスト|일러스트",
    "translator": "translat(?:ed|ion)(?: by)?|übersetzt von|übersetzung(?: von)?|aus dem \\w+ von|traduit par|traduction(?: de)?(?: par)?|traducido por|traducción(?: de)?|traduzido por|tradução(?: de)?|"
                  "tradotto da|traduzione(?: di)?|vertaald door|vertaling|översättning|översatt av|oversatt av|oversettelse|oversat af|oversættelse|suomennos|suomentanut|þýðing|przełożył[ay]?|tłumaczenie|přeložil[ay]?|překlad|preklad|"
                  "fordította|fordítás|traducere(?: de)?|prevod|prijevod|превод|перевод|переклад|μετάφραση|çeviri|çeviren|ترجمة|ترجمه|תרגום|अनुवाद|অনুবাদ|penerjemah|terjemahan|biên dịch|người dịch|แปลโดย|翻译|翻譯|編譯|编译|翻訳|訳|번역",
    "editor": "edit(?:ed|ing)(?: by)?|editors?|redigiert von|redigatur|bearbeitet von|bearbeitung|édité par|edición(?: de)?|editado por|edição(?: de)?|a cura di|eindredactie|redigerad av|redaktør|redaktör|"
              "toimittanut|redakcja|editoval[ay]?|szerkesztette|szerkesztő|editat de|uredi[ol]a?|uredio|редактор|под редакцией|επιμέλεια|editör|تحرير|ویرایش|עריכה|संपादन|সম্পাদনা|editor|penyunting|biên tập|责任编辑|责编|編輯|编辑|責任編集|編集|편집",
    "producer": "produc(?:ed|tion|er)(?: by)?|produktion|produziert von|production|producción|produção|produzione|productie|produksjon|produkcja|продюсер|制作|製作|プロデューサー",
    "contributor": "additional reporting by|with (?:additional )?reporting by|contributing|mitarbeit|unter mitarbeit von|avec la collaboration de|con la colaboración de|com a colaboração de|con la collaborazione di|"
                   "m\\.m\\.v\\.|met medewerking van|medarbejdere?|współpraca|spolupráce|közreműködött|при участии|за участю|συνεργασία|katkıda bulunan|بمشاركة|با همکاری|בהשתתפות|取材協力|취재협력",
}
_ROLED = re.compile(  # "Text: A; Fotos: B" is taken apart at its roles
    r"(?:^|(?<=[\s;,/|•·（(]))(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _WORDS.items()) + r")(?:\s*[:：/／]\s*|\s+(?=[A-ZÀ-ÞΑ-ΩА-Я]))", re.I)
_PERSON = gate.Gated(re.compile(r"(?:/|\b)(?:authors?|autor(?:en|es|a|in|i)?|auteurs?|people|person(?:en|s)?|profiles?|profil|by|staff|reporters?|journalist(?:s|en|as|es|i)?|columnists?|writers?|"
                     r"redakteur|firmas?|firme|skribent|profile|contributors?|correspondents?|team|impressum|users?|yazar(?:lar)?|penulis|kirjoittaja|toimittaja|redaktion|editorial-team)(?:/|-|\b)", re.I))


def contributors(head: Head, root: markup.Element, names: tuple[str, ...], where: str, *, bylines: Iterable[str] = (),
                 outlet: str = "") -> tuple[model.Contributor, ...]:
    """Authors with the addresses of their pages, then those whom structured data or a byline name with another role."""
    pages = _pages(head, root, names)
    site = authors.site_names(head, outlet)
    found: dict[tuple[str, str], model.Contributor] = {}

    def add(name: str, role: str, url: str, place: str) -> None:
        plain = text.fold(name)
        if plain in site or boilerplate.is_agency(name) or authors.is_desk(name) or len(found) >= MOST:
            return
        if role == "author" or not any(other.name and text.fold(other.name) == plain and other.role == role for other in found.values()):
            found.setdefault((plain, role), model.Contributor(name=name, role=role, url=url or pages.get(plain, ""), where=head.where(place)))

    whole = any(" " in name for name in names)
    for name in names:
        if not (whole and where in ("element", "byline") and name.isalpha() and name[:1].isupper()):  # "Von Jane Doe, Berlin": a place
            add(name, "author", "", where)
    for role, name, url in _structured(head):
        if role != "author":
            add(name, role, url, f"jsonld.{role}")
    for role, name in _of_lines(bylines):
        add(name, role, "", "byline")
    return tuple(found.values())


def _pages(head: Head, root: markup.Element, names: tuple[str, ...]) -> dict[str, str]:
    """Folded name -> address of the person's page: of structured data, then of links whose text is the name."""
    wanted = {text.fold(name) for name in names}
    signs = [max(name.split(), key=len) for name in wanted if name.split()]  # a link to somebody holds the longest part of the name
    found: dict[str, str] = {}
    for _, name, url in _structured(head):
        if url and text.fold(name) in wanted:
            found.setdefault(text.fold(name), url)
    for count, anchor in enumerate(root.iter("a") if len(found) < len(wanted) else ()):
        if count > 3000 or len(found) >= len(wanted):
            break
        href = anchor.get("href") or ""
        if not href or href.startswith(("#", "mailto:", "javascript:")) or not (anchor.get("rel") == "author" or _PERSON.search(href)) or markup.is_longer(anchor, 80):
            continue
        said = markup.text(anchor)
        folded = text.fold(said)
        if not any(sign in folded for sign in signs):
            continue
        name = next(iter(authors.clean([said])), "")
        if text.fold(name) in wanted and text.fold(name) not in found:
            found[text.fold(name)] = _absolute(href, head)
    given = [value for value in head.metas.get("article:author", ()) if value.startswith("http") and urls.same_site(value, head.url or value)]
    if len(wanted) == 1 and not found and len(given) == 1:
        found[next(iter(wanted))] = _absolute(given[0], head)
    return {name: url for name, url in found.items() if url}


def _absolute(href: str, head: Head) -> str:
    return (urls.absolute(href, head.base or None) or "")[:500]


def _structured(head: Head) -> Iterator[tuple[str, str, str]]:
    """(role, name, address) of JSON-LD, organisations left out."""
    by_id = {node["@id"]: node for node in head.nodes[:500] if isinstance(node.get("@id"), str) and node.get("name")}
    for key, role in _KEYS.items():
        for value in jsonld.listed(head.article.get(key))[:MOST]:
            node: Any = by_id.get(value.get("@id"), value) if isinstance(value, dict) and not value.get("name") else value
            if isinstance(node, dict) and any(name.endswith("Organization") for name in jsonld.types(node)):
                continue
            for name in authors.clean([authors.in_order(jsonld.string(authors.name_of(node) if isinstance(node, dict) else node))]):
                yield role, name, _address(node, head) if isinstance(node, dict) else ""


def _address(node: dict[str, Any], head: Head) -> str:
    """The address of a person's page at the outlet; a network's is none."""
    for key in ("url", "@id", "sameAs", "mainEntityOfPage"):
        for value in jsonld.listed(node.get(key))[:6]:
            if isinstance(value, str) and value.startswith(("http", "/")) and (address := _absolute(value, head)) and (
                    not head.url or urls.same_site(address, head.url)) and not urls.is_home(address):
                return address
    return ""


def _of_lines(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(role, name) of byline lines such as "Text: A; Fotos: B", "Translated by C"."""
    for line in lines:
        marks = list(_ROLED.finditer(line[:400]))
        ends = [mark.start() for mark in marks[1:]] + [400]
        for mark, end in zip(marks, ends, strict=False):
            part = line[mark.end() : end]
            names = authors.clean([re.split(r"[;|•·]|\s-\s|(?<=\w)\.\s|\s(?=(?:text|story|reporting|words)\b)", part, maxsplit=1, flags=re.I)[0]])
            yield from ((mark.lastgroup or "contributor", name) for name in names[:6] if authors.is_name(name))
