"""A refused number -> the notation that means what was meant, or None where that would be a guess."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.written.number_words import MULTIPLIERS, SHORT, counted
from tocsin.facts.written.plain_text import simplified
from tocsin.facts.written.units import CURRENCY, LARGE_UNITS, is_in_another, is_measure, is_same_unit

_LONGEST: Final = 80
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:(?P<mark>[ ,.'_])\d{3})(?:(?P=mark)\d{3})*(?:[.,]\d+)?", re.ASCII)
_PLAIN: Final = re.compile(r"0,\d+|\d+(?:\.\d+|,\d{1,2})?(?:e[-+]?\d{1,2})?|\.\d+", re.ASCII)
_NUMBER: Final = re.compile(
    r"(?P<sign>[-+]?)(?P<digits>(?:\d[\d ,.'_]*|[.,]\d+)(?:(?<=\d)e[-+]?\d{1,2})?)\s*(?P<word>[a-z万億]*)\.?", re.ASCII
)
SHORT_WORD: Final = re.compile(rf"(?<=[\d.])\s*({'|'.join(SHORT)})\b\.?(?P<unit>\s+[a-z]+)?")
_BARELY: Final = r"(?:(?:just|slightly|a little|well|far|somewhat)\s+)?"
_MORE_THAN: Final = rf"{_BARELY}(?:more than|greater than|over|above|exceeding|in excess of|upwards of)|>"
_LESS_THAN: Final = rf"{_BARELY}(?:less than|fewer than|lower than|under|below|short of)|<"
_NEARLY: Final = r"nearly|almost|not quite|approaching|close on|shy of"
_LEAST: Final = r"at least|no less than|no fewer than|not less than|not fewer than|minimum(?: of)?|min\.?|from|>=|≥|⩾"
_MOST: Final = r"at most|no more than|not more than|up to|as many as|maximum(?: of)?|max\.?|until|<=|≤|⩽"
_ABOUT: Final = (
    r"approximately|approx\.?|about|around|roughly|circa|ca\.?|c\.|some|close to|an? estimated|"
    "estimated(?: at)?|est\\.?|~|≈|≃|\u223c"
)
_BEFORE: Final = tuple(
    (kind, re.compile(rf"(?:{words})\s*(?P<rest>.+)"))
    for kind, words in (
        # ">=" before ">"
        ("least", _LEAST),
        ("most", _MOST),
        ("more", _MORE_THAN),
        ("less", _LESS_THAN),
        ("nearly", _NEARLY),
        ("about", _ABOUT),
    )
)
_AFTER: Final = (
    ("least", re.compile(r"(?P<rest>.+?)\s*(?:\+|\bplus|\b(?:or|and) (?:more|above|over)|\bat least|\bminimum)")),
    ("most", re.compile(r"(?P<rest>.+?)\s*\b(?:(?:or|and) (?:less|fewer|below|under)|at most|maximum)")),
    ("about", re.compile(r"(?P<rest>.+?)\s*\b(?:or so|approx\.?|approximately)")),
)
_RANGE: Final = re.compile(
    r"(?:(?:between|from)\s+)?(?P<low>[^.…]*?[^\s.…-][^…]*?)\s*(?:-{1,2}|\.{2,3}|…|\bto\b|\band\b|\buntil\b|\bor\b)\s*"
    r"(?P<high>[^-].*)"
)
_NO_UNITS: Final = """
a about above and at below between est every fewer from less more most no not of or over per plus than to under unless
until up x
"""
_NO_UNIT: Final = frozenset((*_NO_UNITS.split(), *LARGE_UNITS))
_PLUS_MINUS: Final = re.compile(r"(?P<middle>.+?)\s*(?:±|\+/-|\+-)\s*(?P<by>.+)")


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text means as a closed interval; ``strict`` if an end was meant to be left out."""

    low: Fraction | None
    high: Fraction | None
    is_about: bool = False
    is_nearly: bool = False
    strict: bool = False

    def notation(self, *, whole: bool = False, grouped: bool = True) -> str | None:
        """The interval as a quantity is written; None if whole numbers are wanted and these are not."""
        low, high = self.low, self.high
        if whole and any(end is not None and end.denominator != 1 for end in (low, high)):
            return None
        if whole and self.strict:  # more than ten whole ones are at least eleven
            low, high = None if low is None else low + 1, None if high is None else high - 1
        if low is not None and low == high:
            return written(low, grouped)
        return f"{'' if low is None else written(low, grouped)}..{'' if high is None else written(high, grouped)}"


def unit_of(text: str, expected: str = "") -> tuple[str, str] | None:
    """A figure with a unit behind it, as figure and unit; None where the text is none.

    A word that multiplies is a unit only if it is the ``expected`` one: the K of kelvins.

    >>> unit_of("< 11 µg/l"), unit_of("5°C"), unit_of("11 thousand"), unit_of("two tanks")
    (('< 11', 'µg/l'), ('5', '°C'), None, None)
    """
    found = _MEASURED.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if found is None:
        return None
    unit = found["unit"]
    if expected and is_same_unit(unit, expected):
        return found["figure"].strip(), unit
    plain = CURRENCY.sub("", simplified(unit))
    if plain in SHORT and CURRENCY.search(simplified(text)):
        return None
    if plain in MULTIPLIERS or plain in _NO_UNITS.split() or re.fullmatch(r"e([-+]?\d+)?", plain):
        return None
    return None if meaning(found["figure"]) is None else (found["figure"].strip(), unit)


