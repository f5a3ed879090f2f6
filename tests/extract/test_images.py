"""Pictures: what belongs to them and not to the text."""

from __future__ import annotations

from headwater import model
from headwater.extract import images


def test_a_line_that_only_says_what_stands_beside_the_pictures_is_told() -> None:
    picture = model.Image(url="x", alt="A ferry on a rock", caption="The ferry at dawn.", credit="Gull Pictures")
    assert images.is_about("A ferry on a rockThe ferry at dawn. Ferry agroundGull Pictures", [picture], "Ferry aground")
    assert images.is_about("Gull Pictures", [picture], "Ferry aground")
    assert not images.is_about("Ferry aground", [picture], "Ferry aground")  # the headline alone says nothing of pictures
    assert not images.is_about("The ferry at dawn. Nobody was hurt.", [picture], "Ferry aground")
    assert not images.is_about("Nobody was hurt.", [], "Ferry aground")


def test_the_word_for_a_photograph_is_no_part_of_a_credit_in_any_script() -> None:
    for written in ("تصوير: سلمى البدري", "صورة: سلمى البدري", "Photo: سلمى البدري", "写真：سلمى البدري", "سلمى البدري"):
        assert images.clean_credit(written) == "سلمى البدري", written
