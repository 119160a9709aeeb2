"""Cases and notices as kept: made of confirmed hits, drafted whole or refused, never rewritten."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from docx import Document as Docx

from casework.cases import case_for, open_case, proposed
from casework.districts import district_of
from casework.drafting import Wish, draft_notice, missing
from casework.models import Case, Notice
from casework.papers import paper
from domain.errors import CaseError, NoticeRefused
from domain.exceptions import Excuse, Outcome
from domain.match import Verdict
from domain.ports import Scope
from registry.models import Document, Licence, Right, RightsHolder
from store import append_only
from store.decisions import decide
from store.models import AuditLine, Hit
from store.trials import close_exception, trial_of
from tests.casework.complete import FORMS, LAWS
from tests.store.made import NOW, keep, kept, later, listing, match, right

pytestmark = pytest.mark.django_db
ALL = Scope.everything()
SIGNED = {"signed_by": "林 明", "states": True}


@pytest.fixture
def user() -> User:
    return User.objects.create_user("lin")


@pytest.fixture
def hit(user: User) -> Hit:
    """A confirmed hit on a right of which everything is known, with nothing open."""
    right(
        number="12345678", nice_classes=[22], valid_from=date(2020, 1, 1), valid_to=date(2029, 12, 31),
        licences_as_of=date(2026, 11, 1), goods=["帐篷"],
    )  # fmt: skip
    RightsHolder.objects.update(contact="法务部", address="宁波市", email="ip@acme.example", phone="0574")
    prove()
    return confirmed("1", user)


def prove() -> None:
    owned = Right.objects.get()
    for kind, of in (("identity", None), ("proof", owned)):
        Document.objects.create(holder=owned.holder, right=of, kind=kind, number=f"{kind}-1", digest="e" * 64)


def confirmed(number: str, user: User, **values: Any) -> Hit:
    keep(kept(listing(number, **{"ships_from": "浙江宁波市鄞州区", **values}), match()))
    hit = Hit.objects.get(listing__listing_id=number)
    decide(
        ALL, hit_id=hit.id, verdict=Verdict.INFRINGING, reason="same words on tents", user=user,
        revision=hit.revision, now=later(1),
    )  # fmt: skip
    hit.refresh_from_db()
    return hit


def clear(hit: Hit, user: User) -> None:
    for excuse in trial_of(hit).blocking():
        close_exception(
            ALL, hit_id=hit.id, excuse=excuse, outcome=Outcome.CLEAR, reason="asked the holder", user=user,
            seen=hit.tryings.count(), now=later(1),
        )  # fmt: skip


def wish(form: str = "cn-ecommerce-42", language: str = "zh", **values: Any) -> Wish:
    return Wish(form=FORMS[form], language=language, **{**SIGNED, **values})


def drafted(case: Case, user: User, **values: Any) -> Notice:
    return draft_notice(ALL, case.number, wish(**values), LAWS, user=user, actor="lin", now=later(2))


def refused(case: Case, user: User) -> tuple[str, ...]:
    with pytest.raises(NoticeRefused) as error:
        drafted(case, user)
    return error.value.lacks


def test_a_case_gathers_what_was_confirmed_of_one_seller_and_holder(hit: Hit, user: User) -> None:
    """From one confirmed hit the others of that seller and holder are proposed, and no other."""
    second = confirmed("2", user)
    confirmed("3", user, seller_id="s9")
    keep(kept(listing("4", ships_from="浙江宁波市鄞州区"), match()))
    assert {one.id for one in proposed(ALL, hit)} == {hit.id, second.id}
    case = open_case(ALL, [hit.id, second.id], actor="lin", now=later(2))
    assert (case.number, case.district, case.state) == ("2026-00001", "宁波市鄞州区", "open")
    assert list(proposed(ALL, hit)) == []
    assert AuditLine.objects.get(action="case.opened").subject == case.number


@pytest.mark.parametrize("what", ["open", "twice", "other seller", "none", "strange", "foreign"])
def test_what_does_not_belong_makes_no_case(what: str, hit: Hit, user: User) -> None:
    """Only confirmed, free hits of one seller in one's own scope make a case; else nothing is written."""
    keep(kept(listing("4"), match()))
    asked, scope = {
        "open": ([hit.id, Hit.objects.get(listing__listing_id="4").id], ALL),
        "twice": ([hit.id], ALL),
        "other seller": ([hit.id, confirmed("3", user, seller_id="s9").id], ALL),
        "none": ([], ALL),
        "strange": (["0" * 32], ALL),
        "foreign": ([hit.id], Scope(holders=frozenset({"other"}))),
    }[what]
    if what == "twice":
        open_case(ALL, [hit.id], actor="lin", now=later(2))
    before = Case.objects.count()
    with pytest.raises(CaseError):
        open_case(scope, asked, actor="lin", now=later(2))
    assert Case.objects.count() == before


