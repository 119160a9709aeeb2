"""Looking back finds what a sweep would have found, whatever cuts it off."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from domain.listing import Listing
from domain.match import Verdict
from domain.rights import Right
from domain.values import Money
from matchers.panel import compile_panel
from pipelines.rematch import LookBack, look_into, only_look
from registry.models import Right as RightRow
from registry.rights import rights_to_match
from store import rematches
from store.keep import Kept, keep_batch
from store.models import AuditLine, Hit, Outbox, Rematch, RematchSlice, Sweep, Trying
from store.models import Listing as ListingRow
from store.retro import keep_judged, stored
from store.sweeps import open_sweep
from tests.pipelines.made import NOW, ZONE
from tests.store import made

pytestmark = pytest.mark.django_db

# What a title is put together from: the right in several disguises, longer words, cues, other goods.
MARKS = (
    "Siskin",
    "S1skin",
    "Siskni",
    "siskin",
    "鸲雀",
    "鸲 雀",
    "曲雀",
    "Siskin Peak",
    "Tanager",
    "SISKINS",
    "",
)
AROUND = (
    "帐篷",
    "for {} tent",
    "非{} 帐篷",
    "适用于{} 配件",
    "{} 高仿 1:1",
    "{}旗舰店 同款",
    "new {} tent",
    "{}",
)
SELLERS = ("小商品店", "Siskin 官方店", "鸲雀授权店", "")


def listings(seed: int, count: int = 120) -> list[Listing]:
    """Offers put together by chance, the same for one seed."""
    chance, made_up = random.Random(seed), []
    for number in range(count):
        mark, around = chance.choice(MARKS), chance.choice(AROUND)
        made_up.append(
            Listing(
                platform="yiwugo",
                id=str(number),
                title=around.format(mark) if "{}" in around else f"{mark} {around}",
                captured_at=NOW,
                seller=chance.choice(SELLERS),
                seller_id=f"s{number % 7}",
                nice_classes=chance.choice(((), (22,), (9,))),
                description=chance.choice(("", "Siskin tent", "厂家直销")),
                price=chance.choice((None, Money(Decimal(20), "CNY"))),
            )
        )
    return made_up


def sweep(found: Sequence[Listing], rights: Sequence[Right]) -> None:
    """Keep the listings as a sweep under these rights does."""
    panel, run = compile_panel(rights, zone=ZONE), open_sweep("yiwugo", kind="import")
    matches = panel.match(found)
    judged = frozenset(right.id for right in rights if right.in_force(NOW.date()))
    kept = [
        Kept(listing=one, matches=tuple(claims), judged=judged, rights_digest=panel.digest)
        for one, claims in zip(found, matches, strict=True)
    ]
    for start in range(0, len(kept), 20):
        keep_batch(run.pk, kept[start : start + 20], NOW)


def register(*, siskin: bool = True) -> None:
    made.right("OTHER", text="Siskin Peak", brand="siskin", nice_classes=[22])
    made.right("TANAGER", text="Tanager", nice_classes=[22])
    if siskin:
        made.right("SISKIN", text="Siskin", aliases=["鸲雀"], brand="siskin", nice_classes=[22])


def look_back(code: str = "SISKIN") -> LookBack:
    rights = rights_to_match()
    return LookBack(next(one for one in rights if one.id == code), rights, zone=ZONE)


def run(back: LookBack, *, code: str = "SISKIN", size: int = 50) -> Rematch:
    """Work through a look back as one process does."""
    right = RightRow.objects.get(code=code)
    rematch = rematches.open_rematch(right, digest=back.digest, size=size, now=NOW)
    while part := rematches.take_slice(rematch.pk, worker="here:1", now=NOW):
        rematches.finish_slice(part.pk, worker="here:1", seen=look_into(part, back, now=NOW))
    rematches.close(rematch.pk, now=NOW)
    rematch.refresh_from_db()
    return rematch


def hits(code: str = "SISKIN") -> dict[str, tuple[object, ...]]:
    rows = Hit.objects.filter(right__code=code).select_related("listing")
    return {
        hit.id: (hit.listing.listing_id, hit.score, hit.matches, hit.rights_digest, hit.captured_at)
        for hit in rows
    }


@pytest.mark.parametrize("seed", range(4))
def test_a_look_back_gives_the_hits_of_a_fresh_sweep(seed: int) -> None:
    """Registered late and looked back for, a right has the hits it would have had from the start."""
    found = listings(seed)
    register()
    sweep(found, rights_to_match())
    fresh = hits()
    for row in (Outbox, Trying, Hit, AuditLine, ListingRow, RightRow):
        row.objects.all().delete()
    register(siskin=False)
    sweep(found, rights_to_match())
    made.right("SISKIN", text="Siskin", aliases=["鸲雀"], brand="siskin", nice_classes=[22])
    rematch = run(look_back())
    assert len(fresh) > 10
    assert hits() == fresh
    assert rematch.state == Rematch.State.DONE
    assert set(Hit.objects.filter(right__code="SISKIN").values_list("rematch_id", flat=True)) == {rematch.pk}


@pytest.mark.parametrize("seed", range(4, 12))
def test_what_the_right_alone_rules_out_is_no_hit_among_all(seed: int) -> None:
    """No listing that all rights together make a hit is left out by the right alone."""
    register()
    sweep(listings(seed, 200), [])
    rights, row = rights_to_match(), RightRow.objects.get(code="SISKIN")
    batch = stored(list(ListingRow.objects.values_list("pk", flat=True)))
    every = compile_panel(rights, zone=ZONE).match([one.listing for one in batch])
    expected = {
        one.pk
        for one, claims in zip(batch, every, strict=True)
        if any(claim.right_id == "SISKIN" and claim.score >= 0.5 for claim in claims)
    }
    assert expected
    assert {one.pk for one in only_look(row.pk, look_back(), after=0, last=10**9)} == expected


def test_a_second_look_back_changes_nothing() -> None:
    """Looking back twice makes no hit, no revision and no audit line more."""
    register()
    sweep(listings(1), [])
    back = look_back()
    run(back)
    before, lines = hits(), AuditLine.objects.count()
    second = run(back)
    assert hits() == before
    assert AuditLine.objects.count() == lines
    assert rematches.account(second.pk).hits_new == rematches.account(second.pk).hits_changed == 0


def test_a_look_back_leaves_listings_and_decisions_alone() -> None:
    """Only hits are written: listings keep their row, and a decided hit its verdict."""
    register()
    sweep(listings(2), rights_to_match())
    Hit.objects.filter(right__code="SISKIN").update(status=Verdict.INFRINGING.value)
    rows = list(ListingRow.objects.order_by("pk").values())
    RightRow.objects.filter(code="SISKIN").update(aliases=["鸲雀", "Tanager"])
    run(look_back())
    assert list(ListingRow.objects.order_by("pk").values()) == rows
    old = Hit.objects.filter(right__code="SISKIN", rematch=None)
    assert {hit.status for hit in old} == {Verdict.INFRINGING.value}
    assert Hit.objects.filter(right__code="SISKIN").exclude(rematch=None).exists()


def test_a_changed_right_takes_back_what_it_no_longer_says() -> None:
    """A hit whose word is gone from the right stays and fades."""
    register()
    sweep([made.listing(title="鸲雀 帐篷", nice_classes=(22,))], rights_to_match())
    RightRow.objects.filter(code="SISKIN").update(aliases=[])
    run(look_back())
    hit = Hit.objects.get(right__code="SISKIN")
    assert hit.score == 0
    assert hit.matches[0]["reasons"][0]["feature"] == "no_longer_matches"


def test_the_day_a_listing_was_last_seen_decides() -> None:
    """A right that began after a listing was last seen gives no hit on it."""
    register()
    sweep([made.listing(title="Siskin 帐篷", nice_classes=(22,))], [])
    RightRow.objects.filter(code="SISKIN").update(valid_from=NOW.date() + timedelta(days=1))
    run(look_back())
    assert not Hit.objects.exists()
    ListingRow.objects.update(last_seen_at=NOW + timedelta(days=2))
    run(look_back())
    assert Hit.objects.get().captured_at == NOW + timedelta(days=2)


def test_a_cut_off_look_back_goes_on_where_it_was() -> None:
    """Slices done stay done; the one in a dead process's hands is taken again; none is lost."""
    register()
    sweep(listings(3), [])
    back, right = look_back(), RightRow.objects.get(code="SISKIN")
    rematch = rematches.open_rematch(right, digest=back.digest, size=30, now=NOW)
    first = rematches.take_slice(rematch.pk, worker="here:1", now=NOW)
    assert first is not None
    rematches.finish_slice(first.pk, worker="here:1", seen=look_into(first, back, now=NOW))
    rematches.take_slice(rematch.pk, worker="here:2", now=NOW)
    again = rematches.open_rematch(right, digest=back.digest, size=99, now=NOW)
    assert (again.pk, rematches.account(again.pk).slices_done) == (rematch.pk, 1)
    assert rematches.release(rematch.pk, lambda worker: worker == "here:2") == 1
    assert run(back).state == Rematch.State.DONE
    assert rematches.account(rematch.pk).listings == 120


