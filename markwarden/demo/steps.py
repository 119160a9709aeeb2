"""One line a step, with its time: `[3/9] shop … ok 2.1 s`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from django.utils.translation import gettext as _


class Steps:
    """Prints numbered steps; `note` inside a step adds words to its end."""

    def __init__(self, total: int, out: TextIO) -> None:
        self._total, self._out = total, out
        self._number = 0
        self._note = ""

    def note(self, words: str) -> None:
        self._note = words

    @contextmanager
    def step(self, name: str, *, speaks: bool = False) -> Iterator[None]:
        """A step; one that `speaks` has lines of its own between its head and its end."""
        self._number, self._note = self._number + 1, ""
        head = f"[{self._number}/{self._total}] {name} … "
        self._say(head, end="\n" if speaks else "")
        begun = time.monotonic()
        try:
            yield
        except BaseException:
            self._say((head if speaks else "") + _("failed"))
            raise
        note = f" ({self._note})" if self._note else ""
        seconds = f"{time.monotonic() - begun:.1f} s"
        self._say((head if speaks else "") + _("ok %(seconds)s") % {"seconds": seconds} + note)

    def left_out(self, name: str, why: str) -> None:
        self._number += 1
        self._say(f"[{self._number}/{self._total}] {name} … " + _("left out: %(why)s") % {"why": why})

    def _say(self, words: str, end: str = "\n") -> None:
        self._out.write(words + end)
        self._out.flush()
