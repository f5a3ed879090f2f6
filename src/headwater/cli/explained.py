"""What ``headwater explain`` says of an article, in words for people.

In: the facts as ``story_of.article`` gives them. Out: lines. Never: a fact that ``--json`` does not have.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from headwater import clocks, model
from headwater.web import origins

WIDTH = 120  # characters of a line that is filled with words; addresses and quotations stand whole
_MARGIN = 14  # characters before what is said
_MOST = 20  # copies that are named one by one


def in_words(told: dict[str, Any]) -> Iterator[str]:
    """Everything known of an article, a line at a time: the label first, what is said beside it."""
    yield told["title"] or "(no title)"
    facts = [told["outlet"], told["language"] and f"language {told['language']}", told["published"] and f"published {_moment(told['published'])}",
             f"first seen {_moment(told['first_seen'])}"]
    yield "  " + ", ".join(one for one in facts if one)
    if clocks.is_doubted(told["published"], unlisted_at=told["unlisted_at"]):
        yield _line("", f"its publisher's time is not believed: its feed, read at {_moment(told['unlisted_at'])}, did not list it")
    yield _line("Reference", told["reference"])
    yield from _page(told)
    yield from _compared(told)
    yield from _story(told)
    for one in told["topics"]:
        yield _line("topic", f"{one.name} ({one.code}), by its {one.where}: “{one.quote}”")
    yield from _filled("names", ", ".join(f"{one.name} ({one.kind}, by {one.where})" for one in told["named"]))
    if told["origin"]:
        yield from _origin(told["origin"])
    yield from _shown(told)


def _line(label: str, words: str) -> str:
    """One line: a label, or none where it goes on with the one before, and what is said."""
    return f"  {label:<{_MARGIN - 2}}{words}".rstrip()


def _filled(label: str, words: str) -> Iterator[str]:
    """What may be long, over several lines."""
    for number, line in enumerate(textwrap.wrap(words, WIDTH - _MARGIN, break_long_words=False, break_on_hyphens=False)):
        yield _line("" if number else label, line)


def _moment(at: datetime) -> str:
    """A moment to the minute, by one clock, so that moments can be compared by eye."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _page(told: dict[str, Any]) -> Iterator[str]:
    """Its addresses, what became of its page, and where each field was found."""
    for one in told["addresses"]:
        yield _line("address", f"{one['url']} ({one['kind']})")
    page = told["page"]
    if page["refused"]:
        yield _line("page", f"not had: {page['refused']}")
    elif page["read"]:
        yield _line("page", f"read {_count(page['times'], 'time')}, last {_moment(page['read'])}" + (f"; no article: {page['not_article']}" if page["not_article"] else ""))
    for one in told["changes"]:
        kept = "" if one["text_kept"] else " (its text is not kept)"
        yield _line("changed", f"{_moment(one['replaced_at'])}: {one['added']} {one['unit']} added, {one['removed']} removed; before: “{one['headline']}”{kept}")
    if told["presence"] != "there":
        yield _line("presence", f"{told['presence']} at the outlet")
    yield from _filled("found", ", ".join(f"{field} in {where}" for field, where in told["found"].items()))
    for one in told["warnings"]:
        yield _line("warning", one)


def _compared(told: dict[str, Any]) -> Iterator[str]:
    """What comparing has shown: which article, how it was told, and where both say the same (characters of each text)."""
    match, copy_of = told["match"], told["copy_of"]
    if isinstance(match, model.Copy | model.Revision):
        label = "state of" if isinstance(match, model.Revision) else "repeated by" if match.first else "copy of"
        under = f", and stands under {_named(told, copy_of)}" if copy_of and copy_of != match.of else ""
        yield _line(label, _named(told, match.of) + under)
        for one in match.evidence:
            yield _line("", one)
        for one in match.passages:
            yield _line("", f"{one.words} words: characters {one.start} to {one.end} here, {one.of_start} to {one.of_end} there")
    for one in told["copies"][:_MOST]:
        yield _line("copied by", _named(told, one))
    if len(told["copies"]) > _MOST:
        yield _line("", f"and {len(told['copies']) - _MOST:,} more, which --json names")


def _named(told: dict[str, Any], article_id: str) -> str:
    """Another article as a person knows it, with its identifier, by which it can be explained in its turn."""
    known = told["others"].get(article_id)
    return f"{known['outlet']}, “{known['title']}” ({article_id})" if known else article_id


