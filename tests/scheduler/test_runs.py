"""How sweeps run: claimed once, watched, ended, resumed."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from scheduler.children import HOST
from scheduler.plans import Plan
from scheduler.runs import Limits, sweep_command
from store.collecting import Directive
from store.directives import let_go_on, order
from store.models import Sweep
from store.sweeps import beat, open_sweep
from tests.scheduler.conftest import SWEEPER, HandClock, MakeRunner
from tests.scheduler.sweeper import ready_file
from tests.scheduler.until import until

State = Sweep.State
MakeSweep = Callable[[str], Sweep]


def _ready(sweep: Sweep) -> Path:
    return ready_file(str(connection.settings_dict["NAME"]), sweep.pk)


def _alive(pid: int) -> bool:
    """Whether the process runs; one that is dead and not yet reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except OSError:
        return False


def _state(sweep: Sweep) -> str:
    sweep.refresh_from_db()
    return sweep.state


def test_a_waiting_sweep_is_run_to_its_end(make_runner: MakeRunner, waiting: MakeSweep) -> None:
    """The clock's row becomes a process, and the process says how it went."""
    runner, sweep = make_runner("done"), waiting("shop")
    until(lambda: _state(sweep) == State.DONE and not runner.running, tick=runner.tick)
    assert sweep.options == {"host": HOST, "tries": 1}


def test_the_command_line_names_the_row_and_resumes_only_what_fell(waiting: MakeSweep) -> None:
    """A first try starts afresh, a second resumes."""
    sweep = waiting("shop")
    words = [
        sys.executable,
        "-m",
        "markwarden",
        "sweep",
        "shop",
        "--sweep-id",
        str(sweep.pk),
        "--progress",
        "none",
    ]
    assert list(sweep_command(sweep)) == words
    sweep.options["resume"] = True
    assert list(sweep_command(sweep)) == [*words, "--resume"]


def test_a_sweep_started_by_hand_is_not_claimed(make_runner: MakeRunner) -> None:
    """A row without a due time belongs to whoever opened it."""
    sweep = open_sweep("shop")
    make_runner("done").tick()
    assert _state(sweep) == State.WAITING


@pytest.mark.parametrize("stopped", ["shop0", ""])
def test_a_waiting_sweep_is_not_started_against_an_order(
    stopped: str, make_runner: MakeRunner, waiting: MakeSweep
) -> None:
    """What was inserted before the order waits until it is lifted."""
    sweep = waiting("shop0")
    order(Directive.Kind.STOP, stopped, person="ann", reason="enough", now=sweep.created_at)
    runner = make_runner("polite")
    runner.tick()
    assert not runner.running
    let_go_on(stopped, person="ann", reason="over", now=sweep.created_at)
    runner.tick()
    assert runner.running == (sweep.pk,)


def test_no_more_run_at_once_than_allowed(make_runner: MakeRunner, waiting: MakeSweep) -> None:
    """The third platform waits until one of two is done."""
    sweeps = [waiting(f"shop{n}") for n in range(3)]
    runner = make_runner("polite", Limits(at_once=2))
    runner.tick()
    runner.tick()
    assert [_state(sweep) for sweep in sweeps] == [State.RUNNING, State.RUNNING, State.WAITING]


def test_one_platform_is_never_swept_twice_at_the_same_time(
    make_runner: MakeRunner, waiting: MakeSweep, now: HandClock
) -> None:
    """The next hour's sweep waits for this hour's."""
    first = waiting("shop")
    now.forward(hours=1)
    second = waiting("shop")
    runner = make_runner("polite")
    runner.tick()
    assert (_state(first), _state(second)) == (State.RUNNING, State.WAITING)


def test_jitter_delays_the_start(make_runner: MakeRunner, waiting: MakeSweep, now: HandClock) -> None:
    """A due sweep starts when its share of the jitter has passed, not before."""
    plan, sweep = Plan("shop", "0 3 * * *", jitter_s=300), waiting("shop")
    start_at = plan.start_at(now.at)
    runner = make_runner("polite", plans=(plan,))
    now.at = start_at - timedelta(seconds=1)
    runner.tick()
    assert _state(sweep) == State.WAITING
    now.at = start_at
    runner.tick()
    assert _state(sweep) == State.RUNNING


