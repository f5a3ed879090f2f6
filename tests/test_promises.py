"""The promises at the foot of every page, each kept on the running site; ``docs/promises.md`` names these tests."""

from __future__ import annotations

import email
import email.policy
import io
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import argon2
import pytest
import sqlalchemy as sa
from lxml import html
from PIL import Image

from headwater import notices
from headwater.actions import passwords
from headwater.store import db, desk_tables, ledger, promise
from images import making
from support import crawl
from support import town as towns

GATE = (
    "The keepers swung the tide gate shut before dawn, an hour earlier than the tables had asked of them.",
    "Water stood a hand below the rim of the old quay when the second leaf met its sill.",
    "Nobody in the lanes behind the fish market was woken, and the bakers found dry floors.",
    "The harbour board had argued over the cost of that gate for eleven winters.",
    "Its treasurer, who voted against it each time, came down in rubber boots to watch.",
    "By noon the wind had gone round to the west and the leaves were opened again.",
)
FERRY = (
    "Three of the winter crossings to the outer islands are to be given up from the first of the month.",
    "Islanders learned of it from a sheet of paper pinned beside the ticket window.",
    "The company says that eleven passengers a day do not pay for the oil.",
    "A teacher who crosses each morning counted forty heads on the deck last week.",
    "The council will ask for the books before it agrees to anything.",
)
BRIDGE = (
    "Painters have begun to scrape the iron bridge, which was last done when it carried trams.",
    "They found seven colours under the grey and took a photograph of each.",
    "The city asks its people to choose one of them by the end of spring.",
)
PICTURE = "https://pictures.tide.example/2026/gate.jpg"
CAPTION, CREDIT = "The second leaf meets its sill", "Ana Voss / Tidewater Post"
HEADLINE = "Tide gate shut before dawn as water nears the quay"


def whole(sentences: tuple[str, ...]) -> str:
    return "\n".join(sentences)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "HASHER", argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def town(sqlite_store: db.Store, tmp_path: Path) -> Iterator[towns.Town]:
    """Three outlets: one under an open licence with a picture, one that says nothing, one that republishes."""
    with towns.running(sqlite_store, tmp_path) as town:
        for host, name in (("tide.example", "Tidewater Post"), ("reef.example", "Reef Courier"), ("mirror.example", "Heron Mirror")):
            town.outlet(host, name)
        town.publish("tide.example", "gate", title=HEADLINE, text=whole(GATE), picture=(PICTURE, photograph()), credit=CREDIT, caption=CAPTION)
        town.publish("tide.example", "bridge", title="The iron bridge loses its grey", text=whole(BRIDGE),
                     picture=("https://pictures.tide.example/2026/bridge.jpg", making.encoded(making.scene(8))), caption="Seven colours under the grey")
        town.publish("reef.example", "ferry", title="Islands lose three winter crossings", text=whole(FERRY), open_licence=False, summary=" ".join(FERRY))
        town.gather()
        yield town


def photograph(size: tuple[int, int] = (1200, 800)) -> bytes:
    """A picture that names its photographer in itself."""
    exif = Image.Exif()
    exif[0x013B], exif[0x8298] = "Ana Voss", "(c) 2026 Ana Voss"
    return making.encoded(making.scene(7, (1200, 800)).resize(size), exif=exif.tobytes(), quality=88)


def urls_of(town: towns.Town) -> dict[str, str]:
    return {slug: f"https://{host}/news/{slug}" for slug, host in (("gate", "tide.example"), ("bridge", "tide.example"), ("ferry", "reef.example"))}


def documents(walked: crawl.Walked) -> dict[str, Any]:
    """The HTML pages of a walk that answered 200, by path."""
    return {path: html.fromstring(one.content) for path, one in walked.answers.items()
            if one.status_code == 200 and one.headers.get("content-type", "").startswith("text/html")}  # fmt: skip


# ---- "Every item links its source" -------------------------------------------------------------------------


