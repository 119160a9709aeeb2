"""Rights as matchers get them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from domain.errors import HouseError
from domain.rights import Licence as DomainLicence
from domain.values import Term
from registry.models import Licence, ReferencePicture, Right, RightsHolder
from registry.rights import UnusableRights, rights_digest, rights_to_match

pytestmark = pytest.mark.django_db


def _right(code: str, holder: str = "h", **values: Any) -> Right:
    owner, _made = RightsHolder.objects.get_or_create(key=holder, defaults={"name": holder})
    return Right.objects.create(code=code, holder=owner, **{"kind": "word", "text": code, **values})


def test_everything_registered_reaches_the_matcher() -> None:
    """Term, season, licence and picture hash arrive as values."""
    right = _right("A", kind="gi", nice_classes=[30], season_from=9, season_to=2, valid_to=date(2026, 1, 2))
    Licence.objects.create(right=right, seller="甲", valid_to=date(2026, 1, 1))
    ReferencePicture.objects.create(
        right=right, digest="d", file="f", width=1, height=2, phash="8000000000000001"
    )
    (found,) = rights_to_match()
    assert (found.season, found.term, found.nice_classes) == ((9, 2), Term(None, date(2026, 1, 2)), (30,))
    assert found.licences == (DomainLicence(seller="甲", term=Term(None, date(2026, 1, 1))),)
    assert found.images[0].phash == 2**63 + 1
    assert found.holder == "h"


def test_rights_come_ordered_by_id_in_few_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Thirty rights with licences, pictures and aliases cost four queries."""
    for n in range(30):
        right = _right(f"R{29 - n:02}")
        Licence.objects.create(right=right, seller="甲")
    with django_assert_num_queries(4):
        found = rights_to_match()
    assert [right.id for right in found] == [f"R{n:02}" for n in range(30)]


def test_what_is_not_watched_is_not_matched() -> None:
    """A right may be kept in the register without being looked for."""
    _right("A", watched=False)
    assert rights_to_match() == ()


@pytest.mark.parametrize(("scope", "ids"), [(None, "AB"), (frozenset({"one"}), "A"), (frozenset(), "")])
def test_a_scope_of_holders_restricts(scope: frozenset[str] | None, ids: str) -> None:
    """None is everybody's rights, an empty set is nobody's."""
    _right("A", "one")
    _right("B", "two")
    assert "".join(right.id for right in rights_to_match(scope)) == ids


@pytest.mark.parametrize("values", [{"text": ""}, {"nice_classes": [46]}, {"season_from": 0, "season_to": 3}])
def test_a_right_that_breaks_a_rule_is_named(values: dict[str, Any]) -> None:
    """Nothing is matched beside a right that was edited into nonsense; it is named instead."""
    _right("good")
    _right("broken", **values)
    with pytest.raises(UnusableRights, match="broken"):
        rights_to_match()


def test_the_digest_follows_what_the_rights_say() -> None:
    """A changed licence changes it; reading twice does not."""
    right = _right("A")
    before = rights_digest(rights_to_match())
    assert rights_digest(rights_to_match()) == before
    Licence.objects.create(right=right, seller="甲")
    assert rights_digest(rights_to_match()) != before


def test_rights_add_registers_a_first_mark(capsys: pytest.CaptureFixture[str]) -> None:
    """The README's first mark: one line, and it is in the list."""
    call_command("rights", "add", "--text", "北极光", "--holder", "极光公司", "--classes", "9,25")
    call_command("rights", "list")
    printed = capsys.readouterr().out
    assert "word:北极光" in printed
    assert Right.objects.get().nice_classes == [9, 25]


@pytest.mark.parametrize(
    "option", [("--classes", "46"), ("--valid-to", "soon"), ("--text", ""), ("--holder", " ")]
)
def test_rights_add_refuses_what_a_file_would_be_refused_for(option: tuple[str, str]) -> None:
    """One rule for both doors."""
    words = {"--text": "a", "--holder": "x", **dict([option])}
    with pytest.raises(HouseError):
        call_command("rights", "add", *(word for pair in words.items() for word in pair))
    assert not Right.objects.exists()


def test_the_list_says_what_is_in_force_on_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    """The last day in force is in force, the next is not."""
    _right("A", valid_to=date(2026, 1, 2))
    call_command("rights", "list", "--on", "2026-01-02")
    call_command("rights", "list", "--on", "2026-01-03")
    first, second = capsys.readouterr().out.split("2026-01-02, or not")
    assert "yes" in first
    assert "yes" not in second
