"""`match`: rights and listings in files, matches in a file; no database, no home directory."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

from domain.errors import HouseError, InputError
from domain.listing import Listing
from domain.match import OPERATING_POINT, Match, Reason
from domain.rulebook import NO_RULES, Rulebook
from markwarden.apps import look_at_file
from markwarden.jsonl import Account, read_listings, read_rights
from matchers.likeness import Axis, axes
from matchers.normal import fields_cut
from matchers.panel import DEFAULT, MATCHERS, Panel
from matchers.score import counts_as
from pipelines.compiled import How, ready_panel
from pipelines.match import is_crowded

BATCH: Final = 256
Likeness = Callable[[Listing, Match], Sequence[Axis]]


class MatchRefused(HouseError):
    """What was asked of `match` cannot be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRun:
    """One run as asked.

    Attributes:
        names: matchers, in the order of their reasons.
        rules: of the packs, by which claims name their articles.
        absent_at: capture time of listings that name none.
        explain: write the reasons too.
        skip_bad: count bad lines instead of ending the run.
        kept_in: where compiled rights are kept for the next run; None keeps nothing.
    """

    rights: Path
    listings: Path
    output: Path
    zone: tzinfo
    absent_at: datetime
    names: tuple[str, ...] = DEFAULT
    rules: Rulebook = NO_RULES
    explain: bool = False
    skip_bad: bool = False
    kept_in: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """What a run did: both files' accounts, listings with a hit, hits in all, what was not compared whole.

    `crowded` listings name too much for all of it to be judged.
    """

    rights: Account
    listings: Account
    hit_listings: int
    hits: int
    fields_cut: int = 0
    rights_ready: How = How.COMPILED
    crowded: int = 0


def run_match(run: MatchRun) -> MatchReport:
    """Match every listing of one file against every right of another.

    The output appears whole or, after an error, not at all; a device or pipe is written as it comes.

    Raises:
        InputError: a line is bad and bad lines are not skipped.
        MatchRefused: an unknown matcher, or an output that would overwrite an input.
    """
    _check(run)
    rights, rights_account = read_rights(run.rights, skip_bad=run.skip_bad)
    panel, how = ready_panel(
        rights, names=run.names, zone=run.zone, looks=look_at_file, rules=run.rules, kept_in=run.kept_in
    )
    by_id = {right.id: right for right in rights}

    def likeness(listing: Listing, match: Match) -> tuple[Axis, ...]:
        return axes(by_id[match.right_id], listing, match, run.rules.classes)

    account = Account(run.listings, skip_bad=run.skip_bad)
    listings = read_listings(account, zone=run.zone, absent_at=run.absent_at)
    hit_listings = hits = cut = crowded = 0
    with _whole_or_nothing(run.output) as file:
        for listing, matches in _matched(panel, listings):
            file.write(line_of(listing, matches, likeness=likeness if run.explain else None))
            found = sum(match.score >= OPERATING_POINT for match in matches)
            hit_listings, hits = hit_listings + bool(found), hits + found
            cut += fields_cut(listing)
            crowded += is_crowded(matches)
    return MatchReport(
        rights=rights_account,
        listings=account,
        hit_listings=hit_listings,
        hits=hits,
        fields_cut=cut,
        rights_ready=how,
        crowded=crowded,
    )


def line_of(listing: Listing, matches: Sequence[Match], *, likeness: Likeness | None) -> bytes:
    """One output line; rights behind a gate (score 0) appear among the reasons only.

    Reasons are told where `likeness` gives the axes beside them.
    """
    row: dict[str, Any] = {
        "id": listing.id,
        "marks": [[match.right_id, match.score] for match in matches if match.score > 0],
    }
    if likeness is not None:
        row["reasons"] = [_explained(match, likeness(listing, match)) for match in matches]
    try:
        return json.dumps(row, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair came in escaped, and leaves so
        return json.dumps(row).encode() + b"\n"


def _explained(match: Match, likeness: Sequence[Axis]) -> dict[str, Any]:
    return {
        "right": match.right_id,
        "score": match.score,
        "basis": match.basis,
        "grounds": [asdict(ground) for ground in match.grounds],
        "matcher": match.matcher,
        "parts": [_part(reason) for reason in match.reasons],
        "likeness": {
            one.name.value: {"score": one.score, "ours": one.ours, "theirs": one.theirs} for one in likeness
        },
    }


def _part(reason: Reason) -> dict[str, Any]:
    part: dict[str, Any] = {
        "feature": reason.feature,
        "score": reason.score,
        "weight": reason.weight,
        "counts_as": counts_as(reason.feature),
        "ours": reason.ours,
        "theirs": reason.theirs,
    }
    if reason.span:
        part |= {"field": reason.span.field, "start": reason.span.start, "end": reason.span.end}
    if reason.picture:
        part["picture"] = reason.picture
    if reason.quad:
        part["quad"] = reason.quad
    return part


def _matched(panel: Panel, listings: Iterator[Listing]) -> Iterator[tuple[Listing, tuple[Match, ...]]]:
    while batch := list(islice(listings, BATCH)):
        yield from zip(batch, panel.match(batch), strict=True)


def _check(run: MatchRun) -> None:
    unknown = [name for name in run.names if name not in MATCHERS]
    if unknown or not run.names:
        known = ", ".join(MATCHERS)
        raise MatchRefused(f"--matchers: expected some of {known}, found {', '.join(unknown) or 'none'}")
    for path in (run.rights, run.listings):
        if not path.exists():
            raise InputError(file=str(path), line=0, key="(file)", expected="a file that exists")
        if run.output.exists() and run.output.samefile(path):
            raise MatchRefused(f"--output: {run.output} would overwrite an input")


class _whole_or_nothing:  # noqa: N801  # read as a phrase in its `with`
    """The output file, put into its place only when everything is written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        straight = path.exists() and not path.is_file()
        self._written = path if straight else path.with_name(f".{path.name}.{os.getpid()}.part")

    def __enter__(self) -> IO[bytes]:
        try:
            self._file = self._written.open("wb")
        except OSError as error:
            raise MatchRefused(f"--output: {self._path} cannot be written: {error.strerror}") from None
        return self._file

    def __exit__(self, kind: object, *_rest: object) -> None:
        self._file.close()
        if self._written == self._path:
            return
        if kind is None:
            self._written.replace(self._path)
        else:
            self._written.unlink()
