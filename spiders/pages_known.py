"""What earlier sweeps know of a page (validators, links, listings), so that it need not be read again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from spiders.tables import Tables

# A page is read whole after so long, whatever its validators say: some are wrong.
MOST_AGE_S = 14 * 86_400.0
# A page that has not changed for ten days is asked for again after two; changes found lose a fifth of the
# time they stood at most. The shape is Nutch's AdaptiveFetchSchedule; the share is a choice.
REST_SHARE, MOST_REST_S = 0.2, 7 * 86_400.0

_KEEP = """
insert into page
    (platform, fingerprint, rules, etag, modified, links, listings, digest, fetched_at, changed_at)
values (:platform, :fingerprint, :rules, :etag, :modified, :links, :listings, :digest, :now, :now)
on conflict (platform, fingerprint) do update set rules = excluded.rules, etag = excluded.etag,
    modified = excluded.modified, links = excluded.links, listings = excluded.listings,
    digest = excluded.digest, fetched_at = excluded.fetched_at,
    changed_at = case when page.digest = excluded.digest then page.changed_at else excluded.changed_at end
"""
_OF = """
select fingerprint, etag, modified, links, listings, digest, fetched_at, changed_at from page
where platform = :platform and rules = :rules and fetched_at > :since and fingerprint in ({places})
"""
# As many as SQLite takes values in one statement, and more.
BLOCK = 500


@dataclass(frozen=True, slots=True)
class Known:
    """A page as it was read last.

    Attributes:
        links: (address, kind) of what it led to.
        listings: the platform's ids of what it showed.
        digest: of the listings as read, without the moment: what changes when they do.
        fetched_at, changed_at: seconds since 1970; 0 for a page just read.
    """

    etag: str = ""
    modified: str = ""
    links: tuple[tuple[str, str], ...] = ()
    listings: tuple[str, ...] = ()
    digest: str = ""
    fetched_at: float = 0.0
    changed_at: float = 0.0

    @property
    def due_at(self) -> float:
        """When it is worth asking for again."""
        return self.fetched_at + min(REST_SHARE * (self.fetched_at - self.changed_at), MOST_REST_S)

    @property
    def conditions(self) -> dict[str, str]:
        """Headers that let the site say "not modified"."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in said.items() if value}


class PagesKnown:
    """The pages of one platform; `rules` tells by what they were read: others say nothing. Empty: none."""

    def __init__(self, tables: Tables, *, platform: str, rules: str, clock: Callable[[], float]) -> None:
        self._db, self._platform, self._rules, self._clock = tables, platform, rules, clock
        self._any = bool(rules) and bool(
            tables.rows("select 1 from page where platform = :platform limit 1", {"platform": platform})
        )

    def of(self, fingerprints: Iterable[str]) -> Mapping[str, Known]:
        """What is known of these pages, by fingerprint."""
        wanted = list(fingerprints) if self._any else []
        found: dict[str, Known] = {}
        for start in range(0, len(wanted), BLOCK):
            found |= self._block(wanted[start : start + BLOCK])
        return found

    def _block(self, wanted: list[str]) -> dict[str, Known]:
        names = {f"f{number}": fingerprint for number, fingerprint in enumerate(wanted)}
        statement = _OF.format(places=", ".join(f":{name}" for name in names))
        since = self._clock() - MOST_AGE_S
        rows = self._db.rows(
            statement, {"platform": self._platform, "rules": self._rules, "since": since, **names}
        )
        return {
            row[0]: Known(
                row[1], row[2], tuple((url, kind) for url, kind in json.loads(row[3])),
                tuple(json.loads(row[4])), row[5], float(row[6]), float(row[7]),
            )
            for row in rows
        }  # fmt: skip

    def keep(self, fingerprint: str, page: Known) -> None:
        """Remember a page that was read just now, or said that it is as it was."""
        if not self._rules:
            return
        values = {
            "platform": self._platform, "fingerprint": fingerprint, "rules": self._rules, "etag": page.etag,
            "modified": page.modified, "links": json.dumps(page.links), "listings": json.dumps(page.listings),
            "digest": page.digest, "now": self._clock(),
        }  # fmt: skip
        self._db.change(_KEEP, values)

    def forget(self, fingerprint: str) -> None:
        """The page is to be read whole the next time."""
        self._db.change(
            "delete from page where platform = :platform and fingerprint = :fingerprint",
            {"platform": self._platform, "fingerprint": fingerprint},
        )

    def rests(self, page: Known) -> bool:
        """Whether it is not worth asking for yet."""
        return bool(page.listings) and page.due_at > self._clock()
