"""Filing complaints as a browser does: load the form, fill it in, send it."""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from headwater import notices
from headwater.actions import filing


def tree(answer: Any) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def words(answer: Any, selector: str = "main") -> str:
    """The text of a part of a page, spaces squeezed."""
    return re.sub(r"\s+", " ", " ".join(one.text() for one in tree(answer).css(selector))).strip()


def hidden(answer: Any, form: str = "form[method=post]", nth: int = 0) -> dict[str, str]:
    """The hidden fields of a form on a page."""
    found = tree(answer).css(form)[nth].css("input[type=hidden]")
    return {one.attributes["name"] or "": one.attributes.get("value") or "" for one in found}


def opened(client: TestClient, type: str, **about: str) -> dict[str, str]:
    """The hidden fields of a fresh form of a type."""
    answer = client.get("/complaint", params={"type": type, **about})
    assert answer.status_code == 200, answer.text
    return hidden(answer)


def whole(type: notices.Type, *, saying: str = "It is so.") -> dict[str, str]:
    """Everything that a type's form asks for, filled in."""
    spec = filing.spec(type)
    assert spec
    by_kind = {notices.FieldKind.URL: "https://original.example/work", notices.FieldKind.DATE: "2026-05-03", notices.FieldKind.TICK: "yes"}
    found = {one.name: by_kind.get(one.kind) or (one.choices[0][0] if one.choices else saying[: one.most]) for one in spec.fields}
    return found | ({"mail": "ana@press.example"} if "mail" in found else {})


def send(
    client: TestClient, type: str, *filled: dict[str, str], headers: dict[str, str] | None = None, about: dict[str, str] | None = None, **values: str
) -> Any:
    """Load the form and send it with what is ``filled`` in; later values win."""
    data = opened(client, type, **(about or {}))
    for one in (*filled, values):
        data |= one
    return client.post("/complaint", data=data, headers=headers)


def status_of(answer: Any) -> str:
    """The path of the status page that the acknowledgement names."""
    assert answer.status_code == 201, answer.text
    found = [one.attributes.get("href") or "" for one in tree(answer).css("main a")]
    return next(one for one in found if one.startswith("/complaint/status/")).split("#")[0]
