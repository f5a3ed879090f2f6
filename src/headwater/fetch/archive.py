"""Page snapshots in an object store: a folder by default, anything that obstore knows by its address.

In: bodies. Out: keys (SHA-256 of the body in hex), bodies again. Never: a body under another name than its hash, or
one that does not match it. What may be kept at all is decided elsewhere.
"""

from __future__ import annotations

import hashlib
import re
import sys
from datetime import datetime
from pathlib import Path

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from headwater.errors import ConfigError, Transient

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_LEVEL = 6  # a page of 200 KB in some 3 ms
_MOST = 64 * 1024 * 1024  # bytes of one body
_KEY = re.compile(r"[0-9a-f]{64}")  # SHA-256 in hex
_BATCH = 500  # objects deleted at once


class Archive:
    """Snapshots by content hash, compressed with zstd; synchronous."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, body: bytes) -> str:
        """Keeps a body and gives its key; keeping it again makes it young again. Raises Transient."""
        key = hashlib.sha256(body).hexdigest()
        try:
            obstore.put(self._store, _path(key), zstd.compress(body, _LEVEL))
        except (BaseError, OSError) as error:
            raise Transient(f"snapshot {key} could not be kept: {error}") from error
        return key

    def get(self, key: str) -> bytes | None:
        """The body, or None if there is none or it is damaged. Raises Transient if the store does not answer."""
        if not _KEY.fullmatch(key):
            return None
        try:
            packed = bytes(obstore.get(self._store, _path(key)).bytes())
        except (FileNotFoundError, NotFoundError):
            return None
        except (BaseError, OSError) as error:
            raise Transient(f"snapshot {key} could not be read: {error}") from error
        try:
            body = zstd.ZstdDecompressor().decompress(packed, _MOST)
        except zstd.ZstdError:
            return None
        return body if hashlib.sha256(body).hexdigest() == key else None

    def delete(self, key: str) -> None:
        """Forgets a body; that there is none is fine. Raises Transient."""
        if _KEY.fullmatch(key):
            self._delete([_path(key)])

    def sweep(self, older_than: datetime) -> int:
        """Forgets every body last kept before a moment; how many. Raises Transient."""
        found = 0
        try:
            for rows in obstore.list(self._store, chunk_size=_BATCH):
                old = [row["path"] for row in rows if row["last_modified"] < older_than and _is_ours(row["path"])]
                self._delete(old)
                found += len(old)
        except (BaseError, OSError) as error:
            raise Transient(f"snapshots could not be listed: {error}") from error
        return found

    def _delete(self, paths: list[str]) -> None:
        for path in paths:
            try:
                obstore.delete(self._store, path)
            except (FileNotFoundError, NotFoundError):
                continue
            except (BaseError, OSError) as error:
                raise Transient(f"snapshot {path} could not be deleted: {error}") from error


def opened(place: str | Path) -> Archive:
    """An archive in a folder (made if missing) or at an address such as ``s3://bucket/prefix``.

    Raises ConfigError if obstore cannot open it; credentials of clouds come from the environment.
    """
    text = str(place)
    try:
        if "://" in text:
            return Archive(from_url(text))
        return Archive(LocalStore(prefix=Path(text), mkdir=True))
    except (BaseError, OSError, ValueError) as error:
        why = str(error).partition("\n")[0]
        raise ConfigError(f"the archive of snapshots cannot be opened at {text}: {why}") from error


def _path(key: str) -> str:
    """Spread over 256 folders, because some file systems dislike large ones."""
    return f"{key[:2]}/{key}.zst"


def _is_ours(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return name.endswith(".zst") and bool(_KEY.fullmatch(name.removesuffix(".zst")))
