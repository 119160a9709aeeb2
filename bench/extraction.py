"""How well pages of unknown shops are read: `./run bench extraction --pages DIR [--truth FILE]`.

DIR holds `html/KEY.html.gz` and `ground-truth.json`, keyed by KEY: `url`, and lists of right values `price`,
`sku`, `brand`, `name`. A field that is null has no truth: what is read there is neither right nor wrong. No
platform file and no watched marks are used. `sku` is the article number, else the number in the address.
Without `--pages` only the kinds of 240 pages drawn from a seed are judged. `--write` keeps the tables in
`docs/reference/extraction.md`. Beside F1 the CPU a page takes is counted by layer.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from parsel import Selector

from spiders.generic.product import Product
from tests.spiders.drawn_pages import KINDS, drawn

OUT: Final = Path(__file__).parents[1] / "docs" / "reference" / "extraction.md"
BARS: Final = {"price": 0.87, "sku": 0.75, "brand": 0.70, "name": 0.95}
EXTRA_WORDS: Final = 2
HEAD: Final = (
    "# Reading pages of unknown shops: what was measured",
    "",
    "By `./run bench extraction --pages DIR --write`, without platform files and without watched marks. The",
    "saved pages are development pages: half of their shops were looked at while the weights were set, and",
    "names were judged by eye, so these figures are a first look and no proof. The drawn pages are our own.",
    "",
)
_FOLD: Final = re.compile(r"[\W_]+")


class Page(NamedTuple):
    key: str
    url: str
    html: bytes
    truth: Mapping[str, Any]


class Score:
    """Right, wrong and missing values of one field."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.failed: list[str] = []

    def take(self, key: str, said: str, truth: list[str] | None, same: Callable[[str, str], bool]) -> None:
        if not truth:
            return
        if said and any(same(said, one) for one in truth):
            self.counts["right"] += 1
            return
        self.counts["wrong" if said else "missing"] += 1
        self.failed.append(f"{key[:6]} said {said[:60]!r}, truth {truth}")

    @property
    def pages(self) -> int:
        return sum(self.counts.values())

    @property
    def precision(self) -> float:
        return self.counts["right"] / max(self.counts["right"] + self.counts["wrong"], 1)

    @property
    def recall(self) -> float:
        return self.counts["right"] / max(self.pages, 1)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def pages(folder: Path, truth: Path | None) -> list[Page]:
    """The pages of a folder, with the truth beside them or in a file of its own."""
    known = json.loads((truth or folder / "ground-truth.json").read_text("utf-8"))
    found = []
    for key, said in sorted(known.items()):
        path = folder / "html" / f"{key}.html.gz"
        if path.is_file():
            found.append(Page(key, said["url"], gzip.decompress(path.read_bytes()), said))
    return found


def same_price(said: str, truth: str) -> bool:
    try:
        return Decimal(said) == Decimal(truth.strip().replace(",", ""))
    except InvalidOperation:
        return False


def folded(text: str) -> str:
    return _FOLD.sub("", unicodedata.normalize("NFKC", text).casefold())


def same_text(said: str, truth: str) -> bool:
    return folded(said) == folded(truth)


def holds_name(said: str, truth: str) -> bool:
    """The true name stands in what was read, with at most two words more."""
    words, wanted = (
        re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", t).casefold()) for t in (said, truth)
    )
    missing, extra = Counter(wanted) - Counter(words), Counter(words) - Counter(wanted)
    return not missing and sum(extra.values()) <= EXTRA_WORDS


