"""Alerts: one open alert a thing, closed by a person."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from store.alerts import close_alert, raise_alert
from store.collecting import Alert
from store.models import AuditLine
from store.sweeps import open_sweep
from tests.store.made import NOW, later

pytestmark = pytest.mark.django_db
DRIFT = {"kind": "field", "name": "price", "now": 0.0, "usual": 0.98}


def test_the_same_thing_seen_again_is_one_alert() -> None:
    """Five sweeps with one broken selector make one alert that says five, with the newest numbers."""
    for day in range(5):
        raise_alert(
            open_sweep("p"), Alert.Kind.DRIFT, "field price", detail={**DRIFT, "now": day}, now=later(day)
        )
    alert = Alert.objects.get()
    assert (alert.times, alert.detail["now"], alert.at, alert.last_at) == (5, 4, NOW, later(4))


def test_a_sweep_concluded_twice_counts_once() -> None:
    """A process killed while concluding may do it again."""
    sweep = open_sweep("p")
    for _ in range(2):
        raise_alert(sweep, Alert.Kind.DRIFT, "field price", detail=DRIFT, now=NOW)
    assert Alert.objects.get().times == 1


def test_what_comes_again_after_it_was_closed_is_a_new_alert() -> None:
    """Closing says "seen", not "never again"; closing twice is no second closing."""
    first = raise_alert(open_sweep("p"), Alert.Kind.BLOCKED, "refused", detail={"sign": "403"}, now=NOW)
    assert close_alert(first.pk, person="ann", now=NOW)
    assert not close_alert(first.pk, person="bob", now=NOW)
    second = raise_alert(open_sweep("p"), Alert.Kind.BLOCKED, "refused", detail={"sign": "403"}, now=NOW)
    assert second.pk != first.pk
    assert AuditLine.objects.get().actor == "ann"


@pytest.mark.parametrize(
    ("language", "words"), [("en", "price found on 0% of listings"), ("zh-hans", "字段 price")]
)
def test_an_alert_says_what_moved(language: str, words: str) -> None:
    """In the reader's language, with both numbers."""
    alert = raise_alert(open_sweep("p"), Alert.Kind.DRIFT, "field price", detail=DRIFT, now=NOW)
    with override(language):
        assert words in alert.in_words
        assert "98%" in alert.in_words
