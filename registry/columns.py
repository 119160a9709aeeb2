"""The columns of a register file, under their English and their Chinese names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from domain.errors import RegistryError

RIGHTS = "rights"
LICENCES = "licences"
HOLDERS = "holders"

# Sheet -> column -> the other names it goes by. The reference page is docs/reference/rights-file.md.
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    RIGHTS: {
        "id": ("code", "right", "编号", "权利编号"),
        "kind": ("type", "right_kind", "种类", "类型", "权利种类", "权利类型"),
        "text": ("name", "mark", "words", "名称", "文字", "商标名称", "保护文字"),
        "brand": ("brand_group", "品牌"),
        "lang": ("language", "语言"),
        "nice_classes": ("classes", "nice", "nice_class", "class", "类别", "国际分类", "尼斯分类"),
        "goods": ("goods_words", "商品", "商品词", "核定商品"),
        "ordinary_word": ("ordinary", "常用词", "通用词"),
        "licensed_sellers": ("licensees", "被许可人", "授权卖家", "授权商家"),
        "aliases": ("alias", "variants", "别名", "变体"),
        "images": ("image", "pictures", "picture", "reference_pictures", "图片", "参考图片", "图样"),
        "territory": ("country", "地域", "保护地域", "国家"),
        "area": ("area_of_origin", "origin", "产地", "产地范围"),
        "season": ("months", "产季", "上市月份"),
        "valid_from": ("from", "start", "in_force_from", "生效日期", "有效期起", "起始日期"),
        "valid_to": ("to", "until", "end", "last_day", "截止日期", "有效期止", "到期日期"),
        "office": ("register", "机关", "登记机关", "注册机关"),
        "number": ("registration_number", "reg_no", "注册号", "登记号"),
        "holder": ("rights_holder", "owner", "权利人"),
        "watched": ("watch", "监测"),
        "pack": ("权利包",),
        "to_confirm": ("open_points", "待核实"),
        "licences_as_of": ("licences_complete_on", "许可名单截至", "许可清单截至"),
        "fame": ("well_known", "知名度", "知名程度"),
        "usual_price_min": ("usual_price_from", "price_from", "常见价格下限", "正品价格下限"),
        "usual_price_max": ("usual_price_to", "price_to", "常见价格上限", "正品价格上限"),
        "usual_price_currency": ("price_currency", "currency", "价格币种", "币种"),
    },
    LICENCES: {
        "right": ("right_id", "id", "编号", "权利编号"),
        "seller": ("seller_name", "licensee", "name", "被许可人", "卖家", "商家", "名称"),
        "seller_id": ("seller_no", "卖家编号", "商家编号"),
        "credit_code": ("seller_credit_code", "uscc", "统一社会信用代码", "信用代码"),
        "goods": ("goods_words", "商品", "商品词", "许可商品"),
        "territory": ("country", "地域", "许可地域"),
        "valid_from": ("from", "start", "生效日期", "有效期起", "起始日期"),
        "valid_to": ("to", "until", "end", "last_day", "截止日期", "有效期止", "到期日期"),
    },
    HOLDERS: {
        "key": ("id", "holder", "代号", "编号"),
        "name": ("holder_name", "名称", "权利人"),
        "contact": ("email", "联系方式", "联系人"),
    },
}
SHEET_NAMES: Mapping[str, str] = {
    "rights": RIGHTS, "right": RIGHTS, "权利": RIGHTS, "权利清单": RIGHTS,
    "licences": LICENCES, "licenses": LICENCES, "licence": LICENCES, "license": LICENCES,
    "许可": LICENCES, "授权": LICENCES, "许可清单": LICENCES,
    "holders": HOLDERS, "holder": HOLDERS, "rights holders": HOLDERS, "权利人": HOLDERS,
}  # fmt: skip
NEEDED: Mapping[str, tuple[str, ...]] = {RIGHTS: ("kind",), LICENCES: ("right",), HOLDERS: ("key", "name")}


def plain(heading: object) -> str:
    """A heading without case, spaces and marks of emphasis: `Valid from *` is `valid_from`."""
    words = re.sub(r"[（(].*?[)）]|[*＊:：]", "", "" if heading is None else str(heading))
    return re.sub(r"[\s\-]+", "_", words.strip().casefold())


def names(sheet: str) -> Mapping[str, str]:
    """Every name a column of `sheet` goes by -> the column."""
    return {name: column for column, others in COLUMNS[sheet].items() for name in (column, *others)}


def sheet_of(headings: Sequence[object]) -> str:
    """Which sheet a lone table is, from its headings: the one that knows most of them."""
    found = {plain(heading) for heading in headings}
    if "kind" in {names(RIGHTS).get(name) for name in found}:
        return RIGHTS
    return max(COLUMNS, key=lambda sheet: len(found & set(names(sheet))))


def columns_of(
    file: str, sheet: str, headings: Sequence[object]
) -> tuple[tuple[str, ...], list[RegistryError]]:
    """The column of each heading (empty for an empty one), and what is wrong with the headings."""
    known, columns, problems = names(sheet), [], []
    for heading in headings:
        column = known.get(plain(heading), "")
        if not column and plain(heading):
            problems.append(unknown(file, str(heading), known))
        elif column and column in columns:
            problems.append(_problem(file, str(heading), _("this column only once"), str(heading)))
        columns.append(column)
    for column in NEEDED[sheet]:
        if column not in columns:
            problems.append(_problem(file, column, _("this column"), ", ".join(filter(None, columns))))
    return tuple(columns), problems


def unknown(file: str, heading: str, known: Mapping[str, str], *, row: int = 1) -> RegistryError:
    """The complaint about a column nobody knows, with the nearest one that is known."""
    nearest = difflib.get_close_matches(plain(heading), known, n=1)
    hint = (
        _("a known column, perhaps %(column)s") % {"column": known[nearest[0]]}
        if nearest
        else _("a known column")
    )
    return _problem(file, heading, hint, heading, row=row)


def _problem(file: str, column: str, expected: str, found: str, *, row: int = 1) -> RegistryError:
    return RegistryError(file=file, row=row, column=column[:60], expected=expected, found=found[:80])
