"""What each reason of the rules by kind of right is worth, in log-odds.

By hand, for want of labelled listings, and by order of size: a use that is lawful by its plain words (-8)
outweighs any word met, one clear misuse (3 to 6) outweighs a word met in passing, a doubt (-3) holds a word
met by itself below one half.
`bench/packs.py` measures them together on a planted market.
"""

from __future__ import annotations

from typing import Final

RULE_WEIGHTS: Final[dict[str, float]] = {
    # Special signs: a word with an honest meaning, what stands beside it, and the event merely told of.
    "guarded_word": 0.5,
    "company_word": 4.0,
    "company_picture": 4.0,
    "company_goods": 2.5,
    "event_goods": 2.0,
    "told_of": -8.0,
    # Indications.
    "origin_unknown": -3.0,
    "out_of_area": 2.5,
    "neighbour_swap": 3.0,
    "place_apart": -0.5,
    "evocation": 5.0,
    "wrong_goods": 5.0,
    "empty_packaging": 6.0,
    "sign_without_code": 3.5,
    "code_not_listed": 5.0,
    "code_of_another": 0.5,
    "code_listed": -5.0,
    "old_sign": 5.0,
    "fresh_out_of_season": 3.5,
    "variety_name": -8.0,
    "ingredient": -8.0,
    # Plant varieties.
    "propagating": 0.5,
    "harvested": -8.0,
    "numbers_missing": 2.5,
    "numbers_named": -5.0,
    "grey_seed": 3.0,
    # Works.
    "piracy_words": 6.0,
    "no_piracy": -8.0,
}
