"""Patterns of many alternatives, of which a line is tried only against those whose letters it holds.

In: regular expressions that stand side by side. Out: the first match, at about the cost of looking for a few words.
Never: another result than the alternatives in one expression would give, but for which of several at one place.
"""

from __future__ import annotations

import re

_BREAK = re.compile(r"\\[bBdDsSwWAZ]|[.^$]")  # matches no certain letter: "\b", "."


class Cue:
    """Alternatives with the letters of each."""

    __slots__ = ("_always", "_keyed")

    def __init__(self, *alternatives: str, flags: re.RegexFlag = re.I) -> None:
        self._always: list[re.Pattern[str]] = []
        keyed: list[tuple[tuple[str, ...], re.Pattern[str]]] = []
        for alternative in alternatives:
            compiled, keys = re.compile(alternative, flags), letters(alternative)
            if keys:
                keyed.append((keys, compiled))
            else:
                self._always.append(compiled)
        self._keyed = tuple(keyed)

    def search(self, line: str) -> re.Match[str] | None:
        """The match that begins first."""
        lowered = line.lower()
        best: re.Match[str] | None = None
        for keys, compiled in self._keyed:
            for key in keys:
                if key in lowered:
                    found = compiled.search(line)
                    if found and (best is None or found.start() < best.start()):
                        best = found
                    break
        for compiled in self._always:
            found = compiled.search(line)
            if found and (best is None or found.start() < best.start()):
                best = found
        return best


def letters(expression: str) -> tuple[str, ...]:
    """Lower-case strings of which every match of an expression holds at least one; () where none are certain."""
    options = [_certain(part) for part in _split(expression)]
    return tuple(dict.fromkeys(key for keys in options for key in keys)) if all(options) else ()


def _certain(expression: str) -> tuple[str, ...]:
    """The best of the parts of one alternative: its longest run of plain letters, or a group with longer ones."""
    parts: list[tuple[str, ...]] = []
    literal, at = "", 0

    def close() -> None:
        nonlocal literal
        if literal:
            parts.append((literal.lower(),))
        literal = ""

    while at < len(expression):
        char = expression[at]
        step = _BREAK.match(expression, at)
        if step:
            close()
            at = step.end()
        elif char == "[":
            close()
            at = expression.index("]", at + 2) + 1
        elif char == "(":
            close()
            end = _closing(expression, at)
            inner = expression[at + 1 : end]
            at = end + 1
            plain = not inner.startswith("?") or inner.startswith("?:")
            if plain and expression[at : at + 1] not in ("?", "*") and (keys := letters(inner.removeprefix("?:"))):
                parts.append(keys)
        elif char in "?*{+":
            literal = literal[:-1] if char != "+" else literal
            close()
            at = expression.index("}", at) + 1 if char == "{" else at + 1
        else:
            at += char == "\\"
            literal += expression[at]
            at += 1
    close()
    best = max(parts, key=lambda keys: min(map(len, keys)), default=())
    return best if (best and min(map(len, best)) > 1) or any(ord(key[0]) > 0x2e80 for key in best) else ()


def _split(expression: str) -> list[str]:
    """The alternatives of an expression at its outermost level."""
    found, depth, start, at = [], 0, 0, 0
    while at < len(expression):
        char = expression[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = expression.index("]", at + 2)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and not depth:
            found.append(expression[start:at])
            start = at + 1
        at += 1
    return [*found, expression[start:]]


def _closing(expression: str, at: int) -> int:
    """Where the bracket that opens here closes."""
    depth = 0
    while True:
        char = expression[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = expression.index("]", at + 2)
        elif char in "()":
            depth += 1 if char == "(" else -1
            if not depth:
                return at
        at += 1
