"""Words for numbers: what multiplies a figure, and small counts written out in English."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

MULTIPLIERS: Final = {
    **dict.fromkeys(("k", "th", "thou", "thousand", "thousands", "tsd", "tausend", "mille", "тыс", "тысяч"), 10**3),
    **dict.fromkeys(("mn", "mio", "mln", "million", "millions", "millionen", "млн"), 10**6),
    **dict.fromkeys(("bn", "billion", "billions", "mrd", "milliard", "milliards", "milliarden", "млрд"), 10**9),
    **dict.fromkeys(("trn", "trillion", "trillions"), 10**12),
    "hundred": 100,
    "dozen": 12,
    "lakh": 10**5,
    "crore": 10**7,
    "万": 10**4,
    "億": 10**8,
}
SHORT: Final = {"m": "million", "mm": "million", "mil": "million", "b": "billion", "tn": "trillion"}
"""Short words that multiply a figure of money, and are a unit behind others: metres, millimetres, mils, bytes, tons."""

_ONES: Final = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL: Final = {
    **{word: number for number, word in enumerate(_ONES.split())},
    **{word: 10 * number for number, word in enumerate(_TENS.split(), start=2)},
    "a": 1,
    "an": 1,
}
_PARTS: Final = (
    "half",
    "halves",
    "third",
    "thirds",
    "quarter",
    "quarters",
    "tenth",
    "tenths",
    "pair",
    "pairs",
    "score",
)


def counted(text: str) -> Fraction | None:
    """The number written in English words, such as ``eleven thousand five hundred``; None if it is no such number.

    >>> counted("twenty-five thousand"), counted("half a million"), counted("a few thousand")
    (Fraction(25000, 1), Fraction(500000, 1), None)
    """
    half = re.fullmatch(r"half an? (\w+)", text)
    if half:
        return Fraction(MULTIPLIERS[half[1]], 2) if half[1] in MULTIPLIERS else None
    more = re.fullmatch(r"([\w-]+) and a half(?: ([^\W\d]+))?", text)
    if more and more[1] in _SMALL:
        return (_SMALL[more[1]] + Fraction(1, 2)) * MULTIPLIERS.get(more[2] or "", 1)
    total, group, found, last = 0, 0, False, 10**15
    for word in text.replace("-", " ").split():
        if word in _SMALL and _goes_on(group, word, found):
            group += _SMALL[word]
        elif word in ("hundred", "dozen") and 0 < group < 100:
            group *= MULTIPLIERS[word]
        elif word in MULTIPLIERS and len(word) > 4 and group and MULTIPLIERS[word] < last:
            total, group, last = total + group * MULTIPLIERS[word], 0, MULTIPLIERS[word]
        elif word != "and" or not found:
            return Fraction(total + group) if found and not is_number(word) and _is_unit(text, word) else None
        found = True
    return Fraction(total + group) if found and text not in ("a", "an") else None


def is_number(word: str) -> bool:
    """True for a word that is a number, multiplies one, or is a part of one."""
    return word in _SMALL or word in MULTIPLIERS or word in _PARTS


def _goes_on(group: int, word: str, found: bool) -> bool:
    """True if the word goes on with a number: ``five`` after ``twenty`` or ``hundred``, nothing after ``five``."""
    if word in ("a", "an", "zero"):
        return not found
    return group % 100 == 0 or (group % 10 == 0 and group % 100 >= 20 and _SMALL[word] < 10)


def _is_unit(text: str, word: str) -> bool:
    """True if the word ends the text, and so says what was counted."""
    return text.endswith(f" {word}") and word.isalpha() and word not in ("few", "several", "couple", "dozens", "scores")
