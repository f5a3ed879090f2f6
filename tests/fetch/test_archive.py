"""Snapshots: kept by hash, damaged ones are none, old ones are swept."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from headwater.errors import ConfigError
from headwater.fetch import archive

BODY = b"<html>" + b"news " * 1000 + b"</html>"


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("body", [b"", BODY, bytes(range(256)) * 100])
def test_what_is_put_comes_back_under_its_hash(tmp_path: Path, body: bytes) -> None:
    kept = archive.opened(tmp_path / "new" / "folder")
    key = kept.put(body)
    assert key == hashlib.sha256(body).hexdigest()
    assert kept.get(key) == body
    assert kept.put(body) == key
    assert len(files(tmp_path)) == 1


def test_snapshots_are_compressed(tmp_path: Path) -> None:
    archive.opened(tmp_path).put(BODY)
    assert files(tmp_path)[0].stat().st_size < len(BODY) / 10


@pytest.mark.parametrize("key", ["0" * 64, "", "../../etc/passwd", "0" * 63 + "/", "A" * 64])
def test_what_was_never_put_is_none(tmp_path: Path, key: str) -> None:
    kept = archive.opened(tmp_path)
    assert kept.get(key) is None
    kept.delete(key)


@pytest.mark.parametrize("damage", [b"", b"\x28\xb5\x2f\xfd\xff", b"text", None])
def test_a_damaged_snapshot_is_none(tmp_path: Path, damage: bytes | None) -> None:
    kept = archive.opened(tmp_path)
    key, other = kept.put(BODY), kept.put(b"other")
    one = next(path for path in files(tmp_path) if key in path.name)
    two = next(path for path in files(tmp_path) if other in path.name)
    one.write_bytes(two.read_bytes() if damage is None else damage)
    assert kept.get(key) is None


def test_a_deleted_snapshot_is_gone(tmp_path: Path) -> None:
    kept = archive.opened(tmp_path)
    key = kept.put(BODY)
    kept.delete(key)
    assert kept.get(key) is None


def test_the_sweep_takes_what_is_old_and_ours_and_leaves_the_rest(tmp_path: Path) -> None:
    kept = archive.opened(tmp_path)
    old, young, again = kept.put(b"old"), kept.put(b"young"), kept.put(b"again")
    (tmp_path / "notes.txt").write_text("not a snapshot")
    long_ago = (datetime.now(UTC) - timedelta(days=40)).timestamp()
    for path in files(tmp_path):
        if young not in path.name:
            os.utime(path, (long_ago, long_ago))
    kept.put(b"again")
    assert kept.sweep(datetime.now(UTC) - timedelta(days=30)) == 1
    assert [kept.get(key) for key in (old, young, again)] == [None, b"young", b"again"]
    assert (tmp_path / "notes.txt").exists()


def test_an_archive_may_lie_at_an_address(tmp_path: Path) -> None:
    kept = archive.opened("memory:///")
    assert kept.get(kept.put(BODY)) == BODY


@pytest.mark.parametrize("place", ["nonsense://bucket", "/dev/null/folder"])
def test_a_place_that_cannot_be_opened_is_an_error_of_configuration(place: str) -> None:
    with pytest.raises(ConfigError, match="cannot be opened"):
        archive.opened(place)
