"""What a cell of a register file may hold, and the value it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from domain.rights import Fame, RightKind

CELL_CHARACTERS = 10_000
_FOUND_SHOWN = 80
# Tab, line feed and carriage return are text; other controls and lone surrogates cannot be kept.
_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LIST = re.compile(r"[;；、,，\n]")
_RANGE = re.compile(r"(\d{1,2})\s*[-–~～至到]\s*(\d{1,2})")

KIND_WORDS: Mapping[str, RightKind] = {
    **{kind.value: kind for kind in RightKind},
    "word mark": RightKind.WORD,
    "figurative mark": RightKind.FIGURE,
    "copyright": RightKind.WORK,
    "copyright work": RightKind.WORK,
    "special sign": RightKind.SPECIAL_SIGN,
    "geographical indication": RightKind.GI,
    "plant variety": RightKind.VARIETY,
    "文字商标": RightKind.WORD,
    "商标": RightKind.WORD,
    "图形商标": RightKind.FIGURE,
    "作品": RightKind.WORK,
    "著作权": RightKind.WORK,
    "版权": RightKind.WORK,
    "特殊标志": RightKind.SPECIAL_SIGN,
    "地理标志": RightKind.GI,
    "植物新品种": RightKind.VARIETY,
    "外观设计": RightKind.DESIGN,
}
YES = frozenset({"yes", "true", "1", "y", "x", "是", "√", "✓"})
NO = frozenset({"", "no", "false", "0", "n", "否"})

Read = Callable[[object], object]


class Unfit(ValueError):
    """A cell holds something else than its column expects."""

    def __init__(self, expected: str, found: object) -> None:
        shown = str(found)
        shown = shown if len(shown) <= _FOUND_SHOWN else shown[:_FOUND_SHOWN] + "…"
        # Escaped: a report must be printable whatever the file held.
        self.found = _UNKEPT.sub(lambda m: f"\\u{ord(m[0]):04x}", shown)
        self.expected = expected
        super().__init__(
            _("expected %(expected)s, found “%(found)s”") % {"expected": expected, "found": self.found}
        )


def text(value: object) -> str:
    """The cell as one trimmed text; whole numbers as spreadsheets keep them lose their `.0`."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float, date)):
        raise Unfit(_("text"), value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    words = str(value)
    if len(words) > CELL_CHARACTERS:
        raise Unfit(_("at most %(most)d characters") % {"most": CELL_CHARACTERS}, words)
    if _UNKEPT.search(words):
        raise Unfit(_("text without control characters"), words)
    return words.strip()


def short(most: int) -> Callable[[object], str]:
    """Reads texts of at most `most` characters."""

    def read(value: object) -> str:
        words = text(value)
        if len(words) > most:
            raise Unfit(_("at most %(most)d characters") % {"most": most}, words)
        return words

    return read


def texts(value: object) -> list[str]:
    """A list: a JSON array, or words separated by ; ； 、 , or ，. Order kept, repetitions dropped."""
    if isinstance(value, (list, tuple)):
        parts = [text(part) for part in value]
    else:
        parts = [part.strip() for part in _LIST.split(text(value))]
    return list(dict.fromkeys(part for part in parts if part))


def kind(value: object) -> str:
    """A kind of right, by its English key or its Chinese name."""
    words = text(value)
    found = KIND_WORDS.get(words.casefold())
    if found is None:
        choices = ", ".join(kind.value for kind in RightKind)
        raise Unfit(_("a kind of right (%(choices)s)") % {"choices": choices}, words)
    return found.value


def classes(value: object) -> list[int]:
    """Nice classes, ascending: `9, 25`, `第9类；第25类`, or a JSON array."""
    parts = value if isinstance(value, (list, tuple)) else texts(value)
    return sorted({_nice_class(part) for part in parts})


def _nice_class(part: object) -> int:
    words = text(part).removeprefix("第").removesuffix("类").strip()
    if not (words.isascii() and words.isdigit() and len(words) <= 2 and 1 <= int(words) <= 45):
        raise Unfit(_("Nice classes from 1 to 45, such as 9, 25"), part)
    return int(words)


def yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    words = text(value).casefold()
    if words in YES:
        return True
    if words in NO:
        return False
    raise Unfit(_("yes or no"), value)


def watched(value: object) -> bool:
    """Like `yes_no`, but an empty cell means yes: what is registered is watched."""
    return value is None or value == "" or yes_no(value)


def day(value: object) -> date | None:
    """A day: an Excel date, `2026-11-23`, `2026/11/23`, `2026.11.23`, `20261123` or `2026年11月23日`."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    words = text(value)
    if not words:
        return None
    parts = re.fullmatch(
        r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[T ]00:00(?::00)?)?", words
    )
    try:
        if parts is None:
            raise ValueError(words)
        year, month, number = (int(part) for part in parts.groups() if part is not None)
        return date(year, month, number)
    except ValueError:
        raise Unfit(_("a date such as 2026-11-23"), value) from None


def amount(value: object) -> Decimal | None:
    """An amount of money above 0, as `299`, `299.00` or a number cell; at most two decimals are kept."""
    words = text(value).replace(" ", "")
    if not words:
        return None
    if not re.fullmatch(r"[0-9]{1,12}(?:\.[0-9]{1,6})?", words) or not Decimal(words):
        raise Unfit(_("an amount above 0, such as 299.00"), value)
    return Decimal(words).quantize(Decimal("0.01"))


def currency(value: object) -> str:
    """An ISO 4217 code; empty is allowed."""
    words = text(value).upper()
    if words and not re.fullmatch(r"[A-Z]{3}", words):
        raise Unfit(_("a currency code such as CNY"), value)
    return words


FAME_WORDS: Mapping[str, Fame] = {
    "": Fame.UNKNOWN,
    "some": Fame.SOME,
    "有一定影响": Fame.SOME,
    "well_known": Fame.WELL_KNOWN,
    "well known": Fame.WELL_KNOWN,
    "驰名": Fame.WELL_KNOWN,
    "驰名商标": Fame.WELL_KNOWN,
}


def fame(value: object) -> str:
    """How well known a mark is: `some`, `well_known`, or empty where nobody proved it."""
    words = text(value).casefold()
    if words not in FAME_WORDS:
        raise Unfit(_("some or well_known"), value)
    return FAME_WORDS[words].value


def season(value: object) -> tuple[int, int] | None:
    """First and last month of fresh goods: `9-11`, `9,11`, `9月至11月` or `[9, 11]`."""
    if isinstance(value, (list, tuple)):
        months = [text(part) for part in value]
    else:
        words = text(value).replace("月", "")
        pair = _RANGE.fullmatch(words)
        months = list(pair.groups()) if pair else texts(words)
    if not months:
        return None
    if len(months) != 2 or not all(m.isascii() and m.isdigit() and 1 <= int(m) <= 12 for m in months):
        raise Unfit(_("two months from 1 to 12, such as 9-11"), value)
    return int(months[0]), int(months[1])


def credit_code(value: object) -> str:
    """A unified social credit code (GB 32100): 18 digits and capital letters; empty is allowed."""
    words = text(value).upper()
    if words and not re.fullmatch(r"[0-9A-HJ-NP-RT-UW-Y]{18}", words):
        raise Unfit(_("a unified social credit code of 18 characters"), value)
    return words


def holder_key(value: object) -> str:
    """The short name of a rights holder: letters, digits, - and _."""
    words = text(value)
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", words):
        raise Unfit(_("a key of letters, digits, - and _, at most 60"), words)
    return words


def needed(read: Callable[[object], str], expected: str) -> Callable[[object], str]:
    """Reads as `read` does, and refuses an empty cell."""

    def read_needed(value: object) -> str:
        words = read(value)
        if not words:
            raise Unfit(expected, words)
        return words

    return read_needed
