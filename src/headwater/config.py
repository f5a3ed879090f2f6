"""Settings from ``headwater.toml`` and the environment, checked once at the start.

In: a TOML file (``--config``, ``HEADWATER_CONFIG`` or ``./headwater.toml``) and variables such as
``HEADWATER_FETCH__PROXY``, which win. Out: one frozen :class:`Settings`. Never: a default that hides a typing
error: an unknown name or a bad value is refused with file, line and what is allowed.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pydantic
from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from headwater import kinds
from headwater.errors import ConfigError

PREFIX = "HEADWATER_"
CONFIG_VARIABLE = "HEADWATER_CONFIG"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Site(_Section):
    """Who runs the site, as its pages say."""

    name: str = Field("Headwater", description="Name of the site, in the masthead and in feeds.")
    base_url: kinds.Address = Field("", description="Public address, e.g. `https://news.example`; empty: the address that is asked.")
    owner: str = Field("", description="Person or company that answers for the site.")
    postal_address: str = Field("", description="Postal address of the owner.")
    mail: kinds.Mailbox = Field("", description="Contact address; also named in the user agent, so that publishers can reach you.")
    complaints_mail: kinds.Mailbox = Field("", description="Address for complaints; empty: the contact address.")
    phone: str = Field("", description="Telephone number of the owner.")
    agent: str = Field("", description="Agent who receives notices (17 U.S.C. 512(c)(2)); empty: the owner.")
    agent_postal_address: str = Field("", description="Postal address of the agent; empty: the owner's.")
    agent_phone: str = Field("", description="Telephone number of the agent; empty: the owner's.")
    agent_mail: kinds.Mailbox = Field("", description="Mail address of the agent; empty: the address for complaints.")
    agent_registration: str = Field("", description="Number of the agent's designation in the directory of the U.S. Copyright Office, if there is one.")
    agent_renewal: date | None = Field(None, description="Day by which that designation must be renewed, three years after it was last made or changed; `headwater run`, the doctor and the desk warn 90, 30 and 7 days before.")
    eu_representative: str = Field("", description="Legal representative in the European Union (DSA Art. 13) with address and mail, where the owner has no seat there.")
    authorities_mail: kinds.Mailbox = Field("", description="Contact for authorities (DSA Art. 11); empty: the contact address.")
    languages: kinds.Languages = Field(("en",), description="Languages in which notices can be dealt with (DSA Art. 11 and 12), e.g. `[\"en\", \"de\"]`.")


class Fetch(_Section):
    """How pages are fetched."""

    proxy: kinds.Proxy = Field("", description="Outbound HTTP proxy, e.g. `http://127.0.0.1:8910`.")
    ca_file: kinds.PemFile = Field(None, description="Further certificate authority (PEM) to trust.")
    proxy_enforces_guard: bool = Field(False, description="The proxy resolves names and refuses private addresses by itself; else Headwater resolves and checks each target before it asks the proxy.")
    user_agent: kinds.UserAgent = Field("", description="Full user agent, which begins with `Headwater`, the name in robots.txt; empty: `Headwater/VERSION (+contact)`.")
    allowed_networks: kinds.Networks = Field((), description="Networks that the guard lets through, e.g. `[\"10.1.0.0/16\"]`, in the variable also parted by commas; by default no private one.")
    delay: kinds.Seconds = Field(2.0, description="Seconds between two requests to a host that asks for nothing else.")
    timeout: kinds.Seconds = Field(30.0, description="Seconds for a whole request.")
    concurrency: int = Field(64, ge=1, le=2000, description="Hosts asked at the same time.")


class Gather(_Section):
    """What is taken from feeds."""

    pages: bool = Field(True, description="Fetch the articles' pages; off: feed entries alone.")
    entries_a_poll: int = Field(500, ge=1, le=50_000, description="Entries taken from one document, newest first.")
    snapshots: bool = Field(True, description="Keep fetched pages in the archive where the publisher allows it.")
    snapshot_days: int = Field(30, ge=0, description="Days that snapshots are kept; 0: none.")
    websub: bool = Field(True, description="Ask the hubs that feeds name to push what is new (WebSub); needs a public `site.base_url`, else every feed is polled.")


class Extract(_Section):
    """The pool of processes that read pages."""

    processes: int = Field(0, ge=0, le=256, description="Number of processes; 0: one a core.")
    seconds: kinds.Seconds = Field(20.0, description="Time limit a page.")
    memory_mb: int = Field(1024, ge=256, description="Memory limit of a process, in MiB.")


class Stories(_Section):
    """How articles become stories."""

    across_languages: bool = Field(True, description="Where the extra `multilingual` is installed, join reports in other languages by what they say (125 MB of memory); off, or without it: by names and figures alone.")


class Rights(_Section):
    """How much is shown where nobody has said anything."""

    excerpt: int = Field(160, ge=0, le=160, description="Characters of a feed's own summary shown where rights are unknown, at most 160.")
    commercial: bool = Field(True, description="Whether the site is run commercially; then NonCommercial licences give no full text.")


class Web(_Section):
    """Where the site listens."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0: any free one.")
    metrics: bool = Field(True, description="Serve Prometheus metrics at `/metrics`.")
    trusted_proxies: kinds.Networks = Field((), description="Networks of your reverse proxies, e.g. `[\"127.0.0.0/8\"]`: only their `X-Forwarded-For` is believed.")


