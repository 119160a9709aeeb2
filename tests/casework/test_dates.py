"""The first and the last day of everything that decides on a notice, up to the second around midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from casework.cases import open_case
from casework.drafting import Wish, draft_notice, missing
from casework.models import Case
from domain.exceptions import Excuse, Outcome
from domain.match import Verdict
from domain.ports import Scope
from registry.models import Document, Licence, Right, RightsHolder
from store.decisions import decide
from store.models import Hit
from store.trials import close_exception, trial_of, try_again
from tests.casework.complete import FORMS, LAWS
from tests.store.made import keep, kept, listing, match, right

pytestmark = pytest.mark.django_db
ALL = Scope.everything()
# Midnight in Ningbo is 16:00 UTC of the day before.
BEFORE = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
AFTER = datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC)
NEW_YEARS_EVE, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)


def hit_of(captured_at: datetime, **values: Any) -> Hit:
    """A confirmed hit captured at that moment on a right with every proof, nothing closed yet."""
    owned = right(
        **{
            "number": "1", "nice_classes": [22], "goods": ["帐篷"], "licences_as_of": date(2027, 6, 1),
            "valid_from": date(2020, 1, 1), "valid_to": date(2036, 1, 1), **values,
        }
    )  # fmt: skip
    RightsHolder.objects.update(contact="法务部", address="宁波市", email="ip@acme.example", phone="1")
    for kind, of in (("identity", None), ("proof", owned)):
        Document.objects.create(holder=owned.holder, right=of, kind=kind, number="1", digest="e" * 64)
    keep(kept(listing(captured_at=captured_at, ships_from="浙江宁波市"), match()), now=captured_at)
    hit, user = Hit.objects.get(), User.objects.create_user("lin")
    decide(
        ALL, hit_id=hit.id, verdict=Verdict.INFRINGING, reason="seen", user=user, revision=hit.revision,
        now=captured_at,
    )  # fmt: skip
    return Hit.objects.get()


def case_of(hit: Hit, at: datetime) -> Case:
    """Its case with every exception closed by a person."""
    case, user = open_case(ALL, [hit.id], actor="lin", now=at), User.objects.get()
    for excuse in trial_of(hit).blocking():
        close_exception(
            ALL, hit_id=hit.id, excuse=excuse, outcome=Outcome.CLEAR, reason="asked", user=user,
            seen=hit.tryings.count(), now=at,
        )  # fmt: skip
    return case


def wish(form: str = "cn-ecommerce-42") -> Wish:
    return Wish(form=FORMS[form], language="zh", signed_by="林", states=True)


def lacking(case: Case, at: datetime, form: str = "cn-ecommerce-42") -> list[str]:
    """What holds the notice back but for exceptions, which persons closed above."""
    return [
        one for one in missing(ALL, case.number, wish(form), LAWS, now=at) if not one.startswith("exception")
    ]


@pytest.mark.parametrize(
    ("captured_at", "drafted_at", "starts", "ends", "held_back_on"),
    [
        # The last day, to its last second, in the operator's zone.
        (BEFORE, BEFORE, None, NEW_YEARS_EVE, []),
        (BEFORE - timedelta(days=3), BEFORE, None, NEW_YEARS_EVE, []),
        (BEFORE, AFTER, None, NEW_YEARS_EVE, [NEW_YEAR]),
        (AFTER, AFTER, None, NEW_YEARS_EVE, [NEW_YEAR, NEW_YEAR]),
        # The first day, from its first second.
        (AFTER, AFTER, NEW_YEAR, None, []),
        (BEFORE, AFTER, NEW_YEAR, None, [NEW_YEARS_EVE]),
        (BEFORE, BEFORE, NEW_YEAR, None, [NEW_YEARS_EVE, NEW_YEARS_EVE]),
        # A term of one day.
        (AFTER, AFTER + timedelta(hours=23, minutes=59), NEW_YEAR, NEW_YEAR, []),
        (AFTER, AFTER + timedelta(hours=24), NEW_YEAR, NEW_YEAR, [date(2027, 1, 2)]),
        # A leap day that is the last.
        (datetime(2028, 2, 29, 15, 59, tzinfo=UTC), datetime(2028, 2, 29, 15, 59, tzinfo=UTC), None,
         date(2028, 2, 29), []),
        (datetime(2028, 2, 29, 16, tzinfo=UTC), datetime(2028, 2, 29, 16, tzinfo=UTC), None,
         date(2028, 2, 29), [date(2028, 3, 1), date(2028, 3, 1)]),
    ],
)  # fmt: skip
def test_a_right_binds_from_its_first_second_to_its_last(
    captured_at: datetime,
    drafted_at: datetime,
    starts: date | None,
    ends: date | None,
    held_back_on: list[date],
) -> None:
    """First and last day count whole, in the operator's zone, at the capture and at the notice."""
    term = {"valid_from": starts or date(2020, 1, 1), "valid_to": ends or date(2036, 1, 1)}
    case = case_of(hit_of(captured_at, **term), captured_at)
    told = [line for line in lacking(case, drafted_at) if "not in force on" in line]
    assert [line.partition("not in force on ")[2].partition(",")[0] for line in told] == [
        day.isoformat() for day in held_back_on
    ]
    assert not lacking(case, drafted_at) or held_back_on


