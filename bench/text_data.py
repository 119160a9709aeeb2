"""Write the generated part of the labelled listings: `python -m bench.text_data [SEED]`.

Marks, goods and wordings are data in `bench/data/text/`, each belonging to one of three parts (fit,
tune, test): a listing joins only marks and wordings of its own part. Beside `listings.jsonl` the titles
of honest listings are written to `titles.txt`, the background corpus from which the commonness of
words is counted (fit part only).
"""

from __future__ import annotations

import json
import random
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pypinyin import lazy_pinyin

from bench import text_disguise as disguise
from bench.text_innocent import (
    glued_to_longer,
    near_words,
    other_names,
    running_on,
    same_sound,
    sounding_on,
    torn,
)

HERE: Final = Path(__file__).parent / "data" / "text"
PARTS: Final = ("fit", "tune", "test")
# Listings of one family in a part; hard negatives are to be at least two in five of all.
EACH: Final = {"fit": 40, "tune": 15, "test": 27}
HARD: Final = {"fit": 120, "tune": 42, "test": 80}
# Share of titles whose goods are no part or accessory.
PROPER: Final = 0.8
# Share of listings with a description, and of those that say the title again.
DESCRIBED: Final = 0.3
# Length at which one and two edits are within what a reader still takes for the mark.
ONE_EDIT: Final = 5

HARDEST: Final = frozenset(("homophone", "shape_similar", "decomposition", "zh_omit", "zh_insert"))
LETTER_FOR_LETTER: Final = frozenset(
    ("homoglyph", "unicode_style", "zero_width", "punct_latin", "spacing_latin", "punct_zh", "emoji_split")
)

Row = dict[str, Any]
Phrases = Mapping[str, Mapping[str, Sequence[str]]]


def marks() -> list[Row]:
    """The marks, as written in `marks.jsonl`."""
    return [json.loads(line) for line in (HERE / "marks.jsonl").read_text(encoding="utf-8").splitlines()]


class Part:
    """One part of the set: its marks, its wordings, its own chance."""

    def __init__(self, name: str, seed: int) -> None:
        self.name, self.chance = name, random.Random(f"{seed} {name}")
        self.goods: Mapping[str, Row] = _toml("goods.toml")
        self._phrases: Phrases = _toml("phrasings.toml")
        self.marks = [mark for mark in marks() if mark["part"] == name]
        self.brands = [m for m in self.marks if not m["ordinary_word"]]
        self.latin = [m for m in self.brands if m["lang"] == "latin"]
        self.zh = [m for m in self.brands if m["lang"] == "zh"]
        self.ordinary = [m for m in self.marks if m["ordinary_word"]]

    def phrase(self, group: str) -> str:
        return self.chance.choice(self._phrases[group][self.name])

    def titled(self, group: str, x: str, mark: Row) -> str:
        """A wording of `group` ("plain", …) in a language that suits the mark, filled in."""
        lang = self._lang(mark) if f"{group}_zh" in self._phrases else ""
        return self.fill(self.phrase(f"{group}_{lang}" if lang else group), x, mark, lang)

    def _lang(self, mark: Row) -> str:
        # Mixed titles are the norm: a Latin mark in a Chinese title is as usual as in an English one.
        if mark["lang"] == "zh":
            return "zh" if self.chance.random() < 0.85 else "en"
        return self.chance.choice(("zh", "en"))

    def fill(self, wording: str, x: str, mark: Row, lang: str) -> str:
        goods, names = self.goods[mark["sector"]], self._phrases["other_names"][self.name]
        kind = "en" if lang == "en" else "zh"
        return wording.format(
            x=x,
            # Marks are put on parts and accessories too: those words alone clear nobody.
            g=self.chance.choice(goods[kind] if self.chance.random() < PROPER else goods[f"parts_{kind}"]),
            a=self.chance.choice(goods[f"parts_{kind}"]),
            y=self.chance.choice(names),
        )

    def listing(self, family: str, title: str, mark: Row, *, label: bool, **rest: Any) -> Row:
        goods = self.goods[mark["sector"]]
        row = {
            "title": title,
            "brand": self.chance.choice(("", "", "", "generic", "none", "自主品牌")),
            "seller": self.phrase("sellers"),
            "category": goods["category"],
            "nice_class": goods["classes"],
            "label_marks": [mark["id"]] if label else [],
            "family": family,
            "part": self.name,
            "about": mark["id"],
        }
        # One listing in five comes from a platform that names no class.
        if self.chance.random() < 0.2 and not mark["ordinary_word"]:
            row["nice_class"] = []
        return row | self._described(title) | rest

    def _described(self, title: str) -> Row:
        """Many descriptions repeat the title: where a mark stands says nothing of how it is used."""
        if self.chance.random() >= DESCRIBED:
            return {}
        said = self.phrase("descriptions")
        return {"description": said.format(title=title)}


