"""The album keeps what was made, and gives nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from headwater.errors import ConfigError, Transient
from headwater.fetch import archive
from headwater.images import album
from headwater.pictures import Rendition

ID = "0190a0b0c0d0e0f00102030405060708"
SMALL = Rendition(width=320, height=200, media_type="image/jpeg", body=b"small")


def test_a_size_comes_back_byte_for_byte_until_it_is_deleted(tmp_path: Path) -> None:
    kept = album.opened(tmp_path / "new" / "folder")
    size = kept.put(ID, SMALL)
    assert (size.width, size.height, size.media_type, size.length) == (320, 200, "image/jpeg", 5)
    assert kept.put(ID, SMALL) == size
    assert kept.get(size.key) == b"small"
    kept.delete([size.key, size.key])
    assert kept.get(size.key) is None


@pytest.mark.parametrize("key", ["", "../secret", "pictures/08/../../secret", "/etc/passwd", f"pictures/08/{ID}-320-0123456789abcdef.html",
                                 f"pictures/08/{ID}-320-0123456789abcdef.jpg\n"])  # fmt: skip
def test_no_other_key_is_looked_for(tmp_path: Path, key: str) -> None:
    (tmp_path / "secret").write_text("secret")
    kept = album.opened(tmp_path / "album")
    assert kept.get(key) is None
    kept.delete([key])
    assert (tmp_path / "secret").exists()


def test_sweeping_the_snapshots_beside_it_touches_no_picture(tmp_path: Path) -> None:
    kept, snapshots = album.opened(tmp_path), archive.opened(tmp_path)
    size, snapshot = kept.put(ID, SMALL), snapshots.put(b"a page")
    assert snapshots.sweep(datetime.now(UTC) + timedelta(days=1)) == 1
    assert snapshots.get(snapshot) is None
    assert kept.get(size.key) == b"small"


def test_a_place_that_cannot_be_used_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="pictures cannot be kept"):
        album.opened(tmp_path / "file" / "folder")
    kept = album.opened(tmp_path / "album")
    (tmp_path / "album" / "pictures").write_text("in the way")
    with pytest.raises(Transient):
        kept.put(ID, SMALL)
