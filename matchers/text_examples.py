"""What the matcher `text` flags, and more that looks like it and is lawful."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from domain.listing import Listing
from domain.ports import Example
from domain.rights import Licence, Right, RightKind
from domain.values import Term

SEEN_AT: Final = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

NORVELLE: Final = Right(id="norvelle", kind=RightKind.WORD, text="Norvelle", nice_classes=(9,))
SHANLAN: Final = Right(
    id="shanlan", kind=RightKind.WORD, text="山岚记忆", nice_classes=(25,), goods=("外套",)
)
HERON: Final = Right(
    id="heron", kind=RightKind.WORD, text="Heron", brand="heron", nice_classes=(25,), ordinary_word=True
)
COMPASS: Final = Right(
    id="compass", kind=RightKind.WORD, text="指南针", nice_classes=(14,), ordinary_word=True
)
LICENSED: Final = Right(
    id="licensed",
    kind=RightKind.WORD,
    text="Norvelle",
    nice_classes=(9,),
    licences=(
        Licence(seller="海岚数码旗舰店", term=Term(None, date(2026, 12, 31))),
        Licence(credit_code="91330200MA2AAAAA0X", goods=("耳机",)),
    ),
)
LAPSED: Final = Right(
    id="lapsed",
    kind=RightKind.SPECIAL_SIGN,
    text="星河运动会",
    term=Term(date(2020, 1, 1), date(2023, 12, 31)),
)
GAMES: Final = Right(
    id="games",
    kind=RightKind.SPECIAL_SIGN,
    text="星河运动会",
    term=Term(date(2024, 1, 1), date(2027, 12, 31)),
)
PEACH: Final = Right(
    id="peach",
    kind=RightKind.GI,
    text="云溪水蜜桃",
    nice_classes=(31,),
    area=("云溪", "Yunxi"),
    season=(6, 8),
)


def _listing(title: str, **rest: Any) -> Listing:
    return Listing(platform="example", id="1", title=title, captured_at=SEEN_AT, **rest)


def _example(says: str, right: Right, flagged: bool, title: str, **rest: Any) -> Example:
    return Example(says, right, _listing(title, **rest), flagged)


_Row = tuple[str, Right, str, dict[str, Any]]

_FLAGGED: Final[tuple[_Row, ...]] = (
    ("the mark itself on its goods", NORVELLE, "Norvelle 蓝牙耳机 现货", {"nice_classes": (9,)}),
    ("full-width letters", NORVELLE, "Ｎｏｒｖｅｌｌｅ 耳机", {"nice_classes": (9,)}),
    ("Cyrillic look-alikes", NORVELLE, "Nоrvеllе headphones", {"nice_classes": (9,)}),
    ("letters pulled apart", NORVELLE, "N.o.r.v.e.l.l.e earbuds", {"nice_classes": (9,)}),
    ("invisible characters inside", NORVELLE, "Nor\u200bvel\u200dle earbuds", {"nice_classes": (9,)}),
    ("digits for letters", NORVELLE, "N0rve11e earbuds", {"nice_classes": (9,)}),
    ("two letters swapped", NORVELLE, "Norvlele earbuds", {"nice_classes": (9,)}),
    ("glued to a shop word", NORVELLE, "norvellestore earbuds", {"nice_classes": (9,)}),
    ("only in the brand field", NORVELLE, "无线耳机 包邮", {"brand": "norvelle", "nice_classes": (9,)}),
    ("only in the text of a picture", NORVELLE, "无线耳机", {"ocr": "NORVELLE 质量合格"}),
    ("a Chinese mark with signs between", SHANLAN, "山*岚*记*忆 冲锋衣", {"nice_classes": (25,)}),
    ("a Chinese mark with one character left out", SHANLAN, "山岚忆 夹克", {"nice_classes": (25,)}),
    ("a compatibility cue elsewhere clears nobody", NORVELLE, "原厂Norvelle耳机 可用于多种机型", {}),
    ("an ordinary word with a sign's use", HERON, "HERON® knitted jumper", {"nice_classes": (25,)}),
    ("an ordinary word capitalised alone", HERON, "cheap Heron jacket in stock", {"nice_classes": (25,)}),
    ("a special sign in its term, on any goods", GAMES, "星河运动会 纪念徽章", {"nice_classes": (14,)}),
    ("a name of origin on goods from elsewhere", PEACH, "云溪水蜜桃 5斤", {"origin": "山东 临沂"}),
    (
        "a seller that only resembles a licensed one",
        LICENSED,
        "Norvelle 耳机",
        {"seller": "海岚数码旗舰店(分店)"},
    ),
    (
        "a licensee on goods outside the licence",
        LICENSED,
        "Norvelle 充电宝",
        {"seller": "甲", "seller_credit_code": "91330200MA2AAAAA0X"},
    ),
)
_HONEST: Final[tuple[_Row, ...]] = (
    ("another word that contains the mark", NORVELLE, "norvelleskapet bok", {}),
    ("other goods", NORVELLE, "Norvelle 羊毛围巾", {"nice_classes": (25,)}),
    ("made to fit, said before", NORVELLE, "耳机套 适用于 Norvelle", {"nice_classes": (9,)}),
    ("made to fit, said after", NORVELLE, "Norvelle专用耳机套 副厂", {"nice_classes": (9,)}),
    ("made to fit, in English", NORVELLE, "ear pads compatible with Norvelle", {"nice_classes": (9,)}),
    ("one of a list it fits", NORVELLE, "case for Sonaro, Kiboo and Norvelle", {"nice_classes": (9,)}),
    ("denied in English", NORVELLE, "earbuds, not made by Norvelle", {"nice_classes": (9,)}),
    ("denied in Chinese", NORVELLE, "耳机 并非Norvelle产品", {"nice_classes": (9,)}),
    ("a licensed seller", LICENSED, "Norvelle 耳机", {"seller": "海岚数码旗舰店"}),
    (
        "a licensee known by its credit code, on licensed goods",
        LICENSED,
        "Norvelle 耳机",
        {"seller": "甲", "seller_credit_code": "91330200MA2AAAAA0X"},
    ),
    ("a sign whose term is over", LAPSED, "星河运动会 纪念徽章", {}),
    ("the bird", HERON, "grey heron print cushion", {"nice_classes": (20,)}),
    ("the bird on clothes", HERON, "shirt with a heron print", {"nice_classes": (25,)}),
    ("an ordinary word one letter away", HERON, "Herons jacket", {"nice_classes": (25,)}),
    ("the instrument", COMPASS, "户外指南针 便携", {"nice_classes": (9,)}),
    ("the instrument as a pendant", COMPASS, "指南针吊坠项链", {"nice_classes": (14,)}),
    ("an ordinary word in quotes on goods unknown", COMPASS, "“指南针”", {}),
    ("goods from the area", PEACH, "云溪水蜜桃 5斤", {"origin": "浙江云溪"}),
    ("other goods of the same place", PEACH, "云溪水蜜李 5斤", {"nice_classes": (31,)}),
    ("the end of one word and the start of the next", SHANLAN, "高山岚 记忆棉枕", {"nice_classes": (20,)}),
    ("nothing at all", NORVELLE, "", {}),
)

EXAMPLES: Final = (
    *(_example(says, right, True, title, **rest) for says, right, title, rest in _FLAGGED),
    *(_example(says, right, False, title, **rest) for says, right, title, rest in _HONEST),
)
