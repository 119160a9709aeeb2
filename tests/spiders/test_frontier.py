"""Requests as they are stored: JSON, complete, and never code."""

from __future__ import annotations

import json
from typing import Any

import pytest
from scrapy import Request, Spider

from spiders.frontier import KNOWN, LEASE, NotStorable, restored, stored, url_of


class Known(Spider):
    name = "known"

    def parse(self, response: Any, **kwargs: Any) -> None:
        """A callback by name."""


def test_a_request_comes_back_as_it_was() -> None:
    """Address, method, headers, body, callback, priority and meta survive the table."""
    spider = Known()
    request = Request(
        "https://s/ü?q=1", spider.parse, method="POST", body=b"\x00\xff", headers={"X-A": ["b", "c"]},
        priority=7, meta={"markwarden_kind": "list", "redirect_times": 1},
    )  # fmt: skip
    back = restored(stored(request, spider), spider)
    assert (back.url, back.method, back.body, back.priority, back.meta) == (
        request.url, "POST", b"\x00\xff", 7, request.meta,
    )  # fmt: skip
    assert back.headers.getlist("X-A") == [b"b", b"c"]
    assert back.callback == spider.parse


def test_what_belongs_to_one_try_is_not_stored() -> None:
    """Leases, download times and browser pages are made anew for every try."""
    meta = {LEASE: "t", "download_latency": 1.0, "playwright_page": object(), "markwarden_kind": "list"}
    payload = stored(Request("https://s/", meta=meta), Known())
    assert json.loads(payload)["meta"] == {"markwarden_kind": "list"}
    assert url_of(payload) == "https://s/"


def test_conditions_are_of_one_page_and_are_not_stored() -> None:
    """A redirect, or a second try, must not be answered "not modified" for another page's tag."""
    asked = {"If-None-Match": '"a"', "If-Modified-Since": "Fri, 20 Nov 2026 04:00:00 GMT", "X-Own": "b"}
    payload = stored(Request("https://s/", headers=asked, meta={KNOWN: object()}), Known())
    assert json.loads(payload)["headers"] == {"X-Own": ["b"]}
    assert json.loads(payload)["meta"] == {}


@pytest.mark.parametrize("meta", [{"x": object()}, {"x": {1, 2}}, {"x": b"bytes"}])
def test_what_json_cannot_hold_is_refused(meta: dict[str, Any]) -> None:
    """A request that would not survive the process is refused loudly, not stored by half."""
    with pytest.raises(NotStorable, match="https://s/"):
        stored(Request("https://s/", meta=meta), Known())


def test_a_callback_that_is_no_method_is_refused() -> None:
    """A function that has no name on the spider could not be found again."""
    with pytest.raises(ValueError, match="is not an instance method"):
        stored(Request("https://s/", print), Known())
