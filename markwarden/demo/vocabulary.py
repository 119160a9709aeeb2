"""Words of the demo's market: goods by category, sellers with credit codes, towns."""

from __future__ import annotations

import random
from typing import NamedTuple


class Noun(NamedTuple):
    """One kind of goods in both languages."""

    zh: str
    en: str


class Category(NamedTuple):
    """A shelf: its name on the shop, its Nice class, its goods, and its price range in fen."""

    key: str
    zh: str
    en: str
    nice: int
    nouns: tuple[Noun, ...]
    least_fen: int
    most_fen: int

    @property
    def name(self) -> str:
        return f"{self.zh} {self.en}"


def _nouns(*pairs: str) -> tuple[Noun, ...]:
    return tuple(Noun(*pair.split("|")) for pair in pairs)


CATEGORIES = {
    one.key: one
    for one in (
        Category("clothing", "服装", "Clothing", 25, _nouns(
            "防风外套|windproof jacket", "连帽卫衣|hoodie", "纯棉T恤|cotton T-shirt", "亚麻衬衫|linen shirt",
            "棒球帽|baseball cap", "针织围巾|knitted scarf"), 3900, 39900),
        Category("bags", "箱包", "Bags", 18, _nouns(
            "双肩背包|backpack", "手提包|tote bag", "登机行李箱|cabin suitcase",
            "零钱包|coin purse"), 2900, 49900),
        Category("audio", "数码", "Electronics", 9, _nouns(
            "蓝牙耳机|wireless headphones", "桌面音箱|desktop speaker", "快速充电器|fast charger",
            "手机壳|phone case"), 1900, 69900),
        Category("food", "茶点", "Tea and cakes", 30, _nouns(
            "明前绿茶|spring green tea", "高山红茶|mountain black tea", "桂花糕点|osmanthus cakes",
            "芝麻饼干|sesame biscuits"), 1500, 29900),
        Category("fruit", "鲜果", "Fresh fruit", 31, _nouns(
            "红心蜜柚|honey pomelo", "高山葡萄|highland grapes", "脆甜黄桃|yellow peaches",
            "有机蓝莓|organic blueberries"), 1900, 19900),
        Category("cups", "杯壶", "Drinkware", 21, _nouns(
            "保温杯|vacuum flask", "陶瓷茶杯|ceramic teacup", "双层饭盒|two-tier lunch box",
            "玻璃水壶|glass jug"), 1500, 19900),
        Category("toys", "玩具", "Toys", 28, _nouns(
            "毛绒公仔|plush toy", "木质拼图|wooden jigsaw puzzle", "拼插积木|building blocks",
            "金属徽章|metal badge"), 900, 19900),
        Category("books", "图书文具", "Books and stationery", 16, _nouns(
            "横线笔记本|ruled notebook", "书法字帖|calligraphy copybook", "风景贴纸|scenery stickers",
            "旅行明信片|travel postcards"), 500, 9900),
        Category("care", "化妆品", "Cosmetics", 3, _nouns(
            "保湿面霜|moisturising cream", "氨基酸洗发水|gentle shampoo",
            "柑橘香皂|citrus soap"), 1900, 25900),
        Category("lamps", "灯具", "Lighting", 11, _nouns(
            "护眼台灯|desk lamp", "感应夜灯|sensor night light", "纸艺吊灯|paper pendant lamp"), 2900, 35900),
        Category("textiles", "家纺", "Home textiles", 24, _nouns(
            "长绒棉毛巾|cotton towel", "水洗棉被套|quilt cover", "亚麻窗帘|linen curtain"), 1900, 29900),
        Category("camping", "帐篷", "Tents", 22, _nouns(
            "双人帐篷|two-person tent", "遮阳天幕|sun tarp", "编织吊床|woven hammock"), 9900, 89900),
        Category("garden", "园艺", "Seeds and plants", 31, _nouns(
            "樱桃番茄种子|cherry tomato seeds", "薄荷盆栽|potted mint",
            "向日葵种子|sunflower seeds"), 300, 4900),
    )
}  # fmt: skip

FEATURES = _nouns(
    "新款|new", "加厚|thick", "轻便|light", "复古|retro", "简约|plain", "礼盒装|gift-boxed", "大号|large",
    "小号|small", "经典|classic", "家用|household", "可折叠|foldable", "手工|handmade", "高级|fine",
    "四季|all-season",
)  # fmt: skip
COLOURS = _nouns(
    "米白|off-white", "深蓝|navy", "草绿|grass green", "橘红|tangerine", "浅灰|light grey", "墨黑|black"
)
TOWNS = (
    "浙江义乌",
    "浙江温州",
    "福建泉州",
    "广东东莞",
    "江苏常熟",
    "山东临沂",
    "河北白沟",
    "四川成都",
    "浙江宁波",
    "安徽合肥",
)

_FIRST = (
    "甬江",
    "三江",
    "北仑",
    "月湖",
    "东海",
    "望春",
    "鼓楼",
    "南塘",
    "天一",
    "云龙",
    "瑞昌",
    "广源",
    "福顺",
    "恒达",
    "新锐",
)
_LAST = ("商行", "贸易行", "百货店", "优选店", "批发部")

# GB 32100: 18 characters without I, O, S, V, Z; the last one checks the others.
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


class Seller(NamedTuple):
    """Who offers, as a page shows it."""

    name: str
    id: str
    credit_code: str
    town: str


def credit_code(number: int) -> str:
    """A unified social credit code with a right check character, made from `number`."""
    body = f"91330200MADM{number:05d}"
    weighed = sum(_CODE.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return body + _CODE[-weighed % 31]


def sellers(rng: random.Random) -> tuple[Seller, ...]:
    """The 75 ordinary sellers of the demo, each with its town."""
    names = [first + last for first in _FIRST for last in _LAST]
    return tuple(
        Seller(name, f"S{number:04d}", credit_code(number), rng.choice(TOWNS))
        for number, name in enumerate(names, start=1)
    )


def licensee(number: int, name: str) -> Seller:
    """A seller with a licence: numbered apart from the ordinary ones."""
    return Seller(name, f"L{number:04d}", credit_code(90000 + number), "浙江宁波")


# Brand -> its licensed seller; the last one's licence has ended.
VELTORA_SHOP = licensee(1, "维朵拉授权经销店")
NORDWICKE_SHOP = licensee(2, "诺维克音响专营店")
QINGHELI_SHOP = licensee(3, "青禾里茶点专柜")
GAMES_SHOP = licensee(4, "海岚特许商品店")
FORMER_SHOP = licensee(5, "旧时尚服饰店")


def price_fen(rng: random.Random, category: Category) -> int:
    """A price as shops set it: it ends in 90 fen or in none."""
    yuan = rng.randint(category.least_fen // 100, category.most_fen // 100)
    return yuan * 100 + rng.choice((0, 90))


def title(rng: random.Random, category: Category, *, mark: str = "", chinese: bool | None = None) -> str:
    """A title as sellers write them, in either language, with `mark` in front if there is one."""
    noun, feature, colour = rng.choice(category.nouns), rng.choice(FEATURES), rng.choice(COLOURS)
    if rng.random() < 0.6 if chinese is None else chinese:
        gap = " " if mark and mark[-1].isascii() else ""
        return f"{mark}{gap}{feature.zh}{noun.zh} {colour.zh} {rng.randint(1, 9)}件装"
    words = f"{feature.en} {noun.en}, {colour.en}, pack of {rng.randint(1, 9)}"
    return f"{mark} {words}" if mark else words[0].upper() + words[1:]
