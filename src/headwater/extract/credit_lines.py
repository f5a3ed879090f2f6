"""Credit lines: caption, credit and copyright notice told apart in the ways in which outlets print them.

In: one line of text in any language. Out: :class:`Told`, the credit without "Photo:". Never: markup, or a caption's own
words taken for a name: where nothing says that the end of a line is a credit, it stays in the caption.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from headwater.extract import credit_words, jsonld

_MOST = 160  # characters of a credit
_TAIL = 190  # characters of a line in which its credit is looked for
_BRACKETS = re.compile(r"\s*[(（\[［【〔]([^()（）\[\]［］【】〔〕]{2,160})[)）\]］】〕]")  # "(Photo: Ana Reis)", "（共同）"
_TWO_SENTENCES = re.compile(r"(?:[^\W\d_]{3}|[)”\"’])[.!?]\s+[^\W\d_]|[。！？।]\s*\w")  # "dpa. The river", but not "J. Reis"
_SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"”’»」』)]?\s*(?=\S)")  # before what may be a credit
_INITIAL = re.compile(r"(?:^|[\s.])[^\W\d_]\.$")  # "J."
_BAR = re.compile(r"(?<=\S)\s+[|｜]\s*([^|｜.!?]{2,70})$")  # "The river. | Jane Doe"
_SLASH = re.compile(r"(?<=\S)\s+[/／]\s*(?=\S)")  # "The river / J. Doe / AFP"
_DASH = re.compile(r"(?<=\S)\s*[–—-]\s+([^–—]{2,90})$")  # "The river — Jane Doe/AFP"
_CAPITALS = re.compile(r"(?<=[^\W\d_A-Z.,;!?”\")])[.,;!?”\")]?\s+([A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’-]+(?: [A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’.-]{2,}){1,3})\s*$")  # "Los barcos en el puerto ANA REIS (EFE)"
_LAST_NAME = re.compile(r"[^\W\d_A-Z]{5}[”\"]?[.!?…][”\"]?\s+((?:[A-ZÀ-ÖØ-ÞА-Я][\w’'-]+\s){1,2}[A-ZÀ-ÖØ-ÞА-Я][\w’'-]+)$")  # "... am Hafen. Ana Voß"
_LAST_AGENCY = re.compile(r"(?<=[^\W_A-Z])\s(AFP|EFE|ANSA|EPA|AP Photo|REUTERS|Reuters|Getty Images|GETTY IMAGES|Shutterstock)$")  # "Los barcos en el puerto EFE"
_STUCK = re.compile(r"(?<=[a-z\"”])((?:AFP|REUTERS|Reuters|EPA|EFE|ANSA|APA|Getty Images|DPA|Shutterstock|AP Photo)(?:/[\w.’' -]{2,40})?)$")  # "rescue workers at workAFP"
_GLUED = re.compile(r"(?<=[^\W\d_A-Z])\.(?=(?i:foto|fotos|bild|photo|archivfoto|symbolfoto|symbolbild|quelle|image|source)\s?[:©])")  # "... am Hafen.Foto: Ana Voß"
_LED = re.compile(r"(?:photo(?:graph)?s?|pictures?|images?|fotos?|bild(?:er)?)\s(?:by|von|de|di|por|par|af|av)\s((?-i:[A-ZÀ-Þ])[\w.’'-]+(?:\s(?-i:[A-ZÀ-Þ])[\w.’'-]+){1,3}(?:\s?/\s?[\w ]{2,30})?):\s+(?=\S)", re.I)  # "Photo by Ana Reis: The river"
_FOR = re.compile(r"[.!?…][\"”]?\s+((?:[A-ZÀ-Þ][\w’'.-]+\s){2,3}(?:for|pour|für|para|per)\s(?:The\s|Le\s|La\s|El\s)?[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+){0,3})$")  # "... at dawn. Ana Reis for The Harbour Post"
_HOUSE = re.compile(r"[.!?…][\"”]?\s+([A-ZÀ-Þ]{2,5}/[A-ZÀ-Þ][\w’'-]+(?:\s[A-ZÀ-Þ][\w’'-]+){1,2})$")  # "... à l’aube. LP/Ana Reis"
_SHOUTED = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’-]+(?: [A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’.-]{2,}){1,2}")  # "(ANA REIS)"
_EQUALS = re.compile(r"[＝=]\s?([^\s\d。、,＝=()（）]{1,14})$")  # "港が開いた＝共同", "부두 / 사진=뉴스1"
_PLACE = re.compile(r"(?:内|区|市|町|村|県|都|府|道|で|前|駅|沖|港|氏|さん)$")  # "＝東京都内": where it was taken, not by whom
_HANGUL = re.compile(r"(?:다|요|음|함)\.\s*([\uac00-\ud7a3A-Za-z·=/ ]{2,24}\d?)$")  # "배가 서 있다. 연합뉴스"
_HAN = re.compile(r"(?:^|[。，,、；;!！?？」』”）)\s]|[|｜／/])([^。，,、；;]{2,30})$")  # "船停在碼頭。記者王明攝"
_PREFIX = re.compile(r"(?:file|archive|archivo|archiv)?\s?-?(?:photo|picture|image|foto|bild|video)s?\s?:\s+(?=[^\W\d_])", re.I)  # "FILE PHOTO: Ships at the quay on a summer day"
_INSTRUCTIONS = re.compile(  # "... REUTERS/Ana Reis THIS IMAGE HAS BEEN SUPPLIED BY A THIRD PARTY. NO RESALES. NO ARCHIVES"
    r"[\s\-–—(.]+((?:ATTENTION EDITORS|THIS (?:IMAGE|PICTURE|PHOTO|HANDOUT)\b|MANDATORY CREDIT|NO (?:RE)?SALES?\b|NO ARCHIVES?\b|EDITORIAL USE ONLY|RESTRICTED TO EDITORIAL"
    r"|NOT FOR (?:SALE|ARCHIVE)|[A-Z]{4,} OUT\b)[^a-z]{0,300}(?:[A-Z][\w ./-]{0,60})?)$")
_COUNT = re.compile(r"^(?:bild|photo|foto|image|imagen|photo n°)?\s*\d{1,3}\s*(?:of|von|de|di|sur|van|av|af|z|из|/)\s*\d{1,3}\s*(?:[|:–—-]\s*|(?=[A-Z]))", re.I)  # "6 of 12 | "
_LEADING_BUTTON = re.compile(r"^(?i:open image in gallery|view image in fullscreen|image caption|image(?!:|\s(?:source|caption|credit))|legende|légende|caption|bildunterschrift)\s*:?\s+(?=[^\W\da-z_]|[\"“„])")  # "Open image in gallery The river"
_DURATION = re.compile(r"^[\d:.,\s]+(?:min|sec|s)?\.?$")  # "2:43 min"
_NOTICE = re.compile(r"(?:^|(?<![\s/|,;(-])[\s/|,;(-]++)((?:©|ⓒ|\(c\)|copyright)\s*(?:©\s*)?(?:\d{4}(?:[–-]\d{2,4})?|the\b|all\b).*)$", re.I)  # "/Copyright 2024 The AP"
_YEAR = re.compile(r"^(?:(?:(?:©|ⓒ|\(c\)|copyright)\s*)+(?:\d{4}(?:[–-]\d{2,4})?[,\s]*)?|(?:19|20)\d\d(?:[–-]\d{2,4})?[,\s]+(?=[^\W\d_]))", re.I)  # "© 2026, ", "2026 "
_LAST_WORD = re.compile(r"(?<=[.)!?\w])\s*[–—-]\s*copyright\s*$", re.I)  # "The river. - Copyright"
_LENGTH = re.compile(r"\d{1,2}:\d{2}\b")  # "01:30 Min. | 19 October"
_DANGLING = re.compile(r"(?<![\s|/–—•·,;(\[-])[\s|/–—•·,;(\[-]++(?:copyright|©|credits?|photo|foto|source|quelle)?[\s|/:–—•·(\[-]*+$", re.I)  # "The river - Copyright"
_LETTER = re.compile(r"[^\W\d_]")
_WEAK = re.compile(r"[\s(\[]*(?:video|images?|imagens?|imagen|immagin[ei]|picture|visual|map|chart|graphics?|grafik|grafica|gráfico|illustration|artwork|animation|arte|source|fuente|fonte|zdroj|autor|dessin|figure|pic)\b", re.I)  # words that begin captions, too
_PARTS = re.compile(r"[\s/|,;&+()]+")
_PARTICLES = frozenset(  # of names
    "de da do dos das di del della der den von van und and et e y i la le el al bin ibn binti via for per pour für from of the by mit with en no a af av og och u & + c/o/".split())  # noqa: SIM905 as a list it takes three lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a line says: of the picture, whose it is, and its copyright notice as printed."""

    caption: str = ""
    credit: str = ""
    copyright: str = ""
    instructions: str = ""  # an agency's own: "NO RESALES. NO ARCHIVES"


