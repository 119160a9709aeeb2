"""Nice classes a shop's own category speaks of, where the listing names none.

Only a category is read, never a title: what a title says of the goods may be the infringement itself.
A category that speaks of several classes gives them all, and an unknown one gives none, so that a
foreign class is held against a match only where the shelf is plain. Short words are left out: 茶
stands in 茶具 too, which is another class.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

# Headings of the Nice classification (11th edition) as shops word them.
WORDS: Final[Mapping[int, tuple[str, ...]]] = {
    3: ("化妆", "护肤", "个护", "美妆", "香水", "洗护",
        "cosmetics", "skincare", "personal care", "perfume", "soap"),
    5: ("保健品", "药品", "医药", "supplements", "pharmacy"),
    8: ("手工具", "刀具", "hand tools", "cutlery"),
    9: ("数码", "电脑", "手机", "耳机", "音响", "相机",
        "electronics", "computers", "phones", "headphones", "audio", "cameras"),
    11: ("灯具", "照明", "卫浴", "厨电", "lighting", "lamps", "bathroom"),
    12: ("汽车", "自行车", "摩托", "电动车", "automotive", "bicycles", "bikes"),
    14: ("珠宝", "首饰", "饰品", "手表", "钟表", "jewellery", "jewelry", "watches"),
    15: ("乐器", "musical instruments"),
    16: ("图书", "书籍", "文具", "办公用品", "books", "stationery", "office supplies"),
    18: ("箱包", "皮具", "bags", "luggage", "leather goods"),
    20: ("家具", "furniture"),
    21: ("杯壶", "餐具", "厨具", "水具", "drinkware", "tableware", "kitchenware", "cookware"),
    22: ("露营", "帐篷", "camping", "tents"),
    24: ("家纺", "床品", "毛巾", "home textiles", "bedding", "towels"),
    25: ("服装", "女装", "男装", "童装", "鞋靴", "鞋帽", "女鞋", "男鞋", "帽子", "内衣",
         "clothing", "apparel", "fashion", "shoes", "footwear"),
    27: ("地毯", "墙纸", "carpets", "rugs", "wallpaper"),
    28: ("玩具", "体育用品", "运动器材", "健身", "toys", "sporting goods", "fitness"),
    29: ("肉类", "水产", "海鲜", "干果", "食用油", "乳品", "食品", "food", "meat", "seafood", "dairy"),
    30: ("茶叶", "茶点", "咖啡", "糕点", "零食", "粮油", "调味", "食品",
         "food", "tea", "coffee", "cakes", "snacks", "bakery"),
    31: ("鲜果", "水果", "蔬菜", "园艺", "种子", "花卉", "生鲜", "农产品", "食品",
         "food", "fruit", "vegetables", "seeds", "plants"),
    32: ("饮料", "啤酒", "soft drinks", "beer", "juices"),
    33: ("白酒", "葡萄酒", "黄酒", "wine", "spirits", "liquor"),
    34: ("烟具", "电子烟", "tobacco", "vapes"),
}  # fmt: skip


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    latin = "|".join(re.escape(word) for word in words if word.isascii())
    other = "|".join(re.escape(word) for word in words if not word.isascii())
    return re.compile("|".join(part for part in (other, rf"\b(?:{latin})\b" if latin else "") if part))


_PATTERNS: Final = {number: _pattern(words) for number, words in WORDS.items()}


def classes_of(category: str) -> tuple[int, ...]:
    """The Nice classes a category's words speak of, ascending; none where it speaks of none we know."""
    folded = category.casefold()
    return tuple(number for number, pattern in _PATTERNS.items() if pattern.search(folded))
