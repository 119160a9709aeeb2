"""The ready platform files read the pages drawn after the real ones, and say what they were tried on."""

from __future__ import annotations

from typing import Any

import pytest

from domain.errors import ConfigError
from spiders import embedded
from spiders.page_cases import FOLDER, cases, read_case
from spiders.plan import plan_sweep
from spiders.platform import READY_FILES, find_platform, load_platforms
from spiders.platform_rules import PlatformFile
from tests.spiders.test_extract import BASE

PLATFORMS = load_platforms([READY_FILES])
CASES = sorted((READY_FILES / FOLDER).glob("*/*"))


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_a_drawn_page_is_read_as_expected(folder: Any) -> None:
    """Every field of every listing, and the links, are what the case says."""
    assert read_case(folder).differences(PLATFORMS[folder.parent.name]) == []


@pytest.mark.parametrize("key", sorted(PLATFORMS))
def test_every_ready_file_is_tried_or_says_that_it_is_not(key: str) -> None:
    """A file names the real page it was read with, or is unverified and import only; each has a case."""
    platform = PLATFORMS[key]
    assert bool(platform.verified_on) != platform.unverified
    assert platform.legal_basis == "import" or platform.verified_on
    assert list(cases(platform))


@pytest.mark.parametrize("key", sorted(key for key, one in PLATFORMS.items() if one.legal_basis == "import"))
def test_a_platform_that_refuses_says_so_and_offers_the_import(key: str) -> None:
    """No sweep of it can be planned; the refusal is told in two languages, with the way to import pages."""
    refuses = PLATFORMS[key].refuses
    assert refuses is not None
    with pytest.raises(ConfigError, match=f"listings import PAGES --platform {key}") as caught:
        plan_sweep(find_platform(key, [READY_FILES]), start=["https://x.example/"])
    assert refuses.en in str(caught.value)


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ({"unverified": True}, "import"),
        ({"unverified": True, "legal_basis": "import", "verified_on": "a real page of 2026"}, "contrary"),
        ({"refuses": {"zh": "不许", "en": "no"}}, "legal_basis"),
        ({"verified_on": "yes"}, "10 characters"),
    ],
)
def test_what_contradicts_itself_is_refused(keys: dict[str, Any], word: str) -> None:
    """An unverified file is never crawled, and a platform that refuses is none to crawl."""
    with pytest.raises(ValueError, match=word):
        PlatformFile.model_validate({**BASE, **keys})


def test_what_was_found_out_of_a_file_is_not_inherited(tmp_path: Any) -> None:
    """A file that extends a verified one was not tried itself."""
    (tmp_path / "mine.yaml").write_text("key: mine\nextends: storefront\nname: {zh: 店, en: Mine}\n", "utf-8")
    assert find_platform("mine", [READY_FILES, tmp_path]).verified_on is None


def test_a_state_that_is_filled_later_is_read() -> None:
    """Scripts name a thing empty first: the first value that holds something counts."""
    text = "window.runParams = {};\nwindow.runParams = {data: {a: 1}}; window.runParams.x = 2;"
    assert embedded.after(text, "window.runParams") == {"data": {"a": 1}}
    assert embedded.after("window.x = {}; " * 1000, "window.x") is None
