"""The command on the catalogue that ships: what is in it, chosen by country, language, kind; and enrolling a choice.

In: options. Out: a table, or outlets in the store. Never: a request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from headwater import app, cldr, urls
from headwater.cli import common
from headwater.errors import ConfigError, HeadwaterError
from headwater.feeds import catalogue as shipped
from headwater.feeds import starter
from headwater.feeds.catalogue import CatalogueOutlet
from headwater.pipeline import enrol
from headwater.store import outlets as outlet_rows

Countries = Annotated[list[str] | None, typer.Option("--country", help="Only this country (ISO 3166-1, e.g. br; int: of no one country). May be repeated.")]
Languages = Annotated[list[str] | None, typer.Option("--language", help="Only this language (BCP 47: pt also finds pt-BR). May be repeated.")]
Kinds = Annotated[list[str] | None, typer.Option("--kind", help=f"Only this kind: {', '.join(shipped.KINDS)}. May be repeated.")]
Named = Annotated[str, typer.Option("--outlet", help="Only outlets whose name or address holds this.")]


def catalogue(
    config_file: common.Config = None,
    as_json: common.Json = False,
    country: Countries = None,
    language: Languages = None,
    kind: Kinds = None,
    outlet: Named = "",
    open_only: Annotated[bool, typer.Option("--open", help="Only those that publish under an open licence.")] = False,
    begin: Annotated[bool, typer.Option("--starter", help="The balanced hundred that a new installation begins with.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Every outlet, instead of the counts by country.")] = False,
    take: Annotated[bool, typer.Option("--enrol", help="Enrol what is chosen; nothing is asked before the next poll.")] = False,
    sitemaps: Annotated[bool, typer.Option("--sitemaps", help="With --enrol: sitemaps also where there are feeds.")] = False,
) -> None:
    """Show the outlets that ship with Headwater, choose among them, enrol the choice."""
    settings = common.settings(config_file)
    chosen = choose(app.catalogue_of(settings), country=country, language=language, kind=kind, outlet=outlet)
    chosen = [one for one in chosen if one.licence] if open_only else chosen
    chosen = list(starter.choose(chosen)) if begin else chosen
    narrowed = any((country, language, kind, outlet, open_only, begin, everything))
    if take:
        if not narrowed:
            raise ConfigError("choose what to enrol, by --country, --language, --kind, --outlet, --open, --starter; or take --all")
        if not chosen:
            raise HeadwaterError("no outlet of the catalogue is like that: `headwater outlets catalogue` shows what there is")
        new = enrol.enrol_all(app.open_store(settings), [enrol.of_catalogue(one, sitemaps=sitemaps) for one in chosen], now=app.now())
        common.show_json({"outlets": len(chosen), "new_feeds": new}) if as_json else print(f"{len(chosen)} outlet(s), {new} new feed(s).")
    elif as_json:
        common.show_json([_plain(one) for one in chosen] if narrowed else _counts(chosen))
    elif narrowed:
        _list(chosen, _known_homes(app.open_store(settings)) if chosen else set())
    else:
        _show_counts(chosen)


def choose(outlets: Sequence[CatalogueOutlet], *, country: Sequence[str] | None, language: Sequence[str] | None,
           kind: Sequence[str] | None, outlet: str) -> list[CatalogueOutlet]:
    """Those that match every option given; ConfigError for a kind or a country that there is not."""
    for one in kind or ():
        if one not in shipped.KINDS:
            raise ConfigError(f"there is no kind {one!r}: take one of {', '.join(shipped.KINDS)}")
    for one in country or ():
        if one.lower() != shipped.INTERNATIONAL and one.upper() not in cldr.Locale("en").territories:
            raise ConfigError(f"there is no country {one!r}: take a code of ISO 3166-1 such as br, or int; `headwater outlets catalogue` lists those in use")
    countries, ranges, part = {one.lower() for one in country or ()}, [one.lower() for one in language or ()], outlet.lower()
    return [
        one for one in outlets
        if (not countries or (one.country or shipped.INTERNATIONAL) in countries)
        and (not ranges or any(matches(tag, wanted) for tag in one.languages for wanted in ranges))
        and (not kind or one.kind in kind)
        and part in " ".join((one.name, one.home_url, *one.feeds, *one.sitemaps)).lower()
    ]


def matches(tag: str, wanted: str) -> bool:
    """Whether a language is in a range: basic filtering of RFC 4647, section 3.3.1.

    >>> matches("pt-BR", "pt"), matches("pt", "pt-br")
    (True, False)
    """
    return f"{tag.lower()}-".startswith(f"{wanted}-")


def country_name(code: str | None) -> str:
    """The country's name in English (CLDR)."""
    return cldr.Locale("en").territories.get((code or "").upper(), "of no one country")


