"""The register of rights as a Django app."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from domain.values import Picture


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("Register of rights")
    # Reads an uploaded picture; `markwarden` wires it in, since decoding lives in `matchers`.
    read_picture: Callable[[bytes, str], Picture] | None = None
