"""Control characters out of everything that was read: PostgreSQL refuses NUL, XML refuses the rest.

In: a ``listed.ParsedFeed``. Out: the same without them. Never: a field left out because somebody added it later: all are
gone through.
"""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import TypeVar

from headwater import listed, text

T = TypeVar("T")


def feed(found: listed.ParsedFeed) -> listed.ParsedFeed:
    """The feed with every text in it clean."""
    return _whole(found)


def _whole(one: T) -> T:
    """A record with clean fields; itself where nothing changes, which is the rule."""
    changed = {}
    for field in dataclasses.fields(one):  # type: ignore[arg-type]
        value = getattr(one, field.name)
        clean = _value(value)
        if clean is not value:
            changed[field.name] = clean
    return replace(one, **changed) if changed else one  # type: ignore[type-var]


def _value(value: object) -> object:
    if isinstance(value, str):
        clean = text.clean(value)
        return value if clean == value else type(value)(clean)
    if isinstance(value, tuple):
        parts = tuple(map(_value, value))
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _whole(value)
    return value
