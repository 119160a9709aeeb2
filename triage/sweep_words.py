"""How a sweep ended, in its reader's language: the detail is kept once, in English, as the log has it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What crawl, sweep and clock write; a named part is put into words by itself.
_SAID: dict[str, StrOrPromise] = {
    r"stopped by a signal": _("stopped by a signal"),
    r"stopped by hand": _("stopped by hand"),
    r"the day's budget is spent; resume it later": _("the day's budget is spent; resume it later"),
    r"the frontier cannot be used: (?P<why>.+); resume it later": _(
        "the list of pages cannot be kept: %(why)s; resume it later"
    ),
    r"the database cannot be written to: (?P<why>.+); resume it later": _(
        "the database cannot be written to: %(why)s; resume it later"
    ),
    r"database or disk is full": _("the disk is full"),
    r"the day's budget of bytes is spent; resume it later": _(
        "the day's budget of bytes is spent; resume it later"
    ),
    r"outside the site's hours; resume it later": _("outside the site's hours; resume it later"),
    r"(?P<n>\d+) requests are not accounted for": _("%(n)s requests are not accounted for"),
    r"broke at the start": _("broke at the start"),
    r"expected at least (?P<least>\d+) listings, found (?P<n>\d+): (?P<why>.+)": _(
        "expected at least %(least)s listings, found %(n)s: %(why)s"
    ),
    r"expected at most (?P<most>\d+) listings, found (?P<n>\d+)": _(
        "expected at most %(most)s listings, found %(n)s"
    ),
    r"pages are not what the platform file was written for": _(
        "pages are not what the platform file was written for"
    ),
    r"no page was fetched": _("no page was fetched"),
    r"(?P<n>\d+) pages were fetched": _("%(n)s pages were fetched"),
    r"(?P<n>\d+) pages were fetched; does it need `render: browser`\?": _(
        "%(n)s pages were fetched; does it need `render: browser`?"
    ),
    r"HTTP (?P<status>\d+), come back in (?P<s>\d+) s at (?P<url>\S+)": _(
        "HTTP %(status)s, come back in %(s)s s, at %(url)s"
    ),
    r"HTTP (?P<status>\d+) at (?P<url>\S+)": _("HTTP %(status)s at %(url)s"),
    r"(?P<n>\d+) pages in a row without the listing they were called for at (?P<url>\S+)": _(
        "%(n)s pages in a row without the listing they were called for, the last at %(url)s"
    ),
    r"sent to (?P<path>.+) at (?P<url>\S+)": _("sent to %(path)s at %(url)s"),
    r"page titled (?P<title>.+) at (?P<url>\S+)": _("page titled %(title)s at %(url)s"),
    r"its scheduler or its process was gone": _("its scheduler or its process was gone"),
    r"gave no sign of life": _("gave no sign of life"),
    r"given up after (?P<n>\d+) tries; (?P<why>.+)": _("given up after %(n)s tries; %(why)s"),
    r"ended with code (?P<code>-?\d+): (?P<why>.*)": _("ended with code %(code)s: %(why)s"),
    r"could not be started: (?P<why>.+)": _("could not be started: %(why)s"),
}
_PATTERNS = [(re.compile(pattern, re.DOTALL), words) for pattern, words in _SAID.items()]


def in_words(detail: str) -> str:
    """A sweep's detail in the present language; what nobody here has words for stays as it is."""
    for pattern, words in _PATTERNS:
        found = pattern.fullmatch(detail)
        if found:
            return str(words) % {name: in_words(part) for name, part in found.groupdict().items()}
    return detail
