"""The command's entry: its parts put together, and errors told in one line.

In: ``sys.argv``. Out: an exit status. Never: a traceback for what a person can mend.
"""

from __future__ import annotations

import sys

import typer

from headwater.cli import asking, desk, ledger, mail, outlets, people, running, verbs
from headwater.errors import ConfigError, HeadwaterError, Transient

app = typer.Typer(
    name="headwater", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="A self-hosted aggregator of the world's news that shows where every item comes from.",
)
running.register(app)
outlets.register(app)
asking.register(app)
people.register(app)
desk.register(app)
ledger.register(app)
mail.register(app)
verbs.register(app)


def main() -> None:
    """Run the command."""
    try:
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
