"""The way of a listing from end to end, on the real store: the account always closes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DataError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.listing import Listing, ListingKey
from domain.match import OPERATING_POINT
from domain.rights import Licence, Right, RightKind
from domain.values import Picture, PictureHash, Term
from matchers.hashes import read_picture
from matchers.panel import compile_panel
from pipelines import keep as keep_step
from pipelines.dedupe import Seen
from pipelines.imports import Account, Import
from pipelines.keep import StoreKeeper
from pipelines.match import Judge
from pipelines.media import FileMedia, Shelf, WebMedia
from pipelines.refusal import PictureLost, Refusal
from pipelines.steps import Steps
from registry.models import Right as RightRow
from store.batches import NaturalBatches
from store.hashes import hashes_of
from store.keep import Kept, Outcome, keep_batch
from store.models import Hit, ListingVersion, Rejected, Sweep
from store.models import Listing as ListingRow
from store.models import Picture as PictureRow
from store.models import PictureHash as PictureHashRow
from store.pictures import KeptPicture, PictureFiles, known_pictures
from store.sweeps import account_closes, open_sweep
from store.writer import Writer
from tests.pipelines.made import NOW, ZONE, judge, listing, png, right
from tests.store.made import right as right_row

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writer() -> Iterator[Writer]:
    with closing(Writer()) as made:
        yield made


def steps(writer: Writer, sweep_id: int) -> Steps:
    async def nothing(_key: ListingKey) -> Mapping[str, KeptPicture]:
        return {}

    async def never(_data: bytes, _source: str) -> Any:
        raise AssertionError("no picture here")

    return Steps(
        platform="yiwugo",
        media=FileMedia(Shelf(read=never, files=None, clock=lambda: NOW), known=nothing),
        judge=judge(right()),
        keeper=StoreKeeper(writer, sweep_id=sweep_id, clock=lambda: NOW),
        clock=lambda: NOW,
    )


async def walk_all(way: Steps, offers: Sequence[Listing]) -> list[object]:
    return await asyncio.gather(*(way.walk(offer) for offer in offers), return_exceptions=True)


OFFERS = st.builds(
    lambda n, title, days: listing(str(n), title=title, captured_at=NOW + timedelta(days=days)),
    st.integers(1, 4),
    st.sampled_from(["迪卡侬 帐篷", "帐篷", "\0", "x" * 6_000]),
    st.sampled_from([-400, 0, 2]),
)


@given(offers=st.lists(OFFERS, max_size=25))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_account_closes_whatever_comes(writer: Writer, offers: list[Listing]) -> None:
    """Listings sent = kept + unchanged + rejected, in this process and on the sweep, all at once."""
    if not RightRow.objects.exists():
        right_row()
    sweep = open_sweep("yiwugo")
    way = steps(writer, sweep.pk)
    asyncio.run(walk_all(way, offers))
    sweep.refresh_from_db()
    assert account_closes(sweep.counts)
    assert sweep.counts.get("listings", 0) == way.counts["listings"] == len(offers)
    rejected = {key: n for key, n in sweep.counts.items() if key.startswith("rejected/")}
    assert Rejected.objects.filter(sweep=sweep).count() == sum(rejected.values())
    assert {key: way.counts[key] for key in rejected} == rejected


def test_a_second_pass_adds_nothing(writer: Writer) -> None:
    """A sweep of an unchanged shop adds no version and no hit."""
    right_row()
    offers = [listing(str(n), title=f"迪卡侬 {n}") for n in range(20)]
    for _pass in range(2):
        way = steps(writer, open_sweep("yiwugo").pk)
        asyncio.run(walk_all(way, [replace(offer, captured_at=NOW) for offer in offers]))
    assert (way.counts["kept"], way.counts["unchanged"], way.counts["hits"]) == (0, 20, 0)
    assert ListingRow.objects.count() == ListingVersion.objects.count() == Hit.objects.count() == 20
    assert set(Hit.objects.values_list("revision", flat=True)) == {1}


def test_a_picture_that_cannot_be_fetched_fades_no_hit(writer: Writer, tmp_path: Path) -> None:
    """A copied picture behind a new signature that is refused stays found, and says it was not seen again."""
    right_row(kind="work", text="")
    shown = read_picture(png(), "reference.png")
    copied = Right(id="CN-TM:1", kind=RightKind.WORK, images=(shown,))
    known: NaturalBatches[ListingKey, Mapping[str, KeptPicture]] = NaturalBatches(
        lambda keys: writer.run(known_pictures, keys), most=64
    )

    async def fetch(url: str) -> bytes:
        if url.endswith("sign=1"):
            return png()
        raise PictureLost("status", "403")

    async def read(data: bytes, source: str) -> Picture:
        return read_picture(data, source)

    for day, sign in enumerate((1, 2, 3)):
        now = NOW + timedelta(days=day)
        shelf = Shelf(read=read, files=PictureFiles(tmp_path), clock=lambda now=now: now)  # type: ignore[misc]
        judged = Judge((copied,), compile_panel((copied,), zone=ZONE), zone=ZONE)
        way = replace(
            steps(writer, open_sweep("yiwugo").pk),
            media=WebMedia(shelf, fetch=fetch, known=known.put),
            judge=judged,
            clock=lambda now=now: now,  # type: ignore[misc]
        )
        url = f"https://img.example/1.png?sign={sign}"
        asyncio.run(way.walk(listing(captured_at=now, image_urls=(url,))))
        judged.close()
    hit = Hit.objects.get()
    assert hit.score >= OPERATING_POINT
    features = [reason["feature"] for reason in hit.matches[0]["reasons"]]
    assert "picture_not_seen_again" in features
    assert "no_longer_matches" not in features
    assert (ListingVersion.objects.count(), hit.revision) == (1, 2)


def test_what_a_name_alone_frees_is_counted(writer: Writer) -> None:
    """Listings that a licensee's name alone keeps from being hits are a number of the sweep."""
    mark = replace(right(), licences=(Licence(seller="甲"), Licence(seller_id="s-7")))
    judged = Judge((mark,), compile_panel((mark,), zone=ZONE), zone=ZONE)
    way = replace(steps(writer, open_sweep("yiwugo").pk), judge=judged)
    offers = [
        listing("by name", seller="甲"),
        listing("by id", seller="甲", seller_id="s-7"),
        listing("nothing to free", title="帐篷", seller="甲"),
    ]
    asyncio.run(walk_all(way, offers))
    judged.close()
    assert (way.counts["licensed_by_name"], way.counts["hits"], way.counts["kept"]) == (1, 0, 3)


