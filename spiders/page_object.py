"""Single fields in Python where YAML cannot: a class beside the platform file, in web-poet's manner."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, TypeVar

from parsel import Selector, SelectorList

from domain.errors import CollectError, ConfigError
from spiders import embedded
from spiders.fields import Source, clean
from spiders.platform_rules import FIELDS, PlatformFile

LAYER: Final = "page object"
_MARK: Final = "_markwarden_field"
Method = TypeVar("Method", bound=Callable[..., Any])


class PageObjectBroke(CollectError):
    """A field's method failed on a page: its fault is told, never taken for an empty field."""

    def __init__(self, name: str, url: str, error: Exception) -> None:
        super().__init__(f"page object: {name}: {type(error).__name__}: {error} at {url}"[:500])


def field(method: Method) -> Method:
    """Marks a method that gives the field of its name: texts, or None to leave it to the file."""
    setattr(method, _MARK, True)
    return method


class PageObject:
    """What a field's method has at hand: the record's node and JSON, the page, and its embedded JSON."""

    def __init__(self, source: Source, url: str) -> None:
        self._source, self.url = source, url

    @property
    def page(self) -> Selector:
        return self._source.page

    @property
    def record(self) -> Any:
        return self._source.record

    @cached_property
    def text(self) -> str:
        return self._source.text()

    def css(self, selector: str) -> SelectorList[Selector]:
        return self._source.node.css(selector)

    def xpath(self, expression: str) -> SelectorList[Selector]:
        return self._source.node.xpath(expression)

    def json_after(self, marker: str) -> Any:
        return embedded.after(self.text, marker)


def overrides(platform: PlatformFile, source: Source, url: str) -> Iterator[tuple[str, list[str]]]:
    """The fields that the platform's page object gives on this page.

    Raises:
        PageObjectBroke: a method failed.
    """
    if platform.page_object is None:
        return
    made = page_class(platform.path.with_suffix(".py"), platform.page_object)(source, url)
    for name, method in _fields_of(type(made)).items():
        try:
            value = method(made)
        except Exception as error:  # the border to an operator's own code: told by its name
            raise PageObjectBroke(name, url, error) from error
        texts = [clean(one) for one in (value if isinstance(value, list | tuple) else [value])]
        if any(texts):
            yield name, [text for text in texts if text]


@lru_cache(maxsize=64)
def page_class(path: Path, name: str) -> type[PageObject]:
    """The class `name` in the file beside a platform file.

    Raises:
        ConfigError: there is no such file or class, or a method is called like no field.
    """
    spec = importlib.util.spec_from_file_location(f"markwarden_page_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ConfigError([f"{path}: no such file, but page_object: {name} is to be in it"])
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (ImportError, SyntaxError, NameError, AttributeError, TypeError, ValueError) as error:
        raise ConfigError([f"{path}: {type(error).__name__}: {error}"]) from None
    found = getattr(module, name, None)
    if not (isinstance(found, type) and issubclass(found, PageObject)):
        raise ConfigError([f"{path}: no class {name} that is a PageObject"])
    strange = sorted(set(_fields_of(found)) - set(FIELDS))
    if strange or not _fields_of(found):
        what = f"fields that do not exist: {', '.join(strange)}" if strange else "no method marked @field"
        raise ConfigError([f"{path}: {name}: {what}; there are {', '.join(FIELDS)}"])
    return found


def _fields_of(found: type[PageObject]) -> Mapping[str, Callable[[PageObject], Any]]:
    return {name: getattr(found, name) for name in dir(found) if getattr(getattr(found, name), _MARK, False)}
