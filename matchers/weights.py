"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.

Fitted on 3359 pairs of a listing and a mark, the fit part of `bench/data/text/` and phantom marks.
By hand, for want of labelled listings: `inside_longer`, `goods_required`, `fake_words`, `low_price`, `origin_unknown`.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "exact_text": 1.65,
    "disguised_text": 4.21,
    "glued_text": 2.13,
    "shape_text": 1.17,
    "split_text": 3.1,
    "lookalike_text": 0.23,
    "homophone_text": 0.0,
    "mixed_text": 1.78,
    "pinyin_text": 3.52,
    "initials_text": 2.77,
    "near_text": 3.69,
    "short_word": -0.63,
    "common_word": -4.75,
    "inside_word": -3.4,
    "two_words": -4.95,
    "none_kept": -3.1,
    "changed_end": -1.26,
    "bounded": 2.84,
    "across_words": -1.83,
    "ordinary_word": -4.56,
    "sign_use": 6.07,
    "in_seller": 1.28,
    "in_description": 1.31,
    "in_ocr": 1.29,
    "in_category": -0.18,
    "inside_longer": -4.0,
    "nominative": -3.17,
    "loose_fit": -3.13,
    "accessory": -0.08,
    "disclaimer": -4.74,
    "comparison": -1.49,
    "goods_agree": 0.25,
    "any_goods": 0.0,
    "goods_word": 0.0,
    "goods_unconfirmed": 0.0,
    "goods_required": -8.0,
    "brand_field": 1.28,
    "fake_words": 1.5,
    "low_price": 1.0,
    "origin_unknown": -0.5,
}
