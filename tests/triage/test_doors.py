"""Coming in: passwords with a lock, links that work once, languages to choose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client
from django.utils import timezone

from triage.login_link import GOOD_FOR_S, make_link, redeem

Enter = Callable[..., Client]
BASE = "http://testserver"


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def token_of(user: User) -> str:
    return make_link(user, BASE).rstrip("/").rsplit("/", 1)[1]


def test_a_link_signs_in_once(people: dict[str, User]) -> None:
    """A link signs its person in, and nobody a second time."""
    link = make_link(people["triager"], BASE)
    first, second = Client(), Client()
    assert first.get(link).headers["Location"] == "/"
    assert signed_in(first)
    assert second.get(link).status_code == 410
    assert not signed_in(second)


def test_a_link_ends_after_a_quarter_of_an_hour(people: dict[str, User]) -> None:
    """A link that was not used in time signs nobody in."""
    link = make_link(people["triager"], BASE)
    with time_machine.travel(timezone.now() + timedelta(seconds=GOOD_FOR_S + 2)):
        assert Client().get(link).status_code == 410


def test_a_link_ends_with_the_password_and_the_account(people: dict[str, User]) -> None:
    """A changed password or a sleeping account ends every link made before."""
    for change in ({"password": "x" * 40}, {"is_active": False}):
        token = token_of(User.objects.get(username="triager"))
        User.objects.filter(username="triager").update(**change)
        assert redeem(token, now=timezone.now()) is None


def test_two_links_of_one_person_end_together(people: dict[str, User]) -> None:
    """Using one link ends the other ones of the same person."""
    one, other = token_of(people["triager"]), token_of(people["triager"])
    assert redeem(one, now=timezone.now()) == people["triager"]
    assert redeem(other, now=timezone.now()) is None


@pytest.mark.parametrize("token", ["x", "a:b:c", "WzEsMl0:1abc:x", "%00", "é", "A" * 3000])
def test_a_false_token_signs_nobody_in(token: str, db: None) -> None:
    """A token nobody signed is an ended link, never an error."""
    assert Client().get(f"/enter/{token}/").status_code == 410


def test_a_token_of_another_purpose_is_refused(people: dict[str, User]) -> None:
    """A value signed with our key for something else opens no door."""
    forged = signing.dumps([people["operator"].pk, "x"], salt="something.else")
    assert Client().get(f"/enter/{forged}/").status_code == 410


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Purpose": "prefetch"},
        {"Sec-Fetch-Dest": "image"},
        {"Sec-Fetch-Dest": "iframe"},
    ],
)
def test_looking_ahead_does_not_use_a_link_up(headers: dict[str, str], people: dict[str, User]) -> None:
    """A prefetch, a picture or a frame neither signs in nor uses the link up."""
    link = make_link(people["triager"], BASE)
    assert Client().get(link, headers=headers).status_code == 410
    assert Client().head(link).status_code == 405
    assert Client().get(link).status_code == 302


def test_five_wrong_passwords_lock(people: dict[str, User]) -> None:
    """After five wrong passwords even the right one waits, on a page that says so; another name does not."""
    people["triager"].set_password("a-good-password-1")
    people["triager"].save()
    client = Client()
    for _try in range(5):
        last = client.post("/login/", {"username": "triager", "password": "wrong"})
    assert last.status_code == 429
    locked = client.post("/login/", {"username": "triager", "password": "a-good-password-1"})
    assert locked.status_code == 429
    assert "一刻钟" in locked.content.decode() or "quarter of an hour" in locked.content.decode()
    assert client.post("/login/", {"username": "auditor", "password": "wrong"}).status_code == 200


def test_the_way_back_stays_in_the_house(people: dict[str, User], enter: Enter) -> None:
    """After the language switch and after signing in nobody is sent to another site."""
    client = enter("triager")
    response = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert response.headers["Location"] == "/"
    assert Client().get("/audit/").headers["Location"] == "/login/?next=/audit/"


def test_the_chosen_language_stays(hit: object, enter: Enter) -> None:
    """The language chosen on one page speaks on the next, whatever the browser prefers."""
    client = enter("triager", language="en")
    assert "Audit trail" in client.get("/", headers={"Accept-Language": "zh-CN"}).content.decode()
    answer = client.post("/language/", {"language": "zh-hans", "next": "/sweeps/"})
    assert answer.headers["Location"] == "/sweeps/"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME]["httponly"]
    assert "审计记录" in client.get("/", headers={"Accept-Language": "en"}).content.decode()


@pytest.mark.parametrize("language", ["fr", "", "../../x", "zh-hans\r\nSet-Cookie: a=b"])
def test_an_unknown_language_is_the_operators(language: str, people: dict[str, User]) -> None:
    """An unknown language in the cookie is the operator's own, not an error."""
    client = Client()
    client.force_login(people["triager"])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language.replace("\r\n", "")
    assert client.get("/").headers["Content-Language"] == settings.LANGUAGE_CODE


def test_signing_out_needs_a_post(people: dict[str, User], enter: Enter) -> None:
    """No link or picture can sign a person out."""
    client = enter("triager")
    assert client.get("/logout/").status_code == 405
    assert signed_in(client)
    client.post("/logout/")
    assert not signed_in(client)
