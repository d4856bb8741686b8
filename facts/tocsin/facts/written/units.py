"""What units are called, by their abbreviations."""

from __future__ import annotations

from typing import Final

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
