"""Every step is one line with its time, also one that fails."""

from __future__ import annotations

import io
import re

import pytest

from markwarden.demo.steps import Steps


def test_a_step_says_its_number_and_its_time() -> None:
    """A step prints its number, its name, how long it took and its note."""
    out = io.StringIO()
    steps = Steps(2, out)
    with steps.step("shop"):
        steps.note("as before")
    steps.left_out("market", "no browser")
    shop, market = out.getvalue().splitlines()
    assert re.fullmatch(r"\[1/2\] shop … ok \d+\.\d s \(as before\)", shop)
    assert market == "[2/2] market … left out: no browser"


def test_a_step_that_breaks_says_so() -> None:
    """A step that fails ends its line with that, and the error goes on."""
    out = io.StringIO()
    with pytest.raises(KeyError), Steps(1, out).step("shop"):
        raise KeyError("x")
    assert out.getvalue() == "[1/1] shop … failed\n"


def test_a_step_with_lines_of_its_own_repeats_its_head() -> None:
    """What a speaking step prints stands between its head and its end."""
    out = io.StringIO()
    with Steps(1, out).step("sweep", speaks=True):
        out.write("10 pages\n")
    head, between, end = out.getvalue().splitlines()
    assert (head.strip(), between) == ("[1/1] sweep …", "10 pages")
    assert end.startswith("[1/1] sweep … ok ")