def test_numbers_follow_each_other_within_a_year(hit: Hit, user: User) -> None:
    """The next case of a year has the next number; a new year begins at one."""
    numbers = [
        open_case(ALL, [one.id], actor="lin", now=now).number
        for one, now in ((hit, later(2)), (confirmed("2", user), later(3)), (confirmed("3", user), later(60)))
    ]
    assert numbers == ["2026-00001", "2026-00002", "2027-00001"]


@pytest.mark.parametrize("holders", [frozenset(), frozenset({"other"})])
def test_a_case_of_somebody_else_does_not_exist(holders: frozenset[str], hit: Hit, user: User) -> None:
    """Scope holds for cases and for what is missing in them."""
    case, scope = open_case(ALL, [hit.id], actor="lin", now=later(2)), Scope(holders=holders)
    with pytest.raises(Case.DoesNotExist):
        case_for(scope, case.number)
    with pytest.raises(Case.DoesNotExist):
        missing(scope, case.number, wish(), LAWS, now=later(2))
    assert case_for(Scope(holders=frozenset({"acme"})), case.number) == case


def test_open_exceptions_refuse_the_draft_by_name(hit: Hit, user: User) -> None:
    """While anything is open nothing is kept, and the refusal names each exception."""
    case = open_case(ALL, [hit.id], actor="lin", now=later(2))
    blocking = trial_of(hit).blocking()
    with pytest.raises(NoticeRefused) as error:
        drafted(case, user)
    assert {line.split(":")[0] for line in error.value.lacks} == {f"exception {one}" for one in blocking}
    assert blocking
    assert not Notice.objects.exists()
    told = AuditLine.objects.get(action="notice.refused", subject=case.number).detail
    assert told["lacks_in_all"] == len(blocking)


def test_a_notice_may_name_some_of_the_hits(hit: Hit, user: User) -> None:
    """Only the hits asked for stand in it, and only theirs can hold it back; a strange one is refused."""
    second = confirmed("2", user)
    case = open_case(ALL, [hit.id, second.id], actor="lin", now=later(2))
    clear(hit, user)
    assert drafted(case, user, hits=(hit.id,)).record["hits"] == [hit.id]
    with pytest.raises(NoticeRefused, match=f"on hit {second.id}"):
        drafted(case, user)
    with pytest.raises(CaseError, match="not in this case"):
        drafted(case, user, hits=(hit.id, "0" * 32))


def test_a_right_in_other_hands_is_in_no_notice_of_the_old_holder(hit: Hit, user: User) -> None:
    """After a hand-over the case of the old holder names its right no more."""
    case = open_case(ALL, [hit.id], actor="lin", now=later(2))
    clear(hit, user)
    owned = Right.objects.get()
    owned.holder = RightsHolder.objects.create(key="new", name="New")
    owned.save()
    with pytest.raises(NoticeRefused, match="another holder"):
        drafted(case, user)


