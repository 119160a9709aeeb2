"""Listings matched in a second, by number of rights: `python bench/matching.py R.jsonl L.jsonl [N ...]`.

The rights of the file are joined by N made-up word marks, half Latin, half Chinese, seeded. Printed are
CPU figures of one process, reading and pictures apart.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.rights import Right, RightKind
from markwarden.jsonl import Account, read_listings, read_rights
from matchers.panel import compile_panel

ZONE = ZoneInfo("Asia/Shanghai")
SYLLABLES = (
    "ba be bi bo da de di ka ke ko la le li lo ma mi na no ra ri sa so ta ti va vi xi qu shi chen lin tor"
)


def made_up(count: int, seed: int = 7) -> list[Right]:
    """Word marks nobody owns: two to four syllables, or two to five Chinese characters."""
    chance, syllables = random.Random(seed), SYLLABLES.split()
    texts = [
        "".join(chance.choices(syllables, k=chance.randint(2, 4))).title()
        if i % 2
        else "".join(chr(chance.randint(0x4E00, 0x5FFF)) for _ in range(chance.randint(2, 5)))
        for i in range(count)
    ]
    return [
        Right(id=f"made-up-{i}", kind=RightKind.WORD, text=text, nice_classes=(chance.randint(1, 45),))
        for i, text in enumerate(texts)
    ]


def main(rights_path: Path, listings_path: Path, counts: list[int]) -> None:
    rights, _account = read_rights(rights_path)
    account = Account(listings_path)
    listings = list(read_listings(account, zone=ZONE, absent_at=datetime.now(ZONE)))
    print(f"{'rights':>8} {'compile s':>10} {'listings/s':>11} {'p99 ms':>8}")
    for count in counts:
        begun = time.process_time()
        panel = compile_panel([*rights, *made_up(count)], zone=ZONE)
        compiled = time.process_time() - begun
        times = []
        for listing in listings:
            begun = time.process_time()
            panel.match([listing])
            times.append(time.process_time() - begun)
        p99 = sorted(times)[int(len(times) * 0.99)] * 1000
        rate = len(times) / sum(times)
        print(f"{len(rights) + count:>8} {compiled:>10.2f} {rate:>11.0f} {p99:>8.2f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [int(n) for n in sys.argv[3:]] or [0, 1_000, 10_000])
