"""The wiring of a look back: the register, the slices, and processes that share them."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import structlog
from django.utils.translation import gettext as _

from config.operator import OperatorSettings
from domain.errors import HouseError
from pipelines.looks import Looks, kept_bytes
from pipelines.picture_readers import shared_readers
from pipelines.rematch import LookBack, look_into, only_look
from registry.models import Right as RightRow
from registry.rights import rights_to_match
from registry.rulebook import rules_of
from scheduler.children import HOST
from store import rematches
from store.models import Rematch
from store.retro import Judged
from store.writer import persistently

log = structlog.get_logger()


class NothingToRematch(HouseError):
    """The right cannot be looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person asked for: which right, in slices of how many listings, by how many processes."""

    right: str
    size: int = rematches.SLICE
    workers: int = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of it: the look back's number, its account, and how long this run of it took."""

    rematch: int
    account: rematches.Account
    seconds: float
    done: bool


def run_rematch(wish: Wish, settings: OperatorSettings) -> Report:
    """Look for a right in everything stored, or go on where the last try was cut off.

    Raises:
        NothingToRematch: there is no such right, or it is not watched.
    """
    begun = datetime.now(UTC)
    row, look_back = prepared(wish.right, settings)
    rematch = persistently(rematches.open_rematch, row, digest=look_back.digest, size=wish.size, now=begun)
    persistently(rematches.release, rematch.pk, _is_gone)
    _share(rematch, wish, look_back)
    done = persistently(rematches.close, rematch.pk, now=datetime.now(UTC))
    seconds = (datetime.now(UTC) - begun).total_seconds()
    account = rematches.account(rematch.pk)
    log.info("rematch.ended", right=wish.right, rematch=rematch.pk, done=done, **account._asdict())
    return Report(rematch=rematch.pk, account=account, seconds=seconds, done=done)


def _share(rematch: Rematch, wish: Wish, look_back: LookBack) -> None:
    """Work through the slices here and in as many processes more as were asked for."""
    left = rematches.account(rematch.pk)
    more = min(wish.workers, left.slices - left.slices_done) - 1
    command = [sys.executable, "-m", "markwarden", "rematch", wish.right, "--join", str(rematch.pk)]
    helpers = [subprocess.Popen(command, stdin=subprocess.DEVNULL) for _one in range(more)]
    try:
        work(rematch.pk, look_back)
        codes = [helper.wait() for helper in helpers]
    finally:
        for helper in helpers:
            with suppress(ProcessLookupError):
                helper.terminate()
            helper.wait()
    if any(codes):
        # What they held, they hold no more; nobody but us knows that at once.
        persistently(rematches.release, rematch.pk, _is_gone)
        work(rematch.pk, look_back)


def join(rematch_id: int, code: str, settings: OperatorSettings) -> None:
    """Help with a look back that is under way; a right changed meanwhile is not looked for half and half."""
    rematch = Rematch.objects.filter(pk=rematch_id).first()
    _row, look_back = prepared(code, settings)
    if rematch is not None and rematch.right_digest == look_back.digest:
        work(rematch_id, look_back)


def work(rematch_id: int, look_back: LookBack) -> None:
    """Take slices until none is left."""
    me = worker_name(os.getpid())
    # What is loaded and compiled stays to the end: looking it through for garbage cost a fifth of the time.
    gc.collect()
    gc.freeze()
    while (
        part := persistently(rematches.take_slice, rematch_id, worker=me, now=datetime.now(UTC))
    ) is not None:
        seen = look_into(part, look_back, now=datetime.now(UTC))
        persistently(rematches.finish_slice, part.pk, worker=me, seen=seen)


def preview(code: str, settings: OperatorSettings, *, size: int = rematches.SLICE) -> Iterator[Judged]:
    """The new hits a look back would make; nothing is written.

    Raises:
        NothingToRematch: there is no such right, or it is not watched.
    """
    row, look_back = prepared(code, settings)
    for after, last in rematches.slices(size):
        yield from only_look(row.pk, look_back, after=after, last=last)


def prepared(code: str, settings: OperatorSettings) -> tuple[RightRow, LookBack]:
    """The right's row, and the right compiled among all others.

    Raises:
        NothingToRematch: there is no such right, or it is not watched.
    """
    row = RightRow.objects.filter(code=code).first()
    if row is None:
        raise NothingToRematch(_("there is no right %(right)s") % {"right": code})
    rights = rights_to_match()
    right = next((one for one in rights if one.id == code), None)
    if right is None:
        raise NothingToRematch(_("the right %(right)s is not watched") % {"right": code})
    looks = Looks(kept_bytes(settings.pictures_path), shared_readers().look)
    zone, rules = ZoneInfo(settings.time_zone), rules_of(settings)
    return row, LookBack(right, rights, zone=zone, looks=looks, rules=rules, kept_in=settings.compiled_path)


def worker_name(pid: int) -> str:
    return f"{HOST[:80]}:{pid}"


def _is_gone(worker: str) -> bool:
    """Whether it is known that the process is gone; one of another machine never is."""
    host, _colon, pid = worker.rpartition(":")
    if host != HOST[:80] or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # somebody else's, but alive
        pass
    return False
