"""Everything a person reads exists in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.house.tree import CHECKOUT, ROOMS

KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
CATALOGUES = tuple(CHECKOUT.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"))


def translated() -> set[str]:
    known = set()
    for path in CATALOGUES:
        with path.open("rb") as handle:
            for message in read_po(handle, abort_invalid=True):
                if message.id and message.string and "fuzzy" not in message.flags:
                    known.add(message.id if isinstance(message.id, str) else message.id[0])
    return known


def spoken() -> Iterator[tuple[str, str]]:
    """(where, English words) of every text given to gettext."""
    for room in ROOMS:
        folder = str(CHECKOUT / room)
        found = extract_from_dir(folder, method_map=[("**.py", "python")], keywords=KEYWORDS)
        for name, line, message, _comments, _context in found:
            yield f"{room}/{name}:{line}", message if isinstance(message, str) else message[0]


def test_every_word_a_person_reads_has_its_chinese() -> None:
    """No text given to gettext anywhere lacks a Chinese translation."""
    known = translated()
    assert [(where, words) for where, words in spoken() if words not in known] == []


def test_no_translation_is_empty_or_doubtful() -> None:
    """No catalogue holds a message without a translation or one marked as doubtful."""
    assert len(CATALOGUES) >= 4
    for path in CATALOGUES:
        with path.open("rb") as handle:
            bad = [m.id for m in read_po(handle) if m.id and (not m.string or "fuzzy" in m.flags)]
        assert bad == [], path
