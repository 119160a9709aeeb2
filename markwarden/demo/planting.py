"""One maker for each planted kind: how infringing goods are written, and honest ones that look like them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markwarden.demo import protected as p
from markwarden.demo.vocabulary import (
    CATEGORIES,
    FORMER_SHOP,
    GAMES_SHOP,
    NORDWICKE_SHOP,
    QINGHELI_SHOP,
    VELTORA_SHOP,
    Seller,
    title,
)

# Mark -> its right and the shelves it is registered for.
MARKS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "VELTORA": (p.VELTORA, ("clothing", "bags")),
    "青禾里": (p.QINGHELI, ("food",)),
    "NORDWICKE": (p.NORDWICKE, ("audio",)),
    "云杉谷造物": (p.YUNSHAN, ("cups",)),
}
LATIN = ("VELTORA", "NORDWICKE")
LOOK_ALIKE = str.maketrans({"E": "Е", "O": "О", "A": "А", "K": "К", "C": "С", "I": "І"})
ONE_EDIT = ("VELTOORA", "VELTRA", "VELLTORA", "NORDWICKKE", "NORDWIKE", "NORDVICKE", "云杉谷物造")
ASIAN_GAMES = ("杭州亚运会", "第19届亚运会", "杭州2022亚运会", "Hangzhou Asian Games")
HAILAN = ("海岚青年运动会", "海岚青运会", "Hailan Youth Games")

# Reference picture -> its right and the shelf a copy is offered on.
COPIED: Mapping[str, tuple[str, str]] = {
    "veltora": (p.VELTORA_FIGURE, "clothing"),
    "nordwicke": (p.NORDWICKE_FIGURE, "audio"),
    "hills": (p.WORK_HILLS, "books"),
    "cat": (p.WORK_CAT, "textiles"),
    "town": (p.WORK_TOWN, "cups"),
    "lamp": (p.LAMP_DESIGN, "lamps"),
}
EMBLEMS = {"emblem": p.GAMES_EMBLEM, "mascot": p.GAMES_MASCOT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a maker decides of a good; empty places and recipes are filled in later."""

    title: str
    category: str
    seller: Seller
    brand: str = ""
    origin: str = ""
    ships_from: str = ""
    description: str = ""
    recipe: str = ""
    expected: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stall:
    """What makers draw from."""

    rng: random.Random
    sellers: Sequence[Seller]

    def seller(self) -> Seller:
        return self.rng.choice(self.sellers)

    def shelf(self, *but: str) -> str:
        return self.rng.choice([key for key in CATEGORIES if key not in but])

    def title(self, shelf: str, mark: str = "", *, chinese: bool | None = None) -> str:
        return title(self.rng, CATEGORIES[shelf], mark=mark, chinese=chinese)


Maker = Callable[[Stall], Draft]


def _marked(stall: Stall, mark: str, written: str, **more: object) -> Draft:
    right, shelves = MARKS[mark]
    shelf = stall.rng.choice(shelves)
    values = {"seller": stall.seller(), "expected": frozenset({right}), **more}
    return Draft(title=stall.title(shelf, written), category=shelf, **values)  # type: ignore[arg-type]


def word_exact(stall: Stall) -> Draft:
    mark = stall.rng.choice(list(MARKS))
    written = mark.title() if mark.isascii() and stall.rng.random() < 0.4 else mark
    return _marked(stall, mark, written, brand=stall.rng.choice(("", "", mark)))


def word_full_width(stall: Stall) -> Draft:
    mark = stall.rng.choice(LATIN)
    return _marked(stall, mark, "".join(chr(ord(char) + 0xFEE0) for char in mark))


def word_spaced(stall: Stall) -> Draft:
    mark = stall.rng.choice(list(MARKS))
    return _marked(stall, mark, stall.rng.choice((" ", "·", "-")).join(mark))


def word_invisible(stall: Stall) -> Draft:
    mark = stall.rng.choice(list(MARKS))
    return _marked(stall, mark, mark[:2] + "\u200b" + mark[2:])


def word_look_alike(stall: Stall) -> Draft:
    mark = stall.rng.choice(LATIN)
    return _marked(stall, mark, mark.translate(LOOK_ALIKE))


def word_one_edit(stall: Stall) -> Draft:
    written = stall.rng.choice(ONE_EDIT)
    mark = next(mark for mark in MARKS if mark[0] == written[0])
    return _marked(stall, mark, written)


