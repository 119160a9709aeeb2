"""A kept notice as papers: plain text, DOCX, and the platform's field set as CSV or JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override
from docx import Document

from casework.facts import TONGUES
from casework.models import Notice

# Excel and LibreOffice read a cell that begins with one of these as a formula (OWASP: CSV injection).
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
# What XML 1.0 cannot hold, and so no DOCX.
_UNFIT: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TYPES: Final[Mapping[str, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


class Part(NamedTuple):
    """One part of a paper: a heading (may be empty) and its paragraphs."""

    heading: str
    lines: tuple[str, ...]


def paper(notice: Notice, kind: str) -> bytes:
    """The notice as `docx`, `txt`, `csv` or `json`, in its own language.

    Raises:
        KeyError: another kind.
    """
    return {"docx": _docx, "txt": _txt, "csv": _csv, "json": _json}[kind](notice)


def parts_of(record: Mapping[str, Any]) -> Iterator[Part]:
    """What stands in a notice, in its order; what nobody has read comes first, so that nobody misses it."""
    if record["unread"]:
        yield Part(_("To be compared with the source before sending"), tuple(record["unread"]))
    yield Part("", (record["opening"],))
    for number, element in enumerate(record["elements"], 1):
        yield Part(f"{number}. {element['name']}", _counted(element["values"]))
    yield Part("", (record["closing"],))
    signed = _("Signature: ____________  (%(name)s)") % {"name": record["signed_by"]}
    yield Part("", (signed, _("Date: ____________")))
    told = _("Draft %(case)s/%(number)s, not sent; wording %(template)s for captures of %(day)s.")
    yield Part("", (told % record,))


def _counted(values: Sequence[str]) -> tuple[str, ...]:
    """One value as it is; of several listings each with its number, so that evidence and address meet."""
    return tuple(values) if len(values) < 2 else tuple(f"({n}) {one}" for n, one in enumerate(values, 1))


def _txt(notice: Notice) -> bytes:
    with override(TONGUES[notice.language]):
        lines = [notice.record["title"], ""]
        for part in parts_of(notice.record):
            lines += [*([part.heading] if part.heading else []), *part.lines, ""]
    return "\n".join(lines).encode("utf-8", "replace")


def _docx(notice: Notice) -> bytes:
    with override(TONGUES[notice.language]):
        parts = tuple(parts_of(notice.record))
    return docx_of(notice.record["title"], parts, at=notice.drafted_at)


def docx_of(title: str, parts: Iterable[Part], *, at: datetime) -> bytes:
    """A document of headings and paragraphs; `at` stands in its properties instead of the clock."""
    document = Document()
    document.core_properties.author = "markwarden"
    document.core_properties.title = _fit(title)[:250]
    moment = at.replace(tzinfo=None, microsecond=0)
    document.core_properties.created = document.core_properties.modified = moment
    document.add_heading(_fit(title), level=0)
    for part in parts:
        if part.heading:
            document.add_heading(_fit(part.heading), level=2)
        for line in part.lines:
            document.add_paragraph(_fit(line))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _fit(text: str) -> str:
    return _UNFIT.sub("\ufffd", text)


def _csv(notice: Notice) -> bytes:
    """The platform's fields, a row a listing; no cell is ever read as a formula."""
    rows: Sequence[Mapping[str, str]] = notice.record["fields"]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = list(rows[0]) if rows else []
    writer.writerow(names)
    writer.writerows([cell(row[name]) for name in names] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def cell(text: str) -> str:
    """Text with a leading ' where a spreadsheet would see a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _json(notice: Notice) -> bytes:
    """The whole record with its digest; the platform's fields stand under `fields`."""
    told = {**notice.record, "digest": notice.digest}
    return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "replace")
