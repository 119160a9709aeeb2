"""Outside text reaches every page as text and as nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from domain.match import Match, Reason
from domain.values import Span
from registry.models import Right, RightsHolder
from store.models import Hit, Platform
from tests.store import made
from triage.templatetags.desk import host, run, safe_url

NASTY = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "</title></textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "\u202eevil\u202c &lt;b&gt; &amp;",
)
TAG = re.compile(r"<(script|img|svg|iframe|b)\b[^>]*(alert|onerror|onload)", re.IGNORECASE)


def plant(text: str) -> Hit:
    """A hit whose every outside field is this text, between letters so that spans have a middle."""
    whole = f"迪卡侬 {text} 帐篷"
    holder, _made = RightsHolder.objects.update_or_create(key="acme", defaults={"name": text})
    Right.objects.create(
        code="CN-TM:1", holder=holder, kind="word", text=whole,
        aliases=[text], goods=[text], area=[text], territory=text[:60],
    )  # fmt: skip
    reasons = tuple(
        Reason(feature=feature, score=0.5, weight=weight, ours=text, theirs=text, span=Span("title", 0, 8))
        for feature, weight in (("exact_text", 0.9), (text, 0.1), ("term", 0.0))
    )
    offer = made.listing(
        title=whole, seller=whole, seller_id=text, brand=whole, category=whole, description=whole, ocr=whole,
        url=text, origin=text, ships_from=text, article=text, seller_credit_code=text,
    )  # fmt: skip
    made.keep(made.kept(offer, Match(right_id="CN-TM:1", matcher="text", score=0.9, reasons=reasons)))
    Platform.objects.update(name=text)
    return Hit.objects.get()


@pytest.mark.parametrize("text", NASTY)
def test_nothing_becomes_markup(text: str, enter: Callable[[str], Client]) -> None:
    """Hostile text in titles, sellers, reasons, names, addresses and searches stays text on every page."""
    hit = plant(text)
    client = enter("operator")
    client.post(f"/hits/{hit.id}/decide/", {"verdict": "unsure", "note": text, "revision": "1"})
    for address in ("/?status=any", f"/hits/{hit.id}/", "/sweeps/", "/audit/", f"/audit/?subject={text}"):
        page = client.get(address).content.decode()
        assert not TAG.search(page), address
        assert "<script>" not in page
        assert 'href="javascript:' not in page
        assert "迪卡侬 14" not in page


@pytest.mark.parametrize("text", NASTY)
def test_searches_and_ways_back_are_text_too(text: str, enter: Callable[[str], Client]) -> None:
    """What a person types into the address comes back as text."""
    client = enter("triager")
    for name in ("q", "platform", "right", "kind", "status", "after"):
        page = client.get("/", {name: text}).content.decode()
        assert not TAG.search(page)
        assert "<script>" not in page


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example", "/local",
        "ftp://a.example/", "http://", "https://u:p@bank.example/", "http://a.example/\n", "http://[::1",
        "http://a b.example/", "", "vbscript:x", "\thttps://a.example/", "https://a.example/\u202egpj",
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(address: str) -> None:
    """Anything but http and https with a plain host is no link."""
    assert safe_url(address) == ""


def test_web_addresses_become_links() -> None:
    """A web address is kept as it is, and its host is told."""
    address = "https://shop.example:8443/a?b=c#d"
    assert (safe_url(address), host(address)) == (address, "shop.example:8443")


def test_invisible_characters_are_shown() -> None:
    """A zero-width or direction-changing character is named, and does not act."""
    shown = run("得\u200b力\u202e")
    assert "U+200B ZERO WIDTH SPACE" in shown
    assert "\u200b" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("迪卡侬 tent", "zh"),
        ("キャンプ 用品", "ja"),
        ("텐트", "ko"),
        ("Tent", "en"),
        ("Zelt für zwei", ""),
        ("12", ""),
    ],
)
def test_each_run_says_its_language(text: str, language: str) -> None:
    """Outside text carries its own language, or none where none is known."""
    assert run(text).startswith(f'<bdi lang="{language}">')
