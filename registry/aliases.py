"""Other names of a right's words: those of its register file, and those people accepted since."""

from __future__ import annotations

from registry.models import AliasState, Right, alias_key


def words_of(row: Right) -> tuple[str, ...]:
    """What matchers look for beside the right's own words: the file's aliases, then those accepted.

    A word that stands in both comes once.
    """
    accepted = [alias for alias in row.alias_rows.all() if alias.state == AliasState.ACCEPTED]
    words: dict[str, str] = {}
    for word in (*row.aliases, *(alias.text for alias in sorted(accepted, key=lambda alias: alias.key))):
        words.setdefault(alias_key(word), word)
    return tuple(words.values())


def known_words(row: Right) -> frozenset[str]:
    """Keys of every word that needs no proposal: the right's own, and aliases in whatever state."""
    told = (row.text, *row.aliases, *(alias.text for alias in row.alias_rows.all()))
    return frozenset(alias_key(word) for word in told if word)
