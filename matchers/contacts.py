"""How a seller may be reached, as they write it into pictures: telephone, WeChat, QQ, a house's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

# Chinese mobile numbers, with the country's code or not, in groups or not.
_MOBILE: Final = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?(1[3-9]\d)[-\s.]?(\d{4})[-\s.]?(\d{4})(?!\d)")
_FIXED: Final = re.compile(r"(?<!\d)(0\d{2,3})[-\s]?(\d{7,8})(?!\d)")
# The name of the service and what sellers write for it: 微, V, VX, wx, 薇, 威 before 信 or a colon.
_WECHAT: Final = re.compile(
    r"(?:(?:微|薇|威|v|加v)\s*信(?:号|同号)?|\bwe\s?chat\b|\bweixin\b|\b[vw]x\b|加[vV微薇])\s*(?:id)?\s*[::]?\s*"
    r"([a-z][a-z0-9_-]{5,19}|1[3-9]\d{9})",
    re.IGNORECASE,
)
_QQ: Final = re.compile(r"(?:\bqq\b|扣扣|企鹅)\s*(?:号|群)?\s*[::]?\s*([1-9]\d{4,10})(?!\d)", re.IGNORECASE)
# How houses sign: what stands before the last of these words, without the words of an offer.
_HOUSE: Final = re.compile(
    r"^[一-鿿a-zA-Z0-9·&()]{2,24}?(?:旗舰店|专营店|专卖店|有限公司|商行|商贸|百货|工厂|服饰店|小店|贸易公司|厂家直销店)$"
)


class Contact(NamedTuple):
    """A way to a seller: `phone`, `wechat`, `qq` or `house` (a name written as a watermark or a sign)."""

    kind: str
    value: str


def contacts(lines: Iterable[str]) -> tuple[Contact, ...]:
    """Every contact in some lines of text, each once, in the order of the lines."""
    return tuple(dict.fromkeys(one for line in lines for one in _of(unicodedata.normalize("NFKC", line))))


def _of(line: str) -> Iterator[Contact]:
    for found in _MOBILE.finditer(line):
        yield Contact("phone", "".join(found.groups()))
    for found in _FIXED.finditer(_MOBILE.sub(" ", line)):
        yield Contact("phone", "-".join(found.groups()))
    for found in _WECHAT.finditer(line):
        yield Contact("wechat", found[1].lower())
    for found in _QQ.finditer(line):
        yield Contact("qq", found[1])
    bare = re.sub(r"\s+", "", line)
    if _HOUSE.match(bare):
        yield Contact("house", bare)
