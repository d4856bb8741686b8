"""What units are called, by their abbreviations."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from tocsin.facts.written.plain_text import simplified

_UNITS: Final = {
    "bbl": "barrel barrels bbls brl",
    "t": "tonne tonnes mt metric_ton metric_tons ton tons tn",
    "kg": "kilogram kilograms kilo kilos",
    "km": "kilometre kilometres kilometer kilometers",
    "m": "metre metres meter meters",
    "l": "litre litres liter liters",
    "USD": "dollar dollars us_dollar us_dollars us$ $",
    "EUR": "euro euros €",
    "GBP": "pound_sterling pounds_sterling £",
    "JPY": "yen ¥",
    "KRW": "won ₩",
    "RUB": "rouble roubles ruble rubles ₽",
}
"""What units are called in words, by the abbreviation that a list may hold."""

LENGTHS: Final = frozenset(
    ("nm", "µm", "um", "mm", "cm", "dm", "m", "km", "ft", "foot", "feet", "inch", "mile", "miles")
)

_MEASURES: Final = """
g mg ug kt mt gt dwt teu bbl kbbl mbbl mmbbl gal gallon gallons lb lbs pound pounds oz ounce ounces gram grams mm cm km
nm mi mile miles ft foot feet inch inches yard yards ha hectare hectares acre acres ml cl hl second seconds sec secs s
minute minutes min mins hour hours hr hrs h day days d week weeks month months year years yr yrs kph mph knot knots kn
w kw mw gw kwh mwh gwh v kv hz khz mhz ghz pa hpa kpa bar mbar psi kiloton kilotons kilotonne kilotonnes megaton
megatons megatonne megatonnes ktonne ktonnes ppm ppb ppt degrees celsius fahrenheit kelvin chf aud
cad dollars cents pence
"""
CURRENCY: Final = re.compile(r"(?:us|eu)?[$€£¥₩₽₴]|\b(?:usd|eur|gbp|jpy|krw|rub|uah|cny)\b")
# Many of a smaller unit: the figure alone would be a thousand times too small or more. To some MT is a metric ton.
_LARGE_UNITS: Final = """
kt ktonne ktonnes kiloton kilotons kilotonne kilotonnes mt megaton megatons megatonne megatonnes gt kbbl mbbl mmbbl
"""
LARGE_UNITS: Final = frozenset(_LARGE_UNITS.split())
_TWO_WORDS: Final = re.compile(
    r"\b(?:short|long|metric|nautical|statute|troy|us|uk|imperial|fluid|square|cubic|net|gross|deadweight) [a-z]+"
)


def is_measure(unit: str) -> bool:
    """True for what is measured in, as against a word for the things that are counted.

    >>> is_measure("µg/l"), is_measure("days"), is_measure("troops")
    (True, True, False)
    """
    plain = unit.lower().rstrip(".")
    names = {name.lower() for name in _UNITS} | {word for words in _UNITS.values() for word in words.split()}
    return not plain.isalpha() or plain in _MEASURES.split() or plain in names


def called(unit: str) -> tuple[str, ...]:
    """What a unit is called in words, several joined by an underscore; nothing where it is no unit.

    >>> called("bbl")
    ('barrel', 'barrels', 'bbls', 'brl')
    """
    return tuple(_UNITS.get(unit, "").split())


def is_in_another(text: str, unit: str) -> bool:
    """True if a sign of a currency, or a unit of two words, stands there that is not the field's unit."""
    written = CURRENCY.findall(text) + _TWO_WORDS.findall(text)
    return not all(is_same_unit(each, unit) or each.upper() == unit for each in written)


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
