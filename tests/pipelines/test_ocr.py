"""Text in pictures: read in a child, once, the suspicious first, within a budget, and told to the store."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing

import pytest
from PIL import Image, ImageDraw

from domain.listing import Listing
from domain.values import Picture, TextLine
from pipelines.ocr import PictureTexts, Texts
from pipelines.refusal import PictureLost
from pipelines.text_readers import TextReader, TextReaders
from tests.pipelines.hostile_pictures import FAMILIES, STOPPED
from tests.pipelines.made import listing, png
from tests.pipelines.test_hostile_pictures import outcome

Lines = tuple[TextLine, ...]


def banner(*lines: str, side: int = 600, turned: int = 0) -> bytes:
    picture = Image.new("RGB", (side, side // 2), (250, 250, 245))
    draw = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        draw.text((40, 30 + 70 * number), line, fill=(20, 30, 60), font_size=44)
    file = io.BytesIO()
    picture.rotate(turned, expand=True, fillcolor=(250, 250, 245)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def reader() -> Iterator[TextReader]:
    with closing(TextReader(timeout_s=120)) as made:
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("turned", [0, 90])
def test_text_is_read_with_its_place(reader: TextReader, turned: int) -> None:
    """Words come in reading order with corners inside the picture, also from a picture on its side."""
    lines = reader.lines(banner("VELTORA TENT", "Tel 13812345678", turned=turned))
    assert sorted(line.text for line in lines) == ["Tel 13812345678", "VELTORA TENT"]
    assert all(
        len(line.corners) == 8 and 0 <= min(line.corners) <= max(line.corners) <= 1000 for line in lines
    )
    assert all(line.confidence > 0.6 for line in lines)


@pytest.mark.slow
def test_a_long_picture_is_read_to_its_end(reader: TextReader) -> None:
    """A description of many screens is read window by window, no line twice, places in the whole."""
    tall = Image.new("RGB", (700, 5600), "white")
    draw = ImageDraw.Draw(tall)
    words = ["TENT", "LAMP", "CHAIR", "STOVE", "TABLE", "KNIFE", "GRILL"]
    words += ["TOWEL", "SHOES", "GLOVES", "RADIO", "PHONE", "CAMERA", "JACKET"]
    for number, word in enumerate(words):
        draw.text((60, 40 + 400 * number), word, fill="black", font_size=48)
    file = io.BytesIO()
    tall.save(file, "PNG")
    lines = reader.lines(file.getvalue())
    assert [line.text for line in lines] == words
    tops = [line.corners[1] for line in lines]
    assert all(abs(top - 1000 * (40 + 400 * n) / 5600) < 8 for n, top in enumerate(tops))


@pytest.mark.slow
def test_a_picture_without_text_has_none(reader: TextReader) -> None:
    """A plain card and a tiny picture are read as saying nothing."""
    assert reader.lines(banner()) == ()
    assert reader.lines(png(8, 8)) == ()


@pytest.mark.slow
def test_hostile_pictures_are_refused_by_the_text_reader_too(reader: TextReader) -> None:
    """Its own decoding has the same bounds; a sound picture is read afterwards."""
    for hostile in (one for family in FAMILIES[2:] for one in family()):
        if STOPPED not in hostile.outcomes and "bomb" not in hostile.name:
            reason = outcome(reader.lines, hostile.data)
            assert reason in {*hostile.outcomes, "read", "broken"}, hostile.name
    assert [line.text for line in reader.lines(banner("LAST"))] == ["LAST"]


@pytest.mark.parametrize("module", ["this", "no_such_module", "tests.pipelines.never_answers"])
def test_a_text_reader_that_stops_costs_one_picture(module: str) -> None:
    """A child that crashes, hangs or makes no sense is a counted reason."""
    with closing(TextReader(timeout_s=0.5, module=module)) as made, pytest.raises(PictureLost) as lost:
        made.lines(png())
    assert lost.value.reason == "decoder_stopped"


def test_the_riskiest_waiting_picture_comes_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """While one reader is busy, who waits is served by risk and then in turn."""
    served: list[bytes] = []

    def lines(_reader: TextReader, data: bytes) -> Lines:
        served.append(data)
        return ()

    monkeypatch.setattr(TextReader, "lines", lines)

    async def all_at_once() -> None:
        with closing(TextReaders(1)) as readers:
            asked = {b"first": 0.0, b"mild": 0.2, b"none": 0.0, b"worst": 0.9, b"also": 0.2}
            await asyncio.gather(*(readers.read(data, risk) for data, risk in asked.items()))

    asyncio.run(all_at_once())
    assert served == [b"first", b"worst", b"mild", b"also", b"none"]


class Memory:
    """A reading wired to lists: what was looked at, what was kept, what was noted."""

    def __init__(self, *, budget: int = 100, known: Mapping[str, Lines] | None = None) -> None:
        self.looked, self.kept, self.noted = list[bytes](), dict[str, Lines](), list[str]()
        self._known = known or {}
        self.texts = PictureTexts(
            load=self._load,
            look=self._look,
            known=self._of,
            keep=self._keep,
            note=self._note,
            end=self.looked.clear,
            budget=budget,
        )

    def read(self, offer: Listing, risk: float = 0.0) -> Texts:
        return asyncio.run(self.texts.read(offer, risk))

    def _load(self, picture: Picture) -> bytes:
        if picture.digest == "gone":
            raise OSError("no such file")
        return picture.digest.encode()

    async def _look(self, data: bytes, _risk: float) -> Lines:
        self.looked.append(data)
        await asyncio.sleep(0)
        if data == b"bad":
            raise PictureLost("broken", "x")
        return (line(data.decode().upper()),)

    async def _of(self, _pictures: Sequence[Picture]) -> Mapping[str, Lines]:
        return self._known

    async def _keep(self, digest: str, lines: Lines) -> None:
        self.kept[digest] = lines

    async def _note(self, offer: Listing, _lines: Mapping[str, Lines]) -> None:
        self.noted.append(offer.id)


def line(text: str) -> TextLine:
    return TextLine(text, 0.9, (0, 0, 500, 0, 500, 100, 0, 100))


def offer(*digests: str, **values: str) -> Listing:
    pictures = tuple(Picture(source="", digest=digest, width=9, height=9) for digest in digests)
    return listing(pictures=pictures, **values)


def test_text_goes_into_the_listing_in_the_order_of_its_pictures() -> None:
    """Lines of all pictures, one a line; what was read is kept for the next time."""
    memory = Memory(known={"b": (line("KNOWN"),)})
    shown = offer("a", "b", "c")
    texts = memory.read(shown)
    assert texts.into(shown).ocr == "A\nKNOWN\nC"
    assert texts.counts == {"texts": 2, "texts_known": 1}
    assert set(memory.kept) == {"a", "c"}


def test_a_picture_that_comes_twice_is_read_once() -> None:
    """Two places of one listing with the same picture cost one reading."""
    memory = Memory()
    memory.read(offer("a", "a"))
    assert memory.looked == [b"a"]


def test_a_listing_with_text_of_its_own_keeps_it() -> None:
    """An import that brings text is believed, and nothing is read."""
    memory = Memory()
    shown = offer("a", ocr="brought along")
    assert memory.read(shown).into(shown).ocr == "brought along"
    assert memory.looked == []


def test_what_is_not_read_is_counted() -> None:
    """A missing file and a refused picture are named; the others are read."""
    texts = Memory().read(offer("gone", "bad", "a"))
    assert texts.counts == {"texts_unread/missing": 1, "texts_unread/broken": 1, "texts": 1}


def test_the_last_of_the_budget_is_for_the_suspicious() -> None:
    """When it runs short, listings nothing speaks against go unread, counted; others until all is spent."""
    memory = Memory(budget=4)
    assert memory.read(offer(*"abcd")).counts == {"texts": 3, "texts_unread/budget": 1}
    assert memory.read(offer(*"ef"), risk=0.4).counts == {"texts": 1, "texts_unread/budget": 1}
    assert memory.read(offer("g"), risk=1.0).counts == {"texts_unread/budget": 1}


def test_a_seller_is_noted_only_where_something_was_read() -> None:
    """Silent pictures say nothing of their seller."""
    memory = Memory()
    asyncio.run(memory.texts.tell(offer("a"), Texts(lines={"a": ()})))
    asyncio.run(memory.texts.tell(offer("a"), Texts(lines={"a": (line("x"),)})))
    assert len(memory.noted) == 1
