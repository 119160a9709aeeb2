"""Packs: every problem with file, line and key; the ready ones hold together."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from domain.errors import ConfigError
from domain.goods_packs import SellingWords
from domain.packs import Standing
from matchers.fakes import FAKES
from registry.pack_files import READY_PACKS, find_pack, load_packs, read_pack, read_packs
from tests.registry.pack_texts import MARKS, RULES, WORDS

LAST = "    standing: recalled"
ENDS = "words.0.effective_to"


def write(folder: Path, key: str, text: str) -> Path:
    path = folder / f"{key}.yaml"
    path.write_text(text, "utf-8")
    return path


def problems_of(path: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read_pack(path)
    return list(caught.value.problems)


def spoiled(folder: Path, key: str, text: str, old: str, new: str) -> list[str]:
    """The problems of a good pack in which one thing was replaced."""
    assert text.count(old) == 1
    return problems_of(write(folder, key, text.replace(old, new)))


def test_the_ready_packs_hold_together() -> None:
    """Every pack that comes with the program can be used, and refers to nothing that is not there."""
    packs = load_packs([READY_PACKS])
    assert {read.kind for read in packs.values()} == {
        "special_marks", "indications", "varieties", "works", "nice_classes", "selling_words", "laws",
    }  # fmt: skip


def test_every_row_of_the_ready_packs_says_where_it_is_from() -> None:
    """No row lacks a source, and none from memory is called verified."""
    rows = [row for read in load_packs([READY_PACKS]).values() for row in read.pack.rows()]
    assert len(rows) > 300
    assert all(row.source.strip() for row in rows)
    remembered = [row for row in rows if "general knowledge" in row.source]
    assert remembered
    assert all(row.standing is Standing.RECALLED for row in remembered)


def test_the_pack_of_selling_words_is_what_the_matcher_reads() -> None:
    """The words, strengths and honest uses of the pack and of the matcher are the same."""
    pack = find_pack("selling-words", [READY_PACKS]).pack
    assert isinstance(pack, SellingWords)
    said = {(word, row.strength, row.ambiguous, row.honest) for row in pack.words for word in row.words}
    assert said == {(one.word, Decimal(str(one.strength)), one.ambiguous, one.honest) for one in FAKES}


def test_a_pack_from_outside_the_repository_is_one_of_them(tmp_path: Path) -> None:
    """A pack in a folder of the operator's stands beside the ready ones."""
    write(tmp_path, "mine", WORDS)
    assert "mine" in load_packs([READY_PACKS, tmp_path])
    assert find_pack("mine", [READY_PACKS, tmp_path]).path == tmp_path / "mine.yaml"


