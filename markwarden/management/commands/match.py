"""`markwarden match`: compare listings with rights, files in, files out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand

from config.operator import operator_settings
from markwarden.jsonl import Account
from markwarden.matching import MatchReport, MatchRun, run_match
from markwarden.record import nearest
from matchers.panel import DEFAULT
from pipelines.compiled import How
from registry.rulebook import rules_of

HELP_RIGHTS = gettext_lazy("Rights, one JSON object a line.")
HELP_LISTINGS = gettext_lazy("Listings, one JSON object a line.")
HELP_OUTPUT = gettext_lazy("Where the matches go, one JSON object a listing.")
HELP_MATCHERS = gettext_lazy("Matchers to use, by comma.")
HELP_ON = gettext_lazy("Capture day of listings without captured_at; today if not given.")
HELP_EXPLAIN = gettext_lazy("Write the reasons of every score.")
HELP_KEEP = gettext_lazy("Directory in which compiled rights are kept for the next run.")
HELP_SKIP = gettext_lazy("Skip and count bad lines instead of ending.")


class Command(TyperCommand):
    help = gettext_lazy("Compare listings with rights: files in, files out, no database.")
    requires_system_checks: Sequence[str] = []  # type: ignore[assignment]  # nothing of Django's is used

    def handle(
        self,
        rights: Annotated[Path, typer.Option(help=HELP_RIGHTS)],
        listings: Annotated[Path, typer.Option(help=HELP_LISTINGS)],
        output: Annotated[Path, typer.Option(help=HELP_OUTPUT)],
        matchers: Annotated[str, typer.Option(help=HELP_MATCHERS)] = ",".join(DEFAULT),
        on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=HELP_ON)] = None,
        explain: Annotated[bool, typer.Option("--explain", help=HELP_EXPLAIN)] = False,
        skip_bad: Annotated[bool, typer.Option("--skip-bad", help=HELP_SKIP)] = False,
        keep_in: Annotated[Path | None, typer.Option(help=HELP_KEEP)] = None,
    ) -> None:
        settings = operator_settings()
        zone = ZoneInfo(settings.time_zone)
        report = run_match(
            MatchRun(
                rights=rights,
                listings=listings,
                output=output,
                zone=zone,
                absent_at=datetime.combine(on.date(), time(12), zone) if on else datetime.now(zone),
                names=tuple(name.strip() for name in matchers.split(",") if name.strip()),
                rules=rules_of(settings),
                explain=explain,
                skip_bad=skip_bad,
                kept_in=keep_in,
            )
        )
        for line in _lines(report):
            typer.echo(line, err=True)


def _lines(report: MatchReport) -> list[str]:
    # Translators: the counts of one finished `match` run.
    summary = _("{rights} rights, {listings} listings: {hits} hits on {hit_listings} listings").format(
        rights=report.rights.taken,
        listings=report.listings.taken,
        hits=report.hits,
        hit_listings=report.hit_listings,
    )
    return [*_account(report.rights), *_account(report.listings), *_rebuilt(report), *_cut(report), summary]


def _rebuilt(report: MatchReport) -> list[str]:
    told = _("compiled rights could not be used as they were kept: compiled again")
    return [told] if report.rights_ready is How.REBUILT else []


def _cut(report: MatchReport) -> list[str]:
    told = (
        (report.fields_cut, _("{file}: {n} fields were longer than what is compared")),
        (report.crowded, _("{file}: {n} listings name so much that only the surest of it was judged")),
    )
    return [line.format(file=report.listings.path, n=n) for n, line in told if n]


def _account(account: Account) -> list[str]:
    lines = list(account.problems)
    if account.bad:
        lines.append(_("{file}: {n} bad lines skipped").format(file=account.path, n=account.bad))
    for reason, n in sorted(account.refused_pictures.items()):
        told = _("{file}: {n} pictures not read ({reason})")
        lines.append(told.format(file=account.path, n=n, reason=reason))
    return lines + [_unknown(account, key, n) for key, n in sorted(account.unknown_keys.items())]


def _unknown(account: Account, key: str, n: int) -> str:
    line = _("{file}: unknown key {key} ignored on {n} lines").format(file=account.path, key=ascii(key), n=n)
    meant = nearest(key, account.known_keys)
    return line + (_("; did you mean {key}?").format(key=meant) if meant else "")
