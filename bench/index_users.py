"""Ten people at once, for locust: each asks, reads for a second, asks again."""

from __future__ import annotations

import os
import random

from locust import HttpUser, between, task

from bench.index_corpus import PLATFORMS, RIGHTS, questions


class Person(HttpUser):
    """`PART` says what is asked: queue, search, facets, or desk: the whole page."""

    wait_time = between(0.5, 1.5)

    def on_start(self) -> None:
        self.rng = random.Random(id(self))
        self.asked = questions(self.rng.randrange(10**6))
        self.client.cookies.set("sessionid", os.environ.get("BENCH_SESSION", ""))

    @task
    def ask(self) -> None:
        part = os.environ["BENCH_PART"]
        parameters = next(self.asked) if part == "search" or self.rng.random() < 0.5 else self._filters()
        if part == "queue":
            parameters = self._filters()
        address = "/" if part == "desk" else f"/part/{part}"
        with self.client.get(address, params=parameters, name=part, catch_response=True) as answer:
            if answer.status_code != 200 or "/login" in answer.url:
                answer.failure(f"{answer.status_code} at {answer.url}")
        # Time of the processor alone: on a machine that others use, too, the only figure that holds.
        self.environment.events.request.fire(
            request_type="CPU", name=f"{part} cpu", response_time=float(answer.headers.get("X-Cpu-Ms", 0)),
            response_length=0, exception=None, context={},
        )  # fmt: skip

    def _filters(self) -> dict[str, str]:
        asked = {"status": self.rng.choice(["open", "any", "infringing"])}
        if self.rng.random() < 0.4:
            asked["platform"] = f"p{self.rng.randrange(PLATFORMS)}"
        if self.rng.random() < 0.3:
            asked["right"] = f"R{self.rng.randrange(RIGHTS)}"
        if self.rng.random() < 0.3:
            asked["after"] = f"{self.rng.uniform(0.5, 1):.4f}~" + "0" * 32
        return asked
