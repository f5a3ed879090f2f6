"""Reading a Maildir: nothing is lost, doubled or deleted, and nothing outside it is read."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from headwater import errors
from headwater.mail import maildir

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("tmp", "new", "cur"):
        (tmp_path / "box" / name).mkdir(parents=True)
    return tmp_path / "box"


def deliver(folder: Path, name: str, raw: bytes = b"Subject: a\n\nBody \xff\n") -> Path:
    path = folder / "new" / name
    path.write_bytes(raw)
    os.utime(path, (NOON.timestamp(), NOON.timestamp()))
    return path


def test_a_message_comes_with_its_files_time_and_moves_to_cur_when_the_taker_goes_on(folder: Path) -> None:
    path = deliver(folder, "1780315200.1.host")
    messages = maildir.new(folder)
    found = next(messages)
    assert (found.raw, found.received_at, found.size) == (b"Subject: a\n\nBody \xff\n", NOON, 19)
    assert path.exists()
    assert list(messages) == []
    assert not path.exists()
    assert (folder / "cur" / "1780315200.1.host:2,S").read_bytes() == found.raw


def test_a_taker_that_dies_leaves_the_message_where_it_was(folder: Path) -> None:
    deliver(folder, "1.a")
    messages = maildir.new(folder)
    next(messages)
    messages.close()
    assert [one.size for one in maildir.new(folder)] == [19]


def test_messages_come_in_order_and_in_bounded_numbers(folder: Path) -> None:
    for name in ("3.c", "1.a", "2.b"):
        deliver(folder, name, name.encode())
    assert [one.raw for one in maildir.new(folder, limit=2)] == [b"1.a", b"2.b"]
    assert [one.raw for one in maildir.new(folder, limit=2)] == [b"3.c"]


def test_of_a_message_that_is_too_large_only_the_head_is_read(folder: Path) -> None:
    deliver(folder, "1.a", b"Subject: a\r\n\r\n" + b"x" * 5000)
    (found,) = maildir.new(folder, most=1000)
    assert (found.raw, found.size) == (b"Subject: a\r\n\r\n", 5014)


def test_links_folders_and_pipes_are_not_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("Subject: secret\n\n")
    (folder / "new" / "1.link").symlink_to(tmp_path / "secret")
    (folder / "new" / "2.folder").mkdir()
    os.mkfifo(folder / "new" / "3.pipe")
    deliver(folder, "4.d")
    found = []
    with pytest.raises(errors.Transient, match=r"1\.link"):
        for one in maildir.new(folder):
            found.append(one)
    assert [one.raw[:10] for one in found] == [b"Subject: a"]


def test_a_folder_that_is_not_there_is_a_passing_error(tmp_path: Path) -> None:
    with pytest.raises(errors.Transient, match=r"set mail\.maildir"):
        list(maildir.new(tmp_path / "none"))