def test_every_item_links_its_primary_source_on_every_surface(town: towns.Town) -> None:
    walked = town.walk("gate", "crossings")
    pages, found = documents(walked), 0
    for url in urls_of(town).values():
        path = f"/article/{town.article(url)}"
        links = [one.get("href") for one in pages[path].xpath("//a[contains(@class,'reference')]")]
        assert links and links[0] == url, path
        for name in ("/feeds/front.atom", "/feeds/front.rss", "/feeds/front.json", "/api/v1/articles"):
            assert url in walked.answers[name].text, (name, url)
        found += 1
    assert found == 3
    for path, page in pages.items():  # wherever an item stands, its outlet's page is linked beside it
        for entry in page.xpath("//main//article[contains(@class,'entry')]"):
            assert entry.xpath(".//a[contains(@class,'reference')]/@href"), path


# ---- "Names, trademarks, texts and pictures belong to their owners" ------------------------------------------


def test_texts_belong_to_their_owners_and_only_they_decide_how_much_is_shown(town: towns.Town) -> None:
    walked, address = town.walk("crossings", "gate"), urls_of(town)
    page = documents(walked)[f"/article/{town.article(address['ferry'])}"]
    words = " ".join(page.text_content().split())
    assert "all rights with Reef Courier" in words
    shown = " ".join(page.xpath("string(//div[@class='text'])").split())
    assert FERRY[0][:60] in shown and len(shown) < 160 + 120  # our own sentence stands below the excerpt
    assert walked.holding(*FERRY[2:]) == {}, "what lies beyond the excerpt stands nowhere"
    open_page = documents(walked)[f"/article/{town.article(address['gate'])}"]
    rights = " ".join(open_page.xpath("string(//p[contains(@class,'rights')])").split())
    assert "Tidewater Post" in rights and "Ada Marsh" in rights and "CC BY 4.0" in rights
    assert towns.BY in open_page.xpath("//p[contains(@class,'rights')]//a/@href")
    assert all(sentence in open_page.text_content() for sentence in GATE)


# ---- "Pictures are in order" -----------------------------------------------------------------------------------


def test_a_picture_stands_with_caption_credit_outlet_and_report_link_and_comes_from_us_alone(town: towns.Town) -> None:
    reader = town.reader()
    page = html.fromstring(reader.get(f"/article/{town.article(urls_of(town)['gate'])}").content)
    figure = page.xpath("//figure[.//img]")[0]
    words = " ".join(figure.text_content().split())
    assert CAPTION in words and "Ana Voss" in words and "Tidewater Post" in words
    assert figure.xpath(".//a[contains(@href,'/complaint?')]")
    sources = [figure.xpath(".//img/@src")[0], *(one.split()[0] for one in figure.xpath(".//img/@srcset")[0].split(","))]
    assert all(one.startswith("/image/") for one in sources)
    for source in dict.fromkeys(sources):
        answer = reader.get(source)
        assert answer.status_code == 200 and answer.headers["content-type"] in ("image/jpeg", "image/webp")
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert "Ana Voss" in str(picture.getexif().get(0x013B)), "the credit survives our re-encoding (17 U.S.C. 1202)"
            assert "Ana Voss" in str(picture.getexif().get(0x8298))
    everything = town.walk()
    assert not [path for path, one in documents(everything).items() if [src for src in one.xpath("//img/@src") if not src.startswith("/")]]


def test_a_picture_without_credit_and_licence_is_a_place_with_the_way_to_it(town: towns.Town) -> None:
    page = html.fromstring(town.reader().get(f"/article/{town.article(urls_of(town)['bridge'])}").content)
    assert not page.xpath("//figure//img")
    assert urls_of(town)["bridge"] in page.xpath("//figure//a/@href")
    assert "https://pictures.tide.example/2026/bridge.jpg" not in [request.url for request in town.world.asked]


# ---- "For any complaint one can reach us" ------------------------------------------------------------------------


def test_every_page_leads_to_the_complaint_form_and_names_the_mail_address(town: towns.Town) -> None:
    pages = documents(town.walk("gate"))
    assert len(pages) > 20
    for path, page in pages.items():
        assert any(one.startswith("/complaint") for one in page.xpath("//footer//a/@href")), path
        assert f"mailto:{towns.MAILBOX}" in page.xpath("//footer//a/@href"), path
    for url in urls_of(town).values():
        article = town.article(url)
        assert any(f"item={article}" in one for one in pages[f"/article/{article}"].xpath("//main//a[starts-with(@href,'/complaint?')]/@href"))


