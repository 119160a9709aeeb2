"""The demo's two markets: how each is started, and the platform file it is swept by."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from markwarden.demo.children import Children
from markwarden.demo.goods import MARKET, SHOP
from markwarden.demo.home import CHECKOUT
from markwarden.demo.world import World

SHOP_PYTHON = CHECKOUT / ".shop" / "bin" / "python"
# What ./run setup writes once all of the shop's lock is in: half an installation is none.
SHOP_INSTALLED = CHECKOUT / ".shop" / "installed"
MARKET_FILE = CHECKOUT / "tests" / "market" / "market.yaml"

# The budget is for a shop of our own on loopback; a public site is never asked so often.
SHOP_FILE = """\
key: {key}
extends: oscar
name: {{zh: 港湾集市（演示）, en: Harbour Bazaar (demo)}}
hosts: ["127.0.0.1:{port}"]
start: ["http://127.0.0.1:{port}/catalogue/"]
price: {{unit: major, currency: CNY}}
budget: {{per_second: 500, per_day: 5000000, concurrency: 8}}
expect: {{least: {least}, required: [title, price]}}
allow_private: ["127.0.0.1:{port}"]
"""


def shop_environment(home: Path) -> dict[str, str]:
    """What the shop's own Python needs: nothing of ours."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MARKWARDEN_", "DJANGO_"))}
    return {**kept, "SHOP_HOME": str(home), "PYTHONPATH": str(CHECKOUT / "tools"), "PYTHONWARNINGS": "ignore"}


def seed_shop(children: Children, world: World, home: Path, made: str) -> bool:
    """Fill the shop unless it holds these goods already; whether it had to."""
    stamp = home / "seeded"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == made:
        return False
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    command: list[str | Path] = [SHOP_PYTHON, "-m", "shop.seed", world.goods(SHOP), world.pictures]
    children.must_run("shop-seed", command, env=shop_environment(home), cwd=home)
    stamp.write_text(made, encoding="utf-8")
    return True


def start_shop(children: Children, home: Path, port: int) -> None:
    """The shop, answering on `port`, as many pages at once as a small shop's server gives."""
    command: list[str | Path] = [
        *(
            SHOP_PYTHON,
            "-m",
            "gunicorn",
            "shop.wsgi",
            "--workers",
            "2",
            "--preload",
            "--log-level",
            "warning",
        ),
        *("--bind", f"127.0.0.1:{port}", "--worker-tmp-dir", home, "--no-control-socket"),
    ]
    children.start("shop", command, env=shop_environment(home), cwd=home)
    children.answers("shop", f"http://127.0.0.1:{port}/static/oscar/favicon.ico")


def start_market(children: Children, world: World, port: int) -> None:
    """The browser-only market, answering on `port`."""
    command: list[str | Path] = [
        *(sys.executable, "-m", "tests.market", "--port", str(port)),
        *("--goods", world.goods(MARKET), "--pictures", world.pictures),
    ]
    children.start("market", command, env=dict(os.environ), cwd=CHECKOUT)
    children.answers("market", f"http://127.0.0.1:{port}/")


def write_shop_file(folder: Path, port: int, least: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = SHOP_FILE.format(key=SHOP, port=port, least=least)
    (folder / f"{SHOP}.yaml").write_text(text, encoding="utf-8")


def write_market_file(folder: Path, port: int) -> None:
    """The market's own platform file under the demo's key, with its port."""
    folder.mkdir(parents=True, exist_ok=True)
    text = MARKET_FILE.read_text(encoding="utf-8").replace("PORT", str(port))
    lines = [f"key: {MARKET}" if line.startswith("key:") else line for line in text.splitlines()]
    (folder / f"{MARKET}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
