"""The account of a sweep in words: every page and every listing has its place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.utils.translation import gettext as _

from markwarden.sweeps import SweepReport
from store.coverage import why_not
from store.models import Sweep

MOST_SHOWN = 10


def lines(report: SweepReport, *, dry_run: bool) -> Iterator[str]:
    """The report as printed."""
    yield _("Sweep {number} of {platform}: {state}").format(
        number=report.sweep_id or "-", platform=report.platform.key, state=Sweep.State(report.state).label
    )
    if report.detail:
        yield "  " + report.detail
    yield from _pages(report)
    yield from _listings(report.counts, dry_run=dry_run)
    yield from _coverage(report)
    yield from _index(report)
    if not report.accounted:
        yield _(
            "The account does not close: resume the sweep with `markwarden sweep {key} --resume`."
        ).format(key=report.platform.key)


def _pages(report: SweepReport) -> Iterator[str]:
    account = report.ended.account
    yield _("Pages: {asked} asked for = {read} read + {failed} without answer + {left} left").format(
        asked=account.enqueued,
        read=sum(account.done.values()),
        failed=sum(account.failed.values()),
        left=account.waiting + account.leased,
    )
    for reason, count in sorted(account.done.items()):
        if reason:
            yield f"  {reason}: {count}"
    for reason, count in sorted(account.failed.items(), key=lambda pair: -pair[1])[:MOST_SHOWN]:
        example = next((url for why, url in report.ended.failures if why == reason), "")
        yield f"  {reason}: {count}" + (f", {example}" if example else "")


def _listings(counts: Mapping[str, object], *, dry_run: bool) -> Iterator[str]:
    def number(key: str) -> int:
        return int(str(counts.get(key, 0)))

    rejected = {key.removeprefix("rejected/"): number(key) for key in counts if key.startswith("rejected/")}
    words = (
        _("Listings: {all} found = {kept} would be kept + {unchanged} seen twice + {rejected} rejected")
        if dry_run
        else _("Listings: {all} found = {kept} kept + {unchanged} unchanged + {rejected} rejected")
    )
    yield words.format(
        all=number("listings"),
        kept=number("kept"),
        unchanged=number("unchanged"),
        rejected=sum(rejected.values()),
    )
    for reason, count in sorted(rejected.items()):
        if count:
            yield f"  {reason}: {count}"
    yield _("Hits: {hits} new. Pictures: {pictures} fetched.").format(
        hits=number("hits"), pictures=number("pictures")
    )
    lost = {
        key.removeprefix("pictures_rejected/"): number(key)
        for key in counts
        if key.startswith("pictures_rejected/")
    }
    for reason, count in sorted(lost.items()):
        yield "  " + _("pictures not kept, {reason}: {count}").format(reason=reason, count=count)
    if number("copies/pictures"):
        yield from _compared(number)


def _compared(number: Callable[[str], int]) -> Iterator[str]:
    """What each stage of the comparison of pictures let through, cheapest first."""
    yield _(
        "Pictures compared: {all} = {same} known files + {before} seen before + {unseen} by hash alone + "
        "{looked} looked at"
    ).format(
        all=number("copies/pictures"),
        same=number("copies/same_file"),
        before=number("copies/seen_before"),
        unseen=number("copies/not_looked_at"),
        looked=number("copies/looked_at"),
    )
    yield "  " + _("places: {first} proposed, {verified} verified, {likely} likely").format(
        first=number("copies/first_looks"),
        verified=number("copies/verified"),
        likely=number("copies/likely"),
    )


def _coverage(report: SweepReport) -> Iterator[str]:
    """What was not looked at, and how much may have been missed."""
    coverage = report.coverage
    if not coverage:
        return
    skipped = coverage["not_looked_at"]
    yield _("Coverage: {looked} pages looked at, {skipped} not").format(
        looked=coverage["looked_at"], skipped=sum(skipped.values())
    )
    for why, pages in skipped.items():
        yield f"  {why_not(why)}: {pages}"
    found = coverage.get("missed")
    if found:
        yield _("About {number} listings in all, 95 % between {low} and {high} (with sweep {other})").format(
            number=round(found["number"]), low=round(found["low"]), high=round(found["high"]),
            other=found["with_sweep"],
        )  # fmt: skip
    elif coverage.get("whole"):
        yield _("How many were missed can be told after the next whole sweep.")


def _index(report: SweepReport) -> Iterator[str]:
    drained = report.drained
    if drained is None:
        return
    yield _("Index: {sent} hits sent, {owed} owed.").format(sent=drained.settled, owed=drained.owed.rows)
    if drained.owed.rows:
        yield "  " + _(
            "The index did not answer ({why}); `markwarden index drain` sends what is owed."
        ).format(why=drained.unavailable or "…")
