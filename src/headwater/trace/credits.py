"""Credits: which supplier a byline, dateline, credit line or end note names, and whether for the whole text.

In: single lines with the place where they stand, and who the outlet itself is. Out: ``Claim`` records with the words
that bear them out. Never: a supplier from the credit of a picture, or the outlet as its own supplier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from headwater import model, text, urls
from headwater.trace import cues, known

_BYLINE = 200  # characters: longer lines are no bylines
_PERSON = 160  # characters before the slash of a credit
_NOTE = 400
_RECORDS = ("study", "dataset", "court_record")  # what a text speaks of when these were first published elsewhere
_QUOTE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sign that somebody supplied the text."""

    name: str
    kind: str  # agency, outlet, organisation, unknown
    share: str  # whole, part
    where: str
    quote: str  # verbatim
    weight: float  # 0 to 1: how much this sign alone deserves belief
    url: str | None = None
    home: str = ""  # domain of the supplier, for telling whether two claims are of one


@dataclass(frozen=True, slots=True, kw_only=True)
class Self:
    """Who the outlet is, so that it is never its own supplier."""

    names: tuple[str, ...]
    domain: str  # registrable domain of the page
    others: known.Roster = known.NOBODY  # outlets of the deployment, by which a text may name them

    def is_me(self, supplier: known.Known) -> bool:
        """Whether a supplier is this outlet."""
        return urls.domain(supplier.home) == self.domain or any(
            known.same(mine, name) for mine in self.names for name in (supplier.name, *supplier.names))

    def is_called(self, name: str) -> bool:
        """Whether a name is this outlet's, or its domain without the ending."""
        return any(known.same(mine, name) for mine in (*self.names, self.domain, self.domain.split(".")[0]))


def of_byline(line: str, me: Self, *, where: str = "byline") -> Claim | None:
    """The claim of one byline: "By Associated Press", "Ada Marsh and AP", "AFP, MANILA", "Bo Sand, dpa"."""
    line = text.squeeze(line)
    if not 1 < len(line) <= _BYLINE or is_photo(line):
        return None
    mentions = [mention for mention in known.in_credit(line, me.others) if _supplies(mention, me)]
    if not mentions:
        return _unnamed(line, where, weight=0.6) if len(line) <= 80 else None
    if _beside_a_sentence(line, mentions):
        return None
    if not cues.BY.match(line) and len(line) > 120:
        return None
    bare = _rest(cues.BY.sub("", line), mentions) <= 0
    return _claim(line, mentions, where=where, weight=0.9 if bare else 0.85, share=_share(line, mentions, me))


def of_note(line: str, me: Self, *, where: str = "end_note") -> Claim | None:
    """The claim of one line at the end or in a box: a code, a label, a copyright, "with files from", "contributed"."""
    line = text.squeeze(line)
    if not 1 < len(line) <= _NOTE or (is_photo(line) and not cues.WIRE_FEED.search(line)):
        return None
    mentions = [mention for mention in known.in_credit(line, me.others) if _supplies(mention, me)]
    if cues.WIRE_FEED.search(line):
        if mentions:
            return _claim(line, mentions, where="credit_line", weight=0.95, share="whole")
        return Claim(name="news agencies", kind="agency", share="whole", where="credit_line", quote=_quote(line), weight=0.6)
    if not mentions:
        return _unnamed(line, where, weight=0.6) if len(line) <= 120 else None
    weight, share = _note_form(line, mentions, me)
    return _claim(line, mentions, where=where, weight=weight, share=share) if weight else None


