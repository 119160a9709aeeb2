"""The text of a robots.txt as RFC 9309 reads it: groups, rules with their lines, the longest match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

MOST_RULES = 20_000
LONGEST_RULE = 2_000
_TOKEN = re.compile(r"[a-zA-Z_-]+")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
# Common misspellings that the RFC allows for ("MAY be lenient").
_NAMES = {
    "useragent": "user-agent",
    "user agent": "user-agent",
    "dissallow": "disallow",
    "site-map": "sitemap",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One allow or disallow line; `path` normalised, `line` counted from 1, `text` as it stands there."""

    allow: bool
    path: str
    line: int
    text: str
    _pieces: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pieces", tuple(self.path.removesuffix("$").split("*")))

    def matches(self, target: str) -> bool:
        """`*` is any run of characters, `$` at the end the end of the address; else a prefix.

        Each piece is looked for once, from where the one before it ended: linear, whatever is written.
        """
        first, *rest = self._pieces
        anchored = self.path.endswith("$")
        if not target.startswith(first):
            return False
        if not rest:
            return not anchored or target == first
        at = len(first)
        for piece in rest[:-1] if anchored else rest:
            at = target.find(piece, at)
            if at < 0:
                return False
            at += len(piece)
        return not anchored or (target.endswith(rest[-1]) and len(target) - len(rest[-1]) >= at)


@dataclass(slots=True)
class _Group:
    agents: list[str] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    delay_s: float | None = None


@dataclass(frozen=True, slots=True)
class RobotsText:
    """What one file says to one crawler."""

    rules: tuple[Rule, ...]
    delay_s: float
    sitemaps: tuple[str, ...]

    def rule_for(self, url: str) -> Rule | None:
        """The rule that decides about `url`: the longest, allow before disallow; or None."""
        target = target_of(url)
        if target == "/robots.txt":
            return None
        found = [rule for rule in self.rules if rule.matches(target)]
        return max(found, key=lambda rule: (len(rule.path), rule.allow, -rule.line), default=None)


def read_robots(text: str, agent: str) -> RobotsText:
    """The rules of `text` for the product token `agent`: of its own groups, else of those for `*`."""
    groups, sitemaps = _groups(text)
    own = [group for group in groups if agent.lower() in group.agents]
    named = own or [group for group in groups if "*" in group.agents]
    delays = [group.delay_s for group in named if group.delay_s is not None]
    rules = tuple(rule for group in named for rule in group.rules)
    return RobotsText(rules, max(delays, default=0.0), tuple(sitemaps))


def target_of(url: str) -> str:
    """Path and query of `url`, normalised as rules are."""
    parts = urlsplit(url)
    return normalised((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def normalised(path: str) -> str:
    """Characters outside ASCII escaped, escapes of unreserved ones undone, the others in capitals (2.2.2)."""
    escaped = "".join(
        c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode("utf-8", "replace")) for c in path
    )

    def plain(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        return character if character in _UNRESERVED else f"%{found[1].upper()}"

    return _ESCAPE.sub(plain, escaped)


def _groups(text: str) -> tuple[list[_Group], list[str]]:
    groups: list[_Group] = []
    sitemaps: list[str] = []
    naming, rules = False, 0
    for number, name, value in _lines(text):
        if name == "sitemap":
            sitemaps.append(value)
            continue
        if name == "user-agent":
            if not naming:
                groups.append(_Group())
            naming = True
            groups[-1].agents.append(_agent(value))
            continue
        if name in ("allow", "disallow", "crawl-delay") and groups:
            naming = False
            rules += name != "crawl-delay"
            if rules <= MOST_RULES:
                _into(groups[-1], number, name, value)
    return groups, sitemaps


def _into(group: _Group, number: int, name: str, value: str) -> None:
    if name == "crawl-delay":
        if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value):
            group.delay_s = max(float(value), group.delay_s or 0.0)
    elif value and not (name == "allow" and len(value) > LONGEST_RULE):
        # A disallow line cut short forbids more than it said, never less.
        value = value[:LONGEST_RULE]
        path = normalised(value if value[0] in "/*" else f"/{value}")
        group.rules.append(Rule(name == "allow", path, number, f"{name.capitalize()}: {value[:200]}"))


def _agent(value: str) -> str:
    """The product token of a user-agent line; what some write behind one, as in `name/1.0`, is no part."""
    if value.startswith("*"):
        return "*"
    found = _TOKEN.match(value)
    return found[0].lower() if found else ""


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            name = name.strip().lower()
            yield number, _NAMES.get(name, name), value.strip()