def test_the_pack_of_the_how_to_can_be_used(tmp_path: Path) -> None:
    """Who copies the example of the page has a pack that passes the check beside the ready ones."""
    page = (READY_PACKS.parent.parent / "docs" / "how-to" / "add-a-pack.md").read_text("utf-8")
    block = page.split("```yaml\n")[1].split("```")[0]
    write(tmp_path, "our-games", "\n".join(line.removeprefix("   ") for line in block.splitlines()))
    assert "our-games" in load_packs([READY_PACKS, tmp_path])


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "word"),
    [
        ("    source: own list\n", "", 6, "words.0.source", "is missing"),
        ("    source: own list", "    source: ' '", 10, "words.0.source", "written"),
        ("    source: own list", "    source: 7", 10, "words.0.source", "string"),
        ("    standing: recalled\n", "", 6, "words.0.standing", "is missing"),
        ("standing: recalled", "standing: certain", 11, "words.0.standing", "verified"),
        ("    strength: 0.6", "    strength: 1.5", 9, "words.0.strength", "at most 1"),
        ("    strength: 0.6", "    strength: 0", 9, "words.0.strength", "above 0"),
        ("    strength: 0.6", "    strength: .nan", 9, "words.0.strength", ""),
        ("    words: [高仿]", "    words: []", 7, "words.0.words", "expected words"),
        ("    words: [高仿]", "    words: [高仿, 高仿]", 7, "words.0.words", "twice"),
        ("    words: [高仿]", "    words: 高仿", 7, "words.0.words", "array"),
        ("    words: [高仿]", "    wrods: [高仿]", 7, "words.0.wrods", "did you mean 'words'"),
        ("    says: {zh: 说, en: says}", "    says: {}", 8, "words.0.says.zh", "one language"),
        ("    strength: 0.6", "    strength: 0.6\n    honest: '('", 10, "words.0.honest", "regular"),
        ("as_of: 2026-11-22", "as_of: yesterday", 4, "as_of", "date"),
        ("as_of: 2026-11-22", "as_of: 20261122", 4, "as_of", "date"),
        ("key: mine", "key: other", 1, "key", "the file's name"),
        ("kind: selling_words", "kind: selling_word", 2, "kind", "did you mean 'selling_words'"),
        ("kind: selling_words\n", "", 1, "kind", "is missing"),
        ("  - id: one", "  - id: ''", 6, "words.0.id", "expected an id"),
        (LAST, f"{LAST}\n    effective_from: 2027-01-01\n    effective_to: 2026-12-31", 13, ENDS, "before"),
        (LAST, f"{LAST}\n    effective_from: 2026-02-30", 1, "", "day"),
        (LAST, f"{LAST}\n    effective_to: 2026-12-31 08:00:00", 12, ENDS, "date"),
        (LAST, f"{LAST}\n    to_confirm: [strenght]", 12, "words.0.to_confirm", "strenght"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, key: str, word: str
) -> None:
    """A missing source, a wrong order of days, an unknown key or value: file, line and key are told."""
    said = "\n".join(spoiled(tmp_path, "mine", WORDS, old, new))
    path = tmp_path / "mine.yaml"
    assert f"{path}:{line}: {key}" in said if key else str(path) in said
    assert word in said


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "word"),
    [
        ("classes: [25, 28]", "classes: [25, 46]", 13, "events.0.classes", "46"),
        ("classes: [25, 28]", "classes: [0]", 13, "events.0.classes", "0"),
        ("classes: [25, 28]", "classes: ['25']", 13, "events.0.classes.0", "integer"),
        ("last_day: 2026-12-31", "last_day: 2022-12-31", 12, "events.0.registration.last_day", "before"),
        ("last_day: 2026-12-31", "last_day: soon", 12, "events.0.registration.last_day", ""),
        ("last_day: 2026-12-31, ", "", 12, "events.0.registration.last_day", "missing"),
        ("regime: special_marks", "regime: custom", 9, "events.0.regime", "olympic_marks"),
        ("needs: [event_word, picture]", "needs: []", 23, "events.0.false_friends.0.needs", "beside"),
        ("needs: [event_word, picture]", "needs: [luck]", 23, "events.0.false_friends.0.needs.0", "_word"),
        ("    event_words: [青运]\n", "", 6, "events.0.event_words", "false friends"),
        ("kind: mascot", "kind: pet", 17, "events.0.signs.1.kind", "mascot"),
        ("{id: mascot,", "{id: emblem,", 16, "events.0.signs.0.id", "another row"),
    ],
)  # fmt: skip
def test_a_wrong_special_mark_is_refused(
    tmp_path: Path, old: str, new: str, line: int, key: str, word: str
) -> None:
    """Unknown classes, days out of order and friends without company: file, line and key are told."""
    said = "\n".join(spoiled(tmp_path, "games", MARKS, old, new))
    assert f"{tmp_path / 'games.yaml'}:{line}: {key}" in said
    assert word in said


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("effective_to: 2026-12-31", "effective_to: 2027-01-01", "laws.0.versions"),
        ("        effective_to: 2026-12-31\n", "", "laws.0.versions"),
        ("article: 57", "article: 0", "laws.0.versions.0.articles.0.article"),
        ("article: 57", "article: '57'", "laws.0.versions.0.articles.0.article"),
        ("topic: infringement, article: 57", "topic: '', article: 57", "laws.0.versions.0.articles.0.topic"),
    ],
)
def test_a_law_holds_in_one_version_a_day(tmp_path: Path, old: str, new: str, key: str) -> None:
    """Versions that overlap by a day or never end, and articles that are none, are refused."""
    assert any(f": {key}: " in one for one in spoiled(tmp_path, "rules", RULES, old, new))


def test_a_reference_to_a_law_nobody_has_is_named(tmp_path: Path) -> None:
    """A pack that cites an unknown law or topic is refused with its line and the nearest one."""
    write(tmp_path, "rules", RULES)
    path = write(tmp_path, "games", MARKS.replace("when: in_term, law: rule", "when: in_term, law: rulle"))
    _packs, (problem,) = read_packs([tmp_path])
    assert problem.startswith(f"{path}:19: events.0.rests_on.0.law: no law 'rulle'; did you mean 'rule'?")
    cites = "when: always, law: rule, topic: "
    write(tmp_path, "games", MARKS.replace(f"{cites}infringement", f"{cites}fines"))
    assert "rule has no article on 'fines'" in read_packs([tmp_path])[1][0]


def test_two_files_of_one_key_are_refused(tmp_path: Path) -> None:
    """A pack of the operator's cannot silently take the place of a ready one."""
    write(tmp_path, "laws-cn", RULES.replace("key: rules", "key: laws-cn"))
    assert "the same key 'laws-cn'" in read_packs([READY_PACKS, tmp_path])[1][0]
    with pytest.raises(ConfigError, match="two files"):
        find_pack("laws-cn", [READY_PACKS, tmp_path])


def test_an_unknown_pack_is_refused_with_the_nearest() -> None:
    """Asking for a pack that is not there names one that is."""
    with pytest.raises(ConfigError, match="did you mean 'laws-cn'"):
        find_pack("law-cn", [READY_PACKS])
    with pytest.raises(ConfigError, match="no such file"):
        find_pack("nowhere/mine.yaml", [READY_PACKS])


@pytest.mark.parametrize(
    "text", ["", "- a", "a: [", "a: &x [1]\nb: *x", "[" * 60 + "]" * 60, "key: a\nkey: b"]
)
def test_what_is_no_pack_is_refused(tmp_path: Path, text: str) -> None:
    """Empty, a list, broken, with aliases, too deep, a key twice: refused with the file's name."""
    path = write(tmp_path, "mine", text)
    assert str(path) in problems_of(path)[0]
