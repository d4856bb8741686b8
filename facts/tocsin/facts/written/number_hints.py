"""A refused number -> what to write for it, by what its field counts."""

from __future__ import annotations

import math
import re
import unicodedata
from fractions import Fraction
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.written.number_words import SHORT
from tocsin.facts.written.numbers import SHORT_WORD, Meant, meaning, plain_number, unit_of, written
from tocsin.facts.written.plain_text import simplified
from tocsin.facts.written.units import CURRENCY, LARGE_UNITS, LENGTHS, is_in_another, is_measure, is_same_unit

FORMS: Final = "write digits: 11_000, a range 10_900..11_000, at least 10_000.., or at most ..500_000"
NOT_KNOWN: Final = frozenset(
    ("", "-", "--", "?", "n/a", "n.a.", "na", "nan", "nil", "none", "null", "tbc", "tbd", "unk", "unknown", "not known")
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What a field of numbers takes: its kind, whether whole numbers alone, its unit, and the most that it can hold."""

    kind: str
    whole: bool = False
    unit: str = ""
    at_most: int | float | None = None


QUANTITY: Final = Counted("quantity")
ONE_NUMBER: Final = "the field holds one number and no range: write it in digits"


def number_hint(text: str, counted: Counted = QUANTITY) -> str:
    """What to write for a refused number in a field that takes what is ``counted``.

    >>> number_hint("10,000+")
    'write 10_000..'
    >>> number_hint("~11000")
    'write the range that is meant; to the nearest thousand that is 10_500..11_500'
    >>> number_hint("11 kg", Counted("quantity", unit="t"))
    'the field counts t: write the figure in t, without a unit'
    """
    text = _PART.sub(lambda found: f"{int(found[1] or 0) + unicodedata.numeric(found[2])}", text)
    if counted.unit and is_in_another(simplified(text), counted.unit):
        return _in_its_unit(counted)
    measured = unit_of(text, counted.unit)
    if measured is not None:
        return _measured(*measured, counted)
    meant = meaning(text)
    if meant is None:
        return _share(text, counted) or _ratio(text, counted) or _forms(counted)
    hint, short = _meant(text, meant, counted), SHORT_WORD.search(plain_number(text))
    return hint if short is None else _either(hint, text, short[1], counted)


_PART: Final = re.compile(r"(?<![\d.,])(\d*) ?([¼½¾⅛⅜⅝⅞])")


def no_fraction(value: Fraction | float, *, ranged: bool) -> str:
    """What to write for a fraction where whole numbers are counted; in a range, if the field takes ranges."""
    low = math.floor(value)
    lies = f", or the range that it lies in, {low}..{low + 1}" if ranged else ""
    return f"the field takes whole numbers, and no fraction: write one{lies}"


def _forms(counted: Counted) -> str:
    if counted.kind == "quantity":
        return FORMS
    return f"write it in digits, such as {'11000' if counted.whole else '11000 or 0.5'}"


def _meant(text: str, meant: Meant, counted: Counted) -> str:
    if counted.kind != "quantity":
        is_one = meant.low == meant.high and not meant.is_about
        exact = meant.notation(whole=counted.whole, grouped=False) if is_one else None
        if is_one and exact is None and meant.low is not None:
            return no_fraction(meant.low, ranged=False)
        return f"write {exact}" if exact else ONE_NUMBER
    if meant.is_about and meant.low is not None:
        return _about(meant.low, whole=counted.whole)
    if meant.is_nearly and meant.high is not None:
        return _nearly(meant)
    found = meant.notation(whole=counted.whole)
    if found is None and meant.low is not None and meant.low == meant.high:
        return no_fraction(meant.low, ranged=True)
    if found is None:
        return "the field holds whole numbers: write digits, with _ between thousands, such as 11_000"
    other = _decimal_comma(text) if not counted.whole else None
    if other:
        return f"write {found} if the comma parts thousands, {other} if it is the decimal point"
    return f"write {found}" + (" (its end counts as included)" if meant.strict and not counted.whole else "")


def _measured(figure: str, unit: str, counted: Counted) -> str:
    """What to write for a figure with a unit: a unit is no part of a number, and another unit is another number."""
    figure = re.sub(rf"(?<=\d)\s*{re.escape(unit)}\b", "", figure)
    hint = number_hint(figure, counted)
    if counted.unit and is_same_unit(unit, counted.unit):
        return hint
    if simplified(unit) in SHORT and figure[-1].isdigit():
        return _either(hint, f"{figure} {unit}", unit, counted)
    if not is_measure(unit):  # but what was counted: eleven tanks are eleven
        return hint
    if counted.unit:
        return _in_its_unit(counted)
    if simplified(unit) in LARGE_UNITS:  # of tonnes, of barrels? The figure alone may be far too small
        return f"a unit is no part of a number: write the figure in what the field counts, not in {unit}"
    return f"{hint}; a unit is no part of a number"


def _in_its_unit(counted: Counted) -> str:
    return f"the field counts {counted.unit}: write the figure in {counted.unit}, without a unit"


def _either(hint: str, text: str, short: str, counted: Counted) -> str:
    """What to write for a figure with a ``short`` word, a million or metres; ``hint`` says it for a unit."""
    word = SHORT[short.lower()]
    many = number_hint(SHORT_WORD.sub(lambda found: f" {word}{found['unit'] or ''}", simplified(text)), counted)
    if counted.unit:
        if CURRENCY.search(simplified(counted.unit)):
            return many
        other = _in_its_unit(counted)
        return other if counted.unit in LENGTHS else f"{other}; if {short} stands for {word}, {many}"
    if hint == many:
        return hint
    if hint.startswith("write"):
        return f"if {short} is a unit, {hint}; if it stands for {word}, {many}"
    return f"if {short} stands for {word}, {many}; if it is a unit, {hint}"


def _decimal_comma(text: str) -> str | None:
    """The other reading of ``10,900``, for those who write a decimal comma."""
    found = re.fullmatch(r"\s*([-+]?[1-9]\d{0,2}),(\d{3})\s*", text, re.ASCII)
    return None if not found else written(Fraction(f"{found[1]}.{found[2]}"), True)


_PERCENT: Final = ("%", "percent", "per cent", "pct", "pc")


def _share(text: str, counted: Counted) -> str:
    found = re.fullmatch(r"([-+]?\d+(?:\.\d+)?)\s*(?:%|per ?cent|pct)", text.strip(), re.ASCII)
    if not found:
        return ""
    value = Fraction(found[1])
    percent, part = written(value, True), written(value / 100, True)
    if counted.unit.strip().lower() in _PERCENT:
        return f"write {percent}"
    if counted.unit:
        return _in_its_unit(counted)
    if counted.whole:
        return f"write {percent} if the field counts per cent"
    if counted.at_most is not None and counted.at_most < value / 100:
        return f"the field takes at most {written(Fraction(counted.at_most), True)}"
    if counted.at_most is not None and counted.at_most <= 1 < value:
        return f"write {part}"
    return f"write {percent} if the field counts per cent, {part} if parts of one"


def _ratio(text: str, counted: Counted) -> str:
    """What to write for a fraction, where a decimal number is the same."""
    found = re.fullmatch(r"(\d{1,9})\s*/\s*(\d{1,9})", simplified(text), re.ASCII)
    if not found or int(found[2]) == 0:
        return ""
    value = Fraction(int(found[1]), int(found[2]))
    if value.denominator != 1 and counted.whole:
        return no_fraction(value, ranged=counted.kind == "quantity")
    exact = Fraction(str(float(value))) == value
    return f"write {written(value, counted.kind == 'quantity')}" if exact else "write it with a decimal point"


def _nearly(meant: Meant) -> str:
    """The range below a number that is nearly reached: how far below, only the report's reader can say.

    The number itself counts as included, as rounded numbers are.
    """
    assert meant.high is not None
    top, unit = meant.high, _last_digit(meant.high)
    least = top - unit if top > unit else top - unit / 10
    such = Meant(least, top).notation()
    return f"write {meant.notation()}; if it is known to be close, the range that is meant, such as {such}"


def _last_digit(value: Fraction) -> Fraction:
    """The unit of a number's last digit that is not zero."""
    unit = Fraction(1)
    while value and (value / unit).denominator != 1:
        unit /= 10
    while value and value >= 10 * unit and (value / (10 * unit)).denominator == 1:
        unit *= 10
    return unit


def _about(value: Fraction, *, whole: bool) -> str:
    """The range of a rounded number: half a unit of its last digit that is not zero, to both sides.

    Of ``whole`` things, a whole one.
    """
    unit = _last_digit(value)
    half = unit if whole and unit == 1 else unit / 2
    name = {1: "one", 10: "ten", 100: "hundred", 1000: "thousand", 10**6: "million", 10**9: "billion"}
    nearest = f"to the nearest {name[int(unit)]} that is" if unit in name else "to its last digit that is"
    return f"write the range that is meant; {nearest} {Meant(value - half, value + half).notation()}"
