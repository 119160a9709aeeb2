"""The breaker: when a platform refuses us again and again, the sweep stops and does not insist."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urlsplit

# Statuses by which a site says that it does not want this visitor, or not so much of them.
REFUSALS = frozenset({401, 403, 407, 418, 429, 451, 503})

# Three in a row, or half of the last twenty: one forbidden page among good ones is no refusal of us.
IN_A_ROW = 3
WINDOW = 20
# A site that shows goods no longer, and does not say why, stops us as well as one that says so.
EMPTY_IN_A_ROW = 20

_GATE_PATH = re.compile(
    r"(?i)(^|[/_.-])(log-?in|sign-?in|passport|captcha|verify|punish|challenge|_____tmd_____)([/_.?-]|$)"
)
_GATE_TITLE = re.compile(
    r"(?i)captcha|just a moment|attention required|access denied|are you (a )?(human|robot)|unusual traffic"
    r"|验证码|安全验证|人机验证|滑动验证|访问受限|请登录|登录页"
)


def gate_sign(url: str, asked: str, title: str) -> str:
    """What tells that a page without listings is a login or captcha page; empty if nothing does."""
    path = urlsplit(url).path
    if url != asked and _GATE_PATH.search(path) and not _GATE_PATH.search(urlsplit(asked).path):
        return f"sent to {path[:80]}"
    found = _GATE_TITLE.search(title[:300])
    return f"page titled {title.strip()[:80]!r}" if found else ""


class Breaker:
    """Counts answers and refusals; open means: no further request."""

    def __init__(self) -> None:
        self._recent: deque[bool] = deque(maxlen=WINDOW)
        self._row = self._asked = self._refused_at = self._empty = self._filled = 0
        self.sign = ""
        self.url = ""

    @property
    def open(self) -> bool:
        return bool(self.sign)

    @property
    def suspicious(self) -> bool:
        """After a first refusal requests go one by one, so that few follow it."""
        return self._row > 0

    def asked(self) -> int:
        """A request goes out; its number, to be told with its answer."""
        self._asked += 1
        return self._asked

    def answered(self, number: int | None = None) -> None:
        """A page was answered; one asked for before the last refusal says nothing of what came after."""
        self._recent.append(False)
        if number is None or number > self._refused_at:
            self._row = 0

    def refused(self, url: str, sign: str) -> None:
        self._recent.append(True)
        self._row += 1
        self._refused_at = self._asked
        if not self.open and (self._row >= IN_A_ROW or sum(self._recent) >= WINDOW // 2):
            self.sign, self.url = sign, url

    def filled(self) -> None:
        """A page had the listing it was called for."""
        self._filled += 1
        self._empty = 0

    def empty(self, url: str) -> None:
        """A page had not; many in a row, after others had, are a refusal without a word."""
        self._empty += 1
        if self._filled and self._empty >= EMPTY_IN_A_ROW:
            self.trip(url, f"{self._empty} pages in a row without the listing they were called for")

    def trip(self, url: str, sign: str) -> None:
        """Open at once: the platform said so plainly."""
        if not self.open:
            self.sign, self.url = sign, url
