"""Addresses in one normal form, and their parts.

In: strings from feeds, pages and people. Out: absolute addresses in the WHATWG form without tracking parameters.
Never: a request, or an exception on hostile input (a bad address is ``None``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_plus

import ada_url
from publicsuffixlist import PublicSuffixList

MAX_LENGTH = 2048  # characters; longer addresses are refused, as most servers do

_TRACKING_PREFIXES = (
    "utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "_hs", "oly_", "vero_", "at_", "wt_", "ns_", "itm_", "stm_", "ga_",
    "amp_", "fb_", "trk_",
)
_TRACKING = frozenset(  # lower case
    ["fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid", "li_fat_id",
     "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "s_cid", "cmpid", "ncid", "ocid", "smid", "smtyp",
     "xtor", "icid", "wprss", "fsrc", "ref_src", "ref_url", "rss_id", "partner_id", "ftag", "spm", "scm",
     "__twitter_impression", "guccounter", "guce_referrer", "guce_referrer_sig", "phpsessid", "jsessionid", "asgtbndr",
     "traffic_source", "cndid", "esrc", "sr_share", "at_medium", "at_campaign", "wt_mc", "cid_source", "_openstat", "yptr",
     "amp", "_amp", "amp_js_v", "amp_gsa", "amp_r", "usqp", "fb_action_ids", "fb_action_types", "fb_source", "fb_ref", "ved",
     "sca_esv", "gad_source", "gad_campaignid", "srsltid", "wickedid", "epik", "irclickid", "irgwc", "rdt_cid",
     "sc_channel", "sc_campaign", "mibextid", "__s", "ss_source", "ss_campaign_id", "ss_email_id", "nr_email_referer",
     "trk_contact", "trk_msg", "trk_module", "trk_sid", "aspxautodetectcookiesupport", "feedname", "feedtype", "ito", "cvid",
     "echobox", "fromrss", "from_rss", "isrss", "via_rss", "tblci", "dicbo", "oborigurl"]
)
_TRACKING_PAIRS = frozenset({
    ("ref", "rss"), ("source", "rss"), ("src", "rss"), ("from", "rss"), ("feed", "rss"), ("partner", "rss"), ("rss", "1"),
    ("type", "rss"), ("output", "amp"), ("outputtype", "amp"), ("view", "amp"), ("origin", "rss"), ("medium", "rss"),
    ("ref", "feed"), ("source", "feed"), ("via", "rss"), ("mode", "amp"), ("m", "amp"), ("format", "amp"),
    ("mod", "rss"), ("emc", "rss"), ("cmp", "rss"), ("ref", "rssfeed"), ("rss", "true"), ("rss", "yes"),
})
_SCHEME = re.compile(  # "http:/x", "http://http://x", "ttp://x", "http//x", "hxxps://x", "https://https//x"
    r"^(?:(?:ht?tp|http|ttp|hxxp|htpp|hhttp)(s?)(?::[/\\\\]*|/{2,}))+(?=[^/\\\\])", re.I)
_BARE = re.compile(r"^www\.[^/\s.]+\.[^/\s]+", re.I)  # "www.outlet.example/a", which no base may swallow
_CONTROLS = re.compile(r"[\t\r\n]+")  # "https://x.example/a\n"
_PLAIN = re.compile(  # "https://news.example:8000/a": a host that needs no parser
    r"(https?)://((?!xn--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.(?!xn--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,20})(:[1-9]\d{3})?(?=[/?#]|\Z)")
_NORMAL = re.compile(  # "https://news.example/2026/a-b.html?c=d#e": what the WHATWG parser gives back as it is
    r"https?://(?:[a-z0-9-]++\.)++[a-z]{2,20}(?::[1-9]\d{3})?(?:/(?!\.)(?:[\w~!$&'()*+,=:@.-]++|%(?!2[eE])[0-9A-Fa-f]{2})*+)++"
    r"(?:\?[\w~!$&()*+,=:@./?%-]*+)?(?:#[\w~!$&'()*+,=:@./?%-]*+)?", re.A)
_PORT = re.compile(r":\d*$")  # "news.example:8080"
_IPV4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")  # "127.0.0.1"
_OTHER_HOST = re.compile(  # "www.", "m.", "fr.m.": the same pages in another dress; what is left must be a name
    r"^(?:(?:www\d?|m|mobile|amp|touch|wap)\.)+(?=[^/:]+\.[^/:]+)|^([a-z]{2,3}\.)m\.(?=[^/:]+\.[^/:]+)")
_AMP_PATH = re.compile(r"(?:/amp|\.amp|[/.]amp(\.html?))/?(?=$|\?)|(?<=[^/])/amp(?=/[^?])", re.I)  # "/a/amp/", "/a.amp.html", "x.example/amp/a"
_PLATFORMS = frozenset(  # where each sub-domain is an outlet of its own, besides those of the Public Suffix List
    ["substack.com", "wordpress.com", "tumblr.com", "medium.com", "typepad.com", "livejournal.com", "over-blog.com", "over-blog.net",
     "blog.hu", "ghost.io", "beehiiv.com", "hatenablog.com", "hatenablog.jp", "hatenadiary.jp", "fc2.com", "canalblog.com",
     "skyrock.com", "blogg.se", "blogg.no", "bloglovin.com", "weebly.com", "wixsite.com", "webnode.com", "jimdofree.com", "jimdo.com",
     "blogs.com", "posthaven.com", "svbtle.com", "micro.blog", "write.as", "bearblog.dev", "mataroa.blog", "buttondown.email",
     "libsyn.com", "podbean.com", "buzzsprout.com", "blogspot.com", "bitbucket.io", "netlify.app", "vercel.app", "pages.dev",
     "cafe24.com", "egloos.com", "tistory.com", "pixnet.net", "seesaa.net", "livedoor.blog", "dreamwidth.org", "insanejournal.com",
     "blogsky.com", "blogfa.com", "mihanblog.com", "persianblog.ir", "altervista.org", "myblog.it", "blogger.com.br", "zip.net"]
)
_VIDEO = re.compile(  # "youtu.be/x", "youtube.com/embed/x", "youtube-nocookie.com/v/x", "youtube.com/shorts/x", "youtube.com/watch?a=1&v=x"
    r"^(?:youtu\.be/|youtube(?:-nocookie)?\.com/(?:embed/|v/|shorts/|live/|watch\?(?:[^&]*&){0,9}?v=))([\w-]{6,20}).*$")
_HOME = re.compile(r"^/(?:index\.(?:html?|php|aspx?)|home|default\.aspx?|[a-z]{2}(?:-[a-z]{2})?)?/?$", re.I)  # "/en/"
@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def absolute(url: str, base: str | None = None) -> str | None:
    """The address in WHATWG form, resolved against ``base``; None if it names nothing that HTTP can fetch.

    Mends what feeds get wrong: spaces around and within, ``http:/x``, ``http://http://x``, ``ttp://x``, ``//host``,
    ``www.host/x`` without a scheme, ``&amp;`` that was escaped twice.
    """
    text = (url or "").strip(" \t\r\n\u00a0\ufeff\u200b")
    if "\n" in text or "\t" in text or "\r" in text:
        text = _CONTROLS.sub("", text)
    if not text or len(text) > 4 * MAX_LENGTH:
        return None
    if (normal := _as_it_is(text, base)) is not None:
        return normal
    text = _mended(text, base)
    try:
        href: str = (ada_url.URL(text, base=base) if base else ada_url.URL(text)).href
    except ValueError:
        return None
    if not href.startswith(("http://", "https://")) or len(href) > MAX_LENGTH:  # these have a host, or do not parse
        return None
    return href


def _is_normal(url: str) -> bool:
    """Whether the WHATWG parser would give an address back as it is; False costs nothing but the parser."""
    return len(url) <= MAX_LENGTH and _NORMAL.fullmatch(url) is not None and "xn--" not in url


def _as_it_is(text: str, base: str | None) -> str | None:
    """An address that the parser would give back as it is, or a path that it would only put behind the base's host."""
    if "&amp" in text:
        return None
    if _is_normal(text):
        return text
    if base and text.startswith("/") and not text.startswith(("//", "/\\")) and (plain := _PLAIN.match(base)):
        whole = plain[0] + text
        return whole if _is_normal(whole) else None
    return None


