"""The retention rules applied from outside: to the database, and to the files it no longer names."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from casework.models import Case
from config.operator import OperatorSettings
from store.models import Hit
from store.pictures import PictureFiles
from store.retention import Purged, Terms, purge

# A file put again since then is somebody's anew, though its row may not be there yet.
SETTLED_AFTER_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Retained:
    """What a purge came to, and how many files went."""

    purged: Purged
    files: int


def terms_of(settings: OperatorSettings) -> Terms:
    return Terms(decided_days=settings.retention_decided_days, listing_days=settings.retention_listing_days)


def hits_in_hand() -> QuerySet[Hit]:
    """Hits of cases that are not closed."""
    return Hit.objects.filter(pursuit__case__state__in=[Case.State.OPEN, Case.State.DRAFTED])


def apply_terms(settings: OperatorSettings, *, now: datetime) -> Retained:
    """Purge what is due, batch by batch; a batch that was done stays done if the next one fails."""
    folder, before = PictureFiles(settings.pictures_path), time.time() - SETTLED_AFTER_S
    whole, files = Purged(), 0
    for purged in purge(terms_of(settings), now=now, needed=hits_in_hand()):
        files += sum(folder.remove(file, unless_since=before) for file in purged.files)
        whole += purged
    return Retained(purged=whole, files=files)
