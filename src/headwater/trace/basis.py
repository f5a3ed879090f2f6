"""Basis: what the main news of an article rests on, by the links and the words of its own text.

In: the article's links with their sentences, and its first paragraphs. Out: ``model.BasedOn`` records with a score each,
best first. Never: a link that the page itself does not give, or a link to the outlet's own pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from headwater import model, text, urls
from headwater.trace import cues, known, sayings
from headwater.trace.credits import Self

SHOWN = 0.4  # the score from which a link counts as a basis
SURE = 0.65  # the score from which it is taken for the primary source
_MAX = 5
_LONG = 12_000  # characters: a feature, whose links are background
_DEEP = 20  # paragraphs: what is linked so late is background
_LINKED = (0.45, 0.58)  # confidence at least and at most of what is linked, but not surely the source: below what is claimed before its page was seen
_HAD_IT_FIRST, _CITED_EARLY = 0.7, 0.6  # how sure it is that the news is an outlet's that is named without a link
_PARAGRAPH = 2_000  # characters of one that are read
_NAMES = 20  # outlets that a text can cite without a link
_BESIDE = 60  # characters around a name in which words of reporting speak of it
_YEAR = re.compile(r"(?<![\d.,])(?:1[5-9]|20)\d\d(?![.,]?\d)")  # "in 2019", "2019年"
_END = re.compile(r"(?<=[.!?])[\"”»’)]*\s+|(?<=[。！？])")  # between two sentences
_EARLY = 3  # paragraphs in which a report says where its news comes from
_THINGS = ("study", "document", "court_record", "dataset", "recording", "assessment", "testimony", "statement")  # that a link can lead to
_QUOTE = 200
_OPENS = re.compile(r"[,(]?\s*(?:opens? (?:in )?(?:a )?new (?:tab|window)|öffnet (?:im|in) (?:einem )?neue[mn] (?:fenster|tab)|(?:ouvre|s['’]ouvre) dans un nouvel onglet"
                    r"|se abre en (?:una )?(?:nueva )?(?:ventana|pestaña)(?: nueva)?|abre em (?:uma )?nova (?:janela|aba)|si apre in una nuova (?:finestra|scheda))\)?", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A candidate with its score, 0 to 1."""

    based_on: model.BasedOn
    score: float


def find(article: model.Article, me: Self) -> list[Basis]:
    """What the article links as its sources, best first, then outlets that it cites without a link."""
    links = _candidates(article, me)
    others = len({urls.domain(link.url) for link in links})
    found: dict[str, Basis] = {}
    for link in links:
        basis = _weigh(link, others, article, me)
        key = urls.key(link.url)
        if key not in found or basis.score > found[key].score:
            found[key] = basis
    linked = sorted((basis for basis in found.values() if basis.score >= SHOWN), key=lambda basis: -basis.score)[:_MAX]
    return linked + _unlinked(article, me, linked)[: max(2, _MAX - len(linked))]


def _unlinked(article: model.Article, me: Self, linked: list[Basis]) -> list[Basis]:
    """What the text names as its sources without a link: outlets that it cites, and what its first sentences rest on."""
    named = {text.fold(basis.based_on.name) for basis in linked}
    spoken = {(basis.based_on.evidence.quote, basis.based_on.kind) for basis in linked}
    kept: list[Basis] = []
    cited = _cited(article, me)
    for basis in [*_said(article, me, cited), *cited]:
        name, quote, kind = text.fold(basis.based_on.name), basis.based_on.evidence.quote, basis.based_on.kind
        besides = (kind,) if kind in ("anonymous", "outlet_report") else ()  # a sentence can name these beside what it rests on
        if name not in named and not any(quote[:80] in other or other[:80] in quote for other, told in spoken if not besides or told in besides):
            named.add(name)
            spoken.add((quote, kind))
            kept.append(basis)
    outlets = [basis for basis in (*linked, *kept) if basis.based_on.kind == "outlet_report"]
    start = [paragraph[:_PARAGRAPH] for paragraph in article.body.split("\n")[:_EARLY]]
    if not any(cues.DISOWNED.search(paragraph) for paragraph in start):
        early = [text.squeeze(paragraph) for paragraph in start]
        kept = [_told_by_name(basis, early, article, me, alone=len(outlets) == 1) for basis in kept]
    return sorted(kept, key=lambda basis: -basis.score)


