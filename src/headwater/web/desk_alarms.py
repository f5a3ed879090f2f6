"""What needs the attention of whoever works at the desk, whatever page they are on.

In: the site's settings, the outbox, the worker's heartbeat. Out: alarms in words. Never: anything for the public.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from headwater import notices
from headwater.actions import clock
from headwater.store import outbox
from headwater.web import context, sessions, settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that somebody should see to."""

    level: str  # urgent, lacking
    title: str
    detail: str
    link: str = ""
    label: str = ""
    parts: tuple[tuple[str, str], ...] = ()  # names of settings, and what each is needed for


def of(request: Request) -> list[Alarm]:
    """The alarms for whoever is logged in; the operator's texts are the operator's to mend."""
    site, who = context.of(request), sessions.person(request)
    found: list[Alarm] = []
    if clock.is_silent(site.store, now=site.now()):
        found.append(Alarm(level="urgent", title="The worker has not run for 30 minutes.",
                           detail="Deadlines are kept by this page itself meanwhile; mail and news stand still. Start it with headwater run."))
    with site.store.read() as conn:
        waiting, undelivered = outbox.count_unsent(conn)
    if undelivered:
        found.append(Alarm(level="urgent", title=f"{undelivered} {'mail was' if undelivered == 1 else 'mails were'} not delivered.",
                           detail="Somebody waits for an answer.", link="/desk/outbox", label="Look at them"))
    if not site.settings.sends_mail:
        found.append(Alarm(level="lacking", title="No mail server is set up.",
                           detail=f"{waiting} {'mail waits' if waiting == 1 else 'mails wait'} in the outbox; submitters see everything on their status page.",
                           link="/desk/outbox", label="What waits"))
    if notices.Role.OPERATOR in who.roles:
        if due := settings.renewal(site.settings.agent_renewal, site.now().date()):
            found.append(Alarm(level="urgent" if due[0] > 1 else "lacking", title="Your agent's designation.", detail=due[1]))
        found += _lacking(site.settings)
    return found


def _lacking(given: settings.SiteSettings) -> list[Alarm]:
    """The operator's texts that are missing; the public pages leave those sentences out."""
    parts = tuple((one.setting, one.why) for one in settings.missing(given) if one.setting != "mail.smtp_host")
    if not parts:
        return []
    return [Alarm(level="lacking", title=f"{len(parts)} of your texts {'is' if len(parts) == 1 else 'are'} missing", detail="", parts=parts)]
