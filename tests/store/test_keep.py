"""Keeping captures: versions, hits, audit and outbox, and what keeping twice must not do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.match import Reason, Verdict
from registry.models import Right
from store.claims import has_faded
from store.identity import hit_id
from store.keep import Change
from store.models import AuditLine, Hit, Listing, ListingPicture, ListingVersion, Outbox, Seller, Sweep
from store.sweeps import account_closes
from tests.store.made import keep, kept, later, listing, match, picture, right

pytestmark = pytest.mark.django_db


def the_hit() -> Hit:
    return Hit.objects.get()


def test_a_new_listing_with_a_match_is_kept_with_hit_audit_line_and_debt() -> None:
    """One transaction writes listing, version, seller, hit, audit line and outbox row."""
    right()
    [outcome] = keep(kept(listing(), match()))
    assert outcome.change is Change.NEW
    assert outcome.hits_new == (hit_id("CN-TM:1", listing().key),)
    assert ListingVersion.objects.count() == Seller.objects.count() == Outbox.objects.count() == 1
    assert AuditLine.objects.get().action == "hit.found"
    assert the_hit().region == "浙江义乌"


def test_keeping_the_same_capture_twice_changes_nothing() -> None:
    """A second identical keep adds no version, no hit, no revision and no debt."""
    right()
    keep(kept(listing(), match()))
    Outbox.objects.all().delete()
    [outcome] = keep(kept(listing(captured_at=later(1)), match()))
    assert (outcome.change, outcome.hits_new, outcome.hits_changed) == (Change.UNCHANGED, (), ())
    assert ListingVersion.objects.count() == AuditLine.objects.count() == 1
    assert the_hit().revision == 1
    assert not Outbox.objects.exists()
    assert Listing.objects.get().last_seen_at == later(1)


def test_a_changed_listing_gets_a_version_and_its_hits_a_new_revision() -> None:
    """The index document shows the listing, so a new title owes every hit of it again."""
    right()
    keep(kept(listing(), match()))
    Outbox.objects.all().delete()
    [outcome] = keep(kept(listing(title="迪卡侬 帐篷 新款", captured_at=later(1)), match()))
    assert outcome.change is Change.CHANGED
    assert [version.number for version in ListingVersion.objects.order_by("number")] == [1, 2]
    assert the_hit().revision == Outbox.objects.get().revision == 2


def test_going_back_to_an_earlier_state_is_a_version_of_its_own() -> None:
    """A price that went up and down again has three versions."""
    for day, title in enumerate(("A", "B", "A")):
        keep(kept(listing(title=title, captured_at=later(day))))
    assert list(ListingVersion.objects.order_by("number").values_list("record__title", flat=True)) == list(
        "ABA"
    )


def test_an_older_capture_goes_into_the_history_only() -> None:
    """The shown state stays the newest, and the first sighting moves back."""
    keep(kept(listing(title="今天")))
    [outcome] = keep(kept(listing(title="从前", captured_at=later(-900))))
    row = Listing.objects.get()
    assert outcome.change is Change.PAST
    assert (row.title, row.first_seen_at, row.last_seen_at) == ("今天", later(-900), later())
    assert ListingVersion.objects.count() == row.versions_kept == 2


def test_an_older_capture_can_still_make_its_hit() -> None:
    """A special sign in force on the capture day is a hit although today's page shows nothing."""
    right("CN-SS:1", kind="special_sign")
    keep(kept(listing(title="今天"), judged=()))
    [outcome] = keep(kept(listing(title="从前", captured_at=later(-900)), match("CN-SS:1")))
    assert len(outcome.hits_new) == 1
    assert the_hit().captured_at == later(-900)


def test_an_older_capture_does_not_touch_a_hit_that_exists() -> None:
    """Only the newest capture judges a hit again."""
    right()
    keep(kept(listing(), match(score=0.9)))
    keep(kept(listing(title="从前", captured_at=later(-9)), match(score=0.6)))
    assert (the_hit().score, the_hit().revision) == (0.9, 1)