def _toml(name: str) -> Any:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def listings(seed: int) -> Iterator[Row]:
    """Every listing, in a fixed order."""
    for name in PARTS:
        part = Part(name, seed)
        yield from _disguised(part)
        yield from _plain(part)
        yield from _in_fields(part)
        yield from _ordinary(part)
        yield from _worded(part)
        yield from _lawful(part)
        yield from _innocent(part)


def _disguised(part: Part) -> Iterator[Row]:
    latin = {**disguise.LATIN, "combo": disguise.combination}
    chinese = {**disguise.CHINESE, "combo": disguise.combination}
    for pool, table in ((part.latin, latin), (part.zh, chinese)):
        for family, make in table.items():
            # The hardest to tell from ordinary words are shown to the fit more often.
            often = 2 if family in HARDEST and part.name == "fit" else 1
            for _ in range(often * EACH[part.name]):
                mark = part.chance.choice(_able(pool, family, part))
                x = make(mark["text"], part.chance)
                if x and x != mark["text"]:
                    group = "plain" if part.chance.random() < 0.8 else "trap"
                    title = part.titled(group, x, mark)
                    yield part.listing(family, title, mark, label=True)


def _able(pool: Sequence[Row], family: str, part: Part) -> Sequence[Row]:
    """Marks long enough that a reader still knows them after an edit."""
    if family.startswith("edit_") or family == "combo":
        return [m for m in pool if len(m["text"]) >= (ONE_EDIT if m["lang"] == "latin" else 2)]
    if family in ("zh_omit", "zh_swap", "zh_insert"):
        return [m for m in pool if len(m["text"]) >= 3]
    if family == "zh_replace":  # of three characters two make another name
        return [m for m in pool if len(m["text"]) >= 4]
    if family == "pinyin_initials":
        return [m for m in pool if m["kind"] == "word"]
    # Letter for letter but disguised: an ordinary word is no ordinary word any more.
    shared = [m for m in part.ordinary if m["lang"] == pool[0]["lang"]]
    return [*pool, *shared[:3]] if family in LETTER_FOR_LETTER else pool


