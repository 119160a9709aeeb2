"""Words by which a listing says that it may be lawful: used goods, a review, an import, another's name.

The tables are our own, from the trade's common speech. They raise a question and never answer it: a word
too many costs a person a look, a word too few may cost somebody a wrong notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from domain.listing import Listing
from matchers.cues import DENIED, NAMED_TO_FIT, THIRD_PARTY, Sides
from matchers.normal import View, folded, views

# Characters looked at on either side of the words of a right, as in `matchers.wording`.
WINDOW: Final = 40
# Fields in which a seller speaks of the goods, with those that only name them.
SPOKEN: Final = ("title", "description", "ocr", "category")

SECOND_HAND: Final = re.compile(
    r"二手|闲置|[一二三五六七八九\d]{1,2}成?新(?![款品年季鲜])|旧货|中古|翻新|转让|自用出|孤品|回收"
    r"|\bused\b(?!\s+(?:for|in|to|by|on|with|as|at|when)\b)|\bsecond[\s-]?hand|\bpre[\s-]?(?:owned|loved)"
    r"|\brefurbished|\breconditioned|\bgently worn"
)
REVIEW_OR_NEWS: Final = re.compile(
    r"评测|测评|开箱|新闻|报道|点评|影评|书评|评论集|图鉴|画册|杂志|期刊|讲解|教程|攻略|论文|研究报告|收藏指南"
    r"|\breviews?\b|\bunboxing|\bnews\b|\bmagazine|\bguide\s?book|\btutorial|\bcritique|\bcatalogue raisonn"
)
PARALLEL_IMPORT: Final = re.compile(
    r"代购|平行进口|海外(?:直邮|版|购|仓)|境外版|[港美日欧英德]版|水货|免税|保税|原装进口|进口正品|直邮"
    r"|\bparallel import|\bgr[ea]y[\s-](?:market|import)|\bduty[\s-]free|\bimported from"
    r"|\b(?:us|eu|uk|jp) version"
)
# A word that follows one of these is denied: 非二手, not used.
_DENIED_BEFORE: Final = re.compile(r"(?:非|不是|并非|无|不卖|拒绝|杜绝|\bnot|\bno|\bnever)\s*$")


class Said(NamedTuple):
    """A word found in a listing: the field, and the word with what stands around it."""

    field: str
    words: str


def said(listing: Listing, pattern: re.Pattern[str], fields: Iterable[str] = SPOKEN) -> Said | None:
    """The first word of a table in the fields of a listing that is not denied, or None."""
    for view in views(listing, tuple(fields)):
        for found in pattern.finditer(view.text):
            if not _DENIED_BEFORE.search(view.text[: found.start()]):
                return Said(view.field, _raw(view, found.start(), found.end()))
    return None


def named_to_fit(listing: Listing, words: Iterable[str]) -> Said | None:
    """Where a listing names the right to say what its goods fit, or that they are another's; or None."""
    for view, start, end in _places(listing, words):
        before, after = view.text[max(0, start - WINDOW) : start], view.text[end : end + WINDOW]
        third = THIRD_PARTY.search(before) or THIRD_PARTY.search(after)
        if third or _said(NAMED_TO_FIT, before, after) or _said(DENIED, before, after):
            return Said(view.field, _raw(view, start, end))
    return None


def _places(listing: Listing, words: Iterable[str]) -> Iterator[tuple[View, int, int]]:
    keys = [key for key in dict.fromkeys(folded(word).strip() for word in words) if key]
    for view in views(listing, SPOKEN):
        for key in keys:
            start = view.text.find(key)
            while start >= 0:
                yield view, start, start + len(key)
                start = view.text.find(key, start + len(key))


def _said(sides: Sides, before: str, after: str) -> bool:
    if sides.before.search(before) or sides.after.search(after):
        return True
    return any(opening.search(before) and closing.search(after) for opening, closing in sides.around)


def _raw(view: View, start: int, end: int) -> str:
    """What the seller wrote there, with some characters on either side."""
    span = view.span(max(0, start - 8), min(len(view.text), end + 8))
    return view.raw[span.start : span.end].strip()
