"""The register in the admin: for operators, by the same rules as a file."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from config.operator import operator_settings
from registry.models import Licence, ReferencePicture, Right, RightsHolder
from tests.registry.conftest import drawing, workbook

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
NO_LICENCES = {"licences-TOTAL_FORMS": "0", "licences-INITIAL_FORMS": "0"}
NO_ALIASES = {"alias_rows-TOTAL_FORMS": "0", "alias_rows-INITIAL_FORMS": "0"}
NO_PICTURES = {"pictures-TOTAL_FORMS": "0", "pictures-INITIAL_FORMS": "0"}


@pytest.fixture
def operator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("op"), backend=BACKEND)
    client.defaults["wsgi.url_scheme"] = "https"
    return client


@pytest.fixture
def holder() -> RightsHolder:
    return RightsHolder.objects.create(key="h", name="甲公司")


def _right(holder: RightsHolder, **values: Any) -> dict[str, Any]:
    given = {"code": "A", "holder": holder.pk, "kind": "word", "text": "北极光", "watched": "on"}
    return {**given, **NO_LICENCES, **NO_ALIASES, **NO_PICTURES, **values}


def _upload(content: bytes, name: str = "a.png") -> dict[str, Any]:
    forms = {"pictures-TOTAL_FORMS": "1", "pictures-INITIAL_FORMS": "0"}
    return {**forms, "pictures-0-upload": SimpleUploadedFile(name, content)}


@pytest.mark.parametrize(
    "path", ["right/", "right/add/", "right/import/", "licence/import/", "rightsholder/"]
)
def test_only_operators_get_in(client: Client, path: str) -> None:
    """A person who is no operator is sent to the login page, whatever their groups."""
    client.force_login(User.objects.create_user("holder"), backend=BACKEND)
    answer = client.get(f"/admin/registry/{path}", secure=True)
    assert (answer.status_code, "/login/" in answer["Location"]) == (302, True)
    client.force_login(User.objects.create_superuser("op"), backend=BACKEND)
    assert client.get(f"/admin/registry/{path}", secure=True).status_code == 200


def test_lists_are_typed_as_words(operator: Client, holder: RightsHolder) -> None:
    """Classes, goods and aliases are typed with commas, kept as lists and shown with commas again."""
    form = _right(holder, nice_classes="25, 9", goods="帽；衫", aliases="Beijiguang")
    assert operator.post("/admin/registry/right/add/", form).status_code == 302
    right = Right.objects.get()
    assert (right.nice_classes, right.goods, right.aliases) == ([9, 25], ["帽", "衫"], ["Beijiguang"])
    assert 'value="9, 25"' in operator.get(f"/admin/registry/right/{right.pk}/change/").content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"nice_classes": "46"}, {"nice_classes": "[9"}, {"kind": "x"}, {"code": ""}, {"holder": ""},
        {"text": ""},
        {"valid_from": "2026-02-02", "valid_to": "2026-02-01"}, {"season_from": "13", "season_to": "1"},
        {"season_from": "3"}, {"aliases": "z" * 10_001},
    ],
)  # fmt: skip
def test_a_bad_right_is_not_saved(operator: Client, holder: RightsHolder, values: dict[str, str]) -> None:
    """The page comes back with the fault named."""
    answer = operator.post("/admin/registry/right/add/", _right(holder) | values)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not Right.objects.exists()


def test_an_uploaded_picture_is_kept_with_its_hash(operator: Client, holder: RightsHolder) -> None:
    """A figurative mark is registered by its picture alone."""
    form = _right(holder, kind="figure", text="", **_upload(drawing("blue")))
    assert operator.post("/admin/registry/right/add/", form).status_code == 302
    row = ReferencePicture.objects.get()
    kept = operator_settings().pictures_path / row.file
    assert (kept.read_bytes(), len(row.phash), row.width) == (drawing("blue"), 16, 240)


def test_an_upload_is_judged_as_a_reference(operator: Client, holder: RightsHolder) -> None:
    """A blank picture is refused with the reason in the form; a small one is taken with a warning."""
    plain, small = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(plain, "PNG")
    with Image.open(io.BytesIO(drawing())) as picture:
        picture.resize((100, 100)).save(small, "PNG")
    refused = operator.post("/admin/registry/right/add/", _right(holder, **_upload(plain.getvalue())))
    assert "next to nothing is to be seen" in refused.content.decode()
    assert not Right.objects.exists()
    taken = operator.post(
        "/admin/registry/right/add/", _right(holder, **_upload(small.getvalue(), "小.png")), follow=True
    )
    assert "小.png: smaller than 120 pixels" in taken.content.decode()
    assert ReferencePicture.objects.count() == 1


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", drawing()[:80]]
)
def test_what_is_no_picture_is_refused(operator: Client, holder: RightsHolder, content: bytes) -> None:
    """Nothing of a broken upload is kept."""
    answer = operator.post("/admin/registry/right/add/", _right(holder, **_upload(content)))
    assert answer.status_code == 200
    assert not Right.objects.exists()


def test_the_last_picture_of_a_wordless_right_stays(operator: Client, holder: RightsHolder) -> None:
    """A right that protects nothing visible would stop every sweep."""
    operator.post("/admin/registry/right/add/", _right(holder, kind="figure", text="", **_upload(drawing())))
    right, picture = Right.objects.get(), ReferencePicture.objects.get()
    forms = {"pictures-TOTAL_FORMS": "1", "pictures-INITIAL_FORMS": "1", "pictures-0-id": picture.pk}
    form = _right(holder, kind="figure", text="", **forms) | {
        "pictures-0-right": right.pk,
        "pictures-0-DELETE": "on",
    }
    assert operator.post(f"/admin/registry/right/{right.pk}/change/", form).status_code == 200
    assert ReferencePicture.objects.count() == 1


def _import(operator: Client, path: str, name: str, content: bytes, choice: int) -> str:
    form = {"format": str(choice), "import_file": SimpleUploadedFile(name, content)}
    answer = operator.post(f"/admin/registry/{path}/import/", form)
    assert answer.status_code == 200
    return answer.content.decode()


def _confirm(operator: Client, path: str, page: str) -> None:
    hidden = dict(
        re.findall(r'name="(import_file_name|original_file_name|format|resource)" value="([^"]*)"', page)
    )
    answer = operator.post(f"/admin/registry/{path}/process_import/", hidden)
    assert answer.status_code == 302


RIGHTS = [["编号", "种类", "名称", "权利人"], ["A", "文字商标", "北极光", "甲公司"]]


def test_an_import_shows_a_page_to_confirm_and_then_keeps(operator: Client) -> None:
    """Nothing is kept before the operator has seen what would change."""
    content = workbook({"rights": RIGHTS, "licences": [["right", "seller"], ["A", "乙店"]]})
    page = _import(operator, "right", "r.xlsx", content, 0)
    assert "process_import" in page
    assert not Right.objects.exists()
    _confirm(operator, "right", page)
    assert Right.objects.get().holder.name == "甲公司"
    _confirm(operator, "licence", _import(operator, "licence", "r.xlsx", content, 0))
    assert Licence.objects.get().seller == "乙店"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"id,kind,text,holder\nA,wort,a,x\n", "a kind of right"),
        (b"id,kind,text,holder\nA,word,a,\n", "key or name"),
        (b"id,kind,images,holder\nA,figure,/etc/passwd,x\n", "no picture paths here"), (b"\xff\xff", "UTF-8"),
        (b"id,kind,txet,holder\nA,word,a,x\n", "perhaps text"), (b"", "empty"),
    ],
)  # fmt: skip
def test_a_bad_file_is_explained_and_cannot_be_confirmed(operator: Client, content: bytes, says: str) -> None:
    """The page names the fault; there is nothing to confirm."""
    page = _import(operator, "right", "r.csv", content, 1)
    assert says in page
    assert 'name="confirm"' not in page
    assert not Right.objects.exists()


def test_every_bad_line_is_listed_at_once(operator: Client) -> None:
    """Lines that are no rows are told together, each with its number, and nothing is kept."""
    good = b'{"id":"A","kind":"word","text":"x","holder":"h"}\n'
    page = _import(
        operator, "right", "r.jsonl", good + b'{"id":\n[1]\n' + good.replace(b"A", b"B") + b"{bad\n", 2
    )
    assert [number for number in range(1, 7) if f"row {number}" in page] == [2, 3, 5]
    assert 'name="confirm"' not in page
    assert not Right.objects.exists()


def test_half_a_character_is_a_bad_cell(operator: Client) -> None:
    """JSON can write what no page and no database takes: that is told, not a broken page."""
    content = rb'{"id":"A","kind":"word","text":"\ud800","holder":"h"}'
    page = _import(operator, "right", "r.jsonl", content, 2)
    assert "row 1, column text" in page
    assert "ud800" in page
    assert not Right.objects.exists()


def test_markup_in_a_file_is_text_on_the_page(operator: Client) -> None:
    """A hostile cell does not become part of the confirm page."""
    content = b'id,kind,text,holder\nA,word,"<script>alert(1)</script>",x\n'
    assert "<script>alert(1)" not in _import(operator, "right", "r.csv", content, 1)


def test_no_picture_directory_is_read_by_a_web_import(operator: Client, tmp_path: Path) -> None:
    """A path that exists on the server is refused like one that does not."""
    (tmp_path / "a.png").write_bytes(drawing())
    content = f"id,kind,images,holder\nA,figure,{tmp_path / 'a.png'},x\n".encode()
    assert "no picture paths here" in _import(operator, "right", "r.csv", content, 1)
