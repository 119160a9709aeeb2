"""Every route, for every role, on one's own and on foreign rows: what is answered is declared here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from casework.models import Case, CaseHit, Notice
from store.models import Hit
from tests.store import made
from tests.triage.conftest import lay
from triage import urls

Enter = Callable[[str], Client]
HOUSE = ("operator", "triager", "auditor")
EVERYBODY = (*HOUSE, "holder", "foreign", "nobody")

# For each route and role what GET answers when it concerns a hit of the holder acme. A route that
# is not here fails the first test: whoever adds one has to say who may see it.
SEES_HIT = dict.fromkeys((*HOUSE, "holder"), 200) | {"foreign": 404, "nobody": 404, "anonymous": 302}
OPEN_TO_ALL = dict.fromkeys((*EVERYBODY, "anonymous"), 200)
HOUSE_ONLY = (
    dict.fromkeys(HOUSE, 200) | dict.fromkeys(("holder", "foreign", "nobody"), 403) | {"anonymous": 302}
)
ONLY_POST = dict.fromkeys(EVERYBODY, 405) | {"anonymous": 302}
EXPECTED: dict[str, dict[str, int]] = {
    "queue": dict.fromkeys(EVERYBODY, 200) | {"anonymous": 302},
    "hit": SEES_HIT,
    "decide": ONLY_POST,
    "close-exception": ONLY_POST,
    "good-faith": SEES_HIT,
    # The hit is not confirmed: who may make cases is told so, who may only read is refused.
    "new-case": SEES_HIT | {"operator": 422, "triager": 422, "auditor": 403, "holder": 403},
    "cases": dict.fromkeys(EVERYBODY, 200) | {"anonymous": 302},
    # Of a case of acme's, made beside the hit.
    "case": SEES_HIT,
    "draft-notice": ONLY_POST,
    "close-case": ONLY_POST,
    "case-good-faith": SEES_HIT,
    "notice": SEES_HIT,
    "notice-paper": SEES_HIT,
    "try-exceptions": ONLY_POST,
    "rights": dict.fromkeys(EVERYBODY, 200) | {"anonymous": 302},
    "right": SEES_HIT,
    "preview-right": ONLY_POST,
    "watch-right": ONLY_POST,
    "picture": SEES_HIT,
    "drawing": SEES_HIT,
    # The foreign holder has a right of its own, but not this one.
    "reference": SEES_HIT,
    "save-question": ONLY_POST,
    "forget-question": ONLY_POST,
    "aliases": dict.fromkeys(EVERYBODY, 200) | {"anonymous": 302},
    "decide-alias": ONLY_POST,
    "sweeps": HOUSE_ONLY,
    "order": ONLY_POST,
    "close-alert": ONLY_POST,
    "indications": HOUSE_ONLY,
    "index-state": HOUSE_ONLY,
    "index-again": ONLY_POST,
    "audit": HOUSE_ONLY,
    "login": dict.fromkeys(EVERYBODY, 302) | {"anonymous": 200},
    "logout": ONLY_POST,
    "enter": dict.fromkeys((*EVERYBODY, "anonymous"), 410),
    "language": dict.fromkeys((*EVERYBODY, "anonymous"), 302),
    "healthz": OPEN_TO_ALL,
    "readyz": OPEN_TO_ALL,
}
NUMBER = "2026-00001"
# Who gets through with a decision on acme's hit.
DECIDES = {"operator": 302, "triager": 302, "auditor": 403, "holder": 403, "foreign": 404, "nobody": 404}


def routes() -> Iterator[str]:
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        yield pattern.name or str(pattern.pattern)


def address(route: str, hit: Hit) -> str:
    ours = hit.right.pictures.get().digest
    theirs = hit.listing.pictures.get().digest
    arguments: dict[str, tuple[object, ...]] = {
        "hit": (hit.id,), "decide": (hit.id,), "picture": (theirs,), "reference": (ours,),
        "enter": ("no-token",), "decide-alias": (1,), "close-alert": (1,),
        "forget-question": (1,), "close-exception": (hit.id,),
        "try-exceptions": (hit.id,), "new-case": (hit.id,), "good-faith": (hit.id, "json"),
        "case": (NUMBER,), "draft-notice": (NUMBER,), "close-case": (NUMBER,),
        "right": (hit.right_id,), "preview-right": (hit.right_id,), "watch-right": (hit.right_id,),
        "case-good-faith": (NUMBER, "json"), "notice": (NUMBER, 1),
        "notice-paper": (NUMBER, 1, "json"),
        "drawing": (lay(hit).id,) if route == "drawing" else (),
    }  # fmt: skip
    return reverse(route, args=arguments.get(route, ()))


@pytest.fixture
def notice(hit: Hit) -> Notice:
    """A notice in a case of acme's."""
    assert hit.listing.seller is not None
    case = Case.objects.create(
        number=NUMBER, holder=hit.holder, seller=hit.listing.seller, opened_at=made.NOW, opened_by="lin"
    )
    CaseHit.objects.create(case=case, hit=hit, added_at=made.NOW, added_by="lin")
    record = {
        "title": hit.listing.title, "unread": [], "opening": "", "elements": [], "closing": "",
        "signed_by": "lin", "case": NUMBER, "number": 1, "template": "t", "day": "2026-11-20", "fields": [],
    }  # fmt: skip
    return Notice.objects.create(
        case=case, number=1, form="f", template="t", language="zh", record=record, digest="d" * 64,
        signed_by="lin", drafted_at=made.NOW,
    )  # fmt: skip


