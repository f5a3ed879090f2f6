"""The pool of extraction processes: bounded, recycled, and unharmed by its pages."""

import importlib
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from pathlib import Path

import pytest

from headwater import model
from headwater.extract import pool

LONG = 120  # seconds that a busy machine may take to start a process; no test waits so long on a quiet one
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def page_of(word: str) -> model.Page:
    return model.Page(url=f"https://news.example/{word.split()[0]}", body=word.encode(), fetched_at=NOW)


@pytest.fixture(scope="module")
def obedient():
    folder = str(Path(__file__).parent / "workers")
    sys.path.insert(0, folder)
    try:
        obey = importlib.import_module("obeying").obey
        with pool.Pool(2, seconds=LONG, pages=3, memory=600_000_000, waiting=1, function=obey) as running:
            yield running
    finally:
        sys.path.remove(folder)


def test_a_page_that_takes_too_long_times_out_and_a_later_one_is_served(obedient):
    with pool.Pool(1, seconds=1.5, function=importlib.import_module("obeying").obey) as hasty:
        first = hasty.submit(page_of("sleep")).result(LONG)
        assert isinstance(first, model.NotArticle) and first.reason == "timeout"
        later = (getattr(hasty.submit(page_of("fine")).result(LONG), "reason", "") for _ in range(20))  # on a busy machine a page without work may take as long
        assert "obeyed" in later


def test_a_worker_killed_by_a_page_costs_that_page_alone(obedient):
    assert obedient.submit(page_of("die")).result(LONG).reason == "crash"  # alone: pebble may give up what waits beside it, where it has not yet read who had which
    outcomes = [obedient.submit(page_of(word)) for word in ("fine", "raise", "fine")]
    assert [future.result(LONG).reason for future in outcomes] == ["obeyed", "crash", "obeyed"]


def test_a_worker_killed_from_outside_is_replaced(obedient):
    victim = int(obedient.submit(page_of("fine")).result(LONG).detail)
    os.kill(victim, signal.SIGKILL)
    reasons = [obedient.submit(page_of("fine")).result(LONG).reason for _ in range(4)]
    assert reasons.count("obeyed") >= 3
    assert set(reasons) <= {"obeyed", "crash"}


def test_69_a_page_that_fills_the_memory_is_a_crash(obedient):
    assert obedient.submit(page_of("eat")).result(LONG).reason == "crash"


def test_69_workers_are_replaced_after_their_share_of_pages(obedient):
    workers = {obedient.submit(page_of("fine")).result(LONG).detail for _ in range(9)}
    assert len(workers) >= 3


def test_free_counts_the_places_left_and_a_full_pool_makes_the_caller_wait(obedient, tmp_path):
    until = tmp_path / "released"
    assert obedient.free == obedient.places == 4
    futures = [obedient.submit(page_of(f"wait {until}")) for _ in range(obedient.places)]
    assert obedient.free == 0
    with ThreadPoolExecutor(1) as callers:
        fifth = callers.submit(obedient.submit, page_of("fine"))
        assert not wait([fifth], timeout=0.4).done
        until.touch()
        futures.append(fifth.result(LONG))
    assert {future.result(LONG).reason for future in futures} == {"obeyed"}
    assert obedient.free == obedient.places


def test_a_real_page_is_extracted_in_a_worker_and_a_closed_pool_takes_none():
    body = b"<title>A bridge opens</title><h1>A bridge opens</h1>" + b"".join(
        b"<p>Number %d of the speakers said that the bridge over the river was needed.</p>" % n for n in range(9))
    with pool.Pool(1) as running:
        outcome = running.submit(model.Page(url="https://news.example/2026/03/01/bridge", body=body, fetched_at=NOW)).result(LONG)
    assert isinstance(outcome, model.Article)
    assert outcome.title == "A bridge opens"
    assert running.free == 0
    with pytest.raises(RuntimeError):
        running.submit(page_of("fine"))
