"""What is kept, as a Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class StoreConfig(AppConfig):
    name = "store"
    verbose_name = _("Listings, hits and sweeps")

    def ready(self) -> None:
        from store.handover import hits_follow_their_right  # noqa: PLC0415  # models are there only now

        post_save.connect(hits_follow_their_right, sender="registry.Right")
