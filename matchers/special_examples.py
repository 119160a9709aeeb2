"""What the matcher `special` flags, and more that looks like it and is lawful."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from domain.facts import Facts, GuardedWord
from domain.listing import Listing
from domain.ports import Example
from domain.rights import Licence, Right, RightKind
from domain.values import Picture

SEEN_AT: Final = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
_EMBLEM_PICTURE: Final = Picture(
    source="emblem", digest="e" * 64, width=64, height=64, phash=0x5A5A_5A5A_5A5A_5A5A
)
_OTHER: Final = Picture(source="x", digest="f" * 64, width=64, height=64, phash=0)

EMBLEM: Final = Right(
    id="emblem",
    kind=RightKind.SPECIAL_SIGN,
    text="云帆",
    brand="星河运动会",
    images=(_EMBLEM_PICTURE,),
    facts=Facts(
        guarded=(
            GuardedWord(
                word="云帆", beside=("星河运动会", "Galaxy Games"), picture=True, honest=("直挂云帆济沧海",)
            ),
        ),
        masked=("星河运动会村",),
    ),
)
YEAR: Final = Right(
    id="year",
    kind=RightKind.SPECIAL_SIGN,
    text="云城2026",
    brand="星河运动会",
    facts=Facts(
        guarded=(
            GuardedWord(word="云城2026", beside=("星河运动会",), goods=(14, 25), honest=("云城2026年鉴",)),
        ),
        event=True,
    ),
)
LICENSED: Final = Right(
    id="licensed",
    kind=RightKind.SPECIAL_SIGN,
    text="云帆",
    facts=Facts(guarded=(GuardedWord(word="云帆", beside=("星河运动会",)),)),
    licences=(Licence(seller_id="s-1"),),
)

_Row = tuple[str, Right, bool, str, dict[str, Any]]
_ROWS: Final[tuple[_Row, ...]] = (
    ("the event named before the emblem's name", EMBLEM, True, "星河运动会 云帆 纪念徽章", {}),
    ("the event named in the description", EMBLEM, True, "云帆 钥匙扣", {"description": "星河运动会周边"}),
    ("the event in English", EMBLEM, True, "Galaxy Games 云帆 enamel pin", {}),
    ("the emblem's own picture", EMBLEM, True, "云帆 贴纸", {"pictures": (_EMBLEM_PICTURE,)}),
    ("the name read off a picture", EMBLEM, True, "星河运动会 马克杯", {"ocr": "云帆"}),
    ("a year and place on licensed goods", YEAR, True, "云城2026 文化衫", {"nice_classes": (25,)}),
    ("a year and place with the event", YEAR, True, "星河运动会 云城2026 雨伞", {}),
    ("an ordinary word alone", EMBLEM, False, "云帆 装饰画 客厅挂画", {}),
    ("a line of a poem, event or not", EMBLEM, False, "直挂云帆济沧海 书法作品", {}),
    ("a line of a poem beside the event", EMBLEM, False, "星河运动会 直挂云帆济沧海 书法", {}),
    ("a restaurant of that name", EMBLEM, False, "云帆海鲜酒楼 代金券", {}),
    ("a person of that name", EMBLEM, False, "姓名贴 云帆 防水", {}),
    ("a place named after the event", EMBLEM, False, "星河运动会村 云帆里 家装木门", {}),
    ("another picture", EMBLEM, False, "云帆 贴纸", {"pictures": (_OTHER,)}),
    ("a year and place on other goods", YEAR, False, "云城2026 挂历芯", {"nice_classes": (16,)}),
    ("a yearbook", YEAR, False, "云城2026年鉴", {"nice_classes": (25,)}),
    ("an exam book that tells of the event", EMBLEM, False, "时政热点 星河运动会 云帆 会徽 公务员考试", {}),
    ("a licensed seller", LICENSED, False, "星河运动会 云帆 徽章", {"seller_id": "s-1"}),
    ("nothing at all", EMBLEM, False, "", {}),
)  # fmt: skip

EXAMPLES: Final = tuple(
    Example(
        says, right, Listing(platform="example", id="1", title=title, captured_at=SEEN_AT, **rest), flagged
    )
    for says, right, flagged, title, rest in _ROWS
)
