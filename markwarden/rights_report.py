"""An import's report on the terminal."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rich.console import Console

from registry.imports import ImportReport, Mode, Tally
from registry.refusals import sentence

# A file of one wrong column would else scroll the reason off the screen.
MOST_PROBLEMS_SHOWN = 500


def print_report(report: ImportReport, console: Console) -> None:
    """Every bad cell, then the counts, then what was done."""
    for problem in report.problems[:MOST_PROBLEMS_SHOWN]:
        _say(console, sentence(problem))
    more = len(report.problems) - MOST_PROBLEMS_SHOWN
    if more > 0:
        _say(console, _("… and %(more)d more") % {"more": more})
    for line in report.weak[:MOST_PROBLEMS_SHOWN]:
        _say(console, _("Weak picture %(line)s") % {"line": line})
    for title in report.unread:
        _say(
            console,
            _("Sheet “%(title)s” was not read: it is not named rights, licences or holders.")
            % {"title": title},
        )
    for tally in report.tallies:
        _say(console, _tally_line(tally))
    if report.holders_made and report.kept:
        _say(console, _("New rights holders: %(names)s") % {"names": ", ".join(report.holders_made)})
    _say(console, _outcome(report))


def _tally_line(tally: Tally) -> str:
    kinds = {"rights": _("rights"), "licences": _("licences"), "holders": _("rights holders")}
    return _("%(kind)s: %(new)d new, %(changed)d changed, %(unchanged)d unchanged, %(bad)d bad") % {
        "kind": kinds[tally.kind],
        "new": tally.new,
        "changed": tally.changed,
        "unchanged": tally.unchanged,
        "bad": tally.bad,
    }


def _outcome(report: ImportReport) -> str:
    if report.mode is Mode.DRY_RUN:
        return _("Dry run: nothing was imported.")
    if not report.kept:
        return _("Nothing was imported. Mend the rows above, or ask for --good-rows.")
    return _("The good rows were imported.") if report.problems else _("Imported.")


def _say(console: Console, line: str) -> None:
    console.print(line, markup=False, highlight=False, soft_wrap=True)
