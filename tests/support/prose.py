"""Synthetic prose: sentences of made-up news, the same for the same seed."""

from __future__ import annotations

import random

_NOUNS = ["harbour", "lock", "gate", "ferry", "council", "keeper", "ledger", "quay", "tide", "engineer", "ship", "crew", "market", "tower", "bridge", "mill", "river", "school"]
_VERBS = ["closed", "opened", "measured", "counted", "raised", "lowered", "questioned", "praised", "repaired", "inspected", "delayed", "sold", "bought", "found", "lost"]
_PLACES = ["Ellery", "Tarn", "Millbrook", "Osier", "Calder", "Wrenfield", "Hollin", "Marsh", "Saltney", "Brackwater", "Fenwick", "Orrin"]
_ADJECTIVES = ["northern", "old", "narrow", "costly", "quiet", "rusty", "tall", "unfinished", "wooden", "public", "hidden", "early", "heavy", "broken", "famous", "empty"]
_HAN = "港口闸门潮水委员会渡船工程师市场桥梁河流学校灯塔渔民码头风暴清晨周六议会账本维修检查关闭开放"


def prose(words: int, seed: int = 1) -> str:
    """So many words."""
    pick = random.Random(seed)
    found: list[str] = []
    while len(found) < words:
        found += ["The", pick.choice(_ADJECTIVES), pick.choice(_NOUNS), "of", pick.choice(_PLACES), pick.choice(_VERBS), "the",
                  pick.choice(_ADJECTIVES), pick.choice(_NOUNS), "near", f"{pick.choice(_PLACES)}."]  # fmt: skip
    return " ".join(found[:words])


def characters(count: int, seed: int = 1) -> str:
    """So many characters of a script without spaces."""
    pick = random.Random(seed)
    return "".join(pick.choice(_HAN) for _ in range(count))
