"""What a pack knows of one right beyond its words: honest meanings, bases, neighbours, numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from domain.packs import STRICT, Strict, require, require_classes
from domain.special_marks import Rests


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardedWord:
    """A protected word with an honest meaning of its own: it counts only in company.

    Attributes:
        word, others: its writings.
        beside: words, one of which must stand in the listing; empty where no word is company enough.
        picture: whether a picture of the event's signs is company enough.
        goods: Nice classes that are company enough.
        honest: phrases in which the word is never meant as the sign.
    """

    __pydantic_config__: ClassVar[Strict] = STRICT

    word: str
    others: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    picture: bool = False
    goods: tuple[int, ...] = ()
    honest: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require(bool(self.word.strip()), "word", "expected a word")
        require(
            bool(self.beside or self.picture or self.goods), "beside", "expected what must stand beside it"
        )
        require_classes("goods", self.goods)

    @property
    def writings(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.word, *self.others)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of one right; all empty for a right that no pack describes.

    Attributes:
        guarded: words that are looked for by the matcher `special` alone, and count only in company.
        masked: phrases in which an event's word says nothing of the event (亚运村).
        rests_on: what a claim may rest on, by the state of the registration and by day.
        event: whether the right's words name an event, so that telling of it is lawful.
        number: the variety right's number, as the label of its seed shows it.
        title: the right is a published work: selling copies of it is lawful, pirated ones apart.
        wider: places around an indication's area: these alone say neither inside nor outside.
        neighbours: places whose goods are passed off under an indication's name.
        evocations: writings that call an indication to mind without being it.
    """

    __pydantic_config__: ClassVar[Strict] = STRICT

    guarded: tuple[GuardedWord, ...] = ()
    masked: tuple[str, ...] = ()
    rests_on: tuple[Rests, ...] = ()
    event: bool = False
    number: str = ""
    title: bool = False
    wider: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    evocations: tuple[str, ...] = ()


NO_FACTS = Facts()
