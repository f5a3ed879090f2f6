"""What the operator says of the site, as its pages need it.

In: values from the composition root. Out: :class:`SiteSettings`; what is missing among them. Never: a file or the
environment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from headwater import discussion, notices


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
    agent_renewal: date | None = None  # day by which the designation must be renewed
    eu_representative: str = ""
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
    rules: notices.DeskRules = field(default_factory=notices.DeskRules)  # of the rights desk
    comments: discussion.Rules = field(default_factory=discussion.Rules)
    picture: Callable[[str], bytes | None] | None = None  # bytes of a size by its key; None: no pictures are shown
    metrics: Callable[[], tuple[bytes, str]] | None = None  # gives a body and its content type

    @property
    def complaints(self) -> str:
        """The mail address for complaints, "" where none is named."""
        return self.complaints_mail or self.mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A value that the operator has not given."""

    setting: str  # "site.owner"
    why: str  # what it is needed for, and what the public pages say without it


RENEWAL_DAYS = (90, 30, 7, 0)
_NEEDED = (
    ("owner", "site.owner", "Who answers for the site: the contact page has no name, and the terms speak of “the operator”."),
    ("postal_address", "site.postal_address", "Where a letter reaches you: the contact page names no postal address."),
    ("complaints", "site.complaints_mail", "Complaints by mail, the way that stays open when the form is closed: pages name the form alone."),
    ("phone", "site.phone", "A telephone number of the agent (17 U.S.C. 512(c)(2)): the contact page names none."),
    ("base_url", "site.base_url", "The public address: links in our mails lead nowhere without it."),
)  # fmt: skip


def missing(settings: SiteSettings) -> tuple[Missing, ...]:
    """What the operator has still to name, for the desk; the public pages leave those sentences out."""
    found = [Missing(setting=setting, why=why) for name, setting, why in _NEEDED if not _given(settings, name)]
    if not settings.agent_registration:
        found.append(Missing(setting="site.agent_registration", why="The designation of an agent at the U.S. Copyright Office, "
                             "if you want one: the contact page says nothing of it. It lapses after three years (37 CFR 201.38)."))  # fmt: skip
    if not settings.sends_mail:
        found.append(Missing(setting="mail.smtp_host", why="A mail server: acknowledgements and decisions wait in the outbox, and the form says so."))
    return tuple(found)


def renewal(day: date | None, today: date) -> tuple[int, str] | None:
    """How many of the warning times (90, 30, 7 days before, the day itself) have come, and what to tell the operator; None before all."""
    left = (day - today).days if day else RENEWAL_DAYS[0] + 1
    passed = sum(left <= each for each in RENEWAL_DAYS)
    if not day or not passed:
        return None
    until = f"lapses in {left} {'day' if left == 1 else 'days'}, on {day.isoformat()}" if left > 0 else f"lapsed on {day.isoformat()}"
    return passed, f"The designation of your agent at the U.S. Copyright Office {until}: renew it, then change site.agent_renewal."


def _given(settings: SiteSettings, name: str) -> bool:
    return bool(getattr(settings, name) or (name in ("postal_address", "phone") and getattr(settings, f"agent_{name}")))
