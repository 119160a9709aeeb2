"""Pages of six kinds drawn from a seed: languages, layouts, class names, structured data or none."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

KINDS: Final = ("product", "list", "category", "article", "block", "login")
_SYLLABLES: Final = ("ka", "lo", "mi", "ren", "tos", "vel", "bra", "dun", "fi", "gar", "hel", "jo")
_HAN: Final = "光明新品户外灯具水杯茶器毛巾运动背包轻便防水加厚家用台灯插座电池玩具"
_WORDS: Final = {
    "en": {
        "buy": "Add to cart",
        "login": "Sign in",
        "password": "Password",
        "sort": "Sort by",
        "next": "Next",
        "sku": "SKU",
        "brand": "Brand",
        "found": "{n} results",
        "by": "By {name}",
        "wall": "Please verify you are a human",
        "denied": "Access denied",
        "home": "Home",
        "related": "You may also like",
        "price": "${p}",
        "delivery": "Free delivery over $50",
        "article": "How to care for your {thing}",
    },
    "de": {
        "buy": "In den Warenkorb",
        "login": "Anmelden",
        "password": "Passwort",
        "sort": "Sortieren nach",
        "next": "Weiter",
        "sku": "Artikelnummer",
        "brand": "Marke",
        "found": "{n} Artikel",
        "by": "Von {name}",
        "wall": "Sicherheitsprüfung: sind Sie ein Mensch? Captcha",
        "denied": "Zugriff verweigert",
        "home": "Startseite",
        "related": "Das könnte Ihnen gefallen",
        "price": "{q} €",
        "delivery": "Kostenloser Versand ab 50 €",
        "article": "So pflegen Sie Ihr {thing}",
    },
    "es": {
        "buy": "Añadir al carrito",
        "login": "Iniciar sesión",
        "password": "Contraseña",
        "sort": "Ordenar por",
        "next": "Siguiente",
        "sku": "Referencia",
        "brand": "Marca",
        "found": "{n} productos",
        "by": "Por {name}",
        "wall": "Captcha: verify you are not a robot",
        "denied": "Acceso denegado",
        "home": "Inicio",
        "related": "También te puede gustar",
        "price": "{q} €",
        "delivery": "Envío gratis desde 50 €",
        "article": "Cómo cuidar su {thing}",
    },
    "zh": {
        "buy": "加入购物车",
        "login": "登录",
        "password": "密码",
        "sort": "综合排序",
        "next": "下一页",
        "sku": "货号",
        "brand": "品牌",
        "found": "共 {n} 件",
        "by": "作者 {name}",
        "wall": "请拖动滑块完成安全验证",
        "denied": "访问受限，请求过于频繁",
        "home": "首页",
        "related": "猜你喜欢",
        "price": "¥{p}",
        "delivery": "满 50 元包邮",
        "article": "{thing}的保养方法",
    },
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page, its address, and the kind it was drawn as."""

    kind: str
    url: str
    html: str


def drawn(seed: int, count: int) -> Iterator[Drawn]:
    """`count` pages, the kinds by turns."""
    draw = random.Random(seed)
    for number in range(count):
        yield _Site(draw).page(KINDS[number % len(KINDS)])


