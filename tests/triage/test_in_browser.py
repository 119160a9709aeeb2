"""The desk in a real Chromium: keys, hostile text, narrow screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client
from playwright.sync_api import ConsoleMessage, Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from store.models import Decision, Hit
from tests.store import made
from tests.triage.test_escaping import NASTY, plant

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Factory = Callable[..., Page]


class Desk:
    """A page of the desk, signed in, that remembers every dialog and complaint of the browser."""

    def __init__(self, live_server: LiveServer, page: Page, role: str, language: str) -> None:
        self.page, self.url, self.complaints = page, live_server.url, list[str]()
        user = User.objects.create_user(role)
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        cookies = {"sessionid": session, settings.LANGUAGE_COOKIE_NAME: language}
        page.context.add_cookies(
            [{"name": name, "value": value, "url": self.url} for name, value in cookies.items()]
        )
        page.on("dialog", self._refuse)
        page.on("console", self._hear)

    def _refuse(self, dialog: Dialog) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)


@pytest.fixture
def desk(live_server: LiveServer, browser_page_factory: Factory, settings: object) -> Callable[..., Desk]:
    """`desk(role)`: the desk over plain http, as a browser accepts its cookies."""
    for name in ("SESSION_COOKIE", "CSRF_COOKIE", "LANGUAGE_COOKIE"):
        setattr(settings, f"{name}_SECURE", False)
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "sessionid", "csrftoken"  # type: ignore[attr-defined]

    def made_desk(role: str = "triager", *, language: str = "en", **context: object) -> Desk:
        port = int(live_server.url.rsplit(":", 1)[1])
        return Desk(live_server, browser_page_factory(port, **context), role, language)

    return made_desk


def test_a_decision_by_keys_alone(desk: Callable[..., Desk]) -> None:
    """j, Enter, a, 1, Enter decides the first hit and shows the next one; z comes back to it."""
    made.right()
    for number, score in (("1", 0.9), ("2", 0.8)):
        made.keep(made.kept(made.listing(number), made.match(score=score)))
    first, second = Hit.objects.order_by("-score")
    seen = desk()
    seen.open("/")
    for key in ("j", "Enter"):
        seen.page.keyboard.press(key)
    expect(seen.page).to_have_url(f"{seen.url}/hits/{first.id}/")
    seen.page.keyboard.press("Enter")
    expect(seen.page.locator("#decide-says")).to_have_text("Choose a verdict.")
    for key in ("a", "1", "Enter"):
        seen.page.keyboard.press(key)
    expect(seen.page).to_have_url(f"{seen.url}/hits/{second.id}/")
    assert Decision.objects.get().reason == "The same mark on the same goods"
    seen.page.keyboard.press("z")
    expect(seen.page).to_have_url(f"{seen.url}/hits/{first.id}/")
    assert seen.complaints == []


def test_keys_rest_while_typing_and_when_switched_off(desk: Callable[..., Desk]) -> None:
    """In the note every key writes; with keys switched off none acts."""
    made.right()
    made.keep(made.kept(made.listing(), made.match()))
    seen = desk()
    seen.open(f"/hits/{Hit.objects.get().id}/")
    seen.page.locator("#note").press_sequentially("axu q?")
    expect(seen.page.locator("#note")).to_have_value("axu q?")
    expect(seen.page.locator('[name="verdict"]:checked')).to_have_count(0)
    seen.page.locator("h1").click()
    seen.page.keyboard.press("?")
    seen.page.locator("#keys-on").uncheck()
    seen.page.keyboard.press("Escape")
    seen.page.keyboard.press("a")
    expect(seen.page.locator('[name="verdict"]:checked')).to_have_count(0)


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_does_nothing(text: str, desk: Callable[..., Desk]) -> None:
    """Hostile text opens no dialog, breaks no policy and loads nothing."""
    hit = plant(text)
    seen = desk("auditor")
    for path in ("/?status=any", f"/hits/{hit.id}/", "/audit/", "/sweeps/"):
        seen.open(path)
    assert seen.complaints == []


@pytest.mark.parametrize("width", [320, 768, 1920])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_fit_the_screen(width: int, language: str, desk: Callable[..., Desk]) -> None:
    """No page is wider than the screen, from a phone to a wall."""
    made.right()
    made.keep(made.kept(made.listing(title="迪卡侬" + "x" * 300), made.match()))
    seen = desk(language=language, viewport={"width": width, "height": 800})
    for path in ("/", f"/hits/{Hit.objects.get().id}/", "/sweeps/", "/audit/"):
        seen.open(path)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
