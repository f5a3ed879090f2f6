"""The pipeline that a comment passes: phases that each allow, hold or reject it and say why.

In: a :class:`Given` and the operator's rules. Out: a :class:`Decision` with what each phase found. Never: a query or a
write, so that the same call serves to try the rules without effect.

To hold is to leave it to a moderator; to reject is to tell the writer at once what to change. A phase that has nothing to
say allows. Unless every phase allows, nobody but a moderator shows the comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from headwater import text
from headwater.comments import words
from headwater.discussion import Check, Rules, Verdict

REPEATED = 0.8  # share of the shorter text's shingles
OWN = 20  # comments of one's own that are compared
_SHINGLE = 3  # words
_LINK = re.compile(r"(?:https?|mailto):|\bwww\.|\]\(", re.I)  # "https://a.example", "www.a.example"
_DOUBLED = re.compile(r"\]\(\s*<?(?:https?|mailto):", re.I)  # "](https:" is one link, not two
_SHOUT = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """What is known of who wrote it."""

    verified: bool = False  # this very comment was confirmed from their mailbox
    shown: int = 0  # comments of theirs that were shown before
    hidden: int = 0  # that a moderator hid
    suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A comment as it came in."""

    name: str
    text: str  # tidied
    seconds: float | None = None  # between the form and its return; None: not known, e.g. an edit
    honeypot: str = ""  # what stands in the field that people do not see
    lately: int = 0  # comments of the same network in the last minute
    today: int = 0  # in the last day
    previous: tuple[str, ...] = ()  # own last texts, by commenter or network
    writer: Writer = Writer()
    hits: tuple[str, ...] = ()  # what was taken down and is written again, for people


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What follows, and from which phases."""

    verdict: Verdict
    checks: tuple[Check, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not simply shown, those that weigh most first."""
        return tuple(one.reason for one in self.checks if one.verdict is self.verdict and one.reason)


Phase = Callable[[Given, Rules], Check]


def decide(given: Given, rules: Rules) -> Decision:
    """Every phase, in order; the strictest verdict counts."""
    return judged(tuple(phase(given, rules) for phase in PHASES))


def judged(checks: tuple[Check, ...]) -> Decision:
    """The strictest of some checks."""
    found = {one.verdict for one in checks}
    verdict = next((one for one in (Verdict.REJECT, Verdict.HOLD) if one in found), Verdict.ALLOW)
    return Decision(verdict=verdict, checks=checks)


def again(checks: tuple[Check, ...], writer: Writer, rules: Rules) -> Decision:
    """The same checks with what is known of the writer now: when a mail address was verified."""
    new = author(Given(name="", text="", writer=writer), rules)
    return judged((*(one for one in checks if one.phase != new.phase), new))


def _check(phase: str, verdict: Verdict = Verdict.ALLOW, reason: str = "", score: float = 0.0) -> Check:
    return Check(phase=phase, verdict=verdict, reason=reason, score=score)


# ---- phases ------------------------------------------------------------------------------------------------


def length(given: Given, rules: Rules) -> Check:
    """Neither empty nor a book."""
    size = len(given.text)
    if size < rules.least:
        return _check("length", Verdict.REJECT, f"Write at least {rules.least} characters.", 1.0)
    if size > rules.most:
        return _check("length", Verdict.REJECT, f"Write at most {rules.most} characters; these are {size}.", 1.0)
    return _check("length")


def links(given: Given, rules: Rules) -> Check:
    """More links than a person needs."""
    count = len(_LINK.findall(given.text)) - len(_DOUBLED.findall(given.text))
    count += len(_LINK.findall(given.name))
    if count > rules.links:
        return _check("links", Verdict.HOLD, f"It has {count} links.", min(1.0, count / (4 * rules.links + 4)))
    return _check("links")


def repeats(given: Given, rules: Rules) -> Check:
    """The same as one of the writer's own last comments, or most of it."""
    score = max((containment(given.text, one) for one in given.previous[:OWN]), default=0.0)
    if score >= REPEATED:
        return _check("repeats", Verdict.HOLD, "It repeats a comment that came from the same place.", score)
    return _check("repeats", score=score)


