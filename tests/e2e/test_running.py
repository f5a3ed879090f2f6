"""``headwater run`` as a user starts it: no outlet answers, Ctrl-C, SIGTERM, a port that is taken, kill -9."""

from __future__ import annotations

import random
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from e2e import harness, kill
from headwater import app, engine
from headwater.cli import main
from headwater.pipeline import enrol, turns
from headwater.store import feeds, hosts, leases, schema

pytestmark = pytest.mark.slow
FEW = ("harbour-courier", "the-millrace", "linlan-shibao", "diario-caldessa", "marsa-alyawm", "meridiana")
IMPATIENT = """
from headwater import app
from headwater.cli import common, running
settings = common.settings(None)
running._run_on(settings, app.open_store(settings), None, no_answer=2.0)
"""


@contextmanager
def occupied() -> Iterator[int]:
    """A port of loopback on which somebody else listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def free() -> int:
    with occupied() as port:
        return port


def offline(folder: Path, port: int) -> None:
    """A store with one outlet of the sample web, which does not answer on this port as long as nobody serves it."""
    store = app.open_store(harness.settings(folder))
    home = f"http://sauti-mwambao.localhost:{port}/"
    enrol.enrol_all(store, [enrol.Enrolment(name="Sauti", home_url=home, feed_urls=(home + "feed.json",))], now=app.now())
    store.close()


def said(folder: Path) -> str:
    return (folder / "said").read_text(errors="replace")


def shows(port: int, words: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/latest", timeout=5) as answer:
            return words in answer.read().decode()
    except OSError:
        return False


def test_where_no_outlet_answers_sample_news_are_shown_until_one_does(tmp_path: Path) -> None:
    outlet, port = free(), free()
    offline(tmp_path, outlet)
    with (tmp_path / "said").open("wb") as out:
        running = subprocess.Popen(
            [sys.executable, "-c", IMPATIENT], env=harness.environ(tmp_path, HEADWATER_WEB__PORT=str(port)), cwd=tmp_path,
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        harness.wait_for(lambda: shows(port, "Sample news."), seconds=90, what="the banner")
        harness.wait_for(lambda: shows(port, 'class="entry"'), seconds=90, what="sample news")
        assert "No outlet has answered within 2 seconds" in said(tmp_path)
        with harness.sample_web(outlet):
            store = harness.open_store(tmp_path)
            with store.write() as conn:  # the next poll would come in a quarter of an hour
                now = app.now()
                conn.execute(sa.delete(schema.robots))
                for host in feeds.poll_now(conn, None, now=now):
                    conn.execute(sa.update(schema.host).where(schema.host.c.name == host).values(next_allowed_at=now))
                    hosts.need(conn, host, now)
            store.close()
            harness.wait_for(lambda: "An outlet answers" in said(tmp_path), seconds=90, what="the real news")
            harness.wait_for(lambda: shows(port, 'class="entry"') and not shows(port, "Sample news."), seconds=60, what="the real site")
        running.send_signal(signal.SIGINT)
        assert running.wait(40) == 0
        assert "Stopped. Starting again goes on from here." in said(tmp_path)
        assert "Traceback" not in said(tmp_path)
        assert harness.processes(tmp_path) == {}
    finally:
        if running.poll() is None:
            running.kill()
            running.wait()


def test_sigterm_ends_all_cleanly(tmp_path: Path) -> None:
    offline(tmp_path, free())
    with (tmp_path / "said").open("wb") as out:
        running = harness.start(tmp_path, "run", out=out)
    harness.wait_for(lambda: {"web", "worker"} <= set(harness.headwater_processes(tmp_path)), what="the processes")
    address = harness.wait_for(lambda: re.findall(r"Look at http://127\.0\.0\.1:(\d+)", said(tmp_path)), what="the address")
    harness.wait_for(lambda: shows(int(address[0]), "</html>"), what="the site")
    running.terminate()
    assert running.wait(40) == 0
    assert harness.processes(tmp_path) == {}
    assert "Stopped." in said(tmp_path) and "Traceback" not in said(tmp_path)


@pytest.mark.parametrize("command", ["run", "demo"])
def test_a_port_that_is_taken_is_said_before_anything_starts(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    offline(tmp_path, 9)
    with occupied() as port:
        for name, value in harness.environ(tmp_path, HEADWATER_WEB__PORT=str(port)).items():
            if name.startswith("HEADWATER_"):
                monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["headwater", command])
        monkeypatch.setattr(subprocess, "Popen", None)
        with pytest.raises(SystemExit) as ended:
            main.main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert f"cannot listen on 127.0.0.1:{port}" in told and "HEADWATER_WEB__PORT=" in told


@pytest.mark.parametrize("victim", ["worker", "supervisor"])
def test_kill_9_loses_nothing_and_doubles_nothing(victim: str, tmp_path: Path) -> None:
    with harness.sample_web() as web:
        result = kill.round_(tmp_path, web, victim, random.uniform(0.2, 3.0), outlets=FEW)
    assert result.problems == [], result


def test_leases_of_the_dead_are_taken_over_and_those_of_the_living_are_not(tmp_path: Path) -> None:
    settings = harness.settings(tmp_path)
    store = app.open_store(settings)
    tools, now = app.make_tools(settings, store), app.now()
    machine = tools.owner.rpartition(":")[0]
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    alive = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    owners = {f"{machine}:{gone.pid}": "dead", f"{machine}:{alive.pid}": "alive", f"elsewhere:{gone.pid}": "far", tools.owner: "before"}
    try:
        with store.write() as conn:
            for owner, name in owners.items():
                assert hosts.take(conn, f"{name}.example", owner, now=now, seconds=100)
                assert leases.acquire(conn, name, owner, now=now, seconds=100)
        assert engine.bury_the_dead(tools) == 4
        with store.read() as conn:
            assert hosts.owners(conn, now=now) == {owner for owner, name in owners.items() if name in {"alive", "far"}}
            assert leases.owners(conn, now=now) == hosts.owners(conn, now=now)
            allowed = {row.name: row.next_allowed_at for row in conn.execute(sa.select(schema.host))}
        assert (allowed["dead.example"] - now).total_seconds() >= turns.PAUSE_AFTER_DEATH
        assert engine.bury_the_dead(tools) == 0
    finally:
        alive.kill()
        alive.wait()
        store.close()


def test_a_child_that_keeps_dying_is_started_again_after_growing_pauses() -> None:
    child = engine.Child(name="mayfly", arguments=[], environ={})
    pauses = []
    for _ in range(8):
        child.process, child.started = subprocess.Popen([sys.executable, "-c", ""]), time.monotonic()
        child.process.wait()
        child.tend()
        assert child.process is None
        pauses.append(round(child.not_before - time.monotonic()))
    assert pauses == [0, 1, 2, 4, 8, 16, 30, 30]
