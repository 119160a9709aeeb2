"""Archives of saved pages, made: good ones and hostile ones."""

from __future__ import annotations

import base64
import gzip
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Answer = tuple[str, str, bytes]  # address, content type, body


def goods(n: int, *, price: str = "9.00") -> bytes:
    return (
        f"<html><head><title>Lamp {n}</title><link rel=canonical href=https://s.example/goods/{n}></head>"
        f"<body><h1>Lamp {n}</h1><p class=price>¥ {price}</p><img src=/img/{n}.png></body></html>"
    ).encode()


def zipped(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return path


def har(path: Path, answers: Sequence[Answer], **changes: Any) -> Path:
    entries = [
        {
            "startedDateTime": "2026-03-01T08:00:00.000Z",
            "request": {"url": url},
            "response": {"status": 200, "content": _content(kind, body)},
            **changes,
        }
        for url, kind, body in answers
    ]
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}), "utf-8")
    return path


def _content(kind: str, body: bytes) -> dict[str, str]:
    if kind.startswith("text/"):
        return {"mimeType": kind, "text": body.decode("utf-8")}
    return {"mimeType": kind, "text": base64.b64encode(body).decode(), "encoding": "base64"}


def warc(path: Path, answers: Sequence[Answer], *, status: str = "200 OK", packed: bool = True) -> Path:
    with path.open("wb") as file:
        for number, (url, kind, body) in enumerate(answers):
            answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            block = answer.encode() + body
            head = (
                "WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http;msgtype=response\r\n"
                f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
                f"WARC-Target-URI: {url}\r\nWARC-Date: 2026-03-01T08:00:00Z\r\n"
                f"Content-Length: {len(block)}\r\n\r\n"
            )
            record = head.encode() + block + b"\r\n\r\n"
            file.write(gzip.compress(record) if packed else record)
    return path
