"""A refused number -> the notation that means what was meant, or None where that would be a guess."""

from __future__ import annotations

import math
import re
import unicodedata
from fractions import Fraction
from typing import Final

from tocsin.facts.dataclass import dataclass
from tocsin.facts.written.number_words import MULTIPLIERS, SHORT, counted
from tocsin.facts.written.plain_text import simplified
from tocsin.facts.written.units import LENGTHS, called, is_measure

FORMS: Final = "write digits: 11_000, a range 10_900..11_000, at least 10_000.., or at most ..500_000"
NOT_KNOWN: Final = frozenset(
    ("", "-", "--", "?", "n/a", "n.a.", "na", "nan", "nil", "none", "null", "tbc", "tbd", "unk", "unknown", "not known")
)
_LONGEST: Final = 80
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}(?:(?P<mark>[ ,.'_])\d{3})(?:(?P=mark)\d{3})*(?:[.,]\d+)?", re.ASCII)
_PLAIN: Final = re.compile(r"0,\d+|\d+(?:\.\d+|,\d{1,2})?(?:e[-+]?\d{1,2})?|\.\d+", re.ASCII)
_NUMBER: Final = re.compile(
    r"(?P<sign>[-+]?)(?P<digits>(?:\d[\d ,.'_]*|[.,]\d+)(?:(?<=\d)e[-+]?\d{1,2})?)\s*(?P<word>[a-z万億]*)\.?", re.ASCII
)
_CURRENCY: Final = re.compile(r"(?:us|eu)?[$€£¥₩₽₴]|\b(?:usd|eur|gbp|jpy|krw|rub|uah|cny)\b")
_SHORT: Final = re.compile(rf"(?<=[\d.])\s*({'|'.join(SHORT)})\b\.?(?P<unit>\s+[a-z]+)?")
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
# Many of a smaller unit: the figure alone would be a thousand times too small or more. To some MT is a metric ton.
_LARGE_UNITS: Final = """
kt ktonne ktonnes kiloton kilotons kilotonne kilotonnes mt megaton megatons megatonne megatonnes gt kbbl mbbl mmbbl
"""
_NO_UNIT: Final = frozenset((*_NO_UNITS.split(), *_LARGE_UNITS.split()))
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
            return _written(low, grouped)
        return f"{'' if low is None else _written(low, grouped)}..{'' if high is None else _written(high, grouped)}"


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
    if counted.unit and _is_in_another(simplified(text), counted.unit):
        return _in_its_unit(counted)
    measured = unit_of(text, counted.unit)
    if measured is not None:
        return _measured(*measured, counted)
    meant = meaning(text)
    if meant is None:
        return _share(text, counted) or _ratio(text, counted) or _forms(counted)
    hint, short = _meant(text, meant, counted), _SHORT.search(_simplified(text))
    return hint if short is None else _either(hint, text, short[1], counted)


_PART: Final = re.compile(r"(?<![\d.,])(\d*) ?([¼½¾⅛⅜⅝⅞])")
_TWO_WORDS: Final = re.compile(
    r"\b(?:short|long|metric|nautical|statute|troy|us|uk|imperial|fluid|square|cubic|net|gross|deadweight) [a-z]+"
)


def _is_in_another(text: str, unit: str) -> bool:
    """True if a sign of a currency, or a unit of two words, stands there that is not the field's unit."""
    written = _CURRENCY.findall(text) + _TWO_WORDS.findall(text)
    return not all(is_same_unit(each, unit) or each.upper() == unit for each in written)


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
    plain = _CURRENCY.sub("", simplified(unit))
    if plain in SHORT and _CURRENCY.search(simplified(text)):
        return None
    if plain in MULTIPLIERS or plain in _NO_UNITS.split() or re.fullmatch(r"e([-+]?\d+)?", plain):
        return None
    return None if meaning(found["figure"]) is None else (found["figure"].strip(), unit)


_MEASURED: Final = re.compile(
    # A word, a sign, or several by which one is divided or multiplied; a power of it.
    r"(?P<figure>.*?\d[\d_.,]*(?:\s+(?:thousand|million|billion))?)\s*"
    r"(?P<unit>[°%‰]?(?:[^\W\d_]|[Ω$€£¥])+[²³]?\d?(?:\s?(?:[/·*]|\bper\b)\s?[^\W_]+[²³]?)*|°)\.?"
)


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
    if simplified(unit) in _LARGE_UNITS.split():  # of tonnes, of barrels? The figure alone may be far too small
        return f"a unit is no part of a number: write the figure in what the field counts, not in {unit}"
    return f"{hint}; a unit is no part of a number"


def _in_its_unit(counted: Counted) -> str:
    return f"the field counts {counted.unit}: write the figure in {counted.unit}, without a unit"


def _either(hint: str, text: str, short: str, counted: Counted) -> str:
    """What to write for a figure with a ``short`` word, a million or metres; ``hint`` says it for a unit."""
    word = SHORT[short.lower()]
    many = number_hint(_SHORT.sub(lambda found: f" {word}{found['unit'] or ''}", simplified(text)), counted)
    if counted.unit:
        if _CURRENCY.search(simplified(counted.unit)):
            return many
        other = _in_its_unit(counted)
        return other if counted.unit in LENGTHS else f"{other}; if {short} stands for {word}, {many}"
    if hint == many:
        return hint
    if hint.startswith("write"):
        return f"if {short} is a unit, {hint}; if it stands for {word}, {many}"
    return f"if {short} stands for {word}, {many}; if it is a unit, {hint}"


def is_same_unit(written: str, unit: str) -> bool:
    """True if two texts name one unit: as they stand, by another name, or with ``u`` for ``µ`` and ``L`` for ``l``.

    >>> is_same_unit("ug/L", "µg/l"), is_same_unit("tonnes", "t"), is_same_unit("MW", "mW")
    (True, True, False)
    """
    if simplified(written).replace(" ", "_") in called(unit):
        return True
    one, other = (re.sub(r"\bu(?=[glm])", "μ", unicodedata.normalize("NFKC", each)) for each in (written, unit))
    plain = [re.sub(r"\s|(?<=\w{4})s$", "", re.sub(r"(?<=/)L\b|^L$", "l", each)) for each in (one, other)]
    are_words = min(map(len, plain)) > 3 and "/" not in one  # capitals tell units apart, MW from mW, but not words
    return plain[0] == plain[1] or (are_words and plain[0].lower() == plain[1].lower())


def meaning(text: str) -> Meant | None:
    """The interval that a text means, or None if that is not beyond doubt."""
    plain = _simplified(text)
    return None if len(plain) > _LONGEST else _interval(plain)


def meaning_in(text: str, unit: str) -> Meant | None:
    """The interval that a text means where the ``unit`` is counted; None also where another is written behind it."""
    if unit and _is_in_another(simplified(text), unit):
        return None
    measured = unit_of(text, unit)
    if measured is not None and unit and is_same_unit(measured[1], unit):
        return meaning(measured[0])
    other = measured is not None and unit and is_measure(measured[1])
    return None if other or _SHORT.search(_simplified(text)) else meaning(text)


def _simplified(text: str) -> str:
    """The text without what makes no difference, and without a currency, which says that an ``m`` is a million."""
    plain = simplified(text)
    is_money = _CURRENCY.search(plain) is not None

    def in_full(short: re.Match[str]) -> str:
        unit = short["unit"] or ""
        is_number = is_money or (unit and is_measure(unit.strip()))
        return f" {SHORT[short[1]]}{unit}" if is_number else short[0]

    return " ".join(_SHORT.sub(in_full, _CURRENCY.sub(" ", plain)).split())


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


def _decimal_comma(text: str) -> str | None:
    """The other reading of ``10,900``, for those who write a decimal comma."""
    found = re.fullmatch(r"\s*([-+]?[1-9]\d{0,2}),(\d{3})\s*", text, re.ASCII)
    return None if not found else _written(Fraction(f"{found[1]}.{found[2]}"), True)


_PERCENT: Final = ("%", "percent", "per cent", "pct", "pc")


def _share(text: str, counted: Counted) -> str:
    found = re.fullmatch(r"([-+]?\d+(?:\.\d+)?)\s*(?:%|per ?cent|pct)", text.strip(), re.ASCII)
    if not found:
        return ""
    value = Fraction(found[1])
    percent, part = _written(value, True), _written(value / 100, True)
    if counted.unit.strip().lower() in _PERCENT:
        return f"write {percent}"
    if counted.unit:
        return _in_its_unit(counted)
    if counted.whole:
        return f"write {percent} if the field counts per cent"
    if counted.at_most is not None and counted.at_most < value / 100:
        return f"the field takes at most {_written(Fraction(counted.at_most), True)}"
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
    return f"write {_written(value, counted.kind == 'quantity')}" if exact else "write it with a decimal point"


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


def _written(value: Fraction, grouped: bool) -> str:
    number = value.numerator if value.denominator == 1 else float(value)
    return f"{number:_}" if grouped else str(number)
