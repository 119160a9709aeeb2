"""What a notice is filled from: the register, the listings as captured, the law of the day, a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from casework.models import Case
from domain.errors import CaseError
from domain.grounds import Ground
from domain.law import Citation, Laws
from domain.listing import Listing
from domain.match import Match, Verdict
from domain.notice_forms import NoticeForm
from domain.notices import Facts, Pursued
from domain.rights import RightKind
from registry.models import KIND_NAMES, Document, DocumentKind
from registry.models import Right as RightRow
from store.claims import has_faded
from store.models import Hit
from store.records import listing_record, matches_from, record_digest
from store.trials import listing_as_judged, rights_by_row, trials_of

TONGUES = {"zh": "zh-hans", "en": "en"}
# What infringes a right of a kind, where the packs gave the match no ground of its own.
LAW_OF = {
    RightKind.WORD: ("trademark_law", "infringement"),
    RightKind.FIGURE: ("trademark_law", "infringement"),
    RightKind.WORK: ("copyright_law", "infringement"),
    RightKind.SPECIAL_SIGN: ("special_marks_regulation", "infringement"),
    RightKind.GI: ("trademark_law", "gi_misleading"),
}
MOST_WORDS = 6


def pursued_in(hits: Sequence[Hit], laws: Laws, language: str) -> tuple[Pursued, ...]:
    """Each hit with everything that may hold it back, and its own facts.

    Raises:
        CaseError: a right of the register breaks its own rules, so that nothing can be tried on it.
    """
    rights, trials = rights_by_row({hit.right_id for hit in hits}), trials_of(hit.id for hit in hits)
    broken = sorted({hit.right.code for hit in hits if hit.right_id not in rights})
    if broken:
        told = _("rights that break their own rules: %(rights)s; mend them first")
        raise CaseError(told % {"rights": ", ".join(broken)})
    with override(TONGUES[language]):
        return tuple(
            Pursued(
                hit=hit.id,
                right=rights[hit.right_id],
                day=localtime(hit.captured_at).date(),
                verdict=Verdict(hit.status),
                trial=trials[hit.id],
                faded=has_faded(hit),
                facts=_of_listing(hit),
                unread=tuple(_unread(hit, laws, language)),
            )
            for hit in hits
        )


def notice_facts(
    case: Case, form: NoticeForm, hits: Sequence[Hit], laws: Laws, *, language: str, given: Facts, on: date
) -> dict[str, str]:
    """What is known for a notice on these hits, in one language; what is not known is left out."""
    day = max((localtime(hit.captured_at).date() for hit in hits), default=on)
    with override(TONGUES[language]):
        known = {
            **_of_holder(case, on),
            **_of_rights(list({hit.right_id: hit.right for hit in hits}.values()), on),
            **_of_seller(case),
            "law.notice": _words(laws.cite(form.law, form.topic, day), language) if form.law else "",
            "law.infringement": "；".join(dict.fromkeys(_basis(hit, laws, language) for hit in hits)),
            "explanation": " ".join(dict.fromkeys(_said(hit) for hit in hits)),
        }
    return {name: value for name, value in {**known, **_kept(given)}.items() if value.strip()}


def _kept(given: Facts) -> dict[str, str]:
    """What a person gave; an empty answer does not take away what is known."""
    return {name: value.strip() for name, value in given.items() if value.strip()}


def _of_holder(case: Case, on: date) -> dict[str, str]:
    holder = case.holder
    return {
        "case.number": case.number,
        "holder.name": holder.name,
        "holder.contact": holder.contact,
        "holder.address": holder.address,
        "holder.email": holder.email,
        "holder.phone": holder.phone,
        "holder.identity": _document(holder.documents.filter(kind=DocumentKind.IDENTITY), on),
        "holder.authority": _document(holder.documents.filter(kind=DocumentKind.AUTHORITY), on),
    }


def _document(rows: QuerySet[Document], on: date) -> str:
    """The newest document still in force, by number and digest."""
    held = [row for row in rows if row.valid_to is None or row.valid_to >= on]
    return f"{held[-1].number} (SHA-256 {held[-1].digest})" if held else ""


def _of_rights(rights: Sequence[RightRow], on: date) -> dict[str, str]:
    """Each fact of every right; one that a single right lacks is lacking."""
    each = [_of_right(right, on) for right in rights]
    return {
        name: "；".join(one[name] for one in each) if all(one[name] for one in each) else ""
        for name in (each[0] if each else {})
    }


def _of_right(right: RightRow, on: date) -> dict[str, str]:
    term = f"{right.valid_from or '…'} – {right.valid_to or '…'}"
    return {
        "right.number": right.number,
        "right.kind": str(KIND_NAMES[RightKind(right.kind)]),
        "right.words": right.text,
        "right.classes": ", ".join(map(str, right.nice_classes)),
        "right.term": term if right.valid_from or right.valid_to else "",
        "right.proof": _document(right.documents.filter(kind=DocumentKind.PROOF), on),
    }


def _of_seller(case: Case) -> dict[str, str]:
    seller = case.seller
    return {
        "platform.name": str(seller.platform),
        "seller.name": seller.name,
        "seller.id": seller.seller_id,
        "seller.credit_code": seller.credit_code,
        "seller.district": case.district,
    }


def _of_listing(hit: Hit) -> dict[str, str]:
    listing = listing_as_judged(hit)
    price = listing.price
    return {
        "listing.id": listing.id,
        "listing.url": listing.url,
        "listing.title": listing.title,
        "listing.price": f"{price.amount} {price.currency}" if price else "",
        "listing.captured_at": localtime(hit.captured_at).isoformat(timespec="minutes"),
        "listing.evidence": _evidence(hit, listing),
    }


def _evidence(hit: Hit, listing: Listing) -> str:
    """What was seen when, and by which digests a stranger can tell that it is the same."""
    told = _("seen %(at)s; what agrees: %(words)s; record SHA-256 %(digest)s") % {
        "at": _moment(hit.captured_at),
        "words": ", ".join(_met(matches_from(hit.matches))) or "–",
        "digest": record_digest(listing_record(listing)),
    }
    pictures = ", ".join(picture.digest for picture in listing.pictures[:4])
    return f"{told}; " + _("pictures SHA-256 %(digests)s") % {"digests": pictures} if pictures else told


def _moment(at: datetime) -> str:
    return localtime(at).isoformat(timespec="minutes")


def _met(matches: Sequence[Match]) -> list[str]:
    """The listing's own words that agree with the right's, each once."""
    words = (one.theirs for match in matches for one in match.reasons if one.span and one.theirs)
    return list(dict.fromkeys(words))[:MOST_WORDS]


def _grounds(hit: Hit) -> Iterator[Ground]:
    return (ground for match in matches_from(hit.matches) for ground in match.grounds)


def _basis(hit: Hit, laws: Laws, language: str) -> str:
    """The leading ground of the match, else the article on infringement of such a right on the day."""
    ground = next(_grounds(hit), None)
    if ground is not None:
        return ground.zh if language == "zh" else ground.en
    return _words(_cited(hit, laws), language)


def _cited(hit: Hit, laws: Laws) -> Citation | None:
    place = LAW_OF.get(RightKind(hit.right.kind))
    return laws.cite(*place, localtime(hit.captured_at).date()) if place else None


def _words(cited: Citation | None, language: str) -> str:
    return "" if cited is None else cited.zh if language == "zh" else cited.en


def _unread(hit: Hit, laws: Laws, language: str) -> Iterator[str]:
    """The basis in law, where nobody has read it in its source; and what it needs proof of."""
    ground, cited = next(_grounds(hit), None), _cited(hit, laws)
    if ground is not None:
        if not ground.confirmed:
            yield ground.zh if language == "zh" else ground.en
        if ground.needs_zh:
            yield ground.needs_zh if language == "zh" else ground.needs_en
    elif cited is not None and not cited.confirmed:
        yield _words(cited, language)


def _said(hit: Hit) -> str:
    """Why a person confirmed the hit, in their own words."""
    decision = hit.decisions.filter(verdict=Verdict.INFRINGING.value).order_by("-pk").first()
    return decision.reason if decision else ""
