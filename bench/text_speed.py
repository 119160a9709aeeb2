"""How fast words are found: listings a second at several sizes of the register, beside brute force.

    ./run bench text-speed [--sizes 10000 100000 1000000] [--seconds 5]

Marks and listings are synthetic and seeded: half Latin, half Chinese marks; three listings in ten carry a
mark with up to two edits. One core, all views, normalisation and scores included. Writes
`docs/reference/text-speed.md`.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from rapidfuzz import fuzz, process

from domain.listing import Listing
from domain.rights import Right, RightKind
from matchers.panel import Panel, compile_panel

OUT: Final = Path(__file__).parents[1] / "docs" / "reference" / "text-speed.md"
SEEN: Final = datetime(2026, 11, 1, tzinfo=UTC)
ZONE: Final = ZoneInfo("Asia/Shanghai")
BATCH: Final = 500
BRUTE_LISTINGS: Final = 24
SYLLABLES: Final = tuple(c + v + e for c in "bcdfghklmnprstvwz" for v in "aeiou" for e in ("", "n", "l", "r"))
GOODS: Final = [
    "new",
    "wireless",
    "speaker",
    "jacket",
    "men",
    "women",
    "outdoor",
    "case",
    "cover",
    "phone",
    "leather",
    "bag",
    "usb",
    "cable",
    "running",
    "shoes",
    "kitchen",
    "summer",
    "cotton",
    "shirt",
    "steel",
    "bottle",
    "新款",
    "蓝牙",
    "耳机",
    "外套",
    "男士",
    "女装",
    "户外",
    "手机",
    "保护",
    "真皮",
    "双肩",
    "充电",
    "跑步",
    "厨房",
    "夏季",
    "纯棉",
    "衬衫",
    "不锈钢",
    "保温",
    "杯子",
    "儿童",
    "玩具",
    "包邮",
    "现货",
]  # a list this long is read as text


class Measured(NamedTuple):
    """One size of the register: listings a second and what it cost."""

    marks: int
    build_s: float
    added_mib: int
    hits_only: float
    with_closed: float
    brute: float
    change_ms: float
    full: float
    alone_us: tuple[float, float]
    hostile_ms: tuple[tuple[str, float], ...]
    where: tuple[tuple[str, float], ...]


def common_characters() -> str:
    """The characters of the first level of GB 2312, in its order."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return "".join(cell.decode("gb2312", "ignore") for cell in cells)


def rights(count: int, draw: random.Random) -> Iterator[Right]:
    letters = common_characters()
    for number in range(count):
        if draw.random() < 0.5:
            text = "".join(draw.choice(SYLLABLES) for _ in range(draw.randint(2, 5))).title()
        else:
            text = "".join(draw.choice(letters) for _ in range(draw.choice((2, 3, 3, 4, 4, 5, 6))))
        classes = tuple(sorted(draw.sample(range(1, 46), draw.choice((1, 1, 2, 3)))))
        yield Right(id=f"r{number}", kind=RightKind.WORD, text=text, nice_classes=classes)


def mangled(text: str, draw: random.Random) -> str:
    letters = list(text)
    for _ in range(draw.choice((0, 0, 1, 2))):
        at = draw.randrange(len(letters))
        letters[at : at + 1] = draw.choice(([], [letters[at]] * 2, [draw.choice(letters)]))
        letters = letters or [text[0]]
    return "".join(letters)


def listings(count: int, register: Sequence[Right], draw: random.Random) -> list[Listing]:
    return [_listing(number, register, draw) for number in range(count)]


def _listing(number: int, register: Sequence[Right], draw: random.Random) -> Listing:
    words = [draw.choice(GOODS) for _ in range(draw.randint(6, 10))]
    if draw.random() < 0.3:
        words.insert(draw.randrange(len(words)), mangled(draw.choice(register).text, draw))
    seller = "".join(draw.choice(common_characters()[:400]) for _ in range(4)) + "专营店"
    classes = (draw.randint(1, 45),)
    return Listing(
        platform="p",
        id=str(number),
        title=" ".join(words),
        seller=seller,
        captured_at=SEEN,
        nice_classes=classes,
    )


def per_second(
    once: Callable[[Sequence[Listing]], object], every: Sequence[Listing], seconds: float
) -> float:
    """Listings a second of process time, the first batch left out to warm up."""
    once(every[:BATCH])
    done, start = 0, time.process_time()
    while time.process_time() - start < seconds:
        at = done % (len(every) - BATCH + 1)
        once(every[at : at + BATCH])
        done += BATCH
    return done / (time.process_time() - start)