@pytest.mark.parametrize("days", [-3, 0, 3])
def test_importing_a_file_twice_keeps_one_history(days: int) -> None:
    """Captures before, at and after the shown one are all recognised when they come again."""
    keep(kept(listing(title="A")))
    file = [kept(listing(title=title, captured_at=later(days))) for title in ("B", "C")]
    keep(*file)
    versions = ListingVersion.objects.count()
    outcomes = keep(*file)
    assert {outcome.change for outcome in outcomes} == {Change.UNCHANGED}
    assert ListingVersion.objects.count() == versions == 3


def test_what_a_faded_hit_was_is_dated_in_the_operators_zone() -> None:
    """Five in the afternoon in London is the next day in Shanghai, whose law and calendar count."""
    right()
    keep(kept(listing(captured_at=later(hours=13)), match()))
    keep(kept(listing(title="帐篷", captured_at=later(1))))
    first = the_hit().matches[0]["reasons"][0]
    assert (first["ours"], first["theirs"]) == ("0.90 on 2026-11-21", "2026-11-21T12:00+08:00")


def test_a_hit_that_no_longer_matches_stays_and_says_so() -> None:
    """A changed title lowers the score with a first reason; hit, status and capture date stay."""
    right()
    keep(kept(listing(), match()))
    [outcome] = keep(kept(listing(title="帐篷", captured_at=later(1))))
    hit = the_hit()
    assert outcome.hits_changed == (hit.id,)
    assert (hit.score, hit.status, hit.captured_at, hit.revision) == (0.0, "open", later(), 2)
    assert hit.matches[0]["reasons"][0]["feature"] == "no_longer_matches"
    assert hit.matches[0]["reasons"][1]["span"] == ["title", 0, 3]
    keep(kept(listing(title="帐篷", captured_at=later(2))))
    assert the_hit().revision == 2


def test_a_hit_that_a_gate_closes_says_which() -> None:
    """A licence entered after the hit is a reason beside the old ones, not a change of the listing."""
    right()
    keep(kept(listing(), match()))
    gate = Reason(feature="licensed_by_name", score=1.0, ours="小商品店", theirs="小商品店")
    shut = match(score=0.0, reasons=(*match().reasons, gate))
    keep(kept(listing(captured_at=later(1)), shut))
    features = [reason["feature"] for reason in the_hit().matches[0]["reasons"]]
    assert features == ["no_longer_matches", "licensed_by_name", "exact_text"]


def test_a_faded_hit_takes_the_panels_new_score_and_can_come_back() -> None:
    """A near match gives the score below the operating point; a full one restores the hit."""
    right()
    keep(kept(listing(), match()))
    keep(kept(listing(title="迪卡", captured_at=later(1)), match(score=0.4)))
    assert (the_hit().score, has_faded(the_hit())) == (0.4, True)
    keep(kept(listing(captured_at=later(2)), match()))
    assert (the_hit().score, has_faded(the_hit())) == (0.9, False)


def test_a_right_that_took_no_part_takes_nothing_back() -> None:
    """A lapsed special sign does not fade the hit that rests on a capture inside its term."""
    right()
    keep(kept(listing(), match()))
    keep(kept(listing(title="帐篷", captured_at=later(900)), judged=()))
    assert the_hit().score == 0.9


def test_a_decided_hit_keeps_its_status() -> None:
    """New evidence changes score and revision, not what a person said."""
    right()
    keep(kept(listing(), match()))
    Hit.objects.update(status=Verdict.INFRINGING.value)
    keep(kept(listing(captured_at=later(1)), match(score=0.7)))
    assert (the_hit().status, the_hit().score) == ("infringing", 0.7)
    assert AuditLine.objects.filter(action="hit.changed").count() == 1


@pytest.mark.parametrize("score", [0.0, 0.49])
def test_a_match_below_the_operating_point_is_no_hit(score: float) -> None:
    """What is only near is never stored."""
    right()
    [outcome] = keep(kept(listing(), match(score=score)))
    assert outcome.hits_new == ()
    assert not Hit.objects.exists()


