"""Tables that platforms export: which of their columns is which field of a listing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from domain.errors import HouseError
from markwarden.record import nearest
from spiders.extract import id_in
from spiders.fields import money
from spiders.generic.product import number_in_address
from spiders.platform_rules import PlatformFile, PriceRules

FIELDS: Final = (
    "id", "title", "url", "price", "currency", "brand", "seller", "seller_id", "seller_credit_code",
    "category", "description", "origin", "ships_from", "images", "captured_at", "platform",
)  # fmt: skip
AUTO: Final = "auto"
# How sellers' and platforms' tables head these columns; folded: no case, no spaces, no punctuation.
_KNOWN: Final[Mapping[str, str]] = {
    "id": """id, 商品id, 商品编号, 宝贝id, 货品id, offerid, 产品id, 商品编码, itemid,
        item id, productid, listingid, asin, numiid, skuid, goodsid, item number, 链接id""",
    "title": """title, 标题, 商品标题, 商品名称, 宝贝标题, 宝贝名称, 产品名称,
        产品标题, 名称, 品名, name, productname, product title, item title, itemname,
        goodsname, subject""",
    "url": """url, 链接, 商品链接, 宝贝链接, 商品网址, 网址, 地址, 详情页,
        产品链接, link, itemurl, producturl, item link, detailurl, 页面链接""",
    "price": """price, 价格, 售价, 单价, 现价, 商品价格, 销售价, 到手价, 成交价,
        优惠价, 活动价, saleprice, current price, unitprice, 价格元, 售价元""",
    "currency": """currency, 币种, 货币, 币别""",
    "brand": """brand, 品牌, 商标, brandname""",
    "seller": """seller, 卖家, 店铺, 店铺名称, 店铺名, 店名, 掌柜, 掌柜名, 旺旺,
        商家, 商家名称, 公司名称, 供应商, shop, shopname, store, storename,
        sellername, company""",
    "seller_id": """sellerid, 卖家id, 店铺id, 商家id, shopid, storeid, 会员名, memberid""",
    "seller_credit_code": """统一社会信用代码, 信用代码, creditcode, 社会信用代码""",
    "category": """category, 类目, 分类, 商品类目, 所属类目, 品类, categoryname""",
    "description": """description, 描述, 商品描述, 详情, 卖点, 产品描述""",
    "origin": """origin, 产地, 原产地, countryoforigin, made in""",
    "ships_from": """shipsfrom, 发货地, 所在地, 发货地址, 宝贝所在地, location, itemlocation,
        发货地点""",
    "images": """images, 图片, 主图, 图片路径, 商品图片, image, picture, 图片文件""",
    "captured_at": """captured_at, 采集时间, 抓取时间, 导出时间, capturedat, date, time, 日期,
        时间""",
    "platform": """platform, 平台, 来源平台, site""",
}  # fmt: skip
_FOLD: Final = re.compile(r"[\W_]+")


class BadColumns(HouseError):
    """A wish which column is which cannot be followed."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Field -> heading, and how ids and prices of the platform are read.

    Attributes:
        id_pattern: finds the id in an address, where the table has no column of ids.
    """

    headings: Mapping[str, str]
    id_pattern: str | None = None
    price: PriceRules = field(default_factory=PriceRules)

    def record(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row of the table, by the names of the listing format."""
        found = {name: row.get(heading) for name, heading in self.headings.items()}
        found = {name: value for name, value in found.items() if value not in (None, "")}
        if "price" in found:
            found.update(self._price(str(found["price"]), str(found.get("currency", ""))))
        if not found.get("id") and (url := str(found.get("url", ""))):
            found["id"] = id_in(url, self.id_pattern) or number_in_address(url)
        return found

    def _price(self, text: str, currency: str) -> dict[str, str]:
        """A price as tables show it: "¥12.50", "1.2万", "12-15 元"; what is none is left as it is."""
        found = money(text.strip(), currency, self.price)
        return {"price": text} if found is None else {"price": str(found.amount), "currency": found.currency}


def guessed(headings: Sequence[str]) -> dict[str, str]:
    """Field -> heading, for all headings that are known; the first of several wins."""
    folded = {_folded(heading): heading for heading in reversed(headings)}
    found: dict[str, str] = {}
    for name, known in _KNOWN.items():
        words = map(_folded, known.split(","))
        heading = next((folded[one] for one in words if one in folded), None)
        if heading is not None and heading not in found.values():
            found[name] = heading
    return found


def named(wish: str, headings: Sequence[str], platform: PlatformFile | None = None) -> Columns:
    """The columns of a wish such as `title=商品名称,id=编号`; `auto` (first or alone) adds the known ones.

    Raises:
        BadColumns: a field or a heading that does not exist, or neither id nor url, or no title.
    """
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in wish.split(","))):
        if part == AUTO:
            found.update(guessed(headings))
            continue
        name, _, heading = part.partition("=")
        _check(name.strip(), heading.strip(), headings)
        found[name.strip()] = heading.strip()
    lacking = [
        what
        for what, there in (("title", "title" in found), ("id or url", bool({"id", "url"} & found.keys())))
        if not there
    ]
    if lacking:
        raise BadColumns(f"no column for {' and '.join(lacking)}; the table has {', '.join(headings)[:500]}")
    rules = platform.price if platform else PriceRules()
    return Columns(found, platform.listing.url if platform else None, rules)


def _check(name: str, heading: str, headings: Sequence[str]) -> None:
    if name not in FIELDS:
        hint = nearest(name[:60], FIELDS)
        raise BadColumns(f"{name!r} is no field of a listing{f'; did you mean {hint}?' if hint else ''}")
    if heading not in headings:
        raise BadColumns(
            f"{name}={heading}: the table has no such column; it has {', '.join(headings)[:500]}"
        )


def wish_of(found: Mapping[str, str]) -> str:
    """The wish that names these columns, to be given on the command line."""
    return ",".join(f"{name}={heading}" for name, heading in found.items())


def _folded(text: str) -> str:
    return _FOLD.sub("", text.casefold())
