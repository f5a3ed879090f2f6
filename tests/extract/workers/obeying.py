"""What the workers of the pool's tests run; lies in a folder of its own, because workers import it by name."""

import os
import signal
import time
from pathlib import Path

from headwater import model


def obey(page: model.Page, entry: model.Entry | None) -> model.NotArticle:
    """Does what the page's body says; the detail is the worker's process id."""
    word, _, path = page.body.decode().partition(" ")
    match word:
        case "sleep":
            time.sleep(60)
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "raise":
            raise ValueError("no such page")
        case "eat":
            hoard = [bytes(50_000_000) for _ in range(200)]
            assert hoard
        case "wait":  # until somebody makes the file
            while not Path(path).exists():
                time.sleep(0.02)
    return model.NotArticle(url=page.url, reason="obeyed", detail=str(os.getpid()))
