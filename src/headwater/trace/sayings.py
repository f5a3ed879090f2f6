"""Sayings: what an article's first paragraphs say its news rests on, where no link says it.

In: paragraphs, their language, who the outlet is. Out: what a sentence rests on, with its kind, a name as printed, who
said it (innermost first), marks of certainty verbatim, and a score. Never: a name that does not stand in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from headwater import model, text
from headwater.trace import cues, known, names, phrases
from headwater.trace.credits import Self

PARAGRAPHS = 12  # what the main news rests on is said early
_LETTERS = 5000
_LONG = 1200  # characters of a paragraph that are read
QUOTE = 200
_ORDER = ("own_reporting", "recording", "court_record", "testimony", "assessment", "study", "dataset", "seen", "document", "broadcast", "interview", "outlet_report",
          "social_post", "briefing", "statement", "anonymous")  # of several in one sentence the first is what it rests on
_SPOKEN = ("statement", "social_post", "interview", "broadcast", "testimony", "briefing", "outlet_report")  # somebody says it
_OUTLETS = ("outlet_report", "interview", "broadcast")
_HEARD = ("recording", "briefing", "testimony", "anonymous", "assessment")  # who speaks in it often stands elsewhere in the sentence
_NEXT = 400  # characters of a sentence behind it that can say how sure it is
_SHORT = 80  # of one whose single words can
_OPENING, _CLOSING = tuple("\"'“‘«„「『《"), tuple("\"'”’»“」』》")
_END = re.compile(r"(?<=[.!?؟।])[\"'”’»)]*\s+(?=\S)|(?<=[。！？])[」』”]*")  # between sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What one sentence says it rests on."""

    kind: str
    name: str
    sentence: str
    cue: int  # where the words that tell it begin in the sentence
    score: float
    attribution: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Held:
    """The phrases of which a text holds a word."""

    telling: tuple[phrases.Phrase, ...]  # they say what it rests on
    beside: tuple[phrases.Phrase, ...]  # who speaks, who let it out, who has it
    doubts: tuple[phrases.Phrase, ...]

    @classmethod
    def of(cls, present: tuple[phrases.Phrase, ...]) -> _Held:
        return cls(tuple(each for each in present if each.kind in _ORDER),
                   tuple(each for each in present if each.kind not in _ORDER and each.kind != "certainty"),
                   tuple(each for each in present if each.kind == "certainty"))


@dataclass(slots=True)
class _Chain:
    """Who said it, from the inside: somebody, in a call, let out by a body, reported by an outlet."""

    speaker: str = ""
    medium: str = ""
    body: str = ""
    outlet: str = ""
    cited: bool = False  # that outlet reports it, not merely has a part in it

    def given(self, source: str = "") -> tuple[str, ...]:
        parts = (source or self.speaker, self.medium, self.body, self.outlet)
        return tuple(dict.fromkeys(part for part in parts if part))


def find(paragraphs: list[str], language: str | None, me: Self, tongues: Mapping[int, str] | None = None) -> Iterator[Saying]:
    """What the sentences of the first paragraphs rest on, in order; ``tongues`` are the paragraphs in another language."""
    first = [paragraph[:_LONG] for paragraph in paragraphs[:PARAGRAPHS]]
    spoken = [phrases.known((tongues or {}).get(number, language)) for number in range(len(first))]
    for tongue in dict.fromkeys(spoken):
        yield from _of_tongue(first, [number for number, one in enumerate(spoken) if one == tongue], tongue, me)


def _of_tongue(first: list[str], numbers: list[int], tongue: str, me: Self) -> Iterator[Saying]:
    """The same of those paragraphs that are in one language."""
    held = _Held.of(phrases.present(tongue, phrases.lower("\n".join(first[number] for number in numbers)[:_LETTERS])))
    if not held.telling:
        return
    for number in numbers:
        paragraph = first[number]
        lowered = phrases.lower(paragraph)
        near = {key for phrase in held.telling for key in phrase.keys if key in lowered}
        if not near:
            continue
        sentences = [part for part in _END.split(paragraph) if part.strip()]
        for at, sentence in enumerate(sentences):
            lowered = phrases.lower(sentence)
            if not any(key in lowered for key in near):
                continue
            after = sentences[at + 1] if at + 1 < len(sentences) else _END.split(first[number + 1], maxsplit=1)[0] if number + 1 < len(first) else ""
            yield from _of_sentence(sentence, after, held, me, number)