def _plain(part: Part) -> Iterator[Row]:
    for family, pool in (("exact_latin", part.latin), ("exact_zh", part.zh)):
        for _ in range(2 * EACH[part.name]):
            mark = part.chance.choice(pool)
            group = part.chance.choice(("plain", "plain", "plain_mixed"))
            yield part.listing(family, part.titled(group, mark["text"], mark), mark, label=True)
    for _ in range(EACH[part.name] // 2):
        one, other = part.chance.sample(part.brands, 2)
        title = part.titled("plain", f"{one['text']} {other['text']}", one)
        yield part.listing("multi_mark", title, one, label=True) | {
            "label_marks": [one["id"], other["id"]],
            "nice_class": [],
        }


def _in_fields(part: Part) -> Iterator[Row]:
    fields = ("brand", "seller", "description", "ocr")
    for family, field in zip(("field_brand", "field_seller", "field_desc", "field_ocr"), fields, strict=True):
        for _ in range(EACH[part.name]):
            mark = part.chance.choice(part.brands)
            wording = "{x}" if field == "brand" else part.phrase(family)
            text = wording.format(x=part.chance.choice((mark["text"], mark["text"].lower())))
            title = part.titled("background", "", mark)
            yield part.listing(family, title, mark, label=True) | {field: text}


def _ordinary(part: Part) -> Iterator[Row]:
    for mark in part.ordinary:
        for _ in range(EACH[part.name] // 5):
            group = part.chance.choice(("sign", "heading")) if mark["lang"] == "zh" else "sign"
            lang = "zh" if mark["lang"] == "zh" else part.chance.choice(("en", "en", "zh"))
            title = part.fill(part.phrase(f"{group}_{lang}"), mark["text"], mark, lang)
            brand = mark["text"] if part.chance.random() < 0.25 else ""
            yield part.listing("ordinary_sign", title, mark, label=True) | {"brand": brand}
        for title in mark["innocent"]:
            for seller in range(2 + (part.name == "fit")):
                wrapped = (title, f"{title} 包邮", f"{title} new")[seller]
                yield part.listing("n_ordinary", wrapped, mark, label=False)


def _worded(part: Part) -> Iterator[Row]:
    """Marks named without being used: what fits them, what is not theirs, what is like them."""
    for family, group, count in (
        ("n_nominative", "nominative", 2 * HARD[part.name]),
        ("n_service", "service", HARD[part.name] // 2),
        ("n_disclaimer", "disclaimer", HARD[part.name]),
        ("comparison", "comparison", EACH[part.name]),
    ):
        for _ in range(count):
            mark = part.chance.choice(part.marks)
            yield part.listing(family, part.titled(group, mark["text"], mark), mark, label=False)
    for _ in range(HARD[part.name] // 3):
        mark = part.chance.choice(part.brands)
        group = part.chance.choice(("nominative", "disclaimer"))
        title, said = part.titled("background", "", mark), part.titled(group, mark["text"], mark)
        yield part.listing("n_described", title, mark, label=False) | {"description": said}
    for _ in range(2 * EACH[part.name]):
        mark = part.chance.choice(part.brands)
        yield part.listing("nominative_trap", part.titled("trap", mark["text"], mark), mark, label=True)


def _lawful(part: Part) -> Iterator[Row]:
    for _ in range(HARD[part.name]):
        mark = part.chance.choice(part.brands)
        seller = part.chance.choice(mark["licensed_sellers"])
        plain = part.titled("plain", mark["text"], mark)
        yield part.listing("n_authorised", plain, mark, label=False) | {"seller": seller}
        title, extra = part.titled("plain", mark["text"], mark), part.chance.choice(("_cn", "(分店)", "特卖"))
        fake = part.listing("fake_official_seller", title, mark, label=True) | {"seller": seller + extra}
        if part.chance.random() < 0.4:
            yield fake
        other = part.chance.choice([s for s in part.goods if not _shared(part, s, mark)])
        title = part.titled("plain", mark["text"], mark | {"sector": other})
        foreign = {"nice_class": part.goods[other]["classes"], "category": part.goods[other]["category"]}
        yield part.listing("n_unrelated_class", title, mark, label=False) | foreign


def _shared(part: Part, sector: str, mark: Row) -> bool:
    return bool(set(part.goods[sector]["classes"]) & set(mark["nice_classes"]))


def _innocent(part: Part) -> Iterator[Row]:
    """Words that only resemble a mark, other makers' names, and goods without any name."""
    for mark, word in glued_to_longer(part.latin, part.chance, HARD[part.name]):
        yield part.listing("n_longer", part.titled("background", "", mark) + f" {word}", mark, label=False)
    for mark, word in near_words([*part.latin, *part.zh], part.chance, HARD[part.name]):
        yield part.listing("n_close", f"{word} {part.titled('background', '', mark)}", mark, label=False)
    names = [mark for mark in part.brands if mark["kind"] == "word"]
    for mark, word in other_names(names, part.chance, HARD[part.name]):
        yield part.listing("n_other_name", part.titled("named", word, mark), mark, label=False)
    short = [mark for mark in part.zh if mark["kind"] == "word"]
    for mark, word in running_on(short, part.chance, HARD[part.name] // 2):
        yield part.listing("n_running_on", f"{part.titled('background', '', mark)} {word}", mark, label=False)
    for mark, word in sounding_on(short, part.chance, HARD[part.name] // 2):
        yield part.listing(
            "n_sounding_on", f"{part.titled('background', '', mark)} {word}", mark, label=False
        )
    places = [mark for mark in part.zh if mark["kind"] == "gi"]
    for _ in range(HARD[part.name] // 2):
        mark = part.chance.choice(places)
        other = mark["text"][:-1] + part.chance.choice(
            [
                char
                for char in "李梨柚鸡鱼面酱糕莓枣瓜藕"
                if lazy_pinyin(char) != lazy_pinyin(mark["text"][-1])
            ]
        )
        yield part.listing("n_same_place", part.titled("background", "", mark) + other, mark, label=False)
    for mark, word in torn(part.zh, part.chance, HARD[part.name] // 2):
        yield part.listing("n_torn", f"{word}{part.titled('background', '', mark)}", mark, label=False)
    for mark, word in same_sound(part.zh, part.chance, HARD[part.name] // 2):
        yield part.listing("n_homophone", f"{word}{part.titled('background', '', mark)}", mark, label=False)
    for _ in range(HARD[part.name]):
        mark = part.chance.choice(part.brands)
        yield part.listing("n_other_brand", part.titled("own_brand", "", mark), mark, label=False)
        mark = part.chance.choice(part.brands)
        yield part.listing("n_background", part.titled("background", "", mark), mark, label=False)


def main(seed: int) -> None:
    """Write listings and titles, and print how many of each family there are."""
    made = [{"id": f"g{number:05d}"} | row for number, row in enumerate(listings(seed), start=1)]
    unique = list({(r["title"], r["seller"], r["brand"]): r for r in made}.values())
    _write("listings.jsonl", (json.dumps(row, ensure_ascii=False) for row in unique))
    honest = sorted({row["title"] for row in unique if not row["label_marks"] and row["part"] == "fit"})
    _write("titles.txt", honest)
    counts = Counter((row["family"], row["part"]) for row in unique)
    for family in sorted({family for family, _ in counts}):
        print(f"{family:22}", *(f"{part} {counts[family, part]:4}" for part in PARTS))
    print(len(unique), "listings,", sum(not row["label_marks"] for row in unique), "without a label")


def _write(name: str, rows: Iterator[str] | Sequence[str]) -> None:
    (HERE / name).write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20261124)
