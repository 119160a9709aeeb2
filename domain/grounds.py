"""What a claim rests on: the basis, and the article of the version in force on the day of capture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One basis of a claim, as the law stood on one day.

    Attributes:
        basis: a value of `domain.special_marks.Basis`.
        law, version: ids in the packs of laws; `version` is the one in force on the day of capture.
        topic: what of the law is relied on, such as `infringement` or `labels`.
        zh, en: the citation in words, article included.
        confirmed: whether a person read the version and the article, and nothing about the basis is open.
        needs_zh, needs_en: what has to be proven before anybody relies on it; empty where nothing is known.
    """

    basis: str
    law: str
    version: str
    topic: str
    zh: str
    en: str
    confirmed: bool
    needs_zh: str = ""
    needs_en: str = ""

    def __post_init__(self) -> None:
        if not (self.basis and self.law and self.version and self.zh and self.en):
            raise ValueError("a ground names its basis, its law, the version and the article")
