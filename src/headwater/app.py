"""The composition root: from settings to a store, a fetcher, a pool, an archive and the site.

In: :class:`headwater.config.Settings`. Out: the parts, wired. Never: a decision about news, or a global.
"""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import headwater
from headwater import config, discussion, metrics, notices, pictures
from headwater.actions import desk_tick, mail_in
from headwater.cluster import meaning
from headwater.errors import ConfigError
from headwater.extract import pool as extraction
from headwater.feeds import catalogue, retired, starter, websub
from headwater.fetch import archive, client
from headwater.fetch import settings as fetching
from headwater.images import album
from headwater.images import pool as decoding
from headwater.mail import settings as mailing
from headwater.parse import opml
from headwater.pipeline import enrol, turns
from headwater.pipeline.tools import Manners, Tools
from headwater.sample import truth
from headwater.store import db

if TYPE_CHECKING:
    from headwater.web import site


def now() -> datetime:
    """The clock: the only place that reads it for the ticks."""
    return datetime.now(UTC)


def open_store(settings: config.Settings, *, migrate: bool = True) -> db.Store:
    """The store of these settings, its tables up to date; the data folder is made."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"the data folder {settings.data} cannot be made ({error.strerror}): set HEADWATER_DATA "
                          "to a folder that you may write to") from None
    store = db.Store.open(settings.database_url, now=now)
    if migrate:
        store.migrate()
    return store


def catalogue_of(settings: config.Settings) -> tuple[catalogue.CatalogueOutlet, ...]:
    """The outlets that ship, without the addresses that a check here has retired."""
    return retired.without(catalogue.load(), retired.read(settings.data / retired.NAME))


def fill(settings: config.Settings, store: db.Store) -> int:
    """Enrol the starter outlets, a balanced hundred, in an empty store; gives how many feeds."""
    with store.read() as conn:
        if not enrol.is_empty(conn):
            return 0
    return enrol.enrol_all(store, [enrol.of_catalogue(one) for one in starter.choose(catalogue_of(settings))], now=now())


def user_agent(settings: config.Settings) -> str:
    """An honest name with a way to reach the operator."""
    contact = settings.site.mail or settings.site.base_url
    who = f"+{contact}" if contact else "self-hosted news aggregator; its operator has set no contact"
    return settings.fetch.user_agent or f"Headwater/{headwater.__version__} ({who})"


def fetch_settings(settings: config.Settings) -> fetching.Settings:
    """How the client shall fetch."""
    given = settings.fetch
    return fetching.Settings(
        user_agent=user_agent(settings), proxy=given.proxy or None, ca_file=given.ca_file,
        proxy_enforces_guard=given.proxy_enforces_guard, allowed_networks=given.allowed_networks,
        default_delay_s=given.delay, total_timeout_s=given.timeout,
    )


def make_tools(settings: config.Settings, store: db.Store) -> Tools:
    """What the ticks work with."""
    gathering, manners = settings.gather, settings.rights
    keeps = gathering.snapshots and gathering.snapshot_days > 0
    return Tools(
        store=store, now=now, owner=f"{socket.gethostname()}:{os.getpid()}",
        manners=Manners(
            pages=gathering.pages, entries_a_poll=gathering.entries_a_poll, excerpt=manners.excerpt,
            commercial=manners.commercial, snapshot_days=gathering.snapshot_days if keeps else 0,
            push=push_address(settings), hosts_at_once=settings.fetch.concurrency, pictures=settings.images.enabled, picture_days=settings.images.days,
        ),
        archive=make_archive(settings) if keeps else None,
        album=make_album(settings) if settings.images.enabled else None,
        encoder=meaning.load if settings.stories.across_languages else None,
    )


def push_address(settings: config.Settings) -> str:
    """Where hubs reach us; "" where they cannot or shall not."""
    address = settings.site.base_url
    return address if settings.gather.websub and websub.is_public(address) else ""


def desk_rules(settings: config.Settings) -> notices.DeskRules:
    """What the operator has set for the desk."""
    who, desk = settings.site, settings.desk
    return notices.DeskRules(
        site_name=who.name, base_url=who.base_url.rstrip("/"), owner=who.owner,
        complaints_mail=who.complaints_mail or who.mail, sends_mail=bool(settings.mail.smtp_host),
        reminders=desk.reminders, warning=desk.warning, interim=desk.interim, info_days=desk.info_days,
        log_delay_days=desk.log_delay_days,
    )


def post(settings: config.Settings) -> desk_tick.Post:
    """Where mail goes out and comes in; nothing where nothing is set up."""
    given, who = settings.mail, settings.site
    complaints = (who.complaints_mail or who.mail).strip()
    sender = given.sender.strip() or complaints
    if given.smtp_host and not sender:
        raise ConfigError("mail.smtp_host is set, yet no address that mail could come from: set site.complaints_mail or mail.sender")
    out = mailing.Outgoing(
        host=given.smtp_host, port=given.smtp_port, security=given.smtp_security, user=given.smtp_user, password=given.smtp_password,
        sender=sender, name=who.name, plus=given.plus_addresses and sender.lower() == complaints.lower(), timeout=given.timeout,
    )
    box = mailing.Imap(
        host=given.imap_host, port=given.imap_port, security=given.imap_security, user=given.imap_user, password=given.imap_password,
        folder=given.imap_folder, timeout=given.timeout,
    )
    return desk_tick.Post(
        mail=mailing.Settings(out=out if given.smtp_host else None, imap=box if given.imap_host else None, maildir=given.maildir),
        reading=mail_in.Reading(authserv_id=given.authserv_id.strip(), own=frozenset({sender.lower(), complaints.lower()} - {""})),
        poll=given.poll,
    )


def make_desk(settings: config.Settings, store: db.Store, *, owner: str) -> desk_tick.Desk:
    """What does the desk's work beside the news."""
    return desk_tick.Desk(store=store, owner=owner, rules=desk_rules(settings), post=post(settings), now=now, talk=comment_rules(settings))