def test_a_region_sees_only_cases_that_lie_in_it_whole(hit: Hit, user: User) -> None:
    """A case with one hit outside the region would show it, so it is not there."""
    case = open_case(ALL, [hit.id, confirmed("2", user).id], actor="lin", now=later(2))
    Hit.objects.update(region="宁波")
    ours = Scope(holders=None, regions=frozenset({"宁波"}))
    assert case_for(ours, case.number) == case
    Hit.objects.filter(pk=hit.id).update(region="台州")
    with pytest.raises(Case.DoesNotExist):
        case_for(ours, case.number)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_complete_notice_is_kept_with_its_papers(language: str, hit: Hit, user: User) -> None:
    """With everything known and closed the notice stands, in either language, as four kinds of paper."""
    case = open_case(ALL, [hit.id], actor="lin", now=later(2))
    clear(hit, user)
    notice = drafted(case, user, language=language)
    text = paper(notice, "txt").decode()
    for told in ("12345678", "e" * 64, "https://shop.example/1", "same words on tents", "林 明"):
        assert told in text
    assert ("第五十七条" in text) == (language == "zh")
    words = "\n".join(one.text for one in Docx(io.BytesIO(paper(notice, "docx"))).paragraphs)
    assert notice.record["opening"] in words
    assert json.loads(paper(notice, "json"))["digest"] == notice.digest
    rows = list(csv.DictReader(io.StringIO(paper(notice, "csv").decode("utf-8-sig"))))
    assert rows[0]["url"] == "https://shop.example/1"
    case.refresh_from_db()
    assert case.state == "drafted"
    assert AuditLine.objects.get(action="notice.drafted").detail["digest"] == notice.digest


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "迪卡侬\x0b\ud800"])
def test_no_cell_is_a_formula_and_no_character_breaks_a_paper(title: str, hit: Hit, user: User) -> None:
    """Hostile titles leave as text in every kind of paper."""
    case = open_case(ALL, [hit.id], actor="lin", now=later(2))
    clear(hit, user)
    notice = drafted(case, user)
    notice.record["fields"][0]["title"] = notice.record["elements"][0]["values"][0] = title
    rows = list(csv.DictReader(io.StringIO(paper(notice, "csv").decode("utf-8-sig"))))
    assert not rows[0]["title"].startswith(("=", "+", "-", "@", "\t"))
    assert paper(notice, "docx")
    assert paper(notice, "txt")


@pytest.mark.parametrize(
    ("table", "values", "named"),
    [
        (Right, {"number": ""}, "right.number"),
        (RightsHolder, {"contact": ""}, "holder.contact"),
        (RightsHolder, {"address": ""}, "holder.address"),
        (Document, {"valid_to": date(2026, 11, 1)}, "holder.identity"),
        (Right, {"to_confirm": ["number"]}, "to be confirmed: number"),
        (Right, {"valid_to": date(2026, 11, 21)}, "not in force on 2026-11-22"),
    ],
)
def test_what_the_register_lacks_is_named(
    table: type[Right] | type[RightsHolder] | type[Document],
    values: dict[str, Any],
    named: str,
    hit: Hit,
    user: User,
) -> None:
    """What was taken out of the register since is missing from the notice, by name."""
    case = open_case(ALL, [hit.id], actor="lin", now=later(2))
    clear(hit, user)
    table._default_manager.update(**values)
    with pytest.raises(NoticeRefused) as error:
        drafted(case, user)
    assert any(named in line for line in error.value.lacks)


@pytest.mark.parametrize("values", [{"signed_by": ""}, {"states": False}, {"signed_by": " \n "}])
def test_nobody_states_what_no_named_person_stated(values: dict[str, Any], hit: Hit, user: User) -> None:
    """Without a name, or without their statement, the statement of truth is missing."""
    case = open_case(ALL, [hit.id], actor="lin", now=later(2))
    clear(hit, user)
    assert any(
        line.startswith("element truth")
        for line in missing(ALL, case.number, wish(**values), LAWS, now=later(2))
    )


def test_a_licence_registered_before_the_draft_holds_it_back(hit: Hit, user: User) -> None:
    """The exceptions are tried once more when the notice is drafted: a new licence is seen in time."""
    case = open_case(ALL, [hit.id], actor="lin", now=later(2))
    clear(hit, user)
    Licence.objects.create(right=Right.objects.get(), seller_id="s1")
    with pytest.raises(NoticeRefused, match=f"exception {Excuse.LICENCE}: open"):
        drafted(case, user)


