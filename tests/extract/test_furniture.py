"""Furniture in fifty languages: lines of each class go, sentences on subscriptions, cookies and authors stay."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

from headwater.extract import boilerplate, furniture

TABLE: dict[str, dict[str, str | list[str]]] = tomllib.loads((Path(__file__).parent / "cases" / "furniture.toml").read_text("utf-8"))
CLASSES = ("also", "newsletter", "app", "wall", "member", "consent", "comment", "bio", "notice", "share", "ad")
KINDS = ("read-also", "newsletter", "newsletter", "paywall", "membership", "consent", "comments", "bio", "notice", "newsletter", "advertisement")
NEAR = {"newsletter", "paywall", "membership", "label", "advertisement", "read-also"}  # "Log in to read" sells a subscription or a membership


def lines() -> list[tuple[str, str, str]]:
    return [(language, kind, line) for language, row in TABLE.items() if "lines" in row for kind, line in zip(KINDS, str(row["lines"]).split("|"), strict=True)]


@pytest.mark.parametrize(("language", "kind", "line"), lines())
def test_a_line_of_each_class_goes(language: str, kind: str, line: str) -> None:
    found = boilerplate.of_line(line)
    assert found == kind or (found in NEAR and kind in NEAR), (language, found)


@pytest.mark.parametrize(("language", "sentence"), [(language, sentence) for language, row in TABLE.items() for sentence in row["sentences"]])
def test_a_sentence_on_such_things_stays(language: str, sentence: str) -> None:
    assert boilerplate.of_line(sentence) == "", language


def test_every_language_has_every_class_and_is_tested() -> None:
    assert len(TABLE) > 50
    for language, row in TABLE.items():
        if language == "any":
            continue
        assert not [name for name in CLASSES if not furniture.table()[language].get(name)], language
        assert len(row["sentences"]) >= 2, language


@pytest.mark.parametrize("sentence", [
    "Correction: an earlier version of this article said that we use cookies on every page of the harbour's site.",
    "\"Subscribe to our newsletter,\" the harbour master told the crowd.", "“We use cookies,” the company said.",
    "The site told readers: \"Sign up for our newsletter.\"", "People who sign up for newsletters are more loyal, the study says.",
    "Users who log in to the portal will see the new tariff.", "Follow the instructions in the app.", "Download WhatsApp from the store and open it.",
    "Ich bin damit einverstanden.", "Les cookies sont au chocolat.", "Zuerst erschienen ist das Buch 1925, als niemand mehr las.",
    "The opinions expressed by voters surprised the pollsters.", "Members get a discount, the club said.", "Already a member of the union, Croatia adopted the coin.",
])
def test_other_sentences_stay(sentence: str) -> None:
    assert boilerplate.of_line(sentence) == ""


@pytest.mark.parametrize(("line", "kind"), [
    ("Want more from the quay? Sign up for our newsletter.", "newsletter"), ("Schon gehört? Folgen Sie uns auf Facebook.", "newsletter"), ("ACCEPT ALL COOKIES", "consent"),
    ("The post Gulls return appeared first on The Gull.", "notice"), ("Already a member?", "membership"), ("デジタル版に登録すると、記事を保存できます。", "membership"),
    ("All that the quay hears comes every evening if you follow us on the network of your choice.", "newsletter"), ("残り1234文字", "paywall"),
    ("The master said \"follow us on the quay\" and went on.", ""), ("पूरी ख़बर पढ़ें", "newsletter"), ("Les autres titres : abonnez-vous à notre lettre", "newsletter"),
])
def test_shapes(line: str, kind: str) -> None:
    assert boilerplate.of_line(line) == kind


def test_a_true_sentence_before_an_invitation_keeps_both() -> None:
    assert boilerplate.of_line("The museum by the old harbour opens its doors again on Saturday. Follow us on all networks.") == ""


def test_lines_of_any_make_are_judged_quickly() -> None:
    started = time.process_time()
    for language in furniture.table():
        for phrase in (*furniture.table()[language].get("newsletter", "").split("|"), *furniture.table()[language].get("also", "").split("|")):
            boilerplate.of_line((phrase.strip("=~+…") + " ") * 9_000)
            boilerplate.of_line(((phrase.strip("=~+…") or "x") * 400)[:399])
    assert time.process_time() - started < 5
