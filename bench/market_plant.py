"""The planted market: listings with known truth, made from hand-written wordings by a seeded script."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from bench.market_law import Expected, expected_on
from domain.credit_code import check_sign
from domain.listing import Listing
from domain.values import Picture

T = TypeVar("T")
DATA: Final = Path(__file__).parent / "data" / "market"
ZONE: Final = ZoneInfo("Asia/Shanghai")
EMBLEM: Final = Picture(source="e", digest="e" * 64, width=64, height=64, phash=0x5A5A_5A5A_5A5A_5A5A)
OTHER: Final = Picture(source="o", digest="f" * 64, width=64, height=64, phash=0x0F0F_F0F0_00FF_FF00)


def code(seventeen: str) -> str:
    return seventeen + check_sign(seventeen)


USER, LAPSED, STRANGER = code("91330200MA2AAAAA0"), code("91330200MA2CCCCC0"), code("91330200MA2BBBBB0")
LICENSEE: Final = "licensee-1"
# The licensee's leave and the lapsed user's end on this day, itself included.
LEAVE_ENDS: Final = datetime(2026, 10, 31, tzinfo=ZONE).date()


class Sign(NamedTuple):
    """A sign or a name as a seller writes it: its right, its legal family, a word of its event."""

    word: str
    right: str
    family: str
    event: str = ""


NAMES: Final = (
    Sign("杭州亚运会", "special-marks:hz_name", "hangzhou_name"),
    Sign("第19届亚运会", "special-marks:hz_name", "hangzhou_name"),
    Sign("杭州亚残运会", "special-marks:hzp_name", "unregistered_name"),
    Sign("第九届亚冬会", "special-marks:hb_name", "unregistered_name"),
    Sign("第20届亚运会", "special-marks:an_name", "unregistered_name"),
    Sign("星河青年运动会", "xinghe:xh_name", "games_name"),
    Sign("星河青运会", "xinghe:xh_name", "games_name"),
)
SIGNS: Final = (
    Sign("潮涌", "special-marks:hz_emblem", "hangzhou_drawing", "杭州亚运会"),
    Sign("江南忆", "special-marks:hz_mascots", "hangzhou_drawing", "亚运"),
    Sign("琮琮", "special-marks:hz_congcong", "hangzhou_drawing", "亚运会"),
    Sign("宸宸", "special-marks:hz_chenchen", "hangzhou_drawing", "杭州亚运"),
    Sign("莲莲", "special-marks:hz_lianlian", "hangzhou_drawing", "亚运会"),
    Sign("飞飞", "special-marks:hzp_mascot", "unregistered_drawing", "亚残运会"),
    Sign("向前", "special-marks:hzp_emblem", "unregistered_drawing", "亚残运"),
    Sign("滨滨", "special-marks:hb_binbin", "unregistered_drawing", "亚冬会"),
    Sign("妮妮", "special-marks:hb_nini", "unregistered_drawing", "亚冬"),
    Sign("云帆", "xinghe:xh_emblem", "games_drawing", "星河青运会"),
    Sign("鹭鹭", "xinghe:xh_mascot", "games_drawing", "星河青运"),
)


class Origin(NamedTuple):
    """An indication: name, place and goods, family, a place inside, some outside, a barren month."""

    word: str
    right: str
    family: str
    place: str
    product: str
    inside: str
    outside: tuple[str, ...]
    barren: int = 0


INDICATIONS: Final = (
    Origin("奉化水蜜桃", "fenghua_shuimitao", "certified",
           "奉化", "水蜜桃", "宁波市奉化区", ("江苏无锡", "山东临沂"), 12),
    Origin("慈溪杨梅", "cixi_yangmei", "certified",
           "慈溪", "杨梅", "浙江慈溪", ("浙江台州仙居", "福建漳州"), 11),
    Origin("余姚杨梅", "yuyao_yangmei", "certified",
           "余姚", "杨梅", "余姚市", ("浙江台州仙居", "云南石屏"), 1),
    Origin("余姚榨菜", "yuyao_zhacai", "certified",
           "余姚", "榨菜", "浙江省余姚市", ("重庆涪陵", "四川眉山")),
    Origin("宁海白枇杷", "ninghai_pipa", "certified",
           "宁海", "枇杷", "宁海县", ("福建莆田", "江苏苏州"), 11),
    Origin("象山柑橘", "xiangshan_ganju", "certified",
           "象山", "柑橘", "宁波象山", ("浙江台州临海", "江西赣州"), 6),
    Origin("奉化雷笋", "fenghua_leisun", "certified",
           "奉化", "雷笋", "奉化", ("浙江杭州临安", "福建建瓯"), 9),
    Origin("象山梭子蟹", "xiangshan_suozixie", "certified",
           "象山", "梭子蟹", "象山石浦", ("浙江舟山", "山东莱州")),
    Origin("慈溪葡萄", "cixi_putao", "agricultural",
           "慈溪", "葡萄", "慈溪市", ("浙江金华浦江", "云南宾川"), 3),
    Origin("慈溪蜜梨", "cixi_mili", "agricultural",
           "慈溪", "蜜梨", "慈溪周巷", ("安徽砀山", "河北赵县"), 2),
    Origin("鄞州雪菜", "yinzhou_xuecai", "agricultural",
           "鄞州", "雪菜", "宁波鄞州", ("江苏常州", "上海崇明")),
)  # fmt: skip


class Seed(NamedTuple):
    """A variety: name, right, crop, what is harvested, the numbers its label must show."""

    word: str
    right: str
    crop: str
    harvest: str
    numbers: str


SEEDS: Final = (
    Seed("甬禾618", "market-seeds:yonghe", "水稻", "大米",
         "CNA20191003456 浙审稻2019012 B（浙）农种许字（2019）第0003号"),
    Seed("海汐3号", "market-seeds:haixi", "西瓜", "西瓜",
         "CNA20201007788 GPD西瓜（2020）330021 C（甬）农种许字（2020）第0011号"),
    Seed("霖夏蜜", "market-seeds:linxia", "甜瓜", "甜瓜",
         "CNA20211002210 GPD甜瓜（2021）330109 C（甬）农种许字（2020）第0011号"),
)  # fmt: skip
TITLES: Final = (
    Sign("四明食单札记", "market-works:shidan", "work"),
    Sign("阿屿零基础绘画教程", "market-works:jiaocheng", "work"),
)
COMMON: Final = Sign("远方", "market-works:yuanfang", "work", "林知夏")

# Last and first moments of days on which something changes, and ordinary days; the operator's zone.
MOMENTS: Final = tuple(
    datetime.fromisoformat(f"{at}+08:00").astimezone(ZONE)
    for at in (
        "2023-02-28T23:59:59",
        "2023-03-01T00:00:00",
        "2025-10-14T23:59:59",
        "2025-10-15T00:00:00",
        "2026-08-31T23:59:59",
        "2026-09-01T00:00:00",
        "2026-12-31T23:59:59",
        "2027-01-01T00:00:00",
        "2027-02-28T23:59:59",
        "2027-03-01T00:00:00",
        "2024-06-18T12:00:00",
        "2026-07-10T09:30:00",
        "2027-06-06T18:00:00",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One listing and what is true of it; `right` and `law` are empty for an honest one."""

    listing: Listing
    kind: str
    right: str = ""
    law: Expected | None = None