def _told_by_name(basis: Basis, start: list[str], article: model.Article, me: Self, *, alone: bool) -> Basis:
    """A basis without a link, as sure as its words make it: early in the text, another outlet had it first, or one that is known is the only one cited.

    What is an outlet by its name alone ("Canada Post") is one only where words of having had it first stand beside it.
    """
    based_on, quote = basis.based_on, basis.based_on.evidence.quote
    sentence = _whole(quote, start) if based_on.kind == "outlet_report" else ""
    if not sentence or _is_of_the_past(sentence, article.published):
        return basis
    is_known = known.named(based_on.name, me.others) is not None
    if cues.HAD_IT_FIRST.search(quote if is_known else _around(quote, based_on.name)):
        sure = _HAD_IT_FIRST
    elif is_known and (cues.HAD_IT_BEFORE.search(quote) or (alone and cues.OUTLET_REPORT.search(quote) and not cues.TOLD.search(quote))):
        sure = _CITED_EARLY
    else:
        return basis
    return replace(basis, based_on=replace(based_on, confidence=sure))


def _whole(quote: str, start: list[str]) -> str:
    """The sentence of the first paragraphs that a quotation was cut from; nothing where it stands in none of them."""
    for paragraph in start:
        at = paragraph.find(text.squeeze(quote[:60]))
        if at >= 0:
            ends = [match.end() for match in _END.finditer(paragraph)]
            first = max((end for end in ends if end <= at), default=0)
            return paragraph[first : min((end for end in ends if end >= at + len(quote)), default=len(paragraph))]
    return ""


def _is_of_the_past(sentence: str, published: datetime | None) -> bool:
    """Whether a sentence names a year before the article's, so that it tells of older news; where that is not known, any year."""
    return any(published is None or int(year[0]) < published.year for year in _YEAR.finditer(sentence))


def _around(quote: str, name: str) -> str:
    """A name and what stands beside it."""
    at = quote.find(name)
    return quote[max(0, at - _BESIDE) : at + len(name) + _BESIDE] if at >= 0 else ""


def _said(article: model.Article, me: Self, cited: list[Basis]) -> list[Basis]:
    """What sentences rest on; an outlet by its whole name, of which a phrase may hold a part: "Harbour Courier" of "Daily Harbour Courier"."""
    found: list[Basis] = []
    for each in sayings.find(article.body.split("\n"), article.language, me, dict(article.tongues)):
        whole = next((one.based_on.name for one in cited if each.name and each.name in one.based_on.name and one.based_on.name in each.sentence), "")
        if each.score >= SHOWN and not (whole and each.kind == "statement"):  # which is the outlet's that is cited
            based_on = model.BasedOn(name=(whole if each.kind == "outlet_report" else "") or each.name, kind=each.kind, evidence=sayings.quote(each), attribution=each.attribution,
                                     certainty=each.certainty)
            found.append(Basis(based_on=based_on, score=each.score))
    return found


def other_edition(article: model.Article, me: Self) -> Basis | None:
    """The outlet's own edition in another language, where the article says that it is a translation and links it."""
    for line in (*article.end_notes, *article.bylines, *article.body.split("\n")[-3:], *(link.context for link in article.links)):
        if not cues.TRANSLATED_OWN.search(line[:600]):
            continue
        for link in article.links:
            same = urls.domain(link.url) == me.domain and urls.host(link.url) != urls.host(article.url)
            if same and not urls.is_home(link.url) and (link.text in line or link.context in line or line in link.context):
                evidence = model.Evidence(where="end_note", quote=text.squeeze(line)[:_QUOTE])
                name = f"original edition ({urls.hostname(link.url).removeprefix('www.')})"
                return Basis(based_on=model.BasedOn(name=name, kind="outlet_report", evidence=evidence, url=link.url), score=0.8)
    return None


def _candidates(article: model.Article, me: Self) -> list[model.BodyLink]:
    """Links of the text that leave the outlet's site for a single page."""
    kept = []
    for link in article.links[:300]:
        if link.paragraph < 0 or urls.absolute(link.url) is None:
            continue
        path = _path(link.url)
        address = link.url.split("://", 1)[-1].removeprefix("www.")
        deep = not urls.is_home(link.url) and len(path.strip("/")) > 1 and not cues.FRONT.search(path) and not cues.SHORT.match(address)
        if deep and urls.domain(link.url) != me.domain and not cues.NO_SOURCE.search(link.url) and text.squeeze(link.text):
            kept.append(link)
    return kept