def of_dateline(start: str, me: Self) -> Claim | None:
    """The claim of the beginning of a text: "PORTO (AP) — ", "МОСКВА, 4 мая. /ТАСС/.", "新华社北京5月4日电"."""
    line = text.squeeze(start[:400])[:160]
    for pattern in (cues.DATELINE, cues.DATELINE_ASIAN):
        match = pattern.match(line)
        if not match:
            continue
        groups = match.groupdict()
        inner = groups["inner"]
        mentions = [mention for mention in known.in_credit(inner, me.others) if _supplies(mention, me, agencies=True)]
        if not mentions or re.search(r"\b[a-z]{4,}", _without(inner, mentions)):
            continue
        if pattern is cues.DATELINE_ASIAN and not known.unspaced(inner):
            continue
        alone = not groups.get("place", "").strip() and _rest(inner, mentions) <= 0 and (len(inner) > 4 or not mentions[0].known.alone)
        if pattern is cues.DATELINE and not alone and not _is_place(groups["place"], dash=bool(groups["after"].strip())):
            continue
        part = cues.BEFORE_PART.search(inner[: mentions[0].start]) or cues.REDACTION.search(inner)
        return _claim(line[: match.end()].strip(), mentions, where="dateline", weight=0.9, share="part" if part else "whole")
    return _dashed(line, me) or _said(line, me)


def _said(line: str, me: Self) -> Claim | None:
    """How Iranian outlets begin a text that they took over; of foreign agencies the same words only cite."""
    if not (match := cues.DATELINE_SAID.match(line)):
        return None
    mentions = [mention for mention in known.in_credit(match["inner"], me.others) if _supplies(mention, me, agencies=True) and mention.known.country == "ir"]
    if not mentions or _rest(match["inner"], mentions) > 40:
        return None
    return _claim(match[0], mentions, where="dateline", weight=0.75, share="whole")


def _dashed(line: str, me: Self) -> Claim | None:
    """A dateline without brackets: place and day, then a part that is nothing but the agency, then a dash or a stop."""
    start = 0
    for number, step in enumerate(cues.DATELINE_STEP.finditer(line[:100])):
        piece = line[start : step.start()]
        mentions = [mention for mention in known.in_credit(piece, me.others) if _supplies(mention, me, agencies=True)]
        if number and mentions and _rest(piece, mentions) <= 0 and (step[2] or step[1] != ","):
            return _claim(line[: step.end()].strip(), mentions, where="dateline", weight=0.85, share="whole")
        if number == 4 or not _is_place(line[: step.start()], dash=True):
            return None
        start = step.end()
    return None


def of_trailing(paragraph: str, me: Self) -> Claim | None:
    """The claim of a bracket at the very end of the text: "… on Monday. (AFP)", "… /ritzau/"."""
    match = cues.TRAILING.search(text.squeeze(paragraph[-300:])[-120:])
    if not match or is_photo(match[0]):
        return None
    inner = match["inner"]
    mentions = [mention for mention in known.in_credit(inner, me.others) if _supplies(mention, me, agencies=True)]
    if not mentions or len(inner) > 40 or _rest(inner, mentions) > 18:
        return None
    return _claim(match[0].strip(), mentions, where="end_note", weight=0.85, share=_share(inner, mentions, me))


def of_value(value: str, me: Self, *, where: str, weight: float = 0.75) -> Claim | None:
    """The claim of a structured value that is nothing but a supplier's name; "jsonld" and "meta" say where."""
    supplier = known.called(value, me.others)
    if supplier is None or me.is_me(supplier) or me.is_called(value) or supplier.kind == "outlet":
        return None
    return Claim(name=supplier.name, kind=supplier.kind, share="whole", where=where, quote=_quote(value), weight=weight,
                 home=supplier.home)


def of_first_place(line: str, links: Iterable[model.BodyLink], me: Self, *, where: str = "end_note") -> Claim | None:
    """The claim of "First published in X", "Dieser Artikel ist eine Übersetzung, im Original … in X erschienen"."""
    line = text.squeeze(line)
    if not 8 < len(line) <= 600:
        return None
    cue = cues.ELSEWHERE_FIRST.search(line)
    if not cue or (len(line) <= _PERSON and is_photo(line)):
        return None
    if any(pattern.search(line if where == "body" else line[max(0, cue.start() - 60) : cue.start()]) for kind, pattern in cues.NOUNS if kind in _RECORDS):
        return None
    near = line[max(0, cue.start() - 120) : cue.end() + 120]
    url, anchor = _link_of(near, links, me)
    names = [mention.known for mention in known.in_credit(near, me.others) if not me.is_me(mention.known)]
    if not names and url and (site := known.of_address(url, me.others)):
        names = [site]
    if names:
        chosen = names[0]
        return Claim(name=chosen.name, kind=chosen.kind, share="whole", where=where, quote=_quote(near if len(line) > _QUOTE else line),
                     weight=0.95 if url else 0.8, url=url, home=chosen.home)
    if url:
        name = anchor if 2 < len(anchor) <= 40 and not re.match(r"(?i)(?:here|hier|ici|aqu[ií]|qui|original|read)\b", anchor) else urls.domain(url)
        return Claim(name=name, kind="outlet", share="whole", where=where, quote=_quote(near), weight=0.75, url=url, home=urls.domain(url))
    return None


