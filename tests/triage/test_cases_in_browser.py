"""Cases, notices and rights in a real Chromium: the whole way by clicks, and on narrow screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from casework.models import Notice
from domain.match import Verdict
from domain.ports import Scope
from store.decisions import decide
from store.models import Hit
from tests.casework.test_cases import clear
from tests.store import made
from tests.triage.test_cases import filled
from tests.triage.test_in_browser import Desk, desk

__all__ = ("desk",)
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def confirmed(user: User) -> Hit:
    made.right()
    made.keep(made.kept(made.listing(title="迪卡侬 帐篷 " + "x" * 200), made.match()))
    hit = Hit.objects.get()
    decide(
        Scope.everything(), hit_id=hit.id, verdict=Verdict.INFRINGING, reason="same words", user=user,
        revision=hit.revision, now=made.NOW,
    )  # fmt: skip
    return Hit.objects.get()


def test_the_whole_way_by_clicks(desk: Callable[..., Desk]) -> None:
    """From the confirmed hit over the refusal, which leads to the open exception, to the drafted notice."""
    user = User.objects.create_user("lin")
    hit, seen = confirmed(user), desk()
    filled(hit)
    page = seen.page
    seen.open(f"/hits/{hit.id}/")
    page.get_by_role("link", name="Make a case").click()
    page.get_by_role("button", name="Make the case").click()
    page.locator("#form").select_option("cn-ecommerce-42")
    page.get_by_role("button", name="Only check").click()
    page.locator("#lacks").get_by_role("link").first.click()
    expect(page.locator("#exceptions")).to_be_in_viewport()
    clear(hit, user)
    seen.open("/cases/2026-00001/")
    page.locator("#form").select_option("cn-ecommerce-42")
    page.locator("#signed_by").fill("林明")
    page.locator("[name=states]").check()
    page.get_by_role("button", name="Draft", exact=True).click()
    expect(page.get_by_text("the machine never sends it")).to_be_visible()
    assert Notice.objects.get().signed_by == "林明"
    with page.expect_download() as download:
        page.get_by_role("link", name="DOCX").click()
    assert download.value.suggested_filename == "notice-2026-00001-1.docx"
    assert [one for one in seen.complaints if "422" not in one] == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_of_cases_and_rights_fit_the_screen(
    width: int, language: str, desk: Callable[..., Desk]
) -> None:
    """No page of a case or a right is wider than the screen, refusals and previews included."""
    hit = confirmed(User.objects.create_user("lin"))
    seen = desk(language=language, viewport={"width": width, "height": 800})
    page = seen.page
    seen.open(f"/hits/{hit.id}/case/")
    page.locator("form.case-form button").click()
    for path, button in (
        ("/cases/", ""), ("/cases/2026-00001/", "[name=check]"), ("/rights/", ""),
        (f"/rights/{hit.right_id}/", "form[action$='/preview/'] button"),
    ):  # fmt: skip
        seen.open(path)
        if button:
            page.locator(button).click()
            page.wait_for_load_state("load")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
