"""Redirectors: what only leads to an outlet's page, and where, as far as an address says so itself.

In: an address. Out: whether it redirects, the address that is wrapped in it, whether it can be opened at all. Never: a
request (a visit to the page follows those that name nothing), or a redirector as a result.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import parse_qsl, unquote

from headwater.urls import form

_REDIRECTORS = frozenset(  # hosts, without "www." or "m."
    ["news.google.com", "news.url.google.com", "feedproxy.google.com", "consent.google.com", "consent.yahoo.com", "t.co",
     "bit.ly", "bitly.com", "j.mp", "bit.do", "ow.ly", "tinyurl.com", "tiny.cc", "goo.gl", "goo.su", "lnkd.in", "dlvr.it",
     "buff.ly", "trib.al", "flip.it", "is.gd", "v.gd", "ift.tt", "apple.news", "apple.co", "fb.me", "on.fb.me",
     "l.facebook.com", "lm.facebook.com", "l.instagram.com", "l.threads.net", "out.reddit.com", "redd.it", "youtu.be",
     "t.umblr.com", "href.li", "link.medium.com", "r.search.yahoo.com", "yhoo.it", "slack-redir.net", "rebrand.ly",
     "cutt.ly", "rb.gy", "t.ly", "s.id", "shorturl.at", "clck.ru", "vk.cc", "u.to", "adf.ly", "amzn.to", "wp.me", "shar.es",
     "po.st", "snip.ly", "hubs.ly", "hubs.la", "spr.ly", "fw.to", "eepurl.com", "ebx.sh", "smarturl.it", "zpr.io", "reut.rs",
     "nyti.ms", "wapo.st", "bbc.in", "cnn.it", "on.wsj.com", "on.ft.com", "econ.st", "apne.ws", "n.pr", "theatln.tc",
     "politi.co", "bloom.bg", "fxn.ws", "cbsn.ws", "nbcnews.to", "abcn.ws", "usat.ly", "lat.ms", "ind.pn", "dailym.ai",
     "tcrn.ch", "onforb.es", "aje.io", "p.dw.com", "spon.de", "sz.de", "to.welt.de", "dpaq.de", "lemde.fr",
     "go.skimresources.com", "redirect.viglink.com", "us.rd.yahoo.com", "rd.yahoo.com", "disq.us", "anonym.to",
     "dereferer.me", "click.linksynergy.com", "awin1.com", "anrdoezrs.net", "jdoqocy.com", "kqzyfj.com", "tkqlhce.com",
     "dpbolvw.net", "go.redirectingat.com", "translate.google.com", "tinylink.net", "shorturl.com", "short.io", "lc.cx",
     "qr.ae", "dld.bz", "mcaf.ee", "soo.gd", "chilp.it", "moourl.com", "cli.gs", "su.pr", "alturl.com", "x.co", "prn.to",
     "trib.in", "socsi.in", "nyp.st", "ti.me", "bzfd.it", "usat.me", "cnb.cx", "yhoo.news", "l.messenger.com", "exit.sc",
     "ln.is", "paper.li", "flpbd.it", "upflow.co", "crwd.fr", "bddy.me", "share.google", "search.app"]
)
_REDIRECTOR_DOMAINS = (".feedburner.com", ".feedsportal.com", ".feedproxy.com", ".pheedo.com", ".list-manage.com", ".rs6.net",
                       ".awstrack.me", ".safelinks.protection.outlook.com", "urldefense.com", "urldefense.proofpoint.com",
                       ".cdn.ampproject.org", ".bing-amp.com", ".translate.goog")
_REDIRECTOR_PATHS = re.compile(  # host and path, where only some addresses of a host redirect
    r"google(?:\.[a-z]{2,3}){1,2}/(?:url$|amp/)|(?:cdn\.)?ampproject\.(?:org|net)/|medium\.com/r/|(?:[a-z.]+\.)?yahoo\.com/[^?]*\*https?:|[^/]+/(?:[^?]*/)?~(?:r|3)/|[^/]*feedblitz\.com/~/|facebook\.com/(?:l|flx/warn)(?:\.php)?(?:/|$)"
    r"|bing\.com/(?:ck/|news/apiclick)|duckduckgo\.com/l/|youtube\.com/redirect$|linkedin\.com/(?:redir|safety/go)"
    r"|vk\.com/away(?:\.php)?$|getpocket\.com/redirect|flipboard\.com/redirect|steamcommunity\.com/linkfilter", re.I)  # "google.com/url"
_FORWARDING_PATH = re.compile(  # "/redirect", "/out.php", on any host
    r"/(?:url|r|l|redirect|redir|rd|out|away|exit|goto|go|click|clk|track|link|leave)(?:\.(?:php|aspx?|html?|cgi))?/?$", re.I)
_FORWARDED = re.compile(r"[?&][a-z_]{1,20}=https?(?::|%3a)(?:/|%2f){2}", re.I)  # "?url=https://…", "&to=http%3A%2F%2F…"

_NESTED = 5  # wrappers within wrappers that are opened
_WRAPPERS: dict[str, tuple[str, ...]] = {  # host without "www." or "m.": the parameters that may hold the target
    "google": ("q", "url"), "news.google.com": ("url",), "news.url.google.com": ("url", "q"), "consent.google.com": ("continue",),
    "translate.google.com": ("u",), "consent.yahoo.com": ("done",), "bing.com": ("url", "r"), "l.facebook.com": ("u",),
    "lm.facebook.com": ("u",), "facebook.com": ("u",), "l.messenger.com": ("u",), "l.instagram.com": ("u",), "l.threads.net": ("u",),
    "out.reddit.com": ("url",), "duckduckgo.com": ("uddg",), "t.umblr.com": ("z",), "vk.com": ("to",), "youtube.com": ("q",),
    "linkedin.com": ("url",), "slack-redir.net": ("url",), "steamcommunity.com": ("url", "u"), "getpocket.com": ("url",),
    "flipboard.com": ("url",), "medium.com": ("url",), "disq.us": ("url",), "redirect.viglink.com": ("u", "out"),
    "go.skimresources.com": ("url",), "go.redirectingat.com": ("url",), "click.linksynergy.com": ("murl",),
    "awin1.com": ("ued", "p"), "urldefense.proofpoint.com": ("u",), "exit.sc": ("url",),
}
_WHOLE_QUERY = frozenset({"href.li", "anonym.to", "dereferer.me"})  # "https://href.li/?https://outlet.example/a"
_AMP_CACHE = re.compile(  # "/c/s/outlet.example/a" of a cache, "/amp/s/outlet.example/a" of Google: "s" for https
    r"^/(?:[a-z]/|amp/|wp/[a-z]/)(s/)?([^/?#]+\.[^/?#]+[^#]*)", re.I)
_PROOFPOINT = re.compile(r"^/v3/__(.+?)__;([^!]*)!", re.S)  # "/v3/__https://outlet.example/a*b__;Iw!!..."
_YAHOO = re.compile(r"/RU=([^/]+)/|\*(https?(?::|%3a).+)$", re.I)  # "/RU=https%3a%2f%2fa.example/RK=2/", "/rss/*https://a.example"
_AWS = re.compile(r"^/L\d/(https?:[^/]+)/", re.I)  # "/L0/https:%2F%2Foutlet.example%2Fa/1/0100..."
_GOOGLE_NEWS = re.compile(r"^/(?:rss/)?(?:articles|read)/([\w-]{16,})")  # "/rss/articles/CBMiK2h0dHBz..."
_GOOGLE = re.compile(r"google(?:\.[a-z]{2,3}){1,2}")  # "google.co.uk"


def is_redirector(url: str) -> bool:
    """Whether an address is known for redirecting, so that it must not be shown as a Reference.

    By its host (shorteners, FeedBurner), by its host and path (``google.com/url``, ``/~r/``), or because it carries
    another address in its query and says that it leads there.

    >>> is_redirector("https://www.bit.ly/x"), is_redirector("https://google.de/url?q=https://a.example/")
    (True, True)
    """
    name = form.hostname(url).rstrip(".")
    bare = name.removeprefix("www.").removeprefix("m.")
    if name in _REDIRECTORS or bare in _REDIRECTORS or f".{bare}".endswith(_REDIRECTOR_DOMAINS):
        return True
    where, _, query = form.path(url).partition("?")
    return bool(_REDIRECTOR_PATHS.match(f"{bare}{where}")
                or (query and _FORWARDING_PATH.search(where) and _FORWARDED.search(f"?{query}")))


def unwrap(url: str) -> str | None:
    """The address that a redirector's address carries in itself; None where it carries none, or is no redirector.

    Links of search engines, social networks and mail filters, caches of AMP pages, Google News as far as its identifiers
    hold an address (until July 2024). Opens wrappers within wrappers; what is left is never a redirector.

    >>> unwrap("https://www.google.com/url?rct=j&url=https%3A%2F%2Foutlet.example%2Fa&ct=ga")
    'https://outlet.example/a'
    """
    here = url
    for _ in range(_NESTED):
        if not is_redirector(here):
            return here if here != url else None
        inner = _inner(here)
        target = form.absolute(inner) if inner else None
        if target is None or target == here:
            return None
        here = target
    return None


def is_sealed(url: str) -> bool:
    """Whether a redirector tells only scripts of its own where it leads, so that a visit to it is in vain.

    Google News since July 2024: its identifiers are encrypted, and its pages hold no link.
    """
    return _bare(url) == "news.google.com" and bool(_GOOGLE_NEWS.match(form.path(url))) and unwrap(url) is None


def _bare(url: str) -> str:
    return form.hostname(url).rstrip(".").removeprefix("www.").removeprefix("m.")


def _inner(url: str) -> str | None:
    """What one redirector's address carries, as it stands there."""
    name, where = _bare(url), form.path(url)
    path, _, query = where.partition("?")
    if name == "news.google.com" and (match := _GOOGLE_NEWS.match(path)):
        return _of_google_news(match[1])
    if name.endswith((".cdn.ampproject.org", ".bing-amp.com")) or name in ("cdn.ampproject.org", "ampproject.org", "ampproject.net") or (
        _GOOGLE.fullmatch(name) and path.startswith("/amp/")
    ):
        match = _AMP_CACHE.match(where)
        return f"http{'s' if match[1] else ''}://{match[2]}" if match else None
    if name == "youtu.be":
        return f"https://www.youtube.com/watch?v={path.strip('/')}" if path.strip("/") else None
    if name.endswith(".translate.goog"):
        return _of_translation(name, where)
    if name == "urldefense.com" or name.endswith("urldefense.proofpoint.com"):
        return _of_proofpoint(where)
    if name.endswith(".awstrack.me") and (match := _AWS.match(path)):
        return unquote(match[1])
    if name.endswith("yahoo.com") and (match := _YAHOO.search(where)):
        return unquote(match[1] or match[2])
    if name in _WHOLE_QUERY:
        return unquote(query)
    return _in_query(name, query)