def brute(register: Sequence[Right], every: Sequence[Listing]) -> float:
    """Listings a second of RapidFuzz's `cdist` with `partial_ratio`, `score_cutoff=85`, on titles."""
    marks = [right.text.casefold() for right in register]
    titles = [listing.title.casefold() for listing in every[:BRUTE_LISTINGS]]
    start = time.process_time()
    for title in titles:  # a row at a time: the whole matrix would not fit at a million marks
        process.cdist([title], marks, scorer=fuzz.partial_ratio, score_cutoff=85, dtype=np.uint8, workers=1)
        if time.process_time() - start > 20:
            return (titles.index(title) + 1) / (time.process_time() - start)
    return len(titles) / (time.process_time() - start)


def measured(size: int, seconds: float) -> Measured:
    draw = random.Random(size)
    register = tuple(rights(size, draw))
    every = listings(4_000, register, draw)
    gc.collect()
    before, start = _resident_mib(), time.process_time()
    panel = compile_panel(register, names=("text",), zone=ZONE)
    panel.match(every[:BATCH])
    build = time.process_time() - start
    gc.collect()
    return Measured(
        marks=size,
        build_s=build,
        added_mib=_resident_mib() - before,
        hits_only=per_second(lambda some: panel.match(some, closed=False), every, seconds),
        with_closed=per_second(panel.match, every, seconds),
        brute=brute(register, every),
        change_ms=_change_ms(panel, draw),
        full=per_second(panel.match, full(every, draw), seconds),
        alone_us=_alone_us(panel, full(every, draw)[:1_000]),
        hostile_ms=_hostile_ms(panel, register),
        where=_where(panel, every),
    )


def full(every: Sequence[Listing], draw: random.Random) -> list[Listing]:
    """The same listings with a description of about 120 characters, a category and words of a picture."""
    return [
        replace(
            one,
            description=" ".join(draw.choices(GOODS, k=26)),
            category=" ".join(draw.choices(GOODS, k=2)),
            ocr=" ".join(draw.choices(GOODS, k=5)),
        )
        for one in every
    ]


def _alone_us(panel: Panel, every: Sequence[Listing]) -> tuple[float, float]:
    """Microseconds of process time of a listing matched alone: the median, and of one in a hundred."""
    times = []
    for one in every:
        start = time.process_time()
        panel.match([one])
        times.append((time.process_time() - start) * 1e6)
    return float(np.quantile(times, 0.5)), float(np.quantile(times, 0.99))


HOSTILE: Final = {
    "a mark again and again": "norvelle " * 111_111,
    "in Chinese": "山岚记忆" * 250_000,
    "two characters": "星河" * 300_000,
    "an everyday word": "苹果" * 300_000,
    "nearly a mark": "norvele 山岚忆 n0rvelle shanlanjiyi " * 20_000,
    "pulled apart": "n o r v e l l e 山 岚 记 忆 " * 20_000,
    "between cues": "适用于norvelle 非 norvelle同款 " * 40_000,
    "half characters": "\ud800" * 1_000_000,
    "NULs": "\0" * 1_000_000,
    "overrides": "\u202e\u202d" * 500_000,
    "towers of marks": "Norvelle" + "\u0301" * 10_000,
    "ligatures": "\ufdfa" * 100_000,
}


def _hostile_ms(panel: Panel, every: Sequence[Right]) -> tuple[tuple[str, float], ...]:
    """Milliseconds of a listing with a hostile text in every field, by kind; some name many of the marks."""
    texts = {
        **HOSTILE,
        "many marks": " ".join(right.text for right in every[:50_000]),
        "many marks, glued": "".join(right.text for right in every[:50_000] if not right.text.isascii()),
        "many marks, nearly": " ".join(right.text[:1] + right.text[2:] for right in every[:50_000]),
    }
    panel = panel.changed(
        added=[
            Right(id=text, kind=RightKind.WORD, text=text)
            for text in ("Norvelle", "山岚记忆", "星河", "苹果")
        ]
    )
    return tuple((kind, _worst_ms(panel, text)) for kind, text in texts.items())


def _worst_ms(panel: Panel, text: str) -> float:
    listing = Listing(
        platform="p",
        id="1",
        captured_at=SEEN,
        title=text,
        brand=text,
        category=text,
        description=text,
        seller=text,
        ocr=text,
    )
    times = []
    for _ in range(5):
        start = time.process_time()
        panel.match([listing])
        times.append(time.process_time() - start)
    return min(times) * 1000


def _resident_mib() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() >> 20


