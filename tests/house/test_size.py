"""The house stays readable: small functions, small files, few broad handlers."""

from __future__ import annotations

import ast
import statistics

from tests.house.tree import CHECKOUT, functions, is_test, modules

# Process and request borders: the only places that may catch everything, each with its reason beside it.
BROAD_HANDLERS_AT_MOST = 12


def swallows_everything(handler: ast.ExceptHandler) -> bool:
    """Whether it catches any error and does not pass it on after cleaning up."""
    kind = handler.type
    broad = kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})
    passes_on = any(isinstance(node, ast.Raise) and node.exc is None for node in handler.body)
    return broad and not passes_on


def test_no_file_outgrows_its_reader() -> None:
    """No Python file has 450 lines or more."""
    long = {str(path.relative_to(CHECKOUT)): len(path.read_text().splitlines()) for path, _ in modules()}
    assert {name: lines for name, lines in long.items() if lines >= 450} == {}


def test_functions_stay_small() -> None:
    """Half of our functions have at most eight lines, and none has more than sixty."""
    sizes = {
        f"{path.relative_to(CHECKOUT)}:{node.lineno}": (node.end_lineno or 0) - node.lineno + 1
        for path, tree in modules()
        if not is_test(path)
        for node in functions(tree)
    }
    assert statistics.median(sizes.values()) <= 8
    assert {where: lines for where, lines in sizes.items() if lines > 60} == {}


def test_every_module_says_what_it_is_for() -> None:
    """Every module begins with a docstring."""
    silent = [str(path.relative_to(CHECKOUT)) for path, tree in modules() if ast.get_docstring(tree) is None]
    assert silent == []


def test_every_test_is_a_promise_in_a_sentence() -> None:
    """Every test function has a docstring that ends like a sentence."""
    silent = [
        f"{path.relative_to(CHECKOUT)}:{node.name}"
        for path, tree in modules()
        for node in functions(tree)
        if is_test(path) and node.name.startswith("test_")
        if not (ast.get_docstring(node) or "").rstrip().endswith(".")
    ]
    assert silent == []


def test_broad_handlers_stay_at_the_borders() -> None:
    """Few handlers swallow everything, and each of them gives its reason on the same line."""
    broad = [
        (path, node.lineno)
        for path, tree in modules()
        if not is_test(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and swallows_everything(node)
    ]
    silent = [
        f"{path.relative_to(CHECKOUT)}:{line}"
        for path, line in broad
        if "#" not in path.read_text().splitlines()[line - 1]
    ]
    assert silent == []
    assert len(broad) <= BROAD_HANDLERS_AT_MOST
