"""Cases at the desk: from a confirmed hit to a drafted notice, or to the list of all that is missing."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.timezone import localtime
from django.utils.translation import override
from docx import Document as Docx

from casework.models import Case, Notice
from config.operator import read_settings
from domain.exceptions import Excuse, Trial
from domain.match import Verdict
from domain.notice_forms import LISTING_FACTS, NOTICE_FACTS, NoticeForm
from domain.notices import lacks
from domain.rights import RightKind
from registry.models import RightsHolder
from store.models import AuditLine, Hit
from store.trials import trial_of
from tests.casework.complete import FORMS, facts, pursued, right
from tests.casework.test_cases import clear, prove
from tests.triage.test_escaping import NASTY, TAG, plant
from tests.triage.test_words import HAN, Labels
from triage.case_words import ANSWERS, FACTS, lack_of
from triage.pages import cases

Enter = Callable[..., Client]
ASKED = {"form": "cn-ecommerce-42", "language": "zh", "signed_by": "林 明", "states": "yes"}


def made_case(client: Client, hit: Hit) -> str:
    client.post(
        f"/hits/{hit.id}/decide/", {"verdict": "infringing", "note": "same", "revision": str(hit.revision)}
    )
    assert "/case/" in client.get(f"/hits/{hit.id}/").content.decode()
    assert client.post(f"/hits/{hit.id}/case/", {"hit": [hit.id]}).status_code == 302
    return Case.objects.get().number


def filled(hit: Hit) -> None:
    """Everything the register can know of the hit's right and holder."""
    right, holder = hit.right, hit.right.holder
    right.number, right.nice_classes, right.goods = "123", [22], ["帐篷"]
    right.valid_from, right.valid_to, right.licences_as_of = (
        date(2020, 1, 1),
        date(2036, 1, 1),
        date(2026, 11, 1),
    )
    right.save()
    holder.contact, holder.address, holder.email = "法务部", "宁波市", "ip@acme.example"
    holder.save()
    prove()


def test_a_case_names_all_that_its_notice_lacks(hit: Hit, enter: Enter) -> None:
    """The refusal lists each missing element and links each open exception to its place."""
    client = enter("triager")
    number = made_case(client, hit)
    asked = {"form": "cn-ecommerce-42", "language": "zh", "hit": hit.id}
    answer = client.post(f"/cases/{number}/draft/", asked)
    page = answer.content.decode()
    assert answer.status_code == 422
    for told in (
        "registration number",
        "proof of the right",
        "identity document",
        "who signs",
        "statement of a named",
    ):
        assert told in page
    for excuse in trial_of(hit).blocking():
        assert excuse in set(Excuse)
    assert f"/hits/{hit.id}/#exceptions" in page
    assert not Notice.objects.exists()


def test_from_the_confirmed_hit_to_the_papers(hit: Hit, enter: Enter, people: dict[str, User]) -> None:
    """With all in order the notice is drafted, shown, handed out four ways, and said not to be sent."""
    filled(hit)
    client = enter("triager")
    number = made_case(client, hit)
    clear(hit, people["triager"])
    checked = client.post(f"/cases/{number}/draft/", {**ASKED, "hit": hit.id, "check": "yes"})
    assert checked.status_code == 200, list(checked.context["lacks"])
    assert not Notice.objects.exists()
    assert client.post(f"/cases/{number}/draft/", ASKED | {"hit": hit.id}).status_code == 302
    page = client.get(f"/cases/{number}/1/").content.decode()
    assert "never sends it" in page
    for kind in ("docx", "txt", "csv", "json"):
        answer = client.get(f"/cases/{number}/1.{kind}")
        assert answer.status_code == 200
        assert f"notice-{number}-1.{kind}" in answer.headers["Content-Disposition"]
    taken = AuditLine.objects.filter(action="notice.taken", subject=number, actor="triager")
    assert {line.detail["kind"] for line in taken} == {"docx", "txt", "csv", "json"}


