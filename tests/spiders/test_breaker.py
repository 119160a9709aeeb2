"""The breaker: refusals end a sweep, single bad pages do not."""

from __future__ import annotations

import pytest

from spiders.breaker import EMPTY_IN_A_ROW, IN_A_ROW, Breaker, gate_sign
from spiders.manners import pause_asked, within


def test_refusals_in_a_row_open_it() -> None:
    """Three refusals one after the other are meant for us."""
    breaker = Breaker()
    for _ in range(IN_A_ROW - 1):
        breaker.refused("u", "HTTP 403")
    assert not breaker.open
    assert breaker.suspicious
    breaker.refused("u", "HTTP 403")
    assert breaker.open


def test_one_forbidden_page_is_no_refusal_of_us() -> None:
    """A good answer between refusals closes the row."""
    breaker = Breaker()
    for _ in range(5):
        breaker.refused("u", "HTTP 403")
        for _ in range(2):
            breaker.answered()
    assert not breaker.open
    assert not breaker.suspicious


def test_half_of_the_pages_refused_opens_it() -> None:
    """A site that refuses every second page refuses us, too."""
    breaker = Breaker()
    for _ in range(20):
        breaker.refused("u", "HTTP 429")
        breaker.answered()
    assert breaker.open


def test_goods_that_suddenly_are_gone_open_it() -> None:
    """Twenty pages in a row without their listing, after others had one: a refusal without a word."""
    breaker = Breaker()
    breaker.filled()
    opened = []
    for _ in range(EMPTY_IN_A_ROW):
        breaker.empty("u")
        opened.append(breaker.open)
    assert opened == [False] * (EMPTY_IN_A_ROW - 1) + [True]
    assert "without the listing" in breaker.sign


def test_empty_pages_between_full_ones_do_not() -> None:
    """Goods are taken down one by one; and a shop that never showed any is not one that refuses us."""
    some, never = Breaker(), Breaker()
    for _ in range(200):
        some.empty("u")
        some.filled()
        never.empty("u")
    assert not some.open
    assert not never.open


def test_an_answer_to_an_earlier_request_says_nothing_of_now() -> None:
    """A page asked for before a refusal and answered after it does not close the row."""
    breaker = Breaker()
    early = breaker.asked()
    breaker.asked()
    breaker.refused("u", "HTTP 403")
    suspicious = []
    for number in (early, breaker.asked()):
        breaker.answered(number)
        suspicious.append(breaker.suspicious)
    assert suspicious == [True, False]


@pytest.mark.parametrize(
    ("url", "asked", "title"),
    [
        ("http://s/login?next=/g/1", "http://s/g/1", "Welcome"),
        ("http://s/g/1/_____tmd_____/punish", "http://s/g/1", ""),
        ("http://s/g/1", "http://s/g/1", "安全验证"),
        ("http://s/g/1", "http://s/g/1", "Just a moment..."),
    ],
)
def test_gates_are_recognised(url: str, asked: str, title: str) -> None:
    """Login and captcha pages in a page's place are told by where they are or what they are called."""
    assert gate_sign(url, asked, title)


@pytest.mark.parametrize(
    ("url", "title"),
    [
        ("http://s/g/1", "Catalogue"),
        ("http://s/blogging/in", "Login rack"),
        ("http://s/login", "Log in"),
        ("http://s/", ""),
    ],
)
def test_ordinary_pages_are_no_gates(url: str, title: str) -> None:
    """A page that is where it was asked for, with an ordinary name, is just a page."""
    assert not gate_sign(url, url, title)


def test_retry_after_is_read_in_both_forms() -> None:
    """Seconds or a date; nonsense is no pause."""
    assert pause_asked(b"120", 0) == 120
    assert pause_asked(b"Thu, 01 Jan 1970 00:01:00 GMT", 0) == 60
    assert pause_asked(b"Thu, 01 Jan 1970 00:01:00 GMT", 100) == 0
    assert pause_asked(b"soon", 0) == pause_asked(None, 0) == pause_asked("²".encode(), 0) == 0


def test_hosts_are_exact_or_below() -> None:
    """A host covers its subdomains; a host with a port that port only; an address nothing else."""
    hosts = frozenset({"shop.example", "127.0.0.1:8000"})
    assert within("https://img.shop.example/a", hosts)
    assert within("http://127.0.0.1:8000/", hosts)
    assert not within("http://127.0.0.1:8001/", hosts)
    assert not within("http://notshop.example/", hosts)
    assert not within("http://shop.example.evil.test/", hosts)
    assert not within("http://x:99999/", hosts)
    assert not within("http://[", hosts)
