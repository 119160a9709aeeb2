"""Legal rules by date: the boundary days, and what nobody confirmed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from domain.law import Laws, Reached, in_chinese, merged
from registry.pack_files import READY_PACKS, laws_of, load_packs, read_pack
from tests.registry.pack_texts import RULES

LAST_OLD, FIRST_NEW = date(2026, 12, 31), date(2027, 1, 1)


@pytest.fixture(scope="module")
def laws() -> Laws:
    return laws_of(load_packs([READY_PACKS]))


@pytest.mark.parametrize(
    ("topic", "day", "said"),
    [
        ("infringement", date(2019, 11, 1), "第五十七条"),
        ("infringement", LAST_OLD, "第五十七条"),
        ("infringement", FIRST_NEW, "第七十二条"),
        ("similar_mark", LAST_OLD, "第五十七条第二项"),
        ("similar_mark", FIRST_NEW, "第七十二条第二项"),
        ("fair_use", LAST_OLD, "第五十九条第一款"),
        ("fair_use", FIRST_NEW, "第七十三条第一款"),
        ("prior_use", LAST_OLD, "第五十九条第三款"),
        ("prior_use", FIRST_NEW, "第七十三条第四款"),
        ("fine", LAST_OLD, "第六十条第二款"),
        ("fine", FIRST_NEW, "第七十四条第二款"),
        ("damages", LAST_OLD, "第六十三条"),
        ("damages", FIRST_NEW, "第七十七条"),
        ("lawful_source_damages", FIRST_NEW, "第七十八条第二款"),
        ("nominative_use", FIRST_NEW, "第七十三条第三款"),
        ("malicious_suit", FIRST_NEW, "第八十一条"),
    ],
)
def test_the_article_is_that_of_the_capture_day(laws: Laws, topic: str, day: date, said: str) -> None:
    """On the last day of 2026 the old number is cited, on the next day the new one."""
    cited = laws.cite("trademark_law", topic, day)
    assert cited is not None
    assert cited.article.zh == said
    assert cited.confirmed


@pytest.mark.parametrize(
    ("law", "topic", "day"),
    [
        ("trademark_law", "infringement", date(2019, 10, 31)),
        ("trademark_law", "nominative_use", LAST_OLD),
        ("trademark_law", "astrology", FIRST_NEW),
        ("trade_mark_law", "infringement", FIRST_NEW),
        ("ecommerce_law", "notice", date(2018, 12, 31)),
    ],
)
def test_what_did_not_hold_that_day_is_not_cited(laws: Laws, law: str, topic: str, day: date) -> None:
    """Before a law, for a topic the version does not have, or for an unknown law there is no article."""
    assert laws.cite(law, topic, day) is None


def test_a_remembered_article_is_cited_as_unconfirmed(laws: Laws) -> None:
    """The regulation on special marks was not read: its article is named, and marked so."""
    cited = laws.cite("special_marks_regulation", "infringement", FIRST_NEW)
    assert cited is not None
    assert (cited.en, cited.confirmed) == ("Regulations on Special Marks (1996), art. 16", False)


@pytest.mark.parametrize("day", [date(2025, 4, 25), date(2025, 4, 26), FIRST_NEW, date(1990, 1, 1)])
@pytest.mark.parametrize("amount", ["0", "29999", "30000", "49999", "50000", "999999999"])
def test_no_ready_threshold_is_ever_met(laws: Laws, day: date, amount: str) -> None:
    """Whatever the sum and the day: a figure nobody confirmed is neither met nor missed."""
    asked = {(one.offence, one.measure) for one in laws.thresholds} | {("arson", "turnover")}
    said = {laws.reached(offence, measure, day, Decimal(amount)) for offence, measure in asked}
    assert said == {Reached.NOT_CONFIRMED}


CONFIRMED = """
  - {id: read, offence: counterfeit_mark, measure: turnover, law: rule, least: 30000, says: {zh: 数额},
     effective_to: 2026-12-31, source: gazette, standing: STANDING}
"""


@pytest.mark.parametrize(
    ("standing", "amount", "day", "said"),
    [
        ("verified", "29999.99", LAST_OLD, Reached.BELOW),
        ("verified", "30000", LAST_OLD, Reached.MET),
        ("verified", "30000", FIRST_NEW, Reached.NOT_CONFIRMED),
        ("recalled", "30000", LAST_OLD, Reached.NOT_CONFIRMED),
        ("verified, to_confirm: [least]", "30000", LAST_OLD, Reached.NOT_CONFIRMED),
    ],
)
def test_a_threshold_somebody_read_is_met_on_its_figure(
    tmp_path_factory: pytest.TempPathFactory, standing: str, amount: str, day: date, said: Reached
) -> None:
    """Confirmed by a person it is met on the very figure, until its last day; else it is not confirmed."""

    path = tmp_path_factory.mktemp("packs") / "rules.yaml"
    path.write_text(RULES + "thresholds:" + CONFIRMED.replace("STANDING", standing), "utf-8")
    laws = read_pack(path).pack
    assert isinstance(laws, Laws)
    assert laws.reached("counterfeit_mark", "turnover", day, Decimal(amount)) is said


@pytest.mark.parametrize(
    ("day", "turnover", "row", "ceiling"),
    [
        (LAST_OLD, "49999.99", "fine_tm2019_low", "250000"),
        (LAST_OLD, "50000", "fine_tm2019_high", "250000"),
        (LAST_OLD, "80000", "fine_tm2019_high", "400000"),
        (FIRST_NEW, "0", "fine_tm2026_low", "250000"),
        (FIRST_NEW, "50000", "fine_tm2026_high", "250000"),
    ],
)
def test_the_fine_is_that_of_the_day_and_the_turnover(
    laws: Laws, day: date, turnover: str, row: str, ceiling: str
) -> None:
    """From 50,000 the fine is a multiple, below it a sum; each under the article of its day."""
    (fine,) = laws.fines_on("trademark_law", day, Decimal(turnover))
    assert (fine.id, fine.ceiling(Decimal(turnover))) == (row, Decimal(ceiling))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        *((1, "一"), (10, "十"), (16, "十六"), (20, "二十"), (57, "五十七")),
        *((100, "一百"), (105, "一百零五"), (110, "一百一十"), (219, "二百一十九")),
    ],
)  # fmt: skip
def test_numbers_are_written_as_laws_write_them(number: int, said: str) -> None:
    """Chinese numerals with their tens and empty places."""
    assert in_chinese(number) == said


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_no_law_has_such_a_number(number: int) -> None:
    """A number out of range is refused."""
    with pytest.raises(ValueError, match="1 to 999"):
        in_chinese(number)


def test_no_laws_are_no_answer() -> None:
    """Without any pack of laws nothing is cited silently."""
    with pytest.raises(ValueError, match="no pack"):
        merged(())