@pytest.mark.parametrize("chosen", [[], ["0" * 32], ["x'; --"]])
def test_a_notice_names_what_was_chosen_and_nothing_else(chosen: list[str], hit: Hit, enter: Enter) -> None:
    """No hit chosen, or one that is not in the case, is no notice; it is never taken for all of them."""
    client = enter("triager")
    number = made_case(client, hit)
    answer = client.post(f"/cases/{number}/draft/", ASKED | {"hit": chosen})
    assert answer.status_code == 422
    assert ("none was chosen" if not chosen else "not in this case") in answer.content.decode()


def test_a_closed_case_drafts_nothing_more(hit: Hit, enter: Enter, people: dict[str, User]) -> None:
    """Closing needs a reason, is written down, and is the last word."""
    filled(hit)
    client = enter("triager")
    number = made_case(client, hit)
    clear(hit, people["triager"])
    assert client.post(f"/cases/{number}/close/", {"reason": " "}).status_code == 422
    assert client.post(f"/cases/{number}/close/", {"reason": "settled"}).status_code == 302
    assert AuditLine.objects.get(action="case.closed").detail == {"reason": "settled"}
    answer = client.post(f"/cases/{number}/draft/", ASKED | {"hit": hit.id})
    assert (answer.status_code, Notice.objects.count()) == (422, 0)
    assert client.post(f"/cases/{number}/close/", {"reason": "again"}).status_code == 422


def test_the_good_faith_file_of_a_case_holds_every_hit(
    hit: Hit, enter: Enter, people: dict[str, User]
) -> None:
    """The file of a case tells case, notices and each hit's exceptions; that it was taken is written down."""
    filled(hit)
    client = enter("triager")
    number = made_case(client, hit)
    clear(hit, people["triager"])
    client.post(f"/cases/{number}/draft/", ASKED | {"hit": hit.id})
    told = json.loads(client.get(f"/cases/{number}/good-faith.json").content)
    assert [one["hit"] for one in told["hits"]] == [hit.id]
    assert told["notices"][0]["digest"] == Notice.objects.get().digest
    words = Docx(io.BytesIO(client.get(f"/cases/{number}/good-faith.docx").content))
    told = "\n".join(one.text for one in words.paragraphs)
    decided = localtime(hit.decisions.get().decided_at).isoformat(timespec="minutes")
    for part in (number, f"Decided by triager at {decided}", "Kind of right: Word mark"):
        assert part in told
    assert AuditLine.objects.filter(action="good_faith.taken", subject=number).count() == 2
    client.head(f"/cases/{number}/good-faith.docx")
    assert AuditLine.objects.filter(action="good_faith.taken", subject=number).count() == 2


def test_a_holder_who_gave_the_right_away_sees_its_hits_no_more(hit: Hit, enter: Enter) -> None:
    """After a hand-over the old holder's case shows no hit, and no notice of it can be drafted."""
    number = made_case(enter("triager"), hit)
    hit.right.holder = RightsHolder.objects.create(key="new", name="New")
    hit.right.save()
    page = enter("holder").get(f"/cases/{number}/").content.decode()
    assert hit.id not in page
    answer = enter("triager").post(f"/cases/{number}/draft/", ASKED | {"hit": hit.id})
    assert "belongs to another holder now" in answer.content.decode()