class _Site:
    """One shop's habits: its language, how it names classes, what it says in structured data."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw
        self.tongue = draw.choice(sorted(_WORDS))
        self.words = _WORDS[self.tongue]
        self.name = self._name().title()
        self.style = draw.choice(("plain", "hashed", "bem"))
        self.data = draw.choice(("json-ld", "microdata", "none", "none"))
        self.part = draw.choice(("inner", "box", "wrap"))
        self.row = draw.choice((("ul", "li"), ("div", "div"), ("section", "article"), ("table", "tr")))

    def page(self, kind: str) -> Drawn:
        makers: dict[str, Callable[[], tuple[str, str, str]]] = {
            "product": self._product,
            "list": self._list,
            "category": self._category,
            "article": self._article,
            "block": self._block,
            "login": self._login,
        }
        path, title, body = makers[kind]()
        if kind not in ("block", "login") or self.draw.random() < 0.3:
            body = self._chrome(body)
        host = f"https://{self.name.lower().replace(' ', '-')}.example"
        return Drawn(
            kind, host + path, f"<html><head><title>{title}</title></head><body>{body}</body></html>"
        )

    def _name(self) -> str:
        return "".join(self.draw.choices(_SYLLABLES, k=2))

    def _thing(self) -> str:
        if self.tongue == "zh":
            return "".join(self.draw.choices(_HAN, k=self.draw.randint(4, 10)))
        return " ".join(self._name() for _ in range(self.draw.randint(2, 5))).capitalize()

    def _price(self) -> str:
        amount = self.draw.randint(199, 99_999)
        p = f"{amount // 100:,}.{amount % 100:02d}"
        return self.words["price"].format(p=p, q=p.replace(",", "x").replace(".", ",").replace("x", "."))

    def _class(self, role: str) -> str:
        if self.style == "plain":
            return role
        if self.style == "bem":
            return f"c-{role}__{self.part}"
        return (
            f"{role}_{self.part}"
            if role == "price"
            else f"x{zlib.crc32((self.name + role).encode()) % 10**6:06d}"
        )

    def _running(self, sentences: int) -> str:
        return " ".join(
            (self._thing() + ("，" if self.tongue == "zh" else ", ")) * self.draw.randint(3, 6) + "."
            for _ in range(sentences)
        )

    def _chrome(self, body: str) -> str:
        links = "".join(
            f"<li><a href=/c/{n}>{self._thing()[:12]}</a></li>" for n in range(self.draw.randint(4, 9))
        )
        form = f"<form><input name=u><input type=password><button>{self.words['login']}</button></form>"
        modal = f"<div class=modal hidden>{form}</div>" if self.draw.random() < 0.4 else ""
        captcha = (
            "<script src=https://captcha.example/recaptcha.js></script>" if self.draw.random() < 0.2 else ""
        )
        banner = f"<p>{self.words['delivery']}</p>" if self.draw.random() < 0.5 else ""
        account = f"<a href=/login>{self.words['login']}</a>" if self.draw.random() < 0.6 else ""
        foot = "".join(f"<li><a href=/i/{n}>{self._thing()[:10]}</a></li>" for n in range(8))
        pad = "".join(f"<li>{self._thing()}</li>" for _ in range(self.draw.randint(0, 120)))
        return (
            f"<header>{account}<nav><ul>{links}</ul></nav>{banner}</header>{body}{modal}{captcha}"
            f"<footer><ul>{foot}{pad}</ul><p>© {self.name}</p></footer>"
        )

    def _card(self, number: int, *, priced: bool, picture: bool = True) -> str:
        name, tag = self._thing(), self.row[1]
        image = f"<img src=/i/{number}.jpg alt='{name}'>" if picture else ""
        price = f"<span class={self._class('price')}>{self._price()}</span>" if priced else ""
        old = f"<del>{self._price()}</del>" if priced and self.draw.random() < 0.3 else ""
        buy = f"<button>{self.words['buy']}</button>" if priced and self.draw.random() < 0.3 else ""
        inner = f"<a href=/p/{number}>{image}<h3>{name}</h3></a>{price}{old}{buy}"
        inner = f"<td>{inner}</td>" if tag == "tr" else inner
        return f"<{tag} class={self._class('item')}>{inner}</{tag}>"

    def _row(self, count: int, *, priced: bool, picture: bool = True) -> str:
        cards = "".join(
            self._card(self.draw.randint(1000, 99_999), priced=priced, picture=picture) for _ in range(count)
        )
        return f"<{self.row[0]} class={self._class('grid')}>{cards}</{self.row[0]}>"

    def _product(self) -> tuple[str, str, str]:
        name, price, sku = (
            self._thing(),
            self._price(),
            f"{self._name()[:2].upper()}-{self.draw.randint(100, 9999)}",
        )
        number = price.strip("$¥ €").replace(",", "") if "€" not in price else "19.90"
        head = f"<h1>{name}</h1>"
        if self.data == "json-ld":
            offer = {"@type": "Offer", "price": number, "priceCurrency": "EUR"}
            node = {
                "@context": "https://schema.org",
                "@type": "Product",
                "name": name,
                "sku": sku,
                "offers": offer,
            }
            head += f"<script type=application/ld+json>{json.dumps(node)}</script>"
        rows = ((self.words["sku"], sku), (self.words["brand"], self.name))
        told = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows)
        details = f"<dl>{told}</dl>" if self.draw.random() < 0.6 else ""
        described = f"<div class={self._class('text')}><p>{self._running(self.draw.randint(1, 12))}</p></div>"
        others = f"<h2>{self.words['related']}</h2>{self._row(self.draw.randint(3, 8), priced=True)}"
        related = f"<div class={self._class('related')}>{others}</div>" if self.draw.random() < 0.6 else ""
        priced = f"<div class={self._class('price')}>{price}</div>"
        inner = f"<img src=/1.jpg>{head}{priced}<button>{self.words['buy']}</button>{details}"
        main = f"<div class={self._class('main')}>{inner}</div>"
        if self.data == "microdata":
            named = f"<span itemprop=name>{name}</span>{main}"
            main = f"<div itemscope itemtype=https://schema.org/Product>{named}</div>"
        return f"/p/{self.draw.randint(1000, 99_999)}", f"{name} | {self.name}", main + described + related

    def _list(self) -> tuple[str, str, str]:
        what, count = self._thing(), self.draw.randint(4, 40)
        tools = (
            f"<div>{self.words['sort']}</div><div>{self.words['found'].format(n=count)}</div>"
            if self.draw.random() < 0.7
            else ""
        )
        pages = f"<a href=?page=2>{self.words['next']}</a>" if self.draw.random() < 0.7 else ""
        about = f"<p>{self._running(4)}</p>" if self.draw.random() < 0.3 else ""
        return (
            f"/s?q={self._name()}",
            f"{what} - {self.name}",
            f"<h1>{what}</h1>{tools}{self._row(count, priced=True)}{pages}{about}",
        )

    def _category(self) -> tuple[str, str, str]:
        what = self._thing()
        tiles = self._row(self.draw.randint(4, 14), priced=False, picture=self.draw.random() < 0.7)
        about = f"<p>{self._running(2)}</p>" if self.draw.random() < 0.4 else ""
        return f"/c/{self._name()}", f"{what} | {self.name}", f"<h1>{what}</h1>{tiles}{about}"

    def _article(self) -> tuple[str, str, str]:
        title = self.words["article"].format(thing=self._thing())
        day = f"<time datetime=2026-03-0{self.draw.randint(1, 9)}>x</time>"
        by = f"<p>{self.words['by'].format(name=self.name)}, {day}</p>"
        parts = "".join(
            f"<p>{self._running(self.draw.randint(3, 8))}</p>" for _ in range(self.draw.randint(4, 10))
        )
        costs = f"<p>{self._thing()} {self._price()}.</p>" if self.draw.random() < 0.4 else ""
        more = self._row(self.draw.randint(3, 5), priced=False) if self.draw.random() < 0.4 else ""
        tag = self.draw.choice(("article", "div", "main"))
        byline = by if self.draw.random() < 0.7 else ""
        body = f"<{tag}><h1>{title}</h1>{byline}{parts}{costs}</{tag}><aside>{more}</aside>"
        return f"/blog/{self._name()}", f"{title} | {self.name}", body

    def _block(self) -> tuple[str, str, str]:
        words = self.draw.choice((self.words["wall"], self.words["denied"]))
        part = self.draw.choice((
            "<div id=nocaptcha></div>", "<div class=g-recaptcha></div>", "<div class=geetest_holder></div>",
            "<form id=challenge-form action=/cdn-cgi/challenge-platform/x></form>", "",
        ))  # fmt: skip
        title = self.draw.choice((words, self.name, "403 Forbidden"))
        return f"/p/{self.draw.randint(1, 999)}", title, f"<h2>{words}</h2><p>{self._thing()}</p>{part}"

    def _login(self) -> tuple[str, str, str]:
        words = self.words
        code = "<img class=captcha src=/code.png>" if self.draw.random() < 0.3 else ""
        entry = f"<input name=user><input type=password placeholder={words['password']}>{code}"
        form = f"<form>{entry}<button>{words['login']}</button></form>"
        head = f"<h1>{words['login']}</h1>" if self.draw.random() < 0.7 else ""
        return (
            "/login?next=/p/1",
            self.draw.choice((words["login"], f"{self.name} {words['login']}", self.name)),
            head + form,
        )