@pytest.mark.parametrize(
    ("since", "excuse"),
    [
        ({"description": "二手，用过两次"}, Excuse.SECOND_HAND),
        ({"description": "日本平行进口"}, Excuse.PARALLEL_IMPORT),
        ({"title": "迪卡侬 同款 帐篷 正品 专柜代购"}, Excuse.EXHAUSTION),
    ],
)
def test_what_the_seller_wrote_since_holds_it_back(
    since: dict[str, str], excuse: Excuse, hit: Hit, user: User
) -> None:
    """The same matches rest on the older capture, but the listing as it stands by now may excuse."""
    case = open_case(ALL, [hit.id], actor="lin", now=later(2))
    clear(hit, user)
    keep(kept(listing(ships_from="浙江宁波市鄞州区", captured_at=later(1.5), **since), match()))
    assert f"exception {excuse}: open on hit {hit.id}" in refused(case, user)
    clear(hit, user)
    assert drafted(case, user)


def test_a_licence_that_runs_by_now_holds_it_back_once(hit: Hit, user: User) -> None:
    """A licence that began after the capture is asked about; once closed it is not asked again every day."""
    case = open_case(ALL, [hit.id], actor="lin", now=later(2))
    clear(hit, user)
    Licence.objects.create(right=Right.objects.get(), seller_id="s1", valid_from=date(2026, 11, 22))
    assert f"exception {Excuse.LICENCE}: open on hit {hit.id}" in refused(case, user)
    clear(hit, user)
    wished = draft_notice(ALL, case.number, wish(), LAWS, user=user, actor="lin", now=later(9))
    assert wished.number == 1


def test_a_right_nobody_watches_is_in_no_notice(hit: Hit, user: User) -> None:
    """Unwatched, nobody sees whether the listing still shows it."""
    case = open_case(ALL, [hit.id], actor="lin", now=later(2))
    clear(hit, user)
    Right.objects.update(watched=False)
    assert any("not watched" in line for line in refused(case, user))


def test_a_hit_taken_back_or_faded_is_in_no_notice(hit: Hit, user: User) -> None:
    """A case does not outlive its hit: a verdict taken back, or a listing that changed, refuses the draft."""
    case = open_case(ALL, [hit.id], actor="lin", now=later(2))
    clear(hit, user)
    keep(kept(listing(title="折叠椅", ships_from="浙江宁波市鄞州区", captured_at=NOW + timedelta(days=1))))
    with pytest.raises(NoticeRefused, match="no longer matches"):
        drafted(case, user)
    Hit.objects.update(status=Verdict.UNSURE.value)
    with pytest.raises(NoticeRefused, match="nobody confirmed it"):
        drafted(case, user)


@pytest.mark.parametrize("verb", ["UPDATE casework_notice SET number = 9", "DELETE FROM casework_notice"])
def test_a_notice_cannot_be_rewritten(verb: str, hit: Hit, user: User) -> None:
    """The database itself refuses to change or delete a notice."""
    case = open_case(ALL, [hit.id], actor="lin", now=later(2))
    clear(hit, user)
    drafted(case, user)
    append_only.install(connection, ("casework_notice",))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(verb)
    append_only.remove(connection, ("casework_notice",))
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "district"),
    [
        ("浙江省宁波市鄞州区", "宁波市鄞州区"),
        ("浙江省 宁波市 慈溪市", "宁波市慈溪市"),
        ("宁波市 象山县 石浦镇", "宁波市象山县"),
        ("广西壮族自治区南宁市", "南宁市"),
        ("浙江宁波市鄞州区", "宁波市鄞州区"),
        ("中国浙江省宁波市海曙区", "宁波市海曙区"),
        ("北京市海淀区", "北京市海淀区"),
        ("吉林市船营区", "吉林市船营区"),
        ("吉林省吉林市船营区", "吉林市船营区"),
        ("海南藏族自治州共和县", "海南藏族自治州共和县"),
        ("海南三亚市天涯区", "三亚市天涯区"),
        ("浙江义乌", "浙江义乌"),
        ("Yiwu, Zhejiang", "Yiwu, Zhejiang"),
        ("", ""),
    ],
)
def test_a_district_is_what_the_address_says(address: str, district: str) -> None:
    """Prefecture and county are read where they are named, and nothing is guessed."""
    assert district_of(address) == district
