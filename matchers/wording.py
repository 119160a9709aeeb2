"""What the words around a mark say: compatible with it, not made by it, or meant as a sign."""

from __future__ import annotations

import re
from typing import Final

from domain.match import Reason
from matchers.occurrences import Occurrence

# Characters looked at on either side of a mark.
WINDOW: Final = 32

# Each of these keeps a text match with everything else in its favour below the operating point.
NOMINATIVE_WEIGHT: Final = -0.5
DISCLAIMER_WEIGHT: Final = -0.6
SIGN_USE_WEIGHT: Final = 0.18

# More names between the cue and the mark: "for Bosch, Makita and X", "适用戴森/小米/X".
_LIST_EN: Final = r"(?:(?:the|your|all|most|any|old|new)\s+)?(?:[\w'.-]+\s*(?:,|/|&|\band\b|\bor\b)\s*){0,6}"
_LIST_ZH: Final = r"(?:[^\s,，。;；]{1,8}[/、，,&和与及]\s*){0,6}"
_BEFORE_EN: Final = (
    r"(?:\bfor(?:\s+use)?(?:\s+with)?|\bfits?|\bfitting|\bcompatible\s+(?:with|for|to)|\bworks?\s+with"
    r"|\bworking\s+with|\b(?:designed|made|suitable|intended)\s+(?:for|to\s+fit)|\bto\s+fit|\buse\s+with"
    r"|\bused\s+(?:with|on)|\b(?:replaces?|replacement\s+of|alternative\s+to|instead\s+of)|\bsupports?)"
)
_BEFORE_ZH: Final = (
    r"(?:适用于?|适用机型|兼容于?|适配于?|可用于|用于|可用在|可替换|可替代|替换|替代|代替|支持|匹配|配套|通用于|通用"
    r"|专为|能用于|适合|适应|兼用|配)"
)
_BEFORE: Final = re.compile(
    rf"(?:{_BEFORE_EN}\s*:?\s*{_LIST_EN}|{_BEFORE_ZH}\s*[::]?\s*{_LIST_ZH})[\"'“「(\[【]?\s*$"
)
_MODEL: Final = r"(?:\s*[a-z]{0,3}\d+[a-z\d]{0,5})?"
_AFTER: Final = re.compile(
    rf"^[\"'”」)\]】]?{_MODEL}\s*(?:系列|机型|车型|型号|手机|品牌|产品)?\s*"
    r"(?:专用|适用|可用|通用|兼容|适配|能用|也能用|替代品|替换件|配件|[- ]?compatible|[- ]compatibility"
    r"|accessor)"
)
_WRAPPED: Final = (
    re.compile(r"[为给与和]\s*$"),
    re.compile(r"^.{0,6}(?:设计|定制|研发|打造|相容|兼容|匹配|配套)"),
)
_THIRD_PARTY: Final = re.compile(
    r"副厂|第三方(?!平台|检测|机构|支付|物流|鉴定)"
    r"|非原装|非原厂|非官方|国产替代|代用|unofficial|third[- ]party|aftermarket|\bnon[- ]?oem\b"
    r"|\bgeneric replacement"
)
_DENIED_BEFORE: Final = re.compile(
    r"(?:\bnot\s+(?:an?\s+|(?:made\s+)?by\s+|from\s+|(?:affiliated|associated)\s+with\s+|related\s+to\s+)?"
    r"|\bno\s+|\bnon[- ]|\bwithout\s+(?:an?\s+|the\s+|any\s+)?|\bunrelated\s+to\s+"
    r"|\bnothing\s+to\s+do\s+with\s+|\bneither\s+|并非|不是|不属于|不含|不带|没有|无关于|绝非|非|无)[\"'“「]?\s*$"
)
_DENIED_AFTER: Final = re.compile(
    r"^[\"'”」]?\s*(?:公司|品牌|集团|官方|商标)?\s*(?:无关|没有关系|没有任何|无任何|无合作|并无)"
)
_QUOTES_BEFORE: Final = "\"'“‘「『【《〈[("
_QUOTES_AFTER: Final = "\"'”’」』】》〉])"
_SIGN_AFTER: Final = re.compile(
    r"^[\"'”’」』】》\])]?\s*(?:®|™|©|\((?:r|tm)\)|牌(?!子?[匾坊])|品牌|官方|旗舰|正品|专柜|专卖|授权|原装"
    r"|\bofficial|\bbrand\b)"
)
_SIGN_BEFORE: Final = re.compile(
    r"(?:品牌|正品|正宗|原厂|原装|官方|logo|brand|genuine|original|authentic|official)\s*[::]?\s*$"
)
_SELLER_SIGN: Final = re.compile(
    r"旗舰|官方|专卖|专营|特卖|授权|工厂|\bstore|\bshop|\bofficial|\boutlet|\bdeals?\b"
)
_LATIN_WORD: Final = re.compile(r"[^\W\d_]+")


