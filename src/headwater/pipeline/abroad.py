"""Stories across languages for the digest: the encoder, if there is one, and the vectors of the stories in the window.

In: articles that no story's terms fit. Out: the story that tells the same in another language, and vectors to keep.
Never: an article encoded whose text may not be analysed, or a tick that fails because the encoder does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from headwater import model
from headwater.cluster import across, assign, features, meaning, names
from headwater.store import articles

log = structlog.get_logger()
Load = Callable[[], meaning.Encoder | meaning.Unavailable]


@dataclass(slots=True)
class Abroad:
    """What tells stories of several languages to be one; loads its encoder when the first article needs it."""

    load: Load | None = None  # None: switched off
    index: across.Index = field(default_factory=across.Index)
    names: names.Index = field(default_factory=names.Index)  # by strand
    encoder: meaning.Encoder | None = None

    def vector(self, kept: articles.Kept, body: str) -> meaning.Vector | None:
        """What an article says; None where that cannot, or may not, be known."""
        if not kept.allowance.analyse or (encoder := self._encoder()) is None:
            return None
        try:
            return encoder.vector(kept.title, body, (kept.language or "").lower().split("-")[0])
        except meaning.Failed as failed:
            log.error("the encoder failed: stories are no longer joined by meaning until the next start", article=kept.id, why=str(failed))
            self.encoder = None
            return None

    def named(self, kept: articles.Kept, body: str) -> frozenset[int]:
        """What an article names; nothing where that may not be known, or its language is not."""
        return names.names(kept.title, meaning.lead(body)) if kept.allowance.analyse and kept.language else frozenset()

    def choose(self, article: features.Features, vector: meaning.Vector | None, named: frozenset[int],
               strands: Callable[[str], tuple[features.StoryFeatures, ...]], *, version: str) -> model.Placement | None:
        """The story of the window that tells the same, by what it says, else by what it names; None if there is none."""

        def known(story_id: str) -> across.Known | None:
            held = strands(story_id)
            return across.Known(strands=held, languages={name for strand in held for name in strand.languages}) if held else None

        if vector is not None and (found := across.choose(article, article.language, self.index.nearest(vector), known)):
            return across.by_meaning(*found, version=version)
        near = [(across.story_of(strand), likeness) for strand, likeness in self.names.nearest(named)]
        found = across.choose(article, article.language, near, known, join=across.JOIN_NAMES, home=assign.NEVER)
        return across.by_names(*found, version=version) if found else None

    def _encoder(self) -> meaning.Encoder | None:
        if self.load is None:
            return self.encoder
        found, self.load = self.load(), None
        if isinstance(found, meaning.Encoder):
            self.encoder = found
            log.info("stories of several languages are joined by what they say", encoder=meaning.VERSION)
        elif found.installed:
            log.warning("the encoder is installed but cannot be used: stories of several languages are joined by names and figures alone", why=found.why)
        else:
            log.info("stories of several languages are joined by names and figures alone", why=found.why)
        return self.encoder
