"""Every word the desk says, found in its Python and templates, and the catalogue that translates them."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

TRIAGE = Path(__file__).resolve().parents[2] / "triage"
PO = TRIAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = ["_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"]
STRING = r"""(u?'(?:[^'\\]|\\.)*'|u?"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b(?:n?gettext|_)\(\s*{STRING}(?:\s*,\s*{STRING})?")


def _literal(text: str) -> str:
    value: str = ast.literal_eval(text)
    return value


def template_words(path: Path) -> set[str]:
    text = templatize(path.read_text(encoding="utf-8"), origin=path.name)
    found = CALL.finditer(text)
    return {_literal(part) for call in found for part in call.groups() if part}


def python_words(path: Path) -> set[str]:
    keywords = dict.fromkeys(KEYWORDS)
    found = extract_python(io.BytesIO(path.read_bytes()), keywords, [], {})
    return {part for _line, _name, messages, _comments in found for part in _each(messages) if part}


def _each(words: object) -> tuple[str, ...]:
    """One message as a tuple of its forms."""
    return tuple(map(str, words)) if isinstance(words, list | tuple) else (str(words or ""),)


def words_said() -> dict[str, str]:
    """Each msgid and the file that says it."""
    said: dict[str, str] = {}
    for path in sorted(TRIAGE.rglob("*.html")):
        said |= dict.fromkeys(template_words(path), path.name)
    for path in sorted(TRIAGE.rglob("*.py")):
        said |= dict.fromkeys(python_words(path), path.name)
    return said


def catalogue() -> Catalog:
    with PO.open("rb") as handle:
        return read_po(handle, locale="zh_Hans", abort_invalid=True)


def translations() -> dict[str, str]:
    """msgid -> msgstr; both forms of a plural lead to the one Chinese form."""
    told: dict[str, str] = {}
    for message in catalogue():
        if message.id and not message.fuzzy:
            told |= dict.fromkeys(_each(message.id), _each(message.string)[0])
    return told
