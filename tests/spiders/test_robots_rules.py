"""The text of robots.txt by RFC 9309, with the RFC's own examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from spiders.robots_rules import Rule, read_robots, target_of


def allowed(rules: str, url: str, agent: str = "markwarden") -> bool:
    rule = read_robots(rules, agent).rule_for(url)
    return rule is None or rule.allow


RFC_GROUPS = """
User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""


@pytest.mark.parametrize(
    ("agent", "path", "may"),
    [
        ("otherbot", "/example/x", False), ("otherbot", "/publications/x.gif", True),
        ("otherbot", "/a.gif", False), ("otherbot", "/a.gif?x", True),
        ("foobot", "/x", False), ("foobot", "/example/page.html", True),
        ("FooBot", "/example/allowed.gif", True),
        ("barbot", "/example/page.html", False), ("barbot", "/example/", True),
        ("bazbot", "/example/page.html", False), ("quxbot", "/example/", True),
    ],
)  # fmt: skip
def test_the_examples_of_the_rfc(agent: str, path: str, may: bool) -> None:
    """Section 5.1: groups by product token, several names to a group, an empty group allows all."""
    assert allowed(RFC_GROUPS, f"http://s{path}", agent) is may


def test_the_longest_match_wins() -> None:
    """Section 5.2: the most specific rule decides, whatever stands first."""
    rules = "User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n"
    assert not allowed(rules, "http://s/example/page/disallowed.gif", "foobot")
    assert allowed(rules, "http://s/example/page/other.gif", "foobot")


def test_allow_wins_among_equals() -> None:
    """Rules of one length that contradict each other: the least restrictive holds."""
    assert allowed("User-agent: *\nDisallow: /p\nAllow: /p\n", "http://s/p")


@pytest.mark.parametrize(
    ("rule", "path", "matches"),
    [
        ("/fish", "/fish.html", True), ("/fish", "/Fish.asp", False),
        ("/fish*", "/fishheads/yummy.html", True),
        ("/fish/", "/fish", False), ("/*.php", "/filename.php?p=1", True), ("/*.php$", "/filename.php", True),
        ("/*.php$", "/filename.php?p=1", False), ("/fish*.php", "/fishheads/catfish.php?p", True),
        ("/a*b*c$", "/abcbc", True), ("/a*bb$", "/ab", False), ("/$", "/", True), ("/$", "/a", False),
        ("/a$b", "/a$b", True), ("*", "/x", True), ("/a**c", "/abc", True),
    ],
)  # fmt: skip
def test_stars_and_ends(rule: str, path: str, matches: bool) -> None:
    """`*` is any run of characters, `$` at the end is the end of the address, elsewhere itself."""
    assert Rule(False, rule, 1, "").matches(path) is matches


@pytest.mark.parametrize(
    ("rule", "url"),
    [
        ("/foo/bar?baz=quz", "http://s/foo/bar?baz=quz"),
        ("/foo/bar/\u30c4", "http://s/foo/bar/%E3%83%84"),
        ("/foo/bar/%E3%83%84", "http://s/foo/bar/\u30c4"),
        ("/foo/bar/%62%61%7A", "http://s/foo/bar/baz"),
        ("/a%3cd.html", "http://s/a%3Cd.html"),
    ],
)
def test_escapes_are_compared_as_the_rfc_says(rule: str, url: str) -> None:
    """Section 2.2.2: characters outside ASCII escaped, unreserved ones plain, capitals in escapes."""
    assert not allowed(f"User-agent: *\nDisallow: {rule}\n", url)


def test_groups_of_one_name_are_one() -> None:
    """Section 2.2.1: rules of all groups for us count together, and those for everybody no longer."""
    rules = (
        "User-agent: markwarden\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n\n"
        "User-agent: Markwarden\nDisallow: /b\n"
    )
    assert [allowed(rules, f"http://s/{x}") for x in "abc"] == [False, False, True]


def test_its_own_file_is_always_allowed() -> None:
    """robots.txt itself is never disallowed."""
    assert allowed("User-agent: *\nDisallow: /\n", "http://s/robots.txt")


@pytest.mark.parametrize(
    "text", ["Disallow: /\n", "\ufeffrubbish", "User-agent\nDisallow /", ":::", "User-agent:*\nDisallow:\n"]
)
def test_what_forbids_nothing_allows(text: str) -> None:
    """Rules before any group, lines without a colon and empty rules say nothing."""
    assert allowed(text, "http://s/x")


def test_a_disallow_without_end_forbids_no_less_for_it() -> None:
    """A rule longer than what is read still forbids what it names."""
    path = "/" + "a" * 5000
    assert not allowed(f"User-agent: *\nDisallow: {path}\n", f"http://s{path}")


def test_a_pattern_made_to_take_time_takes_none() -> None:
    """Forty stars are looked for one after the other, not in every combination."""
    assert allowed(f"User-agent: *\nDisallow: /{'*a' * 40}b$\n", f"http://s/{'a' * 4000}")


def test_line_ends_of_all_kinds_count_lines() -> None:
    """The line named is the one an editor shows."""
    rule = read_robots("User-agent: *\r\n# why\r\nDisallow: /x # yes\r\n", "markwarden").rule_for(
        "http://s/x"
    )
    assert rule
    assert (rule.line, rule.text) == (3, "Disallow: /x")


def test_the_slowest_delay_counts() -> None:
    """Crawl-delay is no part of the RFC, but asked for; the longest of our groups is kept to."""
    text = "User-agent: *\nCrawl-delay: 2.5\nCrawl-delay: 1\nDisallow: /x\nSitemap: http://s/map\n"
    read = read_robots(text, "markwarden")
    assert (read.delay_s, read.sitemaps) == (2.5, ("http://s/map",))


PATHS = st.text(alphabet="/ab*$.", min_size=1, max_size=8).map(lambda text: "/" + text)


@given(st.lists(st.tuples(st.booleans(), PATHS), max_size=6), st.text(alphabet="/ab.", max_size=10))
def test_another_reader_reads_the_same(rules: list[tuple[bool, str]], path: str) -> None:
    """Protego, which Scrapy uses, comes to the same verdict, but where it strips stars at a rule's end."""
    rules = [
        (allow, rule) for allow, rule in rules if not rule.rstrip("$").endswith("*") and "$" not in rule[:-1]
    ]
    text = "User-agent: *\n" + "".join(
        f"{'Allow' if allow else 'Disallow'}: {rule}\n" for allow, rule in rules
    )
    assert allowed(text, f"http://s/{path}") is Protego.parse(text).can_fetch(
        f"http://s/{path}", "markwarden"
    )


def test_a_target_is_path_and_query() -> None:
    """Scheme, host and fragment are no part of what rules are about."""
    assert target_of("http://s?q=1#x") == "/?q=1"
