"""Which rights: a digest that can be carried on when some are added and others ended."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.rights import Right

_MODULUS: Final = 1 << 256


@dataclass(frozen=True, slots=True)
class RightsDigest:
    """The sum of the rights' own SHA-256 values, modulo 2^256: the same whatever their order."""

    value: int = 0

    def changed(self, added: Iterable[Right] = (), ended: Iterable[Right] = ()) -> RightsDigest:
        total = self.value + sum(map(_of_one, added)) - sum(map(_of_one, ended))
        return RightsDigest(total % _MODULUS)

    def under(self, rules: str, names: Sequence[str]) -> str:
        """As kept with every match: which rights, which matchers, which rules."""
        return hashlib.sha256(f"{rules} {'+'.join(names)}\n{self.value:064x}".encode()).hexdigest()


def _of_one(right: Right) -> int:
    # Where a reference picture was read from does not change what it is.
    bare = tuple(replace(picture, source="") for picture in right.images)
    content = repr(replace(right, images=bare) if bare else right)
    return int.from_bytes(hashlib.sha256(content.encode("utf-8", "surrogatepass")).digest())
