"""Compile the translations (.po to .mo) with Babel; only what is older than its source."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CHECKOUT = Path(__file__).resolve().parent.parent


def compile_one(source: Path) -> None:
    with source.open("rb") as handle:
        catalogue = read_po(handle, abort_invalid=True)
    target = source.with_suffix(".mo")
    fresh = target.with_suffix(".mo.new")
    with fresh.open("wb") as handle:
        write_mo(handle, catalogue)
    fresh.replace(target)


def main() -> None:
    for source in sorted(CHECKOUT.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            compile_one(source)


if __name__ == "__main__":
    main()