def complain(town: towns.Town, url: str, *, scope: str = "item", original: str = "https://voss.example/gate", mail: str = "ana.voss@press.example") -> tuple[towns.Browser, str, str]:
    """A complaint by form about an item: the browser, the reference and the path of the status page."""
    reader = town.reader()
    answer = reader.get(f"/complaint?item={town.article(url)}&type=copyright_text")
    done = reader.fill(
        answer, having="signature", relation="owner", name="Ana Voss", mail=mail, phone="+44 20 7946 0000",
        address="7 Quay Street, Ellery", work="My report on the tide gate, with my picture", original_url=original, first_published="2026-11-01" if original else "",
        explanation="I sold it to the Post alone.", good_faith="yes", accuracy="yes", signature="Ana Voss", scope=scope,
    )  # fmt: skip
    assert done.status_code == 201, reader.text(done)
    status = next(one for one in html.fromstring(done.content).xpath("//main//a/@href") if one.startswith("/complaint/status/"))
    with town.store.read() as conn:
        reference = conn.execute(sa.select(desk_tables.notice.c.reference).order_by(desk_tables.notice.c.id.desc()).limit(1)).scalar_one()
    assert reference in reader.text(done)
    return reader, reference, status


def sent_to(town: towns.Town, address: str) -> list[str]:
    """The texts of what our mail server was given for an address."""
    letters = [one for one in town.smtp.taken if address in one.recipients]
    return [email.message_from_bytes(one.raw, policy=email.policy.default).get_content() for one in letters]  # pyright: ignore[reportAttributeAccessIssue]


def test_a_complaint_by_form_is_acknowledged_at_once_with_reference_and_absolute_deadline(town: towns.Town) -> None:
    reader, reference, status = complain(town, urls_of(town)["gate"])
    town.work()
    letters = sent_to(town, "ana.voss@press.example")
    assert len(letters) == 1 and reference in letters[0] and status.split("/")[-1] in letters[0]
    assert (town.now.replace(day=town.now.day + 1)).strftime("%H:%M") in letters[0] and "UTC" in letters[0]
    words = reader.text(reader.get(status))
    assert reference in words
    assert town.reader().get(status[:-4] + "aaaa").status_code == 404


def test_a_complaint_by_mail_becomes_a_notice_and_is_answered(town: towns.Town) -> None:
    reference, _ = write_in(town)
    letters = sent_to(town, "kit@reef-rowers.example")
    assert len(letters) == 1 and reference in letters[0] and "UTC" in letters[0]


