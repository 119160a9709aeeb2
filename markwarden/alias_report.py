"""`markwarden rights aliases`: other names of marks, proposed, listed and decided on in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from rich.table import Table
from rich.text import Text

from domain.errors import HouseError
from domain.ports import Scope
from markwarden.person import person
from pipelines.normalise import clean
from registry.models import Alias, AliasState, Right, alias_key
from store.aliases import decide_alias, enter_alias, rights_to_look_back, visible
from store.proposals import propose


class NotDecided(HouseError):
    """A decision on another name that cannot be made."""


def proposed(codes: Sequence[str]) -> tuple[Alias, ...]:
    """What is new among the proposals for these rights, or for all.

    Raises:
        NotDecided: there is no such right.
    """
    unknown = set(codes) - set(Right.objects.filter(code__in=codes).values_list("code", flat=True))
    if unknown:
        raise NotDecided(_("there is no right %(right)s") % {"right": ", ".join(sorted(unknown))})
    return propose(codes)


def chosen(right: str, state: AliasState | None) -> tuple[Alias, ...]:
    """The rows a person asks for, by right and word."""
    rows = visible(Scope.everything()).order_by("right__code", "-state", "key")
    rows = rows.filter(right__code=right) if right else rows
    return tuple(rows.filter(state=state) if state else rows)


def decided(right: str, word: str, state: AliasState, reason: str) -> Alias:
    """The other name as it stands after the decision.

    Raises:
        NotDecided: there is no such right or word, or the reason is missing or too long.
    """
    alias = Alias.objects.filter(right__code=right, key=alias_key(word)).first()
    if alias is None:
        raise NotDecided(_("%(right)s has no alias %(word)s") % {"right": right, "word": word})
    now = datetime.now(UTC)
    try:
        return decide_alias(Scope.everything(), alias.pk, state=state, reason=reason, actor=person(), now=now)
    except ValueError as error:
        raise NotDecided(str(error)) from None


def entered(right: str, word: str, reason: str) -> Alias:
    """Another name a person knows.

    Raises:
        NotDecided: there is no such right, or word or reason are missing or too long.
    """
    now = datetime.now(UTC)
    try:
        return enter_alias(Scope.everything(), right, word, reason=reason, actor=person(), now=now)
    except Right.DoesNotExist:
        raise NotDecided(_("there is no right %(right)s") % {"right": right}) from None
    except ValueError as error:
        raise NotDecided(str(error)) from None


def table(rows: Sequence[Alias]) -> Table:
    """One line a word, with what speaks for it."""
    made = Table(_("right"), _("word"), _("state"), _("beside the mark"), _("elsewhere"), _("decided by"))
    for row in rows:
        told = row.evidence
        beside = f"{told['titles']} / {told['of']}" if told else ""
        others = f"{told['elsewhere']} / {told['among']}" if told else ""
        cells = (row.right.code, row.text, row.get_state_display(), beside, others, row.decided_by)
        made.add_row(*(Text(clean(str(cell), 200)) for cell in cells))
    return made


def look_back_lines() -> list[str]:
    """For each right with a name accepted since its last look back, the command that looks for it."""
    return [f"markwarden rematch {right.code}" for right in rights_to_look_back(Scope.everything())]
