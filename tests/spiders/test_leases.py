"""The table of requests: nothing is lost, nothing is made twice, every request has its reason."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from spiders.budget import Allowance, Budgets, holder_of
from spiders.leases import ALIVE_S, MOST_TRIES, Lease, Leases, Wanted
from spiders.tables import FrontierAway, Place, SqliteTables, Tables, open_tables

Opened = Callable[[], Tables]


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def leases(opened: Opened, clock: Clock) -> Leases:
    return Leases(opened(), sweep=1, platform="p", clock=clock)


def test_a_request_is_kept_once(leases: Leases) -> None:
    """A page that many pages link to is fetched once a sweep."""
    assert leases.add([Wanted("a", "1"), Wanted("b", "2"), Wanted("a", "3")]) == 2
    assert leases.add([Wanted("a", "1")]) == 0


def test_the_most_urgent_comes_first(leases: Leases) -> None:
    """Higher priority first, then first come first served."""
    leases.add([Wanted("a", "1"), Wanted("b", "2", 10), Wanted("c", "3", 10)])
    taken = [leases.lease() for _ in range(4)]
    assert [lease and lease.payload for lease in taken] == ["2", "3", "1", None]


def test_a_settled_request_is_done_with(leases: Leases) -> None:
    """A lease is settled once, by whoever holds its token."""
    leases.add([Wanted("a", "1")])
    lease = leases.lease()
    assert lease
    assert leases.done(lease.token)
    assert not leases.done(lease.token)
    assert not leases.fail("nobody's", "x")
    assert leases.account().closed


def test_a_lease_does_not_run_out(leases: Leases, clock: Clock) -> None:
    """However long a page takes, nobody else is given it: the platform's lock says who is alive."""
    leases.add([Wanted("a", "1")])
    lease = leases.lease()
    clock.now += 7 * 24 * 3600
    assert leases.lease() is None
    assert lease
    assert leases.done(lease.token)


def test_a_file_of_an_earlier_version_is_used_on(tmp_path: Path, clock: Clock) -> None:
    """Requests that wait in a file whose leases still had an end are not lost by the update."""
    path = tmp_path / "frontier.sqlite3"
    before = sqlite3.connect(path)
    before.execute(
        "create table request (id integer primary key, sweep integer not null, platform text not null,"
        " fingerprint text not null, priority integer not null, state text not null default 'waiting',"
        " reason text not null default '', token text, lease_until real, tries integer not null default 0,"
        " not_before real not null default 0, payload text not null, unique (sweep, fingerprint))"
    )
    before.execute(
        "insert into request (sweep, platform, fingerprint, priority, payload) values (1, 'p', 'b', 0, '2')"
    )
    before.commit()
    before.close()
    with closing(open_tables(path)) as tables:
        leases = Leases(tables, sweep=1, platform="p", clock=clock)
        assert leases.account().waiting == 1
        leases.add([Wanted("a", "1")])
        assert leases.lease()
        assert leases.release() == 1


def test_a_dead_process_gives_back_its_leases(leases: Leases) -> None:
    """What was under way at a kill is made again, and the kill does not count as a try."""
    leases.add([Wanted("a", "1"), Wanted("b", "2")])
    leases.lease()
    assert leases.release() == 1
    again = leases.lease()
    assert again
    assert (again.payload, again.tries) == ("1", 1)


def test_a_passing_failure_is_tried_three_times(leases: Leases, clock: Clock) -> None:
    """After its pause a request comes again; after three tries it fails with its last reason."""
    leases.add([Wanted("a", "1")])
    for _ in range(MOST_TRIES):
        lease = leases.lease()
        assert lease
        assert leases.lease() is None
        leases.retry(lease.token, "Timeout", pause_s=5)
        clock.now += 6
    assert leases.lease() is None
    assert leases.account().failed == {"Timeout": 1}


