"""The kind of a page, with the evidence: goods, a list of goods, a category, an article, a wall, a login."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from parsel import Selector

from spiders.generic import signs
from spiders.generic.heading import Heading
from spiders.generic.outline import Outline, Text
from spiders.generic.prices import BUY_WORDS, WRONG_WORDS, Candidate, near_signs
from spiders.structured import kinds_of

KINDS: Final = ("product", "list", "category", "article", "block", "login")
# Below this no kind is claimed: one weak sign is none.
LEAST: Final = 1.5
# A page with more texts than this outside menus and footers is no wall and no login page, whatever it says.
MOST_WALL_TEXTS: Final = 120
LEAST_CARDS: Final = 3
# From this score on an amount has its currency and is called or placed like a price.
SURE_PRICE: Final = 3.5
LEAST_TILES: Final = 4
# Letters beside an amount that stands for itself ("EUR", "Price:"); a Chinese character counts as two.
MOST_LETTERS_BESIDE: Final = 6
MOST_LINKS: Final = 1500
LONG_PARAGRAPH: Final = 80

_LETTER: Final = re.compile(r"[^\W\d_]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_VARIANT: Final = re.compile(r"(?:__|--|[-_]?(?:odd|even|first|last|\d+)$).*")
_LOGIN_WORDS: Final = re.compile(
    r"(?i)\b(?:log ?in|sign ?in|anmelden|einloggen|connexion|se connecter|iniciar sesi[oó]n|"
    r"accedi|inloggen|logga in|log ind|"
    r"zaloguj|přihlášení|prihlásenie|вход|войти|entrar|giriş)\b|登录|登錄|登入|ログイン|로그인|"
    r"扫码登录|密码登录"
)
_WALL_WORDS: Final = re.compile(
    r"(?i)captcha|are you (?:a )?(?:human|robot)|verify (?:that )?you|human verification|"
    r"access (?:denied|to this page has been denied)|"
    r"unusual traffic|just a moment|attention required|request blocked|forbidden|"
    r"too many requests|security check|pardon our interruption|"
    r"bot (?:check|detection)|blocked|sicherheitsprüfung|zugriff verweigert|accès refusé|"
    r"acceso denegado|доступ (?:ограничен|запрещ)|"
    r"滑块|验证码|安全验证|人机验证|访问受限|访问被拒绝|请求过于频繁|拖动|異常なアクセス|"
    r"アクセスが制限|punish|비정상적인"
)
_WALL_PARTS: Final = re.compile(
    r"(?i)captcha|geetest|nocaptcha|cf-challenge|challenge-form|challenge-platform|px-captcha|"
    r"baxia|datadome|nc_1_wrapper|turnstile"
)
_SORT_WORDS: Final = re.compile(
    r"(?i)^(?:sort(?:ed)? by|sort|filters?|filter by|refine|sortieren(?: nach)?|trier(?: par)?|"
    r"ordenar(?: por)?|ordina(?: per)?|"
    r"综合|销量|综合排序|价格排序|筛选|按价格|並べ替え|정렬|сортировка|řadit)\b|"
    r"^\d[\d.,\s]* (?:results|items|products|artikel|produkte|"
    r"articles|résultats|productos|resultados|prodotti|товаров)\b|共\s?\d+\s?(?:件|个|条)"
)  # fmt: skip
_PAGES: Final = re.compile(
    r"(?i)^(?:next(?: page)?|previous|older|load more|show more|weiter|nächste(?: seite)?|suivant|"
    r"siguiente|successiv[ao]|próxim[ao]|"
    r"下一页|下一頁|次へ|다음|далее|další|»|›)\W*$"
)
_BY_WORDS: Final = re.compile(
    r"(?i)^(?:by|von|par|por|di|作者|文/|記者|автор|posted|published|updated|veröffentlicht|"
    r"publié|publicado|发布时间|发表于)\b|"
    r"\b\d{1,2} min(?:utes?)? read\b|^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}"
)


class Page(Protocol):
    """What of a page is judged."""

    @property
    def page(self) -> Selector: ...
    @property
    def url(self) -> str: ...
    @property
    def outline(self) -> Outline: ...
    @property
    def heading(self) -> Heading: ...
    @property
    def structured(self) -> Mapping[str, Mapping[str, Any]]: ...
    @property
    def candidates(self) -> Sequence[Candidate]: ...
    @property
    def printed(self) -> str: ...
    @property
    def labelled_brand(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class PageType:
    """A page's kind ("" where nothing says enough), how much speaks for each, and what that is."""

    kind: str
    scores: dict[str, float]
    evidence: tuple[str, ...]


class _Tally:
    """Points for each kind, with the reason for every point."""

    def __init__(self) -> None:
        self.points: dict[str, float] = dict.fromkeys(KINDS, 0.0)
        self.reasons: dict[str, list[str]] = {kind: [] for kind in KINDS}

    def add(self, kind: str, points: float, reason: str) -> None:
        if points:
            self.points[kind] += points
            self.reasons[kind].append(f"{reason} ({points:+.1f})")


