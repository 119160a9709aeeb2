"""Cases made by several people at once, in a process of its own: `-m tests.casework.at_once PEOPLE EACH`."""

from __future__ import annotations

import os
import sys
import threading

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402  # needs Django set up
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from casework.cases import open_case  # noqa: E402
from domain.match import Verdict  # noqa: E402
from domain.ports import Scope  # noqa: E402
from store.decisions import decide  # noqa: E402
from store.models import Hit  # noqa: E402
from tests.store import made  # noqa: E402

ALL = Scope.everything()


def confirmed(count: int) -> list[str]:
    """Ids of so many confirmed hits of one seller."""
    user = User.objects.create_user("lin")
    made.right()
    for number in range(count):
        made.keep(made.kept(made.listing(str(number)), made.match()))
    for hit in Hit.objects.order_by("pk"):
        decide(
            ALL, hit_id=hit.id, verdict=Verdict.INFRINGING, reason="seen", user=user, revision=hit.revision,
            now=made.NOW,
        )  # fmt: skip
    return list(Hit.objects.order_by("pk").values_list("pk", flat=True))


def main(people: int, each: int) -> None:
    call_command("migrate", verbosity=0)
    hits, gate = confirmed(people * each), threading.Barrier(people)
    numbers: list[str] = []

    def make(mine: list[str]) -> None:
        gate.wait()
        for one in mine:
            numbers.append(open_case(ALL, [one], actor="lin", now=made.NOW).number)
        connection.close()

    threads = [threading.Thread(target=make, args=(hits[start::people],)) for start in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print("\n".join(numbers))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
