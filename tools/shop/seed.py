"""Fill the shop from a goods file: `python -m shop.seed GOODS.json PICTURES_DIR`, with the shop's own Python.

Rows are written in bulk with the ids the file gives them, so that a listing's address is known beforehand.
"""

import json
import os
import shutil
import sys
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402  # after setup
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from oscar.core.loading import get_model  # noqa: E402

Category = get_model("catalogue", "Category")
Product = get_model("catalogue", "Product")
ProductAttribute = get_model("catalogue", "ProductAttribute")
ProductAttributeValue = get_model("catalogue", "ProductAttributeValue")
ProductCategory = get_model("catalogue", "ProductCategory")
ProductClass = get_model("catalogue", "ProductClass")
ProductImage = get_model("catalogue", "ProductImage")
Partner = get_model("partner", "Partner")
StockRecord = get_model("partner", "StockRecord")

# Name in the shop's "Product Information" table -> key of the goods file.
SHOWN = {
    "Brand": "brand",
    "Seller": "seller",
    "Seller ID": "seller_id",
    "Credit code": "seller_credit_code",
    "Origin": "origin",
    "Ships from": "ships_from",
}


def categories(goods: list[dict]) -> dict[str, "Category"]:
    """One category a name, in the order of the file."""
    made = {}
    for name in dict.fromkeys(good["category"] for good in goods):
        made[name] = Category.add_root(name=name, slug=f"c{len(made) + 1:02d}")
    return made


def attributes(kind: "ProductClass") -> dict[str, "ProductAttribute"]:
    return {
        key: ProductAttribute.objects.create(product_class=kind, name=name, code=key, type="text")
        for name, key in SHOWN.items()
    }


def products(goods: list[dict], kind: "ProductClass") -> None:
    Product.objects.bulk_create(
        [
            Product(
                pk=good["id"],
                upc=f"HB{good['id']:06d}",
                title=good["title"],
                slug=f"g{good['id']:04d}",
                description=good["description"],
                product_class=kind,
            )
            for good in goods
        ],
        batch_size=200,
    )


def shown_values(goods: list[dict], known: dict[str, "ProductAttribute"]) -> None:
    ProductAttributeValue.objects.bulk_create(
        [
            ProductAttributeValue(product_id=good["id"], attribute=attribute, value_text=good[key])
            for good in goods
            for key, attribute in known.items()
            if good.get(key)
        ],
        batch_size=500,
    )


def places(goods: list[dict], known: dict[str, "Category"]) -> None:
    ProductCategory.objects.bulk_create(
        [ProductCategory(product_id=good["id"], category=known[good["category"]]) for good in goods]
    )


def stock(goods: list[dict]) -> None:
    partner = Partner.objects.create(name="Harbour Bazaar", code="harbour-bazaar")
    StockRecord.objects.bulk_create(
        [
            StockRecord(
                product_id=good["id"],
                partner=partner,
                partner_sku=f"SKU{good['id']:06d}",
                price_currency="CNY",
                price=Decimal(good["price_fen"]) / 100,
                num_in_stock=20,
            )
            for good in goods
        ],
        batch_size=200,
    )


def pictures(goods: list[dict], folder: Path) -> None:
    """Copies of the pictures among the shop's uploads, and the rows that name them."""
    uploads = Path(settings.MEDIA_ROOT) / "products"
    uploads.mkdir(parents=True, exist_ok=True)
    rows = []
    for good in goods:
        for place, name in enumerate(good["pictures"]):
            target = uploads / Path(name).name
            if not target.exists():
                shutil.copyfile(folder / name, target)
            rows.append(
                ProductImage(product_id=good["id"], original=f"products/{target.name}", display_order=place)
            )
    ProductImage.objects.bulk_create(rows, batch_size=500)


def seed(goods: list[dict], folder: Path) -> None:
    """A whole new shop with these goods, or none at all."""
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    with transaction.atomic():
        kind = ProductClass.objects.create(name="Goods", requires_shipping=True, track_stock=True)
        products(goods, kind)
        shown_values(goods, attributes(kind))
        places(goods, categories(goods))
        stock(goods)
        pictures(goods, folder)
    call_command("rebuild_index", verbosity=0, interactive=False)


if __name__ == "__main__":
    goods_file, pictures_folder = Path(sys.argv[1]), Path(sys.argv[2])
    seed(json.loads(goods_file.read_text(encoding="utf-8")), pictures_folder)
