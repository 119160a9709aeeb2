"""Which language a run of outside text is in, for `lang`: fonts, hyphens and screen readers follow it."""

from __future__ import annotations

import re

# Blocks of Unicode; kana decides before Han, since Japanese has both.
SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]")),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("zh", re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")),
)
LETTER = re.compile("[A-Za-z]")
LOOKED_AT = 300


def language_of(text: str) -> str:
    """`ja`, `ko`, `zh`, `en` for plain Latin letters, or empty: not known."""
    start = text[:LOOKED_AT]
    if start.isascii():
        return "en" if LETTER.search(start) else ""
    return next((language for language, script in SCRIPTS if script.search(start)), "")
