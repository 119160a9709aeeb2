"""Retention: what goes when its time is over, what stays for ever, and what a person holds back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction

import store.retention
from domain.errors import Conflict
from domain.match import Verdict
from domain.ports import Scope
from registry.models import ReferencePicture
from store import append_only
from store.decisions import decide
from store.documents import hit_docs
from store.holds import lift_hold, place_hold
from store.models import (
    AuditLine,
    Decision,
    Hit,
    Listing,
    ListingVersion,
    Outbox,
    Picture,
    Rejected,
    Seller,
    SellerContact,
)
from store.retention import Due, Purged, Terms, due, purge
from store.sweeps import open_sweep, reject
from tests.store.made import NOW, keep, kept, listing, match, picture, right

pytestmark = pytest.mark.django_db
ALL = Scope.everything()
TERMS = Terms(decided_days=100, listing_days=50)
OLD = NOW + timedelta(days=101)
# Words of the listing's side; none of them may be anywhere after a purge.
THEIRS = ("迪卡侬 同款", "小商品店", "shop.example", "浙江义乌", "13800000000")


def decided(hit: Hit, verdict: Verdict = Verdict.INFRINGING, *, now: datetime = NOW) -> Hit:
    user, _made = User.objects.get_or_create(username="li")
    return decide(
        ALL, hit_id=hit.pk, verdict=verdict, reason="seen", user=user, revision=hit.revision, now=now
    )


@pytest.fixture(autouse=True)
def guarded() -> None:
    """The append-only tables refuse changes, as they do in use; undone with the test's transaction."""
    append_only.install(connection)


@pytest.fixture
def hit() -> Hit:
    """A hit with a picture, a version, a seller and a contact."""
    right()
    seen = picture()
    keep(type(kept())(
        listing=listing(pictures=(seen.picture,)), matches=(match(),), judged=frozenset({"CN-TM:1"}),
        rights_digest="d" * 64, pictures=(seen,),
    ))  # fmt: skip
    SellerContact.objects.create(
        seller=Seller.objects.get(), kind="phone", value="13800000000", picture="a" * 64, first_seen_at=NOW
    )
    return Hit.objects.get()


def purged(terms: Terms = TERMS, *, now: datetime = OLD) -> Purged:
    return sum(purge(terms, now=now), Purged())


def everything() -> str:
    """Every value of every table that may hold what was seen, as text."""
    tables: Sequence[type] = (Listing, ListingVersion, Hit, Decision, Seller, SellerContact, Picture)
    rows = [list(table.objects.values()) for table in tables]  # type: ignore[attr-defined]
    docs = [repr(doc) for doc in hit_docs(list(Hit.objects.values_list("pk", flat=True)))]
    return json.dumps([rows, docs], default=str, ensure_ascii=False)


def test_a_decided_hit_is_emptied_and_its_numbers_stay(hit: Hit) -> None:
    """Who offered what and where is gone from every table; right, verdict, score and day remain."""
    decided(hit)
    before = Hit.objects.values("right", "status", "score", "captured_at").get()
    done = purged()
    assert (done.removed, done.emptied, done.hits) == (0, 1, 1)
    left = everything()
    assert [word for word in THEIRS if word in left] == []
    assert Hit.objects.values("right", "status", "score", "captured_at").get() == before
    assert Decision.objects.get().verdict == "infringing"


def test_the_index_is_owed_the_emptied_hit(hit: Hit) -> None:
    """A new revision is owed in the same transaction, so that the index forgets the words, too."""
    decided(hit)
    Outbox.objects.all().delete()
    purged()
    assert Outbox.objects.get().revision == Hit.objects.get().revision > hit.revision


@pytest.mark.parametrize("verdict", [None, Verdict.UNSURE, Verdict.OPEN])
def test_work_that_waits_is_never_purged(verdict: Verdict | None, hit: Hit) -> None:
    """An open or unsure hit keeps its listing whole, however old it is."""
    if verdict is not None:
        decided(hit, verdict)
    assert purged(now=NOW + timedelta(days=9_999)) == Purged()
    assert Listing.objects.get().title


@pytest.mark.parametrize(
    ("seen_after", "decided_after", "goes"), [(0, 0, True), (2, 0, False), (0, 2, False), (0, 1, True)]
)
def test_the_term_runs_from_the_last_decision_and_the_last_capture(
    seen_after: int, decided_after: int, goes: bool, hit: Hit
) -> None:
    """Both have to be over: what is still offered, or was decided lately, stays."""
    decided(hit, now=NOW + timedelta(days=decided_after))
    Listing.objects.update(last_seen_at=NOW + timedelta(days=seen_after))
    now = NOW + timedelta(days=101, seconds=1)
    assert bool(purged(now=now).emptied) is goes


def test_a_legal_hold_wins_until_it_is_lifted(hit: Hit) -> None:
    """A held hit is kept whole and counted as held; after the hold it goes like any other."""
    decided(hit)
    place_hold(ALL, hit.pk, reason="court", actor="li", now=NOW)
    assert due(TERMS, now=OLD) == Due(without_hits=0, with_hits=0, held=1)
    assert purged() == Purged()
    lift_hold(ALL, hit.pk, reason="over", actor="li", now=NOW)
    assert due(TERMS, now=OLD) == Due(without_hits=0, with_hits=1, held=0)
    assert purged().emptied == 1
    actions = AuditLine.objects.order_by("pk").values_list("action", flat=True)
    assert [action for action in actions if action.startswith("hold")] == ["hold.placed", "hold.lifted"]