def write_in(town: towns.Town) -> tuple[str, str]:
    """A complaint by mail about the ferry item; its reference and the path of the status page."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "Kit Rower <kit@reef-rowers.example>", towns.MAILBOX, "Copyright complaint: my text on your site"
    letter["Message-ID"], letter["Date"] = "<1@reef-rowers.example>", "Mon, 01 Jan 2001 00:00:00 +0000"
    letter.set_content(
        f"Dear desk,\n\nyour page {town.base}/article/{town.article(urls_of(town)['ferry'])} shows my text on the crossings, of which I am the author and owner.\n"
        "The original work is my article of 1 November 2026.\nI believe in good faith that the use is not authorised by the owner, its agent or the law. "
        "What I say here is accurate and, under penalty of perjury, I am authorised to act for the owner.\n\nKit Rower\n3 Slip Lane, Ellery\nTel. +44 20 7946 0001\n\n/s/ Kit Rower\n"
    )  # fmt: skip
    town.write_in(letter)
    with town.store.read() as conn:
        row = conn.execute(sa.select(desk_tables.notice).where(desk_tables.notice.c.channel == "mail")).one()
        assert abs((row.received_at - town.now).total_seconds()) < 3600, "T0 is our own mail host's time, never the Date header"
    link = next(part for part in sent_to(town, "kit@reef-rowers.example")[0].split() if "/complaint/status/" in part)
    return row.reference, link.removeprefix(town.base).rstrip(".,)>")


# ---- "and the necessary action is taken within 24 hours" ---------------------------------------------------------


def test_where_nobody_acts_the_clock_does_at_20_hours_and_the_promise_is_counted_at_24(town: towns.Town) -> None:
    address = urls_of(town)
    _, first, _ = complain(town, address["gate"], scope="text", original="")
    second, status = write_in(town)
    reader = town.reader()
    confirmed = reader.fill(reader.get(status), having="do", button=("do", "confirm"))  # the mail's sender has the mailbox
    assert confirmed.status_code == 200
    town.wait(19.9)
    gate = f"/article/{town.article(address['gate'])}"
    assert GATE[3] in reader.text(reader.get(gate)), "not before its time"
    town.wait(0.7)
    words = reader.text(reader.get(gate))
    assert not [one for one in GATE if one in words] and HEADLINE in words, "reduced to headline and link"
    assert town.walk("treasurer", "gate").holding(*GATE[1:]) == {}
    assert any("without a person deciding" in one for one in sent_to(town, "ana.voss@press.example")[1:]), "the complainant is told"
    town.wait(4)
    with town.store.read() as conn:
        numbers = promise.numbers(conn, since=towns.START, now=town.now)
    assert numbers.acted + numbers.asked == 2 and numbers.breached == 0 and numbers.acted >= 1
    foot = " ".join(html.fromstring(reader.get("/about").content).xpath("string(//footer)").split())
    assert f"{numbers.acted} of 2" in foot
    with town.store.read() as conn:
        kinds = [row.kind for row in ledger.of(conn, first)]
        outcome = [row.facts["outcome"] for row in ledger.of(conn, first) if row.kind == "promise.settled"]
        by_mail = [row.facts["outcome"] for row in ledger.of(conn, second) if row.kind == "promise.settled"]
    assert outcome == ["acted"] and "interim.taken" in kinds
    assert by_mail in (["acted"], ["asked"])


def test_a_backdated_claim_from_nowhere_hides_nothing_by_itself(town: towns.Town) -> None:
    """The typical attack on an aggregator (rights-desk A1): a person must look first."""
    _, reference, _ = complain(town, urls_of(town)["gate"], scope="text")
    town.wait(24.5)
    words = town.reader().text(town.reader().get(f"/article/{town.article(urls_of(town)['gate'])}"))
    assert GATE[3] in words and "complaint" in words.lower(), "labelled, not hidden"
    with town.store.read() as conn:
        assert "interim.taken" in [row.kind for row in ledger.of(conn, reference)]


def decide(town: towns.Town, reference: str, *, action: str = "hide_item", basis: str = "legal", spare: str = "", desk: towns.Browser | None = None) -> towns.Browser:
    """A reviewer decides a notice through the desk's pages, with the preview between."""
    desk = desk or town.reviewer()
    with town.store.read() as conn:
        notice_id = conn.execute(sa.select(desk_tables.notice.c.id).where(desk_tables.notice.c.reference == reference)).scalar_one()
    page = desk.get(f"/desk/notice/{notice_id}")
    preview = desk.fill(page, having="reason", button=("step", "preview"), action=action, basis=basis, target="0", spare=spare, stay_down="yes",
                        reason="The author shows that this text and picture are hers and were licensed to another paper alone.")
    assert preview.status_code == 200 and "Before it is done" in preview.text, desk.text(preview)
    assert HEADLINE in desk.text(preview)
    done = desk.fill(preview, having="step", button=("step", "confirm"))
    assert done.status_code == 200 and "Decided" in desk.text(done), desk.text(done)
    return desk


def secrets_of(town: towns.Town) -> list[str]:
    """What must be found nowhere once the gate item is hidden: text, headline, caption, addresses of item and picture."""
    return [*GATE, HEADLINE, CAPTION, PICTURE, urls_of(town)["gate"]]


def snapshot(town: towns.Town) -> dict[str, bytes]:
    """What readers see of the item, as bytes."""
    reader, article = town.reader(), town.article(urls_of(town)["gate"])
    paths = (f"/article/{article}", "/", "/feeds/front.atom", "/feeds/front.json", f"/api/v1/articles/{article}", "/search?q=treasurer")
    return {path: reader.get(path).content for path in paths}


