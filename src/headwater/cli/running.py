"""Commands that run something: init, run, demo, web, poll, and the processes that ``run`` supervises.

In: settings. Out: a site and what goes on behind it, with progress for whoever watches. Never: a tick's work.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn

from headwater import app, config, engine
from headwater.cli import checking, common, people
from headwater.errors import ConfigError
from headwater.pipeline import digest
from headwater.store import counts, db, feeds, hosts
from headwater.web.settings import renewal

NO_ANSWER = 30.0  # seconds without any outlet's answer before the sample news is shown
SAMPLE_PORT = 8901
_STEP = 10_000  # feeds named in one statement


def register(cli: typer.Typer) -> None:
    """Add these commands."""
    for command in (init, run, demo, web, poll):
        cli.command()(command)
    cli.command(hidden=True)(work)
    cli.command("sample-web", hidden=True)(sample_web)


def init(config_file: common.Config = None) -> None:
    """Make the data folder, the database and the starter outlets."""
    settings = common.settings(config_file)
    store = app.open_store(settings)
    new = app.fill(settings, store)
    print(f"The data are in {settings.data.absolute()}." + (f" Enrolled {new} feeds of the hundred starter outlets." if new else ""))
    if said := people.first_log_in(settings, store):
        print(said)
    print("Start with: headwater run")


def run(
    config_file: common.Config = None,
    once: Annotated[bool, typer.Option("--once", help="Gather and digest all that is due, then end.")] = False,
) -> None:
    """Gather, digest and serve, until Ctrl-C."""
    settings = common.settings(config_file)
    app.post(settings)  # refuses what would only fail in the worker
    store = app.open_store(settings)
    if new := app.fill(settings, store):
        print(f"Enrolled {new} feeds of the hundred starter outlets.")
    if due := renewal(settings.site.agent_renewal, app.now().date()):
        print(f"Warning: {due[1]}", flush=True)
    if once:
        _run_once(settings, store)
    else:
        _run_on(settings, store, config_file)


def _run_once(settings: config.Settings, store: db.Store) -> None:
    progress = engine.Progress()
    stop = threading.Event()
    watcher = threading.Thread(target=_show_progress, args=(store, stop), daemon=True)
    watcher.start()
    started = time.monotonic()

    async def main() -> None:
        ended = asyncio.Event()
        engine.stop_on_signals(ended)
        await engine.work(settings, progress, stop=ended, until_idle=True)

    asyncio.run(main())
    stop.set()
    watcher.join()
    print(f"{_line(store)} · {time.monotonic() - started:.1f} s")


def _show_progress(store: db.Store, stop: threading.Event, *, before: str = "") -> None:
    """A line that renews itself on a terminal; elsewhere a line whenever something has changed."""
    shown, terminal = "", sys.stdout.isatty()
    while not stop.wait(1.0 if terminal else 3.0):
        line = before + _line(store)
        if terminal:  # each time, for a message may have taken its place; cut, for a wrapped line cannot be renewed
            print(f"\r\033[K{line[: shutil.get_terminal_size().columns - 1]}", end="", flush=True)
        elif line != shown:
            print(line, flush=True)
        shown = line
    if terminal:
        print("\r\033[K", end="", flush=True)


def _line(store: db.Store) -> str:
    with store.read() as conn:
        now = counts.count(conn, now=app.now())
    parts = [f"feeds {now.feeds_polled}/{now.feeds}", f"articles {now.articles}", f"stories {now.stories}"]
    if now.pages_due:
        parts.append(f"pages to read {now.pages_due}")
    if now.pending:
        parts.append(f"to digest {now.pending}")
    parts.append(f"feeds with errors {now.feeds_polled - now.feeds_answering}")  # those whose robots.txt did not answer too
    return " · ".join(parts)


def _run_on(
    settings: config.Settings, store: db.Store, config_file: Path | None, *, no_answer: float = NO_ANSWER
) -> None:
    port = _port(settings)
    environ = _environ(settings, config_file, port=port)
    supervisor = engine.Supervisor()
    supervisor.on_signals()
    address = f"http://{settings.web.host}:{port}"
    supervisor.keep(engine.Child(name="web", arguments=["web"], environ=environ))
    supervisor.keep(engine.Child(name="worker", arguments=["work"], environ=environ))
    print(f"Headwater gathers. Look at {address} - end with Ctrl-C.", flush=True)
    if said := people.first_log_in(settings, store, port=port):
        print(said, flush=True)
    screen = threading.Thread(target=_show_progress, args=(store, supervisor.stopping), daemon=True)
    screen.start()
    fallback = _Fallback(
        settings=settings, store=store, supervisor=supervisor, environ=environ, port=port, no_answer=no_answer
    )
    try:
        supervisor.watch(fallback.look)
    finally:
        print("\nStopping ...", flush=True)
        supervisor.stop()
        screen.join(2)
        print("Stopped. Starting again goes on from here.", flush=True)


class _Fallback:
    """Shows the sample news while no outlet has ever answered, and the real site as soon as one does."""

    def __init__(self, *, settings: config.Settings, store: db.Store, supervisor: engine.Supervisor,
                 environ: dict[str, str], port: int, no_answer: float) -> None:
        self.settings, self.store, self.supervisor = settings, store, supervisor
        self.environ, self.port, self.no_answer = environ, port, no_answer
        self.started = time.monotonic()
        self.state = "waiting"  # waiting, sample, real

    def look(self) -> None:
        """Decide whether to change what is shown."""
        if self.state == "real":
            return
        if self._answered():
            if self.state == "sample":
                print("\nAn outlet answers: the site shows the real news now.", flush=True)
                for name in ("sample-web", "sample-worker"):
                    self.supervisor.drop(name)
                self.supervisor.keep(engine.Child(name="web", arguments=["web"], environ=self.environ))
            self.state = "real"
        elif self.state == "waiting" and time.monotonic() - self.started > self.no_answer:
            self._show_sample()

    def _answered(self) -> bool:
        with self.store.read() as conn:
            now = counts.count(conn, now=app.now())
        return now.feeds_answering > 0 or now.articles > 0

    def _show_sample(self) -> None:
        self.state = "sample"
        folder = self.settings.data / "sample"
        print(
            f"\nNo outlet has answered within {self.no_answer:.0f} seconds: is this machine online? `headwater outlets check` "
            "says what each one answered.\nMeanwhile the site shows sample news, marked as such, from "
            f"{folder}. Real news appear as soon as an outlet answers.", flush=True,
        )
        _start(self.supervisor, _sample_children(self.settings, folder, web_port=self.port))
        chosen = app.sample_settings(self.settings, folder)
        if said := people.first_log_in(chosen, app.open_store(chosen), port=self.port):
            print(f"At the sample's own desk: {said}", flush=True)


def _sample_children(settings: config.Settings, folder: Path, *, web_port: int) -> list[engine.Child]:
    """A fresh sample web, a worker that gathers it and a site that shows it."""
    sample_port = _free_port(SAMPLE_PORT)
    chosen = app.sample_settings(settings, folder)
    shutil.rmtree(folder, ignore_errors=True)
    app.enrol_sample(chosen, sample_port)
    kept = ("HEADWATER_WEB__", "HEADWATER_LOG__", "HEADWATER_SITE__")  # the operator's proxy and database stay out
    environ = {
        key: value for key, value in _environ(chosen, None, port=web_port).items()
        if not key.startswith(config.PREFIX) or key.startswith(kept) or key == "HEADWATER_DATA"
    } | {config.CONFIG_VARIABLE: str(_write_settings(chosen, folder))}
    return [
        engine.Child(name="sample-web", arguments=["sample-web", "--port", str(sample_port)], environ=environ),
        engine.Child(name="sample-worker", arguments=["work"], environ=environ),
        engine.Child(name="web", arguments=["web", "--sample"], environ=environ),
    ]


def _write_settings(settings: config.Settings, folder: Path) -> Path:
    """The settings of the sample as a file of its own, so that nothing of the operator's own reaches it."""
    path = folder / "headwater.toml"
    path.write_text(
        f"data = {json.dumps(str(folder.absolute()), ensure_ascii=False)}\n[fetch]\nallowed_networks = {list(settings.fetch.allowed_networks)}\ndelay = {settings.fetch.delay}\n"
        "[gather]\nsnapshot_days = 1\n", encoding="utf-8",
    )
    return path


