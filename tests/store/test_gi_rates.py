"""Rates of indications over stored listings, on the terminal and in a file: bounded, by days."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from registry.pack_files import READY_PACKS, load_packs
from store.gi_rates import counted, published
from tests.store import made

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
TOLD = published(load_packs([READY_PACKS]))


@pytest.fixture(autouse=True)
def _listings(db: None) -> None:
    made.right("GI:1", kind="gi", text="奉化水蜜桃", area=["奉化"])
    made.right("TM:1", text="水蜜桃")
    for number, (origin, read) in enumerate([("奉化", "地理标志"), ("奉化", "甜"), ("无锡", ""), ("", "")]):
        made.keep(made.kept(offer(str(number), origin=origin, ocr=read)))
    made.keep(made.kept(made.listing("other", title="无锡水蜜桃")))


def offer(number: str, **values: Any) -> Any:
    return made.listing(number, title="奉化水蜜桃 5斤", ships_from="", **values)


def test_only_indications_named_in_titles_count() -> None:
    """Another peach is none, and a trade mark is no indication."""
    found = counted(TOLD, ZONE)
    assert (found.rates.whole.listings, found.rates.whole.from_area, found.rates.whole.sign) == (4, 2, 1)
    assert set(found.names) == {"GI:1"}
    assert set(found.rates.districts) == {"district_fenghua", "elsewhere", "unsaid"}


def test_days_asked_for_are_kept() -> None:
    """From the first day on, to before the one after the last."""
    assert counted(TOLD, ZONE, since=made.later(1)).rates.whole.listings == 0
    assert counted(TOLD, ZONE, until=made.NOW).rates.whole.listings == 0
    assert counted(TOLD, ZONE, since=made.NOW, until=made.later(1)).rates.whole.listings == 4


def test_too_many_listings_are_left_out_and_counted() -> None:
    """A bound is never a silent loss."""
    found = counted(TOLD, ZONE, most=3)
    assert (found.rates.whole.listings, found.left_out) == (3, 1)


def test_the_plans_target_is_the_packs() -> None:
    """80 %, said to be confirmed; the national figure is no target."""
    (target,) = [figure for figure in TOLD.figures if figure.target]
    assert (float(target.share), target.confirmed) == (0.8, False)


def test_the_command_prints_rule_target_and_rates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a reader needs to count by hand stands above the table; the file holds the same numbers."""
    path = tmp_path / "rates.csv"
    call_command("indications", "--csv", str(path))
    told = capsys.readouterr().out
    assert "holds the registered name" in told
    assert "80.0 %" in told
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    fenghua = next(row for row in rows if row["indication"] == "奉化水蜜桃" and row["from_area"] == "2")
    assert (fenghua["use_rate"], fenghua["traceability_rate"]) == ("50.0 %", "not testable")


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    """Exit code 2, and the file as it was."""
    path = tmp_path / "rates.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command("indications", "--csv", str(path))
    assert ended.value.code == 2
    assert path.read_text(encoding="utf-8") == "mine"