def page_type(product: Page) -> PageType:
    """The kind of a page; its evidence is what spoke for the winner."""
    tally = _Tally()
    groups = Groups(product)
    cards = groups.cards()
    _walls(product, tally)
    _from_data(product, tally)
    _from_goods(product, tally, groups, cards)
    _from_text(product, tally, groups, cards)
    kind = max(KINDS, key=lambda one: tally.points[one])
    if tally.points[kind] < LEAST:
        kind = ""
    return PageType(kind, tally.points, tuple(tally.reasons.get(kind, ())))


def _walls(product: Page, tally: _Tally) -> None:
    outline = product.outline
    small = len(outline.texts) <= 5 * MOST_WALL_TEXTS and (
        sum(not _aside(text, product) for text in outline.texts) <= MOST_WALL_TEXTS
    )
    heads = product.page.xpath("//h1 | //h2 | //h3 | //legend | //button").xpath("string(.)").getall()[:12]
    head = f"{product.page.xpath('string(//title)').get()} {' '.join(heads)}"[:1000]
    said = f"{head} {' '.join(text.text for text in outline.texts[:12])}"[:2000]
    fields = [field.root for field in product.page.xpath("//input[@type='password']")[:5]]
    password = any(not outline.signs_above(field, frozenset()) & signs.HIDDEN for field in fields)
    tally.add("login", 3.0 * (password and small) + 0.3 * (password and not small), "a field for a password")
    tally.add("login", 2.0 * bool(small and _LOGIN_WORDS.search(head)), "words of a login")
    if small:
        tally.add("block", 3.0 * bool(_WALL_WORDS.search(said)), "words of a refusal")
        parts = product.page.xpath(
            "//@id | //@class | //iframe/@src | //script/@src | //form/@action"
        ).getall()[:2000]
        wall = any(_WALL_PARTS.search(part) for part in parts)
        tally.add("block", 1.5 * wall * (not password), "parts of a captcha")
        links = len(product.page.xpath("//a[@href]"))
        tally.add("block", 0.5 * (links < 5 and tally.points["block"] > 0), "hardly any link")


def _from_data(product: Page, tally: _Tally) -> None:
    kinds = kinds_of(product.page)
    said = product.outline.meta.get("og:type", "").lower()
    goods = kinds["product"]
    if product.structured and goods <= 2:
        tally.add("product", 3.0, "structured data of one product")
    tally.add(
        "product", 2.5 * bool(product.structured and goods > 2), "structured data of the goods in the heading"
    )
    tally.add("list", 2.5 * (goods > 2 and not product.structured), "structured data of several products")
    tally.add("product", 2.0 * said.startswith(("product", "og:product")), "og:type product")
    # Shops on the software of blogs say this of goods too.
    tally.add("article", 1.5 * ("article" in said), "og:type article")
    tally.add("article", 3.0 * bool(kinds["article"]), "structured data of an article")
    tally.add("list", 1.5 * bool(kinds["list"] and goods), "structured data of a list")
    tally.add("category", 1.0 * bool(kinds["list"] and not goods), "structured data of a collection")


def _from_goods(product: Page, tally: _Tally, groups: Groups, cards: int) -> None:
    heading = product.heading
    main = next(
        (
            one
            for one in product.candidates
            if one.score > 1.5 and _alone(one, heading) and groups.card_of(one.element) is None
        ),
        None,
    )
    buys = [text for text in product.outline.texts if len(text.text) < 40 and BUY_WORDS.match(text.text)]
    own = [text for text in buys if groups.card_of(text.element) is None and not _aside(text, product)]
    if main is not None and heading.element is not None and abs(main.at - heading.at) < 120:
        tally.add("product", 3.5 if main.score > SURE_PRICE else 2.0, "a price of its own near the heading")
    tally.add("product", 1.5 * (0 < len(own) <= 3), "one place to buy")
    number = product.printed
    tally.add("product", 1.0 * bool(number), "an article number")
    tally.add("product", 1.5 * bool(number and number in product.url), "which is in the address too")
    tally.add("product", 0.7 * product.labelled_brand, "a labelled brand")
    if cards >= LEAST_CARDS:
        tally.add("list", min(3.5, 1.0 + cards / 3), f"{cards} goods with prices alike")
    elif not product.candidates:
        for kind in ("article", "category"):
            tally.add(kind, 0.5, "no price")


