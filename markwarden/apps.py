"""The commands and the wiring as a Django app."""

from __future__ import annotations

from django.apps import AppConfig, apps

from domain.values import Picture


class MarkwardenConfig(AppConfig):
    name = "markwarden"
    verbose_name = "markwarden"

    def ready(self) -> None:
        """Wire what rooms on one line may not import from each other."""
        # An attribute of the instance: a function on the class would become a method.
        apps.get_app_config("registry").read_picture = read_picture  # type: ignore[attr-defined]


def read_picture(content: bytes, source: str) -> Picture:
    """`matchers.hashes.read_picture`, whose libraries most commands never need."""
    from matchers.hashes import read_picture as read  # noqa: PLC0415  # numpy and scipy take a second

    return read(content, source)
