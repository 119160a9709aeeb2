"""Pages out of archives: everything in them has its place in the account, and nothing is trusted."""

from __future__ import annotations

import json
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders import page_archives
from spiders.page_archives import ArchiveBroken, Unpacked, holds_pages, pages_in
from tests.spiders.archives import goods, har, warc, zipped

HTML = "text/html; charset=utf-8"
URL = "https://s.example/goods/1"


def read(path: Path) -> tuple[list[str], Unpacked]:
    account = Unpacked()
    return [page.url for page in pages_in(path, account)], account


def test_a_folder_gives_its_pages(tmp_path: Path) -> None:
    """Pages below a folder are read by the addresses they name; what is no page is counted."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.html").write_bytes(goods(1))
    (tmp_path / "2.htm").write_bytes(goods(2))
    (tmp_path / "style.css").write_text("x", "utf-8")
    (tmp_path / "3.html").write_text("<h1>no address</h1>", "utf-8")
    urls, account = read(tmp_path)
    assert sorted(urls) == [URL, "https://s.example/goods/2"]
    assert account.left == {"no_page": 1, "no_address": 1}


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    """What a link leads to may be anybody's file: it is counted and left."""
    outside = tmp_path / "outside.html"
    outside.write_bytes(goods(1))
    inside = tmp_path / "in"
    inside.mkdir()
    (inside / "1.html").symlink_to(outside)
    urls, account = read(inside)
    assert (urls, dict(account.left)) == ([], {"link": 1})


def test_a_zip_gives_its_pages(tmp_path: Path) -> None:
    """A ZIP is read in memory, member by member."""
    path = zipped(tmp_path / "a.zip", {"x/1.html": goods(1), "2.html": goods(2), "p.png": b"x"})
    urls, account = read(path)
    assert urls == [URL, "https://s.example/goods/2"]
    assert (account.pages, account.members) == (2, 3)


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("../../etc/1.html", goods(1), "traversal"),
        ("/abs/1.html", goods(1), "traversal"),
        ("C:\\x\\1.html", goods(1), "traversal"),
        ("..\\1.html", goods(1), "traversal"),
        ("bomb.html", b"<p>" + b"a" * 4_000_000, "bomb"),
        ("huge.html", b"ab\n" * 3_000_000, "too_large"),
        ("inner.zip", b"PK", "archive_in_archive"),
    ],
)
def test_hostile_members_are_left_and_named(tmp_path: Path, name: str, body: bytes, reason: str) -> None:
    """Names that lead out, bombs, giants and inner archives cost nothing but their line; the rest is read."""
    path = zipped(tmp_path / "a.zip", {name: body, "good.html": goods(1)})
    urls, account = read(path)
    assert urls == [URL]
    assert account.left == {reason: 1}
    assert reason in account.problems[0]
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]


def test_a_member_that_lies_about_its_size_is_broken(tmp_path: Path) -> None:
    """A member that holds more than it declares is given up at the bound, and counted."""
    path = zipped(tmp_path / "a.zip", {"lie.html": goods(1) + b" " * 60_000, "good.html": goods(2)})
    raw = bytearray(path.read_bytes())
    real = struct.pack("<L", len(goods(1)) + 60_000)
    at = raw.rindex(real, 0, raw.rindex(b"good.html"))
    raw[at : at + 4] = struct.pack("<L", 100)
    path.write_bytes(raw)
    urls, account = read(path)
    assert urls == ["https://s.example/goods/2"]
    assert account.left == {"broken": 1}


def test_a_link_in_a_zip_is_left(tmp_path: Path) -> None:
    """A member that is a symbolic link is none of ours."""
    info = zipfile.ZipInfo("l.html")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert read(tmp_path / "a.zip")[1].left == {"link": 1}


