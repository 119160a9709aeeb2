"""The same picture on other offers: shown where a person may see the hit, counted where not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.test import Client

from domain.ports import Scope
from domain.values import PictureHash
from store.elsewhere import same_picture
from store.hashes import write_hashes
from store.models import AuditLine, Hit, Seller, SellerContact
from store.pictures import KeptPicture
from tests.store import made

Enter = Callable[..., Client]


def offered(id: str, picture: KeptPicture, *matches: str) -> None:  # noqa: A002  # the domain's own word
    offer = made.listing(id, title=f"offer {id}", seller_id=id, pictures=(picture.picture,))
    found = tuple(made.match(code) for code in matches)
    one = made.kept(offer, *found, judged=matches)
    made.keep(replace(one, pictures=(picture,)))


def looking(picture: KeptPicture, bits: int, quality: int = 90) -> KeptPicture:
    look = PictureHash("pdq", "whole", quality, bits.to_bytes(32, "big"))
    return replace(picture, picture=replace(picture.picture, hashes=(look,)))


def of(hit: Hit) -> KeptPicture:
    return made.picture(hit.listing.pictures.get().digest)


def test_a_hit_on_the_same_file_is_shown(hit: Hit, enter: Enter) -> None:
    """The page of a hit links to hits whose offers show the same picture."""
    offered("2", of(hit), "CN-TM:1")
    page = enter("triager").get(f"/hits/{hit.id}/").content.decode()
    assert "The same picture elsewhere" in page
    assert "offer 2" in page


def test_other_holders_hits_are_counted_and_not_shown(hit: Hit) -> None:
    """Somebody else's hit on the same picture shows only that there is an offer."""
    made.right("CN-TM:2", holder="other")
    offered("2", of(hit), "CN-TM:2")
    seen = same_picture(Scope(holders=frozenset({"acme"})), hit)
    assert (seen.hits, seen.listings) == ((), 1)
    assert len(same_picture(Scope.everything(), hit).hits) == 1
    assert same_picture(Scope.nothing(), hit).hits == ()


def test_another_file_of_the_same_look_counts_as_the_same_picture(hit: Hit) -> None:
    """A recompressed copy with the very same bits is the same picture; a plain one is not."""
    first, copy = looking(of(hit), 77), looking(made.picture("c" * 64), 77)
    offered("2", copy, "CN-TM:1")
    write_hashes([first.picture, copy.picture])
    assert [one.listing.listing_id for one in same_picture(Scope.everything(), hit).hits] == ["2"]


def test_plain_pictures_are_not_the_same(hit: Hit) -> None:
    """Bits of a picture that shows nothing join no two offers."""
    first, card = looking(of(hit), 0, quality=3), looking(made.picture("d" * 64), 0, quality=3)
    offered("2", card, "CN-TM:1")
    write_hashes([first.picture, card.picture])
    assert same_picture(Scope.everything(), hit).listings == 0


def test_contacts_in_pictures_stand_with_the_listing(hit: Hit, enter: Enter) -> None:
    """What was read in a seller's pictures is shown, escaped like every foreign word."""
    SellerContact.objects.create(
        seller=Seller.objects.get(), kind="wechat", value="<b>shop8", picture="a" * 64, first_seen_at=made.NOW
    )
    page = enter("triager").get(f"/hits/{hit.id}/").content.decode()
    assert "wechat &lt;b&gt;shop8" in page


def test_an_offer_without_pictures_stands_alone(hit: Hit) -> None:
    """Nothing is compared where nothing is shown."""
    hit.listing.pictures.clear()
    assert same_picture(Scope.everything(), hit) == ((), 0)


def test_who_was_shown_contacts_is_written_down(hit: Hit, enter: Enter) -> None:
    """One line a person, seller and day with the purpose; a page without contacts leaves none."""
    enter("auditor").get(f"/hits/{hit.id}/")
    assert not AuditLine.objects.filter(action="contacts.seen").exists()
    assert hit.listing.seller is not None
    SellerContact.objects.create(
        seller=hit.listing.seller, kind="wechat", value="shop-88", picture="a" * 64, first_seen_at=made.NOW
    )
    for person in ("auditor", "auditor", "triager"):
        assert "shop-88" in enter(person).get(f"/hits/{hit.id}/").content.decode()
    enter("foreign").get(f"/hits/{hit.id}/")
    lines = AuditLine.objects.filter(action="contacts.seen")
    assert sorted(lines.values_list("actor", flat=True)) == ["auditor", "triager"]
    assert all("notice" in line.detail["purpose"] for line in lines)
