"""Unified social credit codes: is this string one, and if not, why."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

# 31 signs: digits and capitals without I, O, S, V, Z, which are taken for 1, 0, 5, U, 2.
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH: Final = 18
# The modulus is the number of signs; the weight of place i (from 0) is 3 to the power of i, modulo 31.
MODULUS: Final = len(ALPHABET)
WEIGHTS: Final = tuple(pow(3, place, MODULUS) for place in range(LENGTH - 1))

# Blanks and hyphens that people put between groups, and what a page's font may turn a hyphen into.
_GAPS: Final = re.compile(r"[\s\-\u2010-\u2015\u00b7.]")
_WORDS: Final = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])")


class CodeFault(StrEnum):
    """Why a string is no unified social credit code; checked in this order."""

    LENGTH = "length"
    SIGN = "sign"
    CHECK = "check"


def plain_code(text: str) -> str:
    """The code as it is compared: full-width signs narrowed, capitals, no gaps."""
    return _GAPS.sub("", unicodedata.normalize("NFKC", text)).upper()


def check_sign(first_17: str) -> str:
    """The last sign that belongs to the first 17.

    Raises:
        ValueError: not 17 signs of the alphabet.

    Source: GB 32100-2015, check sign after ISO 7064 MOD 31-3 (recalled; confirm against the standard).
    """
    if len(first_17) != LENGTH - 1 or not set(first_17) <= set(ALPHABET):
        raise ValueError(f"expected 17 signs of {ALPHABET}, found {first_17!r}")
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(first_17, WEIGHTS, strict=True))
    return ALPHABET[-total % MODULUS]


def credit_code_fault(text: str) -> CodeFault | None:
    """The first thing wrong with `text` as a credit code, or None."""
    code = plain_code(text)
    if len(code) != LENGTH:
        return CodeFault.LENGTH
    if not set(code) <= set(ALPHABET):
        return CodeFault.SIGN
    return None if check_sign(code[:-1]) == code[-1] else CodeFault.CHECK


def credit_codes_in(text: str) -> tuple[tuple[str, CodeFault | None], ...]:
    """Every run of 18 letters and digits in a text (a sign read by a machine, say), each with its fault.

    A run that holds no digit or fewer than eight of them is a word or a model, not a code, and is left out.
    """
    runs = _WORDS.findall(unicodedata.normalize("NFKC", text))
    codes = [plain_code(run) for run in runs if sum(sign.isdigit() for sign in run) >= 8]
    return tuple((code, credit_code_fault(code)) for code in dict.fromkeys(codes))
