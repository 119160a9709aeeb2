"""The price a page shows: every short text with an amount, weighed by where and under what name it stands."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from spiders.generic import signs
from spiders.generic.amounts import Amount, amounts, bare_amounts
from spiders.generic.heading import Heading
from spiders.generic.outline import Outline, Text, text_inside

MOST_CANDIDATES: Final = 300
# The text of a price with its currency and a word or two; longer texts speak of something.
LONGEST_PRICE: Final = 70
_DIGIT: Final = re.compile(r"\d")
WRONG_WORDS: Final = re.compile(
    r"(?i)\b(?:rrp|msrp|was|uvp|pvp|save|you save|saving|off|shipping|delivery|versand\w*|"
    r"per month|/ ?month|monat\w*|"
    r"mes(?:es)?|mensual\w*|x de|sem juros|cuotas?|installments?|instalments?|list price|statt|"
    r"antes|de:|from previous|"
    r"coupon|discount|rabatt|porto|livraison|envio|envío|postage|free|over|minimum|"
    r"each additional|ex\.? ?vat|"
    r"excl\w*|/ ?(?:100|kg|l|g|ml|m²)|sparen|réduction|desconto|economize|zľava|sleva|reducere|"
    r"ušetríte|economi\w*|"
    r"trade[- ]in|points?)\b|[點点]|积分|包邮|满\s?\d|每期|期0?利率|分期|原价|原價|運費|运费|"
    r"市場價|定價|рассрочк|в месяц|доставк|скидк|бонус|定価|%"
)
# What is added to a price or taken from it.
_EXTRA: Final = re.compile(r"^\(?[+\-−–]\s?\D{0,4}\d")
_GOOD_WORDS: Final = re.compile(
    r"(?i)\b(?:price|now|our price|today|preis|prix|precio|preço|prezzo|cena|pret|preț|цена|"
    r"only)\b|售价|售價|价格|價格|特價|促销价|網路價|ราคา|価格|税込"
)
BUY_WORDS: Final = re.compile(
    r"(?i)^(?:add to (?:cart|basket|bag|trolley)|buy(?: it)? now|buy|in den warenkorb|"
    r"in den einkaufswagen|warenkorb|ajouter au panier|"
    r"comprar(?: agora| ahora)?|añadir al carrito|a[dñ]adir a la cesta|adicionar ao carrinho|"
    r"agregar al carrito|"
    r"aggiungi al carrello|acquista|do košíka|do košíku|vložiť do košíka|dodaj do koszyka|"
    r"v košarico|dodaj v košarico|"
    r"adaug[aă] [iî]n co[sș]|kúpiť|koupit|kup teraz|в корзину|купить|lägg i varukorg|"
    r"legg i handlekurv|læg i kurv|"
    r"lisää ostoskoriin|in winkelwagen|kosárba|sepete ekle|ekle|加入购物车|加入購物車|立即购买|"
    r"立即購買|放入購物車|カートに入れる|"
    r"購入|장바구니|구매하기|place bid|contact supplier|inquire|order now)\b"
)


@dataclass(slots=True)
class Candidate:
    """An amount that may be the price, where it stands, and how much speaks for it."""

    amount: Amount
    element: Any
    at: int
    text: str
    score: float = 0.0


def price_candidates(outline: Outline, heading: Heading) -> list[Candidate]:
    """The amounts a page shows, likeliest first."""
    found = _found(outline, heading)
    counted = Counter(one.amount.value for one in found)
    buys = [text.at for text in outline.texts if len(text.text) < 40 and BUY_WORDS.match(text.text)]
    for one in found:
        one.score = _score(one, outline, heading, buys) + 0.4 * min(counted[one.amount.value] - 1, 3)
    return sorted((one for one in found if one.score > -50), key=lambda one: -one.score)


def _found(outline: Outline, heading: Heading) -> list[Candidate]:
    found: dict[Any, Candidate] = {}
    for text in outline.texts:
        if len(text.text) > LONGEST_PRICE or not _DIGIT.search(text.text):
            continue
        candidate = _candidate(text, heading)
        if candidate is not None and candidate.element not in found:
            found[candidate.element] = candidate
            if len(found) >= MOST_CANDIDATES:
                break
    return list(found.values())


def _candidate(text: Text, heading: Heading) -> Candidate | None:
    """The smallest element around a text that holds a number and its currency, or is called a price."""
    element, priced = text.element, 0
    whole = ""
    for _level in range(4):
        if element is None or element in heading.around or element is heading.element:
            break
        inside = text_inside(element, LONGEST_PRICE)
        if not inside:
            break
        whole = inside
        priced |= signs.of(element) & signs.PRICE
        if sums := amounts(inside):
            return Candidate(sums[0], element, text.at, inside)
        element = element.getparent()
    if priced and (bare := bare_amounts(whole)):
        return Candidate(bare[0], text.element, text.at, whole)
    return None


def _score(one: Candidate, outline: Outline, heading: Heading, buys: list[int]) -> float:
    near = near_signs(one.element, heading)
    above = outline.signs_above(one.element, heading.around)
    score = 1.5 * one.amount.signed
    score += 2.0 * bool(near & signs.PRICE) + 1.0 * bool(near & signs.GOOD)
    score -= 2.5 * bool(near & signs.WRONG) + 100.0 * bool(above & signs.STRUCK)
    score -= 4.0 * bool(above & signs.ASIDE) + 3.0 * bool(above & signs.REVIEW)
    score += 1.5 * bool(above & signs.BUY) + 1.5 * (one.element.get("itemprop") in ("price", "lowPrice"))
    score += _by_words(one) - 3.0 * bool(_EXTRA.match(one.text)) - 2.0 * _is_choice(one.element)
    if heading.element is not None:
        away = one.at - heading.at
        score += 4.0 * math.exp(-(away if away >= 0 else -3 * away) / 60)
    if buys:
        score += 1.5 * math.exp(-min(abs(at - one.at) for at in buys) / 15)
    # A price stands alone or with a word; a link that ends in an amount speaks of other goods.
    return score - 0.03 * max(len(one.text) - 20, 0) - 1.5 * (one.element.tag == "a" and len(one.text) > 15)


def _is_choice(element: Any) -> bool:
    """Whether an amount belongs to one choice among several."""
    around = [element, *list(element.iterancestors())[:3]]
    return any(node.tag in ("label", "option") for node in around)


def near_signs(element: Any, heading: Heading) -> int:
    """The signs of an element and of three levels around it, the heading's surroundings left out."""
    found = 0
    for _level in range(4):
        if element is None or element in heading.around:
            break
        found |= signs.of(element)
        element = element.getparent()
    return found


def _by_words(one: Candidate) -> float:
    parent = one.element.getparent()
    around = one.text
    if parent is not None:
        around = text_inside(parent, LONGEST_PRICE) or around
    wrong = 2.5 * bool(WRONG_WORDS.search(one.text)) or 1.0 * bool(WRONG_WORDS.search(around))
    return 0.7 * bool(_GOOD_WORDS.search(around)) - wrong
