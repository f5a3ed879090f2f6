"""Who and what a story names: places, people and other names that several independent reports share.

In: the publications of a story's independent reports, copies left out. Out: :class:`Shared`, most shared first. Never: a name that
one outlet alone gives, or that stands in no report which is shown now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from headwater import model, text

LEAST = 2  # outlets whose independent reports give a name
MOST = 12  # of each kind
_PART = 12  # of the outlets, one in so many must give it
_STANDFIRST = 240  # characters
_KINDS = ("place", "person", "name", "tag")
_SAYS = {
    "gazetteer": "in the list of countries and large cities", "title": "by the title before the name", "preposition": "by the word before the name",
    "marked": "marked so by an outlet", "capitals": "by its capital letters", "tag": "a tag of the outlets",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A name and by how many outlets' independent reports it is given."""

    name: str
    kind: str  # "place", "person", "name", "tag"
    outlets: int
    language: str | None  # of the report from which the form is; None: English, by the gazetteer
    why: str  # in words


def shared(reports: Sequence[model.Publication]) -> tuple[Shared, ...]:
    """What at least two outlets name, and of many a part of them; places first, then people, other names and tags."""
    given: dict[str, list[tuple[model.Publication, model.Named]]] = {}
    for report in reports:
        for one in report.named:
            given.setdefault(one.key, []).append((report, one))
    for short in [key for key, rows in given.items() if " " not in key and any(one.kind == "person" for _, one in rows)]:
        whole = [key for key, rows in given.items() if key.endswith(f" {short}") and any(one.kind in ("person", "name") for _, one in rows)]
        if len(whole) == 1:  # "Calder" is Ines Calder where no other Calder is named
            given[whole[0]] += given.pop(short)
    least = max(LEAST, len({report.outlet_id for report in reports}) // _PART)
    found = [one for rows in given.values() if (one := _one(rows)) and one.outlets >= least]
    ordered = sorted(_whole(found), key=lambda one: (_KINDS.index(one.kind), -one.outlets, one.name))
    seen: Counter[str] = Counter()
    return tuple(one for one in ordered if (seen.update((one.kind,)), seen[one.kind])[1] <= MOST)


def _whole(found: Sequence[Shared]) -> list[Shared]:
    """Of names that stand in each other those that more outlets give: not "LSU Ada Marsh" beside "Ada Marsh"."""
    kept: list[Shared] = []
    for one in sorted(found, key=lambda one: (-one.outlets, _KINDS.index(one.kind), -len(one.name), one.name)):
        mine = f" {text.fold(one.name)} "
        if one.language is None or not any(mine in theirs or theirs in mine for other in kept if (theirs := f" {text.fold(other.name)} ")):
            kept.append(one)
    return kept


def _one(rows: Iterable[tuple[model.Publication, model.Named]]) -> Shared | None:
    """One name, as most reports write it; None where too few do."""
    listed = list(rows)
    outlets = {report.outlet_id for report, _ in listed}
    if len(outlets) < LEAST:
        return None
    kind = min((one.kind for _, one in listed), key=_KINDS.index)
    if kind == "place" and not any(one.where in ("gazetteer", "marked") for _, one in listed):
        kinds = Counter(one.kind for _, one in listed)  # a title tells more than the word before, and that only where most have it
        kind = "person" if kinds["person"] else "place" if 2 * kinds["place"] > len(listed) else "name"
    saying = next((one for _, one in listed if one.kind == kind), listed[0][1])
    if english := next((one.english for _, one in listed if one.english), ""):
        return Shared(name=english, kind=kind, outlets=len(outlets), language=None, why=_SAYS[saying.where])
    longest = max(one.name.count(" ") for _, one in listed)
    forms = Counter((one.name, report.language) for report, one in listed if one.name.count(" ") == longest)
    name, language = min(forms, key=lambda form: (-forms[form], len(form[0]), form[0], form[1] or ""))
    return Shared(name=name, kind=kind, outlets=len(outlets), language=language, why=_SAYS[saying.where])


def standfirst(reports: Iterable[model.Publication]) -> tuple[str, model.Publication] | None:
    """The first words of the earliest report that shows any, and which it is: no more than it shows of itself."""
    for report in reports:
        if words := text.cut(report.excerpt, _STANDFIRST):
            return words, report
    return None
