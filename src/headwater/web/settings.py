"""What the operator says of the site, as its pages need it.

In: values from the composition root. Out: :class:`SiteSettings`. Never: a file or the environment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """Who runs the site, and how much stands on a page."""

    name: str = "Headwater"
    base_url: str = ""  # public address without a final slash; "": the address that is asked
    owner: str = ""  # person or company that answers for the site
    postal_address: str = ""
    mail: str = ""
    complaints_mail: str = ""  # "": mail
    phone: str = ""
    agent: str = ""  # who receives notices; "": the owner
    agent_postal_address: str = ""
    agent_phone: str = ""
    agent_mail: str = ""
    agent_registration: str = ""
    authorities_mail: str = ""
    notice_languages: tuple[str, ...] = ("en",)
    trusted_proxies: tuple[str, ...] = ()  # networks
    forms_an_hour: int = 5  # complaint forms from one network
    forms_a_day: int = 20
    sends_mail: bool = False  # whether a mail server is set up
    sample_banner: bool = False  # the sample news, written by us
    languages: tuple[str, ...] = ()  # offered as filters; empty: those of what came lately
    stories_a_page: int = 24
    articles_a_page: int = 40
    outlets_a_page: int = 200
    entries_a_feed: int = 50
    metrics: Callable[[], tuple[bytes, str]] | None = None  # gives a body and its content type
