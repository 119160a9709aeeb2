"""Why a listing, or one of its pictures, is not kept: a stable word that is counted, and a detail."""

from __future__ import annotations

from domain.errors import HouseError


class Refusal(HouseError):
    """A listing ends its way here; it is counted under `reason` and kept aside.

    Reasons: `no_title`, `bad_id`, `bad_url`, `bad_price`, `bad_currency`, `foreign_platform`,
    `captured_in_future`, `store_refused`.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


class PictureLost(HouseError):
    """One picture is not had; its listing goes on without it.

    Reasons: those of `matchers.hashes.PictureRefused`, and `too_many`, `bad_url`, `status`,
    `robots`, `redirects`, `address`, `timeout`, `failed`, `missing`, `decoder_stopped`.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail
