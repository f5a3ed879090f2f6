"""The names of an origin as readers may see them where the text is not released."""

from __future__ import annotations

from headwater import model
from headwater.publish import provenance
from headwater.trace import chain, origin

URL = "https://tide.example/news/20261101001"


def shown(body: str) -> model.Origin:
    article = model.Article(url=URL, canonical_url=URL, title="x", body=body, language="en", outlet_name="Tidewater Post")
    settled = chain.settle(chain.Page(url=URL, outlet_name="Tidewater Post", origin=origin.trace(article)), chain.Pages())
    found = provenance.shown(settled, whole=False, budget=0)
    assert found is not None
    return found


def test_no_words_of_a_text_leave_as_the_name_of_an_outlet() -> None:
    assert "sentence" not in repr(shown(f"The {'A-whole-sentence-' * 60} News first reported it.\nMore."))
    assert "Fraudster" not in repr(shown("Corrupt Fraudster Mayor Smith News first reported it.\nMore."))
    told = shown("Reuters first reported that the gate was open.\nMore.")
    assert (told.name, told.chain[0].name) == ("Reuters", "Reuters")  # a table has it: a fact


def test_the_name_that_another_page_gives_itself_is_cut() -> None:
    quoted = model.Evidence(where="body", quote="first reported")
    link = model.Link(step="based_on", kind="outlet_report", name="a", url="https://gull.example/a", confidence=0.9, evidence=(quoted,), outlet="lantern " * 100)
    found = provenance.shown(model.Origin(kind="outlet_report", name="a", url=link.url, confidence=0.9, evidence=(quoted,), chain=(link,)), whole=False, budget=0)
    assert found is not None
    assert max(len(found.name), len(found.chain[0].name)) <= provenance.MAX_NAME
