"""What the words around a mark say about it."""

from __future__ import annotations

import pytest

from domain.rights import Right, RightKind
from matchers.normal import view
from matchers.occurrence import Occurrence
from matchers.occurrences import occurrences
from matchers.watchlist import Watchlist
from matchers.wording import disclaimer, nominative, sign_use


def occurrence(raw: str, mark: str = "Norvelle", *, field: str = "title") -> Occurrence:
    right = Right(id="r", kind=RightKind.WORD, text=mark, ordinary_word=True)
    return occurrences(view(field, raw), Watchlist.of([right]))[0]


@pytest.mark.parametrize(
    "raw",
    [
        "ear pads for Norvelle",
        "ear pads for the Norvelle",
        "ear pads fits Norvelle X3",
        "stand that holds Norvelle",
        "doll house scaled to Norvelle",
        "case compatible with Norvelle",
        "brush works with Norvelle",
        "filter designed to fit Norvelle (unofficial)",
        "bag for Sonaro, Kiboo and Norvelle",
        "Norvelle-compatible filter",
        "Norvelle compatible filter",
        "third-party filter, Norvelle size",
        "耳机套 适用于 Norvelle",
        "耳机套 适用Norvelle",
        "耳机套 兼容Norvelle",
        "充电线 适配 Norvelle/Kiboo",
        "充电线 适配 Kiboo/Norvelle",
        "钥匙套 可用于Norvelle机型",
        "Norvelle X3 专用耳机套",
        "Norvelle机型专用滤网",
        "Norvelle通用滤网",
        "为Norvelle设计的集尘袋 替换装",
        "Norvelle 滤网 副厂",
        "支持Norvelle 支架",
    ],
)
def test_compatibility_is_heard_on_both_sides(raw: str) -> None:
    """Wording that says what goods fit, before or after the mark, is named."""
    assert nominative(occurrence(raw))


@pytest.mark.parametrize(
    "raw",
    [
        "Norvelle earbuds for running",
        "Norvelle 耳机 可用于多种机型",
        "Norvelle充电宝 支持所有品牌连接",
        "perfect gift for mum: Norvelle earbuds",
        "Norvelle 耳机 适用于苹果手机",
        "forNorvelle".replace("for", "fort "),
        "正品 Norvelle 耳机",
        "comfort Norvelle pillow",
        "Norvelle 耳机 第三方检测报告",
        "Norvelle 耳机 " + "现货速发 " * 8 + "另有副厂滤网",
    ],
)
def test_compatibility_with_something_else_clears_nobody(raw: str) -> None:
    """A cue that does not stand at the mark says nothing about the mark."""
    assert nominative(occurrence(raw)) == ""


@pytest.mark.parametrize(
    "raw",
    [
        "earbuds, not Norvelle",
        "earbuds not made by Norvelle",
        "rice cooker, no Norvelle branding",
        "not affiliated with Norvelle",
        "non-Norvelle filter",
        "并非Norvelle产品",
        "本品不是Norvelle",
        "与Norvelle品牌无关",
        "和 Norvelle 没有任何关系",
    ],
)
def test_denial_is_heard(raw: str) -> None:
    """A seller who says that it is not the mark is not taken at the mark's word."""
    assert disclaimer(occurrence(raw))


@pytest.mark.parametrize(
    "raw", ["why not? Norvelle", "Norvelle nothing else", "无线 Norvelle", "notable Norvelle"]
)
def test_other_negatives_deny_nothing(raw: str) -> None:
    """A negative that belongs to something else denies nothing."""
    assert disclaimer(occurrence(raw)) == ""


@pytest.mark.parametrize(
    ("raw", "mark", "field"),
    [
        ("Heron® jumper", "Heron", "title"),
        ("cheap Heron jacket in stock", "Heron", "title"),
        ("logo: heron", "Heron", "description"),
        ("品牌：指南针", "指南针", "description"),
        ("“指南针” 吊坠", "指南针", "title"),
        ("指南针牌吊坠", "指南针", "title"),
        ("指南针官方旗舰店", "指南针", "seller"),
        ("指南针", "指南针", "brand"),
        ("HERON 羽绒服", "Heron", "title"),
    ],
)
def test_sign_use_is_seen(raw: str, mark: str, field: str) -> None:
    """Quoting, labelling, a register sign, a capital or the brand field make a word a sign."""
    assert sign_use(occurrence(raw, mark, field=field))


@pytest.mark.parametrize(
    ("raw", "mark", "field"),
    [
        ("grey heron print", "Heron", "title"),
        ("Grey Heron Print Cushion Cover", "Heron", "title"),
        ("户外指南针 便携", "指南针", "title"),
        ("指南针 户外", "指南针", "title"),
        ("heron and other birds", "Heron", "description"),
        ("指南针爱好者", "指南针", "seller"),
    ],
)
def test_ordinary_meaning_is_no_sign(raw: str, mark: str, field: str) -> None:
    """A word in its ordinary place is no sign, capitals of a whole title included."""
    assert sign_use(occurrence(raw, mark, field=field)) == ""