def test_every_route_is_declared() -> None:
    """A route without a declared answer for each role fails here."""
    assert set(routes()) == set(EXPECTED)
    for route, answers in EXPECTED.items():
        assert set(answers) == {*EVERYBODY, "anonymous"}, route


def test_no_other_room_brings_pages() -> None:
    """Beside the desk there is only the administration, which lets staff in alone."""
    others = [str(pattern.pattern) for pattern in get_resolver().url_patterns]
    assert others == ["admin/", ""]


@pytest.mark.parametrize("role", [*EVERYBODY, "anonymous"])
@pytest.mark.parametrize("route", sorted(EXPECTED))
def test_route_answers_role_as_declared(
    route: str, role: str, hit: Hit, notice: Notice, enter: Enter
) -> None:
    """Each route answers each role as declared, also on a foreign holder's hit."""
    response = enter(role).get(address(route, hit))
    assert response.status_code == EXPECTED[route][role]
    if response.status_code in (403, 404):
        assert hit.listing.title not in response.content.decode()


@pytest.mark.parametrize("role", sorted(DECIDES))
def test_who_may_decide(role: str, hit: Hit, enter: Enter) -> None:
    """Only officers and operators change a hit; for a foreign holder it is not even there."""
    sent = {"verdict": "infringing", "note": "seen", "revision": str(hit.revision)}
    response = enter(role).post(reverse("decide", args=(hit.id,)), sent)
    assert response.status_code == DECIDES[role]
    hit.refresh_from_db()
    assert (hit.status == "infringing") == (DECIDES[role] == 302)


@pytest.mark.parametrize("role", ["foreign", "nobody"])
@pytest.mark.parametrize("asked", ["", "?status=any", "?right=CN-TM:1", "?platform=yiwugo&status=any"])
def test_lists_and_counts_leak_nothing(role: str, asked: str, hit: Hit, enter: Enter) -> None:
    """Neither rows nor filters nor counts of the queue show a foreign holder's hit."""
    page = enter(role).get("/" + asked).content.decode()
    for word in (hit.id, hit.listing.title, "小商品店", "迪卡侬"):
        assert word not in page


@pytest.mark.parametrize("role", ["holder", "foreign", "triager", "auditor", "nobody"])
def test_administration_is_for_operators(role: str, enter: Enter) -> None:
    """The administration, which knows no scope, sends everybody else to its own door."""
    response = enter(role).get("/admin/")
    assert response.status_code == 302
    assert "/admin/login/" in response.headers["Location"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_are_not_kept_and_say_their_language(
    language: str, hit: Hit, enter: Callable[..., Client]
) -> None:
    """A page is never stored on the way, carries the policy, and says its language."""
    response = enter("triager", language=language).get(f"/hits/{hit.id}/")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Language"] == language
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    assert f'<html lang="{language}">' in response.content.decode()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_writes_from_other_sites_are_refused(site: str, hit: Hit, enter: Enter) -> None:
    """A write that the browser says another site started changes nothing."""
    sent = {"verdict": "infringing", "note": "seen", "revision": str(hit.revision)}
    where = reverse("decide", args=(hit.id,))
    response = enter("triager").post(where, sent, headers={"Sec-Fetch-Site": site})
    assert response.status_code == 403
    hit.refresh_from_db()
    assert hit.status == "open"


@pytest.mark.parametrize("role", sorted(DECIDES))
def test_who_may_make_a_case_and_draft_a_notice(role: str, hit: Hit, notice: Notice, enter: Enter) -> None:
    """Officers and operators do; for a foreign holder neither hit nor case is there."""
    client, refused = enter(role), {403: 403, 404: 404, 302: 422}[DECIDES[role]]
    assert client.post(reverse("new-case", args=(hit.id,)), {"hit": hit.id}).status_code == refused
    assert client.post(reverse("draft-notice", args=(NUMBER,)), {"form": "x"}).status_code == refused
    closing = client.post(reverse("close-case", args=(NUMBER,)), {"reason": "settled"})
    assert closing.status_code == DECIDES[role]
    assert (Case.objects.get().state == "closed") == (DECIDES[role] == 302)
    assert (Case.objects.count(), Notice.objects.count()) == (1, 1)
