"""What machines ask for: OPML, sitemaps, robots.txt, health, metrics, static files, the description of the API.

In: requests. Out: XML, text, JSON. Never: an article that its publisher or the gate keeps from lists.
"""

from __future__ import annotations

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]  (the wheel has no types)
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from headwater import errors
from headwater.store import directory
from headwater.web import api, assets, channel, context, dates, origins, query

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST_IN_SITEMAP = 50_000  # sitemaps.org
_NO_STORE = {"cache-control": "no-store"}


def _xml(root: etree._Element, media_type: str = "application/xml") -> Response:
    return Response(etree.tostring(root, encoding="utf-8", xml_declaration=True), media_type=media_type)


def opml(request: Request) -> Response:
    """All outlets and their feeds as OPML 2.0."""
    site = context.of(request)
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = channel.clean(f"Outlets of {site.settings.name}")
    body = etree.SubElement(root, "body")
    with site.store.read() as conn:
        for one in directory.subscriptions(conn):
            made = etree.SubElement(body, "outline")
            values = {"type": "rss", "text": one.name, "title": one.name, "xmlUrl": one.feed_url,
                      "htmlUrl": origins.web_address(one.home_url), "language": dates.tag(one.language)}  # fmt: skip
            for name, value in values.items():
                if value:
                    made.set(name, channel.clean(value))
    return _xml(root, "text/x-opml")


def sitemap(request: Request) -> Response:
    """The articles that may be listed; an index of several where they are more than 50,000."""
    site = context.of(request)
    with site.store.read() as conn:
        count = directory.count_listed(conn)
        spots = directory.listed(conn, limit=MOST_IN_SITEMAP) if count <= MOST_IN_SITEMAP else []
    origin = query.origin(request, site.settings.base_url)
    if count <= MOST_IN_SITEMAP:
        return _sitemap(origin, spots)
    root = etree.Element(f"{{{SITEMAP}}}sitemapindex", nsmap={None: SITEMAP})
    for number in range(1, -(-count // MOST_IN_SITEMAP) + 1):
        part = etree.SubElement(root, f"{{{SITEMAP}}}sitemap")
        etree.SubElement(part, f"{{{SITEMAP}}}loc").text = f"{origin}/sitemap-{number}.xml"
    return _xml(root)


def sitemap_part(request: Request) -> Response:
    """One of several sitemaps, counted from 1."""
    site, number = context.of(request), request.path_params["number"]
    spots = []
    if 1 <= number <= MOST_IN_SITEMAP:
        with site.store.read() as conn:
            spots = directory.listed(conn, limit=MOST_IN_SITEMAP, offset=MOST_IN_SITEMAP * (number - 1))
    if not spots:
        raise HTTPException(404, "There is no such sitemap.")
    return _sitemap(query.origin(request, site.settings.base_url), spots)


def _sitemap(origin: str, spots: list[directory.Spot]) -> Response:
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP})
    for spot in spots:
        made = etree.SubElement(root, f"{{{SITEMAP}}}url")
        etree.SubElement(made, f"{{{SITEMAP}}}loc").text = f"{origin}/article/{spot.article_id}"
        etree.SubElement(made, f"{{{SITEMAP}}}lastmod").text = dates.iso(spot.changed_at)
    return _xml(root)


def robots(request: Request) -> Response:
    """Robots are welcome to everything but endless lists."""
    origin = query.origin(request, context.of(request).settings.base_url)
    return PlainTextResponse(f"User-agent: *\nDisallow: /search\nDisallow: /api/\nDisallow: /desk\nDisallow: /complaint\n\nSitemap: {origin}/sitemap.xml\n")


def opensearch(request: Request) -> Response:
    """The search as browsers learn of it (OpenSearch 1.1)."""
    site = context.of(request)
    origin, space = query.origin(request, site.settings.base_url), "http://a9.com/-/spec/opensearch/1.1/"
    root = etree.Element(f"{{{space}}}OpenSearchDescription", nsmap={None: space})
    etree.SubElement(root, f"{{{space}}}ShortName").text = channel.clean(site.settings.name)[:16]
    etree.SubElement(root, f"{{{space}}}Description").text = "News with its sources"
    etree.SubElement(root, f"{{{space}}}Url", type="text/html", template=f"{origin}/search?q={{searchTerms}}")
    return _xml(root, "application/opensearchdescription+xml")


def healthz(request: Request) -> Response:
    """Whether the store answers, and how old the newest poll is."""
    site = context.of(request)
    try:
        with site.store.read() as conn:
            polled = directory.newest_poll(conn)
    except errors.HeadwaterError:
        return JSONResponse({"status": "failing", "store": "unreachable"}, status_code=503, headers=_NO_STORE)
    age = max(0.0, (site.now() - polled).total_seconds()) if polled else None
    return JSONResponse({"status": "ok", "store": "ok", "newest_poll_age_seconds": age}, headers=_NO_STORE)


def metrics(request: Request) -> Response:
    """Prometheus metrics, where the operator serves them."""
    render = context.of(request).settings.metrics
    if render is None:
        raise HTTPException(404, "Metrics are not served here.")
    body, media_type = render()
    return Response(body, headers={"content-type": media_type, **_NO_STORE})


def static(request: Request) -> Response:
    """A static file under its hashed name."""
    asset = assets.by_hashed_name(request.path_params["name"])
    if asset is None:
        raise HTTPException(404)
    return Response(asset.body, headers={"content-type": asset.media_type, "cache-control": "public, max-age=31536000, immutable"})


def api_page(request: Request) -> Response:
    """The read API in words, for people."""
    spec = api.specification()
    operations = [(path, found["get"]) for path, found in spec["paths"].items()]
    fields = [(name, one.get("description", "")) for name, one in spec["components"]["schemas"]["ArticleOut"]["properties"].items()]
    return context.page(request, "api.html", spec=spec, operations=operations, fields=fields)
