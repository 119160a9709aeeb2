"""In which encoding a page really is: what it declares is believed only if its bytes agree."""

from __future__ import annotations

import codecs
import itertools
import re
from typing import Final

from scrapy.http import TextResponse

# Encodings of shops whose pages declare another one, or none.
_GUESSES: Final = ("gb18030", "euc_jp", "shift_jis", "big5", "euc_kr", "cp1252")
# Every byte is a character of these, so that they never disagree.
_PATIENT: Final = frozenset({"cp1252", "iso8859-1"})
# Nearly any bytes are text in these, so that agreeing says little.
_LAX: Final = _PATIENT | {"gb18030", "gbk", "gb2312"}
# Enough text to tell; the head of a shop's page alone is often plain ASCII.
MOST_JUDGED: Final = 400_000
# A page cut in the middle of a character, or one bad byte of an advertisement, is still in its encoding.
MOST_BAD: Final = 0.02
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7a3]")
_LETTERS: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_ODD: Final = re.compile(r"[\ufffd\ue000-\uf8ff\x80-\x9f\uff61-\uff9f]")


def rightly_decoded(response: TextResponse, named: str | None = None) -> TextResponse:
    """The response in `named`, in what it declares where its bytes bear that out, or in the likeliest.

    A page that declares UTF-8 and is GBK, or declares nothing and is EUC-JP, is read as what it is.
    """
    if named:
        return response.replace(encoding=named)
    found = encoding_of(response.body, response.encoding)
    return response if _same(found, response.encoding) else response.replace(encoding=found)


def encoding_of(body: bytes, declared: str) -> str:
    """`declared`, unless the bytes are nothing of the kind and plainly something else."""
    sample = body[:MOST_JUDGED]
    if sample.isascii() or (_fits(sample, declared) and codecs.lookup(declared).name not in _LAX):
        return declared
    if _fits(sample, "utf-8"):
        return "utf-8"  # nothing else looks like it by chance
    best = max((_plausible(sample, name), -place, name) for place, name in enumerate(_GUESSES))
    return best[2] if best[0] > _plausible(sample, declared) else declared


def _same(left: str, right: str) -> bool:
    return codecs.lookup(left) == codecs.lookup(right)


def _fits(sample: bytes, name: str) -> bool:
    """Whether hardly any byte is wrong in this encoding."""
    text = sample.decode(name, "replace")
    beyond = sum(not char.isascii() for char in text)
    return text.count("\ufffd") <= MOST_BAD * beyond


def _plausible(sample: bytes, name: str) -> float:
    """How much a decoded text looks like words, -1 to about 1.2; what cannot be decoded looks like none."""
    text = "".join(char for char in sample.decode(name, "replace") if not char.isascii())
    if not text:
        return 0.0
    odd = len(_ODD.findall(text)) / len(text)
    if codecs.lookup(name).name in _PATIENT:
        # Two such letters in a row are rare in Latin script, and what other scripts look like there.
        return 1.0 - odd - 1.5 * _doubled(sample.decode(name, "replace"))
    common = sum(map(_usual, _LETTERS.findall(text))) / len(text)
    return common - 3 * odd + 0.2 * _of_its_own(text, name)


def _doubled(text: str) -> float:
    pairs = sum(1 for a, b in itertools.pairwise(text) if not a.isascii() and not b.isascii())
    return min(1.0, 2 * pairs / max(sum(not char.isascii() for char in text), 1))


def _usual(char: str) -> bool:
    """Whether this is a letter of everyday texts: kana, hangul, the first level of GB 2312 or of Big5."""
    if _KANA.match(char) or _HANGUL.match(char):
        return True
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return _in_big5(char)


def _in_big5(char: str) -> bool:
    try:
        return 0xA4 <= char.encode("big5")[0] <= 0xC6
    except UnicodeEncodeError:
        return False


def _of_its_own(text: str, name: str) -> float:
    """1 where a text has the letters by which one tells the encoding's language, below 0 without them."""
    if name == "euc_kr":
        # Korean shops hardly write Chinese characters; Chinese bytes read as Korean are half of them.
        letters = _LETTERS.findall(text)
        hangul = len(_HANGUL.findall(text))
        return 1.0 if hangul and hangul == len(letters) else -5.0 * (len(letters) - hangul) / len(text)
    kana = len(_KANA.findall(text)) > len(text) / 10
    return float(kana and name in ("euc_jp", "shift_jis"))
