"""What commands share: settings, logs, output for people or programs.

In: options. Out: settings and lines. Never: a command.
"""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import structlog
import typer

from headwater import config
from headwater.cli import lines

Config = Annotated[Path | None, typer.Option("--config", help="Settings file; else HEADWATER_CONFIG or ./headwater.toml.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program.")]
JsonLines = Annotated[bool, typer.Option("--jsonl", help="Read and print JSON lines.")]


def settings(path: Path | None = None) -> config.Settings:
    """The settings, with logs set up as they say."""
    loaded = config.load(path)
    set_up_logs(loaded.log)
    return loaded


class _Errors:
    """Standard error as it is at the moment; on a terminal a message takes the place of the line of progress, which comes back."""

    def __init__(self) -> None:
        self.begins = True  # a line

    def write(self, text: str) -> int:
        before = "\r\033[K" if self.begins and sys.stderr.isatty() else ""
        self.begins = text.endswith("\n")
        return sys.stderr.write(before + text)

    def flush(self) -> None:
        sys.stderr.flush()


def set_up_logs(chosen: config.Log) -> None:
    """Logs to standard error: for people on a terminal, JSON lines elsewhere."""
    level = getattr(logging, chosen.level.upper())
    people = chosen.format == "console" or (chosen.format == "auto" and sys.stderr.isatty())
    out: Any = _Errors()
    steps: list[Any] = [
        structlog.contextvars.merge_contextvars, structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if people:
        steps.append(structlog.dev.ConsoleRenderer(  # never with the values of variables, which it shows where the library rich is there
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback))
    else:
        steps += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    structlog.configure(
        processors=steps, wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=out), cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=out, format="%(levelname)s %(name)s: %(message)s")
    for noisy in ("trafilatura", "htmldate", "courlan", "alembic", "asyncio", "dateparser"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


def plainly(value: Any) -> Any:
    """A value as JSON takes it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {key: plainly(one) for key, one in asdict(value).items()}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plainly(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [plainly(one) for one in value]
    if isinstance(value, Path):
        return str(value)
    return value


def show_json(value: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(plainly(value), ensure_ascii=False, indent=2))


def print_line(value: Any) -> None:
    """Print one JSON line."""
    sys.stdout.buffer.write(lines.encoded(plainly(value)))