# ---- reading one line --------------------------------------------------------------------------------------


def _supplies(mention: known.Mention, me: Self, *, agencies: bool = False) -> bool:
    """Whether a mention can be a supplier: those of the table of suppliers, since a mere masthead supplies nothing."""
    if me.is_me(mention.known):
        return False
    if me.others.by_home.get(mention.known.home) is mention.known:  # an outlet between brackets, as "PORTO (The Courier) — ", supplies
        return agencies or mention.known.kind == "agency"
    return mention.known in known.suppliers() and (not agencies or mention.known.kind != "outlet")


def is_photo(line: str) -> bool:
    """Whether a line credits a picture rather than a text."""
    if cues.PHOTO.search(line):
        return True
    slash = re.search(r"/\s?(?=[\w©])", line)
    return bool(slash and cues.PERSON_SLASH.search(line[max(0, slash.end() - _PERSON) : slash.end()]))


def _share(line: str, mentions: list[known.Mention], me: Self) -> str:
    """Whole or part by what stands beside the supplier."""
    first, last = mentions[0], mentions[-1]
    before, after = line[: first.start], line[last.end :]
    bare = cues.BY.sub("", before)
    if cues.BEFORE_PART.search(before) and bare.strip():
        return "part"
    if cues.BEFORE_AND.search(before) and _says_another(bare):
        return "part"
    if cues.AFTER_AND.match(after) and _says_another(after[3:]):
        return "part"
    desk = cues.REDACTION.search(before)
    if desk and not re.search(r"[/,&+]|\s\w{1,3}\s", before) and before[-1:] == " " and not bare[: desk.start()].strip() and not after.strip(" .)"):
        return "whole"  # "Redazione ANSA": its own desk
    if desk or cues.REDACTION.search(after[:40]):
        return "part"
    if any(len(name) > 2 and text.fold(name) in text.fold(before + " " + after) for name in me.names):
        return "part"
    initials = re.search(r"(?:^|[\s(,])([\w*+-]{1,6})\s?/\s?(?:\w{1,4}/)?$", before)
    return "part" if initials and cues.INITIALS.match(initials[1]) else "whole"


def _says_another(rest: str) -> bool:
    """Whether something beside the supplier names somebody: a person, a desk, initials."""
    return bool(re.search(r"[^\W\d_]{2}", rest))


def _note_form(line: str, mentions: list[known.Mention], me: Self) -> tuple[float, str]:
    """How sure the form of an end note is, 0 where it is no credit at all, and the share it speaks of."""
    first, last = mentions[0], mentions[-1]
    before, after = line[: first.start], line[last.end :]
    if cues.SERVICE_CODE.search(line):
        return 0.95, "whole"
    if cues.LABEL_MORE.match(line):
        return 0.9, "part"
    if match := cues.LABEL.match(line):
        rest = line[match.end() :]
        return (0.9, _share(rest, [_moved(mention, -match.end()) for mention in mentions], me)) if len(rest) <= 80 else (0.0, "")
    if cues.CONTRIBUTED.search(after[:120]):
        return 0.8, "whole" if cues.WRITER.search(line) else "part"
    if cues.RIGHTS.match(line) and len(line) <= 160:
        return 0.85, "whole"
    if "भाषा" in [mention.words for mention in mentions] and not cues.BHASHA.fullmatch(line):
        return 0.0, ""
    if not before and ((first.known.signs and not after) or (not first.known.alone and after[:1] == " " and cues.CODED.fullmatch(after))):
        return 0.8, "whole"
    certain = not all(mention.known.alone for mention in mentions)
    if cues.SLASH_CODE.match(line) and len(line) <= 40 and (certain or re.search(r"[/()\[\]（）【】]", line)):
        return 0.85, _share(line, mentions, me)
    if cues.BEFORE_PART.search(before) and (len(before) <= 60 or len(line) <= 120) and len(after) <= 80:
        return (0.8, "whole") if cues.WRITER.match(after.strip()) else (0.85, "part")
    if cues.BY.match(line) and len(line) <= 100:
        return 0.8, _share(line, mentions, me)
    if certain and len(line) <= 60 and _rest(line, mentions) <= 24 and len(re.findall(r"\b[a-z]{3,}", _without(line, mentions))) <= 1:
        return 0.75, _share(line, mentions, me)
    return 0.0, ""


