"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.

Fitted on 3318 pairs of a listing and a mark, the fit part of `bench/data/text/` and phantom marks.
By hand, for want of labelled listings: `origin_unknown`, `inside_longer`, `fake_words`, `low_price`.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "exact_text": 1.58,
    "disguised_text": 4.13,
    "glued_text": 2.07,
    "shape_text": 1.05,
    "split_text": 2.89,
    "lookalike_text": 0.1,
    "homophone_text": 0.0,
    "mixed_text": 1.82,
    "pinyin_text": 3.45,
    "initials_text": 2.68,
    "near_text": 3.8,
    "short_word": -0.56,
    "common_word": -5.04,
    "inside_word": -3.81,
    "two_words": -5.13,
    "none_kept": -3.05,
    "bounded": 2.55,
    "across_words": -1.68,
    "ordinary_word": -4.59,
    "sign_use": 6.15,
    "in_seller": 1.28,
    "in_description": 1.33,
    "in_ocr": 1.3,
    "in_category": -0.17,
    "inside_longer": -4.0,
    "nominative": -3.19,
    "loose_fit": -3.07,
    "accessory": -0.08,
    "disclaimer": -4.74,
    "comparison": -1.49,
    "goods_agree": 0.35,
    "any_goods": 0.0,
    "goods_word": 0.0,
    "goods_unconfirmed": 0.0,
    "brand_field": 1.28,
    "fake_words": 1.5,
    "low_price": 1.0,
    "origin_unknown": -0.5,
}
