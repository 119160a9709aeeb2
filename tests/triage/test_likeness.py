"""The hit's page shows likeness on its own axes, beside the risk and never in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from registry.models import Right
from store.models import Hit

Enter = Callable[..., Client]


def page(enter: Enter, hit: Hit, language: str = "en") -> str:
    return enter("triager", language=language).get(f"/hits/{hit.id}/").content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Written form", "Sound", "Meaning", "Goods and services", "Fame", "not testable"]),
        ("zh-hans", ["字形", "读音", "含义", "商品或服务", "知名度", "无法比对"]),
    ],
)
def test_every_axis_is_named(hit: Hit, enter: Enter, language: str, words: list[str]) -> None:
    """Each axis has its line, and one on which nothing can be said is told as such."""
    shown = page(enter, hit, language)
    assert [word for word in words if word not in shown] == []


def test_fame_is_shown_as_entered_and_moves_no_risk(hit: Hit, enter: Enter) -> None:
    """A person's entry changes the axis; the risk of the stored hit stays what it was."""
    before = hit.score
    Right.objects.update(fame="well_known")
    table = page(enter, hit).split('id="t-likeness"')[1].split("</table>")[0]
    assert "100 %" in table.split("Fame")[1]
    assert Hit.objects.get().score == before


def test_a_right_that_broke_since_leaves_the_page_standing(hit: Hit, enter: Enter) -> None:
    """A row that breaks a rule by now shows no axes, and the hit all the same."""
    Right.objects.update(nice_classes=[99])
    shown = page(enter, hit)
    assert "t-likeness" not in shown
    assert "Why it was flagged" in shown
