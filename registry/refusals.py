"""What a register file is refused for, in words for people."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from domain.errors import HouseError, RegistryError


class FileRefused(RegistryError):
    """A register file that is not read any further."""

    def __init__(self, file: str, expected: str, found: str) -> None:
        super().__init__(file=file, row=0, column="-", expected=expected, found=found[:200])
        self.args = (sentence(self),)


class LinesRefused(HouseError):
    """A register file some of whose headings or lines are no rows; `problems` in their order."""

    def __init__(self, problems: Sequence[RegistryError]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(sentence, problems)))


def sentence(problem: RegistryError) -> str:
    """One line that names file, row, column, what was expected and what was found."""
    if problem.row == 0:
        words = _("%(file)s: expected %(expected)s, found “%(found)s”")
    else:
        words = _("%(file)s, row %(row)d, column %(column)s: expected %(expected)s, found “%(found)s”")
    return words % {
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "expected": problem.expected,
        "found": problem.found,
    }
