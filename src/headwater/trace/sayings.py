"""Sayings: what an article's first paragraphs say its news rests on, where no link says it.

In: paragraphs, their language, who the outlet is. Out: what a sentence rests on, with its kind, a name as printed, who
said it (innermost first), marks of certainty verbatim, and a score. Never: a name that does not stand in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from headwater import model, text
from headwater.trace import cues, known, names, phrases
from headwater.trace.credits import Self

PARAGRAPHS = 12  # what the main news rests on is said early
_LETTERS = 5000
_LONG = 1200  # characters of a paragraph that are read
QUOTE = 200
_ORDER = ("own_reporting", "recording", "court_record", "testimony", "assessment", "study", "dataset", "seen", "document", "broadcast", "interview", "outlet_report",
          "social_post", "statement", "briefing", "anonymous")  # of several in one sentence the first is what it rests on
_SPOKEN = ("statement", "social_post", "interview", "broadcast", "testimony", "briefing", "outlet_report")  # somebody says it
_OUTLETS = ("outlet_report", "interview", "broadcast")
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


@dataclass(slots=True)
class _Chain:
    """Who said it, from the inside: somebody, in a call, let out by a body, reported by an outlet."""

    speaker: str = ""
    medium: str = ""
    body: str = ""
    outlet: str = ""
    certainty: list[str] = field(default_factory=list)

    def given(self) -> tuple[str, ...]:
        parts = (self.speaker, self.medium, self.body, self.outlet)
        return tuple(dict.fromkeys(part for part in parts if part))


def find(paragraphs: list[str], language: str | None, me: Self) -> Iterator[Saying]:
    """What the sentences of the first paragraphs rest on, in order, at most one of a kind and name."""
    tongue = phrases.known(language)
    first = [paragraph[:_LONG] for paragraph in paragraphs[:PARAGRAPHS]]
    present = phrases.present(tongue, phrases.lower("\n".join(first)[:_LETTERS]))
    telling = [phrase for phrase in present if phrase.kind in _ORDER]
    if not telling:
        return
    for number, paragraph in enumerate(first):
        lowered = phrases.lower(paragraph)
        near = {key for phrase in telling for key in phrase.keys if key in lowered}
        if not near:
            continue
        sentences = [part for part in _END.split(paragraph) if part.strip()]
        for at, sentence in enumerate(sentences):
            lowered = phrases.lower(sentence)
            if not any(key in lowered for key in near):
                continue
            after = sentences[at + 1] if at + 1 < len(sentences) else ""
            yield from _of_sentence(sentence, after, present, me, number)


def beside(sentence: str, language: str | None, me: Self) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Kind, attribution and certainty that a sentence with a link states; empty where it states none."""
    present = phrases.present(phrases.known(language), phrases.lower(sentence))
    found = list(_of_sentence(sentence, "", present, me, 0)) if present else []
    if found:
        return found[0].kind, found[0].attribution, found[0].certainty
    return "", (), tuple(_marks(sentence, present))


def _of_sentence(sentence: str, after: str, present: tuple[phrases.Phrase, ...], me: Self, number: int) -> Iterator[Saying]:
    sentence = text.squeeze(sentence)
    matches = list(phrases.matches(sentence, phrases.lower(sentence), present))
    telling = sorted((match for match in matches if match.phrase.kind in _ORDER and (not match.phrase.weak or number <= 2)),
                     key=lambda match: (match.phrase.weak, _ORDER.index(match.phrase.kind), not match.phrase.last, match.start))
    if not telling:
        return
    chain = _chain(sentence, [match for match in matches if match.phrase.weak == telling[0].phrase.weak], me)
    marks = _marks(sentence, present)
    if after and len(after) <= 2 * QUOTE:
        marks += _marks(text.squeeze(after), present)
    best = telling[0]
    kind, name = best.phrase.kind, _name(sentence, best, chain, me)
    cue = text.squeeze(sentence[best.start : best.end])[:80].strip(" ,;:")
    if kind in _OUTLETS and (me.is_called(name) or any(mine in cue for mine in me.names if len(mine) > 2)):
        kind, name = "own_reporting", me.names[0] if me.names else me.domain
    if kind == "own_reporting":
        chain.outlet = chain.body = ""
    if not _holds(best, kind, name, cue, me):
        return
    score = (0.55 if number <= 2 else 0.45 if number <= 6 else 0.35) + (0.1 if name else 0.0) - (0.15 if best.phrase.weak else 0.0)
    yield Saying(kind="document" if kind == "seen" else kind, name=name or cue, sentence=sentence, cue=best.start, score=round(score, 2),
                 attribution=chain.given(), certainty=tuple(dict.fromkeys(marks))[:4])