def test_a_broken_form_of_the_operators_own_is_told_and_nothing_falls(
    hit: Hit, enter: Enter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of a case names a form that cannot be read, and nothing is drafted by half the forms."""
    client = enter("triager")
    number = made_case(client, hit)
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "mine.yaml").write_text("key: mine\nkind: notice_form\n", encoding="utf-8")
    monkeypatch.setenv("MARKWARDEN_PACKS", str(tmp_path))
    monkeypatch.setattr(cases, "operator_settings", lambda: read_settings(os.environ))
    cases.the_forms.cache_clear()
    try:
        page = client.get(f"/cases/{number}/")
        answer = client.post(f"/cases/{number}/draft/", ASKED | {"hit": hit.id})
    finally:
        cases.the_forms.cache_clear()
    assert "mine.yaml" in page.content.decode()
    assert (page.status_code, answer.status_code) == (200, 422)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_refusal_is_in_the_readers_words(language: str) -> None:
    """Whatever a form can lack is said in the reader's language, with the place to mend it."""
    with override(language):
        for form in FORMS.values():
            for line in every_refusal(form):
                told = lack_of(line, form)
                assert str(told.what) != line, line
                words = f"{told.what} {told.detail}"
                assert language == "en" or HAN.search(str(told.what)), words
                assert language == "en" or not told.detail or HAN.search(told.detail), words


def every_refusal(form: NoticeForm) -> list[str]:
    """Every line `lacks` may give for this form, from hits that have everything wrong with them."""
    strange = next((kind for kind in RightKind if kind not in form.rights), form.rights[0])
    bad = pursued(
        form, facts={}, day=date(2031, 1, 1), verdict=Verdict.UNSURE, faded=True, trial=Trial(),
        right=right(form, id="A", kind=strange, to_confirm=("期限",)),
    )  # fmt: skip
    old, other = pursued(form, day=date(2026, 12, 31)), pursued(form, day=date(2027, 1, 1), right=right(form))
    long = dict.fromkeys(facts(form), "长" * 5000)
    on = {"language": "zh", "on": date(2031, 1, 1), "platform": "yiwugo"}
    lines = ["case: it is closed", "hit h1: its right belongs to another holder now"]
    lines += ["right A: not watched, so nobody saw whether the listing still shows it"]
    lines += lacks(form, [bad], {}, **on)  # type: ignore[arg-type]
    lines += lacks(form, [], facts(form) | {"right.words": ""}, **on)  # type: ignore[arg-type]
    lines += lacks(form, [old, other, *(pursued(form, n) for n in range(300))], long, **on)  # type: ignore[arg-type]
    return lines


def test_every_fact_and_every_question_has_a_name() -> None:
    """Nothing a form can ask for is named by its key on the desk."""
    assert {*NOTICE_FACTS, *LISTING_FACTS} <= set(FACTS)
    assert {name for form in FORMS.values() for name in form.questions} <= set(ANSWERS)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_good_faith_file_tells_every_exception(
    language: str, hit: Hit, enter: Enter, people: dict[str, User]
) -> None:
    """The file holds the whole history of each exception, in DOCX and JSON, with who closed it."""
    clear(hit, people["triager"])
    client = enter("holder", language=language)
    told = json.loads(client.get(f"/hits/{hit.id}/good-faith.json").content)
    assert set(told["exceptions"]) == {excuse.value for excuse in Excuse}
    assert told["blocking"] == []
    assert told["exceptions"]["prior_use"][-1]["closed"]["by"] == "triager"
    assert client.get(f"/hits/{hit.id}/good-faith.docx").content.startswith(b"PK")


@pytest.mark.parametrize("sent", [{"form": "none"}, {"language": "fr"}, {"form": ""}, {"language": ""}])
def test_form_and_language_are_of_the_house(sent: dict[str, str], hit: Hit, enter: Enter) -> None:
    """Another form or language than those there are drafts nothing."""
    client = enter("triager")
    number = made_case(client, hit)
    assert client.post(f"/cases/{number}/draft/", ASKED | sent).status_code == 422


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_stays_text(text: str, enter: Enter) -> None:
    """Titles, sellers, holders and answers come back as text on every page of a case."""
    hit = plant(text)
    client = enter("operator")
    number = made_case(client, hit)
    answer = client.post(f"/cases/{number}/draft/", ASKED | {"signed_by": text, "explanation": text})
    for page in (answer, client.get("/cases/"), client.get(f"/hits/{hit.id}/case/")):
        shown = page.content.decode()
        assert not TAG.search(shown)
        assert "<script>" not in shown


def test_pages_of_cases_are_chinese(hit: Hit, enter: Enter) -> None:
    """On a Chinese page of a case every heading, button and label is Chinese."""
    client = enter("operator", language="zh-hans")
    number = made_case(client, hit)
    for address in ("/cases/", f"/cases/{number}/", f"/hits/{hit.id}/case/"):
        reader = Labels()
        reader.feed(client.get(address).content.decode())
        assert [label for label in reader.labels if not HAN.search(label)] == []