def _from_text(product: Page, tally: _Tally, groups: Groups, cards: int) -> None:
    outline = product.outline
    texts = outline.texts
    sizes = [
        _size(text.text)
        for text in texts
        if len(text.text) >= LONG_PARAGRAPH / 2 and not _aside(text, product)
    ]
    long = sum(size for size in sizes if size >= LONG_PARAGRAPH)
    paragraphs = sum(size >= LONG_PARAGRAPH for size in sizes)
    told = (1.0 if long >= 600 else 0.0) + min(2.0, long / 1500)
    # Goods are described at length: beside signs of goods running text says little.
    tally.add(
        "article", told * (0.4 if tally.points["product"] >= 2 else 1.0), f"{long} characters of running text"
    )
    by = any(len(text.text) < 80 and _BY_WORDS.search(text.text) for text in texts[:200])
    dated = bool(product.page.xpath("//time[@datetime] | //*[@itemprop='datePublished']"))
    tally.add("article", 1.0 * (paragraphs >= 2 and (by or dated)), "an author or a day")
    tally.add(
        "list",
        1.0 * any(len(t.text) < 40 and _SORT_WORDS.search(t.text) for t in texts),
        "sorting or a count",
    )
    turns = bool(product.page.xpath("//a[@rel='next'] | //link[@rel='next']")) or any(
        len(text.text) < 16 and _PAGES.match(text.text) for text in texts
    )
    tally.add("list", 1.0 * turns * (cards > 0), "further pages")
    tiles = groups.tiles() if cards < LEAST_CARDS and tally.points["product"] < SURE_PRICE else 0
    if tiles >= LEAST_TILES:
        tally.add("category", min(3.0, 1.5 + tiles / 8), f"{tiles} links alike, without prices")
        tally.add("category", 0.7 * (long < 600), "hardly any running text")


def _size(text: str) -> int:
    """How much a text says, in Latin letters: a Chinese character says as much as two or three."""
    return len(text) + 3 * len(_HAN.findall(text)) // 2


def _alone(one: Candidate, heading: Heading) -> bool:
    """Whether an amount is shown as a price and not told in a sentence."""
    words = len(_LETTER.findall(one.text)) + len(_HAN.findall(one.text))
    if WRONG_WORDS.search(one.text):
        return False
    return words <= MOST_LETTERS_BESIDE or bool(near_signs(one.element, heading) & signs.PRICE)


def _aside(text: Text, product: Page) -> bool:
    above = product.outline.signs_above(text.element, product.heading.around)
    return bool(above & (signs.ASIDE | signs.REVIEW))


def _shows(link: Any) -> bool:
    picture = link.find(".//img") is not None or link.find(".//h3") is not None
    return picture or 0 < len("".join(link.itertext()).strip()) <= 40


class Groups:
    """Parts of a page that look alike and stand side by side."""

    def __init__(self, product: Page) -> None:
        self._product = product
        self._around = product.heading.around
        self._looks: dict[Any, Counter[tuple[str, str]]] = {}

    def card_of(self, element: Any) -> tuple[Any, tuple[str, str]] | None:
        """The card an element stands in: the nearest part with a link that has others alike beside it."""
        for _level in range(6):
            if element is None or element in self._around or element.tag in ("body", "main", "form"):
                return None
            parent = element.getparent()
            if parent is None:
                return None
            linked = element.tag == "a" or element.find(".//a[@href]") is not None
            if linked and self._alike(parent, element) >= LEAST_CARDS:
                return parent, _look(element)
            element = parent
        return None

    def cards(self) -> int:
        """The goods with prices in the largest group that is not beside something else."""
        looks: Counter[tuple[str, str]] = Counter()
        for one in self._product.candidates:
            above = self._product.outline.signs_above(one.element, self._around)
            card = None if above & (signs.ASIDE | signs.REVIEW | signs.STRUCK) else self.card_of(one.element)
            if card is not None:
                looks[card[1]] += 1
        return max(looks.values(), default=0)

    def tiles(self) -> int:
        """The links of the largest group that show a picture or a short name, menus left out."""
        looks: Counter[tuple[Any, tuple[str, str]]] = Counter()
        for link in self._product.page.xpath("//body//a[@href]")[:MOST_LINKS]:
            above = self._product.outline.signs_above(link.root, self._around)
            if not above & (signs.ASIDE | signs.REVIEW):
                group = self._row_of(link.root)
                if group is not None:
                    looks[group] += _shows(link.root)
        return max(looks.values(), default=0)

    def _row_of(self, element: Any) -> tuple[Any, tuple[str, str]] | None:
        for _level in range(3):
            parent = element.getparent()
            if parent is None or parent.tag == "body":
                return None
            if self._alike(parent, element) >= LEAST_TILES:
                return parent, _look(element)
            element = parent
        return None

    def _alike(self, parent: Any, element: Any) -> int:
        if parent not in self._looks:
            self._looks[parent] = Counter(_look(child) for child in parent if isinstance(child.tag, str))
        return self._looks[parent][_look(element)]


def _look(element: Any) -> tuple[str, str]:
    """Tag and first class word, without what tells one of several alike from the others."""
    return (element.tag, _VARIANT.sub("", min(element.get("class", "").split(), default="")))
