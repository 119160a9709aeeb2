"""On the kept rows themselves: whatever happens to a hit, a wrong notice is never drafted, a right one is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from casework.cases import open_case
from casework.drafting import Wish, draft_notice
from casework.models import Notice
from domain.errors import NoticeRefused
from domain.exceptions import Excuse, Outcome
from domain.match import Verdict
from domain.ports import Scope
from registry.models import Document, Licence, Right, RightsHolder
from store.decisions import decide
from store.models import Hit, Trying
from store.trials import close_exception
from tests.casework.complete import FORMS, LAWS
from tests.store.made import keep, kept, listing, match, right

pytestmark = pytest.mark.django_db
ALL = Scope.everything()
# China keeps one time all year (UTC+8), so the day of a moment can be told without the house's own code.
AHEAD = timedelta(hours=8)
CAPTURED = datetime(2026, 12, 30, 16, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happens to one hit, in hours after `CAPTURED` or days after its day there."""

    captured: int
    drafted: int
    starts: int
    ends: int | None
    left: frozenset[Excuse]
    applies: frozenset[Excuse]
    licensed: bool
    taken_back: bool
    changed: bool
    unwatched: bool
    second_hand: bool
    to_confirm: bool

    @property
    def captured_at(self) -> datetime:
        return CAPTURED + timedelta(hours=self.captured)

    @property
    def drafted_at(self) -> datetime:
        return self.captured_at + timedelta(hours=self.drafted)


def seldom(value: st.SearchStrategy[bool]) -> st.SearchStrategy[bool]:
    """True about once in eight: stories with one thing wrong tell more than those with everything wrong."""
    return st.tuples(value, value, value).map(all)


def few() -> st.SearchStrategy[frozenset[Excuse]]:
    return st.frozensets(st.sampled_from(Excuse), max_size=1)


STORIES = st.builds(
    Story,
    captured=st.integers(0, 72),
    drafted=st.integers(1, 72),
    starts=st.integers(-900, 2),
    ends=st.none() | st.integers(0, 900) | st.integers(2, 6),
    left=few() | st.just(frozenset()) | st.just(frozenset()),
    applies=few() | st.just(frozenset()) | st.just(frozenset()),
    licensed=seldom(st.booleans()),
    taken_back=seldom(st.booleans()),
    changed=seldom(st.booleans()),
    unwatched=seldom(st.booleans()),
    second_hand=seldom(st.booleans()),
    to_confirm=seldom(st.booleans()),
)


def day_of(moment: datetime) -> date:
    return (moment + AHEAD).date()


def told(story: Story, user: User) -> Hit:
    """The story up to a confirmed hit: registered, with every proof, seen, decided."""
    first = day_of(CAPTURED) + timedelta(days=story.starts)
    owned = right(
        number="1", nice_classes=[22], goods=["帐篷"], licences_as_of=date(2026, 12, 1),
        valid_from=first, valid_to=None if story.ends is None else first + timedelta(days=story.ends),
        to_confirm=["number"] if story.to_confirm else [],
    )  # fmt: skip
    RightsHolder.objects.update(contact="法务部", address="宁波市", email="ip@acme.example", phone="1")
    for kind, of in (("identity", None), ("proof", owned)):
        Document.objects.create(holder=owned.holder, right=of, kind=kind, number="1", digest="e" * 64)
    keep(kept(listing(captured_at=story.captured_at), match()), now=story.captured_at)
    say(Hit.objects.get(), Verdict.INFRINGING, user, story)
    return Hit.objects.get()


def say(hit: Hit, verdict: Verdict, user: User, story: Story) -> None:
    decide(
        ALL, hit_id=hit.id, verdict=verdict, reason="seen", user=user, revision=hit.revision,
        now=story.captured_at,
    )  # fmt: skip


def closed(hit: Hit, user: User, story: Story) -> None:
    for excuse in Excuse:
        if excuse in story.left and excuse not in story.applies:
            continue
        outcome = Outcome.APPLIES if excuse in story.applies else Outcome.CLEAR
        close_exception(
            ALL, hit_id=hit.id, excuse=excuse, outcome=outcome, reason="asked", user=user,
            seen=hit.tryings.count(), now=story.captured_at,
        )  # fmt: skip


def goes_wrong(hit: Hit, user: User, story: Story) -> None:
    if story.licensed:
        Licence.objects.create(right=Right.objects.get(), seller_id="s1")
    if story.changed:
        keep(kept(listing(title="折叠椅", captured_at=story.drafted_at)), now=story.drafted_at)
    elif story.second_hand:
        seen = listing(description="二手，用过两次", captured_at=story.drafted_at)
        keep(kept(seen, match()), now=story.drafted_at)
    Right.objects.update(watched=not story.unwatched)
    if story.taken_back:
        hit.refresh_from_db()
        say(hit, Verdict.UNSURE, user, story)


def last_words(hit: Hit) -> Mapping[str, str]:
    """What was last said on each exception, read from the rows as they stand."""
    rows = Trying.objects.filter(hit=hit).order_by("pk")
    return {said["excuse"]: said["outcome"] for row in rows for said in row.said}


def may_be(story: Story, hit: Hit) -> bool:
    """Whether a notice may be drafted, told from the story and the rows alone."""
    first = day_of(CAPTURED) + timedelta(days=story.starts)
    last = date.max if story.ends is None else first + timedelta(days=story.ends)
    in_force = all(first <= day_of(at) <= last for at in (story.captured_at, story.drafted_at))
    words = last_words(hit)
    all_clear = set(words) == {one.value for one in Excuse} and set(words.values()) == {"clear"}
    wrong = story.licensed or story.taken_back or story.changed or story.to_confirm or story.unwatched
    wrong = wrong or story.second_hand
    return in_force and all_clear and not wrong


@pytest.mark.slow
def test_no_story_ends_in_a_wrong_notice_and_every_right_one_is_drafted() -> None:
    """A draft exists exactly where the right binds on both days, all is confirmed and nothing is open."""
    user, drafts, refusals = User.objects.create_user("lin"), [], []

    # Without shrinking: a story is short, and a step of it takes the database half a second.
    @settings(
        max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow], derandomize=True, database=None,
    )  # fmt: skip
    @given(story=STORIES)
    def tell(story: Story) -> None:
        with transaction.atomic():
            hit = told(story, user)
            case = open_case(ALL, [hit.id], actor="lin", now=story.captured_at)
            closed(hit, user, story)
            goes_wrong(hit, user, story)
            wish = Wish(form=FORMS["cn-ecommerce-42"], language="zh", signed_by="林", states=True)
            try:
                draft_notice(ALL, case.number, wish, LAWS, user=user, actor="lin", now=story.drafted_at)
            except NoticeRefused as error:
                refusals.append(error)
            else:
                drafts.append(story)
            hit.refresh_from_db()
            assert Notice.objects.exists() == may_be(story, hit)
            transaction.set_rollback(True)

    tell()
    assert drafts, "no story was whole: the refusals prove nothing"
    assert refusals
