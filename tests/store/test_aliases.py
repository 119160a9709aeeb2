"""Other names of marks: proposed from hits, decided on by people, written down, looked for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.errors import Conflict
from domain.match import Match, Reason, Verdict
from domain.ports import Scope
from domain.values import Span
from registry.models import Alias, AliasSource, AliasState, Right
from registry.rights import rights_to_match
from store.aliases import decide_alias, enter_alias, evidence_hits, rights_to_look_back, visible
from store.models import AuditLine, Hit, Rematch
from store.proposals import propose
from tests.store import made
from tests.store.made import NOW

pytestmark = pytest.mark.django_db

ALL, ACME, OTHER = Scope.everything(), Scope(holders=frozenset({"acme"})), Scope(holders=frozenset({"other"}))
GOODS = ("帐篷 双人", "睡袋 加厚", "背包 大容量", "炉头 便携", "天幕 防晒")


def offer(number: int, nickname: str, *, hit: bool, sellers: int = 4) -> None:
    """An offer with the mark and a nickname, found or not."""
    title = f"迪卡侬 {nickname} {GOODS[number % 5]}" if hit else GOODS[number % 5]
    reason = Reason(feature="exact_text", score=0.9, ours="迪卡侬", theirs="迪卡侬", span=Span("title", 0, 3))
    claim = Match(right_id="CN-TM:1", matcher="text", score=0.9, reasons=(reason,))
    listing = made.listing(str(number), title=title, seller_id=f"s{number % sellers}")
    made.keep(made.kept(listing, *((claim,) if hit else ())))


def market(nickname: str = "小蓝蓝", *, sellers: int = 4) -> Right:
    right = made.right()
    for number in range(8):
        offer(number, nickname, hit=True, sellers=sellers)
    for number in range(8, 70):
        offer(number, nickname, hit=False)
    return right


def test_a_nickname_is_proposed_with_its_hits() -> None:
    """What stands beside the mark in its hits and nowhere else is proposed, with the hits that say so."""
    right = market()
    [alias] = propose()
    assert (alias.right, alias.text, alias.state) == (right, "小蓝蓝", AliasState.PROPOSED)
    assert alias.source == AliasSource.CO_OCCURRENCE
    assert (alias.evidence["titles"], alias.evidence["of"], alias.evidence["elsewhere"]) == (8, 8, 0)
    assert {hit.pk for hit in evidence_hits(ALL, alias)} == set(Hit.objects.values_list("pk", flat=True))
    assert not rights_to_match()[0].aliases


def test_confirmed_hits_speak_before_those_only_found() -> None:
    """With five confirmed hits the others are not asked."""
    market()
    Hit.objects.filter(listing__listing_id__in="01234").update(status=Verdict.INFRINGING.value)
    [alias] = propose()
    assert alias.source == AliasSource.CONFIRMED_HITS
    assert alias.evidence["of"] == 5


def test_hits_a_person_cleared_say_nothing() -> None:
    """What stands in cleared hits alone is not proposed."""
    market()
    Hit.objects.update(status=Verdict.NOT_INFRINGING.value)
    assert propose() == ()


def test_one_sellers_template_is_no_usage() -> None:
    """A word of a single seller is not proposed."""
    market(sellers=1)
    assert propose() == ()


def test_the_mark_in_disguise_is_no_other_name() -> None:
    """What the matcher itself found is not proposed, however it was spelt."""
    right = made.right()
    for number in range(8):
        span = Span("title", 0, 3)
        reason = Reason(feature="near_text", score=0.8, ours="迪卡侬", theirs="迪卡农", span=span)
        claim = Match(right_id=right.code, matcher="text", score=0.9, reasons=(reason,))
        made.keep(made.kept(made.listing(str(number), title=f"迪卡农 {GOODS[number % 5]}"), claim))
    for number in range(8, 70):
        offer(number, "", hit=False)
    assert propose() == ()


def test_proposing_twice_adds_nothing_and_counts_anew() -> None:
    """A waiting proposal keeps its row; a decided one is left alone."""
    market()
    [alias] = propose()
    offer(90, "小蓝蓝", hit=True)
    assert propose() == ()
    alias.refresh_from_db()
    assert alias.evidence["titles"] == 9
    decide_alias(ALL, alias.pk, state=AliasState.REFUSED, reason="a colour", actor="li", now=NOW)
    assert propose() == ()
    assert Alias.objects.get().state == AliasState.REFUSED


def test_only_the_rights_asked_for_are_looked_at() -> None:
    """Another right's hits make no proposal when one is named."""
    market()
    made.right("CN-TM:2", text="别的")
    assert propose(["CN-TM:2"]) == ()
    assert len(propose(["CN-TM:1"])) == 1


