"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.

Fitted on 4650 pairs of a listing and a mark, the fit part of `bench/data/text/` and phantom marks.
By hand, for want of labelled listings:
`inside_longer`, `goods_required`, `fake_words`, `low_price`, `origin_unknown`.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "exact_text": 0.64,
    "disguised_text": 3.13,
    "glued_text": 1.18,
    "letters_text": 1.32,
    "shape_text": 1.95,
    "split_text": 2.57,
    "lookalike_text": 0.28,
    "homophone_text": 0.0,
    "mixed_text": 0.77,
    "pinyin_text": 2.39,
    "initials_text": 2.07,
    "near_text": 2.66,
    "short_word": -1.46,
    "common_word": -4.26,
    "inside_word": -0.82,
    "two_words": -4.34,
    "none_kept": -1.58,
    "changed_end": -4.51,
    "bounded": 1.09,
    "no_word": 1.36,
    "changed_last": -2.23,
    "two_edits": -2.54,
    "chinese_edit": -1.48,
    "other_character": -3.08,
    "across_words": -3.0,
    "runs_on": -2.47,
    "open_side": -2.2,
    "ordinary_word": -4.37,
    "sign_use": 4.44,
    "heads_goods": 1.56,
    "other_script": 0.15,
    "claimed_genuine": 1.44,
    "in_seller": 0.0,
    "in_description": -0.02,
    "in_ocr": 0.0,
    "in_category": -1.1,
    "inside_longer": -4.0,
    "named_by_words": -3.46,
    "used_by_words": 2.97,
    "nominative": -1.65,
    "named_in_title": -0.21,
    "service": -2.82,
    "loose_fit": -0.52,
    "accessory": 0.0,
    "disclaimer": -2.69,
    "comparison": -0.71,
    "goods_agree": 0.21,
    "any_goods": 0.0,
    "goods_word": 0.0,
    "goods_unconfirmed": 0.0,
    "goods_required": -8.0,
    "brand_field": 1.68,
    "fake_words": 1.5,
    "low_price": 1.0,
    "origin_unknown": -0.5,
}
