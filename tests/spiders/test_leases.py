"""The table of requests: nothing is lost, nothing is made twice, every request has its reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from spiders.leases import MOST_TRIES, Leases, Wanted, open_frontier


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def leases(tmp_path: Path, clock: Clock) -> Leases:
    return Leases(open_frontier(tmp_path / "frontier.sqlite3"), sweep=1, platform="p", clock=clock)


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
    before = open_frontier(path)
    before.execute("alter table request add column lease_until real")
    before.close()
    leases = Leases(open_frontier(path), sweep=1, platform="p", clock=clock)
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
    leases.release(refused=True)
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


def test_sweeps_do_not_share_requests(tmp_path: Path, clock: Clock) -> None:
    """A second sweep asks for every page again; the first one's rows are dropped when it begins."""
    connection = open_frontier(tmp_path / "f.sqlite3")
    first = Leases(connection, sweep=1, platform="p", clock=clock)
    second = Leases(connection, sweep=2, platform="p", clock=clock)
    first.add([Wanted("a", "1")])
    assert second.add([Wanted("a", "1")]) == 1
    second.forget_older()
    assert first.account().enqueued == 0
    assert second.account().enqueued == 1


def test_two_workers_never_get_the_same_request(tmp_path: Path, clock: Clock) -> None:
    """Leases of one sweep taken over two connections are all different."""
    path = tmp_path / "f.sqlite3"
    left, right = (Leases(open_frontier(path), sweep=1, platform="p", clock=clock) for _ in range(2))
    left.add([Wanted(str(n), str(n)) for n in range(50)])
    taken = [worker.lease() for _ in range(25) for worker in (left, right)]
    assert len({lease.payload for lease in taken if lease}) == 50
