"""What persons ordered about collection, with their reasons: stop, or go on despite robots.txt."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from domain.errors import ConfigError
from store.collecting import Directive
from store.models import AuditLine, Platform
from store.sweeps import platform_row

LONGEST_REASON = 1000
EVERYTHING = "all"


def order(kind: Directive.Kind, platform_key: str, *, person: str, reason: str, now: datetime) -> Directive:
    """Give an order for a platform, or with an empty key for all; one that stands already is kept.

    Raises:
        ConfigError: nobody, or no reason, stands behind it.
    """
    person, reason = _accountable(person, reason)
    if kind is Directive.Kind.DESPITE_ROBOTS and not platform_key:
        raise ConfigError(["robots.txt is set aside for one named platform only, never for all"])
    platform = platform_row(platform_key) if platform_key else None
    with transaction.atomic():
        standing = standing_of(kind, platform).first()
        if standing is not None:
            return standing
        given = Directive.objects.create(
            kind=kind, platform=platform, person=person[:150], reason=reason[:LONGEST_REASON], given_at=now
        )
        _write_down(given, f"collection.{kind}", person, reason, now)
    return given


def lift(kind: Directive.Kind, platform_key: str, *, person: str, reason: str, now: datetime) -> int:
    """Take an order back; how many stood."""
    person, reason = _accountable(person, reason)
    platform = platform_row(platform_key) if platform_key else None
    with transaction.atomic():
        rows = list(standing_of(kind, platform))
        for row in rows:
            row.lifted_at, row.lifted_by, row.lifted_because = now, person[:150], reason[:LONGEST_REASON]
            row.save()
            _write_down(row, f"collection.{kind}.lifted", person, reason, now)
    return len(rows)


def let_go_on(platform_key: str, *, person: str, reason: str, now: datetime) -> int:
    """Lift every order of this platform, and let it be asked again where it had refused us; how many."""
    lifted = sum(lift(kind, platform_key, person=person, reason=reason, now=now) for kind in Directive.Kind)
    refusing = Platform.objects.filter(key=platform_key, blocked_since__isnull=False)
    with transaction.atomic():
        for row in refusing.select_for_update():
            sign, row.blocked_since, row.blocked_sign = row.blocked_sign, None, ""
            row.save(update_fields=["blocked_since", "blocked_sign"])
            detail = {"reason": reason, "sign": sign}
            AuditLine.objects.create(
                at=now, actor=person[:150], action="collection.blocked.lifted", detail=detail,
                subject=f"platform:{row.key}",
            )  # fmt: skip
            lifted += 1
    return lifted


def standing_of(kind: Directive.Kind, platform: Platform | None) -> QuerySet[Directive]:
    """Orders of this kind that nobody has lifted."""
    return Directive.objects.filter(kind=kind, platform=platform, lifted_at__isnull=True)


def stop_for(platform_key: str) -> Directive | None:
    """The order that stops this platform: its own, or one for all."""
    rows = Directive.objects.filter(kind=Directive.Kind.STOP, lifted_at__isnull=True)
    own = rows.filter(platform__key=platform_key).first()
    return own or rows.filter(platform__isnull=True).first()


def despite_robots(platform_key: str) -> Directive | None:
    """The order by which robots.txt of this platform is set aside, if a person gave one."""
    rows = Directive.objects.filter(kind=Directive.Kind.DESPITE_ROBOTS, lifted_at__isnull=True)
    return rows.filter(platform__key=platform_key).first()


def _accountable(person: str, reason: str) -> tuple[str, str]:
    person, reason = person.strip(), " ".join(reason.replace("\0", "").split())
    if not person or not reason:
        raise ConfigError(["an order about collection has a person and a reason"])
    return person, reason


def _write_down(row: Directive, action: str, person: str, reason: str, now: datetime) -> None:
    subject = f"platform:{row.platform.key}" if row.platform else f"platform:{EVERYTHING}"
    AuditLine.objects.create(
        at=now, actor=person[:150], action=action[:60], subject=subject, detail={"reason": reason}
    )
