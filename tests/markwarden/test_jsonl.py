"""Rights and listings in files, and every way they can be wrong."""

from __future__ import annotations

import io
import json
import os
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from domain.errors import InputError
from domain.listing import Listing
from domain.rights import Right
from domain.values import PriceRange
from markwarden.jsonl import (
    LISTING_KEYS,
    MAX_LINE_BYTES,
    Account,
    read_listing_line,
    read_listings,
    read_rights,
)
from markwarden.record import MAX_DEPTH

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
MARK = {"id": "r1", "kind": "word", "text": "Norvelle"}
OFFER = {"id": "1", "title": "Norvelle 耳机"}


def write(path: Path, *rows: Any) -> Path:
    lines = [row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode() for row in rows]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def right(tmp_path: Path, **rest: Any) -> Right:
    rights, _account = read_rights(write(tmp_path / "rights.jsonl", {**MARK, **rest}))
    return rights[0]


def listing(**rest: Any) -> Listing:
    raw = json.dumps({**OFFER, **rest}).encode()
    return read_listing_line(raw, 7, Account(Path("listings.jsonl")), zone=ZONE, absent_at=NOW)


def refused_listing(**rest: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        listing(**rest)
    return caught.value


def png(path: Path) -> Path:
    file = io.BytesIO()
    Image.linear_gradient("L").save(file, "PNG")
    path.write_bytes(file.getvalue())
    return path


def test_right_is_read_with_all_its_keys(tmp_path: Path) -> None:
    """Every documented key of a right arrives where matchers look for it."""
    png(tmp_path / "a.png")
    read = right(
        tmp_path,
        brand="n",
        lang="latin",
        nice_classes=[9, 11],
        goods=["耳机"],
        ordinary_word=True,
        licensed_sellers=["甲"],
        aliases=["诺维"],
        images=["a.png"],
        territory="CN",
        area=["云溪"],
        season=[11, 2],
        valid_from="2020-01-01",
        valid_to="2026-12-31",
        usual_price_min="299.00",
        usual_price_max="899",
    )
    assert read.usual_price == PriceRange(Decimal(299), Decimal(899), "CNY")
    assert read.words == ("Norvelle", "诺维")
    assert (read.brand, read.nice_classes, read.goods, read.ordinary_word) == ("n", (9, 11), ("耳机",), True)
    assert (read.licences[0].seller, read.area, read.season) == ("甲", ("云溪",), (11, 2))
    assert (read.term.start, read.term.end) == (date(2020, 1, 1), date(2026, 12, 31))
    assert read.images[0].width == 256


def test_listing_is_read_with_its_keys() -> None:
    """Prices, classes and times of a listing arrive typed."""
    read = listing(price="19.90", nice_class=[9], captured_at="2026-06-30T23:59:00", seller_id="s")
    assert read.price is not None
    assert (read.price.amount, read.price.currency) == (Decimal("19.90"), "CNY")
    assert read.nice_classes == (9,)
    assert read.captured_at == datetime(2026, 6, 30, 23, 59, tzinfo=ZONE)


def test_bare_day_is_a_day_of_the_zone() -> None:
    """A capture time without a clock is that day's noon, so that no zone moves it to another day."""
    assert listing(captured_at="2026-06-30").captured_at == datetime(2026, 6, 30, 12, tzinfo=ZONE)
    assert listing().captured_at == NOW


def test_null_is_absent() -> None:
    """A key that is null is a key that is not there."""
    assert listing(brand=None, price=None, nice_class=None, images=None) == listing()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", ""),
        ("id", 7),
        ("id", None),
        ("title", 7),
        ("title", ["a"]),
        ("brand", {"name": "n"}),
        ("nice_class", 9),
        ("nice_class", ["9"]),
        ("nice_class", [0]),
        ("nice_class", [46]),
        ("nice_class", [True]),
        ("nice_class", [9] * 1_001),
        ("price", 19.9),
        ("price", "19,90"),
        ("price", "-1"),
        ("price", "NaN"),
        ("price", "1e99"),
        ("currency", "yuan"),
        ("images", "a.png"),
        ("images", [1]),
        ("captured_at", "yesterday"),
        ("captured_at", 1_700_000_000),
        ("captured_at", "0001-01-01T00:00:00"),
        ("captured_at", "9999-12-31"),
    ],
)
def test_wrong_value_of_a_listing_names_its_place(key: str, value: Any) -> None:
    """A wrong type or range is refused with file, line, key and what was expected."""
    error = refused_listing(**{key: value})
    assert (error.file, error.line, error.key) == ("listings.jsonl", 7, key)
    assert error.expected


