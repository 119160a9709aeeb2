"""Pages that declare another encoding than they have are read as what they are."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from spiders.encodings import encoding_of, rightly_decoded

TEXTS = {
    "zh": "本店主营各类户外灯具，欢迎选购。价格优惠，包邮到家，品质保证。",
    "tw": "本店主營各類戶外燈具，歡迎選購。價格優惠，包郵到家，品質保證。",
    "jp": "この商品は日本製です。送料無料でお届けします。価格は税込です。",
    "kr": "이 상품은 무료 배송입니다. 가격은 부가세 포함입니다.",
    "de": "Größe: für Männer. Über uns, Öffnungszeiten täglich, Rückgabe möglich.",
}


def page(text: str, encoding: str) -> bytes:
    return f"<html><title>x</title><p>{text}</p><p>{text}</p></html>".encode(encoding)


@pytest.mark.parametrize("declared", ["utf-8", "cp1252"])
@pytest.mark.parametrize(
    ("text", "real"),
    [
        ("zh", "gb18030"), ("zh", "utf-8"), ("tw", "big5"), ("jp", "euc_jp"), ("jp", "shift_jis"),
        ("jp", "utf-8"), ("kr", "euc_kr"), ("de", "cp1252"), ("de", "utf-8"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_seen_through(text: str, real: str, declared: str) -> None:
    """Whatever a page declares, its words come out."""
    body = page(TEXTS[text], real)
    assert TEXTS[text] in body.decode(encoding_of(body, declared), "replace")


@pytest.mark.parametrize(
    ("text", "declared"),
    [
        ("zh", "gb18030"),
        ("zh", "gb2312"),
        ("jp", "euc_jp"),
        ("jp", "shift_jis"),
        ("kr", "euc_kr"),
        ("tw", "big5"),
    ],
)  # fmt: skip
def test_a_right_declaration_is_kept(text: str, declared: str) -> None:
    """A page that says what it is is believed."""
    body = page(TEXTS[text] if declared != "gb2312" else TEXTS["zh"], declared)
    assert TEXTS[text] in body.decode(encoding_of(body, declared))


def test_a_page_of_plain_letters_keeps_what_it_declares() -> None:
    """Where no byte tells, the declaration stands."""
    assert encoding_of(b"<h1>lamp</h1>", "euc_jp") == "euc_jp"


def test_one_bad_byte_changes_nothing() -> None:
    """A page cut within a character is still what it declares."""
    body = page(TEXTS["zh"] * 10, "utf-8")[:-12]
    assert encoding_of(body + b"\xe5", "utf-8") == "utf-8"


def test_the_platform_file_has_the_last_word() -> None:
    """An encoding named in the platform file is not argued with."""
    response = HtmlResponse("https://s.example/", body=page(TEXTS["zh"], "utf-8"), encoding="utf-8")
    assert rightly_decoded(response, "gb18030").encoding == "gb18030"


def test_a_gbk_page_that_says_utf_8_is_read() -> None:
    """A response whose header lies has the right text."""
    response = HtmlResponse(
        "https://s.example/", body=page(TEXTS["zh"], "gb18030"),
        headers={"Content-Type": "text/html; charset=utf-8"},
    )  # fmt: skip
    assert "户外灯具" in rightly_decoded(response).text
