"""The desk as a Django app."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class TriageConfig(AppConfig):
    name = "triage"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from triage.access import ensure_groups  # noqa: PLC0415  # models are not there before

        # The signal is sent only for apps with models; groups live in this one.
        post_migrate.connect(ensure_groups, sender=apps.get_app_config("auth"), dispatch_uid="triage.groups")