def _weigh(link: model.BodyLink, others: int, article: model.Article, me: Self) -> Basis:
    """A link as a basis: who it leads to, what is said around it, how early it stands, how many rivals it has."""
    sentence = _sentence(link)
    told, name, attribution, certainty = sayings.beside(sentence, dict(article.tongues).get(link.paragraph, article.language), me)
    kind, official = _kind(link, sentence, told, me)
    if kind == "statement" and not official and ((told == "outlet_report" and _is_named(name, link)) or _is_masthead(link, sentence)):
        kind = "outlet_report"  # an outlet that nobody knows: "first reported by The Courier", with its link
    official = official or bool(cues.PRESS_PATH.search(link.url))
    near = sentence if kind != "statement" or official else _near(sentence, link.text)
    score = 0.1
    if cues.ATTRIBUTION.search(near) or told:
        score += 0.25
    labelled = bool(cues.LABEL.match(link.context)) and len(link.context) <= _QUOTE
    if labelled:
        score += 0.4 if not cues.PHOTO.search(link.context) else 0.0
    if len(link.text) <= 60 and cues.ATTRIBUTION.search(link.text):
        score += 0.1  # outlets link the very words that name or cite the source
    if kind in ("document", "study", "court_record", "dataset") or (kind == "statement" and (official or cues.PAPERS.search(link.text))):
        score += 0.1
    if official:
        score += 0.15
    if kind == "outlet_report":
        score += 0.15 if cues.OUTLET_REPORT.search(sentence) else 0.0
        score += 0.15 if known.called(link.text, me.others) or _names_its_site(link) else 0.0  # the sentence cites it by name
        score -= 0.0 if cues.ARTICLE.search(_path(link.url)) or "?" in link.url else 0.2
    if kind == "social_post":
        score -= 0.05
    score += 0.25 if link.paragraph <= 2 else 0.15 if link.paragraph <= 5 else 0.05 if link.paragraph <= 9 else -0.05
    score += 0.1 if others == 1 else 0.05 if others <= 3 else 0.0 if others <= 6 else -0.15
    score -= 0.15 if link.paragraph >= _DEEP and not labelled else 0.0
    score -= 0.1 if len(article.body) > _LONG else 0.0
    evidence = model.Evidence(where="body", quote=sentence)
    score = round(max(0.0, min(0.95, score)), 2)
    based_on = model.BasedOn(name=_name(link, kind, me), kind=kind, evidence=evidence, url=link.url, attribution=attribution, certainty=certainty,
                             confidence=round(min(_LINKED[1], max(_LINKED[0], score)), 2))
    return Basis(based_on=based_on, score=score)


def _kind(link: model.BodyLink, sentence: str, told: str, me: Self) -> tuple[str, bool]:
    """What kind of thing is linked, and whether an institution or a journal is behind the address."""
    host = urls.hostname(link.url).removeprefix("www.")
    address = link.url.split("://", 1)[-1].removeprefix("www.")
    if cues.SOCIAL_POST.match(address):
        return "social_post", False
    site = known.of_address(link.url, me.others)
    if site is not None and site.kind != "organisation":
        return "outlet_report", False
    if cues.VIDEO.match(address):
        cited = [mention for mention in known.in_text(link.text, me.others) if mention.known.kind in ("outlet", "agency")]
        return ("outlet_report" if cited else "recording"), False
    if cues.SCHOLARLY.search(host):
        return "study", True
    official = bool(cues.OFFICIAL.search(host))
    if not official and _names_its_site(link) and cues.ARTICLE.search(_path(link.url)):
        return "outlet_report", False
    kind = next((kind for kind, pattern in cues.NOUNS if pattern.search(link.text)), "")
    kind = kind or next((kind for kind, pattern in cues.NOUNS if pattern.search(sentence)), "")
    if kind or told in _THINGS:
        return kind or told, official
    return ("document" if cues.PRESS_PATH.search(link.url) or official else "statement"), official


def is_official(url: str) -> bool:
    """Whether an authority or a journal is behind an address."""
    host = urls.hostname(url).removeprefix("www.")
    return bool(cues.OFFICIAL.search(host) or cues.SCHOLARLY.search(host))


def _is_named(name: str, link: model.BodyLink) -> bool:
    """Whether the anchor is the name that the sentence gives for the outlet."""
    said, anchor = text.fold(name), text.fold(text.squeeze(link.text))
    return len(said) > 2 and (said in anchor or anchor in said) and bool(cues.ARTICLE.search(_path(link.url)))


def _is_masthead(link: model.BodyLink, sentence: str) -> bool:
    """Whether the anchor is what only an outlet is called, and the sentence cites it."""
    named = known.mastheads_in(anchor := text.squeeze(_OPENS.sub("", link.text)))
    return bool(named and len(anchor) <= len(named[0].words) + 4 and cues.ARTICLE.search(_path(link.url)) and _reports(sentence))


def _path(url: str) -> str:
    """The path of an address, without raising on any string."""
    return "/" + url.split("://", 1)[-1].partition("/")[2].partition("?")[0].partition("#")[0]


