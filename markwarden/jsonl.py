"""Rights and listings in JSON Lines files: the contract of `docs/reference/match-files.md`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from domain.errors import InputError
from domain.listing import Listing
from domain.rights import Licence, Right, RightKind
from domain.values import Money, Picture, PriceRange, Term
from markwarden.apps import read_picture
from markwarden.record import Record, nearest
from matchers.media_types import MAX_BYTES, PictureRefused
from pipelines.refusal import PictureLost

MAX_LINE_BYTES: Final = 4 * 1024 * 1024
# The first ones are named; after that a count says more than a flood.
NAMED: Final = 20

RIGHT_KEYS: Final = frozenset(
    (
        *("id", "kind", "text", "brand", "lang", "nice_classes", "goods", "ordinary_word"),
        *("licensed_sellers", "aliases", "images", "territory", "area", "season", "valid_from", "valid_to"),
        *("usual_price_min", "usual_price_max", "usual_price_currency"),
    )
)
LISTING_KEYS: Final = frozenset(
    (
        *("id", "title", "platform", "url", "brand", "seller", "seller_id", "seller_credit_code"),
        *("category", "nice_class", "description", "ocr", "price", "currency", "origin", "ships_from"),
        *("images", "captured_at"),
    )
)


@dataclass(slots=True)
class Account:
    """What became of one file's lines and pictures; grows while the file is read.

    Attributes:
        skip_bad: a bad line is counted and named here instead of raised.
        known_keys: keys that are not counted as unknown.
        taken, bad: lines read, lines skipped.
        problems: the first bad lines and refused pictures, in words.
        unknown_keys: key -> lines that carry it; such keys are ignored.
        refused_pictures: reason key -> pictures.
    """

    path: Path
    skip_bad: bool = False
    known_keys: frozenset[str] = LISTING_KEYS
    taken: int = 0
    bad: int = 0
    problems: list[str] = field(default_factory=list)
    unknown_keys: Counter[str] = field(default_factory=Counter)
    refused_pictures: Counter[str] = field(default_factory=Counter)

    def name(self, problem: str) -> None:
        if len(self.problems) < NAMED:
            self.problems.append(problem)

    def bad_line(self, error: InputError) -> None:
        """Count and name a bad line, or raise it.

        Raises:
            InputError: bad lines are not to be skipped.
        """
        if not self.skip_bad:
            raise error
        self.bad += 1
        self.name(str(error))


def read_rights(path: Path, *, skip_bad: bool = False) -> tuple[tuple[Right, ...], Account]:
    """All rights of a file in its order, and what became of its lines.

    Raises:
        InputError: a line is bad (unless skipped), an id comes twice, the file cannot be read.
    """
    account = Account(path, skip_bad=skip_bad, known_keys=RIGHT_KEYS)
    rights: dict[str, Right] = {}
    for number, raw in lines_of(account):
        try:
            right = read_right_line(raw, number, account)
            if right.id in rights:
                raise InputError(file=str(path), line=number, key="id", expected="an id not used above")
        except InputError as error:
            account.bad_line(error)
            continue
        rights[right.id] = right
        account.taken += 1
    return tuple(rights.values()), account


def read_listings(account: Account, *, zone: tzinfo, absent_at: datetime) -> Iterator[Listing]:
    """The listings of `account.path`, one at a time, in its order.

    Raises:
        InputError: a line is bad (unless skipped) or the file cannot be read.
    """
    for number, raw in lines_of(account):
        try:
            listing = read_listing_line(raw, number, account, zone=zone, absent_at=absent_at)
        except InputError as error:
            account.bad_line(error)
            continue
        account.taken += 1
        yield listing


def read_right_line(raw: bytes, number: int, account: Account) -> Right:
    """One right; its reference pictures are read, those refused counted in `account`."""
    record = Record.parse(raw, file=str(account.path), line=number)
    _mistyped_key(record)
    _count_unknown(record, account)
    words = (record.text("text"), *record.texts("aliases"))
    images = _pictures(record, account)
    if not any(words) and not images:
        record.refuse(
            "images" if record.texts("images") else "text", "a text, an alias or a readable picture"
        )
    return Right(
        id=record.required("id"),
        kind=record.choice("kind", RightKind),
        text=record.text("text"),
        brand=record.text("brand"),
        lang=record.text("lang"),
        nice_classes=record.numbers("nice_classes", least=1, most=45),
        goods=record.texts("goods"),
        ordinary_word=record.flag("ordinary_word"),
        aliases=record.texts("aliases"),
        images=images,
        territory=record.text("territory"),
        area=record.texts("area"),
        season=_season(record),
        term=_term(record),
        licences=tuple(Licence(seller=seller) for seller in record.texts("licensed_sellers")),
        usual_price=_usual_price(record),
    )


def read_listing_line(
    raw: bytes, number: int, account: Account, *, zone: tzinfo, absent_at: datetime
) -> Listing:
    """One listing; its pictures are read, those refused counted in `account`.

    `absent_at` is the capture time of a line that names none.

    Raises:
        InputError: names file, line, key and what was expected.
    """
    record = Record.parse(raw, file=str(account.path), line=number)
    _count_unknown(record, account)
    if "title" not in record.values:
        record.refuse("title", "a string")
    return Listing(
        platform=record.text("platform"),
        id=record.required("id"),
        title=record.text("title"),
        captured_at=record.moment("captured_at", zone) or absent_at,
        url=record.text("url"),
        brand=record.text("brand"),
        seller=record.text("seller"),
        seller_id=record.text("seller_id"),
        seller_credit_code=record.text("seller_credit_code"),
        category=record.text("category"),
        nice_classes=record.numbers("nice_class", least=1, most=45),
        description=record.text("description"),
        ocr=record.text("ocr"),
        price=_price(record),
        origin=record.text("origin"),
        ships_from=record.text("ships_from"),
        pictures=_pictures(record, account),
    )


def lines_of(account: Account) -> Iterator[tuple[int, bytes]]:
    """The lines of `account.path` that hold anything, with their numbers; too long ones are bad."""
    path = account.path
    try:
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                if len(raw) > MAX_LINE_BYTES:
                    while raw and not raw.endswith(b"\n"):
                        raw = file.readline(MAX_LINE_BYTES)
                    expected = f"at most {MAX_LINE_BYTES} bytes"
                    error = InputError(file=str(path), line=number, key="(line)", expected=expected)
                    account.bad_line(error)
                elif raw.strip():
                    yield number, raw
    except OSError as error:
        expected = f"a readable file ({error.strerror})"
        raise InputError(file=str(path), line=0, key="(file)", expected=expected) from None


def _count_unknown(record: Record, account: Account) -> None:
    for key in record.values.keys() - account.known_keys:
        # The keys themselves come from outside: a bounded number of bounded names is kept.
        if key in account.unknown_keys or len(account.unknown_keys) < 100:
            account.unknown_keys[key[:60]] += 1


def _mistyped_key(record: Record) -> None:
    # A right without its `licensed_sellers` accuses the innocent: a key that is nearly a known one is
    # a mistake, not an extra.
    for key in sorted(record.values.keys() - RIGHT_KEYS):
        if meant := nearest(key[:60], RIGHT_KEYS, likeness=0.8):
            record.refuse(key[:60], f"a known key; did you mean {meant}?")


def _season(record: Record) -> tuple[int, int] | None:
    months = record.numbers("season", least=1, most=12)
    if not months:
        return None
    if len(months) != 2:
        record.refuse("season", "two months: the first and the last")
    return months[0], months[1]


def _term(record: Record) -> Term:
    start, end = record.day("valid_from"), record.day("valid_to")
    if start and end and end < start:
        record.refuse("valid_to", f"a day not before {start}")
    return Term(start, end)


def _price(record: Record) -> Money | None:
    amount, currency = record.decimal("price"), _currency(record, "currency")
    return None if amount is None else Money(amount, currency)


def _usual_price(record: Record) -> PriceRange | None:
    least, most = record.decimal("usual_price_min"), record.decimal("usual_price_max")
    currency = _currency(record, "usual_price_currency")
    if least is None:
        if most is not None:
            record.refuse("usual_price_max", "usual_price_min beside it")
        return None
    if least == 0:
        record.refuse("usual_price_min", "an amount above 0")
    if most is not None and most < least:
        record.refuse("usual_price_max", f"an amount not below {least}")
    return PriceRange(least, most, currency)


def _currency(record: Record, key: str) -> str:
    currency = record.text(key).upper() or "CNY"
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        record.refuse(key, "an ISO 4217 code such as CNY")
    return currency


def _pictures(record: Record, account: Account) -> tuple[Picture, ...]:
    pictures = []
    for name in record.texts("images"):
        try:
            pictures.append(_picture(account.path.parent / name))
        except PictureRefused as error:
            account.refused_pictures[error.reason] += 1
            account.name(f"{record.file}, line {record.line}, picture {name[:200]}: {error}")
    return tuple(pictures)


def _picture(path: Path) -> Picture:
    try:
        if not path.is_file():  # a pipe or a device would never end
            raise PictureRefused("missing", "no such file")
        with path.open("rb") as file:
            return read_picture(file.read(MAX_BYTES + 1), str(path))
    except PictureLost as lost:
        raise PictureRefused(lost.reason, lost.detail) from None
    except (OSError, ValueError) as error:
        raise PictureRefused("unreadable", f"{type(error).__name__}: {error}"[:200]) from None
