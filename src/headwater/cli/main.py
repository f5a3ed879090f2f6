"""The command's entry: what was asked for is imported and run, and errors are told in one line.

In: ``sys.argv``. Out: an exit status. Never: a traceback for what a person can mend.
"""

from __future__ import annotations

import sys

from headwater.cli import lines
from headwater.errors import ConfigError, HeadwaterError, Transient


def main() -> None:
    """Run the command."""
    try:
        if sys.argv[2:] == ["--jsonl"] and sys.argv[1] in lines.STAGES:  # in pipes each start counts
            lines.run(sys.argv[1])
            return
        from headwater.cli.commands import app  # here, since it imports every room

        app(prog_name="headwater")
    except ConfigError as error:
        _fail(error, 2)
    except Transient as error:
        _fail(error, 75)
    except HeadwaterError as error:
        _fail(error, 1)
    except BrokenPipeError:  # the reader of our output has gone, e.g. `| head`
        sys.stderr.close()
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _fail(error: Exception, status: int) -> None:
    print(f"headwater: {error}", file=sys.stderr)
    sys.exit(status)
