"""Platform files: every problem at once, with its place, and no door into this machine by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import ConfigError
from spiders.plan import plan_sweep
from spiders.platform import CHECKOUT, READY_FILES, find_platform, load_platforms, read_platforms

GOOD = """key: {key}
name: {{zh: 店, en: Shop}}
legal_basis: robots
start: [https://shop.example/]
"""


def write(folder: Path, key: str, text: str) -> Path:
    path = folder / f"{key}.yaml"
    path.write_text(text, "utf-8")
    return path


def problems(folder: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_platforms([folder])
    return list(caught.value.problems)


def test_the_ready_files_are_good() -> None:
    """Every file that comes with the program can be used, and is short."""
    platforms = load_platforms([READY_FILES])
    assert {"storefront", "oscar"} <= set(platforms)
    assert all(len(p.path.read_text("utf-8").splitlines()) <= 40 for p in platforms.values())


def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    """Each problem has file, line and key, and unknown keys the nearest known one."""
    text = (
        GOOD.format(key="bad")
        + "legal_bais: x\nlisting:\n  url: '/x'\n  fields:\n    title: {csss: h1}\n    price: {css: 'h1['}\n"
    )
    path = write(tmp_path, "bad", text)
    found = problems(tmp_path)
    assert any(p.startswith(f"{path}:5: legal_bais:") and "did you mean 'legal_basis'?" in p for p in found)
    assert any(p.startswith(f"{path}:7: listing.url:") and "(?P<id>" in p for p in found)
    assert any(p.startswith(f"{path}:9: listing.fields.title.csss:") for p in found)
    assert any(p.startswith(f"{path}:10: listing.fields.price") and "CSS" in p for p in found)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("start: [ftp://x/]", "http"),
        ("render: telepathy", "render"),
        ("encoding: klingon", "encoding"),
        ("schedule: every day", "cron"),
        ("budget: {per_second: 0}", "per_second"),
        ("budget: {per_second: 500}", "per_second"),
        ("queries: {url: 'https://x/?q='}", "{query}"),
        ("price: {currency: yuan}", "currency"),
        ("records: {css: .a, jmespath: b}", "one of them"),
        ("records: {jmespath: b}", "json_in"),
        ("listing: {fields: {titel: {css: h1}}}", "title"),
        ("listing: {fields: {id: {schema: id}}}", "schema"),
        ("listing: {identity: number}", "identity"),
        ("listing: {fields: {title: {css: h1, xpath: //a}}}", "exactly one"),
        ("listing: {fields: {title: {xpath: '//a['}}}", "XPath"),
        ("listing: {fields: {title: {jmespath: 'a['}}}", "JMESPath"),
        ("listing: {fields: {title: {css: h1, re: '('}}}", "regular expression"),
        ("allow_private: ['10.0.0.1:80']", "127.0.0.1:PORT"),
        ("allow_private: ['127.0.0.1']", "127.0.0.1:PORT"),
        ("allow_private: ['localhost:80']", "127.0.0.1:PORT"),
        ("allow_private: ['127.0.0.0/8:80']", "127.0.0.1:PORT"),
        ("key: bad\nkey: bad", "twice"),
        ("? [a]\n: b", "no word"),
        ("a: !!python/object/apply:os.system [ls]", "python"),
    ],
)  # fmt: skip
def test_wrong_values_are_refused(tmp_path: Path, line: str, word: str) -> None:
    """A wrong value is refused in words that say what was expected."""
    lines = [
        old
        for old in GOOD.format(key="bad").splitlines()
        if old.split(":")[0] != line.split(":", maxsplit=1)[0]
    ]
    write(tmp_path, "bad", "\n".join([*lines, line]) + "\n")
    assert word in "\n".join(problems(tmp_path))


def test_aliases_are_refused_before_they_grow(tmp_path: Path) -> None:
    """A short file that would unfold to billions of values is refused at its first alias."""
    bomb = "a: &a [x,x]\n" + "".join(
        f"{c}: &{c} [*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    write(tmp_path, "bomb", bomb)
    assert "aliases" in problems(tmp_path)[0]


@pytest.mark.parametrize("text", ["[" * 100 + "]" * 100, "x" * 70_000, "", "- a", "a: [", "\x00"])
def test_what_is_no_platform_file_is_refused(tmp_path: Path, text: str) -> None:
    """Too deep, too long, empty, a list, broken: refused with the file's name, never a traceback."""
    path = write(tmp_path, "bad", text)
    assert str(path) in problems(tmp_path)[0]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are named as such."""
    (tmp_path / "bad.yaml").write_bytes(b"key: \xff\xfe")
    assert "UTF-8" in problems(tmp_path)[0]


def test_a_file_extends_another(tmp_path: Path) -> None:
    """Mappings are merged, lists replaced, null takes away; the base's clock is not inherited."""
    write(
        tmp_path,
        "base",
        GOOD.format(key="base")
        + "schedule: '1 2 * * *'\nbudget: {per_second: 2, per_day: 7}\ndrop_params: [a]\n",
    )
    write(tmp_path, "mine", "key: mine\nextends: base\nbudget: {per_second: 3}\ndrop_params: null\n")
    mine = load_platforms([tmp_path])["mine"]
    assert (mine.budget.per_second, mine.budget.per_day) == (3, 7)
    assert mine.drop_params == ()
    assert mine.schedule is None
    assert mine.start == ("https://shop.example/",)


def test_a_problem_in_a_base_is_named_in_the_base(tmp_path: Path) -> None:
    """A file that inherits a mistake says in which file it stands."""
    base = write(tmp_path, "base", GOOD.format(key="base") + "render: x\n")
    write(tmp_path, "mine", "key: mine\nextends: base\n")
    assert sum(p.startswith(f"{base}:5:") for p in problems(tmp_path)) == 2


@pytest.mark.parametrize(("a", "b"), [("b", "a"), ("a", "a"), ("nowhere", "a")])
def test_circles_and_strangers_are_refused(tmp_path: Path, a: str, b: str) -> None:
    """A file that extends itself, in however many steps, or nothing at all, is refused."""
    for key, base in (("a", a), ("b", b)):
        write(tmp_path, key, f"key: {key}\nextends: {base}\n")
    assert all("extends" in problem for problem in problems(tmp_path))


def test_private_doors_open_only_from_outside() -> None:
    """`allow_private` in a file of the checkout is refused, also when it is inherited."""
    inside = CHECKOUT / ".pytest-platforms"
    inside.mkdir(exist_ok=True)
    path = write(inside, "inside", GOOD.format(key="inside") + "allow_private: ['127.0.0.1:8000']\n")
    try:
        assert "outside" in problems(inside)[0]
    finally:
        path.unlink()
        inside.rmdir()


def test_private_doors_open_from_outside(tmp_path: Path) -> None:
    """The same line in an operator's own directory is one exact pair."""
    write(
        tmp_path,
        "mine",
        GOOD.format(key="mine")
        + "allow_private: ['127.0.0.1:8000', '[::1]:81']\nbudget: {per_second: 500}\n",
    )
    assert load_platforms([tmp_path])["mine"].allow_private == {("127.0.0.1", 8000), ("::1", 81)}


def test_one_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    """A platform is found and read although another's file is broken; a wrong key names the nearest."""
    write(tmp_path, "good", GOOD.format(key="good"))
    write(tmp_path, "bad", "nonsense: 1\n")
    assert find_platform("good", [tmp_path]).key == "good"
    assert set(read_platforms([tmp_path])[0]) == {"good"}
    with pytest.raises(ConfigError, match="did you mean 'good'"):
        find_platform("goood", [tmp_path])


def test_two_files_of_one_key_are_refused(tmp_path: Path) -> None:
    """Nobody can put a file in another's place unseen."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write(tmp_path / name, "same", GOOD.format(key="same"))
    with pytest.raises(ConfigError, match="same"):
        find_platform("same", [tmp_path / "one", tmp_path / "two"])


def test_a_sweep_of_queries_stays_on_the_queries_host(tmp_path: Path) -> None:
    """A file that names no hosts must not leave the crawl without any."""
    text = GOOD.format(key="asks").replace("start: [https://shop.example/]", "queries: {url: URL}")
    write(tmp_path, "asks", text.replace("URL", "'https://find.example/?q={query}'"))
    plan = plan_sweep(find_platform("asks", [tmp_path]), words=["mark"])
    assert plan.hosts == {"find.example"}
