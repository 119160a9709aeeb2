"""The words of all rights in force: a big shelf made once, small ones for what was added since.

Values do not change: `changed` gives another watchlist, which shares the shelves.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from domain.rights import Right
from matchers.shelf import Shelf

FORMAT: Final = 2
# Shelves of at most this many rights are put together as others are added: about 5 ms of work.
SMALL: Final = 64


@dataclass(frozen=True, slots=True)
class Watchlist:
    """Shelves of words; `ended` holds for the number of each right that is no longer looked for."""

    shelves: tuple[Shelf, ...]
    ended: NDArray[np.bool_]
    _small: tuple[tuple[Right, ...], ...] = ()

    @classmethod
    def of(cls, rights: Sequence[Right]) -> Watchlist:
        return cls((Shelf.of(rights),), np.zeros(len(rights), dtype=np.bool_))

    def changed(self, added: Sequence[Right] = (), ended: Sequence[int] = ()) -> Watchlist:
        """With rights added, numbered on from the last, and those of some numbers ended: no rebuild."""
        gone = np.append(self.ended, np.zeros(len(added), dtype=np.bool_))
        gone[np.array(ended, dtype=np.int64)] = True
        shelves, small, new = self.shelves, self._small, tuple(added)
        while small and len(small[-1]) <= len(new) and len(small[-1]) + len(new) <= SMALL:
            new, shelves, small = small[-1] + new, shelves[:-1], small[:-1]
        if new:
            made = Shelf.of(new, len(gone) - len(new))
            shelves, small = (*shelves, made), (*small, new)
        return Watchlist(shelves, gone, small)

    @property
    def rights(self) -> int:
        return len(self.ended)

    def save(self, folder: Path, digest: str) -> None:
        """Write everything into a folder, under a digest of what it was made of.

        Raises:
            ValueError: rights were added since it was compiled.
        """
        if len(self.shelves) != 1:
            raise ValueError("rights were added since this was compiled: compile again before saving")
        folder.mkdir(parents=True, exist_ok=True)
        self.shelves[0].save(folder)
        np.save(folder / "ended.npy", self.ended)
        about = {"format": FORMAT, "digest": digest, "rights": self.rights}
        (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path, digest: str) -> Watchlist:
        """What was saved under this digest, its tables mapped into memory.

        The numbers in the tables are followed without looking: whoever keeps them sees to it that they are
        as they were written.

        Raises:
            OSError: files are missing or cannot be read.
            ValueError: the folder holds another format or was made of other rights.
        """
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        if not isinstance(about, dict) or (about.get("format"), about.get("digest")) != (FORMAT, digest):
            raise ValueError(f"{folder}: compiled from other rights or by another version")
        return cls((Shelf.open(folder),), np.load(folder / "ended.npy"))
