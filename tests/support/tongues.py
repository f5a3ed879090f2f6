"""A tiny encoder that knows a few words of several languages: the same thing said in another language is alike."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

import numpy as np

from headwater.cluster import meaning

SAME = (
    "ship schiff navire nave", "harbour hafen port porto", "fire brand incendie incendio", "sinks sinkt coule affonda", "tower turm tour torre",
    "council rat conseil consiglio", "tax steuer impôt tassa", "bridge brücke pont ponte", "opens öffnet ouvre apre", "festival fest fête festa",
)
CONCEPTS = {word: words.split()[0] for words in SAME for word in words.split()}


def vectors(texts: Sequence[str]) -> np.ndarray:
    """A unit vector a text: the sum of what its words mean; a word that it does not know means itself."""
    rows = np.stack([sum((_of(CONCEPTS.get(str(word), str(word))) for word in re.findall(r"\w+", text.lower())), np.zeros(meaning.SIZE)) for text in texts])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.where(lengths > 0, rows / np.maximum(lengths, 1e-9), meaning.SIZE ** -0.5).astype(np.float32)


def encoder() -> meaning.Encoder:
    """It, as the program takes it."""
    return meaning.Encoder(vectors)


def _of(concept: str) -> np.ndarray:
    rng = random.Random(concept)
    return np.array([rng.gauss(0, 1) for _ in range(meaning.SIZE)])
