"""The --jsonl verbs: shapes of lines."""

import gzip

from headwater import model
from headwater.extract import verb

HTML = ("<html lang=en><title>More boats</title><h1>More boats for the islands</h1>"
        + "".join(f"<p>Sentence {n} on the boats that go to the islands from May, and on the quay that must be mended.</p>" for n in range(6)))
KEYS = {"id", "kind", "title", "authors", "published", "modified", "language", "body", "canonical_url", "outlet", "section", "images",
        "supplier", "based_on", "primary_url", "rights", "warnings", "ms", "type", "tags", "contributors", "access", "corrections", "posts",
        "next_urls", "amp_url", "found", "forms"}


def test_a_line_names_a_file_and_gives_the_article(tmp_path):
    (tmp_path / "a.html").write_text(HTML, "utf-8")
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(HTML.encode(), mtime=0))
    plain, zipped = (verb.extract_line({"id": name, "url": "https://news.example/2026/boats", "path": str(tmp_path / name)})
                     for name in ("a.html", "b.html.gz"))
    assert set(plain) == KEYS
    assert plain["kind"] == "article"
    assert plain["title"] == "More boats for the islands"
    assert plain["body"].count("\n") == 5
    assert {**plain, "id": 0, "ms": 0} == {**zipped, "id": 0, "ms": 0}


def test_a_page_that_is_no_article_says_why(tmp_path):
    (tmp_path / "a.html").write_text("<title>x</title>", "utf-8")
    answer = verb.extract_line({"id": 1, "url": None, "path": str(tmp_path / "a.html")})
    assert (answer["kind"], answer["reason"], answer["body"]) == ("not_article", "empty", "")


def test_a_missing_or_cut_file_is_an_answer_too(tmp_path):
    assert "error" in verb.extract_line({"id": 1, "url": "x", "path": str(tmp_path / "none.html")})
    assert "error" in verb.extract_line({"id": 1})
    (tmp_path / "cut.html.gz").write_bytes(gzip.compress(HTML.encode(), mtime=0)[:-20])
    assert verb.extract_line({"id": 1, "url": "x", "path": str(tmp_path / "cut.html.gz")})["kind"] in ("article", "not_article")


def test_the_caller_can_have_the_article_itself(tmp_path):
    (tmp_path / "a.html").write_text(HTML, "utf-8")
    line = {"id": 7, "url": "https://news.example/2026/boats", "path": str(tmp_path / "a.html")}
    article = verb.article_of(line)
    assert isinstance(article, model.Article)
    assert verb.as_json(line, article)["id"] == 7


def test_language_lines():
    assert verb.language_line({"id": 1, "title": "Der Kai wird im Frühjahr repariert"}) == {"id": 1, "language": "de"}
    assert verb.language_line({"id": 2, "title": "123"}) == {"id": 2, "language": None}
