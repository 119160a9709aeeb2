"""What is flagged of an indication, and more that looks like it and is lawful."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from domain.facts import Facts
from domain.listing import Listing
from domain.ports import Example
from domain.rights import Licence, Right, RightKind

SUMMER: Final = datetime(2026, 7, 10, 4, 0, tzinfo=UTC)
# Made up; it passes its check sign.
USER_CODE: Final = "91330200MA2AAAAA0G"

PEACH: Final = Right(
    id="peach",
    kind=RightKind.GI,
    text="云溪水蜜桃",
    nice_classes=(31,),
    goods=("水蜜桃", "桃"),
    area=("云溪",),
    season=(6, 8),
    facts=Facts(wider=("东州",), neighbours=("北岭",), evocations=("Yunxi peach",)),
    licences=(Licence(credit_code=USER_CODE),),
)

_Row = tuple[str, bool, str, dict[str, Any]]
_ROWS: Final[tuple[_Row, ...]] = (
    ("place and goods apart, from a neighbour", True, "云溪特产 当季水蜜桃 5斤", {"origin": "北岭"}),
    ("place and goods apart, from elsewhere", True, "云溪本地现摘水蜜桃 整箱", {"origin": "山东 临沂"}),
    ("apart, the origin told in the description", True, "云溪高山水蜜桃", {"description": "产地：北岭镇"}),
    ("apart, the sign without a code", True, "云溪果园 水蜜桃 礼盒", {"ocr": "中国地理标志"}),
    ("apart, empty boxes of it", True, "云溪精品 水蜜桃 空盒 包装盒", {}),
    ("place and goods apart, from the area", False, "云溪特产 当季水蜜桃 5斤", {"origin": "东州 云溪"}),
    ("place and goods apart, nothing said", False, "云溪直发 新鲜水蜜桃", {}),
    ("the wider city alone says nothing", False, "云溪山里 水蜜桃", {"origin": "东州"}),
    ("goods before another place", False, "北岭水蜜桃 云溪包邮", {"origin": "北岭"}),
    ("other goods of the place", False, "云溪 手工竹篮", {"origin": "北岭"}),
    ("a listed user", False, "云溪农家 水蜜桃", {"seller_credit_code": USER_CODE}),
    ("an orchard's tickets", False, "云溪古镇 水蜜桃 采摘园 门票", {"origin": "山东"}),
    ("the place alone", False, "云溪一日游", {}),
    ("nothing at all", False, "", {}),
)

EXAMPLES: Final = tuple(
    Example(
        says, PEACH, Listing(platform="example", id="1", title=title, captured_at=SUMMER, **rest), flagged
    )
    for says, flagged, title, rest in _ROWS
)
