"""Pictures of a running desk for the READMEs: the best hit with a picture, in both languages.

    .venv/bin/python tools/screenshot.py LOGIN_LINK [FOLDER]

LOGIN_LINK is the one-time link that `./run demo` prints; FOLDER defaults to docs/pictures.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from spiders.chromium import launched_chromium
from spiders.filtering_proxy import filtering_proxy

CHECKOUT = Path(__file__).resolve().parent.parent
SIZE = {"width": 1280, "height": 900}
PAGES = {"queue": "/", "hit": "/?kind=work"}
LANGUAGES = {"en": "", "zh-hans": ".zh"}


def choose(page: Page, language: str) -> None:
    page.locator(f"form[action*='language'] [value='{language}']").first.click()
    page.wait_for_load_state("networkidle")


def shoot(page: Page, base: str, folder: Path, suffix: str) -> None:
    page.goto(base + PAGES["queue"], wait_until="networkidle")
    page.screenshot(path=folder / f"queue{suffix}.png")
    page.goto(base + PAGES["hit"])
    page.locator("a[href^='/hits/']").first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=folder / f"hit{suffix}.png")


def main(link: str, folder: Path) -> None:
    parts = urlsplit(link)
    base, allowed = f"{parts.scheme}://{parts.netloc}", frozenset({(parts.hostname or "", parts.port or 80)})
    folder.mkdir(parents=True, exist_ok=True)
    with (
        filtering_proxy(allowed, only_allowed=True) as proxy,
        launched_chromium(proxy=proxy.url) as address,
        sync_playwright() as driver,
    ):
        page = driver.chromium.connect(address).new_page(viewport=SIZE)
        page.goto(link)
        for language, suffix in LANGUAGES.items():
            choose(page, language)
            shoot(page, base, folder, suffix)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else CHECKOUT / "docs" / "pictures")
