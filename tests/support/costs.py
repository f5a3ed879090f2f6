"""What work costs, so that a bound can be tight on a busy machine too.

In: work to be done. Out: its seconds of CPU. Never: a clock on the wall, or garbage that other tests left behind.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

TRIES = 3


def cpu(work: Callable[[], object], *, below: float) -> float:
    """Seconds of CPU of the least of three tries, the first that is below a bound; garbage is not collected meanwhile.

    A neighbour that takes the processor's cache can double what a try costs; what is truly slow is slow three times.
    """
    least = float("inf")
    gc.collect()
    gc.disable()
    try:
        for _ in range(TRIES):
            started = time.process_time()
            work()
            least = min(least, time.process_time() - started)
            if least < below:
                break
    finally:
        gc.enable()
    return least
