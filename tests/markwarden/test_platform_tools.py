"""`platform new|try|test`, as a person runs them, on a live site and on saved pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.markwarden.test_sweep import mw
from tests.spiders.crawling import prepared
from tests.spiders.site import Site, always, html, served

pytestmark = pytest.mark.slow

APP = "<html><title>x</title><div id=app></div><script src=/app.js></script></html>"


def test_try_shows_every_field_with_its_origin(tmp_path: Path) -> None:
    """A live page is fetched once, as a sweep would, and each field says which rule gave it."""
    with served(Site()) as site:
        prepared(tmp_path, site)
        done = mw(tmp_path, "platform", "try", f"{site.url}/goods/7", "--platform", "small")
    assert done.returncode == 0, done.stderr
    assert "Goods 7   [css h1]" in done.stdout
    assert "7.50 CNY   [css .price::text]" in done.stdout
    assert "Brand 7   [label Brand]" in done.stdout
    assert "1 listings, 0 without what is required" in done.stdout
    assert site.seen == {"/robots.txt": 1, "/goods/7": 1}
    assert not (tmp_path / "frontier.sqlite3").exists()


def test_try_obeys_robots(tmp_path: Path) -> None:
    """A page that robots.txt forbids is not fetched, and the rule is told."""
    with served(Site(robots=(200, {}, b"User-agent: *\nDisallow: /goods/"))) as site:
        prepared(tmp_path, site)
        done = mw(tmp_path, "platform", "try", f"{site.url}/goods/7", "--platform", "small")
    assert done.returncode == 2
    assert "robots" in done.stderr
    assert "/goods/7" not in site.seen


def test_try_reads_a_saved_page_without_a_network(tmp_path: Path) -> None:
    """A saved page is read by the platform named, and one without goods ends with status 1."""
    (tmp_path / "a.html").write_text("<h1>Lamp</h1><p class=price>¥ 3.00</p>", "utf-8")
    with served(Site()) as site:
        prepared(tmp_path, site)
    url = f"http://127.0.0.1:{site.port}"
    ask = ("platform", "try", str(tmp_path / "a.html"), "--platform", "small", "--json", "--url")
    good, bad = mw(tmp_path, *ask, f"{url}/goods/1"), mw(tmp_path, *ask, f"{url}/about")
    assert json.loads(good.stdout)["listings"][0]["price"] == "3.00 CNY"
    assert (good.returncode, bad.returncode) == (0, 1)
    assert not site.seen


@pytest.mark.parametrize(
    "ask", [("try", "/no/such.html"), ("try", "https://x.example/", "--platform", "nope"), ("test", "nope")]
)
def test_what_cannot_be_done_is_said(tmp_path: Path, ask: tuple[str, ...]) -> None:
    """No page and no platform end with status 2 and a sentence, never with a traceback."""
    done = mw(tmp_path, "platform", *ask)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_platform_that_is_import_only_is_not_asked(tmp_path: Path) -> None:
    """Its page is not fetched; the saved page is the way."""
    with served(Site()) as site:
        crawl = prepared(tmp_path, site)
        path = crawl.home / "platforms" / "small.yaml"
        path.write_text(
            path.read_text("utf-8").replace("legal_basis: robots", "legal_basis: import"), "utf-8"
        )
        done = mw(tmp_path, "platform", "try", f"{site.url}/goods/7", "--platform", "small")
    assert done.returncode == 2
    assert "save the page" in done.stderr
    assert not site.seen


def test_a_new_platform_from_saved_pages_passes_its_own_tests(tmp_path: Path) -> None:
    """`new` writes the file and its first cases; `test` reads them; a changed page fails with its field."""
    goods = tmp_path / "g.html"
    goods.write_text(
        "<title>Hat</title><h1>Hat</h1><p class=price>¥ 3.00</p><button>加入购物车</button>", "utf-8"
    )
    done = mw(
        tmp_path, "platform", "new", "https://hat.example/goods/1042", "--page", str(goods), "--key", "hats"
    )
    assert done.returncode == 0, done.stderr
    assert mw(tmp_path, "platform", "test", "hats").stdout == "1 saved pages as expected, 0 not\n"
    page = tmp_path / "platforms" / "pages" / "hats" / "goods" / "page.html"
    page.write_text(page.read_text("utf-8").replace("3.00", "4.00"), "utf-8")
    broken = mw(tmp_path, "platform", "test", "hats")
    assert broken.returncode == 1
    assert "hats/goods: listings[0].price: expected '3.00 CNY', found '4.00 CNY'" in broken.stderr


def _auto(home: Path, site: Site) -> None:
    path = prepared(home, site).home / "platforms" / "small.yaml"
    path.write_text(path.read_text("utf-8") + "render: auto\n", "utf-8")


def test_auto_prefers_http_and_asks_once(tmp_path: Path) -> None:
    """A shop that is there without scripts is read over HTTP; the second sweep does not ask again."""
    with served(Site(goods=3)) as site:
        _auto(tmp_path, site)
        first = mw(tmp_path, "sweep", "small", "--dry-run")
        second = mw(tmp_path, "sweep", "small", "--dry-run")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert json.loads((tmp_path / "probes" / "small.json").read_text("utf-8"))["render"] == "http"
    assert site.seen["/list?page=1"] == 3


@pytest.mark.parametrize(("answer", "kept"), [(html(APP), "browser"), (always(404)(""), "")])
def test_auto_takes_the_browser_only_for_an_empty_page(
    tmp_path: Path, answer: tuple[int, dict[str, str], bytes], kept: str
) -> None:
    """A page without goods or links needs a browser; one that does not come says nothing of it."""
    from config.operator import OperatorSettings  # noqa: PLC0415
    from markwarden.probing import render_of  # noqa: PLC0415
    from spiders.plan import plan_sweep  # noqa: PLC0415
    from spiders.platform import find_platform  # noqa: PLC0415

    with served(Site(special={"/list": lambda _target: answer})) as site:
        _auto(tmp_path, site)
        plan = plan_sweep(find_platform("small", [tmp_path / "platforms"]))
        found = render_of(plan, OperatorSettings(home=tmp_path))
    assert found == (kept or "http")
    assert (tmp_path / "probes" / "small.json").exists() == bool(kept)