_MEASURED: Final = re.compile(
    # A word, a sign, or several by which one is divided or multiplied; a power of it.
    r"(?P<figure>.*?\d[\d_.,]*(?:\s+(?:thousand|million|billion))?)\s*"
    r"(?P<unit>[°%‰]?(?:[^\W\d_]|[Ω$€£¥])+[²³]?\d?(?:\s?(?:[/·*]|\bper\b)\s?[^\W_]+[²³]?)*|°)\.?"
)


def meaning(text: str) -> Meant | None:
    """The interval that a text means, or None if that is not beyond doubt."""
    plain = plain_number(text)
    return None if len(plain) > _LONGEST else _interval(plain)


def meaning_in(text: str, unit: str) -> Meant | None:
    """The interval that a text means where the ``unit`` is counted; None also where another is written behind it."""
    if unit and is_in_another(simplified(text), unit):
        return None
    measured = unit_of(text, unit)
    if measured is not None and unit and is_same_unit(measured[1], unit):
        return meaning(measured[0])
    other = measured is not None and unit and is_measure(measured[1])
    return None if other or SHORT_WORD.search(plain_number(text)) else meaning(text)


def plain_number(text: str) -> str:
    """The text without what makes no difference, and without a currency, which says that an ``m`` is a million."""
    plain = simplified(text)
    is_money = CURRENCY.search(plain) is not None

    def in_full(short: re.Match[str]) -> str:
        unit = short["unit"] or ""
        is_number = is_money or (unit and is_measure(unit.strip()))
        return f" {SHORT[short[1]]}{unit}" if is_number else short[0]

    return " ".join(SHORT_WORD.sub(in_full, CURRENCY.sub(" ", plain)).split())


def _interval(text: str) -> Meant | None:
    for kind, pattern in (*_BEFORE, *_AFTER):
        found = pattern.fullmatch(text)
        value = _number(found["rest"]) if found else None
        if value is not None:
            return _one_sided(kind, value)
    exact = _number(text)
    return _two_sided(text) if exact is None else Meant(exact, exact)


def _one_sided(kind: str, value: Fraction) -> Meant:
    match kind:
        case "least" | "more":
            return Meant(value, None, strict=kind == "more")
        case "most" | "less":
            return Meant(None, value, strict=kind == "less")
        case "nearly":
            return Meant(None, value, is_nearly=True)
        case _:
            return Meant(value, value, is_about=True)


def _two_sided(text: str) -> Meant | None:
    around = _PLUS_MINUS.fullmatch(text)
    if around:
        middle, by = _number(around["middle"]), _number(around["by"])
        return None if middle is None or by is None or by < 0 else Meant(middle - by, middle + by)
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    low, high = _number(found["low"]), _number(found["high"])
    if low is None or high is None:
        return None
    if low > high:  # "12000-10000" can be many things, "12000..10000" hardly
        return Meant(high, low) if ".." in text else None
    raised = low * _multiplier(found["high"])
    # In "10-12k" the word stands for both.
    if _multiplier(found["low"]) == 1 and raised <= high:
        low = raised
    return Meant(low, high)


def _multiplier(text: str) -> int:
    found = _NUMBER.match(text)
    return MULTIPLIERS.get(found["word"], 1) if found else 1


def _number(text: str) -> Fraction | None:
    """The one number that a text names, whatever parts its thousands, and whatever unit follows it."""
    text = text.strip()
    found = _NUMBER.match(text)
    if not found:
        return counted(text)
    value = _digits(found["digits"].strip())
    rest = text[found.end() :].strip()
    if value is None or not re.fullmatch(r"[a-z ]*", rest) or not _NO_UNIT.isdisjoint((found["word"], *rest.split())):
        return None
    word = found["word"]
    factor = MULTIPLIERS.get(word, 1)
    if word in MULTIPLIERS and rest.split(" ")[0] in MULTIPLIERS:
        return None
    return (-value if found["sign"] == "-" else value) * factor


def _digits(text: str) -> Fraction | None:
    """The number that digits with separators stand for; None if they could be read in two ways that differ."""
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        mark = grouped["mark"]
        whole, point, part = text, "", ""
        last = re.search(r"[.,](?=\d+$)", text)
        if last and last[0] == mark and len(text) - last.end() != 3:
            return None
        if last and last[0] != mark:
            whole, point, part = text[: last.start()], ".", text[last.end() :]
        return Fraction("".join(character for character in whole if character.isdigit()) + point + part)
    plain = text.replace("_", "") if re.fullmatch(r"\d+(?:_\d+)+", text) else text
    return Fraction(plain.replace(",", ".")) if _PLAIN.fullmatch(plain) else None


def written(value: Fraction, grouped: bool) -> str:
    """The number in digits; ``grouped`` with _ between thousands."""
    number = value.numerator if value.denominator == 1 else float(value)
    return f"{number:_}" if grouped else str(number)