def test_an_accepted_word_is_looked_for_and_written_down() -> None:
    """Acceptance feeds the matchers, leaves an audit line, and owes a look back."""
    market()
    [alias] = propose()
    decide_alias(ALL, alias.pk, state=AliasState.ACCEPTED, reason="seen in shops", actor="li", now=NOW)
    assert rights_to_match()[0].aliases == ("小蓝蓝",)
    line = AuditLine.objects.get(action="alias.accepted")
    assert (line.actor, line.subject) == ("li", "CN-TM:1")
    assert line.detail["alias"] == "小蓝蓝"
    assert line.detail["reason"] == "seen in shops"
    assert [right.code for right in rights_to_look_back(ALL)] == ["CN-TM:1"]
    Rematch.objects.create(
        right=alias.right, right_digest="d", created_at=NOW + timedelta(hours=1), state=Rematch.State.DONE
    )
    assert rights_to_look_back(ALL) == ()


def test_a_decision_can_be_turned_but_not_repeated() -> None:
    """Accepted may become refused with its own line; the same decision again is a conflict."""
    market()
    [alias] = propose()
    decide_alias(ALL, alias.pk, state=AliasState.ACCEPTED, reason="yes", actor="li", now=NOW)
    with pytest.raises(Conflict):
        decide_alias(ALL, alias.pk, state=AliasState.ACCEPTED, reason="yes", actor="wu", now=NOW)
    decide_alias(ALL, alias.pk, state=AliasState.REFUSED, reason="no", actor="wu", now=NOW)
    assert not rights_to_match()[0].aliases
    assert AuditLine.objects.filter(action__startswith="alias.").count() == 2


@pytest.mark.parametrize("reason", ["", " \n ", "\0", "x" * 501])
def test_no_decision_without_a_fit_reason(reason: str) -> None:
    """A missing or endless reason changes nothing."""
    market()
    [alias] = propose()
    with pytest.raises(ValueError, match="reason"):
        decide_alias(ALL, alias.pk, state=AliasState.ACCEPTED, reason=reason, actor="li", now=NOW)
    with pytest.raises(ValueError, match="reason"):
        enter_alias(ALL, "CN-TM:1", "蓝家", reason=reason, actor="li", now=NOW)
    assert Alias.objects.get().state == AliasState.PROPOSED


def test_a_proposal_is_no_decision() -> None:
    """Nobody puts a word back into the queue of proposals by hand."""
    market()
    [alias] = propose()
    with pytest.raises(ValueError, match="no decision"):
        decide_alias(ALL, alias.pk, state=AliasState.PROPOSED, reason="x", actor="li", now=NOW)


def test_a_holder_sees_and_reaches_only_their_own() -> None:
    """Another holder's words are not there, nor are their rights."""
    market()
    [alias] = propose()
    assert list(visible(ACME)) == [alias]
    assert not visible(OTHER).exists()
    assert evidence_hits(OTHER, alias) == ()
    with pytest.raises(Alias.DoesNotExist):
        decide_alias(OTHER, alias.pk, state=AliasState.REFUSED, reason="x", actor="eve", now=NOW)
    with pytest.raises(Right.DoesNotExist):
        enter_alias(OTHER, "CN-TM:1", "蓝家", reason="x", actor="eve", now=NOW)
    assert rights_to_look_back(OTHER) == ()


def test_a_person_enters_a_name_once() -> None:
    """An entered name is accepted at once; width, case and blanks make no second one."""
    made.right(aliases=["DKN"])
    entered = enter_alias(ALL, "CN-TM:1", " Ｂlue  bird ", reason="known", actor="li", now=NOW)
    assert (entered.text, entered.state, entered.source) == ("Ｂlue bird", "accepted", "entered")
    for word in ("BLUE BIRD", "迪卡侬", "dkn"):
        with pytest.raises(Conflict):
            enter_alias(ALL, "CN-TM:1", word, reason="again", actor="li", now=NOW)
    assert Alias.objects.count() == 1


@pytest.mark.parametrize("word", ["", "  ", "\0", "x" * 101])
def test_no_empty_or_endless_name_is_entered(word: str) -> None:
    """A name has 1 to 100 characters."""
    made.right()
    with pytest.raises(ValueError, match="characters"):
        enter_alias(ALL, "CN-TM:1", word, reason="x", actor="li", now=NOW)
