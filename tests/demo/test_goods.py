"""The planted goods are the same everywhere, hold every kind, and are hard enough."""

from __future__ import annotations

import json

import pytest

from markwarden.demo.captures import NOW, THEN, make_captures
from markwarden.demo.goods import INFRINGING, MARKET, PLAIN, PLAN, SHOP, make_goods, shares
from markwarden.demo.protected import ASIAN_GAMES_MARK, ASIAN_GAMES_SIGN
from markwarden.demo.vocabulary import credit_code


def test_goods_are_the_same_every_time() -> None:
    """The same market asked for twice is the same to the last picture."""
    assert make_goods(SHOP, 1000) == make_goods(SHOP, 1000)
    assert make_goods(SHOP, 60) != make_goods(MARKET, 60)


@pytest.mark.parametrize(("platform", "total"), [(SHOP, 1000), (MARKET, 300), (SHOP, 60)])
def test_every_kind_is_planted(platform: str, total: int) -> None:
    """Each market holds each kind at least once, and exactly as many goods as asked for."""
    goods = make_goods(platform, total)
    assert len(goods) == total
    assert {good.kind for good in goods} == {*PLAN, PLAIN}


@pytest.mark.parametrize("total", [300, 1000])
def test_enough_infringes_and_enough_looks_alike(total: int) -> None:
    """At least 15 % infringe, and at least 25 % are honest but look as if they did."""
    planned = shares(total)
    assert sum(planned[kind] for kind in INFRINGING) >= 0.15 * total
    assert sum(planned[kind] for kind in PLAN if kind not in INFRINGING) >= 0.25 * total


def test_only_infringing_goods_expect_a_hit() -> None:
    """A planted kind expects hits on all of its goods, or on none."""
    for good in make_goods(SHOP, 1000):
        assert bool(good.expected) == (good.kind in INFRINGING), good.kind


def test_a_goods_file_gives_nothing_away() -> None:
    """What the markets are filled from says nothing of what was planted."""
    text = json.dumps([good.record() for good in make_goods(MARKET, 300)])
    assert not any(word in text for word in (*PLAN, "expected", "DEMO-"))


def test_too_few_goods_are_refused() -> None:
    """A market too small for every kind is refused, not made incomplete."""
    with pytest.raises(ValueError, match="too few"):
        make_goods(SHOP, 10)


def test_captures_rest_on_the_basis_of_their_day() -> None:
    """Captures from the sign's term expect the sign; today's expect the mark alone."""
    by_kind = {kind: [good for good in make_captures() if good.kind == kind] for kind in (THEN, NOW)}
    assert all(good.expected == {ASIAN_GAMES_SIGN} for good in by_kind[THEN])
    assert all(good.expected == {ASIAN_GAMES_MARK} and not good.allowed for good in by_kind[NOW])


def test_credit_codes_check_themselves() -> None:
    """Sellers' codes satisfy the check character of GB 32100: the weighted sum is a multiple of 31."""
    order = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for number in (1, 77, 90001):
        code = credit_code(number)
        weighed = sum(order.index(char) * pow(3, place, 31) for place, char in enumerate(code[:17]))
        assert len(code) == 18
        assert (weighed + order.index(code[17])) % 31 == 0
