"""The templates' environment: autoescaped, strict about names, with the filters that templates use.

In: the templates of this package. Out: a Jinja environment. Never: markup that was not escaped, but the JSON-LD block,
which ``linked`` makes safe.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

import jinja2

from headwater import licences, model, reasons, text, urls
from headwater.actions import filing, wording
from headwater.web import assets, dates, editions, flow, makers, origins, spoken


def environment() -> jinja2.Environment:
    """The environment of the site's templates."""
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("headwater.web"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
        finalize=_printable,
    )
    env.filters |= {
        "ago": dates.ago, "full": dates.full, "iso": dates.iso, "clock": dates.clock, "today": dates.today,
        "language_name": dates.language_name, "language_in_english": dates.language_in_english,
        "country_name": dates.country_name, "lang": dates.tag, "host": _host, "quoted": lambda value: quote(value, safe=""),
        "explain": reasons.explain, "sureness": origins.sureness, "kind": origins.kind, "place": origins.place,
        "query": lambda pairs: urlencode({key: value for key, value in pairs.items() if value}),
        "web_address": origins.web_address, "origin_name": origins.name, "snippet": wording.snippet, "origin": origins.of, "origin_link": origins.link,
        "evidence": origins.evidence, "way": origins.way, "step": origins.step, "reports_itself": origins.reports_itself, "attributes": attributes, "is_open": licences.is_open,
    }  # fmt: skip
    env.filters |= {
        "hours": spoken.hours, "days": spoken.days, "day": dates.long_day, "status": spoken.status, "type_label": filing.label,
        "action": spoken.ACTIONS.get, "scope": spoken.SCOPES.get, "kind_of": spoken.KINDS.get, "unshown": spoken.UNSHOWN.get,
        "pieces": flow.pieces, "writers": makers.writers, "makers": makers.others, "kind_word": makers.KINDS.get, "access": makers.ACCESS.get,
        "edition_address": editions.address, "edition_name": editions.name, "topic_word": editions.TOPICS.get,
        "outcome": spoken.OUTCOMES.get, "automated": spoken.AUTOMATED.get,
    }  # fmt: skip
    env.globals |= {"asset": assets.address, "View": model.View}
    return env


def _printable(value: object) -> object:
    """What a template writes, without control characters, which HTML does not know."""
    return text.clean(value) if type(value) is str else value


def _host(url: str) -> str:
    """A host for people, without "www."."""
    return urls.hostname(url).removeprefix("www.")


def attributes(language: str | None) -> dict[str, str]:
    """``lang`` and ``dir`` of an item, for the xmlattr filter; an unknown language lets the text decide."""
    known = dates.tag(language)
    if not known:
        return {"dir": "auto"}
    return {"lang": known, "dir": "rtl" if text.is_rtl(known) else "ltr"}
