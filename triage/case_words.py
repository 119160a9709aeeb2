"""What holds a notice back, in words: one line of `domain.notices.lacks` as an officer reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from domain.exceptions import Excuse, Outcome
from domain.notice_forms import GIVEN, STATED, NoticeForm
from domain.packs import Wording
from triage.trials import OUTCOMES, QUESTIONS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Where each fact is entered, so that what is missing can be mended.
FACTS: dict[str, StrOrPromise] = {
    "holder.name": _("name of the rights holder"),
    "holder.identity": _("identity document of the rights holder (number and file)"),
    "holder.contact": _("contact of the rights holder"),
    "holder.address": _("postal address of the rights holder"),
    "holder.email": _("e-mail of the rights holder"),
    "holder.phone": _("telephone of the rights holder"),
    "holder.authority": _("power of attorney (number and file)"),
    "right.number": _("registration number of the right"),
    "right.proof": _("proof of the right (number and file)"),
    "right.words": _("words of the right"),
    "right.term": _("term of the right"),
    "right.kind": _("kind of right"),
    "right.classes": _("Nice classes of the right"),
    "platform.name": _("name of the platform"),
    "seller.district": _("district of the seller"),
    "seller.name": _("name of the seller"),
    "seller.id": _("id of the seller"),
    "seller.credit_code": _("credit code of the seller"),
    "case.number": _("number of the case"),
    "law.infringement": _("article infringed"),
    "law.notice": _("article on the notice"),
    "explanation": _("why it infringes"),
    "signed.by": _("who signs"),
    "listing.id": _("id of a listing"),
    "listing.url": _("address of a listing"),
    "listing.title": _("title of a listing"),
    "listing.price": _("price of a listing"),
    "listing.evidence": _("evidence of a listing"),
    "listing.captured_at": _("time of capture of a listing"),
}
# The other lines of a refusal, in words; what stands in brackets is named in the text.
SAID: tuple[tuple[re.Pattern[str], StrOrPromise, StrOrPromise], ...] = tuple(
    (re.compile(pattern), what, told)
    for pattern, what, told in (
        (r"case: it is closed", _("The case"), _("it is closed")),
        (r"hits: none was chosen", _("The hits"), _("none was chosen")),
        (
            r"hits: (?P<n>\d+) listings, and this form takes (?P<most>\d+)",
            _("The hits"),
            _("%(n)s listings, and this form takes %(most)s"),
        ),
        (
            r"hits: they rest on several rights, .*",
            _("The hits"),
            _("they rest on several rights, and this form takes one right document"),
        ),
        (
            r"platform: (?P<key>.+) does not take this form",
            _("The platform"),
            _("%(key)s does not take this form"),
        ),
        (r"template: none for the day of capture", _("The wording"), _("none for the day of capture")),
        (
            r"template: the captures fall under two versions .*",
            _("The wording"),
            _("the captures fall under two versions of the law; draft one notice for each"),
        ),
        (
            r"right (?P<id>.+?): this form does not serve a right of the kind .*",
            _("The right"),
            _("%(id)s is of a kind that this form does not serve"),
        ),
        (
            r"right (?P<id>.+?): to be confirmed: (?P<what>.+)",
            _("The right"),
            _("%(id)s has points to be confirmed: %(what)s"),
        ),
        (
            r"right (?P<id>.+?): not in force on (?P<day>[\d-]+), the day of capture",
            _("The right"),
            _("%(id)s was not in force on %(day)s, the day of capture"),
        ),
        (
            r"right (?P<id>.+?): not in force on (?P<day>[\d-]+), the day of the notice",
            _("The right"),
            _("%(id)s is not in force on %(day)s, the day of the notice"),
        ),
        (
            r"right (?P<id>.+?): not watched, .*",
            _("The right"),
            _("%(id)s is not watched, so nobody saw whether the listing still shows it"),
        ),
        (
            r"hit (?P<hit>\S+): nobody confirmed it",
            _("A hit"),
            _("nobody confirmed it"),
        ),
        (
            r"hit (?P<hit>\S+): the newest capture .*",
            _("A hit"),
            _("the newest capture of the listing no longer matches"),
        ),
        (
            r"hit (?P<hit>\S+): its right belongs .*",
            _("A hit"),
            _("its right belongs to another holder now"),
        ),
        (
            r"field (?P<name>.+?): (?P<n>\d+) characters, at most (?P<most>\d+)",
            _("A field of the platform"),
            _("%(name)s has %(n)s characters, at most %(most)s are taken"),
        ),
    )
)
TOO_LONG = re.compile(r"(?P<n>\d+) characters, at most (?P<most>\d+)")
ANSWERS: dict[str, StrOrPromise] = {
    "given.reason_code": _("Reason code of the platform"),
    "given.message_to_seller": _("Message to the seller"),
    "given.detailed_message": _("Detailed message"),
    "given.countries": _("Countries"),
    "given.regions": _("Regions"),
    "given.copy_email": _("Copy by e-mail to the rights holder (true or false)"),
}


class Lack(NamedTuple):
    """One thing that is missing: what it is, where it stands, and the ids of the hits that hold it back."""

    what: StrOrPromise
    detail: str
    hits: tuple[str, ...] = ()


def in_tongue(words: Wording) -> str:
    """The words of a form in the reader's language."""
    chinese = (get_language() or "en").startswith("zh")
    return (words.zh if chinese else words.en) or str(words)


def lacks_of(lines: Iterable[str], form: NoticeForm) -> list[Lack]:
    """The lines of a refusal in words, what several hits lack alike told once."""
    told: dict[tuple[str, str], Lack] = {}
    for one in (lack_of(line, form) for line in lines):
        key = (str(one.what), one.detail)
        before = told.get(key)
        told[key] = one._replace(hits=before.hits + one.hits) if before else one
    return list(told.values())


def lack_of(line: str, form: NoticeForm) -> Lack:
    """One line of a refusal in words; one that nobody knows stays as it is."""
    head, _colon, rest = line.partition(": ")
    kind, _space, name = head.partition(" ")
    if kind == "element":
        return _element(name, rest, form)
    if kind == "template" and name:
        place = rest.removesuffix(" is not known")
        return Lack(_("The wording"), str(FACTS.get(place, place)))
    if kind == "exception":
        outcome, _on, hit = rest.partition(" on hit ")
        tried = OUTCOMES[Outcome(outcome)] if outcome in set(Outcome) else _("Not tried yet")
        return Lack(QUESTIONS[Excuse(name)].name, str(tried), (hit,))
    return _said(line)


def _said(line: str) -> Lack:
    for pattern, what, told in SAID:
        if found := pattern.fullmatch(line):
            groups = found.groupdict()
            hit = groups.get("hit")
            return Lack(what, str(told) % groups, (hit,) if hit else ())
    return Lack(line, "")


def _element(name: str, rest: str, form: NoticeForm) -> Lack:
    element = next((one for one in form.elements if one.id == name), None)
    what = in_tongue(element.name) if element else name
    if found := TOO_LONG.fullmatch(rest):
        return Lack(what, str(_("%(n)s characters, at most %(most)s")) % found.groupdict())
    if "(" not in rest:
        return Lack(what, rest)
    needs = rest.rpartition("(")[2].rstrip(")").split(", ")
    comma = "、" if (get_language() or "en").startswith("zh") else ", "
    return Lack(what, comma.join(str(_need(need)) for need in needs))


def _need(need: str) -> StrOrPromise:
    if need.startswith(STATED):
        return _("the statement of a named person")
    if need.startswith(GIVEN):
        return ANSWERS.get(need, need)
    return FACTS.get(need, need)
