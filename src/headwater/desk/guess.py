"""What a complaint by mail is about, guessed from its words, with how sure the guess is.

In: subject and text. Out: a type with a confidence between 0 and 1; below :data:`LEAST` it is ``other``, and what was
found is said. Never: a decision: a reviewer sets the type right, and the submitter is asked for what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

from headwater import text
from headwater.desk import phrases
from headwater.notices import Type

LEAST = 0.6
_SCAN = 20_000  # characters that are looked through
_MOST_EACH = 3  # times that one phrase counts
_ENOUGH = 2.0  # weight that one finding must have to be believed alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A type and how sure it is."""

    type: Type
    confidence: float
    found: str = ""  # where it is not sure: what speaks for what


def of(subject: str, words: str) -> Guess:
    """The type that subject and words speak for; the subject counts twice."""
    heading, body = text.fold(subject), text.fold(words[:_SCAN])
    scores = {kind: _score(kind, heading, body) for kind in phrases.TYPES}
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    (best, most), (_, next_most) = ranked[0], ranked[1]
    if not most:
        return Guess(type=Type.OTHER, confidence=0.0)
    confidence = round(most / (most + next_most) * min(1.0, most / _ENOUGH), 2)
    if confidence < LEAST:
        found = ", ".join(f"{kind} {score:g}" for kind, score in ranked[:3] if score)
        return Guess(type=Type.OTHER, confidence=confidence, found=found)
    if best is Type.COPYRIGHT_TEXT and phrases.PICTURES.search(f"{heading}\n{body}"):
        best = Type.COPYRIGHT_IMAGE
    return Guess(type=best, confidence=confidence)


def _score(kind: Type, heading: str, body: str) -> float:
    total = 0.0
    for weight, pattern in phrases.TYPES[kind]:
        times = sum(1 for _, _ in zip(range(_MOST_EACH), pattern.finditer(body), strict=False))
        total += weight * ((1 + 0.25 * (times - 1) if times else 0) + (1 if pattern.search(heading) else 0))
    return total
