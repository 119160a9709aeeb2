"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.

Fitted on 2934 pairs of a listing and a mark, the fit part of `bench/data/text/` and phantom marks.
By hand, for want of labelled listings: `origin_unknown`, `inside_longer`.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "prior": 0.0,
    "exact_text": 1.39,
    "disguised_text": 4.75,
    "glued_text": 1.88,
    "shape_text": 0.89,
    "split_text": 2.83,
    "lookalike_text": 1.25,
    "homophone_text": 1.14,
    "mixed_text": 2.57,
    "pinyin_text": 2.48,
    "initials_text": 1.99,
    "near_text": 3.74,
    "short_word": 0.0,
    "common_word": -6.95,
    "inside_word": -4.83,
    "across_words": -1.17,
    "ordinary_word": -5.27,
    "sign_use": 5.8,
    "in_seller": -0.7,
    "in_description": 1.22,
    "in_ocr": 1.09,
    "in_category": 0.0,
    "inside_longer": -4.0,
    "nominative": -3.9,
    "accessory": 0.0,
    "disclaimer": -5.24,
    "comparison": -2.09,
    "goods_agree": 1.34,
    "any_goods": 0.0,
    "goods_word": 0.0,
    "goods_unconfirmed": 0.0,
    "brand_field": 1.2,
    "origin_unknown": -0.5,
}
