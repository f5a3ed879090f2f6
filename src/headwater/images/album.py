"""The album: the sizes that we made, as objects beside the snapshots, in a folder or anything that obstore knows.

In: bytes that :mod:`.decode` made. Out: keys, bytes again. Never: a byte as it was fetched, a key that a visitor chose, or
the decision whether a picture may be served: that is the store's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from headwater.errors import ConfigError, Transient
from headwater.pictures import Rendition, Size

_ENDINGS = {"image/jpeg": "jpg", "image/webp": "webp"}
_KEY = re.compile(r"pictures/[0-9a-f]{2}/[0-9a-f]{32}-\d{1,5}-[0-9a-f]{16}\.(?:jpg|webp)")  # "pictures/1f/<id>-640-<hash>.jpg"


class Album:
    """Sizes of pictures by key; synchronous."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, image_id: str, made: Rendition) -> Size:
        """Keep one size; the same bytes get the same key. Raises Transient."""
        digest = hashlib.sha256(made.body).hexdigest()[:16]
        key = f"pictures/{image_id[-2:]}/{image_id}-{made.width}-{digest}.{_ENDINGS[made.media_type]}"
        try:
            obstore.put(self._store, key, made.body)
        except (BaseError, OSError) as error:
            raise Transient(f"picture {key} could not be kept: {error}") from error
        return Size(width=made.width, height=made.height, media_type=made.media_type, key=key, length=len(made.body))

    def get(self, key: str) -> bytes | None:
        """The bytes, or None if there are none. Raises Transient if the store does not answer."""
        if not _KEY.fullmatch(key):
            return None
        try:
            return bytes(obstore.get(self._store, key).bytes())
        except (FileNotFoundError, NotFoundError):
            return None
        except (BaseError, OSError) as error:
            raise Transient(f"picture {key} could not be read: {error}") from error

    def delete(self, keys: Sequence[str]) -> None:
        """Forget sizes; that there are none is fine. Raises Transient."""
        for key in keys:
            if not _KEY.fullmatch(key):
                continue
            try:
                obstore.delete(self._store, key)
            except (FileNotFoundError, NotFoundError):
                continue
            except (BaseError, OSError) as error:
                raise Transient(f"picture {key} could not be deleted: {error}") from error


def opened(place: str | Path) -> Album:
    """An album in a folder (made if missing) or at an address such as ``s3://bucket/prefix``; raises ConfigError."""
    text = str(place)
    try:
        if "://" in text:
            return Album(from_url(text))
        return Album(LocalStore(prefix=Path(text), mkdir=True))
    except (BaseError, OSError, ValueError) as error:
        why = str(error).partition("\n")[0]
        raise ConfigError(f"the pictures cannot be kept at {text}: {why}") from error
