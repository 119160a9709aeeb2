"""What a person may say of a hit, and the reasons that come up again and again."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from domain.match import Verdict
from store.decisions import LONGEST_REASON

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Preset(NamedTuple):
    """A ready reason: its stable key and its words."""

    key: str
    words: StrOrPromise


class Choice(NamedTuple):
    """A verdict as the desk offers it: its key on the keyboard, its words, its ready reasons."""

    verdict: Verdict
    key: str
    words: StrOrPromise
    presets: tuple[Preset, ...]


CHOICES = (
    Choice(
        Verdict.INFRINGING,
        "a",
        _("Infringing"),
        (
            Preset("same_mark", _("The same mark on the same goods")),
            Preset("similar_mark", _("A similar mark, likely to be confused")),
            Preset("copied_picture", _("A protected picture or design is copied")),
            Preset("special_sign", _("A special sign is used without leave")),
            Preset("false_origin", _("The goods come from outside the protected area")),
            Preset("disguised", _("The mark is spelt in disguise to avoid being found")),
        ),
    ),
    Choice(
        Verdict.NOT_INFRINGING,
        "x",
        _("Not infringing"),
        (
            Preset("licensed", _("The seller has a licence")),
            Preset("genuine", _("Genuine goods are resold")),
            Preset("fair_use", _("The words describe the goods or say what they fit")),
            Preset("other_goods", _("The goods are of another kind")),
            Preset("ordinary_word", _("An ordinary word, not used as a mark")),
            Preset("not_in_force", _("The right was not in force on the capture day")),
        ),
    ),
    Choice(
        Verdict.UNSURE,
        "u",
        _("Unsure"),
        (
            Preset("unclear", _("Pictures or text are not clear enough")),
            Preset("test_purchase", _("A test purchase is needed")),
            Preset("ask_holder", _("The rights holder has to examine it")),
            Preset("legal_question", _("A legal question is open")),
        ),
    ),
)
TAKE_BACK = Choice(
    Verdict.OPEN, "", _("Reopen"), (Preset("mistake", _("The earlier decision was a mistake")),)
)


def choice_of(verdict: str) -> Choice | None:
    return next((one for one in (*CHOICES, TAKE_BACK) if one.verdict.value == verdict), None)


def reason_text(choice: Choice, preset: str, note: str) -> str:
    """The reason as kept: the ready words, the person's own, or both; empty where neither is given."""
    ready = next((str(one.words) for one in choice.presets if one.key == preset), "")
    own = " ".join(note.replace("\0", "").split())
    return " · ".join(part for part in (ready, own) if part)[: LONGEST_REASON + 1]
