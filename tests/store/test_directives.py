"""Orders about collection: who gave them, why, and what they hold for."""

from __future__ import annotations

import pytest

from domain.errors import ConfigError
from store.collecting import Directive
from store.directives import despite_robots, let_go_on, order, stop_for
from store.models import AuditLine, Platform
from store.sweeps import platform_row
from tests.store.made import NOW

pytestmark = pytest.mark.django_db
Kind = Directive.Kind


def stop(platform: str = "", reason: str = "court order") -> Directive:
    return order(Kind.STOP, platform, person="ann", reason=reason, now=NOW)


def test_a_stop_holds_for_its_platform_only() -> None:
    """One platform is stopped and no other."""
    stop("yiwugo")
    assert stop_for("yiwugo") is not None
    assert stop_for("oscar") is None


def test_a_stop_of_all_holds_for_platforms_nobody_knew() -> None:
    """The switch for all also holds back a platform that is added afterwards."""
    stop()
    assert stop_for("added-later") is not None


def test_a_lifted_stop_holds_no_longer_but_is_still_known() -> None:
    """Who lifted it and why stands beside who gave it and why."""
    stop("yiwugo")
    assert let_go_on("yiwugo", person="bob", reason="settled", now=NOW) == 1
    assert stop_for("yiwugo") is None
    row = Directive.objects.get()
    assert (row.person, row.reason, row.lifted_by, row.lifted_because) == (
        "ann", "court order", "bob", "settled",
    )  # fmt: skip
    assert list(AuditLine.objects.order_by("pk").values_list("actor", "action")) == [
        ("ann", "collection.stop"), ("bob", "collection.stop.lifted"),
    ]  # fmt: skip


def test_lifting_the_stop_of_all_leaves_a_platforms_own() -> None:
    """Each order is lifted by its own name."""
    stop("yiwugo")
    stop()
    let_go_on("", person="bob", reason="over", now=NOW)
    assert stop_for("yiwugo") is not None
    assert stop_for("oscar") is None


def test_an_order_given_twice_is_one_order() -> None:
    """The second person finds the first one's order, and lifting it once is enough."""
    assert stop("yiwugo").pk == stop("yiwugo", "again").pk
    assert let_go_on("yiwugo", person="bob", reason="over", now=NOW) == 1
    assert stop_for("yiwugo") is None


@pytest.mark.parametrize(("person", "reason"), [("", "why"), ("ann", ""), ("  ", "why"), ("ann", " \0\n ")])
def test_an_order_without_a_person_or_reason_is_refused(person: str, reason: str) -> None:
    """Nobody is no person and blanks are no reason; nothing is kept."""
    for give in (
        lambda: order(Kind.STOP, "yiwugo", person=person, reason=reason, now=NOW),
        lambda: let_go_on("yiwugo", person=person, reason=reason, now=NOW),
    ):
        with pytest.raises(ConfigError, match="a person and a reason"):
            give()
    assert not Directive.objects.exists()
    assert not AuditLine.objects.exists()


def test_robots_is_never_set_aside_for_all() -> None:
    """Only one named platform at a time, whose licence or authorisation somebody has read."""
    with pytest.raises(ConfigError, match="never for all"):
        order(Kind.DESPITE_ROBOTS, "", person="ann", reason="licence 12", now=NOW)
    order(Kind.DESPITE_ROBOTS, "yiwugo", person="ann", reason="licence 12", now=NOW)
    assert despite_robots("yiwugo") is not None
    assert despite_robots("oscar") is None


def test_a_platform_that_refused_us_goes_on_by_a_persons_word_only() -> None:
    """Letting it go on clears the refusal, and the audit trail says what it was."""
    platform_row("yiwugo")
    Platform.objects.update(blocked_since=NOW, blocked_sign="captcha")
    assert let_go_on("yiwugo", person="bob", reason="talked to the owner", now=NOW) == 1
    assert Platform.objects.get().blocked_since is None
    assert AuditLine.objects.get().detail == {"reason": "talked to the owner", "sign": "captcha"}
