"""Whether to collect on: at a full disk or a long debt to the index a crawl waits, and drops nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from store.models import Outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermarks:
    """From where on a crawl waits.

    Attributes:
        free_bytes: least free space of the disk that holds the data.
        owed: most documents owed to the index; refused ones, which wait for a person, not counted.
    """

    free_bytes: int
    owed: int


# Reasons, as they are counted and worded.
DISK, BACKLOG = "disk", "backlog"


def pressure(place: Path, marks: Watermarks) -> str:
    """Why a crawl should wait: `disk` or `backlog`; empty while all is well."""
    return over(marks, free_bytes=shutil.disk_usage(place).free, owed=_owed(marks.owed))


def over(marks: Watermarks, *, free_bytes: int, owed: int) -> str:
    if free_bytes < marks.free_bytes:
        return DISK
    return BACKLOG if owed > marks.owed else ""


def _owed(most: int) -> int:
    """How many are owed, counted no further than needed."""
    return Outbox.objects.filter(poisoned=False)[: most + 1].count()