def _story(told: dict[str, Any]) -> Iterator[str]:
    """Its story, why it came to be there, and what the story's place on the front page is made of."""
    story = told["story"]
    if not story["id"]:
        return
    listed = story["articles"]
    copies = sum(one["copy_of"] is not None for one in listed)
    yield _line("story", f"{story['id']}: {_count(len(listed), 'article')}" + (f", {copies} of them repeating another" if copies else ""))
    placed: model.Placement | None = story["placement"]
    if placed is not None:
        yield from _filled("", _placed(placed))
        if placed.before:
            yield _line("", f"moved here from story {placed.before}: {placed.why}")
    if place := story["rank"]:
        yield from _filled("rank", (
            f"{place['score']}: {_count(place['independent outlets'], 'outlet')} with reports of their own among {_count(place['reports'], 'article')}, "
            f"{_count(place['languages'], 'language')}, {_count(place['countries'], 'country', 'countries')}, {place['age in hours']} hours old"))


def _placed(placed: model.Placement) -> str:
    """Why an article joined or began its story."""
    said = any(" " in one for one in placed.reasons)  # a sentence; else words that both have, by weight
    why = "; ".join(placed.reasons) if said else "most in common: " + ", ".join(placed.reasons) if placed.reasons else ""
    counted = f"words weighed by the counts “{placed.frequencies}”" if placed.frequencies and not said else ""
    if placed.story_id is None:
        near = f"the nearest had a likeness of {placed.score:.2f}" if placed.score else ""
        return "; ".join(one for one in ("it began the story, for none that was held was like it enough", near, why if near else "", counted) if one)
    return "it joined: " + "; ".join(one for one in ("" if said else f"likeness {placed.score:.2f}", why, counted) if one)


def _origin(origin: model.Origin) -> Iterator[str]:
    """What it rests on: the primary source, then each step of the way there, with how sure we are and what says so."""
    own = origins.is_own(origin)
    who = "the outlet's own reporting" if own else f"{origins.kind(origin.kind)}: {_source(origin.name, origin.url)}"
    is_told = origins.reports_itself(origin) if own else origins.is_shown(origin)
    yield _line("origin", f"{who}, {_sure(origin.confidence)}" + ("" if is_told else "; readers are not told"))
    yield from _evidence(origin.evidence)
    stood = {(link.name, link.url) for link in origin.chain}
    for one in origin.based_on:
        if (one.name, one.url) not in stood:
            marks = "".join(f", {each}" for each in (*(f"so says {said}" for said in one.attribution), *(f"“{mark}”" for mark in one.certainty)))
            yield _line("", f"it also names {origins.kind(one.kind)}: {_source(one.name, one.url)}{marks}")
    for number, link in enumerate(origin.chain, 1):
        yield _line(f"  step {number}", f"{origins.step(link.step)} {_source(link.name, link.url)}, {_sure(link.confidence)}" + (f"; so says {link.at}" if link.at else ""))
        if len(origin.chain) > 1 or link.evidence != origin.evidence:
            yield from _evidence(link.evidence, than="the page that says so" if link.at else "this article")


def _source(name: str, url: str | None) -> str:
    """Who or what, and its address where there is one."""
    return " ".join(one for one in (origins.name(name, url) or ("" if url else "not named"), url) if one)


def _sure(confidence: float) -> str:
    return f"{origins.sureness(confidence) if confidence >= model.SHOWN_FROM else 'unsure'} ({confidence:.2f})"


def _evidence(listed: tuple[model.Evidence, ...], *, than: str = "this article") -> Iterator[str]:
    """What says so: the place and its words; those of a page that is not the article's own are not kept. ``than``: the text that was compared."""
    for one in listed:
        words = f"it {one.quote.replace('this text', than)}" if one.where == "compared" else f"“{one.quote}”" if one.quote else "its words are not kept"
        yield _line("", f"{origins.place(one.where)}: {words}")


def _shown(told: dict[str, Any]) -> Iterator[str]:
    """How much readers see, why, and which decisions of the desk stand."""
    shown = told["shown"]
    yield _line("shown as", shown["view"] if shown else "not yet released")
    for one in shown["why"] if shown else ():
        yield _line("", one)
    for one in told["restrictions"]:
        until = f" until {_moment(one['until'])}" if one["until"] else ""
        yield _line("decided", f"{one['action']} since {_moment(one['since'])}{until}" + (f": headwater desk show {one['notice']}" if one["notice"] else ""))