def _in_query(name: str, query: str) -> str | None:
    """The target among the parameters: the one that this host uses, else the first that is a whole address."""
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace") if query else []
    named = _WRAPPERS.get("google" if _GOOGLE.fullmatch(name) else name, ())
    found = dict(reversed(pairs))
    if name == "bing.com" and found.get("u", "").startswith("a1"):  # "u=a1aHR0cHM6Ly9vdXRsZXQ..."
        return _decoded(found["u"][2:]).decode("utf-8", "replace")
    values = [found[one] for one in named if one in found] or [value for _, value in pairs]
    return next((one for one in values if re.match(r"https?:/", one, re.I)), None)  # "https://outlet.example/a"


def _of_google_news(identifier: str) -> str | None:
    """The address in an identifier of Google News: a protocol buffer in base64, whose field 4 is the address.

    Field 1 is 0x13; a value that begins with "AU_yqL" is encrypted (since July 2024).
    """
    raw = _decoded(identifier)
    if not raw.startswith(b"\x08\x13\x22") or len(raw) < 6:
        return None
    length, start = raw[3], 4
    if length & 0x80:  # a second byte of the length (varint)
        length, start = (length & 0x7F) | raw[4] << 7, 5
    value = raw[start : start + length]
    return value.decode("utf-8", "replace") if value.startswith((b"http://", b"https://")) else None


