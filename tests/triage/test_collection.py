"""Orders and alerts at the desk: an operator's, with a reason, and seen by whoever sees the house."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from store.alerts import raise_alert
from store.collecting import Alert, Directive
from store.directives import stop_for
from store.models import AuditLine
from store.sweeps import open_sweep
from tests.store.made import NOW

Enter = Callable[..., Client]


@pytest.fixture
def alert(db: None) -> Alert:
    sweep = open_sweep("yiwugo")
    sweep.coverage = {
        "looked_at": 90, "not_looked_at": {"robots": 4, "budget": 6},
        "missed": {"number": 133.1, "low": 122.6, "high": 143.6, "with_sweep": 3},
    }  # fmt: skip
    sweep.save()
    detail = {"kind": "field", "name": "<b>price", "now": 0.0, "usual": 0.98}
    return raise_alert(sweep, Alert.Kind.DRIFT, "field price", detail=detail, now=NOW)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Its pages have changed", "0%", "90 pages looked at", "6 × the budget was spent", "133")),
        ("zh-hans", ("页面已改版", "0%", "已查看 90 页", "6 × 预算已用完", "133")),
    ],
)
def test_the_page_of_sweeps_tells_alerts_and_coverage(
    language: str, words: tuple[str, ...], alert: Alert, enter: Enter
) -> None:
    """What changed, what was not looked at and why, and how much may be missing; in the reader's language."""
    page = enter("auditor", language=language).get("/sweeps/").content.decode()
    for word in words:
        assert word in page
    assert "<b>price" not in page


def test_an_operator_stops_and_starts(enter: Enter, alert: Alert) -> None:
    """With a reason, one platform or all; the page then says who and why."""
    desk = enter("operator")
    desk.post("/sweeps/order/", {"what": "stop", "platform": "yiwugo", "reason": "court order"})
    desk.post("/sweeps/order/", {"what": "stop", "platform": "", "reason": "storm"})
    shown = re.sub("<[^>]+>", "", enter("auditor").get("/sweeps/").content.decode())
    assert "operator: storm" in shown
    desk.post("/sweeps/order/", {"what": "go", "platform": "", "reason": "over"})
    standing = stop_for("yiwugo")
    assert standing is not None
    assert standing.reason == "court order"
    assert stop_for("oscar") is None
    assert AuditLine.objects.filter(actor="operator").count() == 3


@pytest.mark.parametrize("person", ["triager", "auditor", "holder", "nobody"])
def test_nobody_else_gives_orders(person: str, enter: Enter, alert: Alert) -> None:
    """Neither orders nor the closing of alerts, and no form that offers them."""
    desk = enter(person)
    assert desk.post("/sweeps/order/", {"what": "stop", "reason": "x"}).status_code == 403
    assert desk.post(f"/sweeps/alerts/{alert.pk}/close/").status_code == 403
    assert "/sweeps/order/" not in desk.get("/sweeps/").content.decode()
    assert not Directive.objects.exists()


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"what": "stop", "platform": "nowhere", "reason": "x"}, 404),
        ({"what": "destroy", "platform": "", "reason": "x"}, 404),
        ({"what": "stop", "platform": "", "reason": "  "}, 302),
        ({}, 404),
    ],
)
def test_an_order_that_says_nothing_does_nothing(
    wish: dict[str, str], status: int, enter: Enter, alert: Alert
) -> None:
    """Unknown platform, unknown order, no reason: nothing is stopped."""
    assert enter("operator").post("/sweeps/order/", wish).status_code == status
    assert not Directive.objects.exists()


def test_an_alert_is_closed_once(enter: Enter, alert: Alert) -> None:
    """It leaves the page, and the audit trail says who looked at it."""
    desk = enter("operator")
    for _ in range(2):
        assert desk.post(f"/sweeps/alerts/{alert.pk}/close/").status_code == 302
    assert desk.post("/sweeps/alerts/999/close/").status_code == 404
    assert "pages have changed" not in desk.get("/sweeps/").content.decode()
    assert AuditLine.objects.get().action == "alert.closed"
