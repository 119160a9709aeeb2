"""The triage index, opened when a person first searches for words."""

from __future__ import annotations

from config.operator import operator_settings
from domain.ports import HitIndex


def the_index() -> HitIndex:
    """The index of this process.

    Raises:
        IndexUnavailable: it does not answer.
    """
    from store.indexes import open_index  # noqa: PLC0415  # its client is heavy; the plain queue needs none

    return open_index(operator_settings())
