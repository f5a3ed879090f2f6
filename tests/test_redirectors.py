"""Wrapped addresses: opened without a request where they say where they lead; what is left is never a redirector."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headwater import urls

A = "https://outlet.example/news/a?id=7"
QUOTED = "https%3A%2F%2Foutlet.example%2Fnews%2Fa%3Fid%3D7"


def google_news(url: str) -> str:
    """An identifier as Google News made them until July 2024."""
    length = len(url)
    size = bytes([length]) if length < 128 else bytes([length & 0x7F | 0x80, length >> 7])
    return base64.urlsafe_b64encode(b"\x08\x13\x22" + size + url.encode() + b"\xd2\x01\x00").decode().rstrip("=")


@pytest.mark.parametrize("wrapped", [
    f"https://www.google.com/url?rct=j&sa=t&url={QUOTED}&ct=ga&usg=x", f"https://www.google.de/url?q={QUOTED}&sa=D",
    "https://www.google.com/amp/s/outlet.example/news/a?id=7", "https://outlet-example.cdn.ampproject.org/c/s/outlet.example/news/a?id=7",
    "https://outlet-example.cdn.ampproject.org/v/s/outlet.example/news/a?id=7", "https://www-outlet-example.bing-amp.com/c/s/outlet.example/news/a?id=7",
    f"https://news.google.com/rss/articles/{google_news(A)}?oc=5", f"https://news.google.com/articles/{google_news(A)}",
    f"https://news.google.com/news/url?sa=t&url={QUOTED}", f"https://www.bing.com/news/apiclick.aspx?ref=FexRss&tid=1&url={QUOTED}&c=2",
    "https://www.bing.com/ck/a?!&&p=1&u=a1" + base64.urlsafe_b64encode(A.encode()).decode().rstrip("=") + "&ntb=1",
    f"https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU={QUOTED}/RK=2/RS=x-", f"http://us.rd.yahoo.com/dailynews/rss/world/*{A}",
    f"https://l.facebook.com/l.php?u={QUOTED}&h=x", f"https://www.facebook.com/flx/warn/?u={QUOTED}", f"https://l.instagram.com/?u={QUOTED}&e=1",
    f"https://nam02.safelinks.protection.outlook.com/?url={QUOTED}&data=05&reserved=0",
    "https://urldefense.com/v3/__https://outlet.example/news/a?id=7__;!!abc!x$", f"https://urldefense.proofpoint.com/v1/url?u={QUOTED}&k=1",
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__outlet.example_news_a-3Fid-3D7&d=DwM&c=x",
    "https://abc.r.us-east-1.awstrack.me/L0/https:%2F%2Foutlet.example%2Fnews%2Fa%3Fid=7/1/0100/x=1", f"https://out.reddit.com/t3_1?url={QUOTED}",
    f"https://duckduckgo.com/l/?uddg={QUOTED}&rut=x", f"https://t.umblr.com/redirect?z={QUOTED}&t=x", f"https://href.li/?{A}",
    f"https://vk.com/away.php?to={QUOTED}", f"https://www.youtube.com/redirect?event=x&q={QUOTED}", f"https://getpocket.com/redirect?url={QUOTED}",
    "https://outlet-example.translate.goog/news/a?id=7&_x_tr_sl=auto&_x_tr_tl=en", f"https://any.example/redirect?url={QUOTED}",
    f"https://consent.google.com/ml?continue={QUOTED}&gl=DE", f"https://medium.com/r/?url={QUOTED}",
    "https://l.facebook.com/l.php?u=" + "https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Foutlet.example%252Fnews%252Fa%253Fid%253D7",
])
def test_35_a_wrapped_address_is_opened_offline(wrapped: str) -> None:
    assert urls.is_redirector(wrapped)
    assert urls.unwrap(wrapped) == A


@pytest.mark.parametrize("url", [
    A, "https://bit.ly/3abc", "https://t.co/x", "http://feeds.feedburner.com/~r/outlet/~3/abc/", "https://apple.news/Axyz", "nonsense", "",
    "https://www.google.com/url?q=javascript:alert(1)", "https://l.facebook.com/l.php?u=/relative", "https://www.bing.com/ck/a?u=a1%ff",
    "https://www.google.com/url?q=https%3A%2F%2Fbit.ly%2Fx", "https://news.google.com/rss/articles/CBMi", "https://urldefense.com/v3/__x",
])
def test_what_carries_no_address_of_an_outlet_is_not_opened(url: str) -> None:
    assert urls.unwrap(url) is None


def test_google_news_since_july_2024_is_sealed() -> None:
    sealed = base64.urlsafe_b64encode(b"\x08\x13\x22\x60AU_yqL" + b"x" * 90 + b"\xd2\x01\x00").decode().rstrip("=")
    assert urls.is_sealed(f"https://news.google.com/rss/articles/{sealed}?oc=5")
    assert not urls.is_sealed(f"https://news.google.com/rss/articles/{google_news(A)}?oc=5")
    assert not urls.is_sealed("https://bit.ly/3abc")
    assert urls.unwrap(f"https://news.google.com/rss/articles/{google_news(A + 'x' * 200)}") == A + "x" * 200


def test_wrappers_within_wrappers_end() -> None:
    deep = A
    for _ in range(9):
        deep = "https://www.google.com/url?q=" + deep.replace("%", "%25").replace("&", "%26").replace(":", "%3A").replace("/", "%2F").replace("?", "%3F").replace("=", "%3D")
    assert urls.unwrap(deep) is None


@given(st.sampled_from(["https://www.google.com/url?q=", "https://news.google.com/rss/articles/", "https://urldefense.com/v3/__", "https://r.search.yahoo.com/RU=",
                        "https://x.cdn.ampproject.org/c/s/", "https://www.bing.com/ck/a?u=a1", "https://a-b.translate.goog/", "https://a.awstrack.me/L0/",
                        "https://urldefense.proofpoint.com/v2/url?u=", "https://href.li/?"]), st.text(max_size=80))
def test_hostile_wrappers_raise_nothing_and_lead_to_no_redirector(start: str, rest: str) -> None:
    target = urls.unwrap(start + rest)
    assert target is None or (not urls.is_redirector(target) and urls.absolute(target) == target)
    urls.is_sealed(start + rest)
