"""Packs of rights and rules: found, read, checked whole, every problem named with file, line and key."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from config.marked_yaml import Bounds, Draft, KeyPath, nearest, read_marked
from config.operator import OperatorSettings
from domain import goods_packs, indications, law, notice_forms, special_marks
from domain.errors import ConfigError
from domain.packs import Pack, Row

READY_PACKS = Path(__file__).resolve().parent.parent / "config" / "packs"

# The longest ready pack has a thousand lines; these bounds only stop what is no pack at all.
BOUNDS = Bounds(most_bytes=1024 * 1024, most_depth=16, most_events=200_000)

KINDS: Final[Mapping[str, type[Pack]]] = {
    "special_marks": special_marks.SpecialMarks,
    "indications": indications.Indications,
    "varieties": goods_packs.Varieties,
    "works": goods_packs.Works,
    "nice_classes": goods_packs.NiceClasses,
    "selling_words": goods_packs.SellingWords,
    "laws": law.Laws,
    "notice_form": notice_forms.NoticeForm,
}
_TYPES: Final = tuple(
    one
    for module in (goods_packs, indications, law, notice_forms, special_marks)
    for one in vars(module).values()
    if isinstance(one, type) and is_dataclass(one)
)
_KEYS: Final = tuple(sorted({field.name for one in _TYPES for field in fields(one)}))


@dataclass(frozen=True, slots=True)
class ReadPack:
    """A pack with the file it was read from and the line of each of its values."""

    pack: Pack
    path: Path
    draft: Draft

    @property
    def kind(self) -> str:
        return next(name for name, shape in KINDS.items() if isinstance(self.pack, shape))


def pack_places(settings: OperatorSettings) -> tuple[Path, ...]:
    """Where packs lie: the ready ones, the operator's directories, the home directory."""
    return (READY_PACKS, *settings.packs, settings.home / "packs")


def read_packs(places: Sequence[Path]) -> tuple[dict[str, ReadPack], list[str]]:
    """The packs in `places` that can be used, by key, and the problems of the others and between them."""
    packs: dict[str, ReadPack] = {}
    problems: list[str] = []
    for path in pack_files(places):
        if path.stem in packs:
            problems.append(f"{path}:1: key: {packs[path.stem].path} has the same key {path.stem!r}")
            continue
        try:
            packs[path.stem] = read_pack(path)
        except ConfigError as error:
            problems += error.problems
    return packs, [*problems, *_problems_between(packs.values())]


def load_packs(places: Sequence[Path]) -> dict[str, ReadPack]:
    """Every pack in `places`, by key.

    Raises:
        ConfigError: every problem of every file, each with file, line and key.
    """
    packs, problems = read_packs(places)
    if problems:
        raise ConfigError(problems)
    return packs


def find_pack(name: str, places: Sequence[Path]) -> ReadPack:
    """The pack in the file `name` (ending in .yaml) or with the key `name`.

    Raises:
        ConfigError: no such file or key (the nearest is named), two files of one key, or its problems.
    """
    if name.endswith(".yaml"):
        return read_pack(Path(name))
    found = [path for path in pack_files(places) if path.stem == name]
    if len(found) == 1:
        return read_pack(found[0])
    if found:
        raise ConfigError([f"pack {name!r} has two files: {found[0]} and {found[1]}"])
    keys = sorted(path.stem for path in pack_files(places))
    hint = nearest(name, keys) or f"; there are {', '.join(keys)}"
    raise ConfigError([f"no pack called {name!r}{hint}"])


def read_pack(path: Path) -> ReadPack:
    """The pack in one file.

    Raises:
        ConfigError: all its problems at once, each with file, line and key.
    """
    if not path.is_file():
        raise ConfigError([f"{path}: no such file"])
    draft = read_marked(path, BOUNDS)
    kind = _kind_of(draft, path)
    problems = []
    if draft.values.get("key") != path.stem:
        problems.append(f"{draft.place(path, ('key',))}: key: expected {path.stem!r}, the file's name")
    try:
        pack = _reader(kind).validate_json(_as_json(draft.values), strict=True)
    except ValidationError as error:
        raise ConfigError([*problems, *(_complaint(draft, path, part) for part in error.errors())]) from None
    problems += _repeated_ids(pack, draft, path)
    if problems:
        raise ConfigError(problems)
    return ReadPack(pack, path, draft)


