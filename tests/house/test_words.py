"""Nothing in the tree names a registry's host, a machine's path or a lock with addresses."""

from __future__ import annotations

import re

from tests.house.tree import CHECKOUT, files

# Written in two parts, so that this file does not contain what it forbids.
HOSTS = (
    "py" + "pi.org",
    "python" + "hosted",
    "registry.np" + "mjs",
    "repo1.mav" + "en",
    "deb.deb" + "ian.org",
)
PATHS = ("/wo" + "rk/main", "/ro" + "ot/.", "/tm" + "p/bash_jobs")
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".sh",
    ".lock",
    ".in",
    ".html",
    ".js",
    ".css",
    ".xml",
    ".po",
    "",
}


def test_no_host_of_a_registry_and_no_path_of_a_machine() -> None:
    """No tracked text names a package registry's host or a path of one machine."""
    found = []
    for path in files():
        if path.suffix in TEXT:
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.relative_to(CHECKOUT)}: {word}" for word in (*HOSTS, *PATHS) if word in text]
    assert found == []


def test_locks_carry_hashes_and_no_addresses() -> None:
    """Every locked package has hashes, and no lock names an index."""
    for lock in files("requirements/*.lock"):
        text = lock.read_text()
        assert "http" not in re.sub(
            r"\S*http\S*==|# +(via )?\S*http\S*|^\S*http\S+ *\\?$", "", text, flags=re.M
        )
        pinned = re.findall(r"^[a-z0-9._-]+==", text, flags=re.M)
        assert text.count("\\\n    --hash") >= len(pinned)


def test_no_lock_file_that_records_hosts() -> None:
    """No lock file of a tool that writes addresses is in the tree."""
    assert [
        path.name for path in files() if path.name in {"uv.lock", "package-lock.json", "poetry.lock"}
    ] == []


def test_readmes_fit_on_a_screen_or_two() -> None:
    """Both READMEs exist and have at most 150 lines."""
    for name in ("README.md", "README.zh.md"):
        assert 30 <= len((CHECKOUT / name).read_text(encoding="utf-8").splitlines()) <= 150