def test_a_decision_hides_at_once_everywhere_with_the_worker_stopped(town: towns.Town) -> None:
    article = town.article(urls_of(town)["gate"])
    reader = town.reader()
    picture = html.fromstring(reader.get(f"/article/{article}").content).xpath("//figure//img/@src")[0]
    assert town.walk("treasurer").holding(*secrets_of(town)), "it stands there before"
    _, reference, status = complain(town, urls_of(town)["gate"])
    decide(town, reference)  # and no tick runs from here on
    answer = reader.get(f"/article/{article}")
    assert answer.status_code == 451 and 'rel="blocked-by"' in answer.headers["link"] and reference in answer.text
    assert reader.get(picture).status_code == 451
    assert town.walk("treasurer", "gate", "sill").holding(*secrets_of(town)) == {}
    assert "acted" in reader.text(reader.get(status)).lower() or "decided" in reader.text(reader.get(status)).lower()


def test_what_was_taken_down_stays_down(town: towns.Town) -> None:
    _, reference, _ = complain(town, urls_of(town)["gate"])
    decide(town, reference, spare="press.example")
    small = photograph((500, 333))
    town.publish("mirror.example", "again", title="Quay stays dry", text=whole(GATE[:4]), summary=" ".join(GATE)[:240],
                 picture=("https://mirror.example/p/other-name.jpg", small), credit="Heron Mirror", caption="At the quay")
    town.publish("mirror.example", "own", title="A pony show on the green", text="Ponies trotted round the green until the rain came down on everybody.",
                 picture=("https://mirror.example/p/third.jpg", photograph((640, 427))), credit="Heron Mirror", caption="Ponies, they say")
    town.publish("tide.example", "gate-2", title="A new headline for the same", text=whole(GATE), picture=("https://pictures.tide.example/2026/gate.jpg?w=640", small), credit=CREDIT)
    asked = len(town.world.asked)
    town.gather()
    assert len(town.world.asked) > asked
    town.gather()
    walked = town.walk("treasurer", "quay", "ponies")
    assert walked.holding(*secrets_of(town), "At the quay", "other-name.jpg", "Ponies, they say") == {}, "neither text nor picture came back"
    assert any("pony show" in one.text for one in walked.answers.values()), "what is new and clean is shown"
    with town.store.read() as conn:
        hits = conn.execute(sa.select(sa.func.count()).select_from(desk_tables.stay_down_hit)).scalar_one()
    assert hits >= 3


def test_the_licensed_publishers_own_copy_is_not_hit(town: towns.Town) -> None:
    _, reference, _ = complain(town, urls_of(town)["gate"])
    decide(town, reference, spare="voss.example")
    town.outlet("voss.example", "Voss Reports")
    own = town.publish("voss.example", "gate", title="My night at the tide gate", text=whole(GATE))
    town.gather()
    assert GATE[3] in town.reader().get(f"/article/{town.article(own)}").text


def test_undoing_brings_back_the_whole_to_the_byte(town: towns.Town) -> None:
    before = snapshot(town)
    _, reference, _ = complain(town, urls_of(town)["gate"])
    desk = decide(town, reference)
    assert snapshot(town) != before
    with town.store.read() as conn:
        notice_id = conn.execute(sa.select(desk_tables.notice.c.id).where(desk_tables.notice.c.reference == reference)).scalar_one()
    undone = undo(desk, notice_id)
    assert undone.status_code == 200, desk.text(undone)
    after = snapshot(town)
    numberless = {path: without_foot(body) for path, body in after.items()}
    assert numberless == {path: without_foot(body) for path, body in before.items()}
    reader = town.reader()
    page = html.fromstring(reader.get(f"/article/{town.article(urls_of(town)['gate'])}").content)
    assert reader.get(page.xpath("//figure//img/@src")[0]).status_code == 200


