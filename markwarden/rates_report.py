"""The rates of indications on the terminal: the rule of counting, the target, one line each."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Column, Table

from domain.packs import Wording
from matchers.gi_rates import ELSEWHERE, UNSAID, Tally
from store.gi_rates import Counted, Published

COLUMNS = (
    "indication", "district", "listings", "from_area", "with_sign", "unread", "use_rate", "traced",
    "traceability_rate",
)  # fmt: skip


def table_of(found: Counted, told: Published) -> list[tuple[str, ...]]:
    """A row for each indication and district, then one for each indication, each district, and of all."""
    rates = found.rates
    places = {one.id: _told(one.name) for one in told.districts}
    places |= {ELSEWHERE: _("elsewhere"), UNSAID: _("not said")}
    cells = sorted(rates.cells.items(), key=lambda item: (found.names[item[0][0]], item[0][1]))
    every = _("all")
    return [
        *(_row(found.names[right], places[place], tally) for (right, place), tally in cells),
        *(
            _row(name, every, rates.rights[key])
            for key, name in sorted(found.names.items())
            if key in rates.rights
        ),
        *(_row(every, places[key], rates.districts[key]) for key in places if key in rates.districts),
        _row(every, every, rates.whole),
    ]


def print_rates(rows: list[tuple[str, ...]], found: Counted, told: Published, console: Console) -> None:
    """The rule first, then the targets, then the table."""
    for line in _rule():
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    for figure in told.figures:
        standing = "" if figure.confirmed else " " + _("(to be confirmed by a person)")
        line = f"{_told(figure.what)}: {100 * figure.share:.1f} %{standing}"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    table = Table(Column(_("Indication"), no_wrap=True), Column(_("District"), no_wrap=True))
    for name in (
        _("Listings"), _("From the area"), _("With the sign"), _("No text read"), _("Use rate"), _("Traced"),
        _("Traceability rate"),
    ):  # fmt: skip
        table.add_column(name, justify="right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    if found.left_out:
        console.print(_("Too many listings: %(n)d older ones were left out.") % {"n": found.left_out})


def _row(name: str, place: str, tally: Tally) -> tuple[str, ...]:
    counts = map(str, (tally.listings, tally.from_area, tally.sign, tally.unread))
    trace = _share(tally.trace_rate) if tally.testable else _("not testable")
    return (name, place, *counts, _share(tally.use_rate), str(tally.traced), trace)


def _share(rate: float | None) -> str:
    return "–" if rate is None else f"{100 * rate:.1f} %"


def _told(words: Wording) -> str:
    chinese = (get_language() or "en").startswith("zh")
    return (words.zh if chinese else words.en) or str(words)


def _rule() -> tuple[str, ...]:
    return (
        _("A listing counts under an indication when its title, as last seen, holds the registered name."),
        _("Its district is that of its stated origin, else of its place of dispatch."),
        _("From the area: the origin, or without a narrow one the dispatch, lies in the protected area."),
        _("Use rate: of those from the area, the share in whose pictures the official sign was read."),
        _("Traceability rate: of those with the sign, the share whose code is an authorised user's."),
    )
