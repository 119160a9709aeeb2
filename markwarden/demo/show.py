"""The demo from the first step to the last: two markets, one register, sweeps, the index, the desk."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console

from config.operator import OperatorSettings
from domain.errors import HouseError
from markwarden.demo import markets, outcome
from markwarden.demo.captures import CAPTURES
from markwarden.demo.children import Children
from markwarden.demo.goods import MARKET, MARKET_GOODS, SHOP, SHOP_GOODS
from markwarden.demo.home import CHECKOUT
from markwarden.demo.people import links
from markwarden.demo.ports import kept_ports
from markwarden.demo.steps import Steps
from markwarden.demo.truth import Planted, read_truth
from markwarden.demo.world import World, make_world
from spiders.chromium import HOW_TO_GET_IT, found_chromium
from store.drain import drain_until_settled, owed
from store.indexes import open_index
from store.models import Hit

STEPS = 9
DRAIN_WITHIN_S = 120.0
# Columns of the tables where there is no terminal to ask.
WIDE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is asked of the demo; `without` holds `browser` or `shop`."""

    port: int = 0
    without: frozenset[str] = frozenset()
    stay: bool = False
    shop_goods: int = SHOP_GOODS
    market_goods: int = MARKET_GOODS


@dataclass(slots=True)
class Account:
    """What was swept, and what kept the demo from being whole."""

    swept: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Show:
    """One demo in one home; its servers end with the block of its `Children`."""

    def __init__(self, settings: OperatorSettings, wishes: Wishes, children: Children, out: TextIO) -> None:
        self._settings, self._wishes, self._children, self._out = settings, wishes, children, out
        self._steps = Steps(STEPS, out)
        self._console = Console(file=out, width=None if out.isatty() else WIDE)
        self._account = Account()
        self._ports = kept_ports(settings.home / "ports.json", ("shop", "market", "desk"))
        if wishes.port:
            self._ports["desk"] = wishes.port

    def run(self) -> Account:
        """Every step in order; what could not be had is named and left out."""
        world = self._make_world()
        shop, market = self._open_shop(world), self._open_market(world)
        self._register(world)
        self._open_desk()
        self._sweep(SHOP, _("sweep of the shop"), shop)
        self._sweep(MARKET, _("sweep of the market"), market)
        self._import(world)
        self._drain()
        self._tell(read_truth(world.truth))
        return self._account

    @property
    def desk_url(self) -> str:
        return f"http://127.0.0.1:{self._ports['desk']}"

    def _make_world(self) -> World:
        with self._steps.step(_("goods, pictures and register")):
            now = datetime.now(ZoneInfo(self._settings.time_zone))
            sizes = {"shop_goods": self._wishes.shop_goods, "market_goods": self._wishes.market_goods}
            world, made = make_world(self._settings.home / "world", now, **sizes)
            if not made:
                self._steps.note(_("as before"))
        return world

    def _open_shop(self, world: World) -> bool:
        name = _("shop (django-oscar)")
        if not self._wanted("shop", name, markets.SHOP_INSTALLED.exists(), _("./run setup installs it")):
            return False
        home, port = self._settings.home / "shop", self._ports["shop"]
        with self._steps.step(name):
            seeded = markets.seed_shop(self._children, world, home, world.version)
            markets.start_shop(self._children, home, port)
            markets.write_shop_file(
                self._settings.home / "platforms", port, self._wishes.shop_goods * 9 // 10
            )
            words = (
                _("%(goods)d goods, http://127.0.0.1:%(port)d/")
                if seeded
                else _("as before, http://127.0.0.1:%(port)d/")
            )
            self._steps.note(words % {"goods": self._wishes.shop_goods, "port": port})
        return True

    def _open_market(self, world: World) -> bool:
        name = _("browser-only market")
        if not self._wanted("browser", name, found_chromium() is not None, HOW_TO_GET_IT):
            return False
        with self._steps.step(name):
            port = self._ports["market"]
            markets.start_market(self._children, world, port)
            markets.write_market_file(self._settings.home / "platforms", port)
            words = _("%(goods)d goods, http://127.0.0.1:%(port)d/")
            self._steps.note(words % {"goods": self._wishes.market_goods, "port": port})
        return True

    def _wanted(self, part: str, name: str, there: bool, how: str) -> bool:
        """Whether a part takes place; one that is missing without being left out by wish is a problem."""
        if part in self._wishes.without:
            self._steps.left_out(name, _("as asked"))
        elif not there:
            self._steps.left_out(name, how)
            self._account.problems.append(f"{name}: {how}")
        return there and part not in self._wishes.without

    def _register(self, world: World) -> None:
        with self._steps.step(_("rights from the workbook")):
            self._markwarden("rights-import", "rights", "import", str(world.workbook))

    def _open_desk(self) -> None:
        with self._steps.step(_("desk")):
            port = self._ports["desk"]
            command = [sys.executable, "-m", "markwarden", "serve", "--port", str(port)]
            self._children.start("desk", command, env=dict(os.environ), cwd=CHECKOUT)
            self._children.answers("desk", f"{self.desk_url}/login/")
            self._steps.note(self.desk_url)
        if self._wishes.stay and Hit.objects.exists():
            # A second start: what was found before need not wait for the next sweep.
            open_doors(self.desk_url, self._out)

    def _sweep(self, platform: str, name: str, opened: bool) -> None:
        if not opened:
            self._steps.left_out(name, _("its market is not open"))
            return
        command = [sys.executable, "-m", "markwarden", "sweep", platform]
        try:
            with self._steps.step(name, speaks=True):
                status = self._children.run(platform, command, env=dict(os.environ), cwd=CHECKOUT, shown=True)
                self._account.swept.append(platform)
                if status:
                    raise HouseError(
                        _("%(name)s ended with status %(status)d") % {"name": name, "status": status}
                    )
        except HouseError as error:
            self._account.problems.append(str(error))

    def _import(self, world: World) -> None:
        with self._steps.step(_("imported captures")):
            said = self._markwarden("captures-import", "listings", "import", str(world.captures))
            self._account.swept.append(CAPTURES)
            self._steps.note(said.strip().splitlines()[0] if said.strip() else "")

    def _markwarden(self, name: str, *arguments: str) -> str:
        command = [sys.executable, "-m", "markwarden", *arguments]
        return self._children.must_run(name, command, env=dict(os.environ), cwd=CHECKOUT)

    def _drain(self) -> None:
        with self._steps.step(_("index")):
            index = open_index(self._settings)
            drained = drain_until_settled(index, deadline_s=DRAIN_WITHIN_S, now=timezone.now)
            if drained.owed.rows:
                words = _("the index is still owed %(rows)d hits: %(why)s")
                self._account.problems.append(words % {"rows": owed().rows, "why": drained.unavailable})
            health = index.health()
            self._steps.note(_("%(kind)s, %(hits)d hits") % {"kind": health.kind, "hits": health.documents})

    def _tell(self, truth: tuple[Planted, ...]) -> None:
        swept = tuple(planted for planted in truth if planted.key.platform in self._account.swept)
        outcome.print_top_hits(self._console, self._account.swept)
        outcome.print_scores(self._console, swept)
        missing = outcome.print_coverage(self._console, swept)
        if missing:
            self._account.problems.append(_("%(missing)d listings are missing") % {"missing": missing})


def perform(
    settings: OperatorSettings, wishes: Wishes, out: TextIO, stay: Callable[[], object]
) -> tuple[str, ...]:
    """The whole demo; if it is to stay, the desk is open until `stay` returns. Gives what went wrong."""
    with Children(settings.home / "logs") as children:
        show = Show(settings, wishes, children, out)
        account = show.run()
        for problem in account.problems:
            out.write(_("not whole: %(problem)s") % {"problem": problem} + "\n")
        if wishes.stay:
            open_doors(show.desk_url, out)
            stay()
    return tuple(account.problems)


def open_doors(url: str, out: TextIO) -> None:
    """Say where the desk is, with fresh login links."""
    officer, holder = links(url)
    for line in (
        "",
        _("The desk is open. Each link logs in once, within 15 minutes:"),
        "  " + _("enforcement officer: %(link)s") % {"link": officer},
        "  " + _("rights holder Veltora: %(link)s") % {"link": holder},
        _("Ctrl-C ends the demo; what it found is kept for the next start."),
    ):
        out.write(line + "\n")
    out.flush()
