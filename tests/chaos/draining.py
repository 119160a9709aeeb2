"""A process that drains through a faulty index until it is killed or told to end.

    python -m tests.chaos.draining DATABASE EMBEDDED_FILE_OR_URL PREFIX SEED

It prints every fault as it fires, and `idle` when nothing is owed.
"""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import django


def main(database: str, target: str, prefix: str, seed: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    from django.db import connection  # noqa: PLC0415  # needs Django set up
    from django.utils import timezone  # noqa: PLC0415

    from store.drain import drain_once, owed  # noqa: PLC0415
    from store.elastic import ElasticIndex  # noqa: PLC0415
    from store.embedded import EmbeddedIndex  # noqa: PLC0415
    from tests.store.faults import Faulty  # noqa: PLC0415

    connection.settings_dict["NAME"] = database
    rng = random.Random(int(seed))
    real = ElasticIndex.at(target, prefix=prefix) if "://" in target else EmbeddedIndex(Path(target))
    index = Faulty(real, rng, share=0.4, told=lambda fault: print(fault, flush=True))
    print("up", flush=True)
    while True:
        drain_once(index, now=timezone.now(), limit=15, rng=rng)  # type: ignore[arg-type]  # it only writes
        print("turn" if owed().rows else "idle", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