@pytest.mark.parametrize("reason", ["", " \0 ", "x" * 501])
def test_a_hold_has_a_reason(reason: str, hit: Hit) -> None:
    """Without one, or with one nobody can read, nothing is held."""
    with pytest.raises(ValueError, match="reason of 1 to 500"):
        place_hold(ALL, hit.pk, reason=reason, actor="li", now=NOW)
    assert not hit.holds.exists()


def test_holds_do_not_pile_up(hit: Hit) -> None:
    """A second hold, and lifting what is not held, are refused."""
    with pytest.raises(Conflict, match="no legal hold"):
        lift_hold(ALL, hit.pk, reason="over", actor="li", now=NOW)
    place_hold(ALL, hit.pk, reason="court", actor="li", now=NOW)
    with pytest.raises(Conflict, match="already"):
        place_hold(ALL, hit.pk, reason="court", actor="li", now=NOW)


@pytest.mark.parametrize("scope", [Scope.nothing(), Scope(holders=frozenset({"other"}))])
def test_nobody_holds_a_foreign_hit(scope: Scope, hit: Hit) -> None:
    """Out of scope there is no such hit."""
    with pytest.raises(Hit.DoesNotExist):
        place_hold(scope, hit.pk, reason="court", actor="li", now=NOW)


def test_a_listing_that_was_never_a_hit_goes_altogether() -> None:
    """Row, versions, seller and pictures' rows are gone; the file is named for removal."""
    seen = picture()
    keep(type(kept())(listing=listing(pictures=(seen.picture,)), rights_digest="d" * 64, pictures=(seen,)))
    done = purged(now=NOW + timedelta(days=51))
    assert (done.removed, done.files) == (1, (seen.file,))
    assert not Listing.objects.exists()
    assert not ListingVersion.objects.exists()
    assert not Seller.objects.exists()
    assert not Picture.objects.exists()


def test_what_others_still_show_stays(hit: Hit) -> None:
    """A picture of another listing, its file and the seller of another listing are not touched."""
    decided(hit)
    seen = picture()
    keep(type(kept())(
        listing=listing("2", pictures=(seen.picture,)), rights_digest="d" * 64, pictures=(seen,)
    ))  # fmt: skip
    Listing.objects.filter(listing_id="2").update(last_seen_at=OLD)
    assert purged().files == ()
    assert (Picture.objects.count(), Seller.objects.get().name) == (1, "小商品店")


def test_a_file_that_is_a_reference_picture_stays(hit: Hit) -> None:
    """The same bytes may be what a right protects; they are not named for removal."""
    decided(hit)
    ReferencePicture.objects.create(
        right=hit.right, digest="a" * 64, file=f"listings/aa/{'a' * 64}", name="m.png", width=64, height=48
    )
    assert purged().files == ()


def test_a_purged_listing_that_is_offered_again_is_kept_and_purged_again(hit: Hit) -> None:
    """A new capture writes it anew; its time begins again, and ends again."""
    decided(hit)
    purged()
    again = OLD + timedelta(days=5)
    keep(kept(listing(captured_at=again), match()), now=again)
    row = Listing.objects.get()
    assert (row.title, row.versions.count()) == ("迪卡侬 同款 帐篷", 1)
    assert purged(now=again + timedelta(days=99)) == Purged()
    assert purged(now=again + timedelta(days=101)).emptied == 1


def test_a_second_purge_finds_nothing(hit: Hit) -> None:
    """What was purged is not purged again, and the audit trail has one line for it."""
    decided(hit)
    purged()
    assert purged() == Purged()
    lines = AuditLine.objects.filter(action="retention.purged")
    assert lines.get().detail == {"removed": 0, "emptied": 1, "hits": 1, "rejected": 0}


def test_nobody_can_rewrite_a_decision_after_a_purge(hit: Hit) -> None:
    """The tables are append-only again when it ends."""
    decided(hit)
    purged()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Decision.objects.update(reason="never")


def test_a_purge_that_breaks_leaves_everything_as_it_was(hit: Hit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is half emptied, and the tables stay append-only."""
    decided(hit)

    def broken(*_args: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(store.retention, "remove_orphans", broken)
    before = everything()
    with pytest.raises(OSError, match="disk"):
        purged()
    assert everything() == before
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Decision.objects.update(reason="never")


def test_records_put_aside_go_when_nobody_tried_them_again() -> None:
    """A rejected record holds a listing's words, too: it is kept no longer than a listing."""
    sweep = open_sweep("yiwugo")
    for days in (0, 49):
        reject(sweep.pk, reason="bad", what="x", record={"seller": "s"}, now=NOW + timedelta(days=days))
    assert purged(now=NOW + timedelta(days=51)).rejected == 1
    assert Rejected.objects.get().at == NOW + timedelta(days=49)