def _change_ms(panel: Panel, draw: random.Random) -> float:
    """The median of forty changes: one right added, one ended."""
    times = []
    for number, right in enumerate(rights(40, draw)):
        added = Right(id=f"added{number}", kind=right.kind, text=right.text, nice_classes=right.nice_classes)
        start = time.perf_counter()
        panel = panel.changed(added=(added,), ended=(f"r{number}",))
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2] * 1000


# Which function a share of the time belongs to.
PARTS: Final = (
    ("fold and make views", ("base", "views")),
    ("exact, all views", ("_exact",)),
    ("neighbourhood", ("candidates", "latin", "chinese", "letters", "mixed", "redrawn", "_joined")),
    ("gates and rows", ("rows", "needed")),
    ("compare", ("_each", "_settled")),
    ("score", ("_match", "_blended")),
)


def _where(panel: Panel, every: Sequence[Listing]) -> tuple[tuple[str, float], ...]:
    """Microseconds a listing by part, as the profiler sees them."""
    profile = cProfile.Profile()
    profile.enable()
    for at in range(0, len(every), BATCH):
        panel.match(every[at : at + BATCH], closed=False)
    profile.disable()
    spent: dict[str, float] = {}
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # not in its stub
    for (file, _, name), (_, _, _, cumulative, _) in stats.items():
        if "/matchers/" in file:
            spent[name] = spent.get(name, 0.0) + cumulative
    return tuple(
        (part, sum(spent.get(name, 0.0) for name in names) / len(every) * 1e6) for part, names in PARTS
    )


def table(found: Sequence[Measured]) -> str:
    rows = [
        "| marks | listings/s, hits only | listings/s, closed gates shown | `cdist` listings/s "
        "| ratio | build s | MiB added | one change ms |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows += [
        f"| {one.marks:,} | {one.hits_only:,.0f} | {one.with_closed:,.0f} | {one.brute:,.2f} | "
        f"{one.hits_only / one.brute:,.0f} ({one.with_closed / one.brute:,.0f}) | {one.build_s:.1f} | "
        f"{one.added_mib:,} | {one.change_ms:.1f} |"
        for one in found
    ]
    first, last = found[0], found[-1]
    growth, shown = first.hits_only / last.hits_only, first.with_closed / last.with_closed
    rows += [
        "",
        f"Time at {last.marks:,} marks: {growth:.1f} ({shown:.1f}) times that at {first.marks:,}.",
        "",
        *_single(found),
        "",
    ]
    rows += [f"| microseconds a listing | {' | '.join(f'{one.marks:,}' for one in found)} |"]
    rows += ["| --- |" + " --- |" * len(found)]
    for i, (part, _) in enumerate(found[0].where):
        rows.append(f"| {part} | {' | '.join(f'{one.where[i][1]:.0f}' for one in found)} |")
    rows += ["", f"| milliseconds a hostile listing | {' | '.join(f'{one.marks:,}' for one in found)} |"]
    rows += ["| --- |" + " --- |" * len(found)]
    for i, (kind, _) in enumerate(found[0].hostile_ms):
        rows.append(f"| {kind} | {' | '.join(f'{one.hostile_ms[i][1]:.0f}' for one in found)} |")
    return "\n".join(rows)


def _single(found: Sequence[Measured]) -> list[str]:
    """Rows for listings as they come: all fields filled, one by one, and meant to do harm."""
    rows = [
        "| marks | full listings/s | alone, median µs | alone, 99th percentile µs | hostile, worst ms |",
        "| --- | --- | --- | --- | --- |",
    ]
    return rows + [
        f"| {one.marks:,} | {one.full:,.0f} | {one.alone_us[0]:,.0f} | {one.alone_us[1]:,.0f} | "
        f"{max(ms for _, ms in one.hostile_ms):.0f} |"
        for one in found
    ]


HEAD: Final = """# Text matching: speed

Made by `./run bench text-speed`. One core, process time; synthetic, seeded marks and listings (title and
seller, three in ten with a mark in it); every view, the gates and the score included. "Hits only" leaves out
words on other goods before they are compared; "closed gates shown" also reports those, with the gate that
holds; its ratio stands in brackets.
`cdist` is RapidFuzz's `process.cdist(titles, marks, scorer=partial_ratio, score_cutoff=85)`, in the same run.
"Full" listings have a description of about 120 characters, a category and words of a picture too. "Alone" is
a batch of one full listing. "Hostile" are listings with the same up to a million characters in all six
fields; four marks of theirs are on the register. These three show closed gates too. The shares below are
measured under a profiler, which makes Python look slower than it is.

"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--seconds", type=float, default=5.0)
    chosen = parser.parse_args()
    made = table([measured(size, chosen.seconds) for size in chosen.sizes])
    print(made)
    OUT.write_text(HEAD + made + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
