"""The legal pages say what the operator has set, never a blank, and claim nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from headwater import config
from headwater.actions import filing
from headwater.notices import DeskRules
from headwater.web import legal, settings, site

PAGES = ("/legal/contact", "/legal/notice-policy", "/legal/privacy", "/legal/terms")
WHOLE: dict[str, Any] = {
    "owner": "River Society", "postal_address": "1 Quay, Port Ellery", "mail": "desk@site.example", "complaints_mail": "rights@site.example",
    "phone": "+44 1", "agent": "Ines Calder", "agent_postal_address": "2 Quay, Port Ellery", "agent_phone": "+44 2", "agent_mail": "agent@site.example",
    "agent_registration": "DMCA-1000001", "authorities_mail": "law@site.example", "notice_languages": ("en", "de", "ar"),
    "base_url": "https://site.example", "sends_mail": True,
}  # fmt: skip
BLANK: dict[str, Any] = {"owner": "", "mail": ""}


def words(answer: Any) -> str:
    node = LexborHTMLParser(answer.text).css_first("main")
    assert node is not None
    return re.sub(r"\s+", " ", node.text())


def test_the_contact_page_names_everything_that_is_set(news: Any, client_of: Callable[..., TestClient]) -> None:
    text = words(client_of(news, **WHOLE).get("/legal/contact"))
    for name, value in WHOLE.items():
        if isinstance(value, str) and name != "base_url":
            assert value in text, name
    assert "English, German and Arabic" in text


def test_page_and_file_give_the_same_values(news: Any, client_of: Callable[..., TestClient]) -> None:
    for given in (WHOLE, BLANK, {**BLANK, "mail": "desk@site.example"}):
        client = client_of(news, **given)
        answer = client.get("/.well-known/headwater-contact.json")
        assert answer.headers["content-type"] == "application/json"
        text, found = client.get("/legal/contact").text, answer.json()
        values = re.findall(r'"([^"]+)"(?=[,}\]])', json.dumps({key: one for key, one in found.items() if key not in ("site", "languages")}))
        assert values
        for value in values:
            assert value in text or value.endswith("/complaint"), value


def test_each_contact_falls_back_to_the_next_best() -> None:
    who = legal.contact_of(settings.SiteSettings(owner="Society", mail="desk@site.example", postal_address="1 Quay"), "https://site.example")
    assert (who.agent, who.agent_mail, who.agent_postal_address, who.authorities_mail, who.complaints_mail) == (
        "Society", "desk@site.example", "1 Quay", "desk@site.example", "desk@site.example")
    assert who.complaint_form == "https://site.example/complaint"


@pytest.mark.parametrize("given", [BLANK, {**BLANK, "owner": "River Society"}, {**BLANK, "mail": "desk@site.example"}, WHOLE])
def test_a_missing_value_is_never_a_blank(news: Any, client_of: Callable[..., TestClient], given: dict[str, Any]) -> None:
    client = client_of(news, **given)
    for path in (*PAGES, "/about", "/complaint", "/complaint?type=privacy", "/log"):
        answer = client.get(path)
        assert answer.status_code == 200
        page = LexborHTMLParser(answer.text)
        assert not [one for one in page.css("main dd, main dt, main p, main li, main a") if not one.text().strip()], path
        assert 'href="mailto:"' not in answer.text
        text = re.sub(r"\s+", " ", page.body.text() if page.body else "")
        for hole in ("write to .", "write to ,", "reach our agent: .", " ,", "None", "operator of this site has not"):
            assert hole not in text, (path, hole)
    empty = client.get("/.well-known/headwater-contact.json").json()
    assert not [key for key, one in empty.items() if not one]


def test_we_claim_no_compliance_anywhere(news: Any, client_of: Callable[..., TestClient]) -> None:
    client = client_of(news, **{**WHOLE, "agent_registration": ""})
    for path in (*PAGES, "/", "/about", "/complaint", "/complaint?type=copyright_text", "/log", "/.well-known/headwater-contact.json"):
        text = client.get(path).text.lower()
        for claim in ("dmca", "compliant", "safe harbo", "protected by"):
            assert claim not in text, (path, claim)


def test_the_policy_follows_the_operators_rules_and_names_every_type(news: Any, client_of: Callable[..., TestClient]) -> None:
    text = words(client_of(news, rules=DeskRules(interim=18, warning=12.5, reminders=(2,), info_days=3, log_delay_days=1)).get("/legal/notice-policy"))
    for said in ("After 18 hours", "After 12.5 hours", "After 2 hours", "within 3 days", "after 1 day:", f"Version {legal.VERSION}", "24 hours"):
        assert said in text
    for spec in filing.specs():
        assert spec.label in text
    at_once = words(client_of(news, rules=DeskRules(log_delay_days=0, reminders=())).get("/legal/notice-policy"))
    assert "in the log at once" in at_once


def test_the_legal_pages_are_versioned_and_linked_from_each_other(client: TestClient) -> None:
    for path in PAGES[1:]:
        assert f"Version {legal.VERSION}, in force since {legal.SINCE}" in words(client.get(path))
    foot = LexborHTMLParser(client.get("/").text).css("footer a")
    assert {*PAGES, "/log", "/complaint"} <= {one.attributes.get("href") for one in foot}


def test_what_is_missing_is_told_to_the_operator() -> None:
    nothing = settings.missing(settings.SiteSettings())
    named = {one.setting for one in nothing}
    assert named == {"site.owner", "site.postal_address", "site.complaints_mail", "site.phone", "site.base_url", "site.agent_registration", "mail.smtp_host"}
    assert all(one.why.endswith(".") and len(one.why) > 30 for one in nothing)
    assert named <= {name for name, *_ in config.documented()}
    assert settings.missing(settings.SiteSettings(**WHOLE)) == ()
    agents = settings.missing(settings.SiteSettings(agent_phone="+44 2", agent_postal_address="2 Quay", mail="desk@site.example"))
    assert not {"site.phone", "site.postal_address", "site.complaints_mail"} & {one.setting for one in agents}


@pytest.mark.parametrize(("left", "passed"), [(91, None), (90, 1), (31, 1), (30, 2), (7, 3), (1, 3), (0, 4), (-5, 4)])
def test_the_operator_is_warned_before_the_agents_designation_lapses(left: int, passed: int | None) -> None:
    today = date(2026, 11, 21)
    found = settings.renewal(today + timedelta(days=left), today)
    assert (found and found[0]) == passed
    assert found is None or ("lapsed on" if left <= 0 else f"in {left} day") in found[1]
    assert settings.renewal(None, today) is None


def test_day_of_renewal_and_representative_stand_on_page_and_in_file(news: Any, client_of: Callable[..., TestClient]) -> None:
    client = client_of(news, **WHOLE, agent_renewal=date(2029, 5, 3), eu_representative="Lina Berg, 3 Kai, Osk, lina@rep.example")
    page, found = words(client.get("/legal/contact")), client.get("/.well-known/headwater-contact.json").json()
    assert (found["agent"]["renewal"], found["eu_representative"]) == ("2029-05-03", "Lina Berg, 3 Kai, Osk, lina@rep.example")
    assert "To be renewed by2029-05-03" in page and "Lina Berg, 3 Kai, Osk, lina@rep.example" in page


def test_hostile_settings_stay_text(news: Any, client_of: Callable[..., TestClient]) -> None:
    hostile = {one.name: "<script>alert(1)</script>" for one in fields(site.SiteSettings) if isinstance(one.default, str) and one.name != "base_url"}
    client = client_of(news, **hostile)
    for path in (*PAGES, "/about", "/complaint"):
        assert "<script>alert" not in client.get(path).text
