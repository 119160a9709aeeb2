"""How a sweep ended is said in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from store.sweeps import open_sweep
from triage.sweep_words import in_words

HOUSE = Path(__file__).resolve().parents[2]
WRITERS = (
    "spiders/crawl.py",
    "spiders/breaker.py",
    "spiders/manners.py",
    "markwarden/sweeps.py",
    "scheduler/runs.py",
)
HAN = re.compile(r"[\u4e00-\u9fff]")
TOO_FEW = "expected at least 5 listings, found 0: "
DETAILS = {
    "stopped by a signal": "stopped by a signal",
    "the day's budget is spent; resume it later": "the day's budget is spent; resume it later",
    "3 requests are not accounted for": "requests are not accounted for",
    "broke at the start": "broke at the start",
    TOO_FEW + "no page was fetched": "no page was fetched",
    TOO_FEW + "pages are not what the platform file was written for": "expected at least",
    TOO_FEW + "9 pages were fetched": "pages were fetched",
    TOO_FEW + "9 pages were fetched; does it need `render: browser`?": "does it need",
    "expected at most 5 listings, found 9": "expected at most",
    "HTTP 403 at https://shop.example/a": "HTTP {response.status}",
    "HTTP 429, come back in 3600 s at https://shop.example/a": "come back in",
    "sent to /login at https://shop.example/login": "sent to",
    "page titled 'Just a moment' at https://shop.example/a": "page titled",
    "its scheduler or its process was gone": "its scheduler or its process was gone",
    "gave no sign of life": "gave no sign of life",
    "given up after 3 tries; ended with code -9: ": "given up after",
    "ended with code 1: Traceback\nKeyError": "ended with code",
    "could not be started: no memory": "could not be started",
}


@pytest.mark.parametrize("detail", DETAILS)
def test_a_detail_is_chinese_on_a_chinese_desk(detail: str) -> None:
    """Every way a sweep ends has its words, with the same numbers and addresses in them."""
    with override("zh-hans"):
        said = in_words(detail)
    assert HAN.search(said)
    assert re.findall(r"\d+|https://\S+", said) == re.findall(r"\d+|https://\S+", detail)


@pytest.mark.parametrize("detail", DETAILS)
def test_an_english_desk_says_what_was_written(detail: str) -> None:
    """In English nothing is lost of what was kept."""
    with override("en"):
        assert in_words(detail).replace(" s, at ", " s at ") == detail


@pytest.mark.parametrize("words", sorted(set(DETAILS.values())))
def test_the_words_are_those_that_are_written(words: str) -> None:
    """A detail that is worded anew is noticed here: somewhere the program still writes these words."""
    assert any(words in (HOUSE / name).read_text("utf-8") for name in WRITERS)


@pytest.mark.parametrize("detail", ["", "100% (of) %(n)s", "never_opened", "HTTP teapot", "x" * 500])
def test_what_nobody_has_words_for_stays(detail: str) -> None:
    """An unknown detail, whatever signs are in it, is shown as it is."""
    with override("zh-hans"):
        assert in_words(detail) == detail


def test_the_page_of_sweeps_is_chinese_throughout(enter: Callable[..., Client]) -> None:
    """An officer reads why a sweep stopped in their own language."""
    sweep = open_sweep("yiwugo")
    sweep.detail, sweep.state = "stopped by a signal", "interrupted"
    sweep.save()
    page = enter("auditor", language="zh-hans").get("/sweeps/").content.decode()
    assert "被信号停止" in page
    assert "stopped by a signal" not in page
