"""Pictures keep what belongs to them: inherited from the levels above, never from a neighbour."""

from __future__ import annotations

import pytest

from headwater import model
from headwater.parse import feed, media


def images(item: str, channel: str = "") -> list[model.Image]:
    return list(entry(item, channel).images)


def entry(item: str, channel: str = "") -> model.Entry:
    document = (f'<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>'
                f"<link>https://fjord.example/</link>{channel}<item><title>T</title><description>D</description>{item}</item></channel></rss>")
    return feed.parse(document.encode()).entries[0]


def test_each_picture_keeps_its_own_credit() -> None:
    found = images('<media:content url="/a.jpg" medium="image"><media:credit>Ann</media:credit></media:content>'
                   '<media:content url="/b.jpg" medium="image"><media:credit>Bo</media:credit></media:content>')
    assert [(one.url, one.credit) for one in found] == [("https://fjord.example/a.jpg", "Ann"), ("https://fjord.example/b.jpg", "Bo")]


def test_a_credit_inside_one_picture_is_not_its_neighbours() -> None:
    found = images('<media:content url="/a.jpg" medium="image"><media:credit>Ann</media:credit></media:content><media:content url="/b.jpg" medium="image"/>')
    assert [one.credit for one in found] == ["Ann", ""]


@pytest.mark.parametrize(("channel", "item", "credit"), [
    ("<media:credit>C</media:credit>", '<media:content url="/a.jpg" medium="image"/>', "C"),
    ("<media:credit>C</media:credit>", '<media:credit>I</media:credit><media:content url="/a.jpg" medium="image"/>', "I"),
    ("<media:credit>C</media:credit>", '<media:credit>I</media:credit><media:group><media:credit>G</media:credit><media:content url="/a.jpg" medium="image"/></media:group>', "G"),
    ("", '<media:credit>I</media:credit><media:group><media:content url="/a.jpg" medium="image"><media:credit>O</media:credit></media:content></media:group>', "O"),
    ("", '<media:group><media:credit>G</media:credit></media:group><media:content url="/a.jpg" medium="image"/>', ""),
], ids=["channel", "item", "group", "own", "group-beside"])
def test_what_stands_above_holds_unless_a_picture_has_its_own(channel: str, item: str, credit: str) -> None:
    assert [one.credit for one in images(item, channel)] == [credit]


def test_a_picture_has_caption_rights_and_size() -> None:
    one = images('<media:content url="/a.jpg" type="image/jpeg" width="640" height="480px"><media:description type="html">A &lt;b&gt;ferry&lt;/b&gt;</media:description>'
                 '<media:copyright>© Ann</media:copyright><media:license href="https://creativecommons.org/licenses/by/4.0/">CC</media:license></media:content>')[0]
    assert one == model.Image(url="https://fjord.example/a.jpg", caption="A ferry", copyright="© Ann", width=640, height=480,
                              licence="https://creativecommons.org/licenses/by/4.0/")


def test_the_channels_own_title_is_no_caption() -> None:
    assert images('<media:content url="/a.jpg" medium="image"/>', "<media:title>Fjord TV</media:title>")[0].caption == ""


def test_a_description_of_a_picture_is_not_the_items_summary() -> None:
    assert entry('<media:content url="/a.jpg" medium="image"><media:description>Cap</media:description></media:content>').summary == "D"


@pytest.mark.parametrize(("item", "wanted"), [
    ('<media:thumbnail url="/t.jpg"/>', ["https://fjord.example/t.jpg"]),
    ('<media:content url="/film.mp4" medium="video"><media:thumbnail url="/t.jpg"/></media:content>', ["https://fjord.example/t.jpg"]),
    ('<media:content url="/film.mp4" type="video/mp4"/>', []),
    ('<media:content url="/a.jpg?w=3"/>', ["https://fjord.example/a.jpg?w=3"]),
    ('<enclosure url="/a.jpg" type="image/jpeg"/>', ["https://fjord.example/a.jpg"]),
    ('<enclosure url="/a.mp3" type="audio/mpeg"/>', []),
    ("<image><url>/a.jpg</url><title>Alt</title></image>", ["https://fjord.example/a.jpg"]),
    ("<image>https://fjord.example/a.jpg</image>", ["https://fjord.example/a.jpg"]),
    ('<itunes:image href="/a.jpg"/>', ["https://fjord.example/a.jpg"]),
    ('<media:thumbnail url="/1x1.gif"/>', []),
    ('<media:thumbnail url="data:image/gif;base64,xx"/>', []),
    ('<media:thumbnail url="/a.jpg"/><media:content url="/a.jpg" medium="image"/>', ["https://fjord.example/a.jpg"]),
])
def test_where_pictures_stand(item: str, wanted: list[str]) -> None:
    assert [one.url for one in images(item)] == wanted


def test_two_mentions_of_a_picture_add_up() -> None:
    found = images('<enclosure url="/a.jpg" type="image/jpeg"/><media:content url="/a.jpg" medium="image"><media:credit>Ann</media:credit></media:content>')
    assert [(one.url, one.credit) for one in found] == [("https://fjord.example/a.jpg", "Ann")]


@pytest.mark.parametrize(("item", "status"), [
    ('<media:status state="deleted"/>', "status: deleted"),
    ('<media:status state="active"/>', ""),
    ('<media:restriction relationship="deny" type="sharing"/>', "restriction: deny sharing"),
    ('<media:restriction relationship="deny" type="country">no se</media:restriction>', "restriction: deny country no se"),
    ("<media:rating>adult</media:rating>", "rating: adult"),
    ('<media:group><media:rating scheme="urn:simple">adult</media:rating></media:group>', "rating: adult"),
])
def test_the_status_of_media_in_short(item: str, status: str) -> None:
    assert entry(item + '<media:thumbnail url="/a.jpg"/>').media_status == status


@pytest.mark.parametrize(("given", "wanted"), [
    ("Photo: Ann Lee/AP", "Ann Lee/AP"), ("Foto: Ann Lee", "Ann Lee"), ("Photograph by Ann Lee", "Ann Lee"), ("Image credit: Ann Lee", "Ann Lee"),
    ("Ann Lee", "Ann Lee"), ("Photonews / Ann", "Photonews / Ann"), ("Bildagentur Nord", "Bildagentur Nord"), ("Crédit photo : Ann Lee", "Ann Lee"),
])
def test_a_credit_line_loses_the_word_before_it(given: str, wanted: str) -> None:
    assert media.credit(given) == wanted
