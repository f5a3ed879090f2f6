"""What is there is written down: every setting and every command."""

from __future__ import annotations

from pathlib import Path

import typer.main

from headwater import config
from headwater.cli.commands import app

DOCS = Path(__file__).parents[2] / "docs"


def test_every_setting_stands_in_the_reference() -> None:
    text = (DOCS / "configuration.md").read_text(encoding="utf-8")
    for name, allowed, _, description in config.documented():
        assert f"`{name}`" in text, f"{name} is missing from docs/configuration.md"
        assert config.variable(name) in text
        assert description in text, f"the description of {name} has changed"
        assert allowed in text


def test_every_command_stands_in_the_manual() -> None:
    text = (DOCS / "operating.md").read_text(encoding="utf-8")
    group = typer.main.get_command(app)
    names = []
    for name, command in getattr(group, "commands", {}).items():
        if command.hidden:
            continue
        inner = getattr(command, "commands", None)
        names += [f"headwater {name} {one}" for one in inner] if inner else [f"headwater {name}"]
    assert len(names) > 15
    missing = [name for name in names if name not in text]
    assert not missing, missing
