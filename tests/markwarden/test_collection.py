"""`markwarden collection`: orders and alerts as a person gives and sees them, each in its own process."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.markwarden.test_sweep import TRUTH, mw, rows, tables, tmp_path
from tests.spiders.crawling import PLATFORM, prepared
from tests.spiders.site import Site, always, html, served

__all__ = ["tables", "tmp_path"]
pytestmark = pytest.mark.slow
BY = ("--by", "ann", "--reason", "court order 7")


def test_nothing_is_asked_while_a_stop_stands(tmp_path: Path) -> None:
    """A sweep of a stopped platform is refused by the name of who stopped it; lifted, it runs."""
    with served(Site(goods=3)) as site:
        prepared(tmp_path, site)
        assert "Stopped: all" in mw(tmp_path, "collection", "stop", "all", *BY).stdout
        refused = mw(tmp_path, "sweep", "small")
        assert (refused.returncode, dict(site.seen)) == (2, {})
        assert "small: stopped by ann: court order 7" in refused.stderr
        assert "all  ann: court order 7" in mw(tmp_path, "collection", "orders").stdout
        assert "1 orders lifted" in mw(tmp_path, "collection", "go", "all", *BY).stdout
        assert mw(tmp_path, "sweep", "small").returncode == 0
    assert rows(tmp_path, "select count(*) from store_sweep") == [(1,)]
    actions = rows(tmp_path, "select actor, action from store_auditline order by id limit 2")
    assert actions == [("ann", "collection.stop"), ("ann", "collection.stop.lifted")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("stop", "smal", *BY), "no platform file for 'smal'"),
        (("stop", "small", "--by", "ann", "--reason", "  "), "a person and a reason"),
        (("despite-robots", "small", *BY), "legal_basis"),
        (("alerts", "--close", "1"), "--by"),
    ],
)
def test_a_bad_order_is_refused_and_nothing_kept(
    tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    """A slip in the name, no reason, no leave to set robots.txt aside: told, and nothing is changed."""
    with served(Site()) as site:
        prepared(tmp_path, site)
    result = mw(tmp_path, "collection", *arguments)
    assert result.returncode == 2, result.stdout
    assert said in result.stderr
    assert rows(tmp_path, "select count(*) from store_directive") == [(0,)]


def test_a_sweep_says_what_it_did_not_look_at_and_alerts(tmp_path: Path) -> None:
    """Robots, errors and broken pages: printed, kept with the sweep, alerted, and made into a test."""
    rules = b"User-agent: *\nDisallow: /goods/1$\n"
    with served(Site(goods=40, robots=(200, {}, rules))) as site:
        site.special |= {f"/goods/{n}": lambda _target: html("<h1>no price</h1>") for n in range(2, 16)}
        site.special["/goods/40"] = always(404)
        prepared(tmp_path, site)
        result = mw(tmp_path, "sweep", "small")
    assert "robots.txt forbids them or could not be had: 1" in result.stdout, result.stdout + result.stderr
    assert "errors: 1" in result.stdout
    ((coverage,),) = rows(tmp_path, "select coverage from store_sweep")
    assert json.loads(str(coverage))["not_looked_at"] == {"errors": 1, "robots": 1}
    shown = mw(tmp_path, "collection", "alerts").stdout
    assert "small  drift  flaws" in shown
    made = mw(tmp_path, "platform", "fixture", "small")
    assert "14 pages became tests" in made.stdout, made.stderr
    case = tmp_path / "platforms" / "pages" / "small" / "small-1-page-1"
    assert json.loads((case / "expected.json").read_text("utf-8"))["flaws"] == []
    assert (case / "page.html").read_text("utf-8") == "<h1>no price</h1>"
    assert "0 pages became tests" in mw(tmp_path, "platform", "fixture", "small").stdout


def test_a_blocked_platform_is_alerted_and_waits_for_a_person(tmp_path: Path) -> None:
    """The alert says by what sign; letting it go on is a person's order."""
    with served(Site(goods=12)) as site:
        site.special |= {f"/goods/{n}": always(403) for n in range(1, 13)}
        prepared(tmp_path, site, text=PLATFORM.replace("concurrency: 8", "concurrency: 2"))
        assert mw(tmp_path, "sweep", "small").returncode == 3
        assert sum(n for path, n in site.seen.items() if path.startswith("/goods")) <= 4
    assert "small  blocked  refused" in mw(tmp_path, "collection", "alerts").stdout
    mw(tmp_path, "collection", "go", "small", *BY)
    assert rows(tmp_path, "select blocked_sign from store_platform") == [("",)]
    assert (tmp_path / TRUTH).exists()
    closed = mw(tmp_path, "collection", "alerts", "--close", "1", "--by", "ann").stdout
    assert "refused" not in closed
