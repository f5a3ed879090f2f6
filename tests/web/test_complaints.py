"""The complaint form: a type, its fields, a notice with reference and deadline, for anybody and without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from headwater import notices
from headwater.actions import filing
from headwater.notices import Category, Relation, Scope, State, Type
from headwater.store import comment_tables, desk_tables
from headwater.store import notices as rows
from headwater.web import security
from support import filing as filling

from .conftest import NOW

COST = "What the gate cost, and who paid"
ARABIC = "إغلاق بوابة المد للمرة الأولى منذ أربعين عاماً"
HOSTILE = "<script>alert(1)</script> \x00\x0b\u202e ]]> & \"q\" 'q' <img src=x onerror=alert(2)> {{ 7*7 }} javascript:alert(3)"


def everything(news: Any) -> list[notices.Notice]:
    with news.store.read() as conn:
        return rows.queue(conn, states=tuple(State), limit=1000)


def only(news: Any) -> notices.Notice:
    [found] = everything(news)
    return found


# ---- where it is found -------------------------------------------------------------------------------------


def test_the_foot_of_every_page_leads_to_the_form_and_to_a_plain_mail_address(client: TestClient, news: Any) -> None:
    from .test_reading_pages import every_page

    for path in [*every_page(news), "/nothing-here", f"/article/{news.articles['SECRET withheld by a person']}"]:
        foot = LexborHTMLParser(client.get(path).text).css_first("footer")
        assert foot is not None
        links = [one.attributes.get("href") or "" for one in foot.css("a")]
        assert any(re.match(r"/complaint(\?item=[0-9a-f]{32})?$", one) for one in links), path
        assert "mailto:desk@site.example" in links, path


def test_every_article_and_each_of_its_pictures_can_be_reported(client: TestClient, news: Any) -> None:
    shown = [one for name, one in news.articles.items() if "SECRET" not in name and name != "Page that is gone"]
    assert len(shown) > 10
    for article_id in shown:
        page = LexborHTMLParser(client.get(f"/article/{article_id}").text)
        links = [one.attributes.get("href") or "" for one in page.css("main a")]
        assert f"/complaint?item={article_id}" in links
        assert len([one for one in links if "type=copyright_image" in one]) == len(page.css("main figure"))


def test_the_old_address_leads_to_the_form(client: TestClient, news: Any) -> None:
    item = news.articles[COST]
    assert client.get("/complain").headers["location"] == "/complaint"
    assert client.get(f"/complain?article={item}").headers["location"] == f"/complaint?item={item}"
    assert client.get("/complain?article=//evil.example").headers["location"] == "/complaint"


# ---- the form ----------------------------------------------------------------------------------------------


def test_the_first_step_offers_every_type_with_what_it_is(client: TestClient, news: Any) -> None:
    item = news.articles[ARABIC]
    page = filling.tree(client.get(f"/complaint?item={item}"))
    links = [one.attributes.get("href") or "" for one in page.css(".kinds a")]
    assert links == [f"/complaint?item={item}&type={one}" for one in (spec.type for spec in filing.specs())]
    assert len(links) == len(Type)
    about = page.css_first(".about-item strong")
    assert about is not None
    assert (about.text(), about.attributes["dir"], about.attributes["lang"]) == (ARABIC, "rtl", "ar")


@pytest.mark.parametrize("type_", sorted(Type))
def test_the_second_step_asks_exactly_what_the_type_needs(client: TestClient, news: Any, type_: Type) -> None:
    item = news.articles[COST]
    answer = client.get(f"/complaint?item={item}&type={type_}")
    page, spec = filling.tree(answer), filing.spec(type_)
    assert spec
    names = {one.attributes.get("name") for one in page.css("main form [name]")}
    scope = {"scope"} if len(spec.scopes) > 1 else set()
    assert names == {one.name for one in spec.fields} | scope | {"token", "type", "item", "targets", "website", "other", "do"}
    for one in page.css("main form input:not([type=hidden]):not([type=radio]), main form textarea"):
        label = f"label[for={one.attributes['id']}]"
        assert page.css(label) or (one.parent and one.parent.tag == "label"), one.html
    area = page.css_first("textarea[name=targets]")
    assert area is not None and area.text().strip() == f"http://site.example/article/{item}"
    assert not page.css("input[type=file]")
    assert not page.css("[required]")  # what is missing is no hindrance
    text = filling.words(answer)
    assert all(re.sub(r"\s+", " ", one) in text for one in filing.WARNINGS)
    assert answer.headers["cache-control"] == "no-store"


def test_without_an_item_the_field_for_addresses_is_empty(client: TestClient) -> None:
    for query in ("", "&item=nonsense", "&item=" + "0" * 31, "&item=" + "0" * 32, "&item=%00"):
        area = filling.tree(client.get(f"/complaint?type=other{query}")).css_first("textarea[name=targets]")
        assert area is not None and area.text().strip() == ""


def test_outlets_stories_pictures_and_comments_can_be_complained_of(client: TestClient, news: Any) -> None:
    image, comment = "a" * 32, "b" * 32
    with news.store.write() as conn:
        conn.execute(sa.insert(desk_tables.image).values(id=image, key="k", url="https://img.example/a.jpg", host="img.example", status="ready", wanted_at=NOW))
        conn.execute(sa.insert(comment_tables.comment).values(
            id=comment, article_id=news.articles[COST], name="Ana", status="shown", text="x", html="<p>x</p>", written_at=NOW, changed_at=NOW, dedupe="x"))
    for kind, one in (("outlet", news.outlets["The Millrace"]), ("story", news.stories["tide"]), ("image", image), ("comment", comment)):
        answer = client.get(f"/complaint?item={one}&type=other")
        area = filling.tree(answer).css_first("textarea[name=targets]")
        assert area is not None and area.text().strip() == f"http://site.example/{kind}/{one}"
        sent = filling.send(client, "other", about={"item": one}, targets=area.text().strip(), explanation="x", scope="item")
        assert "Not found here" not in filling.words(sent), kind
    assert {(str(one.targets[0].kind), one.targets[0].object_id) for one in everything(news)} >= {("image", image), ("comment", comment)}


def test_an_item_that_is_hidden_can_be_complained_of_without_its_headline(client: TestClient, news: Any) -> None:
    answer = client.get(f"/complaint?item={news.articles['SECRET withheld by a person']}&type=other")
    assert answer.status_code == 200
    assert "SECRET" not in answer.text
    assert news.articles["SECRET withheld by a person"] in answer.text


@pytest.mark.parametrize("type_", ["nonsense", "<b>", "%00", "a" * 500])
def test_a_type_that_there_is_not_is_400(client: TestClient, type_: str) -> None:
    assert client.get(f"/complaint?type={type_}").status_code == 400


# ---- sending -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_", sorted(Type))
def test_a_complaint_of_every_type_makes_a_notice(client: TestClient, news: Any, type_: Type) -> None:
    answer = filling.send(client, type_, filling.whole(type_), about={"item": news.articles[COST]},
                          targets=f"http://site.example/article/{news.articles[COST]}")
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    made = only(news)
    assert (made.type, made.channel) == (type_, notices.Channel.FORM)
    assert made.targets[0].object_id == news.outlets["The Millrace"] if type_ is Type.OPT_OUT else news.articles[COST]
    assert made.reference in filling.words(answer)


def test_the_acknowledgement_has_reference_deadline_with_zone_status_page_and_what_follows(client: TestClient, news: Any) -> None:
    answer = filling.send(client, "correction", filling.whole(Type.CORRECTION), targets=news.articles[COST])
    made, text = only(news), filling.words(answer)
    assert re.fullmatch(r"HW-[0-9A-Z]{4}-[0-9A-Z]{4}", made.reference)
    assert made.reference in text
    assert made.deadline_at - made.received_at == timedelta(hours=24)
    assert "22 November 2026, 14:05 (UTC)" in text
    assert "What happens next" in text
    path = filling.status_of(answer)
    assert f"http://site.example{path}" in text
    assert client.get(path).status_code == 200


def test_the_fields_stand_where_the_desk_looks_for_them(client: TestClient, news: Any) -> None:
    filling.send(client, "copyright_text", scope="headline", targets=news.articles[COST], relation="agent", name="Ana Voss", mail="ana@press.example",
                 organisation="Harbour Press", principal="Ines Calder", phone="1", address="1 Quay\nPort Ellery", work="A poem", explanation="Mine",
                 original_url="https://press.example/poem", first_published="2020-01-02", good_faith="yes", signature="Ana Voss")
    made = only(news)
    assert made.contact == notices.Contact(name="Ana Voss", mail="ana@press.example", phone="1", address="1 Quay\nPort Ellery",
                                           organisation="Harbour Press", principal="Ines Calder")
    assert made.relation is Relation.AGENT
    assert made.targets[0].scope is Scope.HEADLINE
    assert made.statement.explanation == "Mine"
    assert dict(made.statement.fields) == {"work": "A poem", "original_url": "https://press.example/poem", "first_published": "2020-01-02",
                                           "good_faith": "yes", "signature": "Ana Voss"}


def test_an_incomplete_complaint_is_taken_and_told_what_is_missing(client: TestClient, news: Any) -> None:
    answer = filling.send(client, "copyright_text", targets=news.articles[COST], work="A poem of mine", mail="ana@press.example")
    made, text = only(news), filling.words(answer)
    assert answer.status_code == 201
    assert "signature" in made.missing
    for one in filing.lacks(made):
        assert one.words in text
    assert "the clock runs" in text


def test_one_line_an_address_and_what_is_not_found_is_listed_back(client: TestClient, news: Any) -> None:
    answer = filling.send(client, "other", explanation="Both", targets=f"http://site.example/article/{news.articles[COST]}\r\n\r\nhttps://elsewhere.example/page\r\n")
    made = only(news)
    assert [one.object_id for one in made.targets] == [news.articles[COST], ""]
    assert "https://elsewhere.example/page" in filling.words(answer)
    assert "The picture or comment is hidden already" not in filling.words(answer)
    assert "Not found here" in filling.words(answer)


def test_without_a_mail_address_no_acknowledgement_is_promised(client: TestClient, news: Any) -> None:
    answer = filling.send(client, "privacy", targets=news.articles[COST], explanation="About me")
    assert "No acknowledgement is possible by mail" in filling.words(answer)
    form = filling.words(client.get("/complaint?type=privacy"))
    assert filing.NO_MAIL in form


def test_harm_to_children_is_taken_without_name_or_mail(client: TestClient, news: Any) -> None:
    answer = filling.send(client, "child_safety", targets=news.articles[COST])
    made = only(news)
    assert answer.status_code == 201
    assert made.category is Category.U0
    assert made.interim_id and "The picture or comment is hidden already" in filling.words(answer)
    assert not {"name", "mail", "contact"} & set(made.missing)


def test_who_sends_twice_makes_one_notice(client: TestClient, news: Any) -> None:
    data = {**filling.opened(client, "other"), "explanation": "Twice", "targets": news.articles[COST]}
    first, second = client.post("/complaint", data=data), client.post("/complaint", data=data)
    assert (first.status_code, second.status_code) == (201, 201)
    assert filling.status_of(first) == filling.status_of(second)
    assert len(everything(news)) == 1
    client.post("/complaint", data={**data, **filling.opened(client, "other")})
    assert len(everything(news)) == 2


def test_who_goes_back_and_complains_of_something_else_makes_two_and_a_form_that_was_found_opens_no_case(client: TestClient, news: Any) -> None:
    data = {**filling.opened(client, "other"), "explanation": "My own secret", "targets": news.articles[COST]}
    first = client.post("/complaint", data=data)
    second = client.post("/complaint", data={**data, "explanation": "Another thing"})
    assert filling.status_of(first) != filling.status_of(second)
    assert {one.statement.explanation for one in everything(news)} == {"My own secret", "Another thing"}


def test_changing_the_kind_keeps_what_was_written_and_sends_nothing(client: TestClient, news: Any) -> None:
    answer = filling.send(client, "copyright_text", do="change", other="privacy", targets=news.articles[COST], name="Ana Voss", mail="not a mail",
                          work="My report on the gate", explanation="It names me.", good_faith="yes")
    assert answer.status_code == 200 and everything(news) == []
    page = filling.tree(answer)
    assert filling.hidden(answer)["type"] == "privacy"
    fields = {one.attributes.get("name"): one.attributes.get("value") or one.text() for one in page.css("main input, main textarea")}
    assert fields["name"] == "Ana Voss" and fields["mail"] == "not a mail" and news.articles[COST] in fields["targets"]
    assert "It names me." in fields["explanation"] and "My report on the gate" in fields["explanation"]
    assert page.css_first("input[name=good_faith]").attributes.get("checked", "no") != "no"  # pyright: ignore[reportOptionalMemberAccess]
    assert filling.send(client, "copyright_text", do="change", other="nonsense").status_code == 400


# ---- what cannot be read -----------------------------------------------------------------------------------


def test_what_cannot_be_read_is_pointed_out_and_everything_written_is_kept(client: TestClient, news: Any) -> None:
    answer = filling.send(client, "copyright_text", targets="here\nthere", mail="not a mail", original_url="nonsense", first_published="yesterday",
                          work="قصيدتي", address="1 Quay\nPort Ellery", relation="licensee", good_faith="yes")
    page = filling.tree(answer)
    assert answer.status_code == 422
    assert everything(news) == []
    links = [one.attributes.get("href") for one in page.css(".problems a")]
    assert links == ["#f-mail", "#f-original_url", "#f-first_published"]
    for one in links:
        field = page.css_first(str(one))
        assert field is not None and field.attributes.get("aria-invalid") == "true"
        assert page.css(f"#{(field.attributes['aria-describedby'] or '').split()[-1]}")
    title = page.css_first("title")
    assert title is not None and title.text().startswith("To put right")
    for selector, value in (("#f-mail", "not a mail"), ("#f-original_url", "nonsense"), ("#f-first_published", "yesterday")):
        field = page.css_first(selector)
        assert field is not None and field.attributes.get("value") == value
    for selector, value in (("#f-targets", "here\nthere"), ("#f-work", "قصيدتي"), ("#f-address", "1 Quay\nPort Ellery")):
        field = page.css_first(selector)
        assert field is not None and field.text().strip() == value
    assert page.css("#f-good_faith[checked]")
    again = client.post("/complaint", data={**filling.hidden(answer), "targets": "x", "work": "y", "mail": "ana@press.example"})
    assert again.status_code == 201


def test_a_chosen_relation_and_scope_are_kept_too(client: TestClient) -> None:
    answer = filling.send(client, "copyright_text", scope="headline", relation="exclusive_licensee", mail="bad", work="x")
    page = filling.tree(answer)
    assert page.css("input[name=scope][value=headline][checked]")
    assert page.css("input[name=relation][value=exclusive_licensee][checked]")


def test_an_empty_form_is_no_complaint(client: TestClient, news: Any) -> None:
    answer = filling.send(client, "privacy", name="Ana", mail="ana@press.example", good_faith="yes")
    assert answer.status_code == 422
    assert filling.tree(answer).css(".problems a[href='#f-targets']")
    assert everything(news) == []


def test_a_field_that_people_do_not_see_catches_programs_and_tells_people(client: TestClient, news: Any) -> None:
    answer = filling.send(client, "other", explanation="x", website="https://spam.example")
    assert answer.status_code == 422
    assert filling.tree(answer).css(".problems a[href='#f-website']")
    assert everything(news) == []
    unseen = filling.tree(client.get("/complaint?type=other")).css_first("#f-website")
    assert unseen is not None and unseen.attributes.get("tabindex") == "-1"


# ---- limits ------------------------------------------------------------------------------------------------


def test_the_sixth_complaint_in_an_hour_is_told_to_wait_or_to_write(client: TestClient, news: Any) -> None:
    for _ in range(5):
        assert filling.send(client, "other", explanation="x").status_code == 201
    answer = filling.send(client, "other", explanation="What I wrote")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 3600
    text = filling.words(answer)
    assert "desk@site.example" in text
    assert "mail has no such limit" in text
    assert filling.tree(answer).css("a[href='mailto:desk@site.example']")
    assert "What I wrote" in text
    assert len(everything(news)) == 5


def test_the_limits_are_the_operators_and_other_networks_are_never_blocked(news: Any, client_of: Callable[..., TestClient]) -> None:
    client = client_of(news, forms_an_hour=2, trusted_proxies=("127.0.0.1/32",))
    client = TestClient(client.app, base_url="http://site.example", client=("127.0.0.1", 1))

    def send(address: str) -> int:
        return filling.send(client, "other", explanation="x", headers={"x-forwarded-for": address}).status_code

    assert [send("192.0.2.1"), send("192.0.2.77"), send("192.0.2.9")] == [201, 201, 429]
    assert send("198.51.100.1") == 201
    assert send("2001:db8::1") == 201


def test_a_day_has_its_limit_too(news: Any, client_of: Callable[..., TestClient]) -> None:
    client = client_of(news, forms_an_hour=50, forms_a_day=3)
    assert [filling.send(client, "other", explanation="x").status_code for _ in range(4)] == [201, 201, 201, 429]


# ---- attacks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("type_", sorted(Type))
def test_script_in_every_field_of_every_type_stays_text_everywhere(client: TestClient, news: Any, type_: Type) -> None:
    spec = filing.spec(type_)
    assert spec
    values = {one.name: HOSTILE[: one.most] for one in spec.fields}
    readable = {one.name: filling.whole(type_)[one.name] for one in spec.fields if one.kind in ("url", "date") or one.name == "mail"}
    refused = filling.send(client, type_, values, targets=HOSTILE, scope=HOSTILE)
    taken = filling.send(client, type_, values, readable, targets=f"{HOSTILE}\n{news.articles[COST]}")
    assert taken.status_code == 201
    pages = [refused, taken, client.get(filling.status_of(taken)), client.get("/log"), client.get("/log.json"), client.get("/log/feed.atom")]
    for answer in pages:
        assert answer.status_code in (200, 201, 422)
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", answer.text)
        for one in filling.tree(answer).css("[href], [src], [action]") if answer.headers["content-type"].startswith("text/html") else []:
            assert "alert" not in str(one.attributes), one.html
        assert "49" not in re.findall(r"\b49\b", filling.words(answer))


def test_control_characters_are_taken_out(client: TestClient, news: Any) -> None:
    filling.send(client, "other", name="A\x00n\x07a\r\nBcc: x@y.example", explanation="Line\x00 one\r\nline\x1b two", mail="ana@press.example", targets="a\x00b")
    made = only(news)
    assert made.contact.name == "A n a Bcc: x@y.example"
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", repr(made).replace("\\n", ""))
    assert made.statement.explanation == "Line one\nline two"


def test_a_lone_surrogate_is_no_error(client: TestClient) -> None:
    data = {**filling.opened(client, "other"), "explanation": "x"}
    body = "&".join(f"{key}={value}" for key, value in data.items()).encode() + b"&name=%ed%a0%80&targets=%ff%fe"
    answer = client.post("/complaint", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 201


def test_ten_thousand_addresses_are_pointed_out_not_taken(client: TestClient, news: Any) -> None:
    huge = filling.send(client, "other", targets="\n".join(map(str, range(10_000))), explanation="All of them")
    assert huge.status_code == 413
    assert "several forms or by mail" in filling.words(huge)
    answer = filling.send(client, "other", targets="\n".join(map(str, range(5_000))), explanation="All of them")
    assert answer.status_code == 422
    assert "at most 500" in filling.words(answer)
    assert filling.tree(answer).css(".problems a[href='#f-targets']")
    assert everything(news) == []
    assert filling.send(client, "other", targets="\n".join(map(str, range(500))), explanation="All of them").status_code == 201


def test_a_body_without_bounds_is_refused(client: TestClient, news: Any) -> None:
    huge = filling.send(client, "other", explanation="x" * 70_000)
    assert huge.status_code == 413
    assert huge.headers["content-security-policy"] == security.POLICY
    unsaid = client.post("/complaint", content=iter([b"a=b&", b"x" * 40_000, b"x" * 40_000]), headers={"content-type": "application/x-www-form-urlencoded"})
    assert unsaid.status_code == 413
    assert "several forms or by mail" in filling.words(unsaid)
    many = {**filling.opened(client, "other"), **{f"f{number}": "x" for number in range(500)}}
    assert client.post("/complaint", data=many).status_code == 400
    files = client.post("/complaint", data=filling.opened(client, "other"), files={"document": ("a.svg", b"<svg/>", "image/svg+xml")})
    assert files.status_code == 400
    assert everything(news) == []


def test_a_long_field_is_cut_to_what_its_form_allows(client: TestClient, news: Any) -> None:
    filling.send(client, "other", name="n" * 5000, explanation="x" * 20_000)
    made = only(news)
    assert len(made.contact.name) <= 200
    assert len(made.statement.explanation) <= 10_000


def test_a_form_that_is_not_ours_is_refused(client: TestClient, news: Any) -> None:
    data = {**filling.opened(client, "other"), "explanation": "x"}
    forged = [
        ({**data, "token": ""}, {}), ({key: value for key, value in data.items() if key != "token"}, {}),
        ({**data, "token": data["token"][:-2] + "xx"}, {}), ({**data, "type": "privacy"}, {}),  # the token of another type
        (data, {"origin": "https://evil.example"}), (data, {"sec-fetch-site": "cross-site"}), (data, {"origin": "null"}),
        (data, {"sec-fetch-site": "same-site"}), (data, {"origin": "null", "sec-fetch-site": "cross-site"}),
    ]  # fmt: skip
    for values, headers in forged:
        assert client.post("/complaint", data=values, headers=headers).status_code == 403, (values, headers)
    assert everything(news) == []
    assert client.post("/complaint", data=data, headers={"origin": "http://site.example", "sec-fetch-site": "same-origin"}).status_code == 201


def test_a_form_is_good_for_a_day(news: Any, client_of: Callable[..., TestClient]) -> None:
    data = {**filling.opened(client_of(news), "other"), "explanation": "x"}
    assert client_of(news, now=NOW + timedelta(hours=23)).post("/complaint", data=data).status_code == 201
    fresh = {**filling.opened(client_of(news), "other"), "explanation": "x"}
    assert client_of(news, now=NOW + timedelta(hours=25)).post("/complaint", data=fresh).status_code == 403


def test_a_choice_that_was_not_offered_is_not_taken(client: TestClient, news: Any) -> None:
    filling.send(client, "copyright_text", scope="outlet", relation="king", work="x", targets=news.articles[COST])
    made = only(news)
    assert made.relation is Relation.OTHER
    assert made.targets[0].scope is Scope.TEXT


def test_every_form_works_over_both_databases(news_on_both: Any, client_of: Callable[..., TestClient]) -> None:
    client = client_of(news_on_both)
    answer = filling.send(client, "other", explanation="x", targets=news_on_both.articles[COST])
    assert client.get(filling.status_of(answer)).status_code == 200
