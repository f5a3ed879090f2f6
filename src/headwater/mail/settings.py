"""How to reach the mail servers, as the operator has set it.

In: nothing. Out: records. Never: a default that sends anything anywhere.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

MOST = 25 * 1024 * 1024  # bytes of a message that is taken whole
HEAD = 256 * 1024  # bytes of a larger one's head


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Where letters go out."""

    host: str
    port: int = 587
    security: str = "starttls"  # starttls, tls, none
    user: str = ""
    password: str = ""
    sender: str  # address that our letters come from
    name: str = ""  # the site's, shown beside the address
    plus: bool = False  # our mail host takes sender+anything@: bounces then name their letter (VERP)
    timeout: float = 20.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Imap:
    """A mailbox that receives complaints."""

    host: str
    port: int = 993
    security: str = "tls"  # tls, starttls, none
    user: str = ""
    password: str = ""
    folder: str = "INBOX"
    timeout: float = 20.0  # seconds

    @property
    def name(self) -> str:
        """What how far it was read is remembered under."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All of it; None where nothing is set up."""

    out: Outgoing | None = None
    imap: Imap | None = None
    maildir: Path | None = None


def shows_password(server: Outgoing | Imap) -> bool:
    """Whether a password would cross a network in clear: no protection, and the server is not on this machine."""
    return bool(server.password) and server.security == "none" and not _is_here(server.host)


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
