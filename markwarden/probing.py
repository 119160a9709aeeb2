"""Whether a platform that leaves it open is read over HTTP or in a browser: asked once, HTTP preferred."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import structlog

from config.operator import OperatorSettings
from markwarden.platform_tools import live_page
from spiders.one_page import NotAnswered
from spiders.plan import Plan
from spiders.platform_rules import PlatformFile

Render = Literal["http", "browser"]
log = structlog.get_logger(__name__)


def render_of(plan: Plan, settings: OperatorSettings) -> Render:
    """How pages of `plan` are fetched: as its file says, or for `auto` as the first page shows.

    A page that gives listings or links over HTTP needs no browser. What was found is remembered until
    the platform file changes; where the page did not come nothing is, and HTTP will tell why.
    """
    platform = plan.platform
    if platform.render != "auto":
        return platform.render_first
    kept = settings.home / "probes" / f"{platform.key}.json"
    known = _remembered(kept, platform)
    if known:
        return known
    asked = (*plan.start, *plan.queries())
    if not asked:
        return "http"
    try:
        reading = live_page(platform, asked[0], settings, render="http").read(platform)
    except NotAnswered as error:
        log.info("probe.unanswered", platform=platform.key, url=error.url, reason=error.reason)
        return "http"
    found: Render = "http" if reading.listings or reading.links else "browser"
    _remember(kept, platform, found, asked[0])
    log.info("probe.done", platform=platform.key, url=asked[0], render=found)
    return found


def _remembered(path: Path, platform: PlatformFile) -> Render | None:
    try:
        said = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(said, dict) or said.get("file") != _digest(platform):
        return None
    return said["render"] if said.get("render") in ("http", "browser") else None


def _remember(path: Path, platform: PlatformFile, render: Render, url: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    found = {"file": _digest(platform), "render": render, "url": url, "at": datetime.now(UTC).isoformat()}
    path.write_text(json.dumps(found), "utf-8")


def _digest(platform: PlatformFile) -> str:
    return hashlib.sha256(platform.model_dump_json(exclude={"path"}).encode()).hexdigest()
