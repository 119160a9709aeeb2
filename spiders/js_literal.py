"""An object literal of JavaScript, read as if it were JSON: no code is run, what is code becomes null."""

from __future__ import annotations

import json
import re
from typing import Any, Final

MOST_CHARACTERS: Final = 4_000_000
MOST_DEPTH: Final = 64

_TOKEN: Final = re.compile(
    r"""(?P<gap>\s+|//[^\n]*|/\*.*?\*/)|(?P<double>"(?:[^"\\]|\\.)*")|(?P<single>'(?:[^'\\]|\\.)*')"""
    r"""|(?P<mark>[{}\[\],:])|(?P<number>-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<flag>![01])|(?P<word>[A-Za-z_$][\w$]*)""",
    re.S,
)
# What may follow a value that is none of code, and what stands before one.
_AFTER_VALUES: Final = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*[,:}\]]", re.S)
_BEFORE_VALUES: Final = frozenset({":", "[", ","})
_CODE: Final = re.compile(r"""[()\[\]{},]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`""", re.S)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
_PLAIN: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS: Final = {"true": "true", "false": "false", "null": "null", "undefined": "null", "NaN": "null"}
_FLAGS: Final = {"!0": "true", "!1": "false"}


def literal(text: str, start: int = 0) -> Any:
    """The value of the literal at `start`, whatever follows it; None where it is none or out of bounds."""
    if text[start : start + 1] not in ("{", "["):
        return None
    parts = _as_json(text[start : start + MOST_CHARACTERS])
    try:
        return json.loads("".join(parts), strict=False) if parts else None
    except (ValueError, RecursionError):
        return None


def _as_json(text: str) -> list[str]:
    """The tokens of one literal as JSON has them; nothing where a token is none of JSON's."""
    parts: list[str] = []
    depth = at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            if not parts or parts[-1] not in _BEFORE_VALUES:
                return []
            at = _after_expression(text, at)
            parts.append("null")
            continue
        at = token.end()
        kind, said = token.lastgroup or "gap", token[0]
        if kind == "gap":
            continue
        if kind == "mark":
            depth += (said in "{[") - (said in "}]")
            _close(parts, said)
            if depth > MOST_DEPTH:
                return []
            if depth == 0:
                return parts
        elif _AFTER_VALUES.match(text, at):
            parts.append(_value(kind, said, key=_is_key(text, at)))
        else:
            at = _after_expression(text, at)
            parts.append("null")
    return []


def _after_expression(text: str, at: int) -> int:
    """Where code that stands for a value ends: at the comma or the bracket that is not its own."""
    depth = 0
    for token in _CODE.finditer(text, at):
        mark = token[0]
        if mark in ("(", "[", "{"):
            depth += 1
        elif mark in (")", "]", "}"):
            if depth == 0:
                return token.start()
            depth -= 1
        elif mark == "," and depth == 0:
            return token.start()
    return len(text)


def _close(parts: list[str], mark: str) -> None:
    """A comma before an end is JavaScript's only."""
    if mark in "}]" and parts and parts[-1] == ",":
        parts.pop()
    parts.append(mark)


def _value(kind: str, said: str, *, key: bool) -> str:
    if kind == "double":
        return said if "\\x" not in said and "\\'" not in said else json.dumps(_unescaped(said[1:-1]))
    if kind == "single":
        return json.dumps(_unescaped(said[1:-1]))
    if key:
        return json.dumps(said)
    if kind == "number":
        return "0" + said if said.startswith(".") else said + "0" if said.endswith(".") else said
    # A name that stands for a value is code.
    return _FLAGS.get(said, _WORDS.get(said, "null"))


def _is_key(text: str, at: int) -> bool:
    return text[at : at + 20].lstrip()[:1] == ":"


def _unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        return chr(int(code, 16)) if code else _PLAIN.get(match[3], match[3])

    return _ESCAPE.sub(one, text)
