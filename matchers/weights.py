"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.

Fitted on 4978 pairs of a listing and a mark, the fit part of `bench/data/text/` and phantom marks.
By hand, for want of labelled listings:
`inside_longer`, `goods_required`, `fake_words`, `low_price`.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "exact_text": 0.64,
    "disguised_text": 3.22,
    "glued_text": 1.2,
    "letters_text": 1.4,
    "shape_text": 1.94,
    "split_text": 2.58,
    "lookalike_text": 0.29,
    "homophone_text": 0.0,
    "mixed_text": 0.77,
    "pinyin_text": 2.38,
    "initials_text": 2.14,
    "near_text": 2.75,
    "short_word": -1.34,
    "common_word": -4.11,
    "inside_word": -0.95,
    "two_words": -3.99,
    "none_kept": -1.6,
    "changed_end": -4.49,
    "bounded": 1.35,
    "no_word": 1.14,
    "changed_last": -2.26,
    "two_edits": -2.41,
    "made_of_words": -1.0,
    "chinese_edit": -1.38,
    "other_character": -2.97,
    "across_words": -3.15,
    "runs_on": -2.06,
    "open_side": -2.11,
    "ordinary_word": -3.89,
    "sign_use": 4.39,
    "heads_goods": 1.49,
    "other_script": 0.13,
    "claimed_genuine": 1.31,
    "in_seller": 0.0,
    "in_description": 0.0,
    "in_ocr": 0.0,
    "in_category": -1.0,
    "inside_longer": -4.0,
    "named_by_words": -4.36,
    "used_by_words": 3.37,
    "nominative": -1.61,
    "named_in_title": -0.33,
    "service": -2.49,
    "loose_fit": -0.49,
    "accessory": 0.0,
    "disclaimer": -2.81,
    "comparison": -0.68,
    "goods_agree": 0.15,
    "any_goods": 0.0,
    "goods_word": 0.0,
    "goods_unconfirmed": 0.0,
    "goods_required": -8.0,
    "brand_field": 1.65,
    "fake_words": 1.5,
    "low_price": 1.0,
}