def _known_homes(store: app.db.Store) -> set[str]:
    with store.read() as conn:
        return {urls.key(one.home_url) for one in outlet_rows.every(conn)}


def _plain(one: CatalogueOutlet) -> dict[str, object]:
    return {
        "name": one.name, "home": one.home_url, "country": one.country, "languages": one.languages, "kind": one.kind, "owner": one.owner,
        "feeds": one.feeds, "sitemaps": one.sitemaps, "agency": one.is_agency, "licence": one.licence and one.licence.name,
    }


def _list(chosen: Sequence[CatalogueOutlet], known: set[str]) -> None:
    """One line an outlet; names last, for their scripts have widths of their own."""
    if not chosen:
        print("No outlet of the catalogue is like that.")
        return
    homes = [one.home_url.removeprefix("https://").removeprefix("http://").removesuffix("/")[:44] for one in chosen]
    wide = max(map(len, homes))
    for one, home in zip(chosen, homes, strict=True):
        tags = ",".join(one.languages)
        marks = ("*" if one.licence else " ") + ("+" if urls.key(one.home_url) in known else " ")
        print(f"{one.country or 'int':3} {marks} {tags[:12]:12} {one.kind:12} {len(one.polled):3}  {home:{wide}}  {one.name}")
    feeds = sum(len(one.polled) for one in chosen)
    print(f"{len(chosen)} outlet(s), {feeds} feed(s). * under an open licence, + enrolled. --enrol enrols them, --json tells everything.")


def _counts(outlets: Sequence[CatalogueOutlet]) -> list[dict[str, object]]:
    found = []
    for code in sorted({one.country or shipped.INTERNATIONAL for one in outlets}):
        of_it = [one for one in outlets if (one.country or shipped.INTERNATIONAL) == code]
        languages = Counter(tag.partition("-")[0] for one in of_it for tag in one.languages)
        found.append({
            "country": code, "name": country_name(code), "outlets": len(of_it), "feeds": sum(len(one.feeds) for one in of_it),
            "sitemaps": sum(len(one.sitemaps) for one in of_it), "open": sum(one.licence is not None for one in of_it),
            "languages": [tag for tag, _ in languages.most_common()],
        })
    return found


def _show_counts(outlets: Sequence[CatalogueOutlet]) -> None:
    rows = _counts(outlets)
    print(f"{'':3} {'country':32} {'outlets':>7} {'feeds':>6} {'sitemaps':>8} {'open':>4}  languages")
    for row in rows:
        tags = " ".join(list(row["languages"])[:10]) if isinstance(row["languages"], list) else ""
        print(f"{row['country']:3} {str(row['name'])[:32]:32} {row['outlets']:7} {row['feeds']:6} {row['sitemaps']:8} {row['open']:4}  {tags}")
    languages = {tag.partition("-")[0] for one in outlets for tag in one.languages}
    countries = {one.country for one in outlets if one.country}
    print(f"{len(outlets)} outlets of {len(countries)} countries in {len(languages)} languages: {sum(len(one.feeds) for one in outlets)} feeds, "
          f"{sum(len(one.sitemaps) for one in outlets)} sitemaps. Choose by --country, --language, --kind, --outlet, --open, --starter; "
          "see all by --all.")