def comment_rules(settings: config.Settings) -> discussion.Rules:
    """What the operator has set for comments; without a public address no mail can carry a link to confirm one."""
    given, who = settings.comments, settings.site
    return discussion.Rules(
        **given.model_dump(), sends_mail=bool(settings.mail.smtp_host and who.base_url), site_name=who.name,
        base_url=who.base_url.rstrip("/"),
    )


def make_archive(settings: config.Settings) -> archive.Archive:
    """Where snapshots lie."""
    return archive.opened(settings.archive or (settings.data / "archive").absolute())


def make_album(settings: config.Settings) -> album.Album:
    """Where the sizes of pictures lie: beside the snapshots, whether there are any or not."""
    return album.opened(settings.archive or (settings.data / "archive").absolute())


def make_decoder(settings: config.Settings) -> decoding.Pool:
    """The process that decodes pictures."""
    return decoding.Pool(seconds=settings.images.seconds, memory=settings.images.memory_mb * 1024 * 1024)


def picture_order(settings: config.Settings) -> pictures.Order:
    """How pictures are made."""
    chosen = settings.images
    return pictures.Order(widths=chosen.widths, quality=chosen.quality, megapixels=chosen.megapixels)


def make_pool(settings: config.Settings) -> extraction.Pool:
    """The processes that read pages."""
    chosen = settings.extract
    return extraction.Pool(chosen.processes or None, seconds=chosen.seconds, memory=chosen.memory_mb * 1024 * 1024)


@asynccontextmanager
async def polite_client(settings: config.Settings, tools: Tools) -> AsyncIterator[tuple[client.Client, turns.StoreTurns]]:
    """The fetcher whose every request takes its turn in the store."""
    queue = turns.StoreTurns(tools)
    async with client.Client(fetch_settings(settings), turns=queue, robots_cache=queue.robots) as fetcher:
        yield fetcher, queue


def make_site(settings: config.Settings, store: db.Store, *, sample: bool = False) -> site.Site:
    """The web application; its libraries are loaded only here, for no other process needs them."""
    from headwater.web import site

    who = settings.site
    return site.make_app(
        store,
        site.SiteSettings(
            name=who.name, base_url=who.base_url, owner=who.owner, postal_address=who.postal_address, mail=who.mail,
            complaints_mail=who.complaints_mail or who.mail, phone=who.phone, agent=who.agent,
            agent_postal_address=who.agent_postal_address, agent_phone=who.agent_phone, agent_mail=who.agent_mail,
            agent_registration=who.agent_registration, agent_renewal=who.agent_renewal, eu_representative=who.eu_representative,
            authorities_mail=who.authorities_mail,
            notice_languages=who.languages, trusted_proxies=settings.web.trusted_proxies,
            forms_an_hour=settings.desk.forms_an_hour, forms_a_day=settings.desk.forms_a_day,
            sends_mail=bool(settings.mail.smtp_host), sample_banner=sample, rules=desk_rules(settings), comments=comment_rules(settings),
            metrics=metrics.renderer(store, now=now) if settings.web.metrics else None,
            picture=make_album(settings).get if settings.images.enabled else None,
        ),
        now=now,
    )


def sample_settings(settings: config.Settings, folder: Path) -> config.Settings:
    """The settings under which the sample web is gathered: its own data, loopback allowed, no proxy."""
    fetch = settings.fetch.model_copy(
        update={"proxy": "", "ca_file": None, "allowed_networks": ("127.0.0.0/8", "::1/128"), "delay": 0.3}
    )
    alone = {"data": folder, "database": "", "archive": "", "fetch": fetch, "mail": config.Mail()}  # pyright: ignore[reportCallIssue]
    return settings.model_copy(update=alone)


def enrol_sample(settings: config.Settings, port: int) -> int:
    """Make the sample's store and enrol the outlets of the sample web; gives how many feeds."""
    store = open_store(settings)
    listed = opml.read(truth.catalogue(port).encode()).outlines
    new = enrol.enrol_all(store, [enrol.of_opml(one) for one in listed], now=now())
    store.close()
    return new
