"""The process that decodes: whatever a file does to it, the caller gets a value and goes on."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from headwater.images import pool
from headwater.pictures import Bad, Flaw, Made, Order
from images import making

LONG = 120  # seconds that a busy machine may take to start a process; no test waits so long on a quiet one


def misbehave(body: bytes, order: Order) -> Made | Bad:
    """Stands in for a decoder with a fault."""
    match body:
        case b"hang":
            time.sleep(60)
        case b"die":
            os._exit(9)
        case b"raise":
            raise RuntimeError("a fault")
        case b"fill":
            return Bad(flaw=Flaw.BOMB, detail=str(len(bytearray(3_000_000_000))))
    return Made(width=len(body), height=os.getpid())


@pytest.fixture(scope="module")
def faulty() -> Iterator[pool.Pool]:
    with pool.Pool(seconds=LONG, memory=300_000_000, function=misbehave) as running:
        yield running


@pytest.mark.parametrize("body", [b"die", b"raise", b"fill"])
def test_a_file_that_breaks_its_process_is_a_value_and_the_next_one_is_made(faulty: pool.Pool, body: bytes) -> None:
    broken = faulty.submit(body, Order())
    after = faulty.submit(b"good", Order())
    found = broken.result(LONG)
    assert isinstance(found, Bad) and found.flaw is Flaw.CRASH
    good = after.result(LONG)
    assert isinstance(good, Made) and good.width == 4
    assert good.height != os.getpid()  # in another process


def test_a_file_that_takes_too_long_times_out_and_a_later_one_is_made() -> None:
    with pool.Pool(seconds=1.5, function=misbehave) as hasty:
        found = hasty.submit(b"hang", Order()).result(LONG)
        assert isinstance(found, Bad) and found.flaw is Flaw.TIMEOUT
        later = (hasty.submit(b"good", Order()).result(LONG) for _ in range(20))  # on a busy machine a file without work may take as long
        assert any(isinstance(good, Made) and good.width == 4 for good in later)


def test_a_real_picture_comes_back_whole_and_a_closed_pool_takes_none() -> None:
    running = pool.Pool()
    found = running.submit(making.encoded(), Order()).result(LONG)
    assert isinstance(found, Made)
    assert [one.width for one in found.renditions] == [320, 640]
    bad = running.submit(b"<svg/>", Order()).result(LONG)
    assert isinstance(bad, Bad) and bad.flaw is Flaw.SVG
    running.close()
    running.close()
    with pytest.raises(RuntimeError, match="closed"):
        running.submit(b"x", Order())


def test_a_pool_that_nobody_used_starts_no_process() -> None:
    before = _children()
    with pool.Pool():
        assert _children() == before


def _children() -> int:
    own, count = str(os.getpid()), 0
    for entry in os.listdir("/proc"):  # noqa: PTH208 - a virtual folder
        try:
            with open(f"/proc/{entry}/stat") as stat:  # noqa: PTH123
                count += stat.read().rsplit(")", 1)[1].split()[1] == own
        except (OSError, IndexError):
            continue
    return count
