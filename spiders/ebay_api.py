"""eBay's Browse API: listings for search words, by the licence eBay gives, within the calls of the day.

Endpoints, parameters and fields as eBay documents them: OAuth client credentials
(https://developer.ebay.com/api-docs/static/oauth-client-credentials-grant.html) and `item_summary/search`
(https://developer.ebay.com/api-docs/buy/browse/resources/item_summary/methods/search).
"""

from __future__ import annotations

import base64
import http.client
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from domain.errors import CollectError, ConfigError
from domain.listing import Listing
from domain.values import Money
from spiders.budget import Allowance, Budgets, site_of
from spiders.embedded import decoded
from spiders.fields import LONGEST, MOST_IMAGES, clean, money
from spiders.platform_rules import PriceRules

PLATFORM: Final = "ebay"
SCOPE: Final = "https://api.ebay.com/oauth/api_scope"
TOKEN_PATH: Final = "/identity/v1/oauth2/token"  # noqa: S105  # an address, no secret
SEARCH_PATH: Final = "/buy/browse/v1/item_summary/search"
PAGE_SIZE: Final = 200
# eBay gives no more of one search than this.
MOST_OF_A_SEARCH: Final = 10_000
MOST_BYTES: Final = 8 * 1024 * 1024
TIMEOUT_S: Final = 30.0
# A token is renewed this long before it ends, so that none ends on the way.
EARLY_S: Final = 60.0
_ID: Final = "|"


class ApiRefused(CollectError):
    """eBay did not give what was asked for; the message is eBay's own."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"eBay answered {status}: {detail}")
        self.status, self.detail = status, detail


class QuotaSpent(CollectError):
    """The calls of these 24 hours are used up; `retryable` tomorrow."""

    retryable = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What eBay gave the operator.

    Attributes:
        url: where the API is; another one only for eBay's sandbox or a server on this machine.
        per_day: calls in any 24 hours, all processes together; eBay's own number for new keys is 5,000.
    """

    client_id: str
    client_secret: str
    marketplace: str = "EBAY_US"
    url: str = "https://api.ebay.com"
    per_day: int = 5_000

    def __post_init__(self) -> None:
        if not (self.client_id and self.client_secret):
            raise ConfigError(
                ["MARKWARDEN_EBAY_CLIENT_ID and MARKWARDEN_EBAY_CLIENT_SECRET are not set: eBay gives both"]
            )
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1"):
            raise ConfigError(["MARKWARDEN_EBAY_URL: expected https://…, for keys travel there"])


@dataclass(slots=True)
class ApiAccount:
    """What was asked, and what became of it.

    Attributes:
        calls: requests made, for tokens too.
        found: listings of each word.
        left: reason -> records that are no listings.
        unasked: words that were not asked for, for the calls were used up.
    """

    calls: int = 0
    found: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    unasked: list[str] = field(default_factory=list)


