"""``python -m headwater.sample --port 8901``: serve the sample web until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import sys

from headwater.sample import server


async def _run(port: int) -> None:
    running = await server.serve(port=port)
    print(
        f"The sample web answers at http://127.0.0.1:{running.port}; its outlets: {running.opml_url}",
        flush=True,
    )
    try:
        await asyncio.Event().wait()
    finally:
        await running.close()


def main() -> int:
    """Parse the command line and serve; 1 if the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m headwater.sample", description="Serve the sample news.")
    parser.add_argument("--port", type=int, default=8901, help="port on 127.0.0.1; 0 takes any free one")
    options = parser.parse_args()
    try:
        asyncio.run(_run(options.port))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        print(
            f"Port {options.port} cannot be used ({error.strerror}); give another with --port.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