def _names_its_site(link: model.BodyLink) -> bool:
    """Whether the anchor is the name of the site that it leads to: "NK News" and nknews.org."""
    label = urls.domain(link.url).split(".")[0].replace("-", "")
    anchor = re.sub(r"[\W_]+", "", text.fold(link.text))
    return len(label) > 3 and anchor in (label, f"the{label}", f"{label}com", f"{label}de") and link.text[:1].isupper()


def _near(sentence: str, anchor: str) -> str:
    """The anchor and what stands right beside it."""
    at = max(0, sentence.find(text.squeeze(anchor)))
    return sentence[max(0, at - 50) : at + len(anchor) + 30]


def _name(link: model.BodyLink, kind: str, me: Self) -> str:
    site = known.of_address(link.url, me.others)
    if site is not None:
        return site.name
    domain = urls.domain(link.url)
    if kind == "outlet_report":
        cited = known.in_text(link.text, me.others)
        return cited[0].known.name if cited else text.squeeze(_OPENS.sub("", link.text))[:60]
    anchor = text.squeeze(_OPENS.sub("", link.text))
    return f"{anchor} ({domain})" if 3 < len(anchor) <= 50 else domain


def _sentence(link: model.BodyLink) -> str:
    """The sentence around the anchor, at most 200 characters, verbatim."""
    context, anchor = text.squeeze(link.context or link.text), text.squeeze(link.text)
    at = max(0, context.find(anchor))
    starts = [match.end() for match in re.finditer(r"[.!?。！？]['\"”»]?\s+|[。！？]", context) if match.end() <= at]
    start = starts[-1] if starts else 0
    end = next((match.end() for match in re.finditer(r"[.!?。！？](?=\s|$|['\"”»])", context) if match.start() >= at + len(anchor)), len(context))
    sentence = context[start:end].strip()
    if len(sentence) > _QUOTE:
        offset = max(0, min(at - start - _QUOTE // 2, len(sentence) - _QUOTE))
        sentence = sentence[offset : offset + _QUOTE].strip()
    return sentence


def _cited(article: model.Article, me: Self) -> list[Basis]:
    """Outlets and agencies that the first paragraphs name as the ones who had it, without a link."""
    found: dict[str, Basis] = {}
    for number, paragraph in enumerate(each[:_PARAGRAPH] for each in article.body.split("\n")[:8]):
        if not _mentions(paragraph, me):
            continue
        sentences = re.split(r"(?<=[.!?。！？])\s+|(?<=[。！？])", paragraph)
        for place, sentence in enumerate(sentences):
            mentions = _mentions(sentence, me)  # names first: few sentences have one, and the words of reporting cost more
            if not mentions or len(found) >= _NAMES or not _reports(sentence) or cues.CONTRIBUTED.search(sentence):
                continue
            after = "".join(sentences[place + 1 : place + 2])
            for mention in mentions:
                bracketed = sentence[max(0, mention.start - 1) : mention.start] == "("  # an abbreviation just explained
                if bracketed or me.is_me(mention.known) or not _cites(sentence, mention) or mention.known.name in found:
                    continue
                at = max(0, min(mention.start - _QUOTE // 2, len(sentence) - _QUOTE))
                evidence = model.Evidence(where="body", quote=sentence[at : at + _QUOTE].strip())
                found[mention.known.name] = Basis(
                    based_on=model.BasedOn(name=mention.known.name, kind="outlet_report", evidence=evidence,
                                           certainty=sayings.certainty(sentence, after, dict(article.tongues).get(number, article.language))),
                    score=0.5 if number <= 2 else 0.35)
    return list(found.values())


def _cites(sentence: str, mention: known.Mention) -> bool:
    """Whether a word of reporting stands close to the name."""
    before, after = sentence[max(0, mention.start - 60) : mention.start], sentence[mention.end : mention.end + 40]
    return _reports(before) or _reports(after)


def _reports(words: str) -> bool:
    """Whether words say that somebody reports."""
    return any(pattern.search(words) for pattern in (cues.OUTLET_REPORT, cues.HAD_IT_FIRST, cues.HAD_IT_BEFORE))


def _mentions(line: str, me: Self) -> list[known.Mention]:
    """Outlets and agencies that a line names: those that are known, and those that are one by their name; what may be a company or a
    gazette too only where the line says that it had something first."""
    found = known.in_text(line, me.others)
    others = [one for one in known.mastheads_in(line) if not any(one.start < other.end and other.start < one.end for other in found) and not me.is_called(one.words)
              and not (known.is_ambiguous(one.words) and not cues.HAD_IT_FIRST.search(line[max(0, one.start - _BESIDE) : one.end + _BESIDE]))]
    return sorted([*found, *others], key=lambda mention: mention.start)
