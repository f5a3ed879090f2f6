"""All commands put together.

In: the rooms of this package. Out: ``app``. Never: imported where one stage works on lines alone: this takes a second.
"""

from __future__ import annotations

import typer

from headwater.cli import asking, desk, feeds, ledger, mail, outlets, people, running, verbs

app = typer.Typer(
    name="headwater", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="A self-hosted aggregator of the world's news that shows where every item comes from.",
)
running.register(app)
outlets.register(app)
feeds.register(app)
asking.register(app)
people.register(app)
desk.register(app)
ledger.register(app)
mail.register(app)
verbs.register(app)
