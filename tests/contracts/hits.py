"""Documents the contract of the triage index is tried on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from domain.ports import Cursor, HitDoc, HitIndex, HitQuery, ReasonDoc, Scope

ALL = Scope.everything()
REASON = ReasonDoc("exact_text", 0.9, "迪卡侬", "迪卡侬")


def doc(number: int = 1, **values: Any) -> HitDoc:
    start: dict[str, Any] = {
        "id": f"{number:011x}{0:021x}", "revision": 1, "holder": "acme", "right": "CN-TM:1", "kind": "word",
        "platform": "yiwugo", "seller": "小商品店", "region": "浙江义乌", "status": "open", "score": 0.9,
        "title": "帐篷", "text": "", "mark": "", "captured_at": datetime(2026, 11, 20, tzinfo=UTC),
        "price_minor": 600, "currency": "CNY", "reasons": (REASON,),
    }  # fmt: skip
    return HitDoc(**{**start, **values})


SEARCHED = (
    doc(1, title="宁波轴承厂 直销 轴承"),
    doc(2, title="Ｎｉｋｅ Air Max 运动鞋"),
    doc(3, title="苹果手机壳iPhone15", text="适用 iPhone 15 Pro"),
    doc(4, title="Crème Brûlée L'Oréal 面霜"),
    doc(5, title="贵州茅台酒 500ml", mark="茅台"),
    doc(6, title="波浪纹 宁静", text="不是那个地方"),
    doc(7, title="カメラ ｶﾞﾝﾀﾞﾑ 模型"),
    doc(8, title="正品 𠮷野家 优惠券", text='say "hello" C:\\dir 100%_x'),
    doc(9, title="한국어 옷 가게"),
    doc(10, title="壳"),
    doc(11, title="outdoor air", text="not a or near title to !!!"),
)


def put(index: HitIndex, *docs: HitDoc) -> None:
    result = index.upsert(docs)
    assert result.settled == {one.id for one in docs}, result
    index.refresh()


def found(index: HitIndex, text: str = "", *, scope: Scope = ALL, size: int = 500, **asked: Any) -> list[int]:
    """The numbers of the hits found, in order."""
    page = index.search(scope, HitQuery(text=text, **asked), after=None, size=size)
    return [int(one[:11], 16) for one in page.ids]


def pages(index: HitIndex, *, size: int) -> list[Sequence[str]]:
    """Every page of everything, by cursor."""
    after: Cursor | None = None
    read: list[Sequence[str]] = []
    while True:
        page = index.search(ALL, HitQuery(), after=after, size=size)
        read.append(page.ids)
        after = page.after
        if after is None:
            return read
