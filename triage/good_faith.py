"""The file that shows good faith: what was checked on a hit, by whom, on which evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from casework.models import Case
from casework.papers import Part, docx_of
from domain.exceptions import Excuse, Tried
from store.models import Decision, Hit
from store.trials import trial_of, tried_record
from triage.trials import OUTCOMES, QUESTIONS, shown

Json = dict[str, Any]
KINDS: Final = ("docx", "json")


def good_faith_record(hit: Hit) -> Json:
    """Everything the file holds, in stable keys; the history of each exception oldest first."""
    trial = trial_of(hit)
    return {
        "hit": hit.id,
        "right": hit.right.code,
        "holder": hit.holder.name,
        "platform": hit.platform.key,
        "listing": hit.listing.listing_id,
        "url": hit.listing.url,
        "title": hit.listing.title,
        "captured_at": hit.captured_at.isoformat(),
        "rights_digest": hit.rights_digest,
        "score": hit.score,
        "matches": hit.matches,
        "decisions": [_decided(one) for one in hit.decisions.select_related("user").order_by("pk")],
        "exceptions": {
            excuse.value: [_said(one) for one in trial.history if one.excuse is excuse] for excuse in Excuse
        },
        "blocking": [excuse.value for excuse in trial.blocking()],
    }


def _decided(one: Decision) -> Json:
    at = one.decided_at.isoformat()
    return {"by": one.user.get_username(), "at": at, "verdict": one.verdict, "reason": one.reason}


def _said(one: Tried) -> Json:
    closing = one.closing
    by = {"by": closing.by, "at": closing.at.isoformat(), "reason": closing.reason} if closing else None
    return {**tried_record(one), "closed": by}


def good_faith_file(hits: Sequence[Hit], kind: str, *, now: datetime, case: Case | None = None) -> bytes:
    """The file on these hits as `docx` in the language of the moment, or as `json`.

    Raises:
        KeyError: another kind.
    """
    return {"json": _json, "docx": _docx}[kind](hits, case, now)


def _json(hits: Sequence[Hit], case: Case | None, now: datetime) -> bytes:
    """One hit's record; of a case, what is known of it and the record of each hit."""
    told = case_record(case, hits) if case else good_faith_record(hits[0])
    whole = {**told, "written_at": now.isoformat()}
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def case_record(case: Case, hits: Sequence[Hit]) -> Json:
    """A case with everything that was checked in it, and the notices drafted from it by their digests."""
    notices = case.notices.order_by("pk")
    return {
        "case": case.number,
        "holder": case.holder.name,
        "platform": case.seller.platform.key,
        "seller": {"name": case.seller.name, "id": case.seller.seller_id, "district": case.district},
        "opened": {"by": case.opened_by, "at": case.opened_at.isoformat()},
        "state": case.state,
        "notices": [
            {
                "number": one.number,
                "form": one.form,
                "digest": one.digest,
                "signed_by": one.signed_by,
                "drafted_at": one.drafted_at.isoformat(),
                "hits": one.record.get("hits", []),
            }
            for one in notices
        ],
        "hits": [good_faith_record(hit) for hit in hits],
    }


def _docx(hits: Sequence[Hit], case: Case | None, now: datetime) -> bytes:
    title = _("Record of what was checked before a notice")
    of_case = (_about_case(case, len(hits)),) if case else ()
    of_hits = (part for number, hit in enumerate(hits, 1) for part in _of_hit(hit, number, len(hits)))
    return docx_of(title, (*of_case, *of_hits), at=now)


def _of_hit(hit: Hit, number: int, among: int) -> Iterator[Part]:
    """A hit with its exceptions; of several each has its number, so that a reader finds the place."""
    about = _about(hit, good_faith_record(hit))
    yield about._replace(heading=f"{about.heading} {number} / {among}") if among > 1 else about
    yield from _exceptions(hit)


def _about_case(case: Case, hits: int) -> Part:
    lines = [
        _("Holder: %(holder)s") % {"holder": case.holder.name},
        _("Seller: %(seller)s (%(platform)s %(id)s), %(district)s")
        % {
            "seller": case.seller.name,
            "platform": case.seller.platform,
            "id": case.seller.seller_id,
            "district": case.district or "–",
        },
        _("Opened by %(by)s at %(at)s") % {"by": case.opened_by, "at": _at(case.opened_at)},
        _("Hits in this file: %(n)d") % {"n": hits},
    ]
    lines += [
        _("Notice %(number)s, %(title)s, signed by %(by)s, %(at)s, SHA-256 %(digest)s")
        % {
            "number": one.number,
            "title": one.record["title"],
            "by": one.signed_by,
            "at": _at(one.drafted_at),
            "digest": one.digest,
        }
        for one in case.notices.order_by("pk")
    ]
    return Part(_("Case %(number)s") % {"number": case.number}, tuple(lines))


def _at(moment: datetime) -> str:
    return localtime(moment).isoformat(timespec="minutes")


def _about(hit: Hit, record: Mapping[str, Any]) -> Part:
    lines = [
        _("Right: %(code)s %(words)s, holder %(holder)s")
        % {"code": hit.right.code, "words": hit.right.text, "holder": hit.holder.name},
        _("Listing: %(platform)s %(id)s, %(title)s")
        % {"platform": hit.platform, "id": hit.listing.listing_id, "title": hit.listing.title},
        hit.listing.url,
        _("Captured: %(at)s") % {"at": _at(hit.captured_at)},
    ]
    lines += [
        _("Decided by %(by)s at %(at)s: %(reason)s")
        % {"by": one["by"], "at": _at(datetime.fromisoformat(one["at"])), "reason": one["reason"]}
        for one in record["decisions"]
    ]
    return Part(_("The hit"), tuple(line for line in lines if line))


def _exceptions(hit: Hit) -> Iterator[Part]:
    trial = trial_of(hit)
    for number, excuse in enumerate(Excuse, 1):
        said = [one for one in trial.history if one.excuse is excuse]
        lines = [str(QUESTIONS[excuse].asks), *(line for one in said for line in _lines(one))]
        yield Part(
            f"{number}. {QUESTIONS[excuse].name}", tuple(lines if said else [*lines, _("Not tried yet")])
        )


def _lines(one: Tried) -> Iterator[str]:
    who = _("%(by)s at %(at)s: %(reason)s") % _closing(one) if one.closing else _("tried by the machine")
    yield f"{OUTCOMES[one.outcome]} – {who}"
    for evidence in one.evidence:
        seen = shown(evidence)
        told = ", ".join(map(str, seen.fields)) or seen.said or "–"
        yield f"    {seen.where}: {told}"


def _closing(one: Tried) -> dict[str, str]:
    closing = one.closing
    if closing is None:
        return {}
    return {"by": closing.by, "at": _at(closing.at), "reason": closing.reason}
