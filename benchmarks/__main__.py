"""Run every measurement, one process after another, and print a table, or JSON with ``--json``.

In: nothing but the project. Out: figures. Never: a network beyond loopback, or a file outside a temporary folder. Each
measurement runs in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import subprocess
import sys
import time

ALL = ("extraction", "extract", "feeds_parse", "feeds", "digest", "copies", "stories", "site", "takedown", "river", "month", "origin")


def main() -> int:
    """Run what was asked for; 1 if a measurement failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure Headwater on this machine.")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--one", choices=ALL, help=argparse.SUPPRESS)
    parser.add_argument("which", nargs="*", help="some of: " + ", ".join(ALL))
    given = parser.parse_args()
    if given.one:
        print(json.dumps(importlib.import_module(f"benchmarks.{given.one}").measure()))
        return 0
    found, failed = {}, 0
    if not given.json:
        print(f"Python {platform.python_version()} on {platform.machine()}")
    for name in given.which or ALL:
        start = time.monotonic()
        ended = subprocess.run([sys.executable, "-m", "benchmarks", "--one", name], capture_output=True, text=True, check=False)
        if ended.returncode:
            failed = 1
            print(f"{name} failed:\n{ended.stderr[-2000:]}", file=sys.stderr)
            continue
        found[name] = json.loads(ended.stdout.splitlines()[-1])
        if not given.json:
            show(name, found[name], time.monotonic() - start)
    if given.json:
        print(json.dumps(found, indent=1))
    return failed


def show(name: str, figures: dict[str, float], seconds: float) -> None:
    """One measurement as lines of a table."""
    print(f"\n{name} ({seconds:.0f} s)")
    for what, figure in figures.items():
        print(f"  {what:<52}{figure:>12,.10g}")


if __name__ == "__main__":
    sys.exit(main())
