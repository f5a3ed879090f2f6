"""Our reading of captured feeds beside feedparser's: every class of difference, with counts and examples.

In: a folder of feed documents (gzip'd or not), named on the command line or in ``HEADWATER_BENCH_CAPTURED``. Out: how many
entries, titles, links and dates are the same, and each class of difference. Never: a verdict; what a class means, and which
of the two is right, is for a person to read in the examples.

    python -m benchmarks.feeds_compare FOLDER [examples of each class]
"""

from __future__ import annotations

import gzip
import html
import os
import re
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import feedparser

from headwater import model, text, urls
from headwater.parse import feed

CAPTURED = os.environ.get("HEADWATER_BENCH_CAPTURED", "")
_TAG = re.compile(r"<[^<>]*>")


class Differences:
    """What was compared and what differed."""

    def __init__(self) -> None:
        self.compared: Counter[str] = Counter()
        self.examples: dict[str, list[tuple[str, str, str]]] = defaultdict(list)

    def see(self, what: str, kind: str, *, where: str, ours: object, theirs: object) -> None:
        """Count one comparison; ``kind`` is "" where both are the same."""
        self.compared[what] += 1
        if kind:
            self.examples[f"{what}: {kind}"].append((where, str(ours)[:110], str(theirs)[:110]))

    def report(self, most: int) -> str:
        """All of it as lines."""
        lines = [f"{what:8} {count:6} compared, {count - self._off(what):6} the same" for what, count in self.compared.items()]
        for kind, found in sorted(self.examples.items(), key=lambda one: -len(one[1])):
            lines.append(f"\n{kind}: {len(found)} in {len({where for where, _, _ in found})} documents")
            lines += [f"  {where}\n    ours   {ours}\n    theirs {theirs}" for where, ours, theirs in found[:: max(1, len(found) // most)][:most]]
        return "\n".join(lines)

    def _off(self, what: str) -> int:
        return sum(len(found) for kind, found in self.examples.items() if kind.startswith(f"{what}:"))


def compare(folder: Path) -> Differences:
    """Every document of a folder read by both."""
    found = Differences()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        body = path.read_bytes()
        body = gzip.decompress(body) if path.suffix == ".gz" else body
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = feedparser.parse(body, sanitize_html=False)
        _documents(feed.parse(body), theirs, path.name, found)
    return found


def _documents(ours: model.ParsedFeed, theirs: Mapping[str, object], where: str, found: Differences) -> None:
    entries = list(theirs["entries"])  # type: ignore[call-overload]
    count = len(ours.entries)
    kind = "" if count == len(entries) else "we have more" if count > len(entries) else "we have fewer"
    found.see("entries", kind, where=where, ours=f"{count} ({ours.format})", theirs=f"{len(entries)} ({theirs.get('version')})")
    head: Mapping[str, object] = theirs["feed"]  # type: ignore[assignment]
    _texts("title", ours.title, _string(head, "title"), where, found)
    for one, other in _pairs(ours.entries, entries):
        _texts("title", one.title, _string(other, "title"), where, found)
        _links(one.url, _string(other, "link"), where, found)
        for name, mine in (("published", one.published), ("updated", one.updated)):
            _dates(name, mine, other, where, found)


def _pairs(ours: tuple[model.Entry, ...], theirs: list[Mapping[str, object]]) -> Iterator[tuple[model.Entry, Mapping[str, object]]]:
    """The same entries side by side: in order where both have as many, else by identifier or address."""
    if len(ours) == len(theirs):
        yield from zip(ours, theirs, strict=True)
        return
    known = {key: one for one in ours for key in (one.url, one.entry_id) if key}
    for other in theirs:
        one = known.get(_string(other, "id")) or known.get(_string(other, "link"))
        if one is not None:
            yield one, other


def _texts(what: str, ours: str, theirs: str, where: str, found: Differences) -> None:
    a, b = _plain(ours), _plain(theirs)
    kind = ""
    if a != b:
        kind = "only theirs" if not a else "only ours" if not b else "other characters" if _letters(a) == _letters(b) else "other words"
    found.see(what, kind, where=where, ours=ours, theirs=theirs)


def _links(ours: str, theirs: str, where: str, found: Differences) -> None:
    normal = urls.absolute(theirs) or ""
    kind = ""
    if ours != normal:
        kind = "only theirs" if not ours else "only ours" if not normal else "another address"
        if not normal and theirs:
            kind = "theirs is no absolute address"
    found.see("link", kind, where=where, ours=ours, theirs=theirs)


def _dates(name: str, ours: datetime | None, other: Mapping[str, object], where: str, found: Differences) -> None:
    parsed = other.get(f"{name}_parsed") if f"{name}_parsed" in list(other) else None  # "in" alone falls back to another field
    theirs = datetime(*parsed[:6], tzinfo=UTC) if parsed else None  # type: ignore[index]
    mine = ours.astimezone(UTC).replace(microsecond=0) if ours else None
    kind = ""
    if mine != theirs:
        kind = "only theirs" if mine is None else "only ours" if theirs is None else "another moment"
    found.see(name, kind, where=where, ours=mine, theirs=f"{theirs} ({_string(other, name)})")


def _plain(value: str) -> str:
    return text.squeeze(html.unescape(html.unescape(_TAG.sub("", value))))


def _letters(value: str) -> str:
    return "".join(char for char in text.fold(value) if char.isalnum())


def _string(one: Mapping[str, object], key: str) -> str:
    value = one.get(key)
    return value if isinstance(value, str) else ""


def main() -> None:
    """Print the report."""
    folder = sys.argv[1] if len(sys.argv) > 1 else CAPTURED
    if not folder:
        sys.exit(__doc__)
    print(compare(Path(folder)).report(int(sys.argv[2]) if len(sys.argv) > 2 else 3))


if __name__ == "__main__":
    main()
