"""Stories in a stream: what ``headwater cluster --jsonl`` does, with the same terms as the program, and second looks.

In: dicts with ``id``, ``title``, ``text`` and perhaps ``published``, ``lang``, ``outlet`` or ``url``, in order of arrival. Out: a
dict for each at once, and again where second looks put it into another story: the last one counts. Never: more
memory than the window allows, or an exception on any dict.

What is common is learnt on the way: the table of frequencies is frozen anew ever more rarely, and then the texts of
the window are grouped anew (``cluster.regroup``), so that their order does not count: without an encoder a text joins
where it would not leave again. The program does the same with the articles of an hour, and asks for more, since most news is alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from headwater import jsonl, model, urls
from headwater.cluster import assign, chance, features, frequencies, groups, meaning, regroup

WINDOW = 20_000  # texts that are remembered and may still change their story
FIRST = 64  # texts after which the first table is frozen; then after twice as many each time
SELDOMEST = 10_000  # texts after which a table is frozen at the latest
THOROUGH = 5_000  # texts up to which the window is looked at until nothing moves; beyond, once


class Stream:
    """The state of a stream; bounded by the window."""

    def __init__(self, *, window: int = WINDOW, encoder: meaning.Encoder | None = None,
                 language: Callable[[str, str], str] | None = None) -> None:
        self._window = window
        self._groups = groups.Groups(encoder) if encoder or language else None
        self._slack = 0.0 if encoder else regroup.GAIN  # with it a text that does not belong takes its other languages along
        self._language = language
        self._texts: dict[int, tuple[str, str, str]] = {}  # number -> title, lead and language as given, for the encoder
        self._articles: dict[int, tuple[Any, features.Features, int]] = {}  # number -> id, features, story
        self._counts, self._table = frequencies.Counts(), frequencies.shipped()
        self._sample = chance.Sample()
        self._index = assign.StoryIndex()
        self._number = self._story = 0
        self._next_table = FIRST

    @property
    def size(self) -> int:
        """Texts that are remembered."""
        return len(self._articles)

    def add(self, name: Any, article: features.Features, row: Mapping[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        """Where the text belongs, and now and then what else has changed; an encoder takes the text from the row."""
        self._counts.add(article.keys.tolist(), article.language)
        self._sample.add(article)
        near = self._index.nearest(article.keys, features.vector(article, self._table))
        placement = assign.place(article, near, frequencies=self._table)
        story = self._join(placement.story_id, article)
        self._articles[self._number] = (name, article, story)
        if self._groups is not None:
            self._gather(self._groups, story, row or {})
        self._number += 1
        yield _line(name, self._told(story))
        if self._number >= self._next_table:
            self._next_table += min(self._number, SELDOMEST)
            yield from self.settle()

    def settle(self) -> Iterator[dict[str, Any]]:
        """Freeze what was learnt, look at the window again; a line for each text whose story is another now."""
        table = frequencies.learn(self._counts)
        self._table = table.knowing(self._sample.measure(table, self._sample.counted))
        self._counts = frequencies.Counts.of(self._table)  # without the rarest, lest they fill the memory
        while len(self._articles) > self._window:
            self._texts.pop(gone := next(iter(self._articles)), None)
            del self._articles[gone]
        held = list(self._articles.items())
        before, thorough = [story for _, (_, _, story) in held], len(held) <= THOROUGH
        found = regroup.regroup([article for _, (_, article, _) in held], assign.StoryIndex(), frequencies=self._table,
                                rounds=regroup.ROUNDS if thorough else 1, surest_first=thorough, slack=self._slack)
        after = self._kept_names(before, found.labels)
        parts: dict[int, list[features.StoryFeatures]] = {}
        told = [self._told(story) for story in before]
        for (number, (name, article, _)), now in zip(held, after, strict=True):
            self._articles[number] = (name, article, now)
            parts.setdefault(now, []).append(features.begin(model.StoryId(str(now)), article, self._table))
        self._index = assign.StoryIndex(features.unite(model.StoryId(str(story)), some) for story, some in parts.items())
        if self._groups is not None:
            first = {story: number for (number, _), story in reversed(list(zip(held, after, strict=True)))}
            moved = {number for (number, _), was, now in zip(held, before, after, strict=True) if was != now}
            self._groups.settle({int(one.story_id): one for one in self._index}, first, self._text, moved)
        for (_, (name, _, _)), was, now in zip(held, told, after, strict=True):
            if was != self._told(now):
                yield _line(name, self._told(now))

    def _gather(self, known: groups.Groups, story: int, row: Mapping[str, Any]) -> None:
        """Take the newest text into the groups of stories: it begins a story by terms, or is one more of it."""
        title, body, said = (jsonl.string(row.get(one)) for one in ("title", "text", "lang"))
        self._texts[self._number] = (title[:meaning.MOST_TITLE], meaning.lead(body), said)
        centroid = self._index.get(model.StoryId(str(story)))
        assert centroid is not None, "the text was just put there"
        if centroid.articles == 1:
            known.add(self._text(self._number), story, centroid)
        else:
            known.update(story, centroid)

    def _text(self, number: int) -> groups.Text:
        (title, lead, said), (_, article, _) = self._texts[number], self._articles[number]
        language = self._language(title, lead) if self._language and not said else article.language
        return groups.Text(name=number, title=title, lead=lead, language=language, features=article)

    def _told(self, story: int) -> int:
        """The number that is printed for a story by terms."""
        return self._groups.of(story) if self._groups is not None else story

    def _join(self, found: model.StoryId | None, article: features.Features) -> int:
        known = self._index.get(found) if found is not None else None
        if known is not None:
            self._index.put(features.join(known, article, self._table))
            return int(known.story_id)
        story, self._story = self._story, self._story + 1
        self._index.put(features.begin(model.StoryId(str(story)), article, self._table))
        return story

    def _kept_names(self, before: list[int], after: Sequence[str]) -> list[int]:
        """The new grouping, each group with the number that most of its texts had, else with one that was never used."""
        names = regroup.kept_names(zip(after, before, strict=True))
        for label in after:
            if label not in names:
                names[label], self._story = self._story, self._story + 1
        return [names[label] for label in after]


def cluster(rows: Iterable[Mapping[str, Any]], *, encoder: meaning.Encoder | None = None,
            language: Callable[[str, str], str] | None = None) -> Iterator[dict[str, Any]]:
    """For every dict one with ``id`` and ``story``, or ``error`` where it has no id; later ones overrule earlier.

    With an encoder, stories are also gathered across languages; ``language`` names that of a title and text where the
    line does not.
    """
    stream = Stream(encoder=encoder, language=language)
    for row in rows:
        name = row.get("id") if isinstance(row, Mapping) else None
        if not isinstance(name, (str, int)):
            yield {"id": None, "error": "no id: give each text a string or a number"}
            continue
        yield from stream.add(name, prepared(row), row)
    yield from stream.settle()


def prepared(row: Mapping[str, Any]) -> features.Features:
    """A line as the stage takes it; what is missing or of a wrong type counts as empty."""
    return features.features(jsonl.string(row.get("title")), jsonl.string(row.get("text")), language=jsonl.string(row.get("lang")),
                             moment=jsonl.moment(row.get("published")),
                             outlet=jsonl.string(row.get("outlet")) or urls.domain(jsonl.string(row.get("url"))))


def _line(name: Any, story: int) -> dict[str, Any]:
    return {"id": name, "story": f"s{story}"}