def _holds(match: phrases.Match, kind: str, name: str, cue: str, me: Self) -> bool:
    """Whether a phrase says enough: weak ones need a name, outlets one that is theirs, a single word tells nothing."""
    if kind == "own_reporting":
        return True
    if not name and (match.phrase.weak or (kind in ("outlet_report", "broadcast") and match.phrase.last == "name")):
        return False
    if match.phrase.weak and kind in _OUTLETS and not known.in_text(name):
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
        return chain.speaker if kind == "social_post" else ""
    return _slot(sentence, match, "name") or (chain.speaker if kind in _SPOKEN and kind not in _OUTLETS else "")


def _chain(sentence: str, matches: list[phrases.Match], me: Self) -> _Chain:
    """Who said it, from the words of the sentence."""
    chain = _Chain()
    kinds = {match.phrase.kind for match in matches}
    for match in matches:
        kind = match.phrase.kind
        if kind == "certainty" or (kind == "said" and "recording" not in kinds):
            continue
        name = _slot(sentence, match, "name")
        if who := _slot(sentence, match, "who"):
            chain.speaker = who if not chain.speaker or kind == "said" else chain.speaker
        if kind == "recording":
            chain.medium = chain.medium or text.squeeze(sentence[match.start : match.end])[:80]
        elif kind == "social_post":
            chain.medium = chain.medium or name
        elif kind in ("released", "study", "dataset", "document", "assessment"):
            chain.body = chain.body or name
        elif kind in _OUTLETS or kind == "seen":
            chain.outlet = chain.outlet or name
        elif kind == "statement":
            chain.speaker = chain.speaker or name
    chain.speaker = chain.speaker or next(filter(None, (_speaker(sentence, match) for match in matches)), "")
    chain.outlet = chain.outlet or _cited(sentence, me)
    if chain.outlet in (chain.body, chain.speaker):
        chain.outlet = ""
    return chain


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
    for mention in known.in_text(sentence):
        near = sentence[max(0, mention.start - 60) : mention.start], sentence[mention.end : mention.end + 40]
        if not me.is_me(mention.known) and any(map(cues.OUTLET_REPORT.search, near)):
            return mention.words
    return ""


def _slot(sentence: str, match: phrases.Match, slot: str) -> str:
    """What fills a slot of a phrase: in its middle as matched, at its edges a name beside it."""
    inside = match.who if slot == "who" else match.name
    if inside:
        return inside.strip() if len(inside) <= 12 and " " not in inside.strip() else names.within(inside)
    if match.phrase.last == slot:
        return names.after(sentence, match.end)
    if match.phrase.first == slot:
        return names.before(sentence, match.start)
    return ""


def _marks(sentence: str, present: tuple[phrases.Phrase, ...]) -> list[str]:
    doubts = [phrase for phrase in present if phrase.kind == "certainty"]
    return [text.squeeze(sentence[match.start : match.end]) for match in sorted(phrases.matches(sentence, phrases.lower(sentence), doubts), key=lambda match: match.start)]


def quote(saying: Saying) -> model.Evidence:
    """The evidence: the sentence, at most 200 characters of it around the words that tell it."""
    start = max(0, min(saying.cue - QUOTE // 2, len(saying.sentence) - QUOTE))
    return model.Evidence(where="body", quote=saying.sentence[start : start + QUOTE].strip())
