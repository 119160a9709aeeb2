"""References made ready, by the digests of their pictures: changed in milliseconds, kept in files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from domain.values import Picture
from matchers.copies_look import Look
from matchers.copies_register import Register
from matchers.copies_segment import Segment

ABOUT: Final = "references.json"


class References:
    """A register, and which picture each of its numbers stands for."""

    def __init__(self, register: Register, digests: Sequence[str]) -> None:
        self.register, self.digests = register, tuple(digests)
        self._numbers = {one: i for i, one in enumerate(self.digests) if i not in register.gone}

    def has(self, digest: str) -> bool:
        """Whether the picture can be found by its pixels."""
        return digest in self._numbers

    def changed(self, pictures: Sequence[Picture], ready: Callable[[Picture], Look | None]) -> References:
        """The same for other pictures: those not known yet are made ready; what cannot be is left out."""
        wanted = {picture.digest for picture in pictures}
        gone = [number for digest, number in self._numbers.items() if digest not in wanted]
        made = list(_made((one for one in pictures if not self.has(one.digest)), ready))
        if not gone and not made:
            return self
        register = self.register.without(gone).more([one for _, one in made])
        return References(register, (*self.digests, *(digest for digest, _ in made)))

    def save(self, folder: Path, digest: str) -> None:
        """Write everything into a folder, which is made.

        Raises:
            ValueError: references were added or ended since it was compiled.
        """
        if len(self.register.segments) > 1 or self.register.gone:
            raise ValueError("references changed since they were compiled: compile again to keep them")
        folder.mkdir()
        for segment in self.register.segments:
            segment.save(folder)
        about = {"digest": digest, "pictures": self.digests}
        (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path, digest: str) -> References:
        """What `save` wrote under this digest; its arrays and lists stay on disk.

        Raises:
            OSError: a file is missing.
            ValueError: the folder holds something else.
        """
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if about["digest"] != digest:
            raise ValueError(f"{folder} holds other rights")
        if not about["pictures"]:
            return NO_REFERENCES
        segment = Segment.open(folder)
        if len(segment) != len(about["pictures"]):
            raise ValueError(f"{folder}: {len(segment)} references for {len(about['pictures'])} pictures")
        return cls(Register((segment,)), about["pictures"])


def _made(pictures: Iterable[Picture], ready: Callable[[Picture], Look | None]) -> Iterable[tuple[str, Look]]:
    for picture in pictures:
        look = ready(picture)
        if look is not None:
            yield picture.digest, look


NO_REFERENCES: Final = References(Register(()), ())
