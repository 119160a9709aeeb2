"""A notice drafted from a form, or refused with the name of all it lacks. Pure: facts in, draft out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.errors import NoticeRefused
from domain.exceptions import Trial
from domain.match import Verdict
from domain.notice_forms import LANGUAGES, Column, Element, NoticeForm, Per, Template, filled, places_in
from domain.packs import Row
from domain.rights import Right

Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pursued:
    """One hit a notice would name, with everything that may hold it back.

    Attributes:
        day: of the capture the hit rests on; it decides article and template.
        faded: the newest capture of the listing no longer matches.
        facts: of `LISTING_FACTS`, in the language of the notice.
        unread: what of its basis in law nobody has read, in words.
    """

    hit: str
    right: Right
    day: date
    verdict: Verdict
    trial: Trial
    faded: bool
    facts: Facts
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One element as it stands in the draft: its value, or one for each listing in their order."""

    element: Element
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A complete notice, not sent. `unread` is what a person compares with its source before sending it."""

    form: NoticeForm
    template: Template
    language: str
    day: date
    hits: tuple[str, ...]
    opening: str
    elements: tuple[Filled, ...]
    closing: str
    fields: tuple[dict[str, str], ...]
    unread: tuple[str, ...]


def drafted(
    form: NoticeForm, pursued: Sequence[Pursued], facts: Facts, *, language: str, on: date, platform: str = ""
) -> Draft:
    """The notice of this form on these hits.

    Args:
        facts: of `NOTICE_FACTS`, in the language asked for, with what a person gave and stated.
        on: the day of drafting: the right must still be in force on it.
        platform: key of the platform the listings are on.

    Raises:
        NoticeRefused: anything is missing, open or not in force; every such thing is named.
    """
    lacking = tuple(lacks(form, pursued, facts, language=language, on=on, platform=platform))
    if lacking:
        raise NoticeRefused(form.key, lacking)
    day = max(one.day for one in pursued)
    template = form.template_on(day)
    if template is None:
        raise NoticeRefused(form.key, (f"template: none for a capture of {day}",))
    return Draft(
        form=form,
        template=template,
        language=language,
        day=day,
        hits=tuple(one.hit for one in pursued),
        opening=filled(getattr(template.opening, language), facts),
        elements=tuple(_filled(one, pursued, facts, language) for one in form.elements if one.asked(facts)),
        closing=filled(getattr(template.closing, language), facts),
        fields=tuple(_row(form.columns, facts, one.facts) for one in pursued),
        unread=_unread(form, template, pursued, language),
    )


def lacks(
    form: NoticeForm, pursued: Sequence[Pursued], facts: Facts, *, language: str, on: date, platform: str = ""
) -> Iterator[str]:
    """Everything that keeps a notice from being drafted, each as `KIND: WHAT`."""
    yield from _of_form(form, pursued, language, platform)
    yield from _of_template(form, pursued, facts, language)
    for one in pursued:
        yield from _of_hit(form, one, on)
    for element in form.elements:
        if element.asked(facts):
            yield from _of_element(element, pursued, facts)
    for column in form.columns:
        yield from _of_column(column, pursued, facts)


def _of_form(form: NoticeForm, pursued: Sequence[Pursued], language: str, platform: str) -> Iterator[str]:
    if language not in LANGUAGES:
        yield f"language: {language} is none of {', '.join(LANGUAGES)}"
    if not pursued:
        yield "hits: none was chosen"
    if form.most_listings is not None and len(pursued) > form.most_listings:
        yield f"hits: {len(pursued)} listings, and this form takes {form.most_listings}"
    if form.one_right and len({one.right.id for one in pursued}) > 1:
        yield "hits: they rest on several rights, and this form takes one right document"
    if form.not_for(platform):
        yield f"platform: {platform or 'none'} does not take this form"
    templates = {form.template_on(one.day) for one in pursued}
    if None in templates:
        yield "template: none for the day of capture"
    elif len(templates) > 1:
        yield "template: the captures fall under two versions of the law; draft one notice for each"


def _of_template(form: NoticeForm, pursued: Sequence[Pursued], facts: Facts, language: str) -> Iterator[str]:
    """A place in the wording that nothing fills would stay blank, and nobody would see what stood there."""
    template = form.template_on(max((one.day for one in pursued), default=date.min))
    if template is None or language not in LANGUAGES:
        return
    for words in (template.opening, template.closing):
        for place in places_in(getattr(words, language)):
            if not facts.get(place, "").strip():
                yield f"template {template.id}: {place} is not known"


def _of_hit(form: NoticeForm, one: Pursued, on: date) -> Iterator[str]:
    if one.right.kind not in form.rights:
        yield f"right {one.right.id}: this form does not serve a right of the kind {one.right.kind}"
    if one.right.to_confirm:
        yield f"right {one.right.id}: to be confirmed: {', '.join(one.right.to_confirm)}"
    for day, what in ((one.day, "the day of capture"), (on, "the day of the notice")):
        if not one.right.in_force(day):
            yield f"right {one.right.id}: not in force on {day}, {what}"
    if one.verdict is not Verdict.INFRINGING:
        yield f"hit {one.hit}: nobody confirmed it"
    if one.faded:
        yield f"hit {one.hit}: the newest capture of the listing no longer matches"
    for excuse in one.trial.blocking():
        said = one.trial.standing(excuse)
        yield f"exception {excuse}: {said.outcome if said else 'untried'} on hit {one.hit}"


def _of_element(element: Element, pursued: Sequence[Pursued], facts: Facts) -> Iterator[str]:
    missing = [need for need in element.needs if not all(_values(need, element.per, pursued, facts))]
    if missing:
        yield f"element {element.id}: {element.name.en or element.name} ({', '.join(missing)})"
    elif element.longest is not None:
        for need in element.needs:
            longest = max((len(value) for value in _values(need, element.per, pursued, facts)), default=0)
            if longest > element.longest:
                yield f"element {element.id}: {longest} characters, at most {element.longest}"


def _of_column(column: Column, pursued: Sequence[Pursued], facts: Facts) -> Iterator[str]:
    if column.longest is not None:
        longest = max((len(_cell(column, facts, one.facts)) for one in pursued), default=0)
        if longest > column.longest:
            yield f"field {column.name}: {longest} characters, at most {column.longest}"


def _values(fact: str, per: Per, pursued: Sequence[Pursued], facts: Facts) -> tuple[str, ...]:
    if per is Per.LISTING:
        return tuple(one.facts.get(fact, "").strip() for one in pursued) or ("",)
    return (facts.get(fact, "").strip(),)


def _filled(element: Element, pursued: Sequence[Pursued], facts: Facts, language: str) -> Filled:
    if element.states is not None:
        return Filled(element=element, values=(getattr(element.states, language) or str(element.states),))
    columns = [_values(fact, element.per, pursued, facts) for fact in element.facts]
    return Filled(element=element, values=tuple(JOIN.join(row) for row in zip(*columns, strict=True)))


JOIN: Final = " · "


def _row(columns: Sequence[Column], facts: Facts, of_listing: Facts) -> dict[str, str]:
    return {column.name: _cell(column, facts, of_listing) for column in columns}


def _cell(column: Column, facts: Facts, of_listing: Facts) -> str:
    return (of_listing.get(column.fact) or facts.get(column.fact, "")).strip()


def _unread(
    form: NoticeForm, template: Template, pursued: Sequence[Pursued], language: str
) -> tuple[str, ...]:
    """Rows of the form, and citations, that nobody has read: the draft says so."""
    rows = [row for row in form.unread if not isinstance(row, Template) or row is template]
    of_form = [f"{_called(row, language)}: {row.source}" for row in rows]
    return tuple(dict.fromkeys((*of_form, *(one for each in pursued for one in each.unread))))


def _called(row: Row, language: str) -> str:
    """What a row is called in the notice itself; a wording has its id alone."""
    words = row.name if isinstance(row, Element) else None
    return (getattr(words, language) or str(words)) if words else row.id
