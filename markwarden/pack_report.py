"""Packs as lines for people: what is in them, what they would change, what is left to confirm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from registry.pack_files import ReadPack, find_pack, pack_files, problems_beside, read_packs
from registry.pack_rights import Applied, Difference, apply_pack, differences, row_differences
from registry.refusals import sentence


def line(key: str, read: ReadPack, figures: tuple[int, int, int]) -> str:
    """One pack: key, kind, rows read in their source of all, days to be filled in, name, file."""
    rows, confirmed, unfilled = figures
    told = _("{confirmed} of {rows} rows verified").format(confirmed=confirmed, rows=rows)
    if unfilled:
        told += ", " + _("{n} terms to be filled from the announcement").format(n=unfilled)
    name = read.pack.name
    shown = (name.zh or name.en) if (get_language() or "en").startswith("zh") else (name.en or name.zh)
    return f"{key:<16} {read.kind:<14} {told}  {shown}  {read.path}"


def checked(pack: str, places: Sequence[Path]) -> tuple[int, list[str]]:
    """How many packs can be used, and what is wrong: of one pack, read beside all others, or of all.

    Raises:
        ConfigError: the pack asked for is not there or cannot be read.
    """
    if not pack:
        packs, problems = read_packs(places)
        return len(packs), problems
    read = find_pack(pack, places)
    problems = problems_beside(read, [path for path in pack_files(places) if path.stem != read.path.stem])
    return (0 if problems else 1), problems


def between(before: ReadPack, after: ReadPack) -> Iterator[str]:
    """What the second pack says otherwise than the first."""
    found = row_differences(before.pack, after.pack)
    yield from _lines(found)
    yield _summary(found)


def beside(read: ReadPack) -> Iterator[str]:
    """What registering the pack's rights would change."""
    found = differences(read)
    yield from _lines(found)
    yield _summary(found)


def applied(read: ReadPack, *, dry_run: bool) -> tuple[bool, list[str]]:
    """Registers a pack's rights; whether that could be done, and what to tell."""
    done = apply_pack(read, dry_run=dry_run)
    if done.tally is None:
        return True, [_("This pack describes no rights; there is nothing to register.")]
    lines = [sentence(problem) for problem in done.problems]
    lines += _points(done)
    tally = done.tally
    told = _("{new} new, {changed} changed, {unchanged} unchanged, {bad} bad")
    lines.append(told.format(new=tally.new, changed=tally.changed, unchanged=tally.unchanged, bad=tally.bad))
    lines.append(_outcome(done, dry_run))
    return not done.problems, lines


def _outcome(done: Applied, dry_run: bool) -> str:
    if done.kept:
        return _("Registered.")
    return _("Dry run: nothing was registered.") if dry_run else _("Nothing was registered.")


def _points(done: Applied) -> list[str]:
    names = {
        "term": _("first and last day, to be filled from the announcement"),
        "number": _("registration number"),
        "basis": _("the basis: a trade mark in force, or a work"),
        "area": _("area of origin"),
        "facts": _("facts that are only remembered"),
    }
    times = Counter(point for points in done.to_confirm.values() for point in points)
    told = _("{n} rights to be confirmed: {what}")
    return [told.format(n=n, what=names.get(point, point)) for point, n in sorted(times.items())]


def _lines(found: Sequence[Difference]) -> Iterator[str]:
    signs = {"new": "+", "changed": "~", "gone": "-"}
    for one in found:
        if one.state != "same":
            yield f"{signs[one.state]} {one.id}"
        for name, before, after in one.changes:
            yield f"    {name}: {before or '–'} → {after or '–'}"


def _summary(found: Sequence[Difference]) -> str:
    times = Counter(one.state for one in found)
    told = _("{new} new, {changed} changed, {gone} gone, {same} the same")
    return told.format(new=times["new"], changed=times["changed"], gone=times["gone"], same=times["same"])
