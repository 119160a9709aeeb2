"""Register files as people write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from registry.imports import Mode
from registry.models import Licence, ReferencePicture, Right, RightsHolder
from tests.registry.conftest import Import, Write, drawing

RIGHTS = [
    ["id", "kind", "text", "holder", "nice_classes", "valid_from", "valid_to", "licensed_sellers"],
    ["CN-1", "word", "迪卡侬", "decathlon", "9, 25", date(2020, 1, 1), "2030-01-01", "甲店；乙店"],
    ["CN-2", "特殊标志", "运动会", "committee", None, "2026/1/1", datetime(2029, 12, 31), None],  # noqa: DTZ001  # as openpyxl gives it,
]
LICENCES = [
    ["right", "seller", "credit_code", "goods", "valid_to"],
    ["CN-2", "丙店", "91330106MA2B1C2D3E", "帽、衫", "2027-01-01"],
]


def test_a_workbook_brings_rights_licences_and_holders(do_import: Import, write: Write) -> None:
    """All three sheets are read, and what they say is what is kept."""
    holders = [["key", "name"], ["decathlon", "迪卡侬公司"]]
    path = write("r.xlsx", {"rights": RIGHTS, "licences": LICENCES, "holders": holders})
    report = do_import(path)
    assert report.problems == []
    right = Right.objects.get(code="CN-1")
    assert (right.holder.name, right.nice_classes, right.valid_to) == (
        "迪卡侬公司",
        [9, 25],
        date(2030, 1, 1),
    )
    assert sorted(licence.seller for licence in right.licences.all()) == ["乙店", "甲店"]
    assert Licence.objects.get(seller="丙店").goods == ["帽", "衫"]


def test_the_same_file_again_changes_nothing(do_import: Import, write: Write) -> None:
    """A second import says unchanged for every row and adds no licence."""
    path = write("r.xlsx", {"rights": RIGHTS, "licences": LICENCES})
    do_import(path)
    before = Licence.objects.count()
    tallies = [(tally.new, tally.changed, tally.unchanged, tally.bad) for tally in do_import(path).tallies]
    assert tallies == [(0, 0, 2, 0), (0, 0, 1, 0)]
    assert Licence.objects.count() == before


def test_a_later_file_updates_and_leaves_what_it_does_not_mention(do_import: Import, write: Write) -> None:
    """A column that is not in the file keeps what is registered."""
    do_import(write("r.xlsx", {"rights": RIGHTS}))
    report = do_import(write("s.csv", "id,kind,valid_to\nCN-1,word,2040-01-01\n"))
    right = Right.objects.get(code="CN-1")
    assert report.tallies[0].changed == 1
    assert (right.valid_to, right.text, right.nice_classes) == (date(2040, 1, 1), "迪卡侬", [9, 25])


def test_a_dry_run_leaves_no_trace(do_import: Import, write: Write) -> None:
    """Counts are told, nothing is written, holders included."""
    report = do_import(write("r.xlsx", {"rights": RIGHTS}), Mode.DRY_RUN)
    assert (report.kept, report.tallies[0].new) == (False, 2)
    assert not Right.objects.exists()
    assert not RightsHolder.objects.exists()


def test_chinese_headings_and_kinds_are_understood(do_import: Import, write: Write) -> None:
    """A table as an office in China keeps it is read as it is."""
    path = write(
        "权利.csv", "名称,种类,权利人,类别,编号,有效期止\n茶,地理标志,协会,第30类;第31类,GI-1,2031年1月2日\n"
    )
    assert do_import(path).problems == []
    right = Right.objects.get(code="GI-1")
    assert (right.kind, right.nice_classes, right.valid_to) == ("gi", [30, 31], date(2031, 1, 2))
    assert right.holder.key.startswith("h-")


def test_a_gbk_csv_is_read(do_import: Import, write: Write) -> None:
    """Excel in China writes CSV in GBK."""
    content = "编号,种类,名称,权利人\nCN-1,文字商标,迪卡侬,甲\n".encode("gbk")
    do_import(write("gbk.csv", content))
    assert Right.objects.get().text == "迪卡侬"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_as_spreadsheets_write_it(do_import: Import, write: Write, delimiter: str) -> None:
    """Mark of order, other delimiters, quotes and line ends are no obstacle."""
    rows = [["id", "kind", "text", "holder"], ["CN-1", "word", '"a ""b"" c"', "x"]]
    text = "\ufeff" + "\r\n".join(delimiter.join(row) for row in rows)
    do_import(write("r.csv", text))
    assert Right.objects.get().text == 'a "b" c'


def test_a_lone_sheet_needs_no_name(do_import: Import, write: Write) -> None:
    """One table is rights or licences by its headings."""
    do_import(write("r.xlsx", {"Sheet1": RIGHTS}))
    report = do_import(write("l.xlsx", {"Tabelle1": LICENCES}))
    assert report.tallies[0].kind == "licences"
    assert Licence.objects.filter(seller="丙店").exists()


def test_the_public_json_lines_are_read(do_import: Import, write: Write) -> None:
    """The file of `markwarden match --rights` registers too; its holder is given beside it."""
    record = {
        "id": "R1", "kind": "gi", "text": "西湖龙井", "brand": "", "lang": "zh", "nice_classes": [30],
        "goods": ["茶"], "ordinary_word": False, "licensed_sellers": ["甲"], "aliases": [], "territory": "CN",
        "area": ["杭州"], "season": [3, 5], "valid_from": "2020-01-01", "valid_to": None,
    }  # fmt: skip
    assert do_import(write("r.jsonl", [record]), holder="协会").problems == []
    right = Right.objects.get()
    assert (right.season_from, right.season_to, right.area) == (3, 5, ["杭州"])
    assert right.licences.get().seller == "甲"


def test_office_and_number_make_an_id(do_import: Import, write: Write) -> None:
    """A right without an id is known by its office and number."""
    do_import(write("r.csv", "kind,text,holder,office,number\nword,a,x,CN-TM,123\n"))
    assert Right.objects.get().code == "CN-TM:123"


def test_numbers_in_a_spreadsheet_stay_whole(do_import: Import, write: Write) -> None:
    """A registration number typed as a number has no decimal point, the second time neither."""
    path = write("r.xlsx", {"rights": [["id", "kind", "text", "holder"], [1234567.0, "word", "a", "x"]]})
    do_import(path)
    assert Right.objects.get().code == "1234567"
    assert do_import(path).tallies[0].unchanged == 1


def test_pictures_beside_the_file_are_kept_by_content(
    do_import: Import, write: Write, pictures_root: object
) -> None:
    """The same picture under two names is one picture, copied whole, with its hash."""
    write("a.png", drawing())
    write("b.png", drawing())
    path = write("r.csv", 'id,kind,images,holder\nF-1,figure,"a.png;b.png",x\n')
    do_import(path)
    row = ReferencePicture.objects.get()
    assert (pictures_root / row.file).read_bytes() == drawing()  # type: ignore[operator]
    assert (len(row.phash), row.file.endswith(".png"), row.width) == (16, True, 240)
    assert do_import(path).tallies[0].unchanged == 1


def test_good_rows_are_kept_where_asked(do_import: Import, write: Write) -> None:
    """One bad row costs itself with --good-rows, and everything without."""
    path = write("r.csv", "id,kind,text,holder\nA,word,a,x\nB,wort,b,x\n")
    assert do_import(path).kept is False
    assert not Right.objects.exists()
    report = do_import(path, Mode.GOOD_ROWS)
    assert (report.kept, [right.code for right in Right.objects.all()]) == (True, ["A"])
