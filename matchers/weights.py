"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.

Fitted on 4832 pairs of a listing and a mark, the fit part of `bench/data/text/` and phantom marks.
By hand, for want of labelled listings:
`inside_longer`, `goods_required`, `fake_words`, `low_price`, `origin_unknown`.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "exact_text": 0.58,
    "disguised_text": 3.18,
    "glued_text": 1.0,
    "letters_text": 1.4,
    "shape_text": 1.9,
    "split_text": 2.55,
    "lookalike_text": 0.35,
    "homophone_text": 0.0,
    "mixed_text": 0.77,
    "pinyin_text": 2.35,
    "initials_text": 2.04,
    "near_text": 2.74,
    "short_word": -1.32,
    "common_word": -3.96,
    "inside_word": -0.97,
    "two_words": -4.2,
    "none_kept": -1.68,
    "changed_end": -4.55,
    "bounded": 1.33,
    "no_word": 1.13,
    "changed_last": -2.28,
    "two_edits": -2.45,
    "made_of_words": -1.03,
    "chinese_edit": -1.46,
    "other_character": -3.11,
    "across_words": -3.0,
    "runs_on": -2.48,
    "open_side": -2.1,
    "ordinary_word": -3.99,
    "sign_use": 4.48,
    "heads_goods": 1.55,
    "other_script": 0.11,
    "claimed_genuine": 1.35,
    "in_seller": 0.0,
    "in_description": 0.0,
    "in_ocr": 0.0,
    "in_category": -1.05,
    "inside_longer": -4.0,
    "named_by_words": -4.35,
    "used_by_words": 3.39,
    "nominative": -1.8,
    "named_in_title": -0.07,
    "service": -2.78,
    "loose_fit": -0.59,
    "accessory": 0.0,
    "disclaimer": -2.81,
    "comparison": -0.44,
    "goods_agree": 0.14,
    "any_goods": 0.0,
    "goods_word": 0.0,
    "goods_unconfirmed": 0.0,
    "goods_required": -8.0,
    "brand_field": 1.65,
    "fake_words": 1.5,
    "low_price": 1.0,
    "origin_unknown": -0.5,
}
