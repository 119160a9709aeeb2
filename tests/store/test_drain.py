"""The outbox: what is owed reaches the index, whatever happens on the way."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from domain.errors import IndexUnavailable
from domain.ports import BulkResult, HitDoc, HitIndex, HitQuery, IndexHealth, Scope
from store.documents import all_hit_docs, hit_docs
from store.drain import Drainer, drain_once, drain_until_settled, owed, pause_s, redrive_poisoned
from store.embedded import EmbeddedIndex
from store.models import Hit, Outbox
from store.owed import owe
from store.rebuild import rebuild_index
from tests.store.faults import FAULTS, Faulty
from tests.store.made import NOW, forget_hits, keep, kept, later, listing, match, right

pytestmark = pytest.mark.django_db

ALL = Scope.everything()


class Answering:
    """An index that gives the answers it is told to, and keeps what it was sent."""

    def __init__(self, answer: Callable[[Sequence[HitDoc]], BulkResult]) -> None:
        self.answer, self.sent = answer, list[HitDoc]()

    def upsert(self, docs: Sequence[HitDoc]) -> BulkResult:
        self.sent += docs
        return self.answer(docs)

    def refresh(self) -> None: ...

    def health(self) -> IndexHealth:
        return IndexHealth(ok=True, kind="told", detail="")


def answering(answer: Callable[[Sequence[HitDoc]], BulkResult]) -> HitIndex:
    return cast(HitIndex, Answering(answer))


def settles(docs: Sequence[HitDoc]) -> BulkResult:
    return BulkResult(settled=frozenset(doc.id for doc in docs))


def refuses(_docs: Sequence[HitDoc]) -> BulkResult:
    raise IndexUnavailable("no server")


def poisons(docs: Sequence[HitDoc]) -> BulkResult:
    return BulkResult(settled=frozenset(), poisoned={doc.id: "400 too odd" for doc in docs})


def postpones(docs: Sequence[HitDoc]) -> BulkResult:
    return BulkResult(settled=frozenset(), retry={doc.id: "429 busy" for doc in docs})


@pytest.fixture
def index(tmp_path: Path) -> EmbeddedIndex:
    return EmbeddedIndex(tmp_path / "index.sqlite3")


def hits(count: int) -> list[str]:
    """So many kept hits; their ids."""
    right()
    keep(*(kept(listing(str(number)), match()) for number in range(count)))
    return list(Hit.objects.order_by("pk").values_list("pk", flat=True))


def change(hit_id: str, *, now: datetime = NOW) -> None:
    hit = Hit.objects.get(pk=hit_id)
    hit.revision += 1
    hit.region = f"r{hit.revision}"
    hit.save()
    owe([hit], now=now)


def ids_in(index: HitIndex) -> list[str]:
    return sorted(index.search(ALL, HitQuery(), after=None, size=500).ids)


def test_kept_hits_reach_the_index(index: EmbeddedIndex) -> None:
    """Every kept hit is owed, and after a drain the index holds it and nothing is owed."""
    known = hits(3)
    assert owed().rows == 3
    report = drain_once(index, now=later())
    assert (report.taken, report.settled) == (3, 3)
    assert (ids_in(index), owed().rows) == (known, 0)


def test_a_document_says_what_the_truth_says() -> None:
    """Right, holder, seller, price in hundredths, words of the listing and reasons are in it."""
    (hit_id,) = hits(1)
    (doc,) = hit_docs([hit_id, "gone"])
    assert (doc.id, doc.right, doc.holder, doc.platform) == (hit_id, "CN-TM:1", "acme", "yiwugo")
    assert (doc.seller, doc.price_minor, doc.currency, doc.mark) == ("小商品店", 600, "CNY", "迪卡侬")
    assert doc.title == "迪卡侬 同款 帐篷"
    assert [reason.feature for reason in doc.reasons] == ["exact_text"]


def test_all_documents_come_once_each() -> None:
    """Reading in batches neither skips nor repeats a hit."""
    known = hits(7)
    assert [doc.id for doc in all_hit_docs()] == known


def test_a_hit_changed_while_it_was_sent_stays_owed() -> None:
    """A revision written between sending and settling is not lost with the row."""
    (hit_id,) = hits(1)

    def overtaken(docs: Sequence[HitDoc]) -> BulkResult:
        change(hit_id)
        return settles(docs)

    assert drain_once(answering(overtaken), now=later()).settled == 0
    assert Outbox.objects.get().revision == 2


@pytest.mark.parametrize("answer", [poisons, postpones])
def test_an_answer_to_an_older_revision_touches_nothing(
    answer: Callable[[Sequence[HitDoc]], BulkResult],
) -> None:
    """What was said of the old document is not held against the new one."""
    (hit_id,) = hits(1)

    def overtaken(docs: Sequence[HitDoc]) -> BulkResult:
        change(hit_id)
        return answer(docs)

    drain_once(answering(overtaken), now=later())
    row = Outbox.objects.get()
    assert (row.poisoned, row.tries, row.last_error) == (False, 0, "")


def test_an_absent_index_leaves_everything_owed() -> None:
    """An index that does not answer is reported; no row is touched."""
    hits(2)
    report = drain_once(answering(refuses), now=later())
    assert (report.settled, report.unavailable) == (0, "no server")
    assert set(Outbox.objects.values_list("tries", "poisoned")) == {(0, False)}


def test_a_busy_server_is_asked_again_later(index: EmbeddedIndex) -> None:
    """A postponed row rests, and comes again when its pause is over."""
    hits(1)
    assert drain_once(answering(postpones), now=later(), rng=random.Random(1)).retried == 1
    assert drain_once(index, now=later(), rng=random.Random(1)).taken == 0
    assert drain_once(index, now=later(seconds=2)).settled == 1


def test_pauses_grow_and_differ() -> None:
    """Pauses double up to five minutes, spread so that not everybody returns at once."""
    rng = random.Random(7)
    pauses = [pause_s(tries, rng) for tries in (1, 2, 3, 9, 50)]
    assert all(
        0.5 * base <= rest <= 1.5 * base for base, rest in zip((1, 2, 4, 256, 300), pauses, strict=True)
    )
    assert pause_s(3, rng) != pause_s(3, rng)


def test_poison_is_parked_with_its_reason_and_can_be_driven_again(index: EmbeddedIndex) -> None:
    """A refused document blocks nobody, is counted, and is sent again when a person says so."""
    hits(2)
    drain_once(answering(poisons), now=later())
    assert (owed().rows, owed().poisoned) == (0, 2)
    assert Outbox.objects.first().last_error == "400 too odd"  # type: ignore[union-attr]
    assert drain_once(index, now=later(days=1)).taken == 0
    assert redrive_poisoned(now=later()) == 2
    assert drain_once(index, now=later()).settled == 2


def test_a_changed_hit_is_no_longer_parked(index: EmbeddedIndex) -> None:
    """A new revision may be what cures a poisoned document: it is tried at once."""
    (hit_id,) = hits(1)
    drain_once(answering(poisons), now=later())
    change(hit_id)
    assert drain_once(index, now=later()).settled == 1


def test_what_is_owed_has_an_age() -> None:
    """The oldest debt counts, also of a hit that changed again since."""
    (hit_id,) = hits(1)
    change(hit_id, now=later(days=1))
    assert owed().age_s(later(seconds=90)) == 90
    Outbox.objects.all().delete()
    assert owed().age_s(later()) == 0


class Time:
    """A clock that moves only when somebody pauses."""

    def __init__(self) -> None:
        self.at, self.pauses = later(), list[float]()

    def now(self) -> datetime:
        return self.at

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.at += timedelta(seconds=seconds)


def test_draining_goes_on_until_nothing_is_owed(index: EmbeddedIndex) -> None:
    """More rows than one turn takes, and a postponed one, are all sent before the deadline."""
    hits(5)
    Outbox.objects.filter(pk=Outbox.objects.order_by("pk")[0].pk).update(not_before=later(seconds=20))
    time = Time()
    drained = drain_until_settled(index, deadline_s=60, limit=2, now=time.now, pause=time.pause)
    assert (drained.settled, drained.owed.rows) == (5, 0)
    assert time.pauses == [20]


def test_draining_gives_up_at_its_deadline() -> None:
    """With the index away it asks a few times and then says what is owed."""
    hits(2)
    time = Time()
    drained = drain_until_settled(
        answering(refuses), deadline_s=30, now=time.now, pause=time.pause, rng=random.Random(3)
    )
    assert (drained.settled, drained.owed.rows, drained.unavailable) == (0, 2, "no server")
    assert 2 <= len(time.pauses) <= 8
    assert sum(time.pauses) <= 30


@pytest.mark.parametrize("seed", range(5))
def test_faults_lose_and_double_nothing(index: EmbeddedIndex, seed: int) -> None:
    """Refused, partial and lost answers: in the end the index holds every hit's newest revision once."""
    known = hits(60)
    rng, time = random.Random(seed), Time()
    faulty = Faulty(index, rng, told=lambda _fault: None)
    for _round in range(8):
        for hit_id in rng.sample(known, 10):
            change(hit_id, now=time.now())
        drain_once(cast(HitIndex, faulty), now=time.now(), limit=20, rng=rng)
        time.pause(5)
    while not all(faulty.fired[fault] for fault in FAULTS):
        change(known[0], now=time.now())
        drain_once(cast(HitIndex, faulty), now=time.now(), rng=rng)
        time.pause(400)
    drain_until_settled(index, deadline_s=1000, now=time.now, pause=time.pause)
    assert owed().rows == 0
    assert_same(index)