def undo(desk: towns.Browser, notice_id: str) -> Any:
    page = desk.get(f"/desk/notice/{notice_id}")
    action = html.fromstring(page.content).xpath("//form[contains(@action,'/undo/')]")[0]
    token = action.xpath(".//input[@name='token']/@value")[0]
    return desk.http.post(action.get("action"), data={"token": token, "reason": "The paper shows its licence; the author agrees."})


def without_foot(body: bytes) -> bytes:
    """A page without what tells of other things: the numbers in its foot, the tokens of its forms."""
    body = re.sub(rb"<footer.*?</footer>", b"", body, flags=re.S)
    return re.sub(rb'name="token" value="[^"]*"', b"", body)


# ---- the ledger --------------------------------------------------------------------------------------------------


def test_the_ledger_tells_everything_and_a_row_changed_by_hand_is_found(town: towns.Town) -> None:
    _, reference, _ = complain(town, urls_of(town)["gate"])
    town.work()
    decide(town, reference)
    town.work()
    with town.store.read() as conn:
        kinds = [row.kind for row in ledger.of(conn, reference)]
        assert list(ledger.verify(conn)) == []
        rows = conn.execute(sa.select(desk_tables.ledger)).all()
    for wanted in ("notice.received", "decision.made", "promise.settled"):
        assert wanted in kinds
    assert not [row for row in rows if "Ana Voss" in repr(row) or "ana.voss@" in repr(row)], "no personal data in the chain"
    with town.store.write() as conn:
        changed = conn.execute(sa.select(desk_tables.ledger.c.seq).where(desk_tables.ledger.c.kind == "decision.made")).scalar_one()
        conn.execute(sa.update(desk_tables.ledger).where(desk_tables.ledger.c.seq == changed).values(facts="{}"))
    with town.store.read() as conn:
        assert [one.seq for one in ledger.verify(conn)] == [changed]


def test_the_public_log_tells_the_case_without_personal_data(town: towns.Town) -> None:
    _, reference, _ = complain(town, urls_of(town)["gate"])
    decide(town, reference)
    town.world.now += towns.timedelta(hours=1)
    walked = town.walk()
    assert reference in walked.answers["/log"].text and reference in walked.answers["/log/feed.atom"].text
    assert f"/log/{reference}" in walked.answers
    assert walked.holding("Ana Voss", "ana.voss@press.example", "+44 20 7946 0000", "7 Quay Street") == {}


# ---- "Leave a comment" -----------------------------------------------------------------------------------------


def test_readers_comment_under_moderation_and_copies_share_their_originals_thread(town: towns.Town) -> None:
    path = f"/article/{town.article(urls_of(town)['gate'])}"
    reader = town.reader()
    page = reader.get(path)
    town.world.now += towns.timedelta(seconds=40)
    sent = reader.fill(page, having="text", name="Lena", mail="lena@reader.example", text="Was the **old** gate never closed at all? <script>alert(1)</script>")
    assert sent.status_code == 200, reader.text(sent)
    assert "never closed" not in reader.get(path).text, "not before its writer or a moderator vouches for it"
    town.work()
    link = next(part for part in sent_to(town, "lena@reader.example")[-1].split() if "/comment/" in part).removeprefix(town.base).rstrip(".,)>")
    confirmed = reader.fill(reader.get(link), having="token")
    assert confirmed.status_code == 200
    shown = reader.get(path)
    comment = html.fromstring(shown.content).xpath("//section[@id='comments']")[0]
    assert "never closed" in comment.text_content() and comment.xpath(".//strong[text()='old']") and not comment.xpath(".//script")
    assert "lena@reader.example" not in "".join(one.text for one in town.walk().answers.values() if one.headers.get("content-type", "").startswith(("text", "application")))
    assert "set-cookie" not in shown.headers
    town.publish("mirror.example", "copy", title="Gate shut before dawn", text=whole(GATE))
    town.gather()
    copy = town.article("https://mirror.example/news/copy")
    assert "never closed" in reader.get(f"/article/{copy}").text, "a copy shares its original's thread"
    assert "never closed" in reader.get(f"{path}/comments.atom").text
    moderator = town.reviewer(notices.Role.MODERATOR, name="Mo")
    assert moderator.get("/desk/comments").status_code == 200
