"""The whole river on the sample web over loopback: gathered, digested, then polled again with nothing new."""

from __future__ import annotations

import asyncio
import logging
import resource
import time
from pathlib import Path

import structlog

from benchmarks import common
from headwater import app, config, engine
from headwater.sample import server
from headwater.store import counts, feeds, hosts


def measure() -> dict[str, float]:
    """Seconds, CPU and memory of the first gathering and of the second one."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with common.folder() as path:
        return asyncio.run(river(path))


async def river(path: Path) -> dict[str, float]:
    """Serve, gather, poll again."""
    settings = app.sample_settings(config.Settings(), path)  # pyright: ignore[reportCallIssue]
    web = await server.serve(port=0)
    try:
        app.enrol_sample(settings, web.port)
        first = await once(settings)
        asked = len(web.log.lines().splitlines())
        store = app.open_store(settings)
        with store.write() as conn:
            for host in feeds.poll_now(conn, None, now=app.now()):
                hosts.need(conn, host, app.now())
        second = await once(settings)
        with store.read() as conn:
            had = counts.count(conn, now=app.now())
        store.close()
        again = len(web.log.lines().splitlines()) - asked
    finally:
        await web.close()
    return {
        "feeds": had.feeds, "articles": had.articles, "stories": had.stories, "requests": asked,
        "seconds": round(first[0], 1), "seconds of CPU": round(first[1], 1), "articles a second": round(had.articles / first[0], 1),
        "again: requests": again, "again: seconds": round(second[0], 1), "again: seconds of CPU": round(second[1], 1),
        "peak MiB of the worker": common.peak(),
    }


async def once(settings: config.Settings) -> tuple[float, float]:
    """Gather and digest all that is due: seconds, and seconds of CPU with the pool's."""
    start, spent = time.monotonic(), cpu()
    await engine.work(settings, engine.Progress(), stop=asyncio.Event(), until_idle=True)
    return time.monotonic() - start, cpu() - spent


def cpu() -> float:
    """Seconds of CPU of this process and of its children that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)