def _moved(mention: known.Mention, by: int) -> known.Mention:
    return known.Mention(known=mention.known, start=mention.start + by, end=mention.end + by, words=mention.words)


def _rest(line: str, mentions: list[known.Mention]) -> int:
    """How many letters of a line are not the suppliers' names."""
    taken = sum(mention.end - mention.start for mention in mentions)
    return sum(char.isalnum() for char in line) - taken


def _without(line: str, mentions: list[known.Mention]) -> str:
    for mention in reversed(mentions):
        line = line[: mention.start] + line[mention.end :]
    return line


def _beside_a_sentence(line: str, mentions: list[known.Mention]) -> bool:
    """Whether the line is running text rather than names: a teaser or a caption that came along."""
    words = re.findall(r"[^\W\d_]+", line)
    lower = sum(word[0].islower() for word in words)
    return len(words) > 8 and lower > len(words) // 2


def _is_place(place: str, *, dash: bool) -> bool:
    """Whether the words before a dateline's bracket are a place and a day rather than the start of a sentence."""
    place = place.strip(" ,.-–—")
    if not place:
        return dash
    words = place.split()
    if len(words) > 8:
        return False
    capital = place[0].isupper() or not place[0].isascii()
    if place.lower() == place.upper():  # a script without capitals
        return dash or len(words) <= 6
    return capital and (dash or place.split(",")[0].isupper() or len(words) <= 2)


def _claim(line: str, mentions: list[known.Mention], *, where: str, weight: float, share: str) -> Claim:
    """One claim for all suppliers of a line; several are joined as "AFP/dpa"."""
    names = list(dict.fromkeys(mention.known.name for mention in mentions))[:4]
    first = mentions[0].known
    return Claim(name="/".join(names), kind=first.kind, share=share, where=where, quote=_quote(line, mentions[0].start), weight=weight,
                 home=first.home)


def _unnamed(line: str, where: str, *, weight: float) -> Claim | None:
    match = cues.UNNAMED.search(line)
    if not match:
        return None
    alone = not re.search(r"\w{2}", cues.BY.sub("", cues.LABEL.sub("", line)).replace(match[0].strip(" :"), ""))
    part = not alone or bool(re.match(r"(?:mit|with|con|com|avec|y|e|staff|(?:report|correspond)\w+|news ?desk)\b|agenturmaterial", match[0].strip(), re.I))
    return Claim(name="news agencies", kind="agency", share="part" if part else "whole", where=where, quote=_quote(line), weight=weight)


def _link_of(near: str, links: Iterable[model.BodyLink], me: Self) -> tuple[str | None, str]:
    """The link of a sentence to another site: the deepest path wins, since the name may link a home page."""
    found = []
    for link in links:
        anchor = text.squeeze(link.text)
        context = text.squeeze(link.context)
        fits = bool(anchor) and anchor in near and (not context or near[:40] in context or context[:40] in near or anchor in context)
        if fits and urls.domain(link.url) != me.domain and not cues.NO_SOURCE.search(link.url):
            found.append((not urls.is_home(link.url), len(link.url), link.url, anchor))
    if not found:
        return None, ""
    deep, _, url, anchor = max(found)
    return (url, anchor) if deep else (None, anchor)


def _quote(line: str, around: int = 0) -> str:
    """At most 200 characters of the line, verbatim, with the place that matters."""
    if len(line) <= _QUOTE:
        return line
    start = max(0, min(around - _QUOTE // 2, len(line) - _QUOTE))
    return line[start : start + _QUOTE].strip()
