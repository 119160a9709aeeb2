"""The files of the demo world: goods, pictures, register, captures and the planted truth."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markwarden.demo.captures import make_captures, write_captures
from markwarden.demo.drawings import draw_all
from markwarden.demo.goods import MARKET, MARKET_GOODS, SHOP, SHOP_GOODS, Good, make_goods
from markwarden.demo.rights_workbook import write_workbook
from markwarden.demo.truth import truth_of, write_truth

SOURCES = (
    "canvas",
    "captures",
    "drawings",
    "goods",
    "motifs",
    "planting",
    "protected",
    "rights_workbook",
    "vocabulary",
)


@dataclass(frozen=True, slots=True)
class World:
    """Where the files of a demo world lie."""

    folder: Path

    @property
    def version(self) -> str:
        """Which goods these are."""
        return (self.folder / "made").read_text(encoding="ascii")

    @property
    def pictures(self) -> Path:
        return self.folder / "pictures"

    @property
    def workbook(self) -> Path:
        return self.folder / "register" / "rights.xlsx"

    @property
    def captures(self) -> Path:
        return self.folder / "captures.jsonl"

    @property
    def truth(self) -> Path:
        return self.folder / "truth.json"

    def goods(self, platform: str) -> Path:
        return self.folder / f"{platform}.json"


def make_world(
    folder: Path, now: datetime, *, shop_goods: int = SHOP_GOODS, market_goods: int = MARKET_GOODS
) -> tuple[World, bool]:
    """The world in `folder`, and whether it had to be made; one of this version and day is left as it is."""
    world, stamp = World(folder), folder / "made"
    version = f"{_digest()} {shop_goods} {market_goods} {now.year}"
    if stamp.exists() and stamp.read_text(encoding="ascii") == version:
        return world, False
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shop, market = make_goods(SHOP, shop_goods), make_goods(MARKET, market_goods)
    captured = make_captures()
    _write_goods(world, shop, SHOP)
    _write_goods(world, market, MARKET)
    write_workbook(world.workbook.parent, now.date())
    write_captures(world.captures, captured, now)
    write_truth(world.truth, truth_of((*shop, *market, *captured)))
    stamp.write_text(version, encoding="ascii")
    return world, True


def _write_goods(world: World, goods: Iterable[Good], platform: str) -> None:
    records = [good.record() for good in goods]
    world.goods(platform).write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    draw_all({name: recipe for good in goods for name, recipe in good.recipes.items()}, world.pictures)


def _digest() -> str:
    """SHA-256 of the modules that make the world: another version makes another one."""
    here = Path(__file__).parent
    sha = hashlib.sha256()
    for name in SOURCES:
        sha.update((here / f"{name}.py").read_bytes())
    return sha.hexdigest()[:16]
