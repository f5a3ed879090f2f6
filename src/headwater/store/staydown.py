"""Stay-down keys: what was taken down, as addresses, hashes and shingles, and what they have hit.

In: keys of a restriction; addresses, hashes and shingles of what comes in. Out: :class:`Hit`. Never: a text, or a
decision about what a hit does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A key that fits something."""

    key_id: str
    restriction_id: str  # whose key it is
    kind: str  # address, entry, exact, text, image_url, image_sha, image_hash
    score: float  # 1 for what is the same; of texts the containment, of pictures 1 - bits / 64
    blocks: bool  # False: it is shown, and a person looks


def image_hit(conn: sa.Connection, *, key: str, sha256: str, hashes: Sequence[int], host_domain: str) -> Hit | None:
    """The key that a picture fits best, or None; ``host_domain`` is the registrable domain that serves it.

    ``hashes`` as unsigned 64-bit numbers: the whole picture first, then crops, then mirrors; empty where it is flat or
    not had yet, as may be ``sha256``.
    """
    return None