def context(occurrence: Occurrence) -> tuple[Reason, ...]:
    """Reasons for and against from the words around one occurrence."""
    reasons = []
    if cue := nominative(occurrence):
        reasons.append(_reason("nominative", NOMINATIVE_WEIGHT, occurrence, cue))
    if cue := disclaimer(occurrence):
        reasons.append(_reason("disclaimer", DISCLAIMER_WEIGHT, occurrence, cue))
    return tuple(reasons)


def nominative(occurrence: Occurrence) -> str:
    """The words that make it "for X" or "compatible with X", or ""."""
    before, after = _sides(occurrence)
    for found in (_BEFORE.search(before), _AFTER.search(after)):
        if found:
            return found.group().strip()
    left, right = _WRAPPED[0].search(before), _WRAPPED[1].search(after)
    if left and right:
        return f"{left.group().strip()} … {right.group().strip()}"
    third = _THIRD_PARTY.search(before) or _THIRD_PARTY.search(after)
    return third.group() if third else ""


def disclaimer(occurrence: Occurrence) -> str:
    """The words that deny the mark, or ""."""
    before, after = _sides(occurrence)
    found = _DENIED_BEFORE.search(before) or _DENIED_AFTER.search(after)
    return found.group().strip() if found else ""


def sign_use(occurrence: Occurrence) -> str:
    """Why an ordinary word is meant as a sign here, or "": quoted, labelled, capitalised, disguised."""
    view, (before, after) = occurrence.view, _sides(occurrence)
    if view.field == "brand" and occurrence.end - occurrence.start == len(view.text.strip()):
        return view.raw.strip()
    if before[-1:] and before[-1] in _QUOTES_BEFORE and after[:1] and after[0] in _QUOTES_AFTER:
        return f"{before[-1]}{occurrence.raw}{after[0]}"
    for found in (_SIGN_BEFORE.search(before), _SIGN_AFTER.search(after)):
        if found:
            return found.group().strip()
    if view.field == "seller" and (found := _SELLER_SIGN.search(view.text)):
        return found.group()
    return occurrence.raw if _stands_out(occurrence) else ""


def _sides(occurrence: Occurrence) -> tuple[str, str]:
    text, start, end = occurrence.view.text, occurrence.start, occurrence.end
    return text[max(0, start - WINDOW) : start], text[end : end + WINDOW]


def _stands_out(occurrence: Occurrence) -> bool:
    """Whether a Latin word is capitalised where its neighbours are not."""
    raw, span = occurrence.raw, occurrence.view.span(occurrence.start, occurrence.end)
    if not raw[:1].isupper():
        return False
    text = occurrence.view.raw
    rest = text[: span.start] + " " + text[span.end :]
    others = [word for word in _LATIN_WORD.findall(rest) if word.isascii() and len(word) > 1]
    small = sum(word[0].islower() for word in others)
    return not others or 2 * small >= len(others)


def _reason(feature: str, weight: float, occurrence: Occurrence, cue: str) -> Reason:
    return Reason(
        feature=feature,
        score=1.0,
        weight=weight,
        ours=occurrence.word.raw,
        theirs=cue[:80],
        span=occurrence.view.span(occurrence.start, occurrence.end),
    )
