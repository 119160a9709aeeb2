"""The operator's settings, read once from `MARKWARDEN_*` environment variables.

Each has a default, a unit and a range; all bad keys and values are reported together.
The reference page is `docs/reference/settings.md`.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.errors import ConfigError

PREFIX = "MARKWARDEN_"

# Read by `./run` and the test tiers, not by the program; known so that they are not called mistakes.
OUTSIDE_KEYS = frozenset({"MARKWARDEN_REQUIRE", "MARKWARDEN_CACHE"})


# A contact in a domain that never exists: enough for one's own machine, refused for a public site.
NOBODY = "abuse@markwarden.example"


class OperatorSettings(BaseSettings):
    """What two operators would choose differently."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("markwarden"),
        description="All data: database, frontier, pictures, logs.",
    )
    database_url: str = Field(default="", description="PostgreSQL URL; empty: SQLite in the home directory.")
    elasticsearch_url: str = Field(default="", description="Elasticsearch URL; empty: the embedded index.")
    elasticsearch_api_key: SecretStr = Field(default=SecretStr(""), description="API key for Elasticsearch.")
    elasticsearch_ca: Path | None = Field(default=None, description="CA certificate file for Elasticsearch.")
    elasticsearch_timeout_s: float = Field(
        default=10.0, gt=0, le=300, description="Seconds to wait for one answer of Elasticsearch."
    )
    elasticsearch_prefix: str = Field(
        default="markwarden",
        pattern=r"^[a-z][a-z0-9-]{0,40}$",
        description="First part of index names.",
    )
    platforms: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(), description="Extra directories of platform files, separated like PATH."
    )
    packs: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(), description="Extra directories of packs, separated like PATH."
    )
    ocr_processes: int = Field(
        default=1, ge=0, le=64, description="Processes that read the text in pictures; 0: none is read."
    )
    ocr_budget: int = Field(
        default=2_000, ge=0, le=10_000_000, description="Pictures whose text is read in one sweep, at most."
    )
    disk_reserve_mb: int = Field(
        default=512, ge=0, le=10_000_000, description="MiB free on the data's disk below which a crawl waits."
    )
    backlog_limit: int = Field(
        default=1_000_000,
        ge=1,
        le=1_000_000_000,
        description="Documents owed to the index above which a crawl waits.",
    )
    retention_decided_days: int = Field(
        default=1_096, ge=30, le=36_500, description="Days after its decision for which a hit is kept whole."
    )
    retention_listing_days: int = Field(
        default=1_096, ge=1, le=36_500, description="Days for which a listing without hits is kept."
    )
    ebay_client_id: str = Field(default="", description="Application id that eBay gave for its API.")
    ebay_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Secret that eBay gave with the application id."
    )
    ebay_marketplace: str = Field(
        default="EBAY_US",
        pattern=r"^EBAY_[A-Z_]{2,20}$",
        description="Which eBay is searched: EBAY_DE.",
    )
    ebay_calls_per_day: int = Field(
        default=5_000, ge=1, le=10_000_000, description="Calls of eBay's API in any 24 hours, at most."
    )
    ebay_url: str = Field(
        default="https://api.ebay.com", description="Where eBay's API is; another one for its sandbox."
    )
    time_zone: str = Field(default="Asia/Shanghai", description="Zone of schedules and capture days.")
    language: Literal["zh-hans", "en"] = Field(
        default="zh-hans",
        description="Language of the desk before a person chooses, and of the command line.",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="Signing key of sessions; empty: one is made and kept in the home directory.",
    )
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("127.0.0.1", "localhost", "[::1]"), description="Host names the desk answers to, by comma."
    )
    insecure_http: bool = Field(
        default=False, description="Desk over plain http (loopback demo only): cookies without Secure."
    )
    contact: str = Field(
        default=NOBODY,
        min_length=3,
        max_length=200,
        description="How a site's owner reaches the operator; part of the User-Agent.",
    )
    log_format: Literal["console", "json"] = Field(default="console", description="Shape of log lines.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level logged."
    )

    @field_validator("platforms", "packs", mode="before")
    @classmethod
    def _split_paths(cls, value: object) -> object:
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @field_validator("hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("expected an IANA time zone such as Asia/Shanghai") from None
        return value

    @field_validator("database_url")
    @classmethod
    def _postgresql(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"postgres", "postgresql"}:
            raise ValueError("expected postgresql://USER:PASSWORD@HOST:PORT/NAME")
        return value

    @field_validator("elasticsearch_url")
    @classmethod
    def _http(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and not (parts.scheme in {"http", "https"} and parts.hostname):
            raise ValueError("expected http://HOST:PORT or https://HOST:PORT")
        return value

    @property
    def database_path(self) -> Path:
        return self.home / "markwarden.sqlite3"

    @property
    def frontier_path(self) -> Path:
        """The frontier and budgets: a file of its own, so that a crawl never makes the desk wait."""
        return self.home / "frontier.sqlite3"

    @property
    def frontier_place(self) -> Path | str:
        """Where the frontier lies: its file, or a schema of its own in the team's PostgreSQL."""
        return self.database_url or self.frontier_path

    @property
    def embedded_index_path(self) -> Path:
        return self.home / "index.sqlite3"

    @property
    def pictures_path(self) -> Path:
        return self.home / "pictures"

    @property
    def compiled_path(self) -> Path:
        """Compiled rights: made again whenever they are missing."""
        return self.home / "compiled"

    @property
    def picture_index_path(self) -> Path:
        """Hashes of all pictures, searched in place; made again from the database where it is missing."""
        return self.home / "pictures.hashes"


def known_keys() -> tuple[str, ...]:
    return tuple(PREFIX + name.upper() for name in OperatorSettings.model_fields)


def _unknown_keys(environ: Mapping[str, str]) -> list[str]:
    known = set(known_keys()) | OUTSIDE_KEYS
    problems = []
    for key in sorted(environ):
        if key.upper().startswith(PREFIX) and key.upper() not in known:
            nearest = difflib.get_close_matches(key.upper(), known, n=1)
            hint = f"; did you mean {nearest[0]}?" if nearest else ""
            problems.append(f"{key}: not a setting{hint}")
    return problems


def _complaint(name: object, expected: str, found: object) -> str:
    # An address may hold a password, and complaints end up in logs.
    shown = "" if str(name) in {"database_url", "elasticsearch_url"} else f", found {found!r}"
    return f"{PREFIX}{str(name).upper()}: {expected}{shown}"


def read_settings(environ: Mapping[str, str]) -> OperatorSettings:
    """The settings in `environ`.

    Raises:
        ConfigError: every unknown key (with the nearest known one) and every bad value, at once.
    """
    problems = _unknown_keys(environ)
    values = {
        name: environ[PREFIX + name.upper()]
        for name in OperatorSettings.model_fields
        if PREFIX + name.upper() in environ
    }
    settings = None
    try:
        settings = OperatorSettings(**values)  # type: ignore[arg-type]  # strings, parsed by pydantic
    except ValidationError as error:
        problems += [_complaint(part["loc"][0], part["msg"], part["input"]) for part in error.errors()]
    if problems or settings is None:
        raise ConfigError(problems)
    return settings


@lru_cache(maxsize=1)
def operator_settings() -> OperatorSettings:
    """This process's settings, read once."""
    return read_settings(os.environ)
