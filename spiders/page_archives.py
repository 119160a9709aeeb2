"""Pages out of files: saved HTML in a folder or ZIP, HAR, WARC. Hostile by default: bounded and counted."""

from __future__ import annotations

import base64
import binascii
import json
import stat
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from domain.errors import CollectError
from spiders.links import usable
from spiders.saved_page import MOST_BYTES, PageUnreadable, SavedPage, page_of

MOST_MEMBERS: Final = 50_000
# All that is unpacked of one archive; a shop's ten thousand pages are about half of it.
MOST_TOTAL_BYTES: Final = 2 * 1024**3
# Text packs 5 to 20 to 1; what packs much better is a bomb, not a page.
MOST_RATIO: Final = 200
RATIO_MATTERS_BYTES: Final = 256 * 1024
# A HAR is one JSON document and is read whole.
MOST_HAR_BYTES: Final = 256 * 1024**2
NAMED: Final = 20

PAGE_ENDINGS: Final = frozenset({".html", ".htm", ".xhtml", ".shtml", ".json"})
_ARCHIVES: Final = frozenset({".zip", ".har", ".warc", ".gz", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz"})
_PAGE_TYPES: Final = (
    "text/html",
    "application/xhtml",
    "application/json",
    "text/json",
    "application/ld+json",
)
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError,
)  # fmt: skip


class ArchiveBroken(CollectError):
    """A file is none of the archives we read, or ends in the middle."""

    def __init__(self, path: Path, detail: str) -> None:
        super().__init__(f"{path}: {detail}")
        self.path, self.detail = path, detail


@dataclass(slots=True)
class Unpacked:
    """What became of the members of one file; grows while it is read.

    Attributes:
        pages: members given as pages.
        left: reason -> members that were not, such as `too_large`, `bomb`, `traversal`, `no_page`.
        problems: the first of them, in words.
    """

    pages: int = 0
    left: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def leave(self, reason: str, member: str, detail: str = "") -> None:
        """Count a member that is no page to us; what was expected to be none is not named."""
        self.left[reason] += 1
        if reason not in ("no_page", "not_answered") and len(self.problems) < NAMED:
            self.problems.append(f"{member[-200:]}: {reason}" + (f" ({detail[:200]})" if detail else ""))

    @property
    def members(self) -> int:
        return self.pages + sum(self.left.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One answer in an archive, page or picture."""

    url: str
    body: bytes
    content_type: str
    captured_at: datetime | None
    source: str

    @property
    def is_page(self) -> bool:
        return self.content_type.lower().startswith(_PAGE_TYPES)

    @property
    def is_picture(self) -> bool:
        return self.content_type.lower().startswith("image/")


def holds_pages(path: Path) -> bool:
    """Whether a file (or folder) is one that pages can be read from."""
    return path.is_dir() or _kind(path) is not None


def pages_in(path: Path, account: Unpacked, *, url: str = "") -> Iterator[SavedPage]:
    """The pages in a file or folder, each within bounds; `url` is the address of a single saved page.

    Raises:
        ArchiveBroken: nothing, or nothing more, can be read from it.
    """
    if path.is_dir():
        yield from _folder(path, account)
        return
    kind = _kind(path)
    if kind is None:
        raise ArchiveBroken(path, "expected a folder, .html, .zip, .har or .warc[.gz]")
    if kind == "page":
        yield from _alone(path, account, url)
        return
    if kind == "zip":
        yield from _zip(path, account)
        return
    for member in answers_in(path, account):
        if not member.is_page:
            account.leave("no_page", member.source)
        elif not usable(member.url):
            account.leave("no_address", member.source, member.url)
        else:
            account.pages += 1
            yield SavedPage(
                url=member.url,
                body=member.body,
                content_type=member.content_type,
                captured_at=member.captured_at,
                source=member.source,
            )


def answers_in(path: Path, account: Unpacked) -> Iterator[Member]:
    """What servers answered, by a HAR or a WARC; nothing for other files.

    Raises:
        ArchiveBroken: it ends in the middle, or is none.
    """
    kind = _kind(path)
    if kind == "har":
        yield from _har(path, account)
    elif kind == "warc":
        yield from _warc(path, account)


def _kind(path: Path) -> str | None:
    name = path.name.lower()
    if name.endswith((".warc", ".warc.gz")):
        return "warc"
    kinds: Mapping[str, str] = {
        ".zip": "zip",
        ".har": "har",
        **dict.fromkeys(PAGE_ENDINGS - {".json"}, "page"),
    }
    return kinds.get(path.suffix.lower())


def _alone(path: Path, account: Unpacked, url: str) -> Iterator[SavedPage]:
    try:
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ArchiveBroken(path, f"cannot be read ({error.strerror})") from None
    yield from _page(body, str(path), account, url=url)


def _page(body: bytes, source: str, account: Unpacked, *, url: str = "") -> Iterator[SavedPage]:
    try:
        page = page_of(body, source=source, url=url)
    except PageUnreadable as error:
        account.leave("too_large" if len(body) > MOST_BYTES else "no_address", source, error.reason)
        return
    account.pages += 1
    yield page


def _folder(folder: Path, account: Unpacked) -> Iterator[SavedPage]:
    """Files below a folder; what a link leads to may lie anywhere, so links are left."""
    total = 0
    for number, path in enumerate(sorted(folder.rglob("*"))):
        if number >= MOST_MEMBERS:
            account.leave("too_many", str(folder), f"more than {MOST_MEMBERS} files")
            return
        state = path.lstat()
        if stat.S_ISDIR(state.st_mode):
            continue
        if not stat.S_ISREG(state.st_mode):
            account.leave("link", str(path))
        elif path.suffix.lower() not in PAGE_ENDINGS:
            account.leave("archive_in_archive" if path.suffix.lower() in _ARCHIVES else "no_page", str(path))
        else:
            total += min(state.st_size, MOST_BYTES)
            if total > MOST_TOTAL_BYTES:
                account.leave("too_much", str(path), f"more than {MOST_TOTAL_BYTES} bytes in all")
                return
            yield from _alone(path, account, "")


def _zip(path: Path, account: Unpacked) -> Iterator[SavedPage]:
    """Pages in a ZIP, read in memory one at a time: nothing is ever written where a name says."""
    try:
        with zipfile.ZipFile(path) as archive:
            total = 0
            for number, info in enumerate(archive.infolist()):
                if number >= MOST_MEMBERS:
                    account.leave("too_many", str(path), f"more than {MOST_MEMBERS} members")
                    return
                source = f"{path.name}!{info.filename}"
                if info.is_dir():
                    continue
                if reason := _refusal(info):
                    account.leave(reason, source, f"{info.compress_size} -> {info.file_size} bytes")
                    continue
                total += info.file_size
                if total > MOST_TOTAL_BYTES:
                    account.leave("too_much", source, f"more than {MOST_TOTAL_BYTES} bytes in all")
                    return
                yield from _member(archive, info, source, account)
    except (*_BROKEN,) as error:
        raise ArchiveBroken(path, f"not a ZIP archive ({type(error).__name__}: {error})"[:300]) from None


def _refusal(info: zipfile.ZipInfo) -> str:
    """Why a member is not unpacked; the sizes it declares bind, for no more than them is ever unpacked."""
    name = PurePosixPath(info.filename.replace("\\", "/"))
    ending = name.suffix.lower()
    if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
        return "traversal"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "link"
    if ending in _ARCHIVES:
        return "archive_in_archive"
    if ending not in PAGE_ENDINGS:
        return "no_page"
    if info.flag_bits & 0x1:
        return "encrypted"
    if info.file_size > MOST_BYTES:
        return "too_large"
    bomb = info.file_size > max(RATIO_MATTERS_BYTES, MOST_RATIO * info.compress_size)
    return "bomb" if bomb else ""


def _member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: str, account: Unpacked
) -> Iterator[SavedPage]:
    try:
        with archive.open(info) as stream:
            body = stream.read(MOST_BYTES + 1)
    except _BROKEN as error:
        account.leave("broken", source, f"{type(error).__name__}: {error}")
        return
    yield from _page(body, source, account)


def _har(path: Path, account: Unpacked) -> Iterator[Member]:
    entries = _har_entries(path)
    for number, entry in enumerate(entries):
        source = f"{path.name}!{number}"
        if number >= MOST_MEMBERS:
            account.leave("too_many", source, f"more than {MOST_MEMBERS} entries")
            return
        found = _har_member(entry, source)
        if isinstance(found, str):
            account.leave(found, source)
        else:
            yield found


def _har_entries(path: Path) -> list[Any]:
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_HAR_BYTES + 1)
        if len(raw) > MOST_HAR_BYTES:
            raise ArchiveBroken(path, f"larger than {MOST_HAR_BYTES} bytes: save fewer pages in one HAR")
        said = json.loads(raw.decode("utf-8-sig"))
        entries = said["log"]["entries"]
    except OSError as error:
        raise ArchiveBroken(path, f"cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError, KeyError, TypeError):
        raise ArchiveBroken(path, "not a HAR: expected JSON with log.entries") from None
    if not isinstance(entries, list):
        raise ArchiveBroken(path, "not a HAR: log.entries is no list")
    return entries


def _har_member(entry: Any, source: str) -> Member | str:
    """One answer of a HAR, or why it is none."""
    try:
        url, answer = str(entry["request"]["url"]), entry["response"]
        content = answer["content"]
        status, kind = int(answer["status"]), str(content.get("mimeType") or "")
        text = content.get("text")
    except (KeyError, TypeError, ValueError, AttributeError):
        return "broken"
    if not 200 <= status < 300 or not isinstance(text, str):
        return "not_answered"
    if len(text) > 2 * MOST_BYTES:
        return "too_large"
    try:
        packed = content.get("encoding") == "base64"
        body = base64.b64decode(text, validate=True) if packed else text.encode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return "broken"
    if len(body) > MOST_BYTES:
        return "too_large"
    # A HAR holds decoded text: whatever charset the server named is over.
    bare = kind if packed else f"{kind.partition(';')[0]}; charset=utf-8"
    return Member(
        url=url,
        body=body,
        content_type=bare,
        source=source,
        captured_at=_moment(entry.get("startedDateTime")),
    )


def _moment(text: object) -> datetime | None:
    """An aware time; None where there is none, or one without its zone."""
    try:
        at = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return at if at.tzinfo is not None and 1990 <= at.year < 2200 else None


def _warc(path: Path, account: Unpacked) -> Iterator[Member]:
    total = 0
    try:
        with path.open("rb") as file:
            for number, record in enumerate(ArchiveIterator(file, arc2warc=False)):
                source = f"{path.name}!{number}"
                if number >= MOST_MEMBERS or total > MOST_TOTAL_BYTES:
                    account.leave("too_many" if number >= MOST_MEMBERS else "too_much", source)
                    return
                found = _warc_member(record, source)
                if isinstance(found, Member):
                    total += len(found.body)
                    yield found
                elif found:
                    account.leave(found, source)
    except (ArchiveLoadFailed, zlib.error, OSError, EOFError, ValueError, AttributeError) as error:
        raise ArchiveBroken(path, f"not a WARC, or cut off ({type(error).__name__}: {error})"[:300]) from None


def _warc_member(record: Any, source: str) -> Member | str:
    """One answer of a WARC, why it is none, or empty for records that are no answers."""
    if record.rec_type not in ("response", "resource"):
        return ""
    headers = record.http_headers
    status = headers.get_statuscode() if headers else "200"
    if not str(status).startswith("2"):
        return "not_answered"
    kind = (headers or record.rec_headers).get_header("Content-Type") or ""
    body = _bounded(record.content_stream().read)
    if len(body) > MOST_BYTES:
        return "too_large"
    return Member(
        url=(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>"),
        body=body,
        content_type=kind,
        source=source,
        captured_at=_moment(record.rec_headers.get_header("WARC-Date")),
    )


def _bounded(read: Callable[[int], bytes]) -> bytes:
    """All that a stream gives, and no more than one byte above the bound."""
    parts, size = [], 0
    while size <= MOST_BYTES and (part := read(min(65_536, MOST_BYTES + 1 - size))):
        parts.append(part)
        size += len(part)
    return b"".join(parts)
