"""Saved pages and foreign tables become listings, through the same extraction and the whole way."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from config.operator import operator_settings
from domain.errors import HouseError, InputError
from markwarden.columns import BadColumns, guessed, named
from store.models import Listing, Picture
from tests.pipelines.made import png
from tests.spiders.archives import goods, har, warc, zipped

pytestmark = pytest.mark.django_db(transaction=True)

PLATFORM = """key: lamps
name: {zh: 灯店, en: Lamps}
legal_basis: import
hosts: [s.example]
listing:
  url: "/goods/(?P<id>[0-9]+)"
  fields: {title: {css: h1}, price: {css: .price}, images: {css: "img::attr(src)", all: true}}
expect: {required: [title, price]}
"""


@pytest.fixture
def platform() -> str:
    folder = operator_settings().home / "platforms"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lamps.yaml").write_text(PLATFORM, "utf-8")
    return "lamps"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    call_command("listings", *(str(argument) for argument in arguments))
    return capsys.readouterr().out


@pytest.mark.usefixtures("platform")
def test_a_zip_of_saved_pages_is_read_by_the_platform_of_its_hosts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each page becomes a listing of the platform it is from; flaws and strange members are counted."""
    members = {"1.html": goods(1), "2.html": goods(2, price="ask us"), "../3.html": goods(3), "a.css": b"x"}
    out = run(capsys, "import", zipped(tmp_path / "a.zip", members), "--on", "2026-03-02")
    assert "4 members = 2 pages + 2 left; 1 listings read" in out
    assert "traversal: 1" in out
    assert "layout_changed: 1" in out
    one = Listing.objects.get()
    assert (one.platform.key, one.listing_id, one.title) == ("lamps", "1", "Lamp 1")


@pytest.mark.parametrize("ending", ["har", "warc.gz"])
def test_pictures_come_with_their_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], platform: str, ending: str
) -> None:
    """A HAR and a WARC hold pictures: they are kept under their addresses, and nothing is fetched."""
    answers = [
        ("https://s.example/goods/1", "text/html", goods(1)),
        ("https://s.example/img/1.png", "image/png", png()),
    ]
    path = (har if ending == "har" else warc)(tmp_path / f"a.{ending}", answers)
    run(capsys, "import", path, "--platform", platform)
    picture = Picture.objects.get()
    assert (operator_settings().pictures_path / picture.file).read_bytes() == png()
    assert Listing.objects.get().captured_at.year == 2026


def test_a_single_page_needs_an_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], platform: str
) -> None:
    """A page that names no address of its own is read under the one given."""
    page = tmp_path / "a.html"
    page.write_text("<h1>Lamp</h1><p class=price>¥ 1.2万</p>", "utf-8")
    assert "no_address: 1" in run(capsys, "import", page, "--platform", platform)
    run(capsys, "import", page, "--platform", platform, "--url", "https://s.example/goods/77")
    one = Listing.objects.get()
    assert (one.listing_id, one.price) == ("77", Decimal("12000"))


def test_a_platform_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """The nearest key is named, and nothing is imported."""
    with pytest.raises(HouseError, match="no platform file"):
        call_command("listings", "import", str(zipped(tmp_path / "a.zip", {})), "--platform", "nope")


TABLE = (
    "宝贝ID,商品标题,到手价,店铺名称,商品链接,销量\n"
    "7001,极光牌 台灯,¥12.50,某灯具店,https://s.example/goods/7001,1.2万+\n"
    ",无号台灯,1.2万,另一店,https://s.example/goods/7002?spm=1,3\n"
)


def test_a_foreign_table_is_read_by_its_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], platform: str
) -> None:
    """Known headings are recognised; missing ids come from addresses, prices are as shops write them."""
    path = tmp_path / "export.csv"
    path.write_text(TABLE, "gb18030")
    shown = run(capsys, "columns", path)
    assert "title=商品标题" in shown
    assert "-                    销量" in shown
    run(capsys, "import", path, "--columns", "auto", "--platform", platform)
    found = {one.listing_id: one for one in Listing.objects.all()}
    assert found["7001"].price == Decimal("12.50")
    assert found["7002"].price == Decimal("12000")
    assert found["7001"].seller is not None
    assert found["7001"].seller.name == "某灯具店"


def test_json_lines_with_other_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An export of JSON objects is a table as well."""
    path = tmp_path / "e.jsonl"
    path.write_text('{"itemId": "9", "subject": "Lamp", "pics": []}\n', "utf-8")
    run(capsys, "import", path, "--columns", "id=itemId,title=subject")
    assert Listing.objects.get().title == "Lamp"


def test_a_table_of_other_names_says_what_to_do(tmp_path: Path) -> None:
    """Without `--columns` a foreign table is refused with the way to name its columns."""
    path = tmp_path / "export.csv"
    path.write_text(TABLE, "utf-8")
    with pytest.raises(InputError, match="listings columns"):
        call_command("listings", "import", str(path))


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ("titel=商品标题", "did you mean title"),
        ("title=标题", "no such column"),
        ("title=商品标题", "id or url"),
        ("id=宝贝ID", "title"),
        ("", "title and id or url"),
    ],
)
def test_wrong_wishes_are_refused(wish: str, word: str) -> None:
    """A field or a column that does not exist, and a table without a title or an identity, are named."""
    with pytest.raises(BadColumns, match=word):
        named(wish, ["宝贝ID", "商品标题", "价格"])


def test_one_column_is_one_field() -> None:
    """Of two headings for a field the first wins, and no column is taken twice."""
    found = guessed(["Price", "商品名称", "标题", "price "])
    assert found == {"title": "标题", "price": "Price"}
