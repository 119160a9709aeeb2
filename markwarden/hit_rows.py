"""Hits as flat rows for files and terminals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.ports import Cursor, HitQuery, Scope
from store.models import Hit
from store.queue import queue_page

PAGE = 500

COLUMNS = (
    "id", "score", "status", "kind", "right", "mark", "holder", "platform", "listing", "title", "url",
    "seller", "seller_id", "region", "price", "currency", "captured_at", "reasons", "revision",
    "found_by", "rights_digest", "basis", "article", "rule_version", "rule_confirmed",
)  # fmt: skip


def hits_in_order(scope: Scope, query: HitQuery, *, limit: int | None) -> Iterator[Hit]:
    """Hits by risk, a page at a time, so that a million of them need no memory."""
    after: Cursor | None = None
    left = limit
    while left is None or left > 0:
        page = queue_page(scope, query, after=after, size=PAGE if left is None else min(left, PAGE))
        yield from page.rows
        after = page.after
        left = None if left is None else left - len(page.rows)
        if after is None:
            return


def hit_row(hit: Hit) -> dict[str, Any]:
    """One hit as text and numbers, in the order of `COLUMNS`."""
    listing = hit.listing
    seller = listing.seller
    return {
        "id": hit.id,
        "score": round(hit.score, 4),
        "status": hit.status,
        "kind": hit.kind,
        "right": hit.right.code,
        "mark": hit.right.text,
        "holder": hit.holder.key,
        "platform": hit.platform.key,
        "listing": listing.listing_id,
        "title": listing.title,
        "url": listing.url,
        "seller": seller.name if seller else "",
        "seller_id": seller.seller_id if seller else "",
        "region": hit.region,
        "price": "" if listing.price is None else str(listing.price),
        "currency": listing.currency,
        "captured_at": hit.captured_at.isoformat(),
        "reasons": reasons_line(hit),
        "revision": hit.revision,
        "found_by": "sweep" if hit.rematch_id is None else f"rematch:{hit.rematch_id}",
        "rights_digest": hit.rights_digest,
        **_ground(hit),
    }


def _ground(hit: Hit) -> dict[str, Any]:
    """The leading ground of a hit: basis, article as cited on the capture day, version, whether confirmed."""
    grounds = [ground for match in hit.matches for ground in match.get("grounds", ())]
    if not grounds:
        return {"basis": "", "article": "", "rule_version": "", "rule_confirmed": ""}
    first = grounds[0]
    return {
        "basis": first["basis"],
        "article": f"{first['zh']} ({first['en']})",
        "rule_version": first["version"],
        "rule_confirmed": "yes" if first["confirmed"] else "no",
    }


def hit_record(hit: Hit) -> dict[str, Any]:
    """One hit for JSON Lines: the row, with its matches and reasons taken apart."""
    row = hit_row(hit)
    row.pop("reasons")
    return {**row, "matches": hit.matches}


def reasons_line(hit: Hit) -> str:
    """What the score rests on, strongest first: `feature score (ours ~ theirs)`."""
    reasons = [reason for match in hit.matches for reason in match["reasons"]]
    reasons.sort(key=lambda reason: -abs(reason["weight"] or 0) * (reason["score"] or 1))
    return "; ".join(_reason(reason) for reason in reasons)


def _reason(reason: dict[str, Any]) -> str:
    sides = " ~ ".join(side for side in (reason["ours"], reason["theirs"]) if side)
    return f"{reason['feature']} {reason['score']:.2f}" + (f" ({sides[:120]})" if sides else "")
