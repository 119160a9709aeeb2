"""What the market's booths offer: read from a goods file, or honest goods made up for tests."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

HALLS = (
    "一号馆 日用百货",
    "二号馆 玩具饰品",
    "三号馆 服装鞋帽",
    "四号馆 文体用品",
    "五号馆 箱包皮具",
    "六号馆 工艺礼品",
)
THINGS = {
    "一号馆 日用百货": (("不锈钢保温杯", 21), ("竹制砧板", 21), ("棉麻围裙", 25), ("硅胶冰格", 21)),
    "二号馆 玩具饰品": (("木制积木", 28), ("毛绒小熊", 28), ("手工发夹", 26), ("儿童拼图", 28)),
    "三号馆 服装鞋帽": (("纯棉短袖", 25), ("针织帽", 25), ("帆布鞋", 25), ("羊毛围巾", 25)),
    "四号馆 文体用品": (("跳绳", 28), ("笔记本", 16), ("乒乓球拍", 28), ("彩色铅笔", 16)),
    "五号馆 箱包皮具": (("帆布手提袋", 18), ("旅行收纳包", 18), ("牛皮钱包", 18), ("学生书包", 18)),
    "六号馆 工艺礼品": (("青瓷茶杯", 21), ("木雕摆件", 20), ("剪纸挂画", 16), ("香囊", 26)),
}
COLOURS = ("米白", "浅灰", "墨绿", "藏青", "橘红", "天蓝", "深棕", "鹅黄")
WORDS = ("批发", "现货", "可定制", "新款", "加厚", "简约", "家用", "礼盒装")
PLACES = ("浙江 义乌", "广东 汕头", "福建 泉州", "河北 白沟", "江苏 南通", "山东 临沂")
FAMILIES = ("林", "沈", "郑", "吴", "黄", "徐", "叶", "蒋")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One offer of a booth; prices in fen, as the market's own programs keep them."""

    id: str
    title: str
    price_fen: int
    booth: str
    seller: str
    seller_id: str = ""
    seller_credit_code: str = ""
    category: str = ""
    nice_class: tuple[int, ...] = ()
    origin: str = ""
    ships_from: str = ""
    brand: str = ""
    description: str = ""
    pictures: tuple[str, ...] = ()
    hall: str = "1"

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Goods:
        """One object of a goods file; `nice_class` may be a number or a list, `hall` a number or a name."""
        nice = record.get("nice_class") or ()
        return cls(
            **{
                **record,
                "id": str(record["id"]),
                "hall": str(record.get("hall", "1")),
                "nice_class": (nice,) if isinstance(nice, int) else tuple(nice),
                "pictures": tuple(record.get("pictures") or ()),
            }
        )


def read_goods(path: Path) -> tuple[Goods, ...]:
    return tuple(Goods.read(record) for record in json.loads(path.read_text(encoding="utf-8")))


def write_goods(goods: Sequence[Goods], path: Path) -> None:
    path.write_text(json.dumps([asdict(one) for one in goods], ensure_ascii=False), encoding="utf-8")


def honest_goods(count: int = 300, *, seed: int = 20261123) -> tuple[Goods, ...]:
    """Goods that use nobody's right, spread over the halls in equal parts; the same for the same seed."""
    source = random.Random(seed)
    each = -(-count // len(HALLS))
    return tuple(_one(source, number, HALLS[number // each]) for number in range(count))


def _one(source: random.Random, number: int, hall: str) -> Goods:
    thing, nice = source.choice(THINGS[hall])
    words = "".join(source.sample(WORDS, 2))
    # A booth offers three or four things.
    booth = number // 3
    family = FAMILIES[booth % len(FAMILIES)]
    place = source.choice(PLACES)
    return Goods(
        id=str(800_000 + number), title=f"{source.choice(COLOURS)}{thing} {words} {number + 1:03d}款",
        price_fen=source.randrange(60, 90_000), booth=f"{'ABCDEF'[HALLS.index(hall)]}-{1000 + booth}",
        seller=f"{family}记{thing[-2:]}商行", seller_id=f"HC{booth:05d}",
        seller_credit_code=_credit_code(booth),
        category=f"{hall[4:]} > {thing}", nice_class=(nice,), origin=place, ships_from=place,
        description=f"{thing},{words},支持一件代发。", pictures=(f"{800_000 + number}.png",), hall=hall,
    )  # fmt: skip


def _credit_code(booth: int) -> str:
    """A unified social credit code by shape (not by check digit): nobody's."""
    return "92330782MA" + hashlib.sha256(str(booth).encode()).hexdigest()[:8].upper()


def draw_pictures(goods: Sequence[Goods], folder: Path) -> None:
    """A plain drawing for each picture the goods name, unlike the others."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (name for one in goods for name in one.pictures):
        _drawing(name).save(folder / name)


def _drawing(name: str) -> Image.Image:
    source = random.Random(name)
    picture = Image.new("RGB", (240, 240), _colour(source))
    pen = ImageDraw.Draw(picture)
    for _ in range(6):
        x, y, size = source.randrange(200), source.randrange(200), source.randrange(30, 110)
        shape = pen.ellipse if source.random() < 0.5 else pen.rectangle
        shape((x, y, x + size, y + size), fill=_colour(source))
    return picture


def _colour(source: random.Random) -> tuple[int, int, int]:
    return source.randrange(40, 256), source.randrange(40, 256), source.randrange(40, 256)