def test_a_pause_is_kept(leases: Leases, clock: Clock) -> None:
    """A request that waits for later is not given early, and is not forgotten."""
    leases.add([Wanted("a", "1")])
    lease = leases.lease()
    assert lease
    assert leases.retry(lease.token, "http_500", pause_s=60)
    assert leases.lease() is None
    assert leases.pending()
    clock.now += 61
    assert leases.lease()


def test_a_redirect_takes_its_predecessors_place(leases: Leases) -> None:
    """The old request is settled and the new one kept, in one transaction."""
    leases.add([Wanted("a", "1"), Wanted("b", "2")])
    lease = leases.lease()
    assert lease
    assert leases.succeed_by(lease.token, Wanted("c", "3"), "redirected")
    account = leases.account()
    assert account.done == {"redirected": 1}
    assert account.waiting == 2


def test_what_the_platform_refused_comes_back_on_resume(leases: Leases) -> None:
    """A sweep that was blocked asks again for what was refused, not for what was missing."""
    leases.add([Wanted("a", "1"), Wanted("b", "2")])
    for reason in ("refused_403", "http_404"):
        lease = leases.lease()
        assert lease
        leases.fail(lease.token, reason)
    leases.revive()
    assert leases.account().waiting == 1
    assert leases.account().failed == {"http_404": 1}


def test_the_account_closes_at_every_moment(leases: Leases) -> None:
    """enqueued = done + failed(reason) + leased + waiting."""
    leases.add([Wanted(str(n), str(n)) for n in range(10)])
    for step in range(6):
        lease = leases.lease()
        assert lease
        if step % 2:
            leases.done(lease.token)
        elif step:
            leases.fail(lease.token, "http_404")
        assert leases.account().enqueued == 10
    assert not leases.account().closed
    assert leases.give_up_waiting("limit") == 4


def test_sweeps_do_not_share_requests(opened: Opened, clock: Clock) -> None:
    """A second sweep asks for every page again; the first one's rows are dropped when it begins."""
    tables = opened()
    first = Leases(tables, sweep=1, platform="p", clock=clock)
    second = Leases(tables, sweep=2, platform="p", clock=clock)
    first.add([Wanted("a", "1")])
    assert second.add([Wanted("a", "1")]) == 1
    second.forget_older()
    assert first.account().enqueued == 0
    assert second.account().enqueued == 1


def test_two_workers_never_get_the_same_request(opened: Opened, clock: Clock) -> None:
    """Leases of one sweep taken over two connections are all different."""
    left, right = (Leases(opened(), sweep=1, platform="p", clock=clock) for _ in range(2))
    left.add([Wanted(str(n), str(n)) for n in range(50)])
    taken = [worker.lease() for _ in range(25) for worker in (left, right)]
    assert len({lease.payload for lease in taken if lease}) == 50