def _environ(settings: config.Settings, config_file: Path | None, *, port: int) -> dict[str, str]:
    """The environment of a child: the same settings, the data folder and the port settled."""
    environ = dict(os.environ)
    if config_file is not None:
        environ[config.CONFIG_VARIABLE] = str(config_file.absolute())
    environ |= {"HEADWATER_DATA": str(settings.data.absolute()), "HEADWATER_WEB__PORT": str(port)}
    return environ


def _port(settings: config.Settings) -> int:
    """The port to serve on; refuses one that is taken, before anything is started."""
    wanted = settings.web.port
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.web.host, wanted))
            return probe.getsockname()[1]
    except OSError as error:
        raise ConfigError(
            f"cannot listen on {settings.web.host}:{wanted} ({error.strerror}): is Headwater running already? "
            "Choose another port with HEADWATER_WEB__PORT=8080"
        ) from None


def _start(supervisor: engine.Supervisor, children: list[engine.Child]) -> None:
    """Start the sample's processes; its web answers before it is gathered, else its hosts would rest as out of reach."""
    for child in children:
        supervisor.keep(child)
        if child.name == "sample-web":
            _wait_for(int(child.arguments[-1]))


def _wait_for(port: int, *, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
            return
        except OSError:
            time.sleep(0.05)


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise ConfigError("no free port on 127.0.0.1")


def demo(config_file: common.Config = None) -> None:
    """The whole on the sample web that ships with Headwater, without any network."""
    settings = common.settings(config_file)
    port = _port(settings)
    folder = settings.data / "demo"
    children = _sample_children(settings, folder, web_port=port)
    supervisor = engine.Supervisor()
    supervisor.on_signals()
    _start(supervisor, children)
    print(f"The sample web is being gathered. Look at http://{settings.web.host}:{port} - end with Ctrl-C.", flush=True)
    store = app.open_store(app.sample_settings(settings, folder), migrate=False)
    if said := people.first_log_in(settings, store, port=port):
        print(said, flush=True)
    screen = threading.Thread(target=_show_progress, args=(store, supervisor.stopping), daemon=True)
    screen.start()
    try:
        supervisor.watch(lambda: None)
    finally:
        supervisor.stop()
        print("\nStopped.", flush=True)


def web(
    config_file: common.Config = None,
    sample: Annotated[bool, typer.Option("--sample", hidden=True)] = False,
) -> None:
    """Serve the site alone, for example beside workers on other machines."""
    settings = common.settings(config_file)
    store = app.open_store(settings)
    engine.die_with_parent(lambda: os.kill(os.getpid(), signal.SIGTERM))
    uvicorn.run(app.make_site(settings, store, sample=sample), **served(settings.web))


def served(settings: config.Web) -> dict[str, Any]:
    """How the site is served: no log of addresses (they carry secrets), and what proxies say only of those that are named.

    (Left alone, uvicorn believes whatever comes from 127.0.0.1, or what the environment names.)
    """
    return {
        "host": settings.host, "port": settings.port, "log_level": "warning", "access_log": False, "server_header": False,
        "date_header": True, "timeout_graceful_shutdown": 3, "proxy_headers": bool(settings.trusted_proxies),
        "forwarded_allow_ips": list(settings.trusted_proxies),
    }


def work(config_file: common.Config = None) -> None:
    """Gather, digest and tend until told to stop."""
    settings = common.settings(config_file)

    async def main() -> None:
        stop = asyncio.Event()
        engine.stop_on_signals(stop)
        await engine.work(settings, engine.Progress(), stop=stop)

    asyncio.run(main())


def sample_web(port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = SAMPLE_PORT) -> None:
    """Serve the sample web."""
    from headwater.sample import server

    async def main() -> None:
        stop = asyncio.Event()
        engine.stop_on_signals(stop)
        running = await server.serve(port=port)
        await stop.wait()
        await running.close()

    asyncio.run(main())


def poll(
    config_file: common.Config = None,
    url: Annotated[list[str] | None, typer.Argument(help="Feeds to poll; none: all of them.")] = None,
) -> None:
    """Poll feeds now, whatever their schedule says, and digest what they bring."""
    settings = common.settings(config_file)
    store = app.open_store(settings)
    with store.read() as conn:
        wanted = [one.feed.id for one in feeds.every(conn)
                  if (one.feed.url in url if url else not one.history.why.startswith(checking.RETIRED))]
    if not wanted:
        raise ConfigError("no such feed: `headwater outlets list` shows those that are known")
    now = app.now()
    with store.write() as conn:
        for start in range(0, len(wanted), _STEP):
            for host in feeds.poll_now(conn, wanted[start : start + _STEP], now=now):
                hosts.need(conn, host, now)
    _run_once(settings, store)
    with store.read() as conn:
        for one in feeds.every(conn):
            if one.feed.id in wanted and one.history.last_error:
                print(f"{one.feed.url}: {one.history.last_error}")
    if not digest.is_done(app.make_tools(settings, store)):
        print("Some articles are still to be digested: `headwater run --once` goes on.")
