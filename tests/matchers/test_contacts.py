"""Contacts in the text of pictures: as sellers write them, and not where numbers mean something else."""

from __future__ import annotations

import pytest

from matchers.contacts import Contact, contacts


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("电话 13812345678", "phone", "13812345678"),
        ("Tel: +86 138-1234-5678", "phone", "13812345678"),
        ("１３８１２３４５６７８", "phone", "13812345678"),
        ("热线 0579-85123456", "phone", "0579-85123456"),
        ("微信:abc_12345", "wechat", "abc_12345"),
        ("WeChat ID: Tent-Shop88", "wechat", "tent-shop88"),
        ("VX: lamp2024", "wechat", "lamp2024"),
        ("加微 yiwu8899", "wechat", "yiwu8899"),
        ("薇信同号 13812345678", "wechat", "13812345678"),
        ("QQ:123456789", "qq", "123456789"),
        ("义乌市光明百货商行", "house", "义乌市光明百货商行"),
        ("北极星 户外 旗舰店", "house", "北极星户外旗舰店"),
    ],
)
def test_contacts_are_found(line: str, kind: str, value: str) -> None:
    """Telephone, WeChat, QQ and names of houses are told apart and written one way."""
    assert Contact(kind, value) in contacts([line])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "500ml 100g 2024-11-20",
        "订单 20241120138123456789",
        "货号 138123456789",
        "12800mAh 6901234567892",
        "微信支付",
        "微信扫码 领券",
        "Wechat pay accepted",
        "QQ 弹弹",
        "vx 8",
        "有限公司",
        "欢迎光临本店",
        "高品质露营帐篷 厂家直销",
    ],
)
def test_other_numbers_and_words_are_no_contacts(line: str) -> None:
    """Sizes, dates, article numbers, bar codes and words of an offer are nobody's address."""
    assert contacts([line]) == ()


def test_each_contact_is_told_once() -> None:
    """The same number on every picture is one contact."""
    assert contacts(["138 1234 5678", "13812345678"]) == (Contact("phone", "13812345678"),)