class Planter:
    """Makes listings of one half of the wordings; the same seed makes the same ones."""

    def __init__(self, half: str, seed: int = 20261122) -> None:
        self._half, self._chance = half, random.Random(f"{seed}-{half}")
        phrasings = tomllib.loads((DATA / "phrasings.toml").read_text(encoding="utf-8"))
        self._said: dict[str, list[str]] = {kind: halves[half] for kind, halves in phrasings.items()}
        self._made = 0

    def market(self) -> list[Planted]:
        """Every planted listing, true cases first."""
        return [*self._signs(), *self._indications(), *self._seeds_and_works(), *self._honest()]

    # --- true cases ---------------------------------------------------------------------------------

    def _signs(self) -> Iterator[Planted]:
        for _ in range(220):
            yield from self._true("event_name", self._one(NAMES), at=self._moment())
        for _ in range(220):
            yield from self._true("event_sign", self._one(SIGNS), at=self._moment())
        pictured = [one for one in SIGNS if one.right.startswith("xinghe:")]
        for _ in range(60):
            sign = self._one(pictured)
            yield from self._true("sign_picture", sign, at=self._moment(), pictures=(EMBLEM,))
        for _ in range(60):
            sign = self._one(SIGNS)
            yield from self._true("sign_read", sign, at=self._moment(), ocr=f"{sign.word} 纪念")
        for _ in range(40):
            name, at = self._one(NAMES), self._later(LEAVE_ENDS)
            yield from self._true("event_name", name, kind="licence over", at=at, seller_id=LICENSEE)

    def _indications(self) -> Iterator[Planted]:
        every = INDICATIONS
        for _ in range(160):
            one = self._one(every)
            yield from self._true("gi_outside", one, at=self._moment(), origin=self._one(one.outside))
        for _ in range(60):
            one = self._one(every)
            yield from self._true("gi_apart", one, at=self._moment(), origin=self._one(one.outside))
        for number in range(90):
            one, at = self._one(every), self._later(LEAVE_ENDS)
            read = ("中国地理标志", f"地理标志 {STRANGER}", f"地理标志 {LAPSED}")[number % 3]
            yield from self._true("gi_sign", one, at=at, ocr=read, origin=one.inside)
        for _ in range(60):
            one = self._one(every)
            yield from self._true("gi_evocation", one, at=self._moment(), origin=one.inside)
        for _ in range(60):
            one = self._one(every)
            family = "certified_labels" if one.family == "certified" else one.family
            yield from self._true("gi_packaging", one._replace(family=family), at=self._moment())
        for _ in range(40):
            one = self._one([each for each in every if each.barren])
            at = datetime(self._one((2025, 2026, 2027)), one.barren, 15, 10, tzinfo=ZONE)
            yield from self._true("gi_season", one, at=at, origin=one.inside)
        for _ in range(50):
            yield from self._true("gi_flavour", self._one(every), at=self._moment())
        for _ in range(20):
            one = self._one(every)
            yield from self._true("gi_old_sign", one, at=self._moment(), origin=one.inside)

    def _seeds_and_works(self) -> Iterator[Planted]:
        for _ in range(60):
            yield from self._true("seed_bare", self._one(SEEDS), at=self._moment())
        for _ in range(24):
            yield from self._true("seed_grey", self._one(SEEDS), at=self._moment())
        for _ in range(110):
            yield from self._true("piracy", self._one(TITLES), at=self._moment())
        for _ in range(40):
            yield from self._true("piracy_common", COMMON, at=self._moment())

    def _true(
        self, phrase: str, of: Sign | Origin | Seed, *, at: datetime, kind: str = "", **rest: Any
    ) -> Iterator[Planted]:
        """The case, unless nothing protects on that day: then the same listing is an honest one."""
        family = "variety" if isinstance(of, Seed) else of.family
        law = expected_on(family, at.astimezone(ZONE).date())
        listing = self._listing(phrase, of, at, **rest)
        if law is None:
            yield Planted(listing=listing, kind="right not yet in force")
            return
        right = f"gi-ningbo:{of.right}" if isinstance(of, Origin) else of.right
        yield Planted(listing=listing, kind=kind or phrase, right=right, law=law)

    # --- honest listings ----------------------------------------------------------------------------

    def _honest(self) -> Iterator[Planted]:
        for _ in range(150):
            yield self._plain("told", self._one(NAMES))
        for _ in range(160):
            yield self._plain("sign_alone", self._one(SIGNS), pictures=self._one(((), (OTHER,))))
        for _ in range(120):
            phrase = self._one(("event_name", "event_sign"))
            of = self._one(NAMES if phrase == "event_name" else SIGNS)
            yield self._plain(phrase, of, kind="licensed", at=self._within(), seller_id=LICENSEE)
        for _ in range(40):
            one = self._one(INDICATIONS)
            leave = {"seller_credit_code": USER, "origin": self._one(one.outside)}
            yield self._plain("gi_outside", one, kind="authorised user", at=self._moment(), **leave)
        yield from self._honest_indications()
        yield from self._honest_goods()

    def _honest_indications(self) -> Iterator[Planted]:
        for _ in range(130):
            one = self._one(INDICATIONS)
            yield self._plain("gi_true", one, origin=one.inside)
        for _ in range(60):
            yield self._plain("gi_sign", self._one(INDICATIONS), kind="listed code", ocr=f"地理标志 {USER}")
        for phrase, count in (
            ("gi_unsaid", 50),
            ("gi_ingredient", 40),
            ("gi_seedling", 40),
            ("gi_visit", 40),
        ):
            for _ in range(count):
                yield self._plain(phrase, self._one(INDICATIONS))
        for _ in range(40):
            one = self._one([each for each in INDICATIONS if each.barren])
            at = datetime(2026, one.barren, 15, 10, tzinfo=ZONE)
            yield self._plain("gi_kept", one, at=at, origin=one.inside)

    def _honest_goods(self) -> Iterator[Planted]:
        for phrase in ("seed_named", "seed_harvest"):
            for _ in range(40):
                yield self._plain(phrase, self._one(SEEDS))
        for _ in range(80):
            yield self._plain("book_true", self._one(TITLES))
        for _ in range(60):
            yield self._plain("common_book", COMMON)
        titles = (DATA.parent / "text" / "titles.txt").read_text(encoding="utf-8").splitlines()
        mine = [title for number, title in enumerate(titles) if number % 2 == (self._half == "test")]
        for title in self._chance.sample(mine, 200):
            yield Planted(listing=self._made_of(title, self._moment()), kind="other goods")

    def _plain(
        self,
        phrase: str,
        of: Sign | Origin | Seed,
        *,
        kind: str = "",
        at: datetime | None = None,
        **rest: Any,
    ) -> Planted:
        return Planted(listing=self._listing(phrase, of, at or self._moment(), **rest), kind=kind or phrase)

    # --- parts --------------------------------------------------------------------------------------

    def _listing(self, phrase: str, of: Sign | Origin | Seed, at: datetime, **rest: Any) -> Listing:
        words: dict[str, str] = {"goods": self._one(self._said["goods"])}
        match of:
            case Sign():
                words |= dict.fromkeys(("name", "sign", "title"), of.word) | {
                    "event": of.event,
                    "author": of.event,
                }
            case Origin():
                words |= {"gi": of.word, "place": of.place, "product": of.product}
            case Seed():
                words |= {"variety": of.word, "crop": of.crop, "harvest": of.harvest, "numbers": of.numbers}
        return self._made_of(self._one(self._said[phrase]).format(**words), at, **rest)

    def _made_of(self, title: str, at: datetime, **rest: Any) -> Listing:
        self._made += 1
        number = f"{self._half}-{self._made:05d}"
        seller = rest.pop("seller_id", f"shop-{self._made % 331}")
        return Listing(
            platform="market", id=number, title=title, captured_at=at, seller_id=seller, seller=seller, **rest
        )

    def _one(self, some: Sequence[T]) -> T:
        return self._chance.choice(some)

    def _moment(self) -> datetime:
        return self._one(MOMENTS)

    def _later(self, day: Any) -> datetime:
        """A day after one, at the latest on 2027-06-06."""
        return datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(
            days=self._one((1, 62, 120, 218))
        )

    def _within(self) -> datetime:
        """A moment in which the licensee's leave holds, its last one among them."""
        last = datetime(LEAVE_ENDS.year, LEAVE_ENDS.month, LEAVE_ENDS.day, 23, 59, 59, tzinfo=ZONE)
        return self._one([*(at for at in MOMENTS if at <= last), last])


def false_friends() -> list[tuple[str, str]]:
    """The honest titles written by hand: kind and title."""
    lines = (DATA / "false_friends.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [(kind, title) for kind, title in rows]
