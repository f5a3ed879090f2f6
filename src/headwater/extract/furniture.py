"""Words by which sites lead away from an article, sell themselves or label their parts, in many languages.

In: a line. Out: what kind of furniture it is, "" if none. Never: a look at the page, a word that decides alone in a long
line, or a phrase with which a sentence of an article could begin.

Phrases are data, ``furniture.toml``, a line a language and class. They are found by their first letters, so that a line costs
a look-up, however many languages there are. Scripts without spaces between words need no end of a word behind a phrase.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from headwater import gate

_LONGEST = 400  # characters of a line of furniture
_KINDS = {  # what a class is called, and how long its lines may be
    "also": ("read-also", 300), "newsletter": ("newsletter", 260), "app": ("newsletter", 260), "share": ("newsletter", 220), "wall": ("paywall", 260),
    "member": ("membership", 260), "consent": ("consent", 400), "comment": ("comments", 260), "bio": ("bio", 300), "notice": ("notice", 260), "ad": ("advertisement", 200),
    "label": ("label", 90)}
_CALLING = frozenset({"newsletter", "app", "share", "wall", "member", "consent", "comment"})  # may follow a question: "Want more? Sign up for our ..."
_WIDE_LONGEST = 140  # of scripts that write words without spaces
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_VERB_LAST = re.compile("[\u3040-\u30ff\uac00-\ud7af]")  # Japanese and Korean ask at the end
_WORD = re.compile(r"[^\s.,;:!?()\[\]{}\"“”„«»…|/]+")
_FRONT = re.compile(r"^[\W_]+")
_BACK = " .,:;!?。！？।؟۔…»”\"'›>→)]）」』】።։"
_MARK = re.compile(r"^\s*+(?:[:：>»→|–—-]|[/／【「『■▶▷●]|\.{3}|…|[?？؟]|[.!]?\s*$)")  # ": Floods ...", "> ..." or nothing
_SENTENCE = re.compile(r"[.!。！।۔።։](?:[\"”»’'」)\]）]|\s)*$")
_UNMARKED = re.compile("[\u0e00-\u0eff\u1780-\u17ff]")  # Thai, Lao and Khmer end no sentence with a mark
_NEXT = re.compile(r"[?!？！؟]\s*|\.\s+")
_QUOTED = re.compile("[\"“”„«»‹›「」『』]|(?<!\\w)'|'(?!\\w)")
_ARABIC = re.compile("[\u0600-\u06ff]")
_LETTERS = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ؤ": "و", **dict.fromkeys("ًٌٍَُِّْـٰ", "")})  # as people type them
_NEW_WINDOW = gate.Gated(re.compile(  # what screen readers are told of a link: "(opens in a new tab)", "(öffnet im neuen Fenster)"
    r"[,\s]*[(（\[]?\s*(?:(?:external link,? )?opens? (?:in )?(?:a )?new (?:tab|window)s?|(?:link wird in einem neuen (?:tab|fenster) geöffnet|öffnet (?:in|im|in einem) neuen? (?:fenster|tab)|externer link, öffnet neues fenster)|"
    r"(?:s'ouvre|s’ouvre|ouvre|ouverture) dans (?:une|un) (?:nouvelle fenêtre|nouvel onglet)|(?:se abre|abre|abrir) (?:en|numa|em) (?:una |uma )?(?:nueva|nova|otra) (?:ventana|pestaña|janela|aba)|si apre in (?:una )?nuova (?:finestra|scheda)|"
    r"opent in (?:een )?nieuw(?:e)? (?:venster|tabblad|tab)|öppnas i (?:ett )?nytt fönster|åbner i (?:et )?nyt vindue|åpnes i (?:et )?nytt vindu|avautuu uuteen (?:ikkunaan|välilehteen)|otwiera się w nowym oknie|otevře se v novém okně|"
    r"открывается в новом окне|відкриється у новому вікні|yeni pencerede açılır|新しいウィンドウで開く|新しいタブで開く|새 창 열림|새창 열림|在新窗口打开|在新視窗開啟|يفتح في نافذة جديدة)\s*[)）\]]?", re.I))


class _Phrase(NamedTuple):  # of which there are thousands
    """What a speaker wrote, folded: "~subscribe to our…newsletter"."""

    name: str  # class
    head: str  # with which the line begins; "" where only the end counts
    gaps: tuple[str, ...]  # what follows, in this order
    ends: bool  # the last of them ends the line
    shape: str  # "=", "~", "+", "" as in the table


@cache
def table() -> dict[str, dict[str, str]]:
    """The phrases as written, by language and class; "*" is any language."""
    return tomllib.loads(resources.files(__package__ or "headwater.extract").joinpath("furniture.toml").read_text("utf-8"))


def _written(name: str) -> Iterator[str]:
    """The phrases of a class, folded."""
    return filter(None, _fold("|".join(classes[name] for classes in table().values() if name in classes)).split("|"))


@cache
def _phrases() -> tuple[_Phrase, ...]:
    return tuple(_read())


def _read() -> Iterator[_Phrase]:
    for name in _KINDS:
        for written in _written(name):
            shape = written[0] if written[0] in "=~+" else "=" if name == "label" else ""
            head, *gaps = written.lstrip("=~+").split("…")
            yield _Phrase(name, head.strip(), tuple(map(str.strip, gaps)), not head, shape)


@cache
def _starts() -> dict[str, tuple[tuple[str, ...], dict[str, list[_Phrase]]]]:
    """Phrases by the first three letters of their heads, or the two that they have; and of each head."""
    found: defaultdict[str, dict[str, list[_Phrase]]] = defaultdict(dict)
    for phrase in _phrases():
        if phrase.head:  # those that may stand anywhere may stand at the beginning
            found[phrase.head[:3]].setdefault(phrase.head, []).append(phrase)
    return {key: (tuple(sorted(heads, key=len, reverse=True)), heads) for key, heads in found.items()}


@cache
def _tails() -> dict[str, tuple[tuple[str, ...], dict[str, list[_Phrase]]]]:
    """Phrases that end a line, by their last two letters."""
    found: defaultdict[str, dict[str, list[_Phrase]]] = defaultdict(dict)
    for phrase in _phrases():
        if phrase.ends:
            found[phrase.gaps[-1][-2:]].setdefault(phrase.gaps[-1], []).append(phrase)
    return {key: (tuple(ends), ends) for key, ends in found.items()}


@cache
def _calls() -> tuple[frozenset[str], frozenset[str], frozenset[str], re.Pattern[str], re.Pattern[str]]:
    """Words that call, things they are about and words for the house; the first two as patterns for scripts without spaces."""
    words = frozenset(phrase.split()[0] for phrase in _written("calls"))
    wide = [re.escape(phrase) for phrase in _written("calls") if _WIDE.search(phrase)]
    wide_things = [re.escape(phrase) for phrase in _written("wide_things")]
    return words, frozenset(_written("things")), frozenset(_written("ours")), re.compile("|".join(wide)), re.compile("|".join(wide_things))


def of_line(line: str, density: float) -> str:
    """Why a line is furniture: "read-also", "newsletter", "paywall", "label" and so on; "" if it is none."""
    length = len(line)
    if length > _LONGEST:
        return ""
    folded = _FRONT.sub("", _fold(line))
    if (name := _begins(folded, length, density) or _ends(folded)) or (length <= 260 and (name := _later(folded, density))):
        return _KINDS[name][0]
    return "newsletter" if (length < 200 and _invites(folded, density)) or (length <= 260 and _anywhere(folded)) else ""


def _begins(folded: str, length: int, density: float, *, calling: bool = False) -> str:
    """The class of the phrase with which a line begins, "" if it begins with none."""
    for key in (folded[:3], folded[:2]):
        heads, phrases = _starts().get(key, ((), {}))
        if not folded.startswith(heads):
            continue
        for head in heads:
            if folded.startswith(head) and _is_whole(head, rest := folded[len(head) :]):
                for phrase in phrases[head]:
                    if not (calling and (phrase.shape or phrase.name not in _CALLING)) and _fits(phrase, rest, length, density):
                        return phrase.name
    return ""


def _is_whole(head: str, rest: str) -> bool:
    """Whether a phrase ends where a word does."""
    return not rest or not head[-1].isalnum() or bool(_WIDE.match(head[-1]) or _WIDE.match(rest)) or not (rest[0].isalnum() or unicodedata.category(rest[0])[0] == "M")


def _fits(phrase: _Phrase, rest: str, length: int, density: float) -> bool:
    """Whether the rest of a line is such that the phrase before it makes it furniture."""
    longest = _KINDS[phrase.name][1]
    if length > (min(_WIDE_LONGEST, longest) if phrase.name != "also" and _WIDE.match(phrase.head) else longest):
        return False
    if phrase.shape == "=":
        return not re.search(r"\w", rest)
    if phrase.name == "also":
        return density > 0.4 or bool(_MARK.match(rest))
    if phrase.shape == "~":
        return density > 0.3 or bool(_MARK.match(rest)) or "@" in rest or _is_label(phrase, rest, length)
    return _follow(phrase.gaps, rest)


def _is_label(phrase: _Phrase, rest: str, length: int) -> bool:
    """Whether a short line ends no sentence, or only names what the phrase is about: "Article continues below the picture."."""
    if _UNMARKED.match(phrase.head):
        return len(rest) <= 20
    return (length <= 100 and not _SENTENCE.search(rest)) or (phrase.name == "ad" and phrase.head.count(" ") > 1 and len(rest) <= 50)


def _follow(gaps: tuple[str, ...], rest: str) -> bool:
    """Whether parts stand in a line one after another."""
    place = 0
    for gap in gaps:
        place = rest.find(gap, place)
        if place < 0:
            return False
        place += len(gap)
    return True


def _ends(folded: str) -> str:
    """The class of the phrase with which a line ends, where verbs stand last."""
    if len(folded) > _WIDE_LONGEST:
        return ""
    bare = folded.rstrip(_BACK)
    ends, phrases = _tails().get(bare[-2:], ((), {}))
    if not bare.endswith(ends):
        return ""
    for end in ends:
        if bare.endswith(end):
            before = bare[: -len(end)]
            for phrase in phrases[end]:
                if _follow(phrase.gaps[:-1], before) and (not before or _WIDE.match(end[0]) or not before[-1].isalnum()):
                    return phrase.name
    return ""


def _later(folded: str, density: float) -> str:
    """The class of an invitation that follows a question, a cry or a few words: "Want more? Sign up for our newsletter"."""
    match = _NEXT.search(folded, 0, 104)
    if not match or (match[0][0] == "." and match.end() > 40) or folded[: match.start()].endswith(("\"", "”", "»")):
        return ""
    rest = _FRONT.sub("", folded[match.end() :])
    return _begins(rest, len(rest), density, calling=True)


@cache
def _strong() -> gate.Gated:
    return gate.Gated(re.compile("|".join(rf"(?<!\w){re.escape(phrase.head)}(?!\w)" for phrase in _phrases() if phrase.shape == "+")))


def _anywhere(folded: str) -> bool:
    """Whether a line that quotes nobody holds a phrase that only the house itself says, and no sentence of its own before it."""
    found = _strong().search(folded)
    return bool(found) and not _QUOTED.search(folded) and not _NEXT.search(folded, 40, found.start())


def _invites(folded: str, density: float) -> bool:
    """Whether a line calls, at its beginning or end, for a newsletter, an application or a network of the house."""
    calls, things, ours, wide_calls, wide_things = _calls()
    if _WIDE.search(folded):
        called = wide_calls.search(folded[:8]) or (_VERB_LAST.search(folded) and wide_calls.search(folded[-14:]))
        return bool(called) and len(folded) < 70 and bool(wide_things.search(folded)) and (density > 0.3 or not _SENTENCE.search(folded))
    words = _WORD.findall(folded)
    if things.isdisjoint(words) and "google news" not in folded:
        return False
    is_open = len(folded) <= 120 and not _SENTENCE.search(folded)
    if calls.isdisjoint(words if density > 0.3 and is_open else (*words[:2], *words[-3:])):
        return False
    return density > 0.3 or not ours.isdisjoint(words) or (len(folded) <= 80 and is_open)


def without_marks(line: str) -> str:
    """The line without what screen readers are told of its links."""
    return " ".join(_NEW_WINDOW.pattern.sub(" ", line).replace(" .", ".").replace(" ,", ",").split()) if _NEW_WINDOW.search(line) else line


def _fold(line: str) -> str:
    """Case, apostrophes, dots below letters and the ways of writing Arabic made one; without widthless marks."""
    folded = line.casefold()
    if folded.isascii():
        return folded
    folded = unicodedata.normalize("NFC", folded).replace("i\u0307", "i")
    for mark in "’‘ʻʼ":
        folded = folded.replace(mark, "'")
    for mark in "\u200c\u200d\u200e\u200f\u00ad\u093c\u09bc":
        folded = folded.replace(mark, "")
    return folded.translate(_LETTERS) if _ARABIC.search(folded) else folded