def tell(line: str) -> Told:
    """The parts of a line under a picture.

    >>> tell("The river in flood. (Photo: Ana Reis/AFP)")
    Told(caption='The river in flood.', credit='Ana Reis/AFP', copyright='')
    """
    caption = line if line.isascii() else unicodedata.normalize("NFC", line)
    caption = _GLUED.sub(". ", caption.strip())
    caption = caption[credit_words.spelled_caption(credit_words.lowered(caption[:60])):] if "," in caption[:40] or not caption.isascii() else caption
    caption = _LAST_WORD.sub("", _COUNT.sub("", _LEADING_BUTTON.sub("", caption)))
    if (button := credit_words.button(credit_words.lowered(caption))) >= 0:
        caption = caption[:button].rstrip()
    if orders := _INSTRUCTIONS.search(caption, max(0, len(caption) - 500)):
        rest = tell(caption[: orders.start()].rstrip(" -–—(."))
        return replace(rest, instructions=orders[1].strip(" ()"))
    caption, notice = _without_reserved(_unprefixed(caption))
    for way in (_led, _whole, _spelled, _bracketed, _labelled, _eastern, _agency_alone, _divided, _after_a_sentence):
        if found := way(caption):
            rest, credit, more = found
            rest = _DANGLING.sub("", rest) if not rest.endswith((".", "!", "?", "…", "。")) else rest
            return Told(caption=_bare(rest), credit=credit, copyright=more or (f"{credit}. {notice}" if notice else ""))
    return Told(caption=_bare(_DANGLING.sub("", caption)), copyright=notice)