def test_a_slice_of_a_silent_process_is_taken_when_its_lease_ends() -> None:
    """Until then nobody else has it; and who comes back late has nothing to say."""
    register()
    sweep(listings(3, 10), [])
    right = RightRow.objects.get(code="SISKIN")
    rematch = rematches.open_rematch(right, digest="d", size=100, now=NOW)
    held = rematches.take_slice(rematch.pk, worker="far:1", now=NOW)
    assert held is not None
    assert rematches.take_slice(rematch.pk, worker="here:1", now=NOW) is None
    later = NOW + rematches.LEASE + timedelta(seconds=1)
    taken = rematches.take_slice(rematch.pk, worker="here:1", now=later)
    assert taken is not None
    assert taken.pk == held.pk
    assert not rematches.finish_slice(held.pk, worker="far:1", seen=rematches.Seen(10, 0))


def test_a_changed_right_starts_over() -> None:
    """Half a look back for the right as it was is superseded."""
    register()
    sweep(listings(3, 10), [])
    right = RightRow.objects.get(code="SISKIN")
    old = rematches.open_rematch(right, digest="old", size=5, now=NOW)
    new = rematches.open_rematch(right, digest="new", size=5, now=NOW)
    old.refresh_from_db()
    assert old.state == Rematch.State.SUPERSEDED
    assert new.pk != old.pk
    assert rematches.take_slice(old.pk, worker="here:1", now=NOW) is None


