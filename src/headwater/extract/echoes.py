"""Notes that a page hides in its links for those who hear it: "(opens in a new window)", in any language.

In: a settled tree. Out: the same tree without notes that stand in at least :data:`LEAST` links beside their words. Never: the
words of a link, or a note that is the whole of one.
"""

from __future__ import annotations

from headwater.extract import markup

LEAST = 3  # links of different addresses that bear the note
_LONGEST = 60  # characters
_MOST_LINKS = 4000


def hush(root: markup.Element) -> int:
    """Takes such notes out; gives how many. They are known by standing in several links, each beside other words."""
    notes: dict[str, list[tuple[markup.Element, str]]] = {}
    for count, link in enumerate(root.iter("a")):
        if count >= _MOST_LINKS:
            break
        if len(link) == 0:
            continue
        last = link[-1]
        if last.tag != "span" or len(last) or not (words := last.text) or len(words) > _LONGEST or (last.tail or "").strip():
            continue
        words = words.strip(" \t\n\r,.()[]")
        if len(words) >= 8 and " " in words and markup.is_longer(link, len(last.text) + 1):
            notes.setdefault(words, []).append((last, link.get("href") or ""))
    gone = 0
    for found in notes.values():
        if len({address for _, address in found}) >= LEAST:
            for note, _ in found:
                note.text = None
            gone += len(found)
    return gone
