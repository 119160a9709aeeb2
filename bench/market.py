"""Special marks, indications, seed and pirated works on a planted market: `./run bench market [fit|test]`.

Listings are made by a seeded script from hand-written wordings (`bench/data/market/phrasings.toml`), half of
which may be looked at while rules are made (`fit`); the other half and the false friends are for measuring
(`test`). Their days lie on both sides of terms, licences, and of 2027-01-01. With `test`, writes
`docs/reference/market.md`; `--detail` names everything that went wrong.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import django

if TYPE_CHECKING:
    from bench.market_run import Tally

OUT: Final = Path(__file__).parents[1] / "docs" / "reference" / "market.md"
HEAD: Final = """\
# The planted market

Special marks, indications, seed and pirated works, planted among honest listings: `./run bench market test`.
Wordings are written by hand in two halves (`bench/data/market/phrasings.toml`); rules were made on the
other half. This one and the 333 false friends (`false_friends.tsv`) were looked at twice: first with a recall of
0.998 and nothing changed after it; then, with 0.954, when what is learned of the words around marks had grown
and took a brooch for a part that fits the games; no such words excuse an event's or a place's name since. The
rights are those of the ready packs and of packs from outside them, with days and
lists of users filled in as a person would; signs without a registration's days rest on what needs none.

A listing counts as found when its own right has a hit (score at least 0.5), as flagged when any right has
one, and its law as right when the leading ground has the basis, the version and the article that
`bench/market_law.py`, written apart from the packs, expects on the capture day. Both halves are by one hand
that knew the rules, and simpler than a real market: the figures are no promise for one.
"""


def main() -> None:
    """Register, plant, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("half", nargs="?", default="fit", choices=("fit", "test"))
    parser.add_argument("--detail", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="markwarden-bench-") as home:
        os.environ |= {"MARKWARDEN_HOME": home, "DJANGO_SETTINGS_MODULE": "config.settings"}
        django.setup()
        from bench.market_run import judged  # noqa: PLC0415  # needs Django set up
        from markwarden.first_run import bring_up_to_date  # noqa: PLC0415  # needs Django set up

        bring_up_to_date(Path(home))
        tally = judged(args.half)
    table = told(tally)
    print(table)
    if args.detail:
        print(*tally.wrong, sep="\n")
    if args.half == "test":
        OUT.write_text(f"{HEAD}\n{table}\n", encoding="utf-8")


def told(tally: Tally) -> str:
    """The bars and every kind of case, as Markdown."""
    true = sum(one["true"] for one in tally.kinds.values())
    honest = sum(one["honest"] for one in tally.kinds.values())
    friends = {kind: one for kind, one in tally.kinds.items() if kind.startswith("false friend")}
    whole = sum(one["honest"] for one in friends.values())
    flagged = sum(one["honest flagged"] for one in friends.values())
    lines = [
        "| measured | value | bar |",
        "| --- | --- | --- |",
        f"| listings | {true + honest} ({true} true, {honest} honest) | ≥ 2,000 |",
        f"| recall | {tally.share('true found', 'true'):.4f} | ≥ 0.97 |",
        f"| honest listings flagged | {tally.share('honest flagged', 'honest'):.4f} | ≤ 0.02 |",
        f"| true hits with the right law | {tally.share('right law', 'true found'):.4f} | 1 |",
        *([f"| false friends flagged | {flagged} of {whole} | ≤ 0.02 |"] if whole else []),
        f"| processor time a listing, all matchers | {1000 * tally.cpu_s / (true + honest):.2f} ms | |",
        "",
        "| kind of case | planted | found or flagged | with the right law |",
        "| --- | --- | --- | --- |",
    ]
    for kind, one in tally.kinds.items():
        law = str(one["right law"]) if one["true"] else ""
        planted, found = one["true"] + one["honest"], one["true found"] + one["honest flagged"]
        lines.append(f"| {kind} | {planted} | {found} | {law} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