def assert_same(index: HitIndex) -> None:
    """The index holds the truth's hits, each once, at their newest revision (`region` tells it)."""
    truth = dict(Hit.objects.values_list("pk", "region"))
    assert ids_in(index) == sorted(truth)
    counts = index.facets(ALL, HitQuery(), ["region"]).counts["region"]
    assert counts == Counter(truth.values())
    for hit_id, region in truth.items():
        assert hit_id in index.search(ALL, HitQuery(region=region), after=None, size=500).ids


def test_two_drainers_take_nothing_from_each_other(index: EmbeddedIndex) -> None:
    """A second drainer that sends the same rows meanwhile finds them settled; nothing stays owed."""
    hits(3)

    def both(docs: Sequence[HitDoc]) -> BulkResult:
        assert drain_once(index, now=later()).settled == 3
        return index.upsert(docs)

    assert drain_once(answering(both), now=later()).settled == 0
    assert (owed().rows, len(ids_in(index))) == (0, 3)


def test_a_rebuild_owes_again_what_changed_meanwhile(index: EmbeddedIndex) -> None:
    """A change drained into the old index while the new one is filled is not lost with the old one."""
    known = hits(4)
    drain_once(index, now=later())

    rebuilt = rebuild_index(_Late(index, known[0]), now=later())
    assert (rebuilt.documents, rebuilt.owed_again) == (4, 1)
    drain_once(index, now=later())
    assert_same(index)


