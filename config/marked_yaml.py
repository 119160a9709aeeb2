"""YAML files read within bounds, with the line at which every value stands."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from domain.errors import ConfigError

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value stands."""

    file: Path
    line: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A file as read, before it is checked: its values and where each stands."""

    values: dict[str, Any]
    origins: dict[KeyPath, Origin]

    def place(self, path: Path, at: KeyPath) -> str:
        """`FILE:LINE` of the value at `at`, or of the nearest thing around it."""
        while at and at not in self.origins:
            at = at[:-1]
        origin = self.origins.get(at) or Origin(path, 1)
        return f"{origin.file}:{origin.line}"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a file is read at all: bytes, levels of nesting, parts."""

    most_bytes: int
    most_depth: int
    most_events: int


def read_marked(path: Path, bounds: Bounds) -> Draft:
    """The mapping in the YAML file at `path`.

    Raises:
        ConfigError: it is too long or too deep, no UTF-8, no YAML, no mapping, has an alias or a key twice.
    """
    text = _text(path, bounds)
    try:
        _bounded(text, path, bounds)
        loader = yaml.SafeLoader(text)
        root = loader.get_single_node()
        origins = {key: Origin(path, line) for key, line in _lines(root, (), path)}
        values = loader.construct_document(root) if root is not None else None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise ConfigError([f"{path}{line}: {getattr(error, 'problem', None) or error}"]) from None
    if not isinstance(values, dict):
        raise ConfigError([f"{path}:1: expected keys and values"])
    return Draft(values, origins)


def nearest(word: str, known: Sequence[str]) -> str:
    """The end of a complaint about an unknown word: which known one was perhaps meant."""
    near = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _text(path: Path, bounds: Bounds) -> str:
    with path.open("rb") as file:
        raw = file.read(bounds.most_bytes + 1)
    if len(raw) > bounds.most_bytes:
        raise ConfigError([f"{path}: larger than {bounds.most_bytes} bytes"])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: not UTF-8 at byte {error.start}"]) from None


def _bounded(text: str, path: Path, bounds: Bounds) -> None:
    """Refuse aliases (a short file can grow without end by them) and depth before anything is built."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, yaml.SafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        where = f"{path}:{event.start_mark.line + 1 if event.start_mark else 1}"
        if isinstance(event, yaml.AliasEvent):
            raise ConfigError([f"{where}: aliases are not allowed"])
        if depth > bounds.most_depth or count > bounds.most_events:
            most = f"nested deeper than {bounds.most_depth} or longer than {bounds.most_events} parts"
            raise ConfigError([f"{where}: {most}"])


def _lines(node: yaml.Node | None, at: KeyPath, path: Path) -> Iterator[tuple[KeyPath, int]]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name is None or name in seen:
                raise ConfigError(
                    [f"{path}:{key.start_mark.line + 1}: {name or 'key'}: a key given twice, or no word"]
                )
            seen.add(name)
            yield (*at, name), key.start_mark.line + 1
            yield from _lines(value, (*at, name), path)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield (*at, index), value.start_mark.line + 1
            yield from _lines(value, (*at, index), path)
