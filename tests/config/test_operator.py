"""The operator's settings: all mistakes at once, each with what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.operator import known_keys, read_settings
from domain.errors import ConfigError
from tests.house.tree import CHECKOUT


def problems(**environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read_settings({f"MARKWARDEN_{key.upper()}": value for key, value in environ.items()})
    return "\n".join(caught.value.problems)


def test_nothing_set_is_fine() -> None:
    """Every setting has a default."""
    assert read_settings({}).time_zone == "Asia/Shanghai"


def test_an_unknown_key_names_the_nearest_known_one() -> None:
    """A mistyped key is refused and the one that was meant is named."""
    assert "MARKWARDEN_ELASTICSEARCH_URL" in problems(elasticserch_url="x")


def test_all_mistakes_are_named_at_once() -> None:
    """Three mistakes give three lines, not one after the other."""
    text = problems(elasticsearch_timeout_s="-1", log_level="loud", hom="x")
    assert len(text.splitlines()) == 3
    assert all(word in text for word in ("TIMEOUT_S", "LOG_LEVEL", "MARKWARDEN_HOM"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("elasticsearch_timeout_s", "soon"),
        ("elasticsearch_prefix", "Not An Index"),
        ("language", "fr"),
        ("log_format", "xml"),
        ("insecure_http", "perhaps"),
        ("contact", "x"),
        ("time_zone", "Mars/Olympus"),
        ("database_url", "mysql://somewhere"),
        ("elasticsearch_url", "not a url"),
    ],
)
def test_a_bad_value_is_refused_with_its_key(key: str, value: str) -> None:
    """A value outside its range or kind is refused, named by its key."""
    assert f"MARKWARDEN_{key.upper()}" in problems(**{key: value})


@pytest.mark.parametrize("key", ["database_url", "elasticsearch_url"])
def test_a_complaint_about_an_address_keeps_its_password(key: str) -> None:
    """What is wrong with an address is said without the address: it goes to the screen and to logs."""
    assert "hunter2" not in problems(**{key: "mysql://me:hunter2@db.example/x"})


def test_paths_are_split_like_path() -> None:
    """Several platform directories are given like PATH."""
    assert read_settings({"MARKWARDEN_PLATFORMS": "/a:/b"}).platforms == (Path("/a"), Path("/b"))


def test_a_secret_is_not_shown() -> None:
    """The API key does not appear in a printed settings object."""
    settings = read_settings({"MARKWARDEN_ELASTICSEARCH_API_KEY": "canary-4711"})
    assert "canary-4711" not in repr(settings)


def test_every_setting_has_a_line_in_the_reference() -> None:
    """The reference page of settings names every key."""
    page = (CHECKOUT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert [key for key in known_keys() if f"`{key}`" not in page] == []
