"""The ``--jsonl`` verb of parse."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from headwater.parse import verb

DOCUMENT = b"""<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Fjord</title><link>https://fjord.example/</link>
<item><guid>1</guid><title>Ferry</title><link>/1</link><pubDate>Tue, 03 Jun 2025 09:00:00 +0200</pubDate>
<media:content url="/a.jpg" medium="image"><media:credit>Ann</media:credit></media:content></item></channel></rss>"""


def test_a_line_becomes_a_feed(tmp_path: Path) -> None:
    path = tmp_path / "feed.xml.gz"
    path.write_bytes(gzip.compress(DOCUMENT, mtime=0))
    found = json.loads(json.dumps(verb.verb({"id": "a", "path": str(path), "url": "https://fjord.example/rss", "content_type": "text/xml"})))
    assert (found["id"], found["format"], found["feed"]["title"]) == ("a", "rss2.0", "Fjord")
    one = found["entries"][0]
    assert (one["id"], one["url"], one["published"]) == ("1", "https://fjord.example/1", "2025-06-03T09:00:00+02:00")
    assert one["images"][0] | {"copyright": "", "status": ""} == {"url": "https://fjord.example/a.jpg", "credit": "Ann", "caption": "", "license": "", "copyright": "", "status": ""}


def test_a_missing_file_is_an_error_in_the_line(tmp_path: Path) -> None:
    assert "error" in verb.verb({"id": 1, "path": str(tmp_path / "none")})
    assert "error" in verb.verb({"id": 1})
    assert verb.verb({"id": 1, "path": "\0"})["id"] == 1
