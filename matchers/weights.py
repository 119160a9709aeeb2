"""What each reason is worth, in log-odds: written by `python -m bench.fit_text`, not by hand.

Fitted on 4978 pairs of a listing and a mark, the fit part of `bench/data/text/` and phantom marks.
By hand, for want of labelled listings:
`inside_longer`, `goods_required`, `fake_words`, `low_price`, `origin_unknown`.
"""

from __future__ import annotations

from typing import Final

WEIGHTS: Final[dict[str, float]] = {
    "exact_text": 0.69,
    "disguised_text": 3.21,
    "glued_text": 1.21,
    "letters_text": 1.4,
    "shape_text": 1.94,
    "split_text": 2.58,
    "lookalike_text": 0.29,
    "homophone_text": 0.0,
    "mixed_text": 0.77,
    "pinyin_text": 2.39,
    "initials_text": 2.15,
    "near_text": 2.75,
    "short_word": -1.35,
    "common_word": -4.09,
    "inside_word": -0.95,
    "two_words": -4.03,
    "none_kept": -1.61,
    "changed_end": -4.49,
    "bounded": 1.34,
    "no_word": 1.14,
    "changed_last": -2.25,
    "two_edits": -2.41,
    "made_of_words": -1.0,
    "chinese_edit": -1.37,
    "other_character": -2.96,
    "across_words": -2.94,
    "runs_on": -2.46,
    "open_side": -2.16,
    "ordinary_word": -3.95,
    "sign_use": 4.39,
    "heads_goods": 1.48,
    "other_script": 0.13,
    "claimed_genuine": 1.32,
    "in_seller": 0.0,
    "in_description": 0.0,
    "in_ocr": 0.0,
    "in_category": -0.99,
    "inside_longer": -4.0,
    "named_by_words": -4.36,
    "used_by_words": 3.31,
    "nominative": -1.63,
    "named_in_title": 0.0,
    "service": -2.52,
    "loose_fit": -0.53,
    "accessory": 0.0,
    "disclaimer": -2.79,
    "comparison": -0.65,
    "goods_agree": 0.16,
    "any_goods": 0.0,
    "goods_word": 0.0,
    "goods_unconfirmed": 0.0,
    "goods_required": -8.0,
    "brand_field": 1.62,
    "fake_words": 1.5,
    "low_price": 1.0,
    "origin_unknown": -0.5,
}
