"""What the desk says of a licence and a seller: the same as the matchers, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from registry.models import Licence, Right
from store.models import Hit
from tests.store import made
from triage.evidence import known_by

Enter = Callable[..., Client]
CODE = "91330200MA2AAAAA0X"


@pytest.mark.parametrize(
    ("licence", "seller"),
    [
        ({"seller_id": "s1"}, {}),
        ({"seller_id": " s1 "}, {}),
        ({"credit_code": CODE.lower()}, {"seller_credit_code": CODE}),
        ({"credit_code": CODE}, {"seller_credit_code": "９１３３０２００ＭＡ２ＡＡＡＡＡ０Ｘ"}),
    ],
)
def test_a_licensee_is_known_whatever_the_width_and_case(
    licence: dict[str, str], seller: dict[str, str]
) -> None:
    """An id or a credit code written another way is the same id or code."""
    assert known_by(Licence(**licence), made.listing(**seller)) == "licensed"


@pytest.mark.parametrize("name", ["Ｄｅｃａｔｈｌｏｎ Shop", "decathlon  shop", " DECATHLON SHOP "])
def test_a_name_is_compared_as_the_matchers_do(name: str) -> None:
    """Width, case and blanks of a name are no difference, and a name is only a name."""
    found = known_by(Licence(seller="Decathlon Shop"), made.listing(seller=name))
    assert found == "licensed_by_name"


@pytest.mark.parametrize(
    ("licence", "seller"),
    [
        ({}, {"seller": "", "seller_id": ""}),
        ({"seller": "别家"}, {}),
        ({"seller": "小商品店"}, {"seller": "小商品店2"}),
        ({"seller": "小商品店", "credit_code": CODE}, {"seller_credit_code": CODE.replace("A", "B")}),
        ({"credit_code": CODE}, {}),
    ],
)
def test_a_stranger_is_not_known(licence: dict[str, str], seller: dict[str, str]) -> None:
    """Empty names agree with nobody, and a name beside another's credit code is a stranger's."""
    assert known_by(Licence(**licence), made.listing(**seller)) == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "nothing else says that it is the licensee"), ("zh-hans", "没有其他信息表明其就是被许可人")],
)
def test_the_hits_page_says_that_only_the_name_agrees(
    hit: Hit, enter: Enter, language: str, words: str
) -> None:
    """An officer sees which licence names the seller, and that it is by name only."""
    Licence.objects.create(right=Right.objects.get(), seller="小商品店")
    assert words in enter("triager", language=language).get(f"/hits/{hit.id}/").content.decode()


@pytest.mark.parametrize(("code", "told"), [(f"{CODE} (副本)", True), (CODE, False)])
def test_an_impossible_credit_code_is_told(db: None, enter: Enter, code: str, told: bool) -> None:
    """What the page wrote in the code's place is shown whole, with the remark that it is none."""
    made.right()
    made.keep(made.kept(made.listing(seller_credit_code=code), made.match()))
    page = enter("triager").get(f"/hits/{Hit.objects.get().id}/").content.decode()
    assert code in page
    assert ("too long for a credit code" in page) == told
