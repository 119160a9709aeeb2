"""Listings from files by the same way: an own sweep of kind `import` a platform, judged by their day."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from domain.listing import Listing, ListingKey
from domain.values import Picture
from pipelines.keep import StoreKeeper
from pipelines.match import Judge
from pipelines.media import Content, FileMedia, Shelf
from pipelines.normalise import is_platform_key
from pipelines.ocr import NoReading, TextReading
from pipelines.refusal import PictureLost, Refusal
from pipelines.steps import Steps
from store import sweeps
from store.batches import NaturalBatches
from store.models import Sweep
from store.pictures import KeptPicture, PictureFiles, known_pictures
from store.writer import Writer

AT_ONCE = 16
# A file names its platforms itself; each costs a sweep.
MOST_PLATFORMS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of one import: the sweep of each platform and its counts."""

    sweeps: Mapping[str, int]
    counts: Mapping[str, Counter[str]]

    @property
    def total(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for counts in self.counts.values():
            total.update(counts)
        return total

    @property
    def closes(self) -> bool:
        return all(sweeps.account_closes(counts) for counts in self.counts.values())


@dataclass(slots=True, kw_only=True)
class Import:
    """One import under way.

    Attributes:
        judge: the panel, compiled from the rights as they are now; each capture is judged by its day.
        platform: platform of listings that name none; they and hostile keys are counted there.
        source: the file's name, kept on the sweep.
        content: the bytes of a picture by its source; else the source is a path.
        texts: how the text in pictures is read; its budget is for the whole import.
    """

    judge: Judge
    platform: str
    pictures: Path
    clock: Callable[[], datetime]
    source: str = ""
    content: Content | None = None
    writer: Writer = field(default_factory=Writer)
    texts: TextReading = field(default_factory=NoReading)
    _steps: dict[str, Steps] = field(default_factory=dict)
    _sweeps: dict[str, int] = field(default_factory=dict)

    async def take(self, listings: Iterable[Listing]) -> Account:
        """Take every listing to its end, a few at once, and close the sweeps."""
        try:
            await self._take(listings)
        except BaseException as error:
            await self._close(Sweep.State.FAILED, detail=str(error))
            raise
        await self._close(Sweep.State.DONE)
        return Account(sweeps=self._sweeps, counts={key: one.counts for key, one in self._steps.items()})

    async def _take(self, listings: Iterable[Listing]) -> None:
        under_way: set[asyncio.Task[None]] = set()
        try:
            for found in listings:
                listing = found if found.platform else replace(found, platform=self.platform)
                steps = await self._steps_for(self._place(listing.platform))
                under_way.add(asyncio.ensure_future(_walk(steps, listing)))
                if len(under_way) >= AT_ONCE:
                    under_way = await _some_done(under_way)
        finally:
            await asyncio.gather(*under_way)

    def _place(self, platform: str) -> str:
        """The platform whose sweep counts a listing; an impossible one is refused in the default's."""
        full = len(self._steps) >= MOST_PLATFORMS and platform not in self._steps
        return self.platform if full or not is_platform_key(platform) else platform

    async def _steps_for(self, platform: str) -> Steps:
        if platform not in self._steps:
            sweep = await self.writer.run(
                sweeps.open_sweep, platform, kind="import", options={"file": self.source[-300:]}
            )
            await self.writer.run(sweeps.begin, sweep.pk, pid=os.getpid(), now=self.clock())
            self._sweeps[platform] = sweep.pk
            self._steps[platform] = self._wired(platform, sweep.pk)
        return self._steps[platform]

    def _wired(self, platform: str, sweep_id: int) -> Steps:
        known: NaturalBatches[ListingKey, Mapping[str, KeptPicture]] = NaturalBatches(
            lambda keys: self.writer.run(known_pictures, keys), most=64
        )
        shelf = Shelf(read=_never, files=PictureFiles(self.pictures), clock=self.clock)
        return Steps(
            platform=platform,
            media=FileMedia(shelf, known=known.put, content=self.content),
            judge=self.judge,
            keeper=StoreKeeper(self.writer, sweep_id=sweep_id, clock=self.clock),
            texts=self.texts,
            clock=self.clock,
        )

    async def _close(self, state: str, *, detail: str = "") -> None:
        for platform, sweep_id in self._sweeps.items():
            await self.writer.run(
                sweeps.finish,
                sweep_id,
                state=state,
                counts=self._steps[platform].counts,
                detail=detail,
                now=self.clock(),
            )


async def _walk(steps: Steps, listing: Listing) -> None:
    with contextlib.suppress(Refusal):  # counted and kept aside already
        await steps.walk(listing)


async def _some_done(under_way: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
    done, pending = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    return pending


async def _never(data: bytes, source: str) -> Picture:
    raise PictureLost("not_fetched", source)