def certainty(sentence: str, after: str, language: str | None) -> tuple[str, ...]:
    """How sure a sentence is of itself, verbatim, by its own words and those of the next sentence."""
    held = _Held.of(phrases.present(phrases.known(language), phrases.lower(f"{sentence} {after}")))
    return _sure(text.squeeze(sentence), after, held) if held.doubts else ()


def beside(sentence: str, language: str | None, me: Self) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    """Kind, name, attribution and certainty that a sentence with a link states; empty where it states none."""
    held = _Held.of(phrases.present(phrases.known(language), phrases.lower(sentence)))
    found = list(_of_sentence(sentence, "", held, me, 0)) if held.telling else []
    if found:
        return found[0].kind, found[0].name, found[0].attribution, found[0].certainty
    return "", "", (), _sure(sentence, "", held)


def _of_sentence(sentence: str, after: str, held: _Held, me: Self, number: int) -> Iterator[Saying]:
    """What one sentence rests on, then a source without a name and an outlet that it names besides."""
    sentence = text.squeeze(sentence)
    lowered = phrases.lower(sentence)
    matches = list(phrases.matches(sentence, lowered, held.telling))
    telling = sorted((match for match in matches if not match.phrase.weak or number <= 2), key=_rank)
    if not telling:
        return
    best, weak = telling[0], telling[0].phrase.weak
    matches += phrases.matches(sentence, lowered, held.beside)
    chain = _chain(sentence, [match for match in matches if match.phrase.weak == weak or match.phrase.kind == "relayed"], me)
    marks = _sure(sentence, after, held)
    score = (0.55 if number <= 2 else 0.45 if number <= 6 else 0.35) - (0.15 if weak else 0.0)
    unnamed = next((match for match in telling if match.phrase.kind == "anonymous" and match.source), None)
    source = best.source or (unnamed.source if unnamed and best.phrase.kind in _OUTLETS and not chain.speaker else "")
    if first := _told(sentence, best, chain, me):
        yield Saying(kind=first[0], name=first[1], sentence=sentence, cue=best.start, score=round(score + (0.1 if first[2] else 0.0), 2),
                     attribution=chain.given(source), certainty=marks)
    if unnamed and best.phrase.kind != "anonymous":
        yield Saying(kind="anonymous", name=unnamed.source, sentence=sentence, cue=unnamed.start, score=round(score, 2),
                     attribution=chain.given(unnamed.source), certainty=marks)
    if chain.cited and first and first[0] not in (*_OUTLETS, "own_reporting") and not me.is_called(chain.outlet):
        site = known.in_text(chain.outlet, me.others)
        yield Saying(kind="outlet_report", name=site[0].known.name if site else chain.outlet, sentence=sentence, cue=sentence.find(chain.outlet), score=round(score - 0.05, 2),
                     attribution=chain.given(source), certainty=marks)


def _rank(match: phrases.Match) -> tuple[bool, int, int, bool, int]:
    """What a sentence rests on first: strong signs, by kind, those that name somebody."""
    return match.phrase.weak, _ORDER.index(match.phrase.kind), -len(match.source), not match.phrase.last, match.start


def _told(sentence: str, best: phrases.Match, chain: _Chain, me: Self) -> tuple[str, str, bool] | None:
    """Kind and name of what a sentence rests on, and whether the name is one; None where its words tell too little."""
    kind, name = best.phrase.kind, _name(sentence, best, chain, me)
    cue = text.squeeze(sentence[best.start : best.end])[:80].strip(" ,;:")
    if kind in _OUTLETS and (me.is_called(name) or any(mine in cue for mine in me.names if len(mine) > 2)):
        kind, name = "own_reporting", me.names[0] if me.names else me.domain
    if kind == "own_reporting":
        chain.outlet = chain.body = ""
    if not _holds(best, kind, name, cue, me):
        return None
    site = known.called(name, me.others) if kind == "outlet_report" else None
    return "document" if kind == "seen" else kind, site.name if site else name or names.bare(cue), bool(name)