def test_listing_without_title_is_refused() -> None:
    """A title may be empty but not absent: its absence is another kind of file."""
    with pytest.raises(InputError, match="title"):
        read_listing_line(b'{"id": "1"}', 1, Account(Path("x")), zone=ZONE, absent_at=NOW)


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"id": "1", "title": NaN}',
        b'{"id": "1", "title": ' + b"9" * 5_000 + b"}",
        b'{"id": "1", "x": ' + b"[" * (MAX_DEPTH + 2) + b"]" * (MAX_DEPTH + 2) + b"}",
        b"[" * 200_000,
    ],
    ids=["cut", "list", "null", "string", "not utf-8", "nan", "long number", "deep", "abyss"],
)
def test_line_that_is_no_object_is_refused(raw: bytes) -> None:
    """Anything but one JSON object of bounded depth is refused, whatever it does to a parser."""
    with pytest.raises(InputError):
        read_listing_line(raw, 1, Account(Path("x")), zone=ZONE, absent_at=NOW)


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    """No bytes make the reader fail otherwise than by naming the line."""
    account = Account(Path("x"))
    try:
        read_listing_line(raw, 3, account, zone=ZONE, absent_at=NOW)
    except InputError as error:
        assert error.line == 3  # noqa: PT017  # both outcomes are promised


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kind", "wort"),
        ("kind", ""),
        ("kind", None),
        ("nice_classes", [99]),
        ("ordinary_word", "yes"),
        ("season", [6]),
        ("season", [6, 13]),
        ("season", [1, 2, 3]),
        ("valid_from", "2026-13-01"),
        ("valid_to", "soon"),
        ("licensed_sellers", "甲"),
        ("usual_price_min", "0"),
        ("usual_price_min", 299),
        ("usual_price_max", "5"),
        ("usual_price_currency", "yuan"),
        ("aliases", [None]),
    ],
)
def test_wrong_value_of_a_right_names_its_place(tmp_path: Path, key: str, value: Any) -> None:
    """A right with a wrong value is refused by the key that is wrong."""
    with pytest.raises(InputError) as caught:
        right(tmp_path, **{key: value})
    assert (caught.value.line, caught.value.key) == (1, key)


def test_term_that_ends_before_it_starts_is_refused(tmp_path: Path) -> None:
    """The last day lies not before the first."""
    with pytest.raises(InputError, match="valid_to"):
        right(tmp_path, valid_from="2026-02-01", valid_to="2026-01-31")


def test_right_that_protects_nothing_visible_is_refused(tmp_path: Path) -> None:
    """A right needs words or a picture that can be read."""
    with pytest.raises(InputError, match="images"):
        right(tmp_path, text="", images=["absent.png"])
    with pytest.raises(InputError, match="text"):
        right(tmp_path, text="")


@pytest.mark.parametrize(
    ("typed", "meant"), [("licenced_sellers", "licensed_sellers"), ("nice_class", "nice_classes")]
)
def test_mistyped_key_of_a_right_is_refused(tmp_path: Path, typed: str, meant: str) -> None:
    """A key that is nearly a known one would silently accuse the innocent: it is named instead."""
    with pytest.raises(InputError, match=f"did you mean {meant}"):
        right(tmp_path, **{typed: []})


def test_foreign_keys_are_counted_not_refused(tmp_path: Path) -> None:
    """Keys that are nobody's, such as a label, are ignored and told."""
    path = write(tmp_path / "l.jsonl", {**OFFER, "family": "x"}, {**OFFER, "family": "y", "mood": 1})
    account = Account(path)
    assert len(list(read_listings(account, zone=ZONE, absent_at=NOW))) == 2
    assert account.unknown_keys == {"family": 2, "mood": 1}
    assert "family" not in LISTING_KEYS


def test_same_right_twice_is_refused(tmp_path: Path) -> None:
    """An id given twice is a mistake of the file, named by its second line."""
    with pytest.raises(InputError, match="line 2, key id"):
        read_rights(write(tmp_path / "r.jsonl", MARK, MARK))


def test_bad_lines_are_skipped_and_counted_when_asked(tmp_path: Path) -> None:
    """Skipping keeps the good lines in order and names the first bad ones."""
    rows = (OFFER, b"{", {**OFFER, "id": "2"}, {"title": "no id"}, b"", {**OFFER, "id": "3"})
    account = Account(write(tmp_path / "l.jsonl", *rows), skip_bad=True)
    assert [one.id for one in read_listings(account, zone=ZONE, absent_at=NOW)] == ["1", "2", "3"]
    assert (account.taken, account.bad) == (3, 2)
    assert "line 2" in account.problems[0]
    assert "line 4, key id" in account.problems[1]


def test_endless_line_is_refused_without_being_kept(tmp_path: Path) -> None:
    """A line over the bound is one bad line; the next line is read."""
    path = write(tmp_path / "l.jsonl", b" " * (MAX_LINE_BYTES + 10), OFFER)
    account = Account(path, skip_bad=True)
    assert len(list(read_listings(account, zone=ZONE, absent_at=NOW))) == 1
    assert account.bad == 1


def test_flood_of_bad_lines_is_counted_but_not_listed(tmp_path: Path) -> None:
    """Beyond the first ones only the number grows."""
    account = Account(write(tmp_path / "l.jsonl", *[b"{"] * 100), skip_bad=True)
    assert list(read_listings(account, zone=ZONE, absent_at=NOW)) == []
    assert (account.bad, len(account.problems)) == (100, 20)


def test_pictures_are_found_beside_the_file_and_refusals_counted(tmp_path: Path) -> None:
    """A picture that cannot be read costs the picture, not the line."""
    png(tmp_path / "good.png")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    os.mkfifo(tmp_path / "pipe.png")
    names = ["good.png", str(tmp_path / "good.png"), "bad.png", "absent.png", "pipe.png", ".", "a\x00b"]
    account = Account(write(tmp_path / "l.jsonl", {**OFFER, "images": names}))
    (read,) = read_listings(account, zone=ZONE, absent_at=NOW)
    assert len(read.pictures) == 2
    assert account.refused_pictures["not_a_picture"] == 1
    assert account.refused_pictures.total() == 5


@pytest.mark.parametrize("name", ["absent.jsonl", "."])
def test_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    """A missing file or a directory is an input error, not a stack trace."""
    with pytest.raises(InputError, match="readable file"):
        read_rights(tmp_path / name)