def pack_files(places: Sequence[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(place.glob("*.yaml"))


@cache
def _reader(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind])


def _kind_of(draft: Draft, path: Path) -> str:
    kind = draft.values.get("kind")
    if isinstance(kind, str) and kind in KINDS:
        return kind
    said = f"{kind!r} is no kind of pack{nearest(str(kind), [*KINDS])}" if kind else "is missing"
    raise ConfigError([f"{draft.place(path, ('kind',))}: kind: {said}; there are {', '.join(KINDS)}"])


def _as_json(values: Mapping[str, Any]) -> str:
    """As JSON, in which a number is no text and no day: strict reading then takes nothing for another."""
    return json.dumps(values, default=_day_text)


def _day_text(value: object) -> str:
    # What YAML makes of other tags ends as a text that no field takes for a day.
    return value.isoformat() if type(value) is date else f"not a day: {value!r}"


def _complaint(draft: Draft, path: Path, part: Any) -> str:
    """One problem in words; a rule of a whole row begins its message with the key it is about."""
    at: KeyPath = tuple(step for step in part["loc"] if not _is_branch(step))
    message = part["msg"].removeprefix("Value error, ")
    match part["type"]:
        case "value_error":
            key, _, message = message.partition(": ")
            at = (*at, key)
        case "missing":
            message = "is missing"
        case "unexpected_keyword_argument":
            message = f"not a key of a pack{nearest(str(at[-1]), [key for key in _KEYS if key != at[-1]])}"
    shown = ".".join(str(step) for step in at) or "file"
    return f"{draft.place(path, at)}: {shown}: {message}"


def _is_branch(step: str | int) -> bool:
    """Whether a step of pydantic's path names a type it tried and no key of the file."""
    return isinstance(step, str) and (step == "date" or step.startswith(("literal[", "function-")))


def _repeated_ids(pack: Pack, draft: Draft, path: Path) -> list[str]:
    times = Counter(row.id for row in pack.rows())
    return [
        f"{draft.place(path, at)}: {_shown(at)}: {name!r} is the id of another row too"
        for name, at in _id_places(draft.values, ())
        if times[name] > 1
    ]


def _id_places(value: object, at: KeyPath) -> Iterator[tuple[str, KeyPath]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "id":
                yield str(inner), (*at, key)
            else:
                yield from _id_places(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _id_places(inner, (*at, index))


def _shown(at: KeyPath) -> str:
    return ".".join(str(step) for step in at)


def problems_beside(read: ReadPack, others: Sequence[Path]) -> list[str]:
    """References of one pack to what neither it nor a usable one of the other files has."""
    packs = [read]
    for path in others:
        try:
            packs.append(read_pack(path))
        except ConfigError:  # said when that pack is checked
            continue
    return list(_lost_references([read], _cited(packs)))


def _problems_between(packs: Collection[ReadPack]) -> Iterator[str]:
    yield from _lost_references(packs, _cited(packs))


def _cited(packs: Iterable[ReadPack]) -> set[tuple[str, str]]:
    """Every law with every topic that some version of it has an article on."""
    return {
        (one.id, article.topic)
        for read in packs
        if isinstance(read.pack, law.Laws)
        for one in read.pack.laws
        for version in one.versions
        for article in version.articles
    }


def _lost_references(packs: Iterable[ReadPack], known: set[tuple[str, str]]) -> Iterator[str]:
    """References to laws and topics that no pack has."""
    for read in packs:
        for name, topic, at in _references(read.draft.values, ()):
            if name not in {one for one, _ in known}:
                hint = nearest(name, [one for one, _ in known])
                yield f"{read.draft.place(read.path, (*at, 'law'))}: {_shown(at)}.law: no law {name!r}{hint}"
            elif topic and (name, topic) not in known:
                hint = nearest(topic, [two for one, two in known if one == name])
                place = read.draft.place(read.path, (*at, "topic"))
                yield f"{place}: {_shown(at)}.topic: {name} has no article on {topic!r}{hint}"


def _references(value: object, at: KeyPath) -> Iterator[tuple[str, str, KeyPath]]:
    """Every mapping that names a law, with the topic it names."""
    if isinstance(value, dict):
        if isinstance(value.get("law"), str) and value["law"]:
            yield value["law"], str(value.get("topic") or ""), at
        for key, inner in value.items():
            yield from _references(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _references(inner, (*at, index))


def laws_of(packs: Mapping[str, ReadPack]) -> law.Laws:
    """All packs of laws as one.

    Raises:
        ConfigError: there is none.
    """
    found = tuple(read.pack for read in packs.values() if isinstance(read.pack, law.Laws))
    if not found:
        raise ConfigError(["no pack of laws: no claim can name its article"])
    return law.merged(found)


def row_lines(read: ReadPack) -> dict[str, int]:
    """The line of each row's id."""
    return {
        name: origin.line
        for name, at in _id_places(read.draft.values, ())
        if (origin := read.draft.origins.get(at)) is not None
    }


def counts(pack: Pack) -> tuple[int, int, int]:
    """Rows, how many of them were read whole in their source, how many days are still to be filled in."""
    rows: list[Row] = list(pack.rows())
    unfilled = sum(isinstance(row, special_marks.Registration) and not row.filled for row in rows)
    return len(rows), sum(row.confirmed for row in rows), unfilled
