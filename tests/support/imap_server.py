"""A small IMAP server for tests (RFC 9051): enough for imapclient to read one mailbox, and to see what it did there."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType


@dataclass(slots=True)
class Kept:
    """A message of the mailbox."""

    uid: int
    raw: bytes
    received: datetime
    flags: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Mailbox:
    """What the server holds, and every command it was sent."""

    user: str = "desk"
    password: str = "open sesame"
    validity: int = 1
    next_uid: int = 1
    messages: list[Kept] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    breaks_at: str = ""  # the connection breaks when a command begins so

    def deliver(self, raw: bytes, received: datetime, *flags: str) -> Kept:
        kept = Kept(uid=self.next_uid, raw=raw, received=received, flags=set(flags))
        self.next_uid += 1
        self.messages.append(kept)
        return kept


class Server:
    """The server on loopback, for a ``with`` block."""

    def __init__(self, mailbox: Mailbox, context: ssl.SSLContext | None = None) -> None:
        class Handler(_Session):
            box = mailbox

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler, bind_and_activate=True)
        self._server.daemon_threads = True
        if context:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> Server:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Session(socketserver.StreamRequestHandler):
    box: Mailbox

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, _, rest = line.decode("latin-1").strip().partition(" ")
            self.box.commands.append(rest)
            if self.box.breaks_at and rest.startswith(self.box.breaks_at):
                return
            name = rest.removeprefix("UID ").partition(" ")[0].upper()
            answer = getattr(self, f"_{name.lower()}", None)
            self._say(f"{tag} " + (answer(rest) if answer else "BAD unknown command"))
            if name == "LOGOUT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode("latin-1") + b"\r\n")

    def _capability(self, rest: str) -> str:
        self._say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def _login(self, rest: str) -> str:
        right = rest == f'LOGIN {self.box.user} "{self.box.password}"' or rest == f'LOGIN "{self.box.user}" "{self.box.password}"'
        return "OK done" if right else "NO [AUTHENTICATIONFAILED] wrong user or password"

    def _select(self, rest: str) -> str:
        self._say("* FLAGS (\\Seen \\Deleted)")
        self._say(f"* {len(self.box.messages)} EXISTS")
        self._say(f"* OK [UIDVALIDITY {self.box.validity}] valid")
        self._say(f"* OK [UIDNEXT {self.box.next_uid}] next")
        return "OK [READ-WRITE] done"

    def _search(self, rest: str) -> str:
        asked = rest.removeprefix("UID SEARCH ")
        found = [one for one in self.box.messages if self._fits(one, asked)]
        self._say("* SEARCH" + "".join(f" {one.uid}" for one in found))
        return "OK done"

    def _fits(self, one: Kept, asked: str) -> bool:
        if asked == "UNSEEN":
            return "\\Seen" not in one.flags
        if since := re.fullmatch(r'SINCE "?(\d+-\w+-\d+)"?', asked):
            return one.received.date() >= datetime.strptime(since[1], "%d-%b-%Y").replace(tzinfo=UTC).date()
        first = re.fullmatch(r"UID (\d+):\*", asked)
        assert first, asked
        return one.uid >= int(first[1]) or one is self.box.messages[-1]  # RFC 9051: "n:*" always has the last one

    def _fetch(self, rest: str) -> str:
        wanted = re.fullmatch(r"UID FETCH (\d+) \((.*)\)", rest)
        assert wanted, rest
        for place, one in enumerate(self.box.messages, 1):
            if one.uid == int(wanted[1]):
                self._give(place, one, wanted[2])
        return "OK done"

    def _give(self, place: int, one: Kept, asked: str) -> None:
        if asked == "RFC822.SIZE INTERNALDATE":
            when = one.received.strftime("%d-%b-%Y %H:%M:%S %z")
            self._say(f'* {place} FETCH (UID {one.uid} RFC822.SIZE {len(one.raw)} INTERNALDATE "{when}")')
            return
        part = re.fullmatch(r"BODY\.PEEK\[(HEADER)?\]<0\.(\d+)>", asked)
        assert part, asked
        raw = one.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if part[1] else one.raw
        raw = raw[: int(part[2])]
        self._say(f"* {place} FETCH (UID {one.uid} BODY[{part[1] or ''}]<0> {{{len(raw)}}}")
        self.wfile.write(raw + b")\r\n")

    def _store(self, rest: str) -> str:
        asked = re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \((.*)\)", rest)
        assert asked, rest
        for one in self.box.messages:
            if one.uid == int(asked[1]):
                one.flags |= set(asked[2].split())
        return "OK done"

    def _logout(self, rest: str) -> str:
        self._say("* BYE")
        return "OK done"