def test_many_workers_at_once_share_out_everything(place: Place, opened: Opened, clock: Clock) -> None:
    """Four workers that add the same pages and lease as fast as they can: each page is done once."""
    taken: list[list[Lease]] = [[] for _ in range(4)]

    def work(mine: list[Lease]) -> None:
        with closing(open_tables(place)) as tables:
            leases = Leases(tables, sweep=1, platform="p", clock=clock)
            for block in range(10):
                leases.add([Wanted(str(n), str(n)) for n in range(block * 20, block * 20 + 20)])
                mine += leases.lease_many(5)
            while batch := leases.lease_many(7):
                mine += batch
            for lease in mine:
                assert leases.done(lease.token)

    threads = [threading.Thread(target=work, args=(mine,)) for mine in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    payloads = [lease.payload for mine in taken for lease in mine]
    assert sorted(payloads, key=int) == [str(n) for n in range(200)]
    assert Leases(opened(), sweep=1, platform="p", clock=clock).account().done == {"": 200}


def test_a_dead_workers_leases_go_to_the_living(opened: Opened, clock: Clock) -> None:
    """Who gave no sign for a minute is dead; what a living worker holds stays with it."""
    dead, living = (Leases(opened(), sweep=1, platform="p", clock=clock, worker=name) for name in ("d", "l"))
    living.add([Wanted("a", "1"), Wanted("b", "2")])
    for worker in (dead, living):
        worker.alive()
        assert worker.lease()
    clock.now += ALIVE_S / 2
    living.alive()
    assert living.reclaim() == 0
    clock.now += ALIVE_S / 2 + 1
    assert living.reclaim() == 1
    assert living.account().leased == 1


def test_a_dead_workers_places_at_the_site_are_free_again(opened: Opened, clock: Clock) -> None:
    """Who lives on does not wait minutes for the places of who died, and keeps its own."""
    allowance = Allowance(per_second=1000, per_day=100, at_once=2)
    dead, living = (Leases(opened(), sweep=1, platform="p", clock=clock, worker=name) for name in ("d", "l"))
    turns = [Budgets(opened(), clock=clock, holder=f"{holder_of('p', 1)}{name}") for name in ("d", "l")]
    for worker, budgets in zip((dead, living), turns, strict=True):
        worker.alive()
        assert budgets.turn("s", allowance).granted
        clock.now += 1
    clock.now += ALIVE_S / 2
    living.alive()
    living.reclaim()
    assert not turns[1].turn("s", allowance).granted
    clock.now += ALIVE_S / 2 + 1
    living.reclaim()
    assert turns[1].turn("s", allowance).granted
    clock.now += 1
    assert not turns[1].turn("s", allowance).granted


def test_a_worker_that_leaves_holds_nothing(leases: Leases) -> None:
    """What a worker did not come to is there for the others at once, and counts as no try."""
    leases.add([Wanted("a", "1"), Wanted("b", "2")])
    leases.alive()
    leases.lease_many(2)
    assert leases.leave() == 2
    again = leases.lease()
    assert again
    assert again.tries == 1


def test_a_batch_keeps_the_order(leases: Leases) -> None:
    """Many leases at once come in the order in which they would have come one by one."""
    leases.add([Wanted("a", "1"), Wanted("b", "2", 10), Wanted("c", "3", 10)])
    assert [lease.payload for lease in leases.lease_many(5)] == ["2", "3", "1"]


def test_what_let_a_request_go_out_is_kept(opened: Opened, clock: Clock) -> None:
    """The rule that allowed or refused a page stands with the settled request."""
    tables = opened()
    leases = Leases(tables, sweep=1, platform="p", clock=clock)
    leases.add([Wanted("a", "1"), Wanted("b", "2")])
    one, two = leases.lease_many(2)
    leases.done(one.token, manners="allowed by line 3")
    leases.fail(two.token, "robots rule", "refused by line 4")
    kept = tables.rows("select manners from request order by id")
    assert kept == [("allowed by line 3",), ("refused by line 4",)]


def test_a_full_file_is_said_and_loses_nothing(tmp_path: Path, clock: Clock) -> None:
    """When the file can grow no more the error says so, and what was kept before is still there."""
    with closing(SqliteTables(tmp_path / "f.sqlite3")) as tables:
        leases = Leases(tables, sweep=1, platform="p", clock=clock)
        leases.add([Wanted("a", "1")])
        tables.rows("pragma max_page_count = 20")
        with pytest.raises(FrontierAway, match="full"):
            leases.add([Wanted(str(n), "x" * 10_000) for n in range(50)])
        assert leases.account().enqueued == 1
        tables.rows("pragma max_page_count = 10000")
        assert leases.add([Wanted(str(n), "x" * 10_000) for n in range(50)]) == 50


def test_a_server_that_is_away_is_one_clear_error() -> None:
    """Without its server the frontier says what it is, not how the driver failed."""
    with pytest.raises(FrontierAway, match="cannot be used"):
        open_tables("postgresql://markwarden@127.0.0.1:9/none")