def test_a_listing_a_sweep_sees_anew_meanwhile_is_judged_as_it_is_now() -> None:
    """What was read before the sweep wrote is not kept; the listing is read again."""
    register()
    sweep([made.listing(title="Siskin 帐篷", nice_classes=(22,))], [])
    batch = stored([ListingRow.objects.get().pk])
    judged = look_back().judged(batch, ())
    sweep([made.listing(title="Tanager 帐篷", captured_at=NOW + timedelta(hours=1))], [])
    rematch = Rematch.objects.create(right=RightRow.objects.get(code="SISKIN"), created_at=NOW)
    part = RematchSlice.objects.create(rematch=rematch, number=1, after=0, last=10**6)
    assert keep_judged(part, judged, NOW) == [batch[0].pk]
    assert not Hit.objects.exists()


def test_a_dry_run_writes_nothing() -> None:
    """It tells the hits there would be, and leaves no row."""
    register()
    sweep(listings(5), [])
    row, back = RightRow.objects.get(code="SISKIN"), look_back()
    told = [one.pk for one in only_look(row.pk, back, after=0, last=10**9)]
    assert not Hit.objects.exists()
    assert not Rematch.objects.exists()
    run(back)
    assert sorted(told) == sorted(Hit.objects.values_list("listing_id", flat=True))


def test_no_listing_is_stored_yet() -> None:
    """An empty store is looked through at once."""
    register()
    assert run(look_back()).state == Rematch.State.DONE
    assert Sweep.objects.count() == 0


def test_a_title_past_the_limit_is_matched_as_in_a_sweep() -> None:
    """Places stay the same, and what stands behind the limit is not matched here either."""
    register()
    long = replace(made.listing(), title="帐篷 " * 300 + "Siskin", nice_classes=(22,))
    sweep([long], [])
    run(look_back())
    assert not Hit.objects.filter(right__code="SISKIN").exists()