def _mended(text: str, base: str | None) -> str:
    """An address as it was meant; most are as they should be and cost one look."""
    lowered = text[:8].lower()
    start = 7 if lowered.startswith("http://") else 8
    fine = lowered.startswith(("http://", "https://")) and not text.startswith(("/", "\\", "http", "HTTP"), start)
    if not fine:
        text = _SCHEME.sub(lambda match: f"http{match[1].lower()}://", text)
        if _BARE.match(text) or (text.startswith("//") and not base):
            text = "https://" + text.lstrip("/")
    return text.replace("&amp;", "&") if "&amp;" in text else text


def canonical(url: str, base: str | None = None) -> str | None:
    """The one form of an address that we store and compare; idempotent; None as for :func:`absolute`.

    Drops the fragment, user info, default ports and tracking parameters; keeps the order of what is left, because
    some sites depend on it. Scheme and host stay as they are: ``http`` and ``https`` are joined by redirects.
    """
    href = absolute(url, base)
    if href is None:
        return None
    href = href.partition("#")[0]
    authority = href[href.index("//") + 2 :].partition("/")[0]
    if "@" in authority or "." in (authority[-1:], authority.partition(":")[0][-1:]):
        href = _plain_authority(href)
    start, mark, query = href.partition("?")
    if not mark:
        return href
    kept = "&".join(pair for pair in query.split("&") if not _is_tracking(pair))
    return f"{start}?{kept}" if kept else start


def _plain_authority(href: str) -> str:
    """Without user info and final dots of the host."""
    parsed = ada_url.URL(href)
    parsed.username = parsed.password = ""
    if parsed.hostname.endswith("."):
        parsed.hostname = parsed.hostname.rstrip(".") or parsed.hostname
    return parsed.href


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    lowered = unquote_plus(name).lower()
    if lowered in _TRACKING or lowered.startswith(_TRACKING_PREFIXES):
        return True
    return (lowered, unquote_plus(value).lower()) in _TRACKING_PAIRS


@lru_cache(maxsize=4096)
def key(url: str) -> str:
    """What the addresses of one page share: canonical, without scheme, ``www.``, the dress of a mobile host or of AMP, and a
    final slash. Only for comparing: it need not be an address that answers.

    >>> key("https://m.outlet.example/a/amp/?utm_source=x")
    'outlet.example/a'
    """
    text = canonical(url) or url
    bare = _OTHER_HOST.sub(r"\1", text.removeprefix("https://").removeprefix("http://"), count=1)
    if "amp" in bare or "AMP" in bare:
        while (shorter := _AMP_PATH.sub(r"\1", bare, count=1)) != bare:
            bare = shorter
    if bare.startswith("youtu"):
        bare = _VIDEO.sub(r"youtube.com/watch?v=\1", bare)
    return bare.rstrip("/")


def host(url: str) -> str:
    """The host as politeness counts it: lower case, no final dot, a port only if not the default; "" if none.

    >>> host("https://News.example:443/a"), host("http://127.0.0.1:8901/")
    ('news.example', '127.0.0.1:8901')
    """
    if plain := _PLAIN.match(url):
        return plain[2] + (plain[3] or "")
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return ""
    if parsed.protocol not in ("http:", "https:"):
        return ""
    return parsed.hostname.rstrip(".") + (f":{parsed.port}" if parsed.port else "")


def hostname(url: str) -> str:
    """The host without a port."""
    if plain := _PLAIN.match(url):
        return plain[2]
    try:
        return ada_url.URL(url).hostname
    except ValueError:
        return ""


def origin(url: str) -> str:
    """Scheme and host with port, without a final slash: ``https://news.example``."""
    if plain := _PLAIN.match(url):
        return plain[0]
    try:
        return ada_url.URL(url).origin
    except ValueError:
        return ""


def path(url: str) -> str:
    """Path and query, as robots rules see them; "/" if none."""
    if _is_normal(url):
        where, _, query = url[url.index("/", 8) :].partition("#")[0].partition("?")
        return f"{where}?{query}" if query else where
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return "/"
    return (parsed.pathname or "/") + parsed.search


def domain(url_or_host: str) -> str:
    """The registrable domain (Public Suffix List), or the whole host where there is none, e.g. for addresses.

    On platforms for blogs, where each sub-domain is an outlet of its own, the sub-domain.
    """
    name = hostname(url_or_host) if "://" in url_or_host else _PORT.sub("", url_or_host)
    name = name.rstrip(".")
    return _registrable(name)


@lru_cache(maxsize=4096)
def _registrable(name: str) -> str:
    if name.startswith("[") or _IPV4.fullmatch(name):
        return name
    found = _suffixes().privatesuffix(name) or name
    if found in _PLATFORMS and name != found and name != f"www.{found}":
        return ".".join(name.split(".")[-found.count(".") - 2 :])
    return found


def same_site(a: str, b: str) -> bool:
    """Whether two addresses lie under one registrable domain."""
    return bool(a and b) and domain(a) == domain(b)


def is_home(url: str) -> bool:
    """Whether an address names a home page or a language's front page, which is never an article's canonical."""
    where = path(url)
    return "?" not in where and bool(_HOME.match(where)) and bool(host(url))
