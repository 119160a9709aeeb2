"""Every part of an installation looked at, with what to do about what is wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import DatabaseError, connection
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from config.operator import OperatorSettings
from domain.errors import HouseError
from markwarden.first_run import unapplied_migrations
from registry.models import Right
from spiders.chromium import HOW_TO_GET_IT, complaint_of, found_chromium
from spiders.platform import directories, read_platforms
from store.drain import owed
from store.indexes import open_index
from store.models import Platform, Sweep

LEAST_FREE_GB = 2.0


class State(StrEnum):
    """How a part is: `WAITS` works, but a person should know; `BROKEN` needs one now."""

    WELL = "ok"
    WAITS = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One part, how it is, and what to do about it."""

    part: str
    state: State
    says: str
    advice: str = ""


Look = Callable[[OperatorSettings], Sequence[Finding]]


def _home(settings: OperatorSettings) -> list[Finding]:
    part = _("home directory")
    settings.home.mkdir(parents=True, exist_ok=True)
    if not os.access(settings.home, os.W_OK):
        advice = _("Give this user the directory, or set MARKWARDEN_HOME.")
        return [Finding(part, State.BROKEN, _("%s cannot be written") % settings.home, advice)]
    free_gb = shutil.disk_usage(settings.home).free / 1e9
    says = _("%(home)s, %(free).1f GB free") % {"home": settings.home, "free": free_gb}
    if free_gb < LEAST_FREE_GB:
        return [Finding(part, State.BROKEN, says, _("Make room: sweeps must not fill the disk."))]
    return [Finding(part, State.WELL, says)]


def _contact(settings: OperatorSettings) -> list[Finding]:
    part = _("contact")
    if settings.contact.endswith(".example"):
        advice = _("Set MARKWARDEN_CONTACT: a site's owner must be able to reach you.")
        return [Finding(part, State.WAITS, settings.contact, advice)]
    return [Finding(part, State.WELL, settings.contact)]


def _database(_settings: OperatorSettings) -> list[Finding]:
    part = _("database")
    try:
        missing = unapplied_migrations()
    except DatabaseError as error:
        return [Finding(part, State.BROKEN, str(error).strip(), _("Check MARKWARDEN_DATABASE_URL."))]
    if missing:
        says = _("%d migrations not applied") % missing
        return [Finding(part, State.BROKEN, says, _("Run: markwarden migrate"))]
    return [Finding(part, State.WELL, connection.vendor), *_damage(part)]


def _damage(part: str) -> list[Finding]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        answer = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
    if answer == "ok":
        return []
    return [Finding(part, State.BROKEN, answer, _("Stop every sweep and restore the last backup."))]


def _index(settings: OperatorSettings) -> list[Finding]:
    part = _("index")
    health = open_index(settings).health()
    says = _("%(kind)s: %(detail)s, %(documents)d documents") % {
        "kind": health.kind,
        "detail": health.detail,
        "documents": health.documents,
    }
    if health.ok:
        return [Finding(part, State.WELL, says)]
    advice = _("The desk works without it; searching does not. Start the server or check its URL.")
    return [Finding(part, State.BROKEN, says, advice)]


def _outbox(_settings: OperatorSettings) -> list[Finding]:
    part = _("owed to the index")
    debt = owed()
    says = _("%(owed)d owed, %(poisoned)d refused for good") % {
        "owed": debt.rows,
        "poisoned": debt.poisoned,
    }
    if debt.poisoned:
        return [Finding(part, State.BROKEN, says, _("Run: markwarden index drain --poisoned"))]
    if debt.rows:
        return [Finding(part, State.WAITS, says, _("Run: markwarden index drain"))]
    return [Finding(part, State.WELL, says)]


def _browser(_settings: OperatorSettings) -> list[Finding]:
    part = _("browser")
    found = found_chromium()
    if found is None:
        advice = _("Run ./run setup, or: apt install chromium. Platforms read over HTTP do not need it.")
        return [Finding(part, State.WAITS, _("no Chromium"), advice)]
    complaint = complaint_of(found)
    if complaint:
        return [Finding(part, State.BROKEN, complaint, HOW_TO_GET_IT)]
    return [Finding(part, State.WELL, str(found))]


def _platforms(settings: OperatorSettings) -> list[Finding]:
    part = _("platforms")
    usable, problems = read_platforms(directories(settings))
    good = Finding(part, State.WELL, ", ".join(sorted(usable)))
    return [good, *(Finding(part, State.BROKEN, problem, _("Mend the file.")) for problem in problems)]


def _stopped(_settings: OperatorSettings) -> list[Finding]:
    part = _("refusals")
    advice = _("Look at the site, talk to its owner; crawl again only with leave.")
    refusing = Platform.objects.filter(blocked_since__isnull=False)
    return [
        Finding(part, State.WAITS, f"{row.key}: {row.blocked_sign} ({row.blocked_since:%Y-%m-%d})", advice)
        for row in refusing
    ]


def _rights(_settings: OperatorSettings) -> list[Finding]:
    part = _("rights")
    watched = Right.objects.filter(watched=True).count()
    if not watched:
        advice = _("Run: markwarden rights import FILE")
        return [Finding(part, State.WAITS, _("nothing is watched"), advice)]
    return [Finding(part, State.WELL, _("%d watched") % watched)]


def _sweeps(_settings: OperatorSettings) -> list[Finding]:
    """Platforms whose newest sweep was cut off; an older one has been made good by a newer."""
    part = _("sweeps")
    newest = Sweep.objects.filter(platform=OuterRef("platform")).order_by("-pk").values("pk")[:1]
    cut_off = Sweep.objects.filter(pk=Subquery(newest), state=Sweep.State.INTERRUPTED)
    return [
        Finding(
            part,
            State.WAITS,
            _("sweep %(id)d of %(platform)s was cut off") % {"id": row.pk, "platform": row.platform.key},
            _("Run: markwarden sweep %s --resume") % row.platform.key,
        )
        for row in cut_off.select_related("platform")[:20]
    ]


LOOKS: tuple[Look, ...] = (
    _home, _contact, _database, _index, _outbox, _browser, _platforms, _rights, _stopped, _sweeps,
)  # fmt: skip
# Where the database is not well, one finding says so; these would only say it again.
READ_TABLES = frozenset({_outbox, _rights, _stopped, _sweeps})


def look_at_everything(settings: OperatorSettings) -> tuple[Finding, ...]:
    """Every finding, in the order in which parts rest on one another.

    A part that cannot even be looked at is itself a finding.
    """
    findings: list[Finding] = []
    tables = True
    for look in LOOKS:
        if look in READ_TABLES and not tables:
            continue
        found = _looked(look, settings)
        tables = tables and not (look is _database and found[0].state is State.BROKEN)
        findings += found
    return tuple(findings)


def _looked(look: Look, settings: OperatorSettings) -> Sequence[Finding]:
    try:
        return look(settings)
    except (HouseError, DatabaseError, OSError) as error:
        return [Finding(look.__name__.strip("_"), State.BROKEN, str(error).strip(), _("See the log."))]