def test_two_runners_over_two_hundred_ticks_start_each_sweep_once(
    make_runner: MakeRunner, waiting: MakeSweep, tmp_path: Path, now: HandClock
) -> None:
    """Two schedulers on one database never run one sweep twice."""
    runners, ticks = [make_runner("done"), make_runner("done")], 0
    sweeps = []
    for n in range(200):
        if n % 50 == 0:
            now.forward(minutes=1)
            sweeps += [waiting("shop"), waiting("other")]
        runners[n % 2].tick()
        ticks += 1

    def both_tick() -> None:
        for runner in runners:
            runner.tick()

    until(
        lambda: all(_state(sweep) == State.DONE for sweep in sweeps),
        tick=both_tick,
    )
    assert ticks == 200
    assert all(sweep.options["tries"] == 1 for sweep in sweeps)


@pytest.mark.slow
def test_a_hung_sweep_is_asked_then_killed_with_all_it_started(
    make_runner: MakeRunner, waiting: MakeSweep, now: HandClock
) -> None:
    """Silence beyond the limit brings SIGTERM, thirty seconds later SIGKILL, then another try."""
    runner, sweep = make_runner("stubborn"), waiting("shop")
    runner.tick()
    until(_ready(sweep).exists)
    grandchild = int(_ready(sweep).read_text())
    now.forward(seconds=121)
    runner.tick()
    assert _alive(grandchild)
    now.forward(seconds=30)
    runner.tick()
    until(lambda: _state(sweep) == State.WAITING or sweep.options.get("resume"), tick=runner.tick)
    until(lambda: not _alive(grandchild))
    assert sweep.options["resume"] is True


def test_a_sweep_that_gives_signs_of_life_is_left_alone(
    make_runner: MakeRunner, waiting: MakeSweep, now: HandClock
) -> None:
    """A long sweep is not a hung one."""
    runner, sweep = make_runner("polite"), waiting("shop")
    runner.tick()
    until(_ready(sweep).exists)
    for _ in range(5):
        now.forward(seconds=100)
        beat(sweep.pk, {}, now.at)
        runner.tick()
    assert _state(sweep) == State.RUNNING


def test_a_crashed_sweep_is_resumed_and_given_up_in_the_end(
    make_runner: MakeRunner, waiting: MakeSweep
) -> None:
    """Three times killed is failed, with the reason in the row."""
    runner, sweep = make_runner("crash", Limits(tries=3)), waiting("shop")
    until(lambda: _state(sweep) == State.FAILED, tick=runner.tick)
    assert sweep.options["tries"] == 3
    assert "given up after 3 tries" in sweep.detail


def test_a_refusal_is_not_tried_again(make_runner: MakeRunner, waiting: MakeSweep) -> None:
    """What would be refused again fails at once, with the last words of the process."""
    runner, sweep = make_runner("refuse"), waiting("gone")
    until(lambda: _state(sweep) == State.FAILED, tick=runner.tick)
    assert (sweep.options["tries"], sweep.detail) == (1, "markwarden: no such platform")


def test_a_platform_swept_by_hand_is_asked_again_later(
    make_runner: MakeRunner, waiting: MakeSweep, now: HandClock
) -> None:
    """A conflict costs no try; the sweep waits a minute and is started again."""
    runner, sweep = make_runner("busy"), waiting("shop")
    until(lambda: _state(sweep) == State.WAITING and not runner.running and sweep.options, tick=runner.tick)
    assert sweep.options["tries"] == 0
    runner.tick()
    assert not runner.running
    now.forward(seconds=61)
    runner.tick()
    assert runner.running == (sweep.pk,)


def test_a_spent_budget_is_waited_for_and_costs_no_try(
    make_runner: MakeRunner, waiting: MakeSweep, now: HandClock
) -> None:
    """A platform larger than its day's budget is swept over days, not given up after three starts."""
    runner, sweep = make_runner("spent"), waiting("shop")
    until(lambda: _state(sweep) == State.WAITING and not runner.running and sweep.options, tick=runner.tick)
    assert (sweep.options["tries"], sweep.options["resume"]) == (0, True)
    now.forward(minutes=59)
    runner.tick()
    assert not runner.running
    now.forward(minutes=2)
    runner.tick()
    assert runner.running == (sweep.pk,)


