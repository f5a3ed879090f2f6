"""Identifiers: opaque UUIDv7 (RFC 9562) as 32 hexadecimal digits, never made from addresses.

In: nothing. Out: a new identifier; those made later sort later. Never: a meaning.
"""

from __future__ import annotations

import uuid_utils


def new() -> str:
    """A new identifier."""
    return uuid_utils.uuid7().hex


def is_id(text: str) -> bool:
    """Whether a text, e.g. from an address of ours, has the form of an identifier."""
    return len(text) == 32 and all(char in "0123456789abcdef" for char in text)
