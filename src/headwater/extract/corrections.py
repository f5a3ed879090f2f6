"""The outlet's own notices that it has corrected the article.

In: the lines of the text, the blocks around it, the page's structured data. Out: the notices, verbatim. Never: a line that only speaks of
corrections: a notice opens with its name, or says that an earlier version of this article was wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from headwater import gate, text
from headwater.extract import jsonld, markup
from headwater.extract.blocks import Block, Layout
from headwater.extract.head import Head

MOST = 10
_AWAY = frozenset({"nav", "hidden", "foreign", "form"})  # where a notice would not be on this article
LONGEST = 1200  # characters of a notice; what is longer is an article on corrections
_NAMES = (  # what such notices are headed with
    "corrections?|clarifications?|correction and clarification|corrections and clarifications|erratum|errata|correction appended|"
    "korrektur|korrekturhinweis|korrigendum|berichtigung|richtigstellung|klarstellung|transparenzhinweis|"
    "rectificatif|rectification|mise au point|précision|droit de réponse|"
    "corrección|correcciones|fe de errores|fe de erratas|rectificación|aclaración|"
    "correção|correcção|erramos|retificação|rectificação|esclarecimento|"
    "correzione|errata corrige|rettifica|precisazione|correctie|correcties en aanvullingen|rectificatie|herstel|"
    "rättelse|förtydligande|rettelse|rettelser|retting|rettet|presisering|berigtigelse|præcisering|oikaisu|oikaisut|korjaus|tarkennus|"
    "leiðrétting|leiðrétt|korekta|sprostowanie|wyjaśnienie|oprava|opravy|oprava chyby|korekce|upřesnění|upresnenie|"
    "helyesbítés|helyreigazítás|korrekció|pontosítás|erată|rectificare|corectură|precizare|dreptul la replică|"
    "ispravak|ispravka|ispravke|demanti|исправка|popravek|popravki|поправка|корекция|уточнение|исправление|опровержение|виправлення|уточнення|спростування|"
    "διόρθωση|διορθώσεις|διευκρίνιση|düzeltme|tekzip|تصحيح|تصويب|توضيح وتصحيح|اصلاحیه|تصحیح|پوزش و تصحیح|תיקון|תיקון טעות|הבהרה|"
    "सुधार|भूल सुधार|संशोधन|स्पष्टीकरण|সংশোধনী|সংশোধন|تصحیح و معذرت|திருத்தம்|సవరణ|"
    "koreksi|ralat|pembetulan|klarifikasi|đính chính|แก้ไขข่าว|แก้ไขข้อมูล|คำชี้แจง|"
    "更正|勘误|勘誤|更正说明|更正說明|更正启事|更正啟事|澄清|訂正|お詫びと訂正|訂正とお詫び|정정|정정보도|정정보도문|바로잡습니다|바로잡음|반론보도|"
    "parandus|õiendus|täpsustus|labojums|precizējums|patikslinimas|pataisymas|correcció|fe d['’]errades|zuzenketa|korrigjim|ndreqje|შესწორება|ուղղում|regstelling|masahihisho"
)
_NAME, _HEAD = gate.Gated(re.compile(_NAMES, re.I)), 60  # characters of a line in which its name stands
_NAMED = gate.Gated(re.compile(  # "Correction (May 3): ...", "Korrektur: ...", "【訂正】...", "Correction, 3 May 2024 — ..."
    rf"^\W{{0,4}}(?:{_NAMES})\W{{0,3}}(?:\(.{{2,60}}?\)|,?\s[^:.!?]{{0,50}}\d[^:.!?]{{0,20}})?\s*(?:[:：】》\])]|\s[–—-]\s|\.\s|$)", re.I))
_SAID = gate.Several(  # "An earlier version of this article said ...", "This story has been corrected to ..."
    r"\b(?:an|the|in an) (?:earlier|previous|original|initial) version of this (?:article|story|report|post|piece|page|column|headline)",
    r"\bthis (?:article|story|report|post|piece|headline|column) (?:was|has been) (?:amended|corrected|updated to (?:correct|clarify|remove|reflect that))",
    r"\b(?:in|eine) (?:einer|der)? ?(?:früheren|ursprünglichen|vorherigen|ersten) (?:version|fassung) (?:dieses|des) (?:artikels|textes|beitrags|berichts)",
    r"\bin einer (?:früheren|ersten|vorherigen) (?:version|fassung)\b.{0,40}\b(?:hieß|stand|war|wurde|hatten|haben)",
    r"une (?:première|précédente) version de (?:cet article|ce texte)|une version (?:antérieure|précédente|initiale) de (?:cet article|ce texte)",
    r"una versión (?:anterior|previa) de (?:este artículo|esta noticia|este texto)|uma versão (?:anterior|inicial) (?:deste|desta) (?:artigo|notícia|texto|reportagem)",
    r"una (?:precedente|prima) versione di questo articolo|una versione precedente di questo articolo|in een eerdere versie van dit (?:artikel|bericht|stuk)",
    r"i en tidigare version av (?:artikeln|texten)|en tidigare version av (?:artikeln|texten)|i en tidligere (?:versjon|version|udgave) av? ?(?:af )?(?:denne )?(?:saken|artikkelen|artiklen|artikel)",
    r"(?:jutun|artikkelin|uutisen) (?:aiemmassa|aikaisemmassa) versiossa|we wcześniejszej wersji (?:tego )?(?:artykułu|tekstu)|v (?:předchozí|původní) verzi (?:tohoto )?(?:článku|textu)",
    r"cikkünk (?:korábbi|eredeti) (?:változatában|verziójában)|într-o versiune anterioară a (?:acestui )?articol",
    r"в (?:предыдущей|первоначальной|более ранней) версии (?:этой |этого )?(?:статьи|материала|новости|текста)|у (?:попередній|початковій) версії (?:цієї |цього )?(?:статті|матеріалу|новини|тексту)",
    r"(?:bu )?haberin (?:önceki|daha önceki|ilk) (?:bir )?(?:versiyonunda|halinde|sürümünde)|نسخة سابقة من هذا (?:المقال|التقرير|الخبر)|בגרסה (?:קודמת|הקודמת) של (?:הכתבה|הידיעה|המאמר)",
    r"इस (?:लेख|खबर|रिपोर्ट) के (?:पिछले|पुराने) संस्करण|versi sebelumnya dari artikel ini|phiên bản trước của bài viết|本文(?:早前|此前|较早|較早)版本|この記事の以前の版|이전 버전의 기사")


def notices(head: Head, lines: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """The notices and where the first was found: structured data, then the text."""
    found: dict[str, str] = {line: "text" for line, is_heading in _told(lines) if not is_heading}
    for value in jsonld.listed(head.article.get("correction"))[:MOST]:
        value = value.get("text") or value.get("description") or value.get("name") if isinstance(value, dict) else value
        line = jsonld.string(value)[:LONGEST]
        if line and not line.startswith("http") and not any(line in other or text.fold(line) == text.fold(other) for other in found):
            found.setdefault(line, "jsonld.correction")
    return tuple(found)[:MOST], next(iter(found.values()), "")


def told(lines: Iterable[str]) -> frozenset[str]:
    """Those lines that are notices, with the headings above them: they stay on the page whatever else the outlet repeats."""
    return frozenset(line for line, _ in _told(lines))


def with_notices(layout: Layout, kept: list[Block], container: markup.Element) -> list[Block]:
    """The blocks of the text and, at their places, those of notices that stand beside it within the article: in a box, a footer, behind it."""
    around = _article(layout, container)
    taken = {id(block) for block in kept}
    beside = [block if id(block) not in taken and _may_hold(block, around) else None for block in layout.blocks[layout.start :]]
    if not any(block is not None and (_NAMED.match(block.text) or _SAID.search(block.text)) for block in beside):
        return kept
    notices = told(block.text if block is not None else "" for block in beside)
    have = {block.text for block in kept}
    places = {id(block): place for place, block in enumerate(layout.blocks)}
    found = list(kept)
    for block in beside:
        if block is not None and block.text in notices and block.text not in have and len(found) < len(kept) + 2 * MOST:
            have.add(block.text)
            own = places[id(block)]
            found.insert(next((at for at, other in enumerate(found) if places.get(id(other), -1) > own), len(found)), block)
    return found


def _article(layout: Layout, container: markup.Element) -> markup.Element:
    """The article element that holds the headline and the text; the text's own container where there is none."""
    trail = layout.blocks[layout.start - 1].trail if layout.start else ()
    inside = (container, *container.iterancestors())
    return next((above for above in reversed(trail) if above.tag == "article" and above in inside), container)


def _may_hold(block: Block, around: markup.Element) -> bool:
    return around in block.trail and len(block.text) <= LONGEST and block.density < 0.5 and block.drop not in _AWAY


def _told(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each line of a notice, and whether it is only the heading above one."""
    heading = ""
    lines = list(lines)
    naming = _NAME.may("\n".join([line[:_HEAD] for line in lines]))  # asked at once of all lines, most of which hold no name
    for line in lines:
        named = naming and len(line) <= LONGEST and bool(_NAMED.match(line))
        if named and len(line) <= 40 and not _rest(line):  # a heading: the notice is the next line
            heading = line
            continue
        if (heading or named or _SAID.search(line[:LONGEST])) and len(line) <= LONGEST:
            if heading:
                yield heading, True
            yield line, False
        heading = ""


def _rest(line: str) -> str:
    match = _NAMED.match(line)
    return line[match.end() :].strip(" :.：") if match else line


