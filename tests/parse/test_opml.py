"""Lists of feeds, read and written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from headwater.parse import opml

NESTED = """<opml version="1.0"><head><title>My news</title></head><body>
<outline text="Europe"><outline text="North"><outline text="Fjord" title="Fjord Post" type="rss" xmlUrl="https://fjord.example/rss"
 htmlUrl="https://fjord.example/" language="nb"/></outline></outline>
<outline text="Harbour &amp; Sea" xmlUrl="https://harbour.example/feed" category="/Sea/North,Wind"/>
<outline text="Again" xmlUrl="https://fjord.example/rss"/><outline text="Bad" xmlUrl="javascript:x"/><outline text="Note"/></body></opml>"""


def test_feeds_in_folders_are_found_once_each() -> None:
    listed = opml.read(NESTED.encode())
    assert listed.title == "My news"
    assert listed.outlines == (
        opml.Outline(feed_url="https://fjord.example/rss", name="Fjord Post", home_url="https://fjord.example/", language="nb", category="Europe/North"),
        opml.Outline(feed_url="https://harbour.example/feed", name="Harbour & Sea", category="Sea/North"),
    )
    assert [one.code for one in listed.warnings] == ["bad-address"]


def test_the_case_of_attributes_and_a_broken_ampersand_do_not_matter() -> None:
    listed = opml.read(b'<OPML><BODY><OUTLINE TEXT="A & B" XMLURL="https://a.example/?x=1&y=2"/></BODY></OPML>')
    assert [(one.name, one.feed_url) for one in listed.outlines] == [("A & B", "https://a.example/?x=1&y=2")]


def test_what_is_written_is_read_again() -> None:
    outlines = (
        opml.Outline(feed_url="https://fjord.example/rss?a=1&b=%22", name='The "Fjord" <Post> & Sons', home_url="https://fjord.example/", language="nb"),
        opml.Outline(feed_url="https://harbour.example/", name="港", category="Sea/North"),
    )
    assert opml.read(opml.write(outlines, title="All & more")).outlines == outlines


def test_what_is_no_opml_is_said_to_be_none() -> None:
    assert [one.code for one in opml.read(b"<rss/>").warnings] == ["not-opml"]
    assert opml.read(b"").outlines == ()


def test_very_deep_folders_end() -> None:
    assert opml.read(b"<opml><body>" + b"<outline text='a'>" * 5000 + b"<outline xmlUrl='https://a.example/'/>").outlines in ((), (
        opml.Outline(feed_url="https://a.example/", category="/".join(["a"] * 100)),))


@given(st.binary(max_size=200), st.text(max_size=20))
def test_no_bytes_and_no_names_raise(body: bytes, name: str) -> None:
    opml.read(body)
    opml.read(b"<opml><body>" + body)
    found = opml.read(opml.write([opml.Outline(feed_url="https://a.example/", name=name)], title=name))
    assert [one.feed_url for one in found.outlines] == ["https://a.example/"]
