"""A mail server on loopback for tests (aiosmtpd): keeps what it is given, or refuses it as told."""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(slots=True)
class Taken:
    """A mail as the server got it."""

    sender: str
    recipients: list[str]
    raw: bytes


@dataclass(slots=True)
class Server:
    """The server, for a ``with`` block."""

    answer: str = "250 taken"  # to the message
    to_recipient: str = ""  # "550 no such user": to RCPT TO
    context: ssl.SSLContext | None = None  # protects the line
    security: str = "none"  # none, starttls, tls
    user: str = ""  # who must log in; "": nobody need
    password: str = ""
    taken: list[Taken] = field(default_factory=list)
    port: int = 0
    _controller: Controller | None = None

    def __enter__(self) -> Server:
        options: dict[str, Any] = {"authenticator": self._knows, "auth_required": self.security == "starttls", "auth_require_tls": self.security == "starttls"} if self.user else {}
        options |= {"tls_context": self.context, "require_starttls": True} if self.security == "starttls" else {}
        options |= {"ssl_context": self.context} if self.security == "tls" else {}
        self._controller = _AnyPort(self, hostname="127.0.0.1", port=0, enable_SMTPUTF8=True, **options)
        self._controller.start()
        self.port = self._controller.port
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        assert self._controller
        self._controller.stop()

    def _knows(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
        right = given == LoginPassword(self.user.encode(), self.password.encode())
        return AuthResult(success=right, handled=right)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_recipient:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content: Any = envelope.content
        self.taken.append(Taken(sender=envelope.mail_from or "", recipients=list(envelope.rcpt_tos), raw=bytes(content)))
        return self.answer


class _AnyPort(Controller):
    """A controller on a port that the system chooses."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        if self.ssl_context is None:
            super()._trigger_server()
        else:  # it would take the server's context for the client's
            socket.create_connection(("127.0.0.1", self.port), 1.0).close()
