"""What buyers said and who they are is not read, wherever on the page it stands."""

from __future__ import annotations

from datetime import UTC, datetime

from scrapy.http import HtmlResponse

from spiders.extract import read_page
from spiders.platform import READY_FILES, find_platform
from tests.spiders.test_generic import json_ld

REVIEWS = """
<section id="reviews" class="reviews"><h2>Reviews</h2>
<div itemprop="review" itemscope itemtype="https://schema.org/Review" class="review">
<span itemprop="author">Wilhelmina Buyer</span><span itemprop="reviewBody">My knees hurt less now</span></div>
<ul class="comments"><li class="comment"><b class="user">Wilhelmina Buyer</b> My knees hurt less now</li></ul>
</section>"""


def test_buyers_are_not_read() -> None:
    """Reviews in JSON-LD, microdata and plain text leave neither a name nor a word in the listing."""
    review = {"@type": "Review", "author": {"@type": "Person", "name": "Wilhelmina Buyer"},
              "reviewBody": "My knees hurt less now"}  # fmt: skip
    data = json_ld(
        name="Green hat", description="Wool hat", sku="17", review=[review],
        offers={"@type": "Offer", "price": "12.00", "priceCurrency": "EUR"},
    )  # fmt: skip
    page = f"<html><head>{data}<title>Green hat</title></head><body><h1>Green hat</h1>"
    page += f"<p class=price>€ 12.00</p><button>Add to cart</button>{REVIEWS}</body></html>"
    response = HtmlResponse("https://s.example/p/hat", body=page.encode(), encoding="utf-8")
    platform = find_platform("storefront", [READY_FILES])
    (listing,) = read_page(platform, response, captured_at=datetime.now(UTC)).listings
    assert listing.description == "Wool hat"
    assert "Wilhelmina" not in repr(listing)
    assert "knees" not in repr(listing)
