"""Pages that a sweep could not read become tests of their platform file."""

from __future__ import annotations

import json
import re
from pathlib import Path

from domain.errors import ConfigError
from spiders.aside import AsidePage, pages_aside
from spiders.page_cases import EXPECTED, FOLDER
from spiders.platform_rules import PlatformFile


def write_fixtures(platform: PlatformFile, pages_home: Path, *, sweep: int | None = None) -> list[Path]:
    """Turn the pages put aside in a sweep (the newest that has any) into cases beside the platform file.

    A case is `pages/KEY/NAME/` with the page as it was answered and `expected.json`, which says that no
    record of it lacks a required field: it fails until the file is mended. A page that has its case is
    left out.

    Raises:
        ConfigError: no page was put aside.
    """
    source = _newest(platform.key, pages_home, sweep)
    made = (_case(platform, source, page) for page in pages_aside(source))
    return [folder for folder in made if folder is not None]


def _newest(key: str, pages_home: Path, sweep: int | None) -> Path:
    numbered = {
        int(found[1]): place
        for place in pages_home.glob(f"{key}-*")
        if (found := re.fullmatch(rf"{re.escape(key)}-(\d+)", place.name)) and any(pages_aside(place))
    }
    chosen = sweep if sweep is not None else max(numbered, default=0)
    if chosen not in numbered:
        which = f"sweep {sweep}" if sweep is not None else "any sweep"
        raise ConfigError([f"{key}: no page of {which} was put aside below {pages_home}"])
    return numbered[chosen]


def _case(platform: PlatformFile, source: Path, page: AsidePage) -> Path | None:
    folder = platform.path.parent / FOLDER / platform.key / f"{source.name}-{page.body.stem}"
    if folder.exists():
        return None
    folder.mkdir(parents=True)
    (folder / "page.html").write_bytes(page.body.read_bytes())
    expected = {"url": page.url, "content_type": page.content_type, "flaws": []}
    (folder / EXPECTED).write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return folder
