"""Logs: for people and for machines, and in neither the values of variables."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from headwater import config
from headwater.cli import common


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Other tests log as they did."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


@pytest.mark.parametrize("format", ["console", "json"])
def test_a_crash_is_logged_without_what_was_in_hand(format: Literal["console", "json"], monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    common.set_up_logs(config.Log(format=format))  # pyright: ignore[reportCallIssue]

    def works(letter: str) -> None:
        raise RuntimeError(f"broken at {len(letter)}")

    try:
        works("Dear desk, my name is {}".format("Mar" + "a Lind"))
    except RuntimeError:
        structlog.get_logger().exception("crashed", where="x\nforged line\x1b[2J")
    logged = out.getvalue()
    assert "broken at 31" in logged
    assert "Mara" not in logged
    assert "\nforged" not in logged
    assert "\x1b[2J" not in logged
