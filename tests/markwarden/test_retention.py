"""`markwarden retention`: what it says, what it removes, whom it refuses."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from casework.cases import open_case
from casework.models import Case
from config.operator import operator_settings
from domain.match import Verdict
from domain.ports import Scope
from store.decisions import decide
from store.models import Hit, Listing, Seller
from store.pictures import KeptPicture, PictureFiles
from tests.store.made import keep, kept, listing, match, picture, right

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("retention", *arguments, stdout=out)
    return out.getvalue()


def old_listing(data: bytes = b"not offered any more") -> KeptPicture:
    """A listing without hits, not seen for four years, with a picture's file."""
    stored = PictureFiles(operator_settings().pictures_path).put(data)
    seen = picture(stored.digest)
    keep(type(kept())(listing=listing(pictures=(seen.picture,)), rights_digest="d" * 64, pictures=(seen,)))
    Listing.objects.update(last_seen_at=timezone.now() - timedelta(days=4 * 366))
    return seen


def test_status_counts_and_purge_removes_rows_and_files() -> None:
    """What is due is said first; after the purge row and file are gone, and nothing is due."""
    seen = old_listing()
    path = operator_settings().pictures_path / seen.file
    os.utime(path, (time.time() - 9_999,) * 2)
    assert "due now: 1 listings without hits" in said("status")
    assert "removed: 1 listings, 0 records put aside, 1 files; emptied: 0 listings with 0 hits" in said(
        "purge"
    )
    assert not path.exists()
    assert "due now: 0 listings without hits" in said("status")


def test_a_file_that_was_wanted_again_a_moment_ago_stays() -> None:
    """A sweep may have put the same picture again, and its row is not there yet."""
    seen = old_listing(b"wanted again")
    assert "0 files" in said("purge")
    assert (operator_settings().pictures_path / seen.file).exists()


def test_a_hold_is_placed_shown_and_lifted() -> None:
    """The status lists every standing hold with its reason."""
    right()
    keep(kept(listing(), match()))
    hit = Hit.objects.get().pk
    said("hold", hit, "--reason", "court order 17")
    assert "court order 17" in said("status")
    said("lift", hit, "--reason", "over")
    assert "court order 17" not in said("status")


@pytest.mark.parametrize(
    ("verb", "hit", "reason", "words"),
    [
        ("hold", "f" * 32, "court", "there is no hit"),
        ("lift", "f" * 32, "court", "there is no hit"),
        ("hold", "", "court", "there is no hit"),
        ("hold", "f" * 32, " ", "reason of 1 to 500"),
    ],
)
def test_what_cannot_be_held_is_refused_with_the_reason(verb: str, hit: str, reason: str, words: str) -> None:
    """One line says why, and the exit code is 2."""
    with pytest.raises(CommandError, match=words) as refused:
        said(verb, hit, "--reason", reason)
    assert refused.value.returncode == 2


@pytest.mark.parametrize(("state", "emptied"), [("open", 0), ("drafted", 0), ("closed", 1)])
def test_a_case_in_hand_keeps_its_hits(state: str, emptied: int) -> None:
    """Whatever a case that is not closed rests on stays whole; its seller's row stays with the case."""
    right()
    keep(kept(listing(), match()))
    hit, user = Hit.objects.get(), User.objects.create_user("li")
    long_ago = timezone.now() - timedelta(days=4 * 366)
    decide(
        Scope.everything(), hit_id=hit.pk, verdict=Verdict.INFRINGING, reason="seen", user=user,
        revision=hit.revision, now=long_ago,
    )  # fmt: skip
    Listing.objects.update(last_seen_at=long_ago)
    open_case(Scope.everything(), [hit.pk], actor="li", now=long_ago)
    Case.objects.update(state=state)
    assert f"emptied: {emptied} listings with {emptied} hits" in said("purge")
    assert bool(Seller.objects.get().name) is not bool(emptied)
