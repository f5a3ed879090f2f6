"""The worker's mail as a process: killed in the midst of it, nothing is lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from e2e import harness
from headwater import app, notices
from headwater.store import db, inbox
from headwater.store import notices as rows
from support import smtp_server

COUNT = 40


@pytest.mark.slow
def test_kill_9_in_the_midst_of_a_full_mailbox_loses_and_doubles_nothing(tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    for number in range(COUNT):
        (tmp_path / "box" / "new" / f"{number:03}.a").write_bytes(
            f"From: Sender {number} <s{number}@lind.example>\r\nSubject: Copyright\r\nMessage-ID: <m{number}@lind.example>\r\n\r\n"
            f"My text number {number} stands there without permission.\r\n".encode()
        )
    data = tmp_path / "data"
    store = app.open_store(harness.settings(data))
    with smtp_server.Server() as server:
        environ = harness.environ(
            data, HEADWATER_MAIL__MAILDIR=str(tmp_path / "box"), HEADWATER_MAIL__SMTP_HOST="127.0.0.1", HEADWATER_MAIL__SMTP_PORT=str(server.port),
            HEADWATER_MAIL__SMTP_SECURITY="none", HEADWATER_SITE__COMPLAINTS_MAIL="complaints@site.example",
            HEADWATER_SITE__BASE_URL="https://site.example", HEADWATER_LOG__LEVEL="error",
        )  # fmt: skip
        seen = 0
        for wanted in (1, COUNT // 2):  # killed while it takes in, and while it goes on after that
            seen = _until(environ, store, lambda least=wanted: _taken(store) >= least, kill=True)
        assert seen > 0
        _until(environ, store, lambda: len(server.taken) >= COUNT and _taken(store) == COUNT and not list((tmp_path / "box" / "new").iterdir()), kill=False)
    with store.read() as conn:
        found = rows.queue(conn, states=tuple(notices.State), limit=10 * COUNT)
        assert {one.outcome for one in inbox.newest(conn, limit=10 * COUNT)} == {"received"}
    store.close()
    assert len(found) == len({one.contact.mail for one in found}) == COUNT
    answered = [one.recipients[0] for one in server.taken]
    assert len(set(answered)) == COUNT
    assert len(answered) <= COUNT + 2  # a letter that was taken at the very moment of death goes out again, with one Message-ID


def _taken(store: db.Store) -> int:
    with store.read() as conn:
        return sum(one.outcome == "received" for one in inbox.newest(conn, limit=10 * COUNT))


def _until(environ: dict[str, str], store: db.Store, done: Callable[[], bool], *, kill: bool) -> int:
    """Let a worker run until it has done something; then kill or end it. Gives how many mails it has taken."""
    worker = subprocess.Popen([sys.executable, "-m", "headwater", "work"], env=environ, start_new_session=True)
    try:
        deadline = time.monotonic() + 90
        while not done():
            assert worker.poll() is None, "the worker has ended"
            assert time.monotonic() < deadline, "the worker does not get on"
            time.sleep(0.05)
        if kill:
            os.killpg(worker.pid, signal.SIGKILL)
        else:
            worker.terminate()
        worker.wait(30)
    finally:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
    return _taken(store)
