"""People, hits and clients the desk's tests start from."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from PIL import Image

from config.operator import operator_settings
from domain.match import Match, Reason
from registry.models import ReferencePicture, RightsHolder
from store.models import Hit
from store.pictures import PictureFiles
from store.records import matches_record
from tests.store import made
from tests.triage.words import PO, catalogue

ROLES = ("operator", "triager", "auditor", "holder", "foreign", "nobody")


def _compile_words() -> None:
    """The catalogue as the desk reads it, made before Django reads any."""
    target = Path(PO).with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime < PO.stat().st_mtime:
        with target.open("wb") as handle:
            write_mo(handle, catalogue())


_compile_words()


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """One person of each role; `holder` acts for acme, `foreign` for another holder, `nobody` for none."""
    everyone = {name: User.objects.create_user(name) for name in ROLES}
    everyone["operator"].is_staff = everyone["operator"].is_superuser = True
    everyone["operator"].save()
    for name, group in (("triager",) * 2, ("auditor",) * 2, ("holder",) * 2, ("foreign", "holder")):
        everyone[name].groups.add(Group.objects.get_or_create(name=group)[0])
    for key, name in (("acme", "holder"), ("other", "foreign")):
        row, _made = RightsHolder.objects.get_or_create(key=key, defaults={"name": key.title()})
        row.members.add(everyone[name])
    return everyone


@pytest.fixture
def enter(people: dict[str, User]) -> Callable[[str], Client]:
    """A client signed in as one of `ROLES`, or as nobody at all (`anonymous`)."""

    def client(name: str, *, language: str = "en") -> Client:
        fresh = Client()
        fresh.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if name != "anonymous":
            fresh.force_login(people[name])
        return fresh

    return client


def picture_bytes(colour: str = "red", kind: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(written, kind)
    return written.getvalue()


def stored(data: bytes) -> str:
    """The digest under which these bytes now lie in the pictures directory."""
    return PictureFiles(operator_settings().pictures_path).put(data).digest


@pytest.fixture
def hit(db: None) -> Hit:
    """An open hit of the holder acme, with a picture on either side."""
    right = made.right()
    ours, theirs = stored(picture_bytes("red")), stored(picture_bytes("blue"))
    ReferencePicture.objects.create(
        right=right, digest=ours, file=f"listings/{ours[:2]}/{ours}", name="mark.png", width=64, height=48
    )
    kept = made.picture(theirs)
    offer = made.listing(pictures=(kept.picture,))
    one = made.kept(offer, made.match())
    made.keep(type(one)(listing=offer, matches=one.matches, judged=one.judged, pictures=(kept,)))
    return Hit.objects.select_related("listing").get()


def lay(hit: Hit) -> Hit:
    """The hit, resting on the right's picture lying in the middle of the listing's."""
    quad = ((250, 250), (750, 250), (750, 750), (250, 750))
    reason = Reason(
        feature="copied_picture",
        score=0.9,
        weight=1.0,
        ours=hit.right.pictures.get().digest,
        theirs=hit.listing.pictures.get().digest,
        picture=hit.listing.pictures.get().digest,
        quad=quad,
    )
    match = Match(right_id=hit.right.code, matcher="copies", score=0.9, reasons=(reason,))
    Hit.objects.filter(pk=hit.pk).update(matches=matches_record([match]))
    return Hit.objects.get(pk=hit.pk)
