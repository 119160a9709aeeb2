"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.

Fitted on 4650 pairs of a listing and a mark, the fit part of `bench/data/text/` and phantom marks.
By hand, for want of labelled listings:
`inside_longer`, `goods_required`, `fake_words`, `low_price`, `origin_unknown`.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "exact_text": 0.66,
    "disguised_text": 3.21,
    "glued_text": 1.09,
    "letters_text": 1.41,
    "shape_text": 1.99,
    "split_text": 2.62,
    "lookalike_text": 0.35,
    "homophone_text": 0.0,
    "mixed_text": 0.76,
    "pinyin_text": 2.43,
    "initials_text": 2.12,
    "near_text": 2.75,
    "short_word": -1.3,
    "common_word": -4.01,
    "inside_word": -0.97,
    "two_words": -4.36,
    "none_kept": -1.72,
    "changed_end": -4.62,
    "bounded": 1.33,
    "no_word": 1.14,
    "changed_last": -2.3,
    "two_edits": -2.54,
    "made_of_words": -1.11,
    "chinese_edit": -1.45,
    "other_character": -3.15,
    "across_words": -3.05,
    "runs_on": -2.79,
    "open_side": -2.15,
    "ordinary_word": -4.16,
    "sign_use": 4.48,
    "heads_goods": 1.61,
    "other_script": 0.12,
    "claimed_genuine": 1.37,
    "in_seller": 0.0,
    "in_description": -0.14,
    "in_ocr": 0.0,
    "in_category": -1.2,
    "inside_longer": -4.0,
    "named_by_words": -4.01,
    "used_by_words": 3.15,
    "nominative": -1.99,
    "named_in_title": -0.38,
    "service": -3.07,
    "loose_fit": -0.8,
    "accessory": 0.0,
    "disclaimer": -2.93,
    "comparison": -0.53,
    "goods_agree": 0.17,
    "any_goods": 0.0,
    "goods_word": 0.0,
    "goods_unconfirmed": 0.0,
    "goods_required": -8.0,
    "brand_field": 1.62,
    "fake_words": 1.5,
    "low_price": 1.0,
    "origin_unknown": -0.5,
}