class Desk(_Section):
    """How complaints are dealt with: hours since a notice came in, unless said otherwise."""

    reminders: kinds.Hours = Field((1.0, 4.0, 8.0, 12.0), description="When the reviewers are reminded of a notice that nobody has taken.")
    warning: float = Field(16.0, gt=0, lt=24, description="When those affected are told of the coming interim action.")
    interim: float = Field(20.0, gt=0, lt=24, description="When interim action is taken if nobody has decided; 24 hours is the promise.")
    info_days: float = Field(7.0, gt=0, description="Days that a submitter has to send what is missing.")
    log_delay_days: float = Field(7.0, ge=0, description="Days after which a decided notice stands in the public log.")
    forms_an_hour: int = Field(5, ge=1, description="Complaint forms an hour from one network; mail is never limited so.")
    forms_a_day: int = Field(20, ge=1, description="Complaint forms a day from one network.")

    @pydantic.field_validator("interim")
    @classmethod
    def _warned_before(cls, given: float, info: pydantic.ValidationInfo) -> float:
        if given <= info.data.get("warning", 0.0):
            raise ValueError(f"those affected are warned before: set it above desk.warning, {info.data['warning']:g}")
        return given


class Mail(_Section):
    """Mail in and out; all empty: none, and what is not sent is said."""

    smtp_host: kinds.Server = Field("", description="Mail server for outgoing mail; empty: mail waits in the outbox and the desk says so.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="How its connection is protected; `none` for a server on this machine.")
    smtp_user: str = Field("", description="User at the mail server; empty: no log-in.")
    smtp_password: str = Field("", description="Password at the mail server; better in the environment than in a file.", repr=False)
    sender: kinds.Mailbox = Field("", description="Address that our mail comes from; empty: the address for complaints.")
    plus_addresses: bool = Field(False, description="Your mail host delivers `complaints+anything@` to the address for complaints: then answers and bounces name what they belong to. Needs the sender to be that address.")
    imap_host: kinds.Server = Field("", description="IMAP server whose mailbox receives complaints; empty: none is asked.")
    imap_port: int = Field(993, ge=1, le=65535, description="Its port.")
    imap_security: Literal["tls", "starttls", "none"] = Field("tls", description="How its connection is protected.")
    imap_user: str = Field("", description="User at the IMAP server.")
    imap_password: str = Field("", description="Password at the IMAP server; better in the environment than in a file.", repr=False)
    imap_folder: str = Field("INBOX", description="Folder that is read.")
    maildir: Path | None = Field(None, description="Maildir folder into which a mail server of this machine delivers complaints.")
    authserv_id: str = Field("", description="Name of your own mail host in `Authentication-Results`; only its verdicts are believed (RFC 8601). Empty: no sender is proven by mail alone.")
    poll: kinds.Seconds = Field(30.0, description="Seconds between two looks for mail.")
    timeout: kinds.Seconds = Field(20.0, description="Seconds to wait for a mail server.")


class Comments(_Section):
    """What readers may write."""

    enabled: bool = Field(True, description="Comments under articles; off: no form, no comment, no feed of them.")
    mode: Literal["auto", "premoderate", "closed"] = Field("auto", description="`auto`: verified writers are shown at once, others wait for a moderator; `premoderate`: all wait; `closed`: those that are there stay.")
    close_days: float = Field(30.0, ge=0, description="Days after which an article takes no more comments; 0: never.")
    edit_minutes: float = Field(10.0, ge=0, description="Minutes in which a writer may change a comment.")
    least: int = Field(3, ge=1, le=100, description="Fewest characters.")
    most: int = Field(5000, ge=100, le=20_000, description="Most characters.")
    links: int = Field(2, ge=0, description="Links with which a comment is held for a moderator once there are more.")
    banned_words: kinds.Words = Field((), description="Words and phrases that are refused.")
    suspect_words: kinds.Words = Field((), description="Words and phrases that wait for a moderator.")
    seconds: float = Field(4.0, ge=0, description="A form that comes back sooner was not written by a person and is held.")
    a_minute: int = Field(2, ge=1, description="Comments a minute from one network.")
    a_day: int = Field(40, ge=1, description="Comments a day from one network.")
    reports_hide: int = Field(4, ge=0, description="Reports by different networks that hide a comment until a moderator looks; 0: never.")


class Images(_Section):
    """The image proxy: pictures are fetched by the worker, checked, made small and served by us."""

    enabled: bool = Field(True, description="Show pictures where their rights allow; off: a place with caption, credit and link.")
    widths: kinds.Widths = Field((320, 640, 1280), description="Widths in pixels that are made.")
    megapixels: float = Field(40.0, gt=0, description="Most million pixels of a picture that is decoded.")
    quality: int = Field(80, ge=30, le=95, description="Quality of what is made.")
    seconds: kinds.Seconds = Field(20.0, description="Time limit for one picture.")
    memory_mb: int = Field(1024, ge=256, description="Memory limit of the process that decodes, in MiB.")
    days: int = Field(30, ge=1, description="Days that a picture is kept before it is fetched anew.")


class Log(_Section):
    """What is written to standard error."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level written.")
    format: Literal["auto", "console", "json"] = Field("auto", description="`auto`: for people on a terminal, JSON lines elsewhere.")


class Settings(BaseSettings):
    """Everything that an operator may set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, enable_decoding=False)

    data: Path = Field(Path("var/headwater"), description="Folder of the database, the archive and caches.")
    database: kinds.Database = Field("", description="`postgresql+psycopg://...` for a PostgreSQL store; empty: SQLite in the data folder.")
    archive: str = Field("", description="Object store of page snapshots, e.g. `s3://bucket/prefix`; empty: a folder in the data folder.")
    site: Site = Site()  # pyright: ignore[reportCallIssue]
    fetch: Fetch = Fetch()  # pyright: ignore[reportCallIssue]
    gather: Gather = Gather()  # pyright: ignore[reportCallIssue]
    extract: Extract = Extract()  # pyright: ignore[reportCallIssue]
    stories: Stories = Stories()  # pyright: ignore[reportCallIssue]
    rights: Rights = Rights()  # pyright: ignore[reportCallIssue]
    web: Web = Web()  # pyright: ignore[reportCallIssue]
    desk: Desk = Desk()  # pyright: ignore[reportCallIssue]
    mail: Mail = Mail()  # pyright: ignore[reportCallIssue]
    comments: Comments = Comments()  # pyright: ignore[reportCallIssue]
    images: Images = Images()  # pyright: ignore[reportCallIssue]
    log: Log = Log()  # pyright: ignore[reportCallIssue]

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the store."""
        return self.database or f"sqlite:///{(self.data / 'headwater.sqlite').absolute()}"

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource, dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings  # the environment wins over the file, which comes as arguments


def load(path: Path | None = None) -> Settings:
    """The settings; raises ConfigError that names the file and line, or the variable, and what is allowed."""
    environ = os.environ
    chosen = path or (Path(environ[CONFIG_VARIABLE]) if environ.get(CONFIG_VARIABLE) else None)
    if chosen is not None and not chosen.is_file():
        raise ConfigError("no such settings file: name an existing one with --config", path=chosen)
    file = chosen or Path("headwater.toml")
    text = _read(file) if file.is_file() else ""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise ConfigError(f"not valid TOML: {error}", path=file, line=int(line[1]) if line else None) from None
    _refuse_unknown_variables(environ)
    try:
        return Settings(**values)
    except pydantic.ValidationError as error:
        raise _explained(error, file, text, environ) from None
    except SettingsError as error:  # a variable that does not fit its place, whatever pydantic-settings makes of it
        raise ConfigError(f"the environment: {error}; docs/configuration.md says what each variable takes") from None


def _read(file: Path) -> str:
    try:
        body = file.read_bytes()
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError("not UTF-8: save the file in that encoding", path=file, line=line) from None
    except OSError as error:
        raise ConfigError(f"cannot be read ({error.strerror})", path=file) from None


def documented() -> Iterator[tuple[str, str, Any, str]]:
    """Every setting as (dotted name, allowed values, default, description), in the order of the file."""
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, _Section):
            for inner, detail in type(field.default).model_fields.items():
                yield f"{name}.{inner}", _allowed(detail.annotation), detail.default, detail.description or ""
        else:
            yield name, _allowed(field.annotation), field.default, field.description or ""


def variable(dotted: str) -> str:
    """The environment variable of a setting: ``fetch.proxy`` -> ``HEADWATER_FETCH__PROXY``."""
    return PREFIX + dotted.upper().replace(".", "__")


def _allowed(annotation: Any) -> str:
    """What a setting takes, in words."""
    names = {str: "text", int: "a whole number", float: "a number", bool: "true or false", Path: "a path"}
    if annotation in names:
        return names[annotation]
    text = str(annotation)
    if "date" in text:
        return "a day such as 2027-05-01"
    if "Literal" in text:
        return "one of " + ", ".join(re.findall(r"'(\w+)'", text))
    if "tuple" in text:
        return "a list of texts" if "str" in text else "a list of numbers"
    return "a path" if "Path" in text else "a number"


def _refuse_unknown_variables(environ: Mapping[str, str]) -> None:
    known = {variable(name) for name, *_ in documented()} | {CONFIG_VARIABLE}
    for name in environ:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            hint = f"did you mean {near[0]}?" if near else "docs/configuration.md lists every one"
            raise ConfigError(f"environment variable {name} names no setting: {hint}")


def _explained(error: pydantic.ValidationError, file: Path, text: str, environ: Mapping[str, str]) -> ConfigError:
    first = error.errors()[0]
    dotted = ".".join(str(part) for part in first["loc"] if not isinstance(part, int))
    settings = {name: allowed for name, allowed, *_ in documented()}
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(dotted, settings, n=1)
        problem = f"no setting is called {dotted!r}" + (f"; did you mean {near[0]!r}?" if near else "")
    else:
        given = repr(first["input"])[:200]
        given = "" if "@" in given and "://" in given else f" = {given}"  # no password on a terminal or in a log
        problem = f"{dotted}{given} is refused ({first['msg']}); allowed: {settings.get(dotted, 'see docs/configuration.md')}"
    if variable(dotted) in {name.upper() for name in environ}:
        return ConfigError(f"environment variable {variable(dotted)}: {problem}")
    return ConfigError(problem, path=file, line=_line_of(text, dotted))


def _line_of(text: str, dotted: str) -> int | None:
    """The line of ``a.b`` in a TOML text: ``b =`` below ``[a]``, or ``a.b =``."""
    section, _, name = dotted.rpartition(".")
    here = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[([^\]]+)\]", line):  # "[fetch]"
            here = header[1].strip()
            if here == dotted:
                return number
        elif (given := re.match(r"\s*([\w.\"-]+)\s*=", line)) and given[1] in (name if here == section else "", dotted):  # "proxy = 1"
            return number
    return None
