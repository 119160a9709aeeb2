"""Amounts of money in a short text: "US$ 1,299.00", "25,-", "1.2万元", "149.00 - 159.00"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from price_parser.parser import parse_number

_SIGNS: Final = {
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "C$": "CAD",
    "CA$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "R$": "BRL",
    "S$": "SGD",
    "$": "",
    "€": "EUR",
    "£": "GBP",
    "¥": "",
    "￥": "",
    "₽": "RUB",
    "₩": "KRW",
    "₹": "INR",
    "₺": "TRY",
    "₴": "UAH",
    "₸": "KZT",
    "฿": "THB",
    "₫": "VND",
    "₪": "ILS",
    "元": "CNY",
    "円": "JPY",
    "원": "KRW",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "lei": "RON",
    "Lei": "RON",
    "LEI": "RON",
    "руб": "RUB",
    "р.": "RUB",
    "тг": "KZT",
    "kr": "",
    "TL": "TRY",
    "грн": "UAH",
    "лв": "BGN",
    "Rp": "IDR",
    "Rs": "INR",
    "RM": "MYR",
    "Fr": "CHF",
    "RMB": "CNY",
}
_CODES: Final = [
    "USD",
    "EUR",
    "GBP",
    "CNY",
    "JPY",
    "KRW",
    "HKD",
    "TWD",
    "SGD",
    "BRL",
    "RUB",
    "KZT",
    "INR",
    "CHF",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "CZK",
    "HUF",
    "RON",
    "BGN",
    "TRY",
    "UAH",
    "AUD",
    "CAD",
    "NZD",
    "MXN",
    "ARS",
    "CLP",
    "COP",
    "PEN",
    "ZAR",
    "AED",
    "SAR",
    "ILS",
    "THB",
    "VND",
    "IDR",
    "MYR",
    "PHP",
]
_CURRENCY: Final = (
    r"(?:(?<![A-Za-zА-я])(?:" + "|".join((*_CODES, "RMB")) + r")(?![A-Za-z])"
    r"|(?:US|HK|NT|CA|AU|C|A|R|S)?\$|[€£¥￥₽₩₹₺₴₸฿₫₪元円원]"
    r"|(?<![A-Za-zА-я])(?:zł|Kč|Ft|[Ll]ei|LEI|руб|р\.|тг|kr|TL|грн|лв|Rp|Rs|RM|Fr)(?![A-Za-zА-я]))"
)
_NUMBER: Final = (
    r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3}(?!\d))+(?:[.,]\d{1,2}(?!\d))?|\d{1,12}(?:\s?[.,]\s?\d{1,2}(?!\d))?"
)
_AMOUNT: Final = re.compile(
    rf"(?P<before>{_CURRENCY})\.?\s{{0,3}}(?P<n1>{_NUMBER})(?P<wan1>\s?万)?(?:\s?(?P<also>{_CODES[0]}|"
    rf"{'|'.join(_CODES[1:])})\b)?"
    rf"|(?:(?P<low>{_NUMBER})\s?[-–~～至]\s?)?(?P<n2>{_NUMBER})(?P<wan2>\s?万)?\s{{0,3}}(?:,-|"
    rf"\.-)?\s{{0,2}}(?P<after>{_CURRENCY})"
)
_BARE: Final = re.compile(rf"(?<![\w.,-])(?P<n>{_NUMBER})(?![\w%])")
_DIVIDED: Final = re.compile(r"[\s'’\u00a0\u202f]")
_LARGEST: Final = Decimal(10) ** 10


class Amount(NamedTuple):
    """A number, and the currency (ISO code; empty where the sign says none for sure)."""

    value: Decimal
    currency: str
    signed: bool


def amounts(text: str) -> list[Amount]:
    """The amounts with a currency in a text, in order."""
    found = []
    for match in _AMOUNT.finditer(text):
        value = number(match["n1"] or match["low"] or match["n2"])
        if value is not None:
            times = 10_000 if match["wan1"] or match["wan2"] else 1
            sign = match["also"] or match["before"] or match["after"]
            found.append(Amount(value * times, currency_of(sign), signed=True))
    return found


def bare_amounts(text: str) -> list[Amount]:
    """Numbers without a currency: prices only where something else says so."""
    values = (number(match["n"]) for match in _BARE.finditer(text))
    return [Amount(value, "", signed=False) for value in values if value is not None]


def currency_of(sign: str) -> str:
    """The ISO code of a currency sign or code; empty for signs that several currencies share."""
    sign = sign.strip()
    return "CNY" if sign == "RMB" else sign if sign in _CODES else _SIGNS.get(sign, "")


def number(text: str) -> Decimal | None:
    """The number a page writes: "3.499" is three thousand, "3.49" is not."""
    value = parse_number(_DIVIDED.sub("", text))
    return value if value is not None and 0 < value < _LARGEST else None