def _holds(match: phrases.Match, kind: str, name: str, cue: str, me: Self) -> bool:
    """Whether a phrase says enough: weak ones need a name, outlets one that is theirs, a single word tells nothing."""
    if kind == "own_reporting":
        return True
    if not name and (match.phrase.weak or (kind in ("outlet_report", "broadcast") and match.phrase.last == "name")):
        return False
    if match.phrase.weak and kind in _OUTLETS and not known.in_text(name, me.others):
        return False
    if (kind == "outlet_report" and not name) or me.is_called(name):
        return False
    return bool(name) or " " in cue or len(cue) > 9 or phrases.unspaced(cue)


def _name(sentence: str, match: phrases.Match, chain: _Chain, me: Self) -> str:
    """The name that a phrase gives: its own slot, or who speaks for what people say; "" where the phrase says all."""
    kind = match.phrase.kind
    if kind == "own_reporting":
        return me.names[0] if me.names else me.domain
    if kind == "seen":
        run = names.nearest(sentence[: match.start].split()[-6:])
        return f"{run} {sentence[match.start :].split()[0]}".strip()
    if kind in ("recording", "anonymous", "social_post"):
        return chain.medium if kind == "recording" else match.source or chain.speaker
    if kind in ("briefing", "testimony"):
        return match.source or chain.speaker or _slot(sentence, match, "name")
    return _slot(sentence, match, "name") or (chain.speaker if kind in _SPOKEN and kind not in _OUTLETS else "")


def _chain(sentence: str, matches: list[phrases.Match], me: Self) -> _Chain:
    """Who said it, from the words of the sentence."""
    chain = _Chain()
    kinds = {match.phrase.kind for match in matches}
    for match in matches:
        kind = match.phrase.kind
        if kind == "said" and not kinds.intersection(_HEARD):
            continue
        name = _slot(sentence, match, "name")
        if kind != "said" and (who := _slot(sentence, match, "who") or (match.source if kind != "anonymous" else "")):
            chain.speaker = chain.speaker or who
        if kind == "recording":
            until = min((other.start for other in matches if other.phrase.kind == "released" and match.start < other.start), default=match.end)
            chain.medium = chain.medium or names.bare(text.squeeze(sentence[match.start : min(until, match.end)])[:80])
        elif kind == "social_post":
            chain.medium = chain.medium or name
        elif kind in ("released", "study", "dataset", "document", "assessment", "testimony", "briefing"):
            chain.body = chain.body or name
        elif kind in _OUTLETS or kind == "seen":
            chain.outlet, chain.cited = chain.outlet or name, chain.cited or (bool(name) and kind != "seen")
        elif kind == "relayed":
            _relay(chain, name, match, me)
        elif kind == "statement":
            chain.speaker = chain.speaker or name
    chain.speaker = chain.speaker or next(filter(None, (_speaker(sentence, match) for match in matches)), "")
    if kinds.intersection(_HEARD):
        chain.speaker = _heard(sentence, matches, kinds) or chain.speaker
    if not chain.outlet and (cited := _cited(sentence, me)):
        chain.outlet, chain.cited = cited, True
    if chain.outlet in (chain.body, chain.speaker):
        chain.outlet, chain.cited = "", False
    return chain


def _relay(chain: _Chain, name: str, match: phrases.Match, me: Self) -> None:
    """The outlet that has it: by any name where the phrase leaves no doubt, else by one of the tables."""
    if name and not me.is_called(name) and (not match.phrase.weak or known.in_text(name, me.others) or known.called(name, me.others)):
        chain.outlet, chain.cited = chain.outlet or name, True


