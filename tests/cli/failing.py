"""A function of one line that does what the line says; in a module of its own, so that processes find it."""

from __future__ import annotations

import os
import signal
import time
from typing import Any


def obey(line: dict[str, Any]) -> dict[str, Any]:
    """Raise, die, hang, take the others along, or answer."""
    match line["do"]:
        case "raise":
            raise RuntimeError("no")
        case "die":
            os._exit(3)
        case "hang":
            time.sleep(60)
        case "kill":  # as the system does when memory runs out
            os.kill(os.getpid(), signal.SIGKILL)
    return {"id": line["id"]}
