"""The way of one listing: normalise → dedupe → media → match → text → keep, or a named refusal kept aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from domain.listing import Listing
from pipelines.dedupe import Seen
from pipelines.keep import Keeper
from pipelines.match import Judge
from pipelines.media import Media, with_unseen
from pipelines.normalise import fields_cut, normalise
from pipelines.ocr import NoReading, TextReading
from pipelines.refusal import Refusal
from store.kept import Change, Kept, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The steps of one sweep, wired; `counts` is what this process has seen of it.

    Keys of `counts`: `listings`, `kept`, `unchanged`, `rejected/<reason>`, `hits`, `pictures`,
    `pictures_rejected/<reason>`, `fields_cut` (longer than what is compared), `crowded` (naming too much
    for all of it to be judged), `licensed_by_name` (no hits for a name alone), those of
    `pipelines.ocr.Texts`, and how the rights were made ready (`pipelines.compiled.How`).
    Listings = kept + unchanged + rejected once all have left.
    """

    platform: str
    media: Media
    judge: Judge
    keeper: Keeper
    clock: Callable[[], datetime]
    texts: TextReading = field(default_factory=NoReading)
    seen: Seen = field(default_factory=Seen)
    counts: Counter[str] = field(default_factory=Counter)

    async def walk(self, listing: Listing) -> tuple[Listing, Change]:
        """Take one listing to its end; returns when that is durable.

        Raises:
            Refusal: it is not kept; counted, and kept aside with its record.
        """
        self.counts["listings"] += 1
        try:
            return await self._walk(listing)
        except Refusal as refusal:
            await self.keeper.reject(listing, refusal)
            self.counts[f"rejected/{refusal.reason}"] += 1
            raise
        except BaseException:
            # Neither kept nor rejected: whoever sent it sends it again, and it counts then.
            self.counts["listings"] -= 1
            self.seen.forget(listing.key)
            raise

    async def _walk(self, listing: Listing) -> tuple[Listing, Change]:
        arrived, listing = listing, normalise(listing, platform=self.platform, now=self.clock())
        if self.seen.again(listing):
            await self.keeper.seen_again()
            self.counts["unchanged"] += 1
            return listing, Change.UNCHANGED
        gathered = await self.media.gather(listing)
        listing = gathered.listing
        judgement = await self.judge.judge(listing)
        texts = await self.texts.read(listing, judgement.risk)
        if (with_text := texts.into(listing)).ocr != listing.ocr:
            listing = with_text
            judgement = await self.judge.judge(listing)
        outcome = await self.keeper.keep(
            Kept(
                listing=listing,
                matches=with_unseen(judgement.matches, gathered.unseen),
                judged=judgement.judged,
                rights_digest=self.judge.digest,
                pictures=gathered.pictures,
            )
        )
        await self.texts.tell(listing, texts)
        self.counts["pictures"] += gathered.fetched
        if cut := fields_cut(arrived, listing):
            self.counts["fields_cut"] += cut
        if judgement.by_name_only:
            self.counts["licensed_by_name"] += 1
        if judgement.crowded:
            self.counts["crowded"] += 1
        self.counts.update(texts.counts)
        self.counts.update(f"pictures_rejected/{lost.reason}" for lost in gathered.lost)
        self._count(outcome)
        return listing, outcome.change

    def _count(self, outcome: Outcome) -> None:
        self.counts["unchanged" if outcome.change is Change.UNCHANGED else "kept"] += 1
        self.counts["hits"] += len(outcome.hits_new)