def ordinary_as_sign(stall: Stall) -> Draft:
    written, right, shelf = stall.rng.choice(
        (("SUMMIT®", p.SUMMIT, "camping"), ("向前牌", p.FORWARD, "toys"), ("“向前”", p.FORWARD, "toys"))
    )
    brand = {"SUMMIT®": "SUMMIT"}.get(written, "向前")
    return Draft(title=stall.title(shelf, written), category=shelf, seller=stall.seller(), brand=brand,
                 expected=frozenset({right}))  # fmt: skip


def picture_copied(stall: Stall) -> Draft:
    name = stall.rng.choice(list(COPIED))
    right, shelf = COPIED[name]
    return Draft(title=stall.title(shelf), category=shelf, seller=stall.seller(), recipe=f"copy:{name}",
                 expected=frozenset({right}))  # fmt: skip


def event_name(stall: Stall) -> Draft:
    shelf = stall.rng.choice(("toys", "clothing", "bags", "cups", "books"))
    written = f"{stall.rng.choice(HAILAN)}纪念"
    return Draft(title=stall.title(shelf, written, chinese=True), category=shelf, seller=stall.seller(),
                 expected=frozenset({p.GAMES}),
                 allowed=frozenset({p.GAMES_EMBLEM, p.GAMES_MASCOT}))  # fmt: skip


def event_emblem(stall: Stall) -> Draft:
    name = stall.rng.choice(list(EMBLEMS))
    shelf = stall.rng.choice(("toys", "clothing", "cups", "books"))
    return Draft(title=stall.title(shelf), category=shelf, seller=stall.seller(), recipe=f"copy:{name}",
                 expected=frozenset({EMBLEMS[name]}))  # fmt: skip


def asian_games_name(stall: Stall) -> Draft:
    shelf = stall.rng.choice(("toys", "clothing", "bags", "cups"))
    written = f"{stall.rng.choice(ASIAN_GAMES)}纪念"
    return Draft(title=stall.title(shelf, written, chinese=True), category=shelf, seller=stall.seller(),
                 expected=frozenset({p.ASIAN_GAMES_MARK}))  # fmt: skip


def _fruit(stall: Stall, name: str, origin: str, **more: object) -> Draft:
    pack = stall.rng.choice(("现摘现发 5斤装", "礼盒 3斤", "当季鲜果 8斤", "精选大果 12枚"))
    return Draft(title=f"{name} {pack}", category="fruit", origin=origin, ships_from=origin,
                 seller=stall.seller(), **more)  # type: ignore[arg-type]  # fmt: skip


def indication_elsewhere(stall: Stall) -> Draft:
    name, right, places = stall.rng.choice(
        (
            ("慈溪杨梅", p.BAYBERRY, ("福建漳州龙海", "浙江台州仙居")),
            ("奉化水蜜桃", p.PEACH, ("江苏无锡阳山", "山东临沂蒙阴")),
        )
    )
    return _fruit(stall, name, stall.rng.choice(places), expected=frozenset({right}))


def variety_unlicensed(stall: Stall) -> Draft:
    return Draft(title=f"甬香蜜7号 甜瓜种子 {stall.rng.randint(20, 200)}粒 高发芽率", category="garden",
                 seller=stall.seller(), expected=frozenset({p.MELON}))  # fmt: skip


def licence_ended(stall: Stall) -> Draft:
    return _marked(stall, "VELTORA", "VELTORA", seller=FORMER_SHOP)


def licensed_seller(stall: Stall) -> Draft:
    shop, written, shelf, recipe = stall.rng.choice((
        (VELTORA_SHOP, "VELTORA", "clothing", "copy:veltora"),
        (NORDWICKE_SHOP, "NORDWICKE", "audio", "copy:nordwicke"),
        (QINGHELI_SHOP, "青禾里", "food", ""),
        (GAMES_SHOP, "海岚青年运动会特许", "toys", "copy:mascot"),
    ))  # fmt: skip
    drawn = recipe if stall.rng.random() < 0.5 else ""
    return Draft(
        title=stall.title(shelf, written), category=shelf, seller=shop, brand=written[:7], recipe=drawn
    )


def accessory(stall: Stall) -> Draft:
    texts = (
        ("适用于 NORDWICKE 耳机的收纳盒", "audio"), ("适用NORDWICKE耳机海绵套 替换耳罩", "audio"),
        ("Ear pads compatible with Nordwicke headphones", "audio"),
        ("Storage case for Nordwicke speaker", "audio"),
        ("兼容 NORDWICKE 音箱的充电底座", "audio"), ("Replacement strap for VELTORA backpack", "bags"),
        ("适用于VELTORA行李箱的轮子配件", "bags"),
    )  # fmt: skip
    written, shelf = stall.rng.choice(texts)
    return Draft(
        title=f"{written} {stall.rng.randint(1, 9)}件装", category=shelf, seller=stall.seller(), brand=""
    )


def other_goods(stall: Stall) -> Draft:
    mark, shelves = stall.rng.choice((
        ("VELTORA", ("garden", "care", "lamps")), ("NORDWICKE", ("textiles", "care", "camping")),
        ("青禾里", ("lamps", "textiles", "camping")), ("云杉谷造物", ("camping", "textiles", "care")),
    ))  # fmt: skip
    shelf = stall.rng.choice(shelves)
    return Draft(title=stall.title(shelf, mark), category=shelf, seller=stall.seller())


def ordinary_word(stall: Stall) -> Draft:
    texts = (
        ("勇敢向前 励志木质拼图", "toys"), ("一路向前 儿童拼插积木", "toys"),
        ("向前一小步 亲子毛绒公仔", "toys"),
        ("lightweight tent for every summit", "camping"),
        ("sun tarp tested on the summit of Mount Siming", "camping"),
        ("登顶 summit 徒步双人帐篷", "camping"),
    )  # fmt: skip
    written, shelf = stall.rng.choice(texts)
    return Draft(title=f"{written} {stall.rng.randint(1, 9)}件装", category=shelf, seller=stall.seller())


def lapsed_right(stall: Stall) -> Draft:
    return Draft(
        title=stall.title("clothing", "KAIRU"), category="clothing", seller=stall.seller(), brand="KAIRU"
    )


def indication_true(stall: Stall) -> Draft:
    name, origin = stall.rng.choice((
        ("慈溪杨梅", "浙江宁波慈溪"), ("奉化水蜜桃", "浙江宁波奉化溪口镇"),
        ("奉化水蜜桃", "宁波市奉化区萧王庙街道"),
    ))  # fmt: skip
    return _fruit(stall, name, origin)


def poem(stall: Stall) -> Draft:
    texts = (
        ("白居易《江南忆》诗词书法字帖", "books"), ("忆江南 江南忆 古诗水墨明信片", "books"),
        ("《钱塘潮涌》散文集 精装", "books"), ("江南忆 雨前龙井绿茶 罐装", "food"),
        ("潮涌东方 摄影集明信片", "books"),
        ("江南忆 苏绣毛巾", "textiles"),
    )  # fmt: skip
    written, shelf = stall.rng.choice(texts)
    return Draft(title=f"{written} {stall.rng.randint(1, 9)}件", category=shelf, seller=stall.seller())


def place_or_exam(stall: Stall) -> Draft:
    texts = (
        "杭州2022年中考数学真题卷",
        "杭州2022统计年鉴资料汇编",
        "亚运村周边手绘地图",
        "杭州亚运村地铁线路明信片",
        "江南水乡笔记本",
    )
    written = stall.rng.choice(texts)
    return Draft(title=f"{written} 第{stall.rng.randint(1, 9)}版", category="books", seller=stall.seller())


def similar_style(stall: Stall) -> Draft:
    shelf, style = stall.rng.choice((
        ("books", "hills"), ("textiles", "cat"), ("cups", "town"), ("toys", "mascot"),
        ("clothing", "veltora"), ("toys", "emblem"),
    ))  # fmt: skip
    return Draft(title=stall.title(shelf), category=shelf, seller=stall.seller(), recipe=f"style:{style}")


def near_name(stall: Stall) -> Draft:
    name, shelf = stall.rng.choice((
        ("VOLTARIS", "clothing"), ("NORDWALK", "audio"), ("KAIROS", "clothing"), ("青山里", "food"),
        ("云杉林", "cups"), ("SUMMERTIME", "camping"),
    ))  # fmt: skip
    return Draft(title=stall.title(shelf, name), category=shelf, seller=stall.seller(), brand=name)


def plain(stall: Stall) -> Draft:
    shelf = stall.shelf()
    return Draft(title=stall.title(shelf), category=shelf, seller=stall.seller())


MAKERS: Mapping[str, Maker] = {
    maker.__name__: maker
    for maker in (
        word_exact, word_full_width, word_spaced, word_invisible, word_look_alike, word_one_edit,
        ordinary_as_sign, picture_copied, event_name, event_emblem, asian_games_name, indication_elsewhere,
        variety_unlicensed, licence_ended, licensed_seller, accessory, other_goods, ordinary_word,
        lapsed_right, indication_true, poem, place_or_exam, similar_style, near_name, plain,
    )
}  # fmt: skip