def _bare(caption: str) -> str:
    """A caption without marks before it; "" where there are only marks."""
    line = caption.strip().lstrip(":|•·/–—- ")
    return line if _LETTER.search(line) else ""


def _unprefixed(caption: str) -> str:
    """A caption without "FILE PHOTO: " before a sentence."""
    match = _PREFIX.match(caption)
    return caption[match.end():] if match and len(caption[match.end():].split()) > 6 and not is_name(caption[match.end():][:100]) else caption


def clean(line: str) -> tuple[str, str]:
    """A credit without "Photo:" before it and brackets around it, and the copyright notice that stood in it."""
    credit = jsonld.plain(line[:300])
    credit = credit if credit.isascii() else unicodedata.normalize("NFC", credit)
    credit, reserved = _without_reserved(credit)
    notice = ""
    credit = _last_label(credit)
    if (found := _NOTICE.search(credit)) and (found.start() > 0 or found[1][-1:] != credit[-1:] or reserved):
        name = _YEAR.sub("", found[1])
        credit, notice = (credit[: found.start()] or name), f"{found[1]}. {reserved}".rstrip(". ") if reserved else found[1]
    words = credit_words.table()
    for turn in range(3):
        credit = _unbracketed(credit.strip(" \t|,;:：–—-•·/／＝="))
        low = credit_words.lowered(credit)
        if head := credit_words.opens(low, bare=True):
            credit = credit[head:]
        elif turn == 0 and (low.rstrip(".") in words.labels or low in ("©", "copyright")):
            credit = ""
        else:
            break
    credit = _YEAR.sub("", credit)
    low = credit_words.lowered(credit)
    if (tail := credit_words.behind(low)) > 0:
        credit = credit[:tail]
    if (button := credit_words.button(low)) > 0:
        credit = credit[:button]
    credit = credit.strip(" \t|,;:：–—-•·/／")
    return ("" if _DURATION.match(credit) or _LENGTH.match(credit) or not _LETTER.search(credit) else credit[:_MOST]), (notice[:300] if credit else "")


