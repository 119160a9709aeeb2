"""The data that a shop's own scripts start from, found by the names that shops give it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, Final

from parsel import Selector

from spiders import embedded
from spiders.generic.heading import alike
from spiders.links import joined

MOST_NODES: Final = 5_000
MOST_STATES: Final = 6
LONGEST_SCRIPT: Final = 3_000_000

_MARKER: Final = re.compile(
    r"(?:\b|[\"'\[.])(__INITIAL_STATE__|__INIT_DATA(?:__)?|__PRELOADED_STATE__|__NEXT_DATA__|__NUXT__|"
    r"__APOLLO_STATE__|__STATE__"
    r"|g_config|runParams|TShop\.Setup|detailData|iDetailData|itemData|rawData|utag_data|"
    r"digitalData|product_?[dD]ata"
    r"|_dida_config_\._init_data_|offerDetailData|pageData|skuData|dataLayer)[\"'\]]{0,2}\s*(?:=|\(|"
    r"\.push\()\s*(?=[{\[J])"
)
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "title": (
        "productTitle",
        "subject",
        "itemTitle",
        "goodsName",
        "productName",
        "skuName",
        "itemName",
        "title",
        "name",
    ),
    "price": (
        "salePrice",
        "finalPrice",
        "promotionPrice",
        "activityPrice",
        "currentPrice",
        "minPrice",
        "formattedActivityPrice",
        "formattedPrice",
        "discountPrice",
        "sellPrice",
        "reservePrice",
        "price",
        "productPrice",
        "minAmount",
        "minAmountPrice",
    ),
    "currency": ("currencyCode", "priceCurrency", "currency"),
    "article": ("sku", "articleNumber", "productCode", "skuCode", "mpn", "itemNo", "productSku"),
    "id": (
        "productId",
        "itemId",
        "offerId",
        "goodsId",
        "goods_id",
        "wareId",
        "item_id",
        "product_id",
        "skuId",
        "id",
    ),
    "brand": ("brandName", "brand", "brandCn", "brandEn", "productBrand", "manufacturer"),
    "seller": (
        "shopName",
        "storeName",
        "companyName",
        "supplierName",
        "sellerName",
        "mallName",
        "sellerNick",
        "nick",
        "shop_name",
    ),
    "seller_id": (
        "shopId",
        "storeNum",
        "storeId",
        "memberId",
        "sellerId",
        "mallId",
        "companyId",
        "shop_id",
        "userId",
    ),
    "seller_credit_code": ("creditCode", "unifiedSocialCreditCode", "socialCreditCode", "unifiedCode"),
    "category": ("categoryName", "catName", "category"),
    "ships_from": ("shipFrom", "sendAddress", "deliveryPlace", "shipsFrom"),
    "images": (
        "imagePathList",
        "images",
        "imageList",
        "gallery",
        "imgs",
        "pics",
        "image",
        "mainImage",
        "topGallery",
    ),
}
_TITLES: Final = frozenset(_NAMES["title"])
_HINTS: Final = frozenset(name for field in ("price", "id", "article", "images") for name in _NAMES[field])


def states(page: Selector) -> Iterator[tuple[str, Any]]:
    """(name, data) of the states a page carries, in its order."""
    found = 0
    for script in page.xpath("//script[not(@src)]"):
        text = (script.root.text or "")[:LONGEST_SCRIPT]
        if script.attrib.get("type", "") == "application/json" or script.attrib.get("id") in (
            "__NEXT_DATA__",
        ):
            data = embedded.decoded(text)
            if isinstance(data, dict):
                found += 1
                yield script.attrib.get("id", "json"), data
        else:
            for match in _MARKER.finditer(text):
                data = embedded.value_at(text, match.end())
                if isinstance(data, dict | list) and data:
                    found += 1
                    yield match[1], data
                    if found >= MOST_STATES:
                        return
        if found >= MOST_STATES:
            return


def fields_of(data: Any, *, title: str, url: str) -> dict[str, Any]:
    """The fields of the goods that a state speaks of; empty where nothing in it is named like the page."""
    node = _the_goods(data, title)
    if node is None:
        return {}
    found = {name: value for name in _NAMES if (value := _named(node, _NAMES[name], name, url))}
    for name in (
        "seller",
        "seller_id",
        "seller_credit_code",
        "price",
        "currency",
        "brand",
        "ships_from",
        "images",
    ):
        if name not in found and (value := _named(data, _NAMES[name], name, url)):
            found[name] = value
    return found


def _the_goods(data: Any, title: str) -> Mapping[str, Any] | None:
    """The node with a title like the page's and the most that goods have."""
    best: tuple[float, Mapping[str, Any] | None] = (0.0, None)
    for node in _nodes(data):
        said = next((node[name] for name in node.keys() & _TITLES if isinstance(node[name], str)), "")
        if not said or alike(said, title) < 0.6:
            continue
        score = alike(said, title) + 0.2 * len(node.keys() & _HINTS)
        if score > best[0]:
            best = (score, node)
    return best[1]


def _nodes(data: Any) -> Iterator[Mapping[str, Any]]:
    """The mappings in a state, those near the top first, a bounded number."""
    waiting, seen = deque([data]), 0
    while waiting and seen < MOST_NODES:
        value, seen = waiting.popleft(), seen + 1
        if isinstance(value, dict):
            yield value
            waiting.extend(inner for inner in value.values() if isinstance(inner, dict | list))
        elif isinstance(value, list):
            waiting.extend(inner for inner in value[:200] if isinstance(inner, dict | list))


def _named(data: Any, names: tuple[str, ...], field: str, url: str) -> Any:
    """The value under the first of `names` that holds one, wherever in `data` it stands."""
    kept: dict[str, Any] = {}
    for node in _nodes(data):
        for name in names:
            if name in node and name not in kept and (value := _plain(node[name], field, url)):
                kept[name] = value
    return next((kept[name] for name in names if name in kept), "")


def _plain(value: Any, field: str, url: str) -> Any:
    if field == "images":
        parts = value if isinstance(value, list) else [value]
        texts = [
            part if isinstance(part, str) else part.get("url", "") if isinstance(part, dict) else ""
            for part in parts
        ]
        return [joined(url, text) for text in texts if isinstance(text, str) and text]
    if isinstance(value, dict):
        inner = next(
            (value[key] for key in ("name", "value", "text", "formatedAmount", "amount") if key in value),
            None,
        )
        return _plain(inner, field, url) if isinstance(inner, str | int | float) else ""
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
