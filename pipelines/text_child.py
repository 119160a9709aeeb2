"""The child that reads the text in pictures: bytes in, lines with their corners out, until its input ends.

Run as `python -m pipelines.text_child`; the protocol is that of `pipelines.picture_child`. Its models come
with its library: nothing is fetched. The first picture costs seconds, so one is read before any is asked for.
"""

from __future__ import annotations

import contextlib
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rapidocr import RapidOCR

from domain.values import TextLine
from matchers.decoding import look
from matchers.media_types import PictureRefused
from pipelines.picture_child import confine, serve

# The models, the runtime's own arenas and the largest picture read.
MOST_ADDRESSES_BYTES = 6 * 1024**3
MOST_MEMORY_BYTES = 2 * 1024**3
# Lines below it are patterns taken for letters more often than text; measured by `./run bench ocr`.
LEAST_CONFIDENCE = 0.6
MOST_LINES = 200
# A strip thinner than this holds no letters, and the models would blow it up.
LEAST_SIDE = 16
# The long pictures of a description: eight screens of them, then they get smaller.
MOST_WINDOWS = 8
OVERLAP = 120
LONGEST_LINE = 300

_BARS = frozenset("一二三丨川十|-=_~·.,:;'1lI")

_QUIET = {
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


class Reader:
    """The models, loaded once."""

    def __init__(self) -> None:
        self._engine = RapidOCR(params=_QUIET)
        self.lines(np.full((64, 64, 3), 255, np.uint8))

    def answer(self, _wish: bytes, side: int, data: bytes) -> tuple[dict[str, Any], bytes]:
        """The lines of a picture as JSON, or why it is not read."""
        try:
            lines = self.read(data, side)
        except PictureRefused as refused:
            return {"refused": refused.reason, "detail": refused.detail[:500]}, b""
        except MemoryError:
            return {"refused": "broken", "detail": "more memory than a picture may take"}, b""
        rows = [[line.text, round(line.confidence, 4), line.corners] for line in lines]
        return {}, json.dumps(rows).encode()

    def read(self, data: bytes, side: int) -> list[TextLine]:
        """The lines of a picture; a long one window by window, each line by the window it lies inside."""
        pixels = fitting(look(data, side * MOST_WINDOWS), side)
        height, width = pixels.shape[:2]
        if min(height, width) < LEAST_SIDE:
            return []
        found: list[TextLine] = []
        for window in windows(max(height, width), side):
            part = (
                pixels[window.start : window.end] if height >= width else pixels[:, window.start : window.end]
            )
            found += (
                moved
                for line in self.lines(np.ascontiguousarray(part))
                if window.owns(moved := _moved(line, window, (height, width)), tall=height >= width)
            )
        return found[:MOST_LINES]

    def lines(self, pixels: NDArray[np.uint8]) -> list[TextLine]:
        """The lines of text in a picture (blue first), in reading order."""
        found: Any = self._engine(pixels)
        if found.boxes is None or found.txts is None:
            return []
        height, width = pixels.shape[:2]
        read = zip(found.txts, found.scores, found.boxes, strict=True)
        return [
            TextLine(text[:LONGEST_LINE], float(score), _corners(box, width, height))
            for text, score, box in read
            if score >= LEAST_CONFIDENCE and not _is_pattern(text.strip())
        ]


def _is_pattern(text: str) -> bool:
    """Whether this is what stripes and edges are taken for: nothing, or one letter made of bars."""
    return not text or text in _BARS


class Window(NamedTuple):
    """A stretch of a long picture in pixels, and the part of it whose lines are its own, in thousandths."""

    start: int
    end: int
    own: tuple[float, float]

    def owns(self, line: TextLine, *, tall: bool) -> bool:
        """Whether the line's middle lies in this window's own part: its neighbour sees it less whole."""
        along = line.corners[1::2] if tall else line.corners[::2]
        return self.own[0] <= sum(along) / 4 < self.own[1]


def windows(length: int, side: int) -> Iterator[Window]:
    """Windows of `side` that cover `length`, each overlapping the next."""
    step = side - OVERLAP
    count = max(1, math.ceil((length - OVERLAP) / step))
    for number in range(count):
        start = number * step
        end = length if number == count - 1 else start + side
        first = 0.0 if number == 0 else 1000 * (start + OVERLAP / 2) / length
        last = 1001.0 if number == count - 1 else 1000 * (end - OVERLAP / 2) / length
        yield Window(start, end, (first, last))


def fitting(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """The picture with its shorter side at most `side`."""
    height, width = pixels.shape[:2]
    scale = side / min(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR))


def _moved(line: TextLine, window: Window, shape: tuple[int, int]) -> TextLine:
    """A line of a window where it lies in the whole picture."""
    length, tall = max(shape), shape[0] >= shape[1]
    share = (window.end - window.start) / length
    corners = list(line.corners)
    for place in range(1 if tall else 0, 8, 2):
        corners[place] = round(1000 * window.start / length + corners[place] * share)
    return replace(line, corners=tuple(corners))


def _corners(box: NDArray[np.float32], width: int, height: int) -> tuple[int, ...]:
    scaled = np.clip(np.asarray(box) / (width, height) * 1000, 0, 1000)
    return tuple(int(each) for each in scaled.round().ravel())


def main() -> None:
    confine(addresses_bytes=MOST_ADDRESSES_BYTES, memory_bytes=MOST_MEMORY_BYTES)
    reader = Reader()
    with contextlib.suppress(BrokenPipeError):
        serve(reader.answer, sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
