"""What is protected in the demo world: fictional rights, and two events' and two places' real names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domain.rights import ALWAYS, RightKind
from domain.values import Term

VELTORA = "DEMO-TM-101"
VELTORA_FIGURE = "DEMO-TM-102"
QINGHELI = "DEMO-TM-111"
NORDWICKE = "DEMO-TM-121"
NORDWICKE_FIGURE = "DEMO-TM-122"
YUNSHAN = "DEMO-TM-131"
KAIRU = "DEMO-TM-141"
SUMMIT = "DEMO-TM-151"
FORWARD = "DEMO-TM-152"
POEM = "DEMO-TM-153"
TIDE = "DEMO-TM-154"
WORK_HILLS = "DEMO-WORK-201"
WORK_CAT = "DEMO-WORK-202"
WORK_TOWN = "DEMO-WORK-203"
LAMP_DESIGN = "DEMO-DESIGN-301"
MELON = "DEMO-VARIETY-401"
BAYBERRY = "DEMO-GI-501"
PEACH = "DEMO-GI-502"
GAMES = "DEMO-SIGN-601"
GAMES_EMBLEM = "DEMO-SIGN-602"
GAMES_MASCOT = "DEMO-SIGN-603"
ASIAN_GAMES_SIGN = "DEMO-SIGN-701"
ASIAN_GAMES_MARK = "DEMO-TM-702"

# Names from the published list of the 19th Asian Games' marks (see docs/explanation/special-signs.md);
# registered as special signs for all 45 classes, applied for in 2018 (asiaiplaw.com, 2023-09-22).
ASIAN_GAMES_NAMES = ("第19届亚运会", "杭州2022", "Hangzhou Asian Games", "Hangzhou 2022")
# Townships of the registered area of 奉化水蜜桃: specification of the agricultural indication, 2010-03-25.
PEACH_AREA = (
    "奉化", "溪口镇", "尚田镇", "莼湖镇", "裘村镇", "松岙镇", "大堰镇", "锦屏街道", "岳林街道", "萧王庙街道",
    "江口街道", "西坞街道",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """One right as a row of the workbook; `pictures` are names of `drawings.REFERENCES`."""

    code: str
    holder: str
    kind: RightKind
    text: str = ""
    brand: str = ""
    classes: tuple[int, ...] = ()
    goods: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ordinary: bool = False
    area: tuple[str, ...] = ()
    term: Term = ALWAYS
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """One licence as a row of the workbook."""

    code: str
    seller: str
    credit_code: str
    term: Term


HOLDERS = {
    "veltora": "维朵拉服饰有限公司（虚构）",
    "qingheli": "青禾里食品有限公司（虚构）",
    "nordwicke": "Nordwicke Audio (fictional)",
    "homeware": "云杉谷生活用品有限公司（虚构）",
    "outdoor": "顶峰户外用品有限公司（虚构）",
    "studio": "澜月插画工作室（虚构）",
    "seeds": "甬香种业有限公司（虚构）",
    "places": "地理标志协会（演示）",
    "hailan-games": "海岚青年运动会组委会（虚构）",
    "asian-games": "第19届亚运会标志权利人（演示）",
}

# Goods words are looked for anywhere in a title: short ones ("cap", "tea") would be found inside others.
CLOTHES = ("服装", "外套", "卫衣", "T恤", "衬衫", "棒球帽", "clothing", "jacket", "hoodie", "shirt")
BAGS = ("箱包", "背包", "手提包", "行李箱", "backpack", "tote bag", "suitcase")
AUDIO = ("数码", "耳机", "音箱", "充电器", "electronics", "headphones", "speaker", "charger")
FOOD = ("茶叶", "绿茶", "红茶", "糕点", "饼干", "green tea", "black tea", "biscuits")
CUPS = ("杯壶", "保温杯", "茶杯", "饭盒", "drinkware", "vacuum flask", "lunch box")
TOYS = ("玩具", "公仔", "拼图", "积木", "徽章", "plush toy", "jigsaw puzzle", "building blocks")
TENTS = ("露营", "帐篷", "天幕", "camping", "tarp")
BOOKS = ("图书", "诗集", "字帖", "散文集")


def renewed(start: date, today: date) -> date:
    """The last day of a mark renewed every ten years, seen from `today`."""
    years = 10 * ((today.year - start.year) // 10 + 1)
    return date(start.year + years, start.month, start.day - 1)


def marks(today: date) -> tuple[Protected, ...]:
    """Trade marks of fictional brands; one has lapsed, some are ordinary words."""
    word, figure = RightKind.WORD, RightKind.FIGURE
    start = date(2017, 3, 14)
    term = Term(start, renewed(start, today))
    lapsed = Term(date(2012, 5, 7), date(2022, 5, 6))
    return (
        Protected(code=VELTORA, holder="veltora", kind=word, text="VELTORA", brand="Veltora",
                  classes=(18, 25), goods=(*CLOTHES, *BAGS), term=term),
        Protected(code=VELTORA_FIGURE, holder="veltora", kind=figure, brand="Veltora",
                  classes=(18, 25), goods=(*CLOTHES, *BAGS), pictures=("veltora",), term=term),
        Protected(code=QINGHELI, holder="qingheli", kind=word, text="青禾里", brand="青禾里",
                  classes=(30,), goods=FOOD, term=term),
        Protected(code=NORDWICKE, holder="nordwicke", kind=word, text="NORDWICKE", brand="Nordwicke",
                  classes=(9,), goods=AUDIO, term=term),
        Protected(code=NORDWICKE_FIGURE, holder="nordwicke", kind=figure, brand="Nordwicke",
                  classes=(9,), goods=AUDIO, pictures=("nordwicke",), term=term),
        Protected(code=YUNSHAN, holder="homeware", kind=word, text="云杉谷造物", brand="云杉谷造物",
                  classes=(21,), goods=CUPS, term=term),
        Protected(code=KAIRU, holder="veltora", kind=word, text="KAIRU", brand="Kairu", classes=(25,),
                  goods=CLOTHES, term=lapsed),
        Protected(code=SUMMIT, holder="outdoor", kind=word, text="SUMMIT", brand="Summit", classes=(22,),
                  goods=TENTS, ordinary=True, term=term),
        Protected(code=FORWARD, holder="outdoor", kind=word, text="向前", brand="向前", classes=(28,),
                  goods=TOYS, ordinary=True, term=term),
        Protected(code=POEM, holder="asian-games", kind=word, text="江南忆", brand="江南忆", classes=(28,),
                  goods=TOYS, ordinary=True, term=term),
        Protected(code=TIDE, holder="asian-games", kind=word, text="潮涌", brand="潮涌", classes=(16, 28),
                  goods=(*TOYS, *BOOKS), ordinary=True, term=term),
    )  # fmt: skip


def creations(today: date) -> tuple[Protected, ...]:
    """Works, a design and a plant variety."""
    work, year = RightKind.WORK, today.year
    return (
        Protected(code=WORK_HILLS, holder="studio", kind=work, text="澜月·山海", pictures=("hills",),
                  term=Term(date(2021, 4, 2))),
        Protected(code=WORK_CAT, holder="studio", kind=work, text="澜月·灯下猫", pictures=("cat",),
                  term=Term(date(2022, 9, 9))),
        Protected(code=WORK_TOWN, holder="studio", kind=work, text="澜月·雨巷", pictures=("town",),
                  term=Term(date(2020, 1, 15))),
        Protected(code=LAMP_DESIGN, holder="homeware", kind=RightKind.DESIGN, text="云杉台灯", classes=(11,),
                  goods=("台灯", "夜灯", "lamp", "night light"), pictures=("lamp",),
                  term=Term(date(year - 3, 6, 1), date(year + 12, 5, 31))),
        Protected(code=MELON, holder="seeds", kind=RightKind.VARIETY, text="甬香蜜7号", classes=(31,),
                  goods=("种子", "种苗", "甜瓜", "seeds"),
                  term=Term(date(year - 4, 1, 1), date(year + 11, 12, 31))),
    )  # fmt: skip


def places() -> tuple[Protected, ...]:
    """Geographical indications; registration of 慈溪杨梅 as a certification mark: 2009-12-14."""
    gi = RightKind.GI
    return (
        Protected(code=BAYBERRY, holder="places", kind=gi, text="慈溪杨梅", classes=(31,), goods=("杨梅",),
                  area=("慈溪",), term=Term(date(2009, 12, 14))),
        Protected(code=PEACH, holder="places", kind=gi, text="奉化水蜜桃", classes=(31,),
                  goods=("水蜜桃", "桃"), area=PEACH_AREA, term=Term(date(2010, 3, 25))),
    )  # fmt: skip


def events(today: date) -> tuple[Protected, ...]:
    """Two games: fictional ones whose sign is in force, real ones whose names rest on two bases.

    The dates of the Asian Games' two bases are demo values: an operator takes them from the official
    announcement and the register before relying on them.
    """
    names = Protected(
        code=GAMES, holder="hailan-games", kind=RightKind.SPECIAL_SIGN, brand="海岚青年运动会",
        text="海岚青年运动会", aliases=("海岚青运会", "Hailan Youth Games"),
        term=Term(date(today.year - 1, 1, 1), date(today.year + 2, 12, 31)),
    )  # fmt: skip
    sign = Protected(
        code=ASIAN_GAMES_SIGN, holder="asian-games", kind=RightKind.SPECIAL_SIGN, brand="第19届亚运会",
        text="杭州亚运会", aliases=ASIAN_GAMES_NAMES, term=Term(date(2018, 8, 6), date(2024, 8, 5)),
    )  # fmt: skip
    start = date(2019, 6, 7)
    return (
        names,
        replace(names, code=GAMES_EMBLEM, text="海岚青运会会徽", aliases=(), pictures=("emblem",)),
        replace(names, code=GAMES_MASCOT, text="海岚青运会吉祥物", aliases=(), pictures=("mascot",)),
        sign,
        replace(sign, code=ASIAN_GAMES_MARK, kind=RightKind.WORD, classes=(18, 21, 25, 28),
                goods=(*CLOTHES, *BAGS, *CUPS, *TOYS), term=Term(start, renewed(start, today))),
    )  # fmt: skip


def all_rights(today: date) -> tuple[Protected, ...]:
    """Every right of the demo world, seen from `today`."""
    return (*marks(today), *creations(today), *places(), *events(today))
