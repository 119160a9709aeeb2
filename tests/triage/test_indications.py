"""The page of indications: rates beside the target and the rule, in both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.store import made

Enter = Callable[..., Client]


def page(enter: Enter, language: str = "en") -> str:
    return enter("triager", language=language).get("/indications/").content.decode()


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["Use rate", "Traceability rate", "Yuyao", "not testable", "29 %", "80 %", "How it is counted"]),
    ("zh-hans", ["用标率", "溯源率", "余姚", "无法比对", "29 %", "80 %", "计数规则"]),
])  # fmt: skip
def test_rates_stand_beside_target_and_rule(db: None, enter: Enter, language: str, words: list[str]) -> None:
    """A reader sees how many, of which, by what rule, and what is asked for."""
    made.right("GI:1", kind="gi", text="余姚杨梅", area=["余姚"])
    made.keep(made.kept(made.listing(title="余姚杨梅 3斤", origin="余姚", ocr="地理标志")))
    shown = page(enter, language)
    assert [word for word in words if word not in shown] == []


def test_an_empty_house_says_so(db: None, enter: Enter) -> None:
    """No listing is no rate."""
    assert "No stored listing names an indication." in page(enter)


def test_a_hostile_name_is_escaped(db: None, enter: Enter) -> None:
    """A right's words are text, whatever they hold."""
    made.right("GI:1", kind="gi", text="<script>x</script>")
    made.keep(made.kept(made.listing(title="<script>x</script> 3斤")))
    assert "<script>x" not in page(enter)