def _of_translation(name: str, where: str) -> str:
    """Google's translating proxy: "outlet-example.translate.goog" for outlet.example, a hyphen doubled."""
    host = name.removesuffix(".translate.goog").replace("--", "\0").replace("-", ".").replace("\0", "-")
    path, _, query = where.partition("?")
    kept = "&".join(one for one in query.split("&") if one and not one.startswith("_x_tr_"))
    return f"https://{host}{path}" + (f"?{kept}" if kept else "")


def _of_proofpoint(where: str) -> str | None:
    """Proofpoint's URL Defense: version 3 holds the address with "*" for what its tail encodes, version 2 in "u"."""
    if match := _PROOFPOINT.match(where):
        spare = list(_decoded(match[2]).decode("utf-8", "replace"))
        text = re.sub(r"\*(?!\*)", lambda _: spare.pop(0) if spare else "*", match[1])  # "a*b"
        return text.replace("https:/", "https://", 1) if re.match(r"https:/[^/]", text) else text  # "https:/a.example"
    target = dict(parse_qsl(where.partition("?")[2])).get("u", "")
    if where.startswith("/v2/"):
        target = unquote(target.replace("-", "%").replace("_", "/"))
    return target or None


def _decoded(text: str) -> bytes:
    """Base64 in the alphabet for addresses, padded or not; b"" if it is none."""
    try:
        return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return b""
