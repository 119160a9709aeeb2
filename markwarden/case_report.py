"""`markwarden cases`: cases, notices and good-faith files in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext as _
from rich.table import Table
from rich.text import Text

from casework.audit import taken_away
from casework.cases import case_for, close_case, hits_of, open_case, proposed, visible_cases
from casework.drafting import EXPLANATION, Wish, draft_notice, missing
from casework.forms import form_called, load_forms
from casework.models import Case, Notice
from casework.papers import paper
from config.operator import OperatorSettings
from domain.errors import CaseError, NoticeRefused
from domain.notice_forms import GIVEN, NoticeForm
from domain.ports import Scope
from markwarden.person import person
from pipelines.normalise import clean
from store.models import Hit
from store.queue import hit_for
from store.trials import trials_of
from triage.case_words import Lack, in_tongue, lacks_of
from triage.good_faith import good_faith_file

ALL = Scope.everything()
SHOWN = 200
MOST_NAMED = 10


def _now() -> datetime:
    return datetime.now(UTC)


def the_case(number: str) -> Case:
    """The case with this number.

    Raises:
        CaseError: there is none.
    """
    try:
        return case_for(ALL, number)
    except Case.DoesNotExist:
        raise CaseError(_("there is no case %(number)s") % {"number": number}) from None


def the_hit(hit_id: str) -> Hit:
    """The hit with this id.

    Raises:
        CaseError: there is none.
    """
    try:
        return hit_for(ALL, hit_id)
    except Hit.DoesNotExist:
        raise CaseError(_("there is no hit %(hit)s") % {"hit": hit_id}) from None


def opened(hit_ids: Sequence[str], *, alike: bool) -> Case:
    """A new case of these hits; `alike` takes every other free one of the first's seller and holder along."""
    wanted = list(hit_ids)
    if alike:
        wanted += [hit.id for hit in proposed(ALL, the_hit(wanted[0]))]
    return open_case(ALL, wanted, actor=person(), now=_now())


def closed(number: str, reason: str) -> Case:
    the_case(number)
    return close_case(ALL, number, reason=reason, actor=person(), now=_now())


def answers(given: Sequence[str]) -> dict[str, str]:
    """Answers to a form's own questions, each as NAME=TEXT; the explanation is one of them.

    Raises:
        CaseError: one is not of that shape.
    """
    facts = {}
    for one in given:
        name, equals, text = one.partition("=")
        if not equals or not name.strip():
            raise CaseError(_("expected NAME=TEXT, found %(text)s") % {"text": one})
        key = name.strip()
        facts[key if key == EXPLANATION else GIVEN + key.removeprefix(GIVEN)] = text
    return facts


def wished(
    form: NoticeForm,
    language: str,
    hits: Sequence[str],
    given: Mapping[str, str],
    signed_by: str,
    states: bool,
) -> Wish:
    """A notice as asked for on the command line; without hits all of the case.

    Raises:
        CaseError: an answer to a question that this form does not ask.
    """
    strange = sorted(set(given) - {*form.questions, EXPLANATION})
    if strange:
        told = _("%(form)s does not ask for %(strange)s; it asks for %(asked)s")
        raise CaseError(
            told
            % {"form": form.key, "strange": _names(strange), "asked": _names((*form.questions, EXPLANATION))}
        )
    return Wish(
        form=form,
        language=language,
        hits=tuple(hits) or None,
        given=given,
        signed_by=signed_by,
        states=states,
    )


def _names(questions: Sequence[str]) -> str:
    return ", ".join(one.removeprefix(GIVEN) for one in questions)


def lines_of(lacks: Sequence[str], form: NoticeForm) -> list[str]:
    """What holds a notice back, in words, a line each."""
    return [_line(one) for one in lacks_of(lacks, form)]


def _line(one: Lack) -> str:
    words = clean(": ".join(str(part) for part in (one.what, one.detail) if str(part)), 500)
    named = ", ".join(one.hits[:MOST_NAMED])
    more = f" … ({len(one.hits)})" if len(one.hits) > MOST_NAMED else ""
    return f"{words} [{named}{more}]" if named else words


