"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.

Fitted on 3059 pairs of a listing and a mark, the fit part of `bench/data/text/` and phantom marks.
By hand, for want of labelled listings: `origin_unknown`, `inside_longer`, `fake_words`, `low_price`.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "exact_text": 1.14,
    "disguised_text": 3.74,
    "glued_text": 1.7,
    "shape_text": 0.85,
    "split_text": 2.81,
    "lookalike_text": 1.26,
    "homophone_text": 0.52,
    "mixed_text": 2.63,
    "pinyin_text": 3.03,
    "initials_text": 2.14,
    "near_text": 4.48,
    "short_word": 0.0,
    "common_word": -4.51,
    "inside_word": -4.66,
    "two_words": -5.41,
    "across_words": -1.34,
    "ordinary_word": -4.88,
    "sign_use": 6.2,
    "in_seller": 1.26,
    "in_description": 1.43,
    "in_ocr": 1.34,
    "in_category": -0.05,
    "inside_longer": -4.0,
    "nominative": -3.36,
    "loose_fit": -3.27,
    "accessory": -0.02,
    "disclaimer": -4.97,
    "comparison": -1.56,
    "goods_agree": 1.03,
    "any_goods": 0.0,
    "goods_word": 0.0,
    "goods_unconfirmed": 0.0,
    "brand_field": 1.35,
    "fake_words": 1.5,
    "low_price": 1.0,
    "origin_unknown": -0.5,
}
