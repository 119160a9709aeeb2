"""The commands and the wiring as a Django app."""

from django.apps import AppConfig


class MarkwardenConfig(AppConfig):
    name = "markwarden"
    verbose_name = "markwarden"
