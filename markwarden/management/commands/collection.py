"""`markwarden collection`: stop a platform or all, set robots.txt aside by order, see orders and alerts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_typer.management import TyperCommand, command
from typer import Argument, Option

from config.operator import operator_settings
from domain.errors import ConfigError
from spiders.platform import directories, find_platform
from store import alerts as alert_rows
from store import directives
from store.collecting import Alert, Directive

By = Annotated[str, Option("--by", help=gettext_lazy("Who gives the order."))]
Reason = Annotated[str, Option("--reason", help=gettext_lazy("Why; kept in the audit trail."))]
Key = Annotated[str, Argument(help=gettext_lazy("Key of a platform, or `all`."))]


class Command(TyperCommand):
    """Orders about collection."""

    help = gettext_lazy("Stop a platform or all, set robots.txt aside by order, see orders and alerts.")

    @command()
    def stop(self, platform: Key, by: By, reason: Reason) -> None:
        """Stop: running sweeps end within seconds, and none is started until the order is lifted."""
        directives.order(Directive.Kind.STOP, _key(platform), person=by, reason=reason, now=datetime.now(UTC))
        self.stdout.write(_("Stopped: %(what)s.") % {"what": platform})

    @command()
    def go(self, platform: Key, by: By, reason: Reason) -> None:
        """Lift a stop and an order to set robots.txt aside; a platform that refused us is asked again."""
        lifted = directives.let_go_on(_key(platform), person=by, reason=reason, now=datetime.now(UTC))
        self.stdout.write(_("%(count)d orders lifted.") % {"count": lifted})

    @command(name="despite-robots")
    def despite_robots(self, platform: Key, by: By, reason: Reason) -> None:
        """Collect what robots.txt forbids: only where a licence or a written authorisation allows it."""
        file = find_platform(platform, directories(operator_settings()))
        if file.legal_basis not in ("api-licence", "authorisation"):
            why = "robots.txt is set aside only where legal_basis is api-licence or authorisation"
            raise ConfigError([f"{platform}: {why}"])
        directives.order(
            Directive.Kind.DESPITE_ROBOTS, platform, person=by, reason=reason, now=datetime.now(UTC)
        )
        self.stdout.write(_("robots.txt of %(what)s is set aside, in your name.") % {"what": platform})

    @command()
    def orders(self) -> None:
        """List the orders that stand."""
        for row in Directive.objects.filter(lifted_at__isnull=True).select_related("platform"):
            what = row.platform.key if row.platform else directives.EVERYTHING
            self.stdout.write(
                f"{row.given_at:%Y-%m-%d %H:%M}  {row.kind}  {what}  {row.person}: {row.reason}"
            )

    @command()
    def alerts(
        self,
        close: Annotated[int | None, Option(help=gettext_lazy("Close this one."))] = None,
        by: Annotated[str, Option("--by", help=gettext_lazy("Who closes it."))] = "",
    ) -> None:
        """List open alerts, or close one."""
        if close is not None:
            if not by:
                raise ConfigError(["--close needs --by: who looked at it"])
            alert_rows.close_alert(close, person=by, now=datetime.now(UTC))
        for row in Alert.objects.filter(closed_at__isnull=True).select_related("platform"):
            self.stdout.write(
                f"{row.pk}  {row.last_at:%Y-%m-%d %H:%M}  {row.platform.key}  {row.kind}  {row.what}"
            )


def _key(platform: str) -> str:
    """The platform's key, checked against its file so that a slip stops nothing else; empty: all."""
    if platform == directives.EVERYTHING:
        return ""
    return find_platform(platform, directories(operator_settings())).key
