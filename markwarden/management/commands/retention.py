"""`markwarden retention`: what is kept for how long, what is due to go, and what a legal hold keeps."""

from __future__ import annotations

from typing import Annotated

import typer
from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand, command

from config.operator import operator_settings
from domain.errors import Conflict
from domain.ports import Scope
from markwarden.person import person
from markwarden.retaining import apply_terms, hits_in_hand, terms_of
from store.holds import lift_hold, place_hold
from store.legal_hold import LegalHold
from store.models import Hit
from store.retention import due

HIT = Annotated[str, typer.Argument(help=gettext_lazy("The hit's id, as its page's address shows it."))]
REASON = Annotated[str, typer.Option(help=gettext_lazy("Why; kept in the audit trail."))]


class Command(TyperCommand):
    help = gettext_lazy("Retention: what is due to be removed, removing it, and legal holds.")

    @command(help=gettext_lazy("Say the terms, what they reach now, and what legal holds keep."))
    def status(self) -> None:
        terms = terms_of(operator_settings())
        now = timezone.now()
        self.stdout.write(
            _("kept: decided hits {decided} days, listings without hits {listing} days").format(
                decided=terms.decided_days, listing=terms.listing_days
            )
        )
        reached = due(terms, now=now, needed=hits_in_hand())
        self.stdout.write(
            _("due now: {without} listings without hits, {decided} with decided hits; held: {held}").format(
                without=reached.without_hits, decided=reached.with_hits, held=reached.held
            )
        )
        for hold in LegalHold.objects.filter(lifted_at=None).order_by("pk"):
            self.stdout.write(f"{hold.hit_id}  {hold.placed_at:%Y-%m-%d}  {hold.placed_by}  {hold.reason}")

    @command(help=gettext_lazy("Remove what is due. The clock does it every night."))
    def purge(self) -> None:
        done = apply_terms(operator_settings(), now=timezone.now())
        self.stdout.write(
            _(
                "removed: {removed} listings, {rejected} records put aside, {files} files; "
                "emptied: {emptied} listings with {hits} hits"
            ).format(
                removed=done.purged.removed,
                rejected=done.purged.rejected,
                emptied=done.purged.emptied,
                hits=done.purged.hits,
                files=done.files,
            )
        )

    @command(help=gettext_lazy("Keep a hit and its listing whole, whatever their age."))
    def hold(self, hit: HIT, reason: REASON) -> None:
        try:
            place_hold(Scope.everything(), hit, reason=reason, actor=person(), now=timezone.now())
        except (Hit.DoesNotExist, Conflict, ValueError) as error:
            raise CommandError(_why(error, hit), returncode=2) from None
        self.stdout.write(_("{hit} is under a legal hold.").format(hit=hit))

    @command(help=gettext_lazy("End a legal hold."))
    def lift(self, hit: HIT, reason: REASON) -> None:
        try:
            lift_hold(Scope.everything(), hit, reason=reason, actor=person(), now=timezone.now())
        except (Hit.DoesNotExist, Conflict, ValueError) as error:
            raise CommandError(_why(error, hit), returncode=2) from None
        self.stdout.write(_("{hit} is under no legal hold any more.").format(hit=hit))


def _why(error: Exception, hit: str) -> str:
    return _("there is no hit {hit}").format(hit=hit) if isinstance(error, Hit.DoesNotExist) else str(error)
