"""One right registered by hand, by the same rules as a row of a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from domain.errors import HouseError, RegistryError
from registry.columns import RIGHTS
from registry.imports import import_sheet
from registry.right_resource import RightResource
from registry.rows import Row, Sheet


class NotRegistered(HouseError):
    """A right that was not registered, and why."""

    def __init__(self, problems: Sequence[RegistryError]) -> None:
        self.problems = tuple(problems)
        lines = (
            _("%(column)s: expected %(expected)s, found “%(found)s”")
            % {"column": bad.column, "expected": bad.expected, "found": bad.found}
            for bad in problems
        )
        super().__init__("\n".join(lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRight:
    """Cells of one right as a person types them; empty ones say nothing."""

    kind: str
    text: str
    holder: str
    id: str = ""
    office: str = ""
    number: str = ""
    goods: str = ""
    nice_classes: str = ""
    aliases: str = ""
    valid_from: str = ""
    valid_to: str = ""
    watched: str = ""


def add_right(new: NewRight) -> str:
    """Register one right, or change the one with the same id; its id.

    Raises:
        NotRegistered: every cell that cannot be registered.
    """
    cells: dict[str, str] = {name: value for name, value in asdict(new).items() if value}
    code = cells["id"] = new.id or _made_id(new)
    sheet = Sheet(RIGHTS, "rights add", tuple(cells), (Row(1, cells),))
    with transaction.atomic():
        problems, _tally = import_sheet(sheet, RightResource())
        if problems:
            raise NotRegistered(problems)
    return code


def _made_id(new: NewRight) -> str:
    if new.office and new.number:
        return f"{new.office}:{new.number}"
    words = re.sub(r"[\s,;]+", "-", new.text.strip())[:80]
    return f"{new.kind}:{words}"
