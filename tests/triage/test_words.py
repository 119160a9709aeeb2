"""Everything the desk says exists in Chinese and English, and its templates keep their manners."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from matchers import context, copies, text, wording
from matchers.score import GATES
from matchers.weights import WEIGHTS
from registry.models import KIND_NAMES
from store.models import VERDICT_NAMES, Hit, Sweep
from tests.triage.words import TRIAGE, translations, words_said
from triage.sentences import WORDINGS

TEMPLATES = sorted(TRIAGE.rglob("*.html"))
HAN = re.compile(r"[\u4e00-\u9fff]")
PLACE = re.compile(r"%\((\w+)\)s")


def test_every_word_has_a_translation() -> None:
    """Every msgid of the desk's Python and templates has a Chinese translation."""
    told = translations()
    assert {word: where for word, where in words_said().items() if not told.get(word)} == {}


def test_translations_keep_their_places() -> None:
    """A translation fills in the same names as its original."""
    wrong = {
        word for word, said in translations().items() if set(PLACE.findall(word)) != set(PLACE.findall(said))
    }
    assert wrong == set()


def test_every_feature_of_the_matchers_has_words() -> None:
    """No feature a matcher reports is without a sentence for people."""
    found: set[str] = set()
    for module in (context, copies, text, wording):
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        found |= set(re.findall(r'(?:feature=|_gate\(|_reason\()"([a-z_]+)"', source))
    assert len(found) >= 8
    assert found - WORDINGS.keys() == set()


@pytest.mark.parametrize("feature", sorted({*WEIGHTS, *GATES, "alias_text", "crowded", "no_longer_matches"}))
def test_every_feature_that_counts_has_words_in_both_languages(feature: str) -> None:
    """Whatever weighs in a score, or closes a gate, has a name and a sentence, in Chinese too."""
    wording = WORDINGS[feature]
    with override("en"):
        english = (str(wording.name), str(wording.sentence))
    with override("zh-hans"):
        chinese = (str(wording.name), str(wording.sentence))
    assert not any(HAN.search(words) for words in english)
    assert all(HAN.search(words) for words in chinese)


@pytest.mark.parametrize(
    "address", ["/", "/?status=any&q=tent", "HIT", "/aliases/", "/sweeps/", "/audit/", "/nowhere/"]
)
def test_chinese_pages_are_chinese(address: str, hit: Hit, enter: Callable[..., Client]) -> None:
    """On a Chinese page every heading, button, label and column is Chinese."""
    page = (
        enter("operator", language="zh-hans").get(address.replace("HIT", f"/hits/{hit.id}/")).content.decode()
    )
    reader = Labels()
    reader.feed(page)
    assert reader.labels
    assert [label for label in reader.labels if not HAN.search(label)] == []


class Labels(HTMLParser):
    """The words of headings, buttons, labels, legends and table heads that are not outside text."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"h1", "h2", "h3", "button", "legend", "th", "dt", "summary", "kbd", "bdi", "code"}:
            self._open.append("" if ("lang", "en") in attrs else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"h1", "h2", "h3", "button", "legend", "th", "dt", "summary", "kbd", "bdi", "code"}:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        own = self._open and self._open[-1] not in {"", "kbd", "bdi", "code"}
        if own and any(map(str.isalpha, data)):
            self.labels.append(data.strip())


def test_names_of_kinds_states_and_verdicts_are_chinese() -> None:
    """The names of kinds of right, verdicts and sweep states come from other rooms, in Chinese too."""
    with override("zh-hans"):
        names = [str(name) for name in (*KIND_NAMES.values(), *VERDICT_NAMES.values(), *Sweep.State.labels)]
    assert [name for name in names if not HAN.search(name)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_keep_their_manners(path: Path) -> None:
    """No template trusts outside text, runs or styles anything inline, or leaves an attribute unquoted."""
    source = path.read_text(encoding="utf-8")
    markup = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "X", source)
    for forbidden in (r"\|\s*safe\b", r"autoescape\s+off", r"mark_safe"):
        assert not re.search(forbidden, source), forbidden
    for forbidden in (
        r"\son[a-z]+\s*=",
        r"\sstyle\s*=",
        r"<style",
        r"<script(?![^>]*\ssrc=)",
        r"javascript:",
    ):
        assert not re.search(forbidden, markup), forbidden
    unquoted = re.sub(r"\"[^\"]*\"|'[^']*'", "Q", markup)
    assert not re.search(r"<[a-z][^<>]*\s[a-z-]+=(?!Q)", unquoted)


def test_a_blank_target_gives_nothing_away() -> None:
    """Every link that opens a new tab says noopener, noreferrer and nofollow."""
    for path in TEMPLATES:
        for tag in re.findall(r"<a [^>]*target=\"_blank\"[^>]*>", path.read_text(encoding="utf-8")):
            assert 'rel="noopener noreferrer nofollow"' in tag


def test_our_own_script_stays_small_and_builds_no_code() -> None:
    """The script has at most 300 lines and neither builds code nor writes markup."""
    source = (TRIAGE / "static" / "triage" / "desk.js").read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", source
    )