class BrowseApi:
    """A client that keeps the quota, renews its token once, and insists on nothing."""

    def __init__(
        self,
        keys: Keys,
        budgets: Budgets,
        *,
        agent: str,
        clock: Callable[[], datetime],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._keys, self._budgets, self._agent, self._clock, self._pause = keys, budgets, agent, clock, pause
        self._site = f"{site_of(keys.url)} {keys.client_id[:40]}"
        self._allowance = Allowance(per_second=5.0, per_day=keys.per_day)
        self._token, self._token_until = "", 0.0
        self.account = ApiAccount()

    def search(self, words: tuple[str, ...], *, most: int = PAGE_SIZE) -> Iterator[Listing]:
        """At most `most` listings of each word, best matches first; a listing found twice comes once.

        Raises:
            ApiRefused: keys that are wrong, or an answer that is none.
        """
        seen: set[str] = set()
        for place, word in enumerate(words):
            try:
                for record in self._records(word, min(most, MOST_OF_A_SEARCH)):
                    listing = self._listing(record, word)
                    if listing is not None and listing.id not in seen:
                        seen.add(listing.id)
                        self.account.found[word] += 1
                        yield listing
            except QuotaSpent:
                self.account.unasked += words[place:]
                return

    def _records(self, word: str, most: int) -> Iterator[Any]:
        offset = 0
        while offset < most:
            size = min(PAGE_SIZE, most - offset)
            answer = self._answer(word, size, offset)
            records = answer.get("itemSummaries") or []
            yield from records if isinstance(records, list) else ()
            offset += PAGE_SIZE
            if not answer.get("next") or not records:
                return

    def _answer(self, word: str, size: int, offset: int) -> Mapping[str, Any]:
        query = urlencode({"q": word[:100], "limit": size, "offset": offset})
        for last in (False, True):
            headers = {
                "Authorization": f"Bearer {self._valid_token()}",
                "X-EBAY-C-MARKETPLACE-ID": self._keys.marketplace,
            }
            status, answer = self._ask("GET", f"{SEARCH_PATH}?{query}", headers)
            if status == 200:
                return answer
            if status == 401 and not last:
                self._token = ""  # revoked before its time: asked for once more
                continue
            if status == 429:
                raise QuotaSpent("eBay says that its calls are used up")
            raise ApiRefused(status, _said(answer))
        raise AssertionError("unreachable")

    def _valid_token(self) -> str:
        now = self._clock().timestamp()
        if self._token and now < self._token_until:
            return self._token
        secret = base64.b64encode(f"{self._keys.client_id}:{self._keys.client_secret}".encode()).decode()
        body = urlencode({"grant_type": "client_credentials", "scope": SCOPE})
        headers = {
            "Authorization": f"Basic {secret}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        status, answer = self._ask("POST", TOKEN_PATH, headers, body)
        if status != 200 or not isinstance(answer.get("access_token"), str):
            raise ApiRefused(status, _said(answer))
        self._token = answer["access_token"]
        self._token_until = now + float(answer.get("expires_in") or 0) - EARLY_S
        return self._token

    def _ask(
        self, method: str, path: str, headers: Mapping[str, str], body: str | None = None
    ) -> tuple[int, Mapping[str, Any]]:
        """One call within the quota; never a redirect, never more than `MOST_BYTES`."""
        self._wait()
        parts = urlsplit(self._keys.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
        self.account.calls += 1
        try:
            with closing(connection):
                connection.request(method, path, body, {"User-Agent": self._agent, **headers})
                response = connection.getresponse()
                raw = response.read(MOST_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            raise ApiRefused(0, f"no answer ({type(error).__name__}: {error})") from None
        if len(raw) > MOST_BYTES:
            raise ApiRefused(response.status, f"an answer of more than {MOST_BYTES} bytes")
        answer = decoded(raw.decode("utf-8", "replace"))
        if response.status == 200 and not isinstance(answer, dict):
            raise ApiRefused(200, "an answer that is no JSON object")
        return response.status, answer if isinstance(answer, dict) else {}

    def _wait(self) -> None:
        while True:
            turn = self._budgets.turn(self._site, self._allowance, with_place=False)
            if turn.granted:
                return
            if turn.spent:
                raise QuotaSpent(f"{self._keys.per_day} calls were made in 24 hours")
            self._pause(min(turn.wait_s, 1.0))

    def _listing(self, record: Any, word: str) -> Listing | None:
        found = fields_of(record)
        if not found.get("id") or not found.get("title"):
            self.account.left["no_listing"] += 1
            return None
        return Listing(
            platform=PLATFORM,
            captured_at=self._clock(),
            layers=(*((name, "ebay api") for name in found), ("query", word[:100])),
            **found,
        )


def fields_of(record: Any) -> dict[str, Any]:
    """The fields of one `itemSummary`; what is missing or of a wrong shape is left out."""
    if not isinstance(record, dict):
        return {}
    seller = _text(record, "seller", "username")
    categories = record.get("categories")
    names = [_text(one, "categoryName") for one in categories] if isinstance(categories, list) else []
    found: dict[str, Any] = {
        "id": _text(record, "legacyItemId") or _middle(_text(record, "itemId")),
        "title": _text(record, "title"),
        "url": _text(record, "itemWebUrl").partition("?")[0],
        "price": _price(record.get("price")),
        "seller": seller,
        "seller_id": seller,
        "category": " > ".join(filter(None, names)),
        "ships_from": ", ".join(
            filter(None, (_text(record, "itemLocation", name) for name in ("city", "country")))
        ),
        "image_urls": tuple(_images(record))[:MOST_IMAGES],
    }
    return {
        name: value[: LONGEST[name]] if isinstance(value, str) else value
        for name, value in found.items()
        if value
    }


def _middle(item_id: str) -> str:
    """`v1|110123456789|0` names item 110123456789, its variation behind it."""
    parts = item_id.split(_ID)
    return parts[1] if len(parts) == 3 else item_id


def _price(value: Any) -> Money | None:
    amount, currency = _text(value, "value"), _text(value, "currency")
    return money(amount, currency, PriceRules(currency="USD")) if amount else None


def _images(record: Mapping[str, Any]) -> Iterator[str]:
    more = record.get("additionalImages")
    for one in (record.get("image"), *(more if isinstance(more, list) else ())):
        if url := _text(one, "imageUrl"):
            yield url


def _text(value: Any, *path: str) -> str:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return clean(value)


def _said(answer: Mapping[str, Any]) -> str:
    """eBay's own words about an error."""
    errors = answer.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else answer
    text = _text(first, "message") or _text(first, "error_description") or _text(first, "error")
    return text[:300] or "without a word why"
