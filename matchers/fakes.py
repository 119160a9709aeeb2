"""Words by which sellers say that goods are not the right holder's: 高仿, 1:1, 原单, replica, dupe.

The table is our own, from the trade's common speech; a word's strength is a judgement, not a
measurement: 1 says it outright, 0.6 is what the trade calls it, 0.3 is as often honest. Words with an
honest use are marked, and each names the surroundings in which it is honest.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from matchers.normal import OTHER_LIMIT, RAW_FACTOR, folded, view

OUTRIGHT: Final = 1.0
TRADE: Final = 0.6
HINT: Final = 0.3


class Fake(NamedTuple):
    """One word of the table.

    Attributes:
        strength: how much it says, in (0, 1].
        ambiguous: it has an honest use too; then it never stands alone as evidence.
        honest: a pattern that, found right before or after it, makes it the honest use.
    """

    word: str
    strength: float
    ambiguous: bool = False
    honest: str = ""


class Found(NamedTuple):
    """A word of the table in a raw text: characters `start` to `end`, `end` excluded."""

    word: str
    start: int
    end: int
    strength: float
    ambiguous: bool


_SCALE: Final = r"模型|手办|合金|公仔|车模|人台|比例尺|scale|model|figure|mockup"
_CELL: Final = r"电池|号电|电芯|充电|遥控|batter|cell|rechargeable|alkaline|\d+\s*节"
_MODELS: Final = r"\b(?:jerseys?|kits?|shirts?|ships?|cars?|props?|museum|coins?)\b|球衣|模型"
_JADE: Final = r"翡翠|玉|手镯|玉石|和田|冰种"

# Words that are never honest.
_PLAIN: Final = {
    OUTRIGHT: """
        高仿,高仿版,精仿,超仿,仿品,仿货,仿版,仿大牌,假货,山寨,冒牌,超a,超a货,顶级复刻,一比一复刻,1比1复刻,
        counterfeit,knockoff,knock-off,knock off,mirror quality,super copy,superfake,
        aaa replica,1:1 replica,aaa copy
    """,
    TRADE: """
        莆田,原单,尾单,跟单,真标,纯原,公司级,过验,可验货,过专柜,专柜无压力,对版,顶版,原厂货,代工厂流出,
        ua quality,ua version,top quality copy,factory leak
    """,
}
# Words of the trade that are as often honest, by nothing we could tell.
_HINTS: Final = """
    尾货,外贸尾单,外贸原单,同厂,厂货,平替,微瑕,无标,剪标,撕标,大牌同款,inspired by,look alike,lookalike,no box
"""


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")]


_RATIO: Final = rf"{_SCALE}|客服|辅导|教学|课|蛋白|稀释|兑水|配比|tutor|lesson|coaching|ratio|dilut"

FAKES: Final = (
    *(Fake(word, strength) for strength, words in _PLAIN.items() for word in _listed(words)),
    *(Fake(word, HINT, True) for word in _listed(_HINTS)),
    *(Fake(word, TRADE, True, _MODELS) for word in ("replica", "replicas")),
    *(Fake(word, TRADE, True, r"\bcheck|remover") for word in ("dupe", "dupes")),
    *(Fake(word, TRADE, True, _RATIO) for word in ("1:1", "1比1", "一比一")),
    Fake("复刻", TRADE, True, r"官方|品牌|年|经典款|唱片|乐高|邮票|手表芯"),
    Fake("a货", TRADE, True, _JADE),
    Fake("aaa", TRADE, True, rf"{_CELL}|级|grade|游戏|game|信用|credit"),
    Fake("仿", HINT, True, r"仿[真古生木石瓷皮麻棉丝羊兔貂狐藤竹玉铜红水佛]|[模相]仿"),
)

# Characters looked at on either side for the honest use.
WINDOW: Final = 8
_LATIN: Final = "a-z0-9"


def _pattern(word: str) -> str:
    """The folded word; Latin letters and digits at its ends keep a word boundary."""
    before = rf"(?<![{_LATIN}])" if word[0].isascii() and word[0].isalnum() else ""
    after = rf"(?![{_LATIN}])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + re.escape(word) + after


_BY_WORD: Final = {folded(fake.word): fake for fake in FAKES}
# The longest first: 顶级复刻 is not 复刻.
_WORDS: Final = re.compile("|".join(_pattern(word) for word in sorted(_BY_WORD, key=lambda w: (-len(w), w))))
_HONEST: Final = {word: re.compile(fake.honest) for word, fake in _BY_WORD.items() if fake.honest}


def fake_words(text: str) -> tuple[Found, ...]:
    """The words of the table in a raw text, in its order; honest uses that can be told are left out."""
    return _fake_words(text[: OTHER_LIMIT * RAW_FACTOR])  # no more is read


@lru_cache(maxsize=64)
def _fake_words(text: str) -> tuple[Found, ...]:
    """The same for every right that a listing is matched with."""
    seen = view("description", text)
    found = []
    for hit in _WORDS.finditer(seen.text):
        word, honest = hit.group(), _HONEST.get(hit.group())
        around = seen.text[max(0, hit.start() - WINDOW) : hit.end() + WINDOW]
        if honest and honest.search(around):
            continue
        span, fake = seen.span(hit.start(), hit.end()), _BY_WORD[word]
        found.append(Found(text[span.start : span.end], span.start, span.end, fake.strength, fake.ambiguous))
    return tuple(found)


def strongest(found: tuple[Found, ...]) -> Found | None:
    """The one that says most, the first of equals."""
    return max(found, key=lambda one: (one.strength, not one.ambiguous, -one.start), default=None)
