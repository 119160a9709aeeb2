"""Pages put aside because they could not be read, with what a test of them needs to know."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from scrapy.http import Response

MOST_ASIDE = 20
MOST_ASIDE_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class AsidePage:
    """One page as it was answered: `detail` says what was missing, `body` is its file."""

    url: str
    content_type: str
    detail: str
    body: Path


class Aside:
    """A directory for the pages of one sweep; without one nothing is put aside."""

    def __init__(self, place: Path | None) -> None:
        self._place = place
        self._put = len(list(place.glob("page-*.json"))) if place is not None and place.is_dir() else 0

    def put(self, response: Response, detail: str) -> None:
        """Keep the page, unless enough are kept.

        Raises:
            OSError: it cannot be written.
        """
        if self._place is None or self._put >= MOST_ASIDE:
            return
        self._put += 1
        self._place.mkdir(parents=True, exist_ok=True)
        body = self._place / f"page-{self._put}.html"
        body.write_bytes(response.body[:MOST_ASIDE_BYTES])
        page = AsidePage(response.url, _content_type(response), detail, body)
        said = asdict(page) | {"body": body.name}
        body.with_suffix(".json").write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")


def _content_type(response: Response) -> str:
    """As its server said it; where it named no charset, the one that the page was read by."""
    said = (response.headers.get("Content-Type") or b"text/html").decode("latin-1")
    encoding = getattr(response, "encoding", "")
    return said if "charset" in said.lower() or not encoding else f"{said}; charset={encoding}"


def pages_aside(place: Path) -> Iterator[AsidePage]:
    """The pages in a sweep's directory, in the order they were put there; half-written ones are left out."""
    for path in sorted(place.glob("page-*.json"), key=lambda path: (len(path.name), path.name)):
        try:
            said = json.loads(path.read_text("utf-8"))
            body = place / Path(said["body"]).name
            page = AsidePage(said["url"], said["content_type"], said["detail"], body)
        except (ValueError, KeyError, TypeError):
            continue
        if page.body.is_file():
            yield page
