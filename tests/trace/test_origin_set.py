"""The published set of who has it from whom: its generator, its scorer, and Headwater on a small one."""

from __future__ import annotations

from benchmarks import common
from benchmarks.origin import cases, river, score

LABEL = {"id": "d1", "url": "https://a.example/1", "case": "x", "decidable": True, "source": [{"name": "The Courier", "url": "https://courier.example/1"}, {"name": "dpa", "url": ""}]}
OWN = {"id": "d2", "url": "https://a.example/2", "case": "x", "decidable": True, "source": []}
OPEN = {"id": "d3", "url": "https://a.example/3", "case": "x", "decidable": False, "source": []}


def claim(name: str, url: str | None = None, of: str = "d1") -> dict:
    return {"id": of, "claim": {"name": name, "url": url, "confidence": 0.9}}


def test_a_claim_is_right_by_its_address_else_by_its_name() -> None:
    assert score.judged(LABEL, claim("Other words", "http://www.courier.example/1?utm=x#y")) >= {"right", "found", "best"}
    assert "false" in score.judged(LABEL, claim("The Courier", "https://courier.example/2"))
    assert score.judged(LABEL, claim("DPA")) >= {"right", "found"}
    assert "best" not in score.judged(LABEL, claim("dpa"))


def test_saying_nothing_is_right_where_it_is_the_outlets_own_and_is_never_false() -> None:
    assert score.judged(OWN, {"id": "d2", "claim": None}) >= {"own kept", "right"}
    assert "false" in score.judged(OWN, claim("The Courier", of="d2"))
    missed = score.judged(LABEL, {})
    assert "right" not in missed and "false" not in missed
    assert score.judged(OPEN, {}) >= {"undecidable kept"} and "decidable" not in score.judged(OPEN, {})


def test_shares_are_of_what_they_say() -> None:
    figures = score.score([LABEL, OWN, OPEN], [claim("dpa"), claim("The Courier", of="d2")])
    assert (figures["direction right where decidable"], figures["claims"], figures["false claims of all claims"]) == (0.5, 2, 0.5)
    assert figures["undecidable: nothing claimed"] == 1.0


def test_the_set_is_the_same_for_a_seed_and_has_every_case() -> None:
    one, again = cases.fill(27, 5), cases.fill(27, 5)
    assert [made.line() for made in one.made] == [made.line() for made in again.made]
    assert [made.line() for made in one.made] != [made.line() for made in cases.fill(27, 6).made]
    assert {"agency copy", "cites with a link", "circle without clocks", "links a page that is gone", "second-hand"} <= {made.case for made in one.made}


def test_headwater_tells_who_has_it_from_whom() -> None:
    made = cases.fill(27, 5).made
    with common.store() as store:
        run = river.River(store=store, documents=made)
        figures = score.score(river.labels(made), run.run())
    assert figures["direction right where decidable"] >= 0.95
    assert figures["false claims of all claims"] <= 0.02
    assert run.visits > 0
