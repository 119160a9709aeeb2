"""Platform files: read with bounds, checked whole, every problem named with its file, line and key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from config.marked_yaml import Bounds, Draft, KeyPath, Origin, nearest, read_marked
from config.operator import OperatorSettings
from domain.errors import ConfigError
from spiders.platform_rules import PlatformFile

CHECKOUT = Path(__file__).resolve().parent.parent
READY_FILES = CHECKOUT / "config" / "platforms"

# A platform file has about forty lines; these bounds only stop what is no platform file at all.
MOST_BYTES = 64 * 1024
MOST_DEPTH = 12
MOST_EVENTS = 10_000
LONGEST_CHAIN = 5

# A base's own name and clock are not its children's, nor what was found out about it.
_OWN = frozenset({"key", "schedule", "verified_on", "unverified", "refuses", "page_object"})
BOUNDS = Bounds(MOST_BYTES, MOST_DEPTH, MOST_EVENTS)


def directories(settings: OperatorSettings) -> tuple[Path, ...]:
    """Where platform files lie: the ready ones, the operator's directories, the home directory."""
    return (READY_FILES, *settings.platforms, settings.home / "platforms")


def load_platforms(places: Sequence[Path]) -> dict[str, PlatformFile]:
    """Every platform file in `places`, by key.

    Raises:
        ConfigError: every problem of every file, each with file, line and key.
    """
    platforms, problems = read_platforms(places)
    if problems:
        raise ConfigError(problems)
    return platforms


def read_platforms(places: Sequence[Path]) -> tuple[dict[str, PlatformFile], list[str]]:
    """The platform files in `places` that can be used, by key, and the problems of the others."""
    platforms: dict[str, PlatformFile] = {}
    problems: list[str] = []
    for path in _files(places):
        if path.stem in platforms:
            problems.append(f"{path}: {platforms[path.stem].path} has the same key {path.stem!r}")
            continue
        try:
            platforms[path.stem] = read_platform(path, places)
        except ConfigError as error:
            problems += error.problems
    return platforms, problems


def find_platform(key: str, places: Sequence[Path]) -> PlatformFile:
    """The platform called `key`; a broken file of another platform is no obstacle.

    Raises:
        ConfigError: no such file (the nearest key is named), two of them, or its problems.
    """
    found = [path for path in _files(places) if path.stem == key]
    if len(found) == 1:
        return read_platform(found[0], places)
    if found:
        raise ConfigError([f"platform {key!r} has two files: {found[0]} and {found[1]}"])
    keys = sorted(path.stem for path in _files(places))
    hint = nearest(key, keys) or f"; there are {', '.join(keys)}"
    raise ConfigError([f"no platform file for {key!r}{hint}"])


def read_platform(path: Path, places: Sequence[Path]) -> PlatformFile:
    """One platform file with what it extends.

    Raises:
        ConfigError: all its problems at once.
    """
    draft = _extended(path, places, chain=(path.stem,))
    problems = _unknown_keys(draft, path)
    platform = None
    try:
        platform = PlatformFile.model_validate({**draft.values, "path": path})
    except ValidationError as error:
        problems += [
            _problem(draft, path, part) for part in error.errors() if part["type"] != "extra_forbidden"
        ]
    if draft.values.get("key") != path.stem:
        problems.append(f"{draft.place(path, ('key',))}: key: expected {path.stem!r}, the file's name")
    problems += _private_inside(draft, path)
    problems += _page_object_missing(draft, path)
    if problems or platform is None:
        raise ConfigError(problems)
    return platform


