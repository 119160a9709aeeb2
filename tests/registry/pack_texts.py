"""Packs as texts for tests: good ones that a test spoils in one place."""

# ruff: noqa: E501

from __future__ import annotations

WORDS = """key: mine
kind: selling_words
name: {zh: 词, en: Words}
as_of: 2026-11-22
words:
  - id: one
    words: [高仿]
    says: {zh: 说, en: says}
    strength: 0.6
    source: own list
    standing: recalled
"""

MARKS = """key: games
kind: special_marks
name: {zh: 赛会, en: Games}
as_of: 2026-11-22
events:
  - id: event
    name: {zh: 海岚青年运动会}
    holder: {zh: 海岚青运会组委会}
    regime: special_marks
    source: announcement 1
    standing: verified
    registration: {id: entry, first_day: 2023-01-01, last_day: 2026-12-31, numbers: [T1], where: announcement 1, source: announcement 1, standing: verified}
    classes: [25, 28]
    event_words: [青运]
    signs:
      - {id: emblem, kind: emblem, words: {zh: 海岚之星}, source: announcement 1, standing: verified}
      - {id: mascot, kind: mascot, words: {zh: 浪浪}, source: announcement 1, standing: verified}
    rests_on:
      - {id: by_mark, basis: special_mark, when: in_term, law: rule, topic: infringement, source: rule, standing: verified}
      - {id: by_work, basis: copyright, when: always, law: rule, topic: infringement, kinds: [emblem, mascot], source: rule, standing: verified}
      - {id: by_trade, basis: unfair_competition, when: after_term, law: rule, topic: infringement, source: rule, standing: verified}
    false_friends:
      - {id: langlang, word: 浪浪, means: {zh: 浪花}, needs: [event_word, picture], source: own list, standing: recalled}
"""

RULES = """key: rules
kind: laws
name: {zh: 规则, en: Rules}
as_of: 2026-11-22
laws:
  - id: rule
    name: {zh: 规则}
    source: gazette
    standing: verified
    versions:
      - id: old
        name: {zh: 旧规则, en: Old rule}
        effective_from: 2019-11-01
        effective_to: 2026-12-31
        source: gazette
        standing: verified
        articles:
          - {id: old_1, topic: infringement, article: 57, says: {zh: 侵权}, source: gazette, standing: verified}
      - id: new
        name: {zh: 新规则, en: New rule}
        effective_from: 2027-01-01
        source: gazette
        standing: verified
        articles:
          - {id: new_1, topic: infringement, article: 72, paragraph: 1, item: 2, says: {zh: 侵权}, source: gazette, standing: verified}
"""