def test_a_right_deleted_meanwhile_makes_no_hit() -> None:
    """A panel older than the register cannot point a hit at nothing."""
    keep(kept(listing(), match()))
    assert not Right.objects.exists()
    assert Listing.objects.count() == 1
    assert not Hit.objects.exists()


def test_one_batch_may_hold_a_listing_twice() -> None:
    """The second sighting in a batch is judged after the first."""
    right()
    outcomes = keep(kept(listing(), match()), kept(listing("2")), kept(listing(), match()))
    assert [outcome.change for outcome in outcomes] == [Change.NEW, Change.NEW, Change.UNCHANGED]
    assert Listing.objects.count() == 2
    counts = Sweep.objects.get().counts
    assert counts == {"listings": 3, "kept": 2, "unchanged": 1, "hits": 1}
    assert account_closes(counts)


def test_pictures_of_an_earlier_state_stay_but_are_not_current() -> None:
    """A hit may still rest on a picture the listing no longer shows."""
    old, new = picture("a" * 64), picture("b" * 64)
    keep(replace(kept(listing(pictures=(old.picture,))), pictures=(old,)))
    changed = listing(pictures=(new.picture,), captured_at=later(1))
    keep(replace(kept(changed), pictures=(new,)))
    places = ListingPicture.objects.values_list("picture_id", "current")
    assert list(places) == [("b" * 64, True), ("a" * 64, False)]


def test_the_same_picture_from_another_address_is_the_same_offer() -> None:
    """A signed picture URL that changes every day makes no version."""
    for day, token in enumerate("xy"):
        shown = picture(source=f"https://img.example/1.jpg?{token}")
        offer = listing(pictures=(shown.picture,), captured_at=later(day))
        [outcome] = keep(replace(kept(offer), pictures=(shown,)))
    assert outcome.change is Change.UNCHANGED


def test_a_seller_without_id_is_known_by_name() -> None:
    """A page that shows only a name still ties listings to one seller."""
    keep(kept(listing("1", seller_id="")), kept(listing("2", seller_id="")))
    assert Seller.objects.get().seller_id == "~小商品店"


def test_what_the_page_does_not_say_of_a_seller_stays() -> None:
    """An empty name on a later page does not erase the known one."""
    keep(kept(listing()))
    keep(kept(listing("2", seller="")))
    assert Seller.objects.get().name == "小商品店"


def test_a_sellers_new_name_owes_all_hits_of_that_seller() -> None:
    """The index shows the seller's name on every hit, not only on the listing that told it."""
    right()
    keep(kept(listing("1"), match()), kept(listing("2"), match()))
    Outbox.objects.all().delete()
    keep(kept(listing("1", seller="大商店", captured_at=later(1)), match()))
    assert set(Outbox.objects.values_list("hit__listing__listing_id", flat=True)) == {"1", "2"}
    owed = Outbox.objects.select_related("hit")
    assert all(row.revision == row.hit.revision > 1 for row in owed)


def test_an_older_capture_does_not_rename_a_seller() -> None:
    """What a seller was called once is in the history, not on the desk."""
    keep(kept(listing()))
    keep(kept(listing(seller="旧名", captured_at=later(-900))))
    assert Seller.objects.get().name == "小商品店"


def test_a_seller_gets_no_piece_of_a_credit_code() -> None:
    """What is too long to be a code is in the listing's record alone; the code known before stays."""
    right()
    written = "91330200MA2AAAAA0X (副本)"
    keep(kept(listing(seller_credit_code=written)))
    assert Seller.objects.get().credit_code == ""
    assert Listing.objects.get().record["seller_credit_code"] == written
    keep(kept(listing(seller_credit_code=written[:18], captured_at=later(1))))
    keep(kept(listing(seller_credit_code=written, captured_at=later(2))))
    assert Seller.objects.get().credit_code == written[:18]