def _files(places: Sequence[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(place.glob("*.yaml"))


def _extended(path: Path, places: Sequence[Path], chain: tuple[str, ...]) -> Draft:
    draft = read_marked(path, BOUNDS)
    base = draft.values.pop("extends", None)
    if base is None:
        return draft
    where = draft.origins.get(("extends",), Origin(path, 1))
    if base in chain or len(chain) >= LONGEST_CHAIN:
        raise ConfigError(
            [f"{path}:{where.line}: extends: a circle or too long: {' -> '.join((*chain, str(base)))}"]
        )
    found = next((file for file in _files(places) if file.stem == base), None)
    if found is None:
        hint = nearest(str(base), [file.stem for file in _files(places)])
        raise ConfigError([f"{path}:{where.line}: extends: no platform file for {base!r}{hint}"])
    below = _extended(found, places, (*chain, str(base)))
    inherited = {key: value for key, value in below.values.items() if key not in _OWN}
    return Draft(_merged(inherited, draft.values), {**below.origins, **draft.origins})


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Mappings are merged key by key, anything else is replaced, and null takes away."""
    merged = dict(base)
    for key, value in own.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = _merged(merged[key], value)
        else:
            merged[key] = value
    return {key: value for key, value in merged.items() if value is not None}


def _problem(draft: Draft, path: Path, part: Any) -> str:
    # A rule written without its list has an index in pydantic's path that the file has not.
    at: KeyPath = tuple(part["loc"])
    shown = (
        ".".join(str(step) for step in at if not str(step).startswith(("function-", "constrained-")))
        or "file"
    )
    message = part["msg"].removeprefix("Value error, ")
    missing = part["type"] == "missing"
    return f"{draft.place(path, at)}: {shown}: {'is missing' if missing else message}"


def _unknown_keys(draft: Draft, path: Path) -> list[str]:
    return [
        f"{draft.place(path, at)}: {_shown(at)}: not a key of a platform file{nearest(str(at[-1]), known)}"
        for at, known in _strangers(draft.values, PlatformFile, ())
    ]


def _shown(at: KeyPath) -> str:
    return ".".join(str(step) for step in at)


def _strangers(value: Any, model: type[BaseModel], at: KeyPath) -> Iterator[tuple[KeyPath, list[str]]]:
    """Keys that `model` does not have, with those it has."""
    if not isinstance(value, dict):
        return
    fields = {field.alias or name: field for name, field in model.model_fields.items() if name != "path"}
    for key, inner in value.items():
        if key not in fields:
            yield (*at, key), sorted(fields)
            continue
        for below in _models(fields[key].annotation):
            yield from _below(inner, below, (*at, key))


def _below(inner: Any, model: type[BaseModel], at: KeyPath) -> Iterator[tuple[KeyPath, list[str]]]:
    if at[-1] == "fields" and isinstance(inner, dict):
        for name, rules in inner.items():
            for index, rule in enumerate(rules if isinstance(rules, list) else [rules]):
                yield from _strangers(
                    rule, model, (*at, name, index) if isinstance(rules, list) else (*at, name)
                )
    else:
        yield from _strangers(inner, model, at)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def _page_object_missing(draft: Draft, path: Path) -> list[str]:
    """The class that a file names stands beside it, in a file of the same name."""
    from spiders.page_object import page_class  # noqa: PLC0415  # only files with Python need it

    name, origin = draft.values.get("page_object"), draft.origins.get(("page_object",))
    if not isinstance(name, str) or origin is None:
        return []
    try:
        page_class(path.with_suffix(".py"), name)
    except ConfigError as error:
        return [f"{origin.file}:{origin.line}: page_object: {problem}" for problem in error.problems]
    return []


def _private_inside(draft: Draft, path: Path) -> list[str]:
    """`allow_private` opens a door into this machine: never from a file that came with the program."""
    origin = draft.origins.get(("allow_private",))
    if origin is None or "allow_private" not in draft.values:
        return []
    inside = [file for file in (origin.file, path) if file.resolve().is_relative_to(CHECKOUT)]
    if not inside:
        return []
    return [
        f"{origin.file}:{origin.line}: allow_private: only in a platform file outside {CHECKOUT};"
        " put the file into a directory of MARKWARDEN_PLATFORMS"
    ]
