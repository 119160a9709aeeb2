"""Outside text on a page: escaped, in its own language, with what matters marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from domain.exceptions import Outcome
from domain.listing import Listing
from domain.match import Reason
from domain.packs import Wording
from registry.models import KIND_NAMES
from store.highlights import pieces as excerpt_pieces
from store.models import VERDICT_NAMES
from triage.case_words import in_tongue as words_in_tongue
from triage.evidence import Dossier, Row
from triage.highlight import Piece, pieces, spans_in, standing_spans, words_in
from triage.history import FIELD_NAMES
from triage.sentences import SUREST, Told
from triage.sentences import contribution as added
from triage.tongue import language_of
from triage.trials import OUTCOMES

register = template.Library()

DIGEST = re.compile(r"[0-9a-f]{64}")

_KINDS = {kind.value: name for kind, name in KIND_NAMES.items()}
_VERDICTS = {verdict.value: name for verdict, name in VERDICT_NAMES.items()}


def _piece(piece: Piece) -> SafeString:
    """One piece, escaped; an invisible character becomes a sign that can be seen and read out."""
    inner = (
        format_html('<span class="unseen" title="{0}">◦<span class="aside"> {0} </span></span>', piece.unseen)
        if piece.unseen
        else format_html("{}", piece.text)
    )
    return format_html("<mark>{}</mark>", inner) if piece.lit else inner


def _run(text: str, spans: Iterable[tuple[int, int]]) -> SafeString:
    """A run of outside text: direction of its own, language of its own."""
    shown = format_html_join("", "{}", ((_piece(piece),) for piece in pieces(text, spans)))
    return format_html('<bdi lang="{}">{}</bdi>', language_of(text), shown)


@register.simple_tag
def run(text: object) -> SafeString:
    """Outside text with nothing marked."""
    return _run(str(text), ())


@register.simple_tag
def words(text: str, wanted: str) -> SafeString:
    """Outside text with a word marked wherever it stands, letter case apart."""
    return _run(text, words_in(text, wanted))


@register.simple_tag
def title(row: Row, asked: str = "") -> SafeString:
    """A row's title with the matched words marked, and the words searched for."""
    text = row.hit.listing.title
    spans = standing_spans(row.matches, "title", text)
    return _run(text, (*spans, *words_in(text, asked)))


@register.simple_tag
def lit(dossier: Dossier, field: str) -> SafeString:
    """One field of a hit's listing with the matched words marked in their place."""
    return _run(dossier.listing.text(field), spans_in(dossier.matches, field))


@register.filter
def has_marks(dossier: Dossier, field: str) -> bool:
    return bool(spans_in(dossier.matches, field))


@register.filter
def safe_url(address: str) -> str:
    """An outside address a link may carry: http and https with a host, else empty."""
    try:
        parts = urlsplit(address)
        fit = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return ""
    return address if fit and address.isprintable() and " " not in address else ""


@register.filter
def host(address: str) -> str:
    """The host an outside address leads to, shown beside the link."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


@register.filter
def percent(score: float) -> str:
    """A score as people read it: 0 to 100, whole."""
    return f"{max(0.0, min(1.0, float(score))) * 100:.0f}"


@register.filter
def width(share: float) -> str:
    """The length of a bar of a hundred units."""
    return f"{max(0.0, min(1.0, abs(float(share)))) * 100:.1f}"


@register.filter
def amount(part: Told) -> str:
    """What a part adds, as it is added: log-odds with two places, a share in points of a hundred."""
    value = added(part.reason)
    return (f"{value:+.2f}" if part.odds else f"{value * 100:+.0f} %").replace("-", "−")


@register.filter
def reach(part: Told) -> float:
    """How long a part's bar is, of 1."""
    return added(part.reason) / (SUREST if part.odds else 1.0)


@register.filter
def contribution(reason: Reason) -> float:
    """What a reason adds to the score, or takes from it."""
    return added(reason)


@register.filter
def band(score: float) -> str:
    """How urgent a score is: a class of the style sheet, always shown beside the number."""
    return "high" if score >= 0.85 else "middle" if score >= 0.65 else "low"


@register.filter
def kind_name(kind: str) -> str:
    return str(_KINDS.get(kind, kind))


@register.filter
def verdict_name(verdict: str) -> str:
    return str(_VERDICTS.get(verdict, verdict))


@register.simple_tag
def excerpt(excerpts: Mapping[str, str], row: Row) -> SafeString:
    """Where the index found the words, unless that is the title, which shows it already."""
    cut = excerpt_pieces(excerpts.get(row.hit.id, ""))
    text = "".join(part for part, _found in cut)
    if not cut or text.strip("… ") in row.hit.listing.title:
        return format_html("{}", "")
    spans, at = [], 0
    for part, found in cut:
        spans += [(at, at + len(part))] if found else []
        at += len(part)
    return format_html('<p class="excerpt small">{}</p>', _run(text, spans))


ACTIONS = {
    "hit.found": _("Hit found"),
    "hit.changed": _("Evidence changed"),
    "hit.faded": _("No longer matches"),
    "hit.decided": _("Hit decided"),
    "exception.closed": _("Exception closed"),
    "case.opened": _("Case opened"),
    "case.closed": _("Case closed"),
    "notice.drafted": _("Notice drafted"),
    "notice.refused": _("Notice refused"),
    "notice.taken": _("Notice taken as a file"),
    "good_faith.taken": _("Good-faith file taken"),
    "right.watched": _("Right watched"),
    "right.unwatched": _("Right no longer watched"),
    "right.handed_over": _("Right handed over"),
    "alias.accepted": _("Alias accepted"),
    "alias.refused": _("Alias refused"),
}


@register.filter
def action_name(action: str) -> str:
    """What an audit line's action is called; an unknown one keeps its key."""
    return str(ACTIONS.get(action, action))


@register.filter
def in_tongue(words: Wording) -> str:
    return words_in_tongue(words)


@register.filter
def outcome_name(outcome: Outcome) -> str:
    return str(OUTCOMES[outcome])


@register.filter
def text_of(listing: Listing, field: str) -> str:
    return listing.text(field)


@register.filter
def field_name(field: str) -> str:
    """What a field of a listing is called; an unknown one keeps its key."""
    return str(FIELD_NAMES.get(field, field))


@register.simple_tag
def theirs(reason: Reason) -> SafeString:
    """The listing's side of a reason; where that is a field, its name."""
    if reason.feature == f"in_{reason.theirs}":
        return format_html("{}", field_name(reason.theirs))
    return side(reason.theirs)


@register.simple_tag
def side(text: str) -> SafeString:
    """One side of a comparison; a digest is a picture's name and says nothing to people."""
    return format_html("{}", "") if DIGEST.fullmatch(text) else _run(text, ())
