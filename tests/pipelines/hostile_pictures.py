"""Picture files nobody should be asked to open, made here: name -> bytes and what may become of them."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

READ = "read"
BROKEN = "broken"
MANY = "too_many_pixels"
FORMAT = "format_refused"
NONE = "not_a_picture"
STOPPED = "decoder_stopped"


class Hostile(NamedTuple):
    """A file and the outcomes that are right; several where decoders of two systems differ."""

    name: str
    data: bytes
    outcomes: tuple[str, ...]


def drawing(width: int = 240, height: int = 160) -> Image.Image:
    blocks = np.random.default_rng(5).integers(20, 235, (height // 20, width // 20))
    return Image.fromarray(np.kron(blocks, np.ones((20, 20))).astype(np.uint8)).convert("RGB")


def encoded(kind: str, picture: Image.Image | None = None, **options: Any) -> bytes:
    file = io.BytesIO()
    (picture or drawing()).save(file, kind, **options)
    return file.getvalue()


def jpegs() -> Iterator[Hostile]:
    """JPEG: cut, lying about its size, with rubbish in every segment, with more scans than anybody needs."""
    sound = encoded("JPEG")
    yield Hostile("jpeg cut in its header", sound[:30], (BROKEN,))
    yield Hostile("jpeg cut in its scan", sound[: len(sound) // 2], (BROKEN,))
    yield Hostile("jpeg without end", sound[:-2], (BROKEN, READ))
    yield Hostile("jpeg of 65500 by 65500", _jpeg_sized(sound, 65500, 65500), (MANY,))
    yield Hostile("jpeg without height", _jpeg_sized(sound, 240, 0), (BROKEN,))
    yield Hostile("jpeg larger than its scan", _jpeg_sized(sound, 4000, 4000), (BROKEN, READ))
    noise = bytearray(sound)
    noise[-900:-2] = random.Random(1).randbytes(898)
    yield Hostile("jpeg with noise for a scan", bytes(noise), (BROKEN, READ))
    yield Hostile("jpeg of 300 scans of 16 megapixels", _many_scans(), (STOPPED, READ, BROKEN))
    loop = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\x08"
    yield Hostile("exif that points at itself", _segment(sound, 0xE1, loop), (READ,))
    yield Hostile("exif cut off", _segment(sound, 0xE1, b"Exif\0\0MM\0*\0\0\xff\xff"), (READ,))
    strange = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x63\0\0\0\0\0\0"
    yield Hostile("exif with orientation 99", _segment(sound, 0xE1, strange), (READ,))
    count = b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12\0\x02\x7f\xff\xff\xff\0\0\0\x01" * 200
    yield Hostile("exif of 65535 entries", _segment(sound, 0xE1, count), (READ,))
    yield Hostile("icc of noise", _segment(sound, 0xE2, b"ICC_PROFILE\0\x01\x01" + b"\xff" * 900), (READ,))
    yield Hostile("icc part 7 of 200", _segment(sound, 0xE2, b"ICC_PROFILE\0\x07\xc8" + b"a" * 99), (READ,))
    page = b"<script>alert(1)</script><svg onload=alert(1)>"
    yield Hostile("jpeg that is a page", _segment(sound, 0xFE, page), (READ,))
    yield Hostile("jpeg that is a zip", sound + b"PK\x05\x06" + b"\0" * 18, (READ,))
    yield Hostile(
        "jpeg segment longer than the file", sound[:2] + b"\xff\xe0\xff\xff" + sound[20:90], (BROKEN,)
    )
    yield Hostile("jpeg of 5001 by 5001", encoded("JPEG", Image.new("L", (5001, 5001))), (MANY,))


def _jpeg_sized(data: bytes, width: int, height: int) -> bytes:
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def _segment(data: bytes, marker: int, content: bytes) -> bytes:
    return data[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content + data[2:]


def _many_scans() -> bytes:
    data = encoded("JPEG", Image.new("L", (4000, 4000), 128), progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * 300 + data[-2:]


def pngs() -> Iterator[Hostile]:
    """PNG: bombs in pixels, in text, in profiles, in frames; and files that are not whole."""
    sound = encoded("PNG")
    yield Hostile("png cut in its data", sound[: len(sound) // 2], (BROKEN,))
    yield Hostile("png bomb of 20000 by 20000", encoded("PNG", Image.new("1", (20000, 20000))), (MANY,))
    yield Hostile("png of 2147483647 by 2147483647", _png(2**31 - 1, 2**31 - 1), (MANY, BROKEN))
    yield Hostile("png without width", _png(0, 10), (BROKEN,))
    yield Hostile("png with a wrong checksum", sound[:29] + b"\0\0\0\0" + sound[33:], (BROKEN,))
    swollen = zlib.compress(bytes(100_000_000), 9)
    yield Hostile("png with a text bomb", _png(9, 9, (b"zTXt", b"k\0\0" + swollen)), (READ, BROKEN))
    yield Hostile("png with a profile bomb", _png(9, 9, (b"iCCP", b"k\0\0" + swollen)), (READ, BROKEN))
    yield Hostile("png of more data than pixels", _png(9, 9, data=swollen), (READ, BROKEN))
    yield Hostile("png with a palette it lacks", _png(9, 9, colour=3), (READ, BROKEN))
    yield Hostile("png of an unknown colour type", _png(9, 9, colour=5), (BROKEN,))
    frames = (b"acTL", struct.pack(">II", 2**31 - 1, 0))
    yield Hostile("apng of two thousand million frames", _png(9, 9, frames), (READ, BROKEN))
    outside = (b"fcTL", struct.pack(">IIIIIHHBB", 0, 9999, 9999, 9, 9, 1, 1, 0, 0))
    two = (b"acTL", struct.pack(">II", 2, 0))
    yield Hostile("apng with a frame outside", _png(9, 9, two, outside), (READ, BROKEN))
    stack = [Image.new("L", (3000, 3000), shade) for shade in range(0, 250, 25)]
    moving = encoded("PNG", stack[0], save_all=True, append_images=stack[1:])
    yield Hostile("apng bomb of 10 frames of 9 megapixels", moving, (READ,))
    deep = _png(4990, 4990, depth=16, colour=6, data=zlib.compress(bytes(4990 * (1 + 8 * 4990)), 1))
    yield Hostile("png of 25 megapixels, 16 bits and alpha", deep, (READ,))
    yield Hostile("png of noise", sound[:8] + random.Random(2).randbytes(5000), (BROKEN,))


def _png(
    width: int, height: int, *more: tuple[bytes, bytes], depth: int = 8, colour: int = 0, data: bytes = b""
) -> bytes:
    rows = data or zlib.compress(bytes(min(height, 9) * (1 + min(width, 9))))
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = ((b"IHDR", head), *more, (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )


def gifs() -> Iterator[Hostile]:
    """GIF: canvases and frames of any size, frames without end, and codes that mean nothing."""
    sound = encoded("GIF")
    yield Hostile("gif cut", sound[: len(sound) // 2], (BROKEN,))
    yield Hostile("gif of 65535 by 65535", _gif(65535, 65535, frame=(65535, 65535)), (MANY,))
    yield Hostile("gif without size", _gif(0, 0, frame=(0, 0)), (BROKEN, READ))
    yield Hostile("gif with a frame beyond its canvas", _gif(10, 10, frame=(60000, 60000)), (MANY, BROKEN))
    yield Hostile(
        "gif whose second frame is beyond", _gif(10, 10)[:-1] + _frame(60000, 60000) + b";", (READ,)
    )
    yield Hostile("gif of 50,000 frames", _gif(10, 10)[:-1] + _frame(1, 1) * 50_000 + b";", (READ,))
    large = [Image.new("P", (4900, 4900), shade) for shade in range(12)]
    bomb = encoded("GIF", large[0], save_all=True, append_images=large[1:])
    yield Hostile("gif bomb of 12 frames of 24 megapixels", bomb, (READ,))
    yield Hostile(
        "gif of codes that mean nothing", _gif(99, 99, frame=(99, 99), codes=b"\xff" * 200), (BROKEN, READ)
    )
    yield Hostile("gif with a comment without end", sound[:13] + b"!\xfe" + b"\xffcomment" * 50, (BROKEN,))
    yield Hostile("gif that is a script", b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)", (BROKEN, MANY))


def _gif(width: int, height: int, *, frame: tuple[int, int] | None = None, codes: bytes = b"") -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    return head + _frame(*(frame or (1, 1)), codes=codes) + b";"


def _frame(width: int, height: int, *, codes: bytes = b"") -> bytes:
    codes = codes or b"\x44\x01"  # clear, one pixel, end
    blocks = b"".join(
        bytes([len(codes[i : i + 255])]) + codes[i : i + 255] for i in range(0, len(codes), 255)
    )
    return b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02" + blocks + b"\0"


def webps() -> Iterator[Hostile]:
    """WebP: cut, lying, and animated."""
    sound = encoded("WEBP")
    yield Hostile("webp cut", sound[: len(sound) // 2], (BROKEN,))
    yield Hostile("webp of noise", sound[:20] + random.Random(3).randbytes(900), (BROKEN,))
    yield Hostile(
        "webp that lies about its length", sound[:4] + b"\xff\xff\xff\x7f" + sound[8:], (BROKEN, READ)
    )
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + b"\xff\xff\xff" * 2
    yield Hostile("webp of 16777216 by 16777216", _riff(canvas), (BROKEN, MANY))
    stack = [Image.new("RGB", (4000, 4000), (shade, 9, 9)) for shade in range(0, 250, 50)]
    bomb = encoded("WEBP", stack[0], save_all=True, append_images=stack[1:], quality=1, method=0)
    yield Hostile("webp bomb of 5 frames of 16 megapixels", bomb, (READ,))


def _riff(content: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(content) + 4) + b"WEBP" + content


def bmps() -> Iterator[Hostile]:
    """BMP: sizes below nothing, rows that overflow, runs without end."""
    yield Hostile("bmp upside down", _bmp(10, -10), (READ,))
    yield Hostile("bmp of the least height there is", _bmp(10, -(2**31)), (BROKEN, MANY))
    yield Hostile("bmp of negative width", _bmp(-10, 10), (BROKEN, MANY, READ))
    yield Hostile("bmp whose rows overflow", _bmp(2**31 - 1, 2), (BROKEN, MANY))
    yield Hostile("bmp of runs without end", _bmp(100, 100, bits=8, packed=1), (BROKEN, READ))
    yield Hostile("bmp of no known depth", _bmp(10, 10, bits=7), (BROKEN,))
    yield Hostile("bmp that begins behind its end", _bmp(10, 10, begin=10**9), (BROKEN,))


def _bmp(width: int, height: int, *, bits: int = 24, packed: int = 0, begin: int = 54) -> bytes:
    info = struct.pack(
        "<IiiHHIIiiII", 40, width, height, 1, bits, packed, 0, 0, 0, 256 if bits == 8 else 0, 0
    )
    return b"BM" + struct.pack("<IHHI", 9999, 0, 0, begin) + info + bytes(1024) + b"\xff\x01" * 400


def avifs() -> Iterator[Hostile]:
    """AVIF: boxes without content, and a true one that lies about its size."""
    sound = encoded("AVIF")
    yield Hostile("avif of nothing", b"\0\0\0\x20ftypavif" + b"\0" * 40, (BROKEN,))
    yield Hostile("avif of noise", b"\0\0\0\x20ftypavif" + random.Random(4).randbytes(4000), (BROKEN,))
    yield Hostile("avif cut", sound[: len(sound) // 2], (BROKEN,))
    at = sound.index(b"ispe") + 8
    lying = sound[:at] + struct.pack(">II", 60000, 60000) + sound[at + 8 :]
    yield Hostile("avif of 60000 by 60000", lying, (BROKEN, MANY))


def others() -> Iterator[Hostile]:
    """Formats that are not decoded here, and what is no picture at all."""
    yield Hostile("tiff whose directory points at itself", b"II*\0\x08\0\0\0\0\0\x08\0\0\0", (FORMAT,))
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 9))
    svg = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY l0 "ha">' + laughs + b"]><svg>&l8;</svg>"
    yield Hostile("svg of a thousand million entities", svg, (FORMAT, NONE))
    inside = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    yield Hostile("svg that reads a file", inside, (FORMAT,))
    yield Hostile("heic", b"\0\0\0\x18ftypheic" + b"\0" * 99, (FORMAT,))
    yield Hostile("photoshop file", b"8BPS\0\x01" + b"\0" * 6 + b"\xff" * 99, (FORMAT,))
    yield Hostile("postscript", b"%!PS\n(/etc/passwd) run", (FORMAT,))
    yield Hostile("icon of 255 pictures", b"\0\0\x01\0\xff\0" + b"\xff" * 999, (FORMAT,))
    yield Hostile("film", b"\0\0\0\x20ftypisom" + b"\0" * 99, (NONE,))
    yield Hostile("zip", b"PK\x03\x04" + b"\0" * 99, (NONE,))
    yield Hostile("noise", random.Random(5).randbytes(1_000_000), (NONE,))
    yield Hostile("one byte", b"\xff", (NONE,))
    yield Hostile("one byte too many", b"\xff\xd8\xff" + bytes(15 * 1024 * 1024 - 2), ("too_large", BROKEN))
    yield Hostile("strip of one by 30000", encoded("PNG", Image.new("L", (1, 30000))), (READ,))
    longest = np.random.default_rng(6).integers(0, 255, (1, 20_000_000), np.uint8)
    yield Hostile(
        "strip of 20 million by one", encoded("PNG", Image.fromarray(longest & 1)), (READ, "too_large")
    )


FAMILIES = (jpegs, pngs, gifs, webps, bmps, avifs, others)
