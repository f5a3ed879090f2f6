"""Copies in a stream: what ``headwater dedup --jsonl`` does, with the same fingerprints and the same decision.

In: dicts with ``id``, ``title``, ``text`` and perhaps ``outlet`` and ``published``, in order of arrival. Out: a dict
for every pair found among the last texts. Never: more memory than the window allows, or an exception on any dict.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from headwater import jsonl
from headwater.dedup import fingerprint, match

WINDOW = 25_000  # texts that are remembered
MOST_HASHES = 10_000_000  # 5-grams that are remembered over all texts (16 bytes each)
FREQUENT = match.FREQUENT
MOST_COMPARED = 64  # texts that one is compared with


class Nearby:
    """The index of a stream: sampled hash -> earlier texts, bounded in texts, hashes and texts a hash.

    A text that repeats nearly all of another, or is repeated, adds only the hashes that its group has not yet; so the
    number of texts under a hash counts independent texts: a report that hundreds print is no boilerplate, a notice
    under hundreds of reports is.
    """

    def __init__(self, *, window: int = WINDOW, most_hashes: int = MOST_HASHES) -> None:
        self._window, self._most, self.held = window, most_hashes, 0
        self._sides: dict[int, tuple[str | int, match.Side]] = {}  # number -> id, text; in order of arrival
        self._group: dict[int, deque[int]] = {}  # number -> the texts that repeat each other, shared by all of them
        self._under: dict[int, list[int]] = {}  # sampled hash -> numbers, at most FREQUENT
        self._next = 0

    def pairs(self, name: str | int, side: match.Side) -> list[tuple[str | int, match.Relation]]:
        """Ids of the earlier texts that this one repeats, in order of arrival; then it is remembered itself."""
        keys = _keys(side)
        frequent = frozenset(key for key in keys if len(self._under.get(key, ())) >= FREQUENT)
        found: list[tuple[int, match.Relation]] = []
        for number in self._candidates(keys, frequent):
            relation = match.relate(side, self._sides[number][1], frequent=frequent)
            if relation is not None:
                found.append((number, relation))
        found.sort(key=lambda pair: pair[0])
        named = [(self._sides[number][0], relation) for number, relation in found]
        self._remember(name, side, keys, [number for number, relation in found if relation.containment >= match.NEARLY])
        return named

    def _candidates(self, keys: list[int], frequent: frozenset[int]) -> list[int]:
        votes: Counter[int] = Counter()
        for key in keys:
            if key not in frequent:
                votes.update(self._under.get(key, ()))
        near = [number for number, _ in votes.most_common(MOST_COMPARED)]
        for number in near[:8]:  # copies are not under the hashes that their original brought
            near.extend(list(self._group[number])[-MOST_COMPARED:])
        return list(dict.fromkeys(near))[: 2 * MOST_COMPARED]

    def _remember(self, name: str | int, side: match.Side, keys: list[int], related: list[int]) -> None:
        number, self._next = self._next, self._next + 1
        self._sides[number] = (name, side)
        self.held += len(side.body.sequence)
        group = self._group[related[0]] if related else deque()
        group.append(number)
        self._group[number] = group
        self._post(number, keys)
        while len(self._sides) > self._window or (self.held > self._most and len(self._sides) > 1):
            self._forget(next(iter(self._sides)))

    def _post(self, number: int, keys: list[int]) -> None:
        group = self._group[number]
        for key in keys:
            under = self._under.setdefault(key, [])
            if len(under) < FREQUENT and not any(self._group[other] is group for other in under):
                under.append(number)

    def _forget(self, number: int) -> None:
        _, side = self._sides.pop(number)
        self.held -= len(side.body.sequence)
        for key in _keys(side):
            under = self._under.get(key, [])
            if number in under:
                under.remove(number)
            if not under:
                self._under.pop(key, None)
        group = self._group.pop(number)
        group.remove(number)
        if group:  # the next of its copies takes its place
            self._post(group[0], _keys(self._sides[group[0]][1]))


def dedup(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """For every pair found a dict with ``a`` (the earlier in the stream), ``b``, ``relation``, ``containment``.

    A dict without an ``id`` is passed over; what else is missing or of a wrong type counts as empty.
    """
    nearby = Nearby()
    for row in rows:
        if not isinstance(row, Mapping) or not isinstance(row.get("id"), (str, int)):
            continue
        name = row["id"]
        for other, relation in nearby.pairs(name, side(row)):
            yield {"a": other, "b": name, "relation": "revision" if relation.revision else "copy",
                   "containment": relation.containment}


def side(row: Mapping[str, Any]) -> match.Side:
    title, body = jsonl.string(row.get("title")), jsonl.string(row.get("text"))
    return match.prepare(outlet=jsonl.string(row.get("outlet")), title=title, body=body,
                         moment=jsonl.moment(row.get("published")))


def _keys(side: match.Side) -> list[int]:
    """The sampled hashes of a text; of an item without text or of a very short one, what its words are."""
    keys = fingerprint.sampled(side.body.distinct).tolist()
    if keys:
        return keys
    exact = side.body.exact if side.body.words else fingerprint.shingle(side.title).exact
    return [int(exact[:15], 16)] if exact else []
