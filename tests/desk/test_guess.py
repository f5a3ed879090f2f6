"""The type of a complaint by mail is guessed in several languages, and where it is not sure that is said."""

from __future__ import annotations

import pytest

from headwater.desk import guess
from headwater.notices import Type


@pytest.mark.parametrize(
    ("subject", "words", "expected"),
    [
        ("DMCA notice", "You infringe the copyright of our article.", Type.COPYRIGHT_TEXT),
        ("Copyright", "You show my photograph without permission.", Type.COPYRIGHT_IMAGE),
        ("Urheberrecht", "Sie zeigen mein Foto ohne Erlaubnis.", Type.COPYRIGHT_IMAGE),
        ("", "Вы нарушаете мои авторские права на фотографию.", Type.COPYRIGHT_IMAGE),
        ("شكوى", "هذا المقال ينتهك حقوق النشر الخاصة بي", Type.COPYRIGHT_TEXT),
        ("", "あなたは私の著作権を侵害しています", Type.COPYRIGHT_TEXT),
        ("Droits", "Vous violez mes droits d'auteur sur ce texte.", Type.COPYRIGHT_TEXT),
        ("", "This is defamatory and false.", Type.DEFAMATION),
        ("", "Это клевета.", Type.DEFAMATION),
        ("GDPR", "Please erase my personal data.", Type.PRIVACY),
        ("Datos personales", "Solicito la supresión de mis datos personales.", Type.PRIVACY),
        ("Trademark complaint", "You use our registered mark.", Type.TRADEMARK),
        ("Court order", "The court has ordered removal.", Type.COURT_ORDER),
        ("", "Somebody put a nude photo of my body there as revenge porn.", Type.INTIMATE_IMAGE),
        ("", "The page shows child sexual abuse.", Type.CHILD_SAFETY),
        ("Correction", "There is a factual error in it.", Type.CORRECTION),
        ("Opt out", "We are the publisher: please stop aggregating us.", Type.OPT_OUT),
        ("Accessibility", "My screen reader cannot read it.", Type.ACCESSIBILITY),
    ],
)
def test_the_type_is_guessed(subject: str, words: str, expected: Type) -> None:
    found = guess.of(subject, words)
    assert (found.type, found.confidence >= guess.LEAST) == (expected, True), found


@pytest.mark.parametrize("words", ["", "Hello, please call me back.", "Sie haben da etwas von mir."])
def test_what_says_nothing_is_other(words: str) -> None:
    assert guess.of("", words) == guess.Guess(type=Type.OTHER, confidence=0.0)


def test_what_speaks_for_two_types_alike_is_other_and_says_so() -> None:
    found = guess.of("", "It is defamatory. It shows personal data.")
    assert found.type is Type.OTHER
    assert found.confidence < guess.LEAST
    assert "defamation" in found.found and "privacy" in found.found