def _last_label(credit: str) -> str:
    """What "Text: Ana Reis, photo: Jo Marsh" says of the picture."""
    low = credit_words.lowered(credit)
    for start, end in reversed(credit_words.labels(low)):
        if start > 0 and end < len(low) and low[start:end].strip(" :：.") in credit_words.table().photo and low[start:end].rstrip()[-1:] in ":：":
            return credit[start:]
    return credit


def _unbracketed(credit: str) -> str:
    if len(credit) > 2 and credit[0] in "([（［【" and credit[-1] in ")]）］】" and not any(mark in credit[1:-1] for mark in "()（）"):
        return credit[1:-1].strip()
    if credit.endswith((")", "）")) and "(" not in credit and "（" not in credit:
        return credit[:-1].strip()
    return credit


def _without_reserved(line: str) -> tuple[str, str]:
    """The line without "all rights reserved", and those words as printed."""
    found = credit_words.reserved(credit_words.lowered(line))
    if found is None:
        return line, ""
    start, end = found
    return f"{line[:start]} {line[end:]}".strip(" ,;|"), line[start:end].strip(" \t.,;:|/–—-")


Found = tuple[str, str, str] | None  # caption, credit, copyright


def _as_credit(caption: str, written: str) -> Found:
    credit, notice = clean(written)
    return (caption.rstrip(), credit, notice) if credit else None


def _whole(line: str) -> Found:
    """A line that is a credit and nothing else: "Foto: dpa", "(The Harbour Post)"."""
    if len(line) > 120:
        return None
    low = credit_words.lowered(line)
    lead = len(line) - len(line.lstrip(" ([|–—-（【"))
    if end := credit_words.opens(low):
        rest = line[end:]
        weak = _WEAK.match(line, lead) and not line[:end].rstrip().endswith("©")
        sure = not weak and len(rest.split()) <= 6
        if not _TWO_SENTENCES.search(rest) and len(rest) <= 100 and (sure or is_name(rest.strip(" .)]"))):
            return _as_credit("", line)
    if lead and line[0] in "([（【" and line[-1] in ")]）】" and len(line) <= 70 and not _BRACKETS.search(line[1:-1]) and is_name(line[1:-1].strip()):
        return _as_credit("", line)
    return None


def _led(line: str) -> Found:
    """A caption behind its credit: "Photo by Ana Reis: The river in flood"."""
    found = _LED.match(line)
    return _as_credit(line[found.end() :], found[1]) if found and len(line) - found.end() > 8 and not is_name(line[found.end() :]) else None


def _spelled(line: str) -> Found:
    """What screen readers are told within a line: "The river in flood. Image source, AFP"."""
    low = credit_words.lowered(line)
    for words in credit_words.table().spelled:
        at = low.find(words, 1)
        if at > 0 and line[:at].rstrip()[-1:] in ".!?…。։።" and 1 < len(line) - at - len(words) <= 90:
            return _as_credit(line[:at], line[at:])
    return None


def _bracketed(line: str) -> Found:
    """A credit in brackets, at the end or, where a label opens it, anywhere: "(Foto: Ana Reis)", "(AP Photo/Ana Reis)"."""
    for found in reversed(list(_BRACKETS.finditer(line, max(0, len(line) - 400)))):
        inner = found[1].strip()
        low = credit_words.lowered(inner)
        last = len(line) - found.end() <= 2
        opened = credit_words.opens(low)
        known = last and (opened or credit_words.names_agency(inner) or credit_words.behind(low) >= 0 or credit_words.labels(low) or credit_words.spoken(low))
        known = known or (last and _is_bare(inner, low))
        named = (known and _is_short(inner)) or (last and _stands_for_a_name(line[: found.start()], inner))
        if (opened and not _WEAK.match(inner)) or named:
            if last and not opened and (start := _name_before(line[: found.start()])) is not None:  # "... at dawn. Ana Reis (EFE)"
                return _as_credit(line[:start], line[start:])
            if (word := low.split(" ", 1)[0]) in credit_words.table().photo and not opened:  # "(foto Ana Reis)"
                inner = inner[len(word) :].strip()
            rest = f"{line[: found.start()].rstrip()} {line[found.end():].lstrip(' .') if not last else ''}".strip()
            return _as_credit(rest, inner)
    return None


