"""Addresses: one normal form, hosts as politeness counts them, redirectors, and what can never name an article.

In: strings from feeds, pages and people. Out: absolute addresses in the WHATWG form without tracking parameters, and where
wrapped ones lead as far as they say so themselves. Never: a request, or an exception on hostile input.
"""

from headwater.urls.form import (
    MAX_LENGTH,
    absolute,
    canonical,
    domain,
    host,
    hostname,
    is_home,
    key,
    origin,
    path,
    same_site,
)
from headwater.urls.pictures import image_key
from headwater.urls.redirectors import is_redirector, is_sealed, unwrap

__all__ = [
    "MAX_LENGTH", "absolute", "canonical", "domain", "host", "hostname", "image_key", "is_home", "is_redirector", "is_sealed",
    "key", "origin", "path", "same_site", "unwrap",
]