def _heard(sentence: str, matches: list[phrases.Match], kinds: set[str]) -> str:
    """Who speaks in a recording, at a briefing, as a witness: by the words of speaking anywhere in the sentence."""
    said = [match for match in matches if match.phrase.kind == "said"]
    found = next(filter(None, (_slot(sentence, match, "who") or match.source for match in said)), "")
    return found if "recording" in kinds or not any(match.who or match.phrase.first == "who" for match in matches if match.phrase.kind != "said") else ""


def _speaker(sentence: str, match: phrases.Match) -> str:
    """Who speaks, where the phrase has no slot for it: in its gap, before its verb, or where the clause begins."""
    if match.phrase.kind not in _SPOKEN or match.phrase.weak or match.phrase.first or match.who:
        return ""
    if match.gap.strip() and (found := names.filling(match.gap)):
        return found
    if match.phrase.kind == "outlet_report":
        return ""
    words = sentence[match.start :].split(maxsplit=1)
    if names.is_preposition(words[0] if words else ""):
        return names.opening(sentence, match.start)
    return names.before(sentence, match.start)


def _cited(sentence: str, me: Self) -> str:
    """The outlet that the sentence names beside a word of reporting."""
    for mention in known.in_text(sentence, me.others):
        near = sentence[max(0, mention.start - 60) : mention.start], sentence[mention.end : mention.end + 40]
        if not me.is_me(mention.known) and any(map(cues.OUTLET_REPORT.search, near)):
            return mention.words
    return ""


def _slot(sentence: str, match: phrases.Match, slot: str) -> str:
    """What fills a slot of a phrase: in its middle as matched, at its edges a name beside it."""
    inside = match.who if slot == "who" else match.name
    reports = slot == "name" and match.phrase.kind in (*_OUTLETS, "relayed", "seen")
    if inside:
        if reports and (cited := known.in_text(inside)):
            return cited[0].words
        alone = inside.strip()
        return names.within(inside) if len(inside) > 12 or " " in alone else "" if reports and alone.islower() else alone  # "Zuerst hatte der …"
    if match.phrase.last == slot:
        if reports and (cited := known.in_text(sentence[match.end : match.end + 60])) and cited[0].start <= 1:
            return cited[0].words
        return (names.body if match.phrase.kind == "released" else names.after)(sentence, match.end)
    if match.phrase.first == slot:
        return names.before(sentence, match.start)
    return ""


def _sure(sentence: str, after: str, held: _Held) -> tuple[str, ...]:
    """Marks of certainty of a sentence, then those of the next one where they are more than a word and so speak of the whole."""
    found = _marks(sentence, held.doubts)
    if after and len(after) <= _NEXT:
        found += [mark for mark in _marks(text.squeeze(after), held.doubts) if " " in mark or len(after) <= _SHORT or phrases.unspaced(mark)]
    return tuple(dict.fromkeys(found))[:4]


def _marks(sentence: str, doubts: tuple[phrases.Phrase, ...]) -> list[str]:
    """Every mark of a sentence in order, those that overlap as one."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((match.start, match.end) for match in phrases.matches(sentence, phrases.lower(sentence), doubts)):
        if spans and start < spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        elif not _is_title(sentence, start, end):
            spans.append((start, end))
    return [text.squeeze(sentence[start:end]) for start, end in spans]


def _is_title(sentence: str, start: int, end: int) -> bool:
    """Whether words are the name of a thing: in quotation marks of their own, or with a capital within the sentence."""
    quoted = sentence[max(0, start - 1) : start] in _OPENING and sentence[end : end + 1] in _CLOSING and start > 0
    return quoted or (start > 0 and " " not in sentence[start:end] and sentence[start].isupper() and sentence[start - 1 : start] == " " and sentence[start - 2] not in ".!?:”\"»")


def quote(saying: Saying) -> model.Evidence:
    """The evidence: the sentence, at most 200 characters of it around the words that tell it."""
    start = max(0, min(saying.cue - QUOTE // 2, len(saying.sentence) - QUOTE))
    return model.Evidence(where="body", quote=saying.sentence[start : start + QUOTE].strip())
