"""Static files under names that carry a hash of their content, so that they may be cached for ever.

In: the files of ``static/``. Out: their addresses and bytes. Never: a file outside that folder.
"""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One static file as it is served."""

    name: str  # "site.0123456789ab.css"
    media_type: str
    body: bytes


@cache
def load() -> dict[str, Asset]:
    """The assets by their plain names: ``"site.css"``."""
    return {path.name: _asset(path) for path in sorted(FOLDER.iterdir()) if path.is_file()}


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    digest = hashlib.sha256(body).hexdigest()[:12]
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    return Asset(name=f"{path.stem}.{digest}{path.suffix}", media_type=media_type, body=body)


def address(name: str) -> str:
    """Where a page finds a static file."""
    return f"/static/{load()[name].name}"


def by_hashed_name(name: str) -> Asset | None:
    """The asset served under a hashed name, or None."""
    return next((asset for asset in load().values() if asset.name == name), None)