def test_bounds_of_the_whole_end_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many members, and too many bytes in all, end it with a reason; what was read stays read."""
    path = zipped(tmp_path / "a.zip", {f"{n}.html": goods(n) for n in range(1, 6)})
    monkeypatch.setattr(page_archives, "MOST_MEMBERS", 3)
    urls, account = read(path)
    assert (len(urls), dict(account.left)) == (3, {"too_many": 1})
    monkeypatch.setattr(page_archives, "MOST_MEMBERS", 100)
    monkeypatch.setattr(page_archives, "MOST_TOTAL_BYTES", 2 * len(goods(1)))
    urls, account = read(path)
    assert (len(urls), dict(account.left)) == (2, {"too_much": 1})


def test_a_har_gives_its_pages_with_their_time(tmp_path: Path) -> None:
    """Answers of HTML are pages, captured when the browser asked; pictures and scripts are none."""
    path = har(tmp_path / "a.har", [(URL, HTML, goods(1)), ("https://s.example/1.png", "image/png", b"x")])
    account = Unpacked()
    (page,) = pages_in(path, account)
    assert (page.url, page.captured_at) == (URL, datetime(2026, 3, 1, 8, tzinfo=UTC))
    assert "Lamp 1" in page.response().text
    assert account.left == {"no_page": 1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"response": {"status": 404, "content": {"mimeType": HTML, "text": "x"}}}, "not_answered"),
        ({"response": {"status": 200, "content": {"mimeType": HTML}}}, "not_answered"),
        ({"response": {"status": 200, "content": {"text": "%", "encoding": "base64"}}}, "broken"),
        ({"response": {"status": "x", "content": {}}}, "broken"),
        ({"response": None}, "broken"),
        ({"request": {"url": "javascript:alert(1)"}}, "no_address"),
        ({"response": {"status": 200, "content": {"mimeType": HTML, "text": "x" * 17_000_000}}}, "too_large"),
    ],
)  # fmt: skip
def test_odd_entries_of_a_har_are_counted(tmp_path: Path, change: dict[str, object], reason: str) -> None:
    """An entry without an answer, of a wrong shape or too large is left with its reason."""
    urls, account = read(har(tmp_path / "a.har", [(URL, HTML, goods(1))], **change))
    assert (urls, dict(account.left)) == ([], {reason: 1})


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_gives_its_pages_with_their_time(tmp_path: Path, packed: bool) -> None:
    """Responses of a WARC are pages, captured on their date, whether packed or not."""
    name = "a.warc.gz" if packed else "a.warc"
    (page,) = pages_in(warc(tmp_path / name, [(URL, HTML, goods(1))], packed=packed), Unpacked())
    assert (page.url, page.captured_at) == (URL, datetime(2026, 3, 1, 8, tzinfo=UTC))


def test_a_warc_of_refusals_has_no_page(tmp_path: Path) -> None:
    """What a server refused is no page."""
    path = warc(tmp_path / "a.warc.gz", [(URL, HTML, goods(1))], status="403 Forbidden")
    assert read(path)[1].left == {"not_answered": 1}


def test_a_giant_in_a_warc_is_left(tmp_path: Path) -> None:
    """A page above the bound is given up there, whatever its record says."""
    path = warc(tmp_path / "a.warc.gz", [(URL, HTML, b"a" * 9_000_000), (URL, HTML, goods(1))])
    urls, account = read(path)
    assert (urls, dict(account.left)) == ([URL], {"too_large": 1})


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.zip", b"PK\x03\x04 not really"),
        ("a.zip", b""),
        ("a.har", b"{"),
        ("a.har", b"[" * 100_000),
        ("a.har", json.dumps({"log": {"entries": "x"}}).encode()),
        ("a.har", b"\xff\xfe"),
        ("a.warc", b"<html>no warc"),
        ("a.warc.gz", b"\x1f\x8b\x08 cut"),
        ("a.rar", b"Rar!"),
    ],
)
def test_what_is_no_archive_is_refused_in_words(tmp_path: Path, name: str, body: bytes) -> None:
    """A file that is not what its name says ends with a sentence that names it."""
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(ArchiveBroken, match=name):
        read(path)


def test_tables_hold_no_pages(tmp_path: Path) -> None:
    """Only files of pages are read as such; tables go the other way."""
    assert not any(holds_pages(tmp_path / name) for name in ("a.csv", "a.xlsx", "a.jsonl", "a.json"))
    assert all(holds_pages(tmp_path / name) for name in ("a.html", "A.ZIP", "a.har", "a.warc", "a.warc.gz"))