def _is_bare(inner: str, low: str) -> bool:
    """Whether brackets at the end hold a picture's word and a name without a mark, an agency in small letters, or a name in capitals."""
    word, _, rest = low.partition(" ")
    if rest and word in credit_words.table().photo:
        name = inner[len(word) :].strip()
        return name[:1].isupper() and len(name.split()) >= 2 and is_name(name)
    return (len(inner) >= 4 and credit_words.table().agency.fullmatch(inner.upper()) is not None) or _SHOUTED.fullmatch(inner) is not None


def _name_before(before: str) -> int | None:
    """Where a photographer's name begins that stands between a sentence and an agency in brackets, or is in capitals."""
    if found := _CAPITALS.search(before):
        return found.start(1)
    ends = [stop.end() for stop in _SENTENCE_END.finditer(before) if not _INITIAL.search(before[: stop.start() + 1])]
    if ends and 2 <= len(before[ends[-1] :].split()) <= 4 and len(before) - ends[-1] <= 40 and is_name(before[ends[-1] :]):
        return ends[-1]
    return None


def _stands_for_a_name(before: str, inner: str) -> bool:
    """Whether brackets at the end hold a name because of where they stand: behind a sentence, or two names with a slash."""
    if not any(one.isupper() for one in inner) or not is_name(inner) or len(inner) > 70:
        return False
    parts = [part.split() for part in inner.split("/")]
    return before.rstrip()[-1:] in ".!?…”\"" or (len(parts) == 2 and any(len(part) >= 2 for part in parts))


def _is_short(inner: str) -> bool:
    """Whether brackets hold a name rather than a remark: "left, at the AFP office in March"."""
    return is_name(inner) or len(inner.split()) <= 9


def _labelled(line: str) -> Found:
    """A label before the name at the end: "... Photo: Ana Reis", "... © Ana Reis", "... — Picture by Ana Reis"."""
    low = credit_words.lowered(line)
    least = max(0, len(low) - _TAIL)
    for start, end in credit_words.labels(low, least):
        rest, before = line[end:], line[:start].rstrip()
        if before and len(rest) >= 2 and not _TWO_SENTENCES.search(rest.rstrip(" .")) and _ends_there(before, line[start:end], rest):
            return _as_credit(_open_bracket(before), line[start:])
    for start, end in credit_words.spoken(low, least):
        rest, before = line[end:], line[:start].rstrip()
        bounded = before and (before[-1] in ".!?…,;|/–—-\"”’»)(]。、" or credit_words.is_unspaced(line[start]))
        if bounded and not rest[0].islower() and not _TWO_SENTENCES.search(rest.rstrip(" .")):
            return _as_credit(_open_bracket(before), line[start:])
    return None


def _open_bracket(before: str) -> str:
    return before.rstrip(" |/-–—([（【•·,;").rstrip()


def _ends_there(before: str, label: str, rest: str) -> bool:
    """Whether a label within a line may begin its credit: a slash or bar after a word is one of running text, too."""
    weak = _WEAK.match(label) is not None
    if label.rstrip()[-1:] in "/／|｜" or weak:
        return before[-1] in ".!?…,;|/–—-\"”’»)(。、" and is_name(rest)
    return len(rest) <= 130


def _eastern(line: str) -> Found:
    """Names that no space and no label divides from the caption, in Japanese, Korean and Chinese."""
    if line.isascii():
        return None
    tail = line[-40:]
    cut = len(line) - len(tail)
    if (found := _EQUALS.search(tail)) and not tail[found.start() :].isascii() and not _PLACE.search(found[1]):
        return _as_credit(line[: cut + found.start()].rstrip("＝= /"), found[1])
    if found := _HANGUL.search(tail):
        return _as_credit(line[: cut + found.start(1)].rstrip(" /"), found[1])
    if credit_words.behind(credit_words.lowered(tail)) >= 0 and (found := _HAN.search(tail)) and cut + found.start() > 0 and not found[1].isascii():
        part = found[1]
        if credit_words.is_unspaced(part) and len(part) <= 24:
            return _as_credit(line[: cut + found.start(1)].rstrip(" ／/|｜"), part)
    return None