def test_a_rejected_listing_is_kept_aside_whole(writer: Writer) -> None:
    """Its record is there to be tried again, without what no database takes."""
    way = steps(writer, open_sweep("yiwugo").pk)
    [refused] = asyncio.run(walk_all(way, [listing(url="javascript:\0", description="a\0b\ud800")]))
    assert isinstance(refused, Refusal)
    row = Rejected.objects.get()
    assert row.reason == "bad_url"
    assert row.record is not None
    assert row.record["title"] == "迪卡侬 帐篷"


def test_one_poisonous_listing_does_not_take_its_batch_along(
    writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the database refuses is rejected alone; the others of its batch are kept."""

    def picky(sweep_id: int, kept: Sequence[Kept], now: Any) -> Sequence[Outcome]:
        if any(one.listing.id == "3" for one in kept):
            raise DataError("value out of range")
        return keep_batch(sweep_id, kept, now)

    monkeypatch.setattr(keep_step, "keep_batch", picky)
    sweep = open_sweep("yiwugo")
    results = asyncio.run(walk_all(steps(writer, sweep.pk), [listing(str(n)) for n in range(8)]))
    sweep.refresh_from_db()
    assert [type(result) for result in results].count(Refusal) == 1
    assert sweep.counts == {"listings": 8, "kept": 7, "rejected/store_refused": 1}


def test_a_failure_of_the_store_is_not_a_rejection(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A listing that could not be kept counts as nothing: its page comes again, and so may it."""

    def broken(*_args: Any) -> Sequence[Outcome]:
        raise OSError("disk full")

    monkeypatch.setattr(keep_step, "keep_batch", broken)
    way = steps(writer, open_sweep("yiwugo").pk)
    [failed] = asyncio.run(walk_all(way, [listing()]))
    assert isinstance(failed, OSError)
    assert way.counts["listings"] == 0
    monkeypatch.undo()
    asyncio.run(walk_all(way, [listing()]))
    assert way.counts["kept"] == 1


def test_a_listing_seen_twice_in_a_sweep_goes_its_way_once() -> None:
    """Same id and content is the same; other content, another id or a forgotten one is not."""
    seen = Seen(most=2)
    assert [seen.again(listing()), seen.again(listing())] == [False, True]
    assert not seen.again(listing(title="other"))
    assert not seen.again(listing(image_urls=("https://img.example/1",)))
    seen.forget(listing().key)
    assert not seen.again(listing())
    assert [seen.again(listing(str(n))) for n in (2, 3, 1)] == [False] * 3


def real_steps(writer: Writer) -> Steps:
    """The way with the real matchers, which fold and cut, and a register of one word."""
    judged = Judge((right(),), compile_panel((right(),), zone=ZONE), zone=ZONE)
    return replace(steps(writer, open_sweep("yiwugo").pk), judge=judged)


@pytest.mark.parametrize(
    ("title", "hits"),
    [
        ("外套 " * 160 + "迪卡侬", 1),
        ("外套 " * 180 + "迪卡侬", 0),
        ("\u200b" * 600 + "迪卡侬 帐篷", 1),
        ("迪\u200b" + "\u200b" * 600 + "卡侬 帐篷", 1),
    ],
    ids=["within", "beyond", "invisible before", "invisible within"],
)
def test_512_characters_that_are_seen_are_matched_of_a_title(writer: Writer, title: str, hits: int) -> None:
    """A long title costs no more than a short one; characters nobody sees push no mark out of it."""
    right_row()
    way = real_steps(writer)
    asyncio.run(walk_all(way, [listing(title=title)]))
    way.judge.close()
    assert (way.counts["kept"], way.counts["hits"]) == (1, hits)


HOSTILE = {
    "long": ("x" * 1_000_000, 6),
    "spaces": (" " * 1_000_000 + "x", 6),
    "surrogates": ("x" + "\ud800" * 1_000_000, 6),
    "nuls": ("x" + "\0" * 1_000_000, 6),
    "overrides": ("x\u202e" * 10_000, 6),
    "one letter with 10,000 marks": ("x" + "\u0301" * 10_000, 4),
    "one sign that folds to eighteen": ("\ufdfa" * 300, 6),
    "short": ("帐篷\0\ud800\u202e", 0),
}


@pytest.mark.parametrize(("text", "cut"), HOSTILE.values(), ids=list(HOSTILE))
def test_fields_that_are_cut_are_counted_on_their_way(writer: Writer, text: str, cut: int) -> None:
    """Texts made to do harm in every field pass or are refused by name; what is not compared is counted."""
    right_row()
    way = real_steps(writer)
    names = ("brand", "seller", "category", "description", "ocr")
    offer = listing(title="迪卡侬 " + text, **dict.fromkeys(names, text))
    found = asyncio.run(walk_all(way, [offer]))
    way.judge.close()
    assert (way.counts["kept"], way.counts["hits"]) == (1, 1), found
    assert way.counts["fields_cut"] == cut


def test_a_capture_that_comes_again_counts_its_cut_fields_once(writer: Writer) -> None:
    """What is not compared again is not cut again."""
    right_row()
    way = real_steps(writer)
    for _time in range(3):
        asyncio.run(walk_all(way, [listing(description="x" * 2_001, ocr="x" * 2_000)]))
    way.judge.close()
    assert (way.counts["unchanged"], way.counts["fields_cut"]) == (2, 1)


def imported(tmp_path: Path, writer: Writer, offers: Sequence[Listing], term: Term) -> Account:
    work = Import(
        judge=judge(right(term=term)),
        platform="imported",
        pictures=tmp_path,
        clock=lambda: NOW,
        source="file.jsonl",
        writer=writer,
    )
    return asyncio.run(work.take(offers))


def test_an_import_has_a_sweep_a_platform(tmp_path: Path, writer: Writer) -> None:
    """Listings that name no platform, and those with impossible ones, are counted under the default."""
    offers = [listing("1"), listing("2", platform=""), listing("3", platform="../x")]
    account = imported(tmp_path, writer, offers, Term())
    assert account.closes
    assert account.counts["yiwugo"] == {"listings": 1, "kept": 1, "hits": 0, "pictures": 0}
    assert account.counts["imported"]["rejected/foreign_platform"] == 1
    assert {sweep.state for sweep in Sweep.objects.all()} == {"done"}


def test_a_capture_is_judged_by_the_rights_of_its_day(tmp_path: Path, writer: Writer) -> None:
    """A right that has lapsed since neither took part in today's capture nor loses its old hit."""
    right_row()
    term = Term(None, date(2025, 12, 31))
    old = listing(captured_at=NOW - timedelta(days=900))
    imported(tmp_path, writer, [old], term)
    imported(tmp_path, writer, [listing(title="帐篷")], term)
    hit = Hit.objects.get()
    assert (hit.score, hit.captured_at) == (0.9, old.captured_at)


def test_an_import_that_breaks_off_is_a_failed_sweep(tmp_path: Path, writer: Writer) -> None:
    """What was kept before stays, and the sweep says why it ended."""

    def cut_off() -> Iterator[Listing]:
        yield listing()
        raise ValueError("line 2 is bad")

    with pytest.raises(ValueError, match="line 2"):
        imported(tmp_path, writer, cut_off(), Term())  # type: ignore[arg-type]  # an iterator is enough
    sweep = Sweep.objects.get()
    assert (sweep.state, sweep.detail) == ("failed", "line 2 is bad")
    assert sweep.counts["kept"] == ListingRow.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_hashes_of_pictures_are_kept_after_their_listing(writer: Writer) -> None:
    """They are durable when the listing's way ends, also when it came before without them."""
    look = PictureHash("pdq", "whole", 90, bytes(32))
    shown = Picture(source="https://x/1.jpg", digest="e" * 64, width=9, height=9, hashes=(look,))
    file = KeptPicture(picture=shown, size_bytes=1, mime="image/png", file="listings/e", fetched_at=NOW)
    keeper = StoreKeeper(writer, sweep_id=open_sweep("yiwugo").pk, clock=lambda: NOW)
    kept = Kept(listing=listing(pictures=(shown,)), pictures=(file,))
    asyncio.run(keeper.keep(kept))
    assert hashes_of({shown.digest}) == {shown.digest: (look,)}
    PictureHashRow.objects.all().delete()
    PictureRow.objects.update(hash_rules=0)
    asyncio.run(keeper.keep(kept))
    assert hashes_of({shown.digest}) == {shown.digest: (look,)}
