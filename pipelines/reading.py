"""The wiring of reading text: processes as the operator wishes, results kept beside the pictures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from config.operator import operator_settings
from domain.rights import Right
from domain.values import Picture
from pipelines.looks import kept_bytes
from pipelines.ocr import Lines, NoReading, PictureTexts, TextReading
from pipelines.text_readers import TextReaders
from store.batches import NaturalBatches
from store.texts import keep_contacts, keep_text, texts_in_order
from store.writer import Writer


def reading_for(rights: Sequence[Right], writer: Writer, *, clock: Callable[[], datetime]) -> TextReading:
    """Text is read where some right has words and there are processes for it; else nothing is."""
    settings = operator_settings()
    if not settings.ocr_processes or not any(right.words for right in rights):
        return NoReading()
    readers = TextReaders(settings.ocr_processes)
    known: NaturalBatches[Picture, Lines | None] = NaturalBatches(
        lambda pictures: writer.run(texts_in_order, pictures), most=64
    )

    async def of(pictures: Sequence[Picture]) -> Mapping[str, Lines]:
        found = await asyncio.gather(*map(known.put, pictures))
        return {one.digest: lines for one, lines in zip(pictures, found, strict=True) if lines is not None}

    return PictureTexts(
        load=kept_bytes(settings.pictures_path),
        look=readers.read,
        known=of,
        keep=lambda digest, lines: writer.run(keep_text, digest, lines, clock()),
        note=lambda listing, lines: writer.run(keep_contacts, listing, lines, clock()),
        end=readers.close,
        budget=settings.ocr_budget,
    )
