"""Files of robots.txt kept beside the frontier: for other workers, and to look up what a digest stood for."""

from __future__ import annotations

from spiders.robots import MOST_BYTES, Answer
from spiders.tables import FrontierAway, Tables


class RobotsShelf:
    """Each site's files by digest, with when they were fetched. A frontier that is away keeps nothing."""

    def __init__(self, tables: Tables) -> None:
        self._db = tables

    def latest(self, origin: str, since: float) -> tuple[Answer, float] | None:
        try:
            rows = self._db.rows(
                "select status, body, fetched_at from robots where origin = :origin and fetched_at >= :since"
                " order by fetched_at desc limit 1",
                {"origin": origin, "since": since},
            )
        except FrontierAway:
            return None
        return (Answer(rows[0][0], bytes(rows[0][1])), float(rows[0][2])) if rows else None

    def keep(self, origin: str, answer: Answer, at: float) -> None:
        try:
            self._db.change(
                "insert into robots (origin, digest, status, body, fetched_at)"
                " values (:origin, :digest, :status, :body, :at) on conflict (origin, status, digest)"
                " do update set fetched_at = excluded.fetched_at",
                {
                    "origin": origin,
                    "digest": answer.digest,
                    "status": answer.status,
                    "body": answer.body[:MOST_BYTES],
                    "at": at,
                },
            )
        except FrontierAway:
            return

    def text_of(self, digest: str) -> bytes | None:
        """The file a kept decision names."""
        rows = self._db.rows("select body from robots where digest = :digest limit 1", {"digest": digest})
        return bytes(rows[0][0]) if rows else None
