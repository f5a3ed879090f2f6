"""Nouns as JSON text for the columns that hold a whole one.

In: a frozen dataclass (or a tuple of them), or text and the type wanted. Out: text, or the noun. Never: a field that
the reader must know of: unknown fields of a newer version are ignored, missing ones take their default.

A union such as ``Copy | Revision | New`` is told apart by ``"type"``, the class's name, which every dataclass on the
outside carries. Aware times keep the publisher's offset, to the second (RFC 3339 would cut it to minutes).
"""

from __future__ import annotations

import dataclasses
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, get_args, overload

import pydantic
import pydantic_core

from headwater import errors

T = TypeVar("T")


def dump(noun: object) -> str:
    """One line of JSON. A lone surrogate, which no database takes, becomes U+FFFD."""
    try:
        text = _json(noun)
    except (pydantic_core.PydanticSerializationError, UnicodeError):
        text = _json(_without_surrogates(noun))
    if dataclasses.is_dataclass(noun):
        tag = f'{{"type":"{type(noun).__name__}"'
        return tag + ("}" if text == "{}" else "," + text[1:])
    return text


@overload
def load(kind: type[T], text: str | bytes) -> T: ...
@overload
def load(kind: UnionType, text: str | bytes) -> Any: ...
def load(kind: Any, text: str | bytes) -> Any:
    """The noun of this type (a dataclass, ``tuple[X, ...]``, or a union of dataclasses).

    Raises Quarantine where the text is no JSON or does not fit: such a row will not get better by itself.
    """
    try:
        if isinstance(kind, UnionType):
            kind = _member(kind, text)
        return _adapter(kind).validate_json(text)
    except (ValueError, TypeError) as error:  # pydantic's ValidationError is a ValueError
        name = getattr(kind, "__name__", str(kind))
        raise errors.Quarantine(f"a stored {name} cannot be read: {str(error)[:300]}") from error


@cache
def _adapter(kind: Any) -> pydantic.TypeAdapter[Any]:
    return pydantic.TypeAdapter(kind)


def _json(noun: object) -> str:
    return pydantic_core.to_json(noun, inf_nan_mode="constants").decode()


def _member(kind: UnionType, text: str | bytes) -> Any:
    tree = pydantic_core.from_json(text)
    tag = tree.get("type") if isinstance(tree, dict) else None
    for member in get_args(kind):
        if member.__name__ == tag:
            return member
    raise ValueError(f"type {tag!r} is none of {kind}")


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: _without_surrogates(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(item) for item in value]
    return value
