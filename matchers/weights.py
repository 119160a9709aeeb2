"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.

Fitted on 4112 pairs of a listing and a mark, the fit part of `bench/data/text/` and phantom marks.
By hand, for want of labelled listings:
`inside_longer`, `goods_required`, `fake_words`, `low_price`, `origin_unknown`.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "exact_text": 1.11,
    "disguised_text": 3.86,
    "glued_text": 1.73,
    "letters_text": 1.79,
    "shape_text": 2.26,
    "split_text": 3.18,
    "lookalike_text": 0.45,
    "homophone_text": 0.0,
    "mixed_text": 1.29,
    "pinyin_text": 2.71,
    "initials_text": 2.56,
    "near_text": 3.2,
    "short_word": -0.92,
    "common_word": -4.25,
    "inside_word": -1.27,
    "two_words": -4.59,
    "none_kept": -1.93,
    "changed_end": -5.1,
    "bounded": 1.54,
    "no_word": 1.14,
    "changed_last": -2.23,
    "two_edits": -2.69,
    "chinese_edit": -1.95,
    "other_character": -3.22,
    "across_words": -3.46,
    "runs_on": -3.81,
    "open_side": -2.39,
    "ordinary_word": -5.03,
    "sign_use": 4.72,
    "heads_goods": 1.57,
    "other_script": 0.32,
    "claimed_genuine": 2.25,
    "in_seller": 0.0,
    "in_description": 0.0,
    "in_ocr": 0.0,
    "in_category": -1.16,
    "inside_longer": -4.0,
    "nominative": -2.88,
    "named_in_title": 0.0,
    "service": -3.86,
    "loose_fit": -2.51,
    "accessory": -0.53,
    "disclaimer": -4.59,
    "comparison": -0.74,
    "goods_agree": 0.43,
    "any_goods": 0.0,
    "goods_word": 0.0,
    "goods_unconfirmed": 0.0,
    "goods_required": -8.0,
    "brand_field": 1.29,
    "fake_words": 1.5,
    "low_price": 1.0,
    "origin_unknown": -0.5,
}