def checked(number: str, wish: Wish, settings: OperatorSettings) -> list[str]:
    """What the notice lacks now, in words; nothing is written."""
    the_case(number)
    _forms, laws = load_forms(settings)
    return lines_of(missing(ALL, number, wish, laws, now=_now()), wish.form)


def drafted(number: str, wish: Wish, settings: OperatorSettings) -> Notice:
    """The notice, kept.

    Raises:
        CaseError: it was refused; every reason stands in it in words.
    """
    the_case(number)
    _forms, laws = load_forms(settings)
    try:
        return draft_notice(ALL, number, wish, laws, user=None, actor=person(), now=_now())
    except NoticeRefused as refusal:
        told = "\n".join(f"  {line}" for line in lines_of(refusal.lacks, wish.form))
        raise CaseError(_("no notice was drafted; this is missing or open:") + "\n" + told) from None


def form_named(key: str, settings: OperatorSettings) -> NoticeForm:
    forms, _laws = load_forms(settings)
    return form_called(forms, key)


def notice_paper(number: str, notice: int, kind: str) -> bytes:
    """A notice as `docx`, `txt`, `csv` or `json`; that it was taken is written down.

    Raises:
        CaseError: there is none.
    """
    row = the_case(number).notices.filter(number=notice).first()
    if row is None:
        raise CaseError(_("case %(number)s has no notice %(notice)s") % {"number": number, "notice": notice})
    content = paper(row, kind)
    told = {"notice": row.number, "kind": kind, "digest": row.digest}
    taken_away(number, "notice", actor=person(), now=_now(), **told)
    return content


def good_faith(of: str, kind: str) -> bytes:
    """The good-faith file of a case by its number, or of a hit by its id; that it was taken is written down.

    Raises:
        CaseError: there is neither.
    """
    now = _now()
    if "-" in of:
        case = the_case(of)
        content = good_faith_file(hits_of(ALL, case), kind, now=now, case=case)
    else:
        content = good_faith_file([the_hit(of)], kind, now=now)
    taken_away(of, "good_faith", actor=person(), now=now, kind=kind)
    return content


def keep(content: bytes, file: Path) -> None:
    """Write a new file; one that is there stays as it is.

    Raises:
        CaseError: there is a file already, or it cannot be written.
    """
    try:
        with file.open("xb") as out:
            out.write(content)
    except OSError as error:
        raise CaseError(f"{file}: {error.strerror}") from None


def _table(*headings: str) -> Table:
    """A table that folds what does not fit: a key cut short is no key."""
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def cases_table(holder: str) -> Table:
    """The newest cases, a line each."""
    table = _table(
        _("number of the case"), _("state"), _("holder"), _("seller"), _("district"), _("hits"), _("notices")
    )
    rows = visible_cases(ALL).select_related("holder", "seller__platform")
    for case in (rows.filter(holder__key=holder) if holder else rows)[:SHOWN]:
        seller = f"{case.seller} ({case.seller.platform.key})"
        counts = (str(case.members.count()), str(case.notices.count()))
        cells = (case.number, case.get_state_display(), case.holder.name, seller, case.district, *counts)
        table.add_row(*(Text(clean(str(cell), 200)) for cell in cells))
    return table


def hits_table(number: str) -> Table:
    """The hits of a case, and how many exceptions hold each back."""
    table = _table(_("hit"), _("right"), _("listing"), _("captured"), _("open exceptions"))
    hits = hits_of(ALL, the_case(number))
    trials = trials_of(hit.id for hit in hits)
    for hit in hits:
        blocking = str(len(trials[hit.id].blocking()))
        cells = (hit.id, hit.right.code, hit.listing.title, f"{hit.captured_at:%Y-%m-%d}", blocking)
        table.add_row(*(Text(clean(cell, 120)) for cell in cells))
    return table


def forms_table(settings: OperatorSettings) -> Table:
    """The forms, what each asks of a person, and how many of its rows nobody has read."""
    forms, _laws = load_forms(settings)
    table = _table(_("form"), _("name"), _("asks for"), _("rows not read"))
    for key, form in sorted(forms.items()):
        cells = (key, in_tongue(form.name), _names(form.questions) or "–")
        table.add_row(*(Text(clean(cell, 200)) for cell in cells), str(len(form.unread)))
    return table