def _divided(line: str) -> Found:
    """A name behind a bar, slash or dash: "... | Ana Reis", "... / Ana Reis / AFP", "... — AFP pic"."""
    if ("|" in line or "｜" in line) and (found := _BAR.search(line)):
        return _as_credit(line[: found.start()], found[1])
    if ("/" in line or "／" in line) and (found := _slashed(line)):
        return found
    if (found := _DASH.search(line, max(0, len(line) - 100))) and credit_words.names_agency(found[1]) and is_name(found[1]):
        return _as_credit(line[: found.start()], found[1])
    return None


def _slashed(line: str) -> Found:
    """Names behind slashes, the last ones of a line that may be nothing else."""
    start = end = len(line)
    for found in reversed(list(_SLASH.finditer(line, max(0, len(line) - 120)))):
        if not is_name(line[found.end() : start]):
            break
        start, end = found.span()
    if end == len(line):
        return None
    before, name = line[:start], line[end:]
    known = credit_words.names_agency(name) or credit_words.behind(credit_words.lowered(name)) >= 0
    if known or (before.isascii() and credit_words.lowered(before).endswith(" photo")):  # "... in flood. AFP PHOTO / ANA REIS"; what stands between the last sentence and the slash may be the photographer
        ends = [stop.end() for stop in _SENTENCE_END.finditer(before) if not _INITIAL.search(before[: stop.start() + 1])]
        if ends and is_name(before[ends[-1] :]) and len(before) - ends[-1] <= 50:
            return _as_credit(before[: ends[-1]], line[ends[-1] :])
    if known or (len(name.split()) >= 2 and len(before.split()) >= 4):
        return _as_credit(before, name)
    return None


def _agency_alone(line: str) -> Found:
    """A line without label that is names and an agency: "Ana Reis/AFP", "picture alliance / dpa | Ana Reis"."""
    agency = credit_words.table().agency.search(line) if len(line) <= 70 else None
    if agency and is_name(line) and not _SENTENCE_END.search(line) and (any(mark in line for mark in "/|") or 2 * len(agency[0]) >= len(line)):
        return _as_credit("", line)
    return None


def _after_a_sentence(line: str) -> Found:
    """A name with an agency behind the last sentence: "... in flood. Ana Reis / Pool via Reuters", "...flood.REUTERS"."""
    tail = line[-100:]
    if found := _STUCK.search(tail):
        return _as_credit(line[: len(line) - len(found[1])], found[1])
    found = _FOR.search(tail) or _HOUSE.search(tail) or _LAST_NAME.search(tail) or _LAST_AGENCY.search(tail)
    if found and credit_words.lowered(tail[: found.start(1)].split()[-1] if found.start(1) else "") not in _PARTICLES:
        return _as_credit(line[: len(line) - len(tail) + found.start(1)], found[1])
    if not credit_words.names_agency(tail):
        return None
    for end in _SENTENCE_END.finditer(tail):
        name = tail[end.end() :]
        if not _INITIAL.search(tail[: end.start() + 1]) and credit_words.names_agency(name) and is_name(name):
            return _as_credit(line[: len(line) - len(name)], name)
    return None


def is_name(words: str) -> bool:
    """Whether a short text may be names and nothing else: each word begins with a capital, or is a particle.

    >>> is_name("Ana Reis / Pool via Reuters"), is_name("ships at the quay"), is_name("記者王明")
    (True, False, True)
    """
    text = words.strip(" .")
    if not 2 <= len(text) <= 110 or _TWO_SENTENCES.search(text) or not _LETTER.search(text):
        return False
    if not any(one.isupper() or one.islower() for one in text):
        return len(text) <= 40
    parts = [part for part in _PARTS.split(text) if part]
    if len(parts) > 14 or parts[0][0] in "\"“„'":
        return False
    if not any(_is_small(part) for part in parts):
        return True
    rest = [part for part in _PARTS.split(credit_words.table().agency.sub(" ", text)) if part]
    photo = credit_words.table().photo
    return all(credit_words.lowered(part) in photo for part in rest if _is_small(part))


def _is_small(part: str) -> bool:
    return part[0].islower() and part not in _PARTICLES and "." not in part
