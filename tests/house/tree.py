"""The project's own files, as git knows them."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
ROOMS = (
    "config",
    "domain",
    "registry",
    "matchers",
    "store",
    "spiders",
    "pipelines",
    "casework",
    "scheduler",
    "triage",
    "markwarden",
)


@cache
def files(pattern: str = "") -> tuple[Path, ...]:
    """Tracked files and new ones that are not ignored; those that match a git pathspec, if given."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *([pattern] if pattern else [])],
        cwd=CHECKOUT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(path for line in listed.stdout.splitlines() if (path := CHECKOUT / line).is_file())


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    """Every Python file of ours but migrations, parsed."""
    return tuple(
        (path, ast.parse(path.read_text(encoding="utf-8")))
        for path in files("*.py")
        if "migrations" not in path.parts
    )


def is_test(path: Path) -> bool:
    return path.relative_to(CHECKOUT).parts[0] in {"tests", "bench"}


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
