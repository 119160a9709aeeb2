"""Nice classes a shop's own shelf stands for, where the listing names none.

A class that is not the right's ends a match, so a shelf decides only where it is plain: the last step
of the category is read, every word of it must be a shelf known here, and a shelf that may hold goods
of several classes gives them all. 茶叶 is tea; 茶叶罐 and "tea sets" are no shelf known here, and give
nothing. A title is never read: what it says of the goods may be the infringement itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

# Goods by the headings and lists of the Nice classification (12th edition), shelves as shops word them.
SHELVES: Final[Mapping[tuple[int, ...], tuple[str, ...]]] = {
    (3,): ("化妆品", "护肤", "护肤品", "香水", "cosmetics", "skincare", "perfume", "perfumes"),
    (3, 5, 8, 11, 21): ("个护", "美妆", "洗护", "personal care", "beauty"),
    (5,): ("药品", "pharmacy"),
    (5, 29, 30, 32): ("保健品", "supplements"),
    (7, 9, 11, 28): ("electronics",),
    (7, 11): ("厨电",),
    (8,): ("手工具", "hand tools"),
    (8, 21): ("餐具", "tableware", "cutlery"),
    (9,): ("数码", "手机", "耳机", "音响", "相机", "phones", "headphones", "audio", "cameras", "computers"),
    (9, 14): ("手表", "智能手表", "watches", "smart watches"),
    (9, 16): ("图书", "书籍", "图书文具", "books"),
    (9, 18): ("箱包", "双肩包", "bags", "luggage", "backpacks"),
    (11,): ("灯具", "照明", "台灯", "lighting", "lamps"),
    (11, 21): ("杯壶", "水具", "drinkware"),
    (12,): ("自行车", "摩托车", "bicycles", "bikes"),
    (14,): ("珠宝", "首饰", "jewellery", "jewelry"),
    (15,): ("乐器", "musical instruments"),
    (16,): ("文具", "stationery", "office supplies"),
    (18,): ("手提包", "行李箱", "handbags", "suitcases"),
    (18, 25): ("皮具", "leather goods"),
    (20,): ("家具", "furniture"),
    (20, 24, 27): ("家纺", "床品", "home textiles", "bedding"),
    (22,): ("帐篷", "tents"),
    (24,): ("毛巾", "窗帘", "towels", "curtains"),
    (25,): ("服装", "女装", "男装", "童装", "鞋靴", "女鞋", "男鞋", "帽子", "内衣", "连衣裙", "衬衫", "外套",
            "clothing", "apparel", "shoes", "footwear", "dresses", "shirts", "jackets", "hats"),
    (27,): ("地毯", "墙纸", "carpets", "rugs", "wallpaper"),
    (28,): ("玩具", "积木", "toys"),
    (29,): ("食用油", "乳品", "dairy"),
    (29, 30, 31): ("食品", "农产品", "food"),
    (29, 31): ("水产", "海鲜", "生鲜", "干果", "seafood"),
    (30,): ("茶叶", "茶点", "咖啡", "糕点", "tea", "coffee", "cakes", "bakery"),
    (31,): ("鲜果", "水果", "蔬菜", "种子", "fruit", "fresh fruit", "vegetables", "seeds", "plants"),
    (8, 21, 31): ("园艺", "gardening"),
    (32,): ("啤酒", "beer", "soft drinks", "juices"),
    (30, 32, 33): ("饮料", "drinks", "beverages"),
    (33,): ("白酒", "葡萄酒", "黄酒", "wine", "spirits", "liquor"),
    (34,): ("烟具", "电子烟", "tobacco", "vapes"),
}  # fmt: skip

_CLASSES: Final = {shelf: classes for classes, shelves in SHELVES.items() for shelf in shelves}
_STEPS = re.compile("[>›»→]")
_JOINTS = re.compile(r"[&,，、/+|;和与及]|\band\b")
# A shelf may be written in two languages side by side.
_TONGUES = re.compile("[\u3400-\u9fff]+|[^\u3400-\u9fff]+")


def classes_of(category: str) -> tuple[int, ...]:
    """The Nice classes a category's last step stands for, ascending; none where it is not plain."""
    shelf = _STEPS.split(unicodedata.normalize("NFKC", category).casefold())[-1]
    found = (words.strip() for part in _JOINTS.split(shelf) for words in _TONGUES.findall(part))
    shelves = [words for words in found if words]
    if not all(words in _CLASSES for words in shelves):
        return ()
    return tuple(sorted({number for words in shelves for number in _CLASSES[words]}))