def banned(given: Given, rules: Rules) -> Check:
    """Words that the operator refuses or wants to see first."""
    both = f"{given.name}\n{given.text}"
    if hits := words.found(rules.banned_words, both):
        return _check("words", Verdict.REJECT, f"This site does not take comments with: {', '.join(hits)}.", 1.0)
    if hits := words.found(rules.suspect_words, both):
        return _check("words", Verdict.HOLD, f"It has words that a moderator looks at first: {', '.join(hits)}.", 0.5)
    return _check("words")


def rate(given: Given, rules: Rules) -> Check:
    """How many came from the same network."""
    if given.lately >= rules.a_minute or given.today >= rules.a_day:
        return _check("rate", Verdict.REJECT, "That was a lot in a short time. Please try again later.", 1.0)
    return _check("rate", score=given.today / rules.a_day / 2)


def time(given: Given, rules: Rules) -> Check:
    """Sooner than a person can read and write."""
    if given.seconds is not None and given.seconds < rules.seconds:
        return _check("time", Verdict.HOLD, "It was sent faster than people write.", 0.7)
    return _check("time")


def honeypot(given: Given, rules: Rules) -> Check:
    """A field that people do not see was filled in."""
    if given.honeypot:
        return _check("honeypot", Verdict.REJECT, "Leave the field empty that says so, and send it again.", 1.0)
    return _check("honeypot")


def author(given: Given, rules: Rules) -> Check:
    """Who is unknown waits; who was hidden often waits; who is suspended is told."""
    writer = given.writer
    if writer.suspended:
        return _check("author", Verdict.REJECT, "You cannot comment here at present.", 1.0)
    if not writer.verified:
        return _check("author", Verdict.HOLD, "Its writer has not verified a mail address.", 0.3)
    if writer.hidden >= 3 and writer.hidden >= writer.shown:
        return _check("author", Verdict.HOLD, "Moderators hid many comments of its writer.", 0.8)
    if rules.mode == "premoderate":
        return _check("author", Verdict.HOLD, "Here every comment waits for a moderator.", 0.0)
    return _check("author")


def stay_down(given: Given, rules: Rules) -> Check:
    """It says again what was taken down."""
    if given.hits:
        return _check("stay_down", Verdict.HOLD, f"It says what was taken down: {'; '.join(given.hits)}.", 1.0)
    return _check("stay_down")


def shape(given: Given, rules: Rules) -> Check:
    """Shouting: long, and nearly all of it in capitals."""
    letters = [char for char in given.text if char.isupper() or char.islower()]
    loud = sum(char.isupper() for char in letters) / len(letters) if len(letters) >= 40 else 0.0
    if loud > _SHOUT:
        return _check("shape", Verdict.HOLD, "It is written in capitals.", 0.4)
    return _check("shape")


PHASES: tuple[Phase, ...] = (honeypot, length, rate, banned, links, repeats, time, stay_down, shape, author)
ON_EDIT: tuple[Phase, ...] = (length, banned, links, stay_down, shape)


def decide_edit(given: Given, before: tuple[Check, ...], rules: Rules) -> Decision:
    """What a changed text is, beside what was found of its writer and its arrival before."""
    new = tuple(phase(given, rules) for phase in ON_EDIT)
    names = {one.phase for one in new}
    return judged((*new, *(one for one in before if one.phase not in names)))


def containment(one: str, other: str) -> float:
    """Share of the smaller text's shingles that the other has too, 0 to 1; short texts must be equal."""
    a, b = _shingles(one), _shingles(other)
    if not a or not b:
        return float(bool(text.words(one)) and text.words(one) == text.words(other))
    return len(a & b) / min(len(a), len(b))


def _shingles(written: str) -> frozenset[tuple[str, ...]]:
    parts = text.words(written)
    return frozenset(tuple(parts[at : at + _SHINGLE]) for at in range(len(parts) - _SHINGLE + 1))