@pytest.mark.parametrize(
    ("captured_at", "article", "template"),
    [
        (BEFORE, "第五十七条", "cn42_until_2026"),
        (AFTER, "第七十二条", "cn42_from_2027"),
        (datetime(2027, 1, 1, 0, 0, tzinfo=UTC), "第七十二条", "cn42_from_2027"),
        (datetime(2019, 11, 1, 16, 0, tzinfo=UTC), "第五十七条", "cn42_until_2026"),
    ],
)
@pytest.mark.parametrize("drafted_at", [AFTER + timedelta(days=1), AFTER + timedelta(days=300)])
def test_article_and_wording_are_those_of_the_capture(
    captured_at: datetime, article: str, template: str, drafted_at: datetime
) -> None:
    """A second decides between two laws, and the day of the draft does not."""
    case = case_of(hit_of(captured_at, valid_from=date(2018, 1, 1)), captured_at)
    notice = draft_notice(
        ALL, case.number, wish(), LAWS, user=User.objects.get(), actor="lin", now=drafted_at
    )
    assert notice.template == template
    assert any(article in value for one in notice.record["elements"] for value in one["values"])


@pytest.mark.parametrize(
    ("starts", "ends", "captured_at", "outcome"),
    [
        (None, None, BEFORE, Outcome.OPEN),
        (None, NEW_YEARS_EVE, BEFORE, Outcome.OPEN),
        (None, NEW_YEARS_EVE, AFTER, Outcome.CLEAR),
        (NEW_YEAR, None, AFTER, Outcome.OPEN),
        (NEW_YEAR, None, BEFORE, Outcome.CLEAR),
        (NEW_YEARS_EVE, NEW_YEARS_EVE, BEFORE, Outcome.OPEN),
        (NEW_YEARS_EVE, NEW_YEARS_EVE, AFTER, Outcome.CLEAR),
        (date(2026, 1, 1), date(2026, 12, 30), BEFORE, Outcome.CLEAR),
    ],
)
def test_a_licence_holds_within_its_window(
    starts: date | None, ends: date | None, captured_at: datetime, outcome: Outcome
) -> None:
    """A licence is asked about from its first day to its last, told by the moment of capture."""
    hit = hit_of(captured_at)
    Licence.objects.create(right=Right.objects.get(), seller_id="s1", valid_from=starts, valid_to=ends)
    standing = try_again(ALL, [hit.id], now=captured_at)[hit.id].standing(Excuse.LICENCE)
    assert standing is not None
    assert standing.outcome is outcome


@pytest.mark.parametrize(("at", "known"), [(BEFORE, True), (AFTER, False)])
def test_a_document_counts_on_its_last_day(at: datetime, known: bool) -> None:
    """An identity document is good to the last second of its last day."""
    case = case_of(hit_of(BEFORE - timedelta(days=2)), BEFORE - timedelta(days=2))
    Document.objects.filter(kind="identity").update(valid_to=NEW_YEARS_EVE)
    assert (lacking(case, at) == []) == known


@pytest.mark.parametrize(("at", "number"), [(BEFORE, "2026-00001"), (AFTER, "2027-00001")])
def test_a_case_is_numbered_by_the_year_of_its_office(at: datetime, number: str) -> None:
    """The new year begins at midnight where the operator is."""
    assert open_case(ALL, [hit_of(BEFORE - timedelta(days=2)).id], actor="lin", now=at).number == number


@pytest.mark.parametrize(
    ("zone", "captured_at", "article"),
    [
        ("Asia/Shanghai", AFTER, "第七十二条"),
        ("UTC", AFTER, "第五十七条"),
        ("America/New_York", datetime(2027, 1, 1, 4, 59, 59, tzinfo=UTC), "第五十七条"),
        ("America/New_York", datetime(2027, 1, 1, 5, 0, 0, tzinfo=UTC), "第七十二条"),
        ("Pacific/Kiritimati", datetime(2026, 12, 31, 10, 0, 0, tzinfo=UTC), "第七十二条"),
        ("Pacific/Kiritimati", datetime(2026, 12, 31, 9, 59, 59, tzinfo=UTC), "第五十七条"),
    ],
)
def test_the_operators_zone_says_what_day_it_is(zone: str, captured_at: datetime, article: str) -> None:
    """The same second is of one year here and of another there; the operator's zone decides."""
    with timezone.override(ZoneInfo(zone)):
        case = case_of(hit_of(captured_at), captured_at)
        notice = draft_notice(
            ALL, case.number, wish(), LAWS, user=User.objects.get(), actor="lin",
            now=captured_at + timedelta(days=2),
        )  # fmt: skip
    assert any(article in value for one in notice.record["elements"] for value in one["values"])


@pytest.mark.parametrize(("drafted_at", "may"), [(BEFORE, True), (AFTER, False)])
def test_a_special_mark_is_referred_to_its_last_second(drafted_at: datetime, may: bool) -> None:
    """The referral to the authority ends with the term of the special mark."""
    captured_at = BEFORE - timedelta(days=5)
    hit = hit_of(captured_at, kind="special_sign", valid_from=date(2023, 1, 1), valid_to=NEW_YEARS_EVE)
    told = lacking(case_of(hit, captured_at), drafted_at, "cn-special-mark-referral")
    assert (not any("not in force" in line for line in told)) == may
