"""The house's table of imports, held: lazy and TYPE_CHECKING imports count too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import headwater

ROOT = Path(headwater.__file__).parent
NOUNS = {"calendars", "cldr", "clocks", "compared", "differences", "extracted", "revised", "gate", "gathering", "keys", "limited", "listed", "model", "months", "nesting", "notices", "discussion", "pictures", "reasons", "errors", "urls", "text", "traced", "licences", "jsonl"}
STAGES = {"feeds", "fetch", "parse", "extract", "images", "dedup", "cluster", "trace", "publish"}
PURE = {"desk", "comments"}
ALLOWED: dict[str, set[str]] = {
    **dict.fromkeys(NOUNS, NOUNS),
    "rights": NOUNS,
    **{stage: NOUNS | {"rights"} for stage in STAGES},
    "store": NOUNS,
    **dict.fromkeys(PURE, NOUNS),
    "mail": NOUNS,
    "sample": set(),
    "pipeline": NOUNS | STAGES | PURE | {"rights", "store", "mail", "actions"},  # actions: the desk's clock, restrictions
    "actions": NOUNS | STAGES | PURE | {"rights", "store", "mail"},
    "web": NOUNS | {"store", "actions"},
    "kinds": {"urls"},
    "config": NOUNS | {"kinds"},
    "metrics": NOUNS | {"store"},
}
SEES_EVERYTHING = {"app", "engine", "cli", "__main__"}


def room_of(path: Path) -> str:
    """The room that a file belongs to: the first part below the package."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Dotted names below headwater that a file imports, with their lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node.lineno


def ours() -> list[Path]:
    return sorted(path for path in ROOT.rglob("*.py"))


def test_every_import_goes_down_the_house() -> None:
    wrong = []
    for path in ours():
        room = room_of(path)
        if room in SEES_EVERYTHING or room == "__init__":
            continue
        for name, line in imported(path):
            parts = name.split(".")
            if parts[0] != "headwater" or len(parts) < 2:
                continue
            if parts[1] != room and parts[1] not in ALLOWED[room] and parts[1] != "__version__":
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_no_module_takes_part_in_a_circle() -> None:
    names = {".".join(("headwater", *path.relative_to(ROOT).with_suffix("").parts)): path for path in ours()}
    graph = {
        name: {target for full, _ in imported(path) for target in (full, full.rpartition(".")[0]) if target in names} - {name}
        for name, path in names.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, "a circle: " + " -> ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for target in graph[name]:
                visit(target, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_a_new_room_has_a_place_in_the_table() -> None:
    rooms = {room_of(path) for path in ours()} - {"__init__"}
    assert rooms <= set(ALLOWED) | SEES_EVERYTHING, rooms - set(ALLOWED) - SEES_EVERYTHING
