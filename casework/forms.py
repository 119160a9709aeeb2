"""Notice forms found and read, beside the packs: the ready ones, the operator's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from config.operator import OperatorSettings
from domain.errors import CaseError, ConfigError
from domain.law import Laws
from domain.notice_forms import NoticeForm
from registry.pack_files import ReadPack, laws_of, load_packs, pack_files, pack_places, read_pack

FOLDER = "forms"


def form_places(settings: OperatorSettings) -> tuple[Path, ...]:
    """Where forms lie: in the folder `forms` of every place of packs."""
    return tuple(place / FOLDER for place in pack_places(settings))


def read_forms(places: Sequence[Path], laws: Laws) -> tuple[dict[str, NoticeForm], list[str]]:
    """The forms in `places` that can be used, by key, and every problem with file, line and key."""
    forms: dict[str, NoticeForm] = {}
    problems: list[str] = []
    for path in pack_files(places):
        try:
            read = read_pack(path)
        except ConfigError as error:
            problems += error.problems
            continue
        wrong = list(_wrong(read, forms, laws))
        problems += wrong
        if isinstance(read.pack, NoticeForm) and not wrong:
            forms[path.stem] = read.pack
    return forms, problems


def _wrong(read: ReadPack, known: Mapping[str, NoticeForm], laws: Laws) -> Iterator[str]:
    form = read.pack
    if not isinstance(form, NoticeForm):
        yield f"{read.draft.place(read.path, ('kind',))}: kind: expected notice_form, found {read.kind}"
        return
    if form.key in known:
        yield f"{read.draft.place(read.path, ('key',))}: key: there is another form called {form.key!r}"
    law = laws.law(form.law) if form.law else None
    if form.law and law is None:
        yield f"{read.draft.place(read.path, ('law',))}: law: no law {form.law!r}"
    elif law and not any(version.article(form.topic) for version in law.versions):
        yield f"{read.draft.place(read.path, ('topic',))}: topic: {form.law} has no article on {form.topic!r}"


def load_forms(settings: OperatorSettings) -> tuple[dict[str, NoticeForm], Laws]:
    """Every form by key, and the laws they cite.

    Raises:
        ConfigError: every problem of every form, each with file, line and key.
    """
    laws = laws_of(load_packs(pack_places(settings)))
    forms, problems = read_forms(form_places(settings), laws)
    if problems:
        raise ConfigError(problems)
    return forms, laws


def form_called(forms: Mapping[str, NoticeForm], key: str) -> NoticeForm:
    """The form with this key.

    Raises:
        CaseError: there is none; those there are are named.
    """
    if key not in forms:
        raise CaseError(f"no form {key!r}; there are {', '.join(sorted(forms))}")
    return forms[key]