def read(page: Page, clock: dict[str, float]) -> dict[str, str]:
    """The fields of one page; adds the CPU seconds of every layer to `clock`."""

    def timed(layer: str, work: Callable[[], Any]) -> Any:
        begun = time.process_time()
        result = work()
        clock[layer] += time.process_time() - begun
        return result

    selector = timed("parse", lambda: Selector(body=page.html, encoding="utf-8"))
    product = Product(selector, page.url)
    timed("structured data", lambda: (product.structured, product.opengraph))
    timed("texts and heading", lambda: (product.outline.texts, product.heading))
    timed("prices shown", lambda: product.candidates)
    timed("embedded state", lambda: product.state)
    fields = timed("labels, brands, votes", lambda: product.fields)
    return {name: str(one.value) for name, one in fields.items()} | {
        "layers": {n: o.layer for n, o in fields.items()}
    }  # type: ignore[dict-item]


def measure(found: list[Page], verbose: bool) -> tuple[dict[str, Score], dict[str, list[float]]]:
    scores = {name: Score() for name in BARS}
    times: dict[str, list[float]] = defaultdict(list)
    for page in found:
        clock: dict[str, float] = defaultdict(float)
        said = read(page, clock)
        for layer, seconds in clock.items():
            times[layer].append(seconds)
        times["size"].append(len(page.html))
        scores["price"].take(page.key, said.get("price", ""), page.truth.get("price"), same_price)
        sku = [said.get("article", ""), said.get("id", "")]
        scores["sku"].take(page.key, sku[0] or sku[1], page.truth.get("sku"), same_text)
        scores["brand"].take(page.key, said.get("brand", ""), page.truth.get("brand"), same_text)
        scores["name"].take(page.key, said.get("title", ""), page.truth.get("name"), holds_name)
    if verbose:
        for name, score in scores.items():
            print(name, *score.failed, sep="\n  ")
    return scores, times


def table(scores: Mapping[str, Score]) -> list[str]:
    lines = ["| field | pages | precision | recall | F1 | bar |", "| --- | --- | --- | --- | --- | --- |"]
    for name, one in scores.items():
        if one.pages:
            lines.append(
                f"| {name} | {one.pages} | {one.precision:.2f} | {one.recall:.2f} | {one.f1:.2f} "
                f"| {BARS[name]:.2f} |"
            )
    return lines


def costs(times: Mapping[str, list[float]]) -> list[str]:
    """CPU by layer, a page and for 200 KB."""
    sizes = times["size"]
    lines = [
        f"| layer | CPU-ms a page (mean {statistics.mean(sizes) / 1000:.0f} KB) | for 200 KB |",
        "| --- | --- | --- |",
    ]
    total = 0.0
    for layer, seconds in times.items():
        if layer != "size":
            scaled = sum(seconds) / sum(sizes) * 200_000 * 1000
            total += scaled
            lines.append(f"| {layer} | {statistics.mean(seconds) * 1000:.1f} | {scaled:.1f} |")
    return [*lines, f"| together | | {total:.1f} |"]


def kinds(count: int, seed: int) -> list[str]:
    """How often the kind of a drawn page is told right."""
    judged: Counter[tuple[str, bool]] = Counter()
    for page in drawn(seed, count):
        kind = Product(Selector(text=page.html), page.url).kind.kind
        judged[page.kind, kind == page.kind] += 1
    lines = ["| kind | pages | right |", "| --- | --- | --- |"]
    for kind in KINDS:
        right, wrong = judged[kind, True], judged[kind, False]
        lines.append(f"| {kind} | {right + wrong} | {right / max(right + wrong, 1):.2f} |")
    return lines


def report(found: list[Page], verbose: bool) -> list[str]:
    lines = ["## Kinds of drawn pages", "", *kinds(240, seed=8)]
    if found:
        scores, times = measure(found, verbose)
        lines += ["", f"## Fields, {len(found)} saved pages of real shops", "", *table(scores)]
        lines += ["", "## CPU by layer", "", *costs(times)]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--only", default="", help="pages whose address matches this pattern")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    found = pages(asked.pages, asked.truth) if asked.pages else []
    lines = report([page for page in found if re.search(asked.only, page.url)], asked.verbose)
    print("\n".join(lines))
    if asked.write:
        OUT.write_text("\n".join([*HEAD, *lines, ""]), "utf-8")


if __name__ == "__main__":
    main()
