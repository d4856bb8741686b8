"""How strongly something follows, as people read it: the one place where qualifiers and grades beside them are worded.

In packs, cases and JSON the strongest qualifier is ``certain``. To people a rule promises less, that its conclusion
*follows* from the facts; how far those can be trusted, the grades beside it say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from tocsin.facts.reports import QUALIFIERS, Qualifier

QUALIFIER_WORDS: Final[dict[Qualifier, str]] = {
    "certain": "follows",
    "likely": "likely",
    "possible_strengthened": "possible, strengthened",
    "possible": "possible",
}
LIKELY_BAND: Final = "55–80 %"  # noqa: RUF001  (a range)
"""What *likely* means by ICD 203; nothing else has a number."""
BOUNDARY: Final = "what is reported leaves a comparison open"
"""Why a conclusion stands at the boundary: a figure straddles a threshold, or a day is not known exactly."""
_AT_BOUNDARY: Final = ", at the boundary"
_ON: Final = " · on {grades}"


def strength(qualifier: Qualifier, boundary: bool = False, grades: Collection[str] = ()) -> str:
    """The qualifier in words, whether it stands at a boundary, and the weakest grades that it needs.

    >>> strength("possible", True), strength("certain", grades=["B3"])
    ('possible, at the boundary', 'follows · on B3')
    """
    return QUALIFIER_WORDS[qualifier] + (_AT_BOUNDARY if boundary else "") + on_grades(grades)


def on_grades(grades: Collection[str]) -> str:
    """What stands beside a qualifier for the weakest grades needed; nothing where there are none."""
    return _ON.format(grades=", ".join(grades)) if grades else ""


def tally(counts: Mapping[Qualifier, int]) -> str:
    """How many conclusions there are of each strength, the strongest first.

    >>> tally({"possible": 3, "certain": 1}), tally({"certain": 1200, "likely": 0})
    ('1 follows; 3 possible', '1,200 follow')
    """
    found = [(name, counts.get(name, 0)) for name in QUALIFIERS]
    return "; ".join(
        f"{number:,} {'follow' if name == 'certain' and number > 1 else QUALIFIER_WORDS[name]}"
        for name, number in found
        if number
    )