def test_stopping_the_scheduler_puts_its_sweeps_back(make_runner: MakeRunner, waiting: MakeSweep) -> None:
    """A clean stop interrupts the children and costs them no try."""
    runner, sweep = make_runner("polite"), waiting("shop")
    runner.tick()
    until(_ready(sweep).exists)
    runner.stop()
    assert _state(sweep) == State.WAITING
    assert sweep.options["resume"] is True
    assert sweep.options["tries"] == 0


def test_the_orphan_of_a_dead_scheduler_is_taken_over(
    make_runner: MakeRunner, waiting: MakeSweep, now: HandClock
) -> None:
    """A running row whose process is gone is resumed by whoever comes next."""
    sweep, gone = waiting("shop"), subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    Sweep.objects.filter(pk=sweep.pk).update(
        state=State.RUNNING, pid=gone.pid, heartbeat_at=now.at, options={"host": HOST, "tries": 1}
    )
    now.forward(seconds=16)
    runner = make_runner("done")
    until(lambda: _state(sweep) == State.DONE, tick=runner.tick)
    assert (sweep.options["tries"], sweep.options["resume"]) == (2, True)


def test_an_orphan_that_still_works_is_left_to_finish(
    make_runner: MakeRunner, waiting: MakeSweep, now: HandClock
) -> None:
    """A child that outlived its scheduler and gives signs of life is not doubled."""
    first, sweep = make_runner("polite"), waiting("shop")
    first.tick()
    until(_ready(sweep).exists)
    now.forward(seconds=100)
    second = make_runner("done")
    second.tick()
    assert _state(sweep) == State.RUNNING
    assert second.running == ()


@pytest.mark.slow
def test_a_silent_orphan_is_killed_before_it_is_resumed(
    make_runner: MakeRunner, waiting: MakeSweep, now: HandClock
) -> None:
    """A hung child of a dead scheduler is ended by the next scheduler."""
    sweep, database = waiting("shop"), str(connection.settings_dict["NAME"])
    hung = subprocess.Popen(
        [sys.executable, str(SWEEPER), "stubborn", database, "--sweep-id", str(sweep.pk)],
        start_new_session=True,
    )
    until(_ready(sweep).exists)
    Sweep.objects.filter(pk=sweep.pk).update(
        state=State.RUNNING, pid=hung.pid, heartbeat_at=now.at, options={"host": HOST, "tries": 1}
    )
    now.forward(seconds=181)
    runner = make_runner("done")
    until(lambda: _state(sweep) == State.DONE, tick=runner.tick)
    assert hung.wait(timeout=10) == -signal.SIGKILL


def test_a_namesake_process_is_never_killed(
    make_runner: MakeRunner, waiting: MakeSweep, now: HandClock
) -> None:
    """A process number that was given to somebody else since is not signalled."""
    sweep, stranger = (
        waiting("shop"),
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE),
    )
    Sweep.objects.filter(pk=sweep.pk).update(
        state=State.RUNNING, pid=stranger.pid, heartbeat_at=now.at, options={"host": HOST, "tries": 1}
    )
    now.forward(seconds=181)
    make_runner("polite").tick()
    assert _alive(stranger.pid)
    stranger.communicate(b"\n")


def test_a_silent_sweep_started_by_hand_is_closed_but_not_resumed(
    make_runner: MakeRunner, now: HandClock
) -> None:
    """It is its starter's to resume; it must only not block the platform for ever."""
    sweep = open_sweep("shop")
    Sweep.objects.filter(pk=sweep.pk).update(state=State.RUNNING, pid=None, heartbeat_at=now.at)
    now.forward(seconds=181)
    make_runner("done").tick()
    assert _state(sweep) == State.INTERRUPTED


def test_a_program_that_cannot_be_started_uses_up_its_tries(
    make_runner: MakeRunner, waiting: MakeSweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing program does not make the runner spin for ever."""
    runner, sweep = make_runner("done"), waiting("shop")
    monkeypatch.setattr(runner, "_command", lambda _sweep: ["/nowhere/python"])
    runner.tick()
    assert _state(sweep) == State.FAILED
    assert "could not be started" in sweep.detail


def test_what_a_sweep_printed_is_kept(make_runner: MakeRunner, waiting: MakeSweep, tmp_path: Path) -> None:
    """Each sweep's output lies in a file named after its row."""
    runner, sweep = make_runner("refuse"), waiting("gone")
    until(lambda: _state(sweep) == State.FAILED, tick=runner.tick)
    assert "no such platform" in (tmp_path / "logs" / f"sweep-{sweep.pk}.log").read_text()