class _Late(EmbeddedIndex):
    """An index whose source is read whole before one hit changes and is drained."""

    def __init__(self, index: EmbeddedIndex, hit_id: str) -> None:
        super().__init__(index.path)
        self._hit_id = hit_id

    def rebuild(self, source: object) -> int:
        docs = list(cast("list[HitDoc]", source))
        change(self._hit_id)
        drain_once(EmbeddedIndex(self.path), now=later())
        return super().rebuild(docs)


def test_a_rebuild_forgets_what_the_truth_forgot(index: EmbeddedIndex) -> None:
    """A document whose hit is gone does not come back with the new index."""
    known = hits(2)
    drain_once(index, now=later())
    forget_hits(pk=known[0])
    assert rebuild_index(index, now=later()).documents == 1
    assert ids_in(index) == known[1:]


@pytest.mark.django_db(transaction=True)
def test_a_drainer_thread_pays_and_stops(index: EmbeddedIndex) -> None:
    """The thread of `serve` drains what is owed and ends when told to."""
    hits(3)
    Outbox.objects.update(not_before=NOW - timedelta(days=9999))
    drainer = Drainer(index, idle_s=0.01)
    drainer.start()
    for _look in range(2000):
        if not Outbox.objects.exists():
            break
    drainer.stop()
    assert (len(ids_in(index)), owed().rows) == (3, 0)
