"""The catalogue: every English phrase of a judgement, whatever voice says it.

Only ``likely`` has a percentage. A likelihood and a grade or confidence never meet in one sentence (ICD 203). How
qualifiers are worded stands in ``tocsin.facts.strength_words``.
"""

from __future__ import annotations

import re
from typing import Final

from tocsin.facts import counting
from tocsin.facts.reports import Qualifier
from tocsin.facts.strength_words import LIKELY_BAND
from tocsin.rules.model import AssumptionClass

counted = counting.counted
LIKELY: Final = f"likely ({LIKELY_BAND})"
_LIKELY_WORD: Final = re.compile(r"\b([Ll]ikely)\b")

CLASSES: Final[dict[AssumptionClass, str]] = {
    "solid": "basically solid",
    "caveated": "correct with caveats",
    "unsupported": "unsupported",
}
EVENTS: Final[dict[str, str]] = {
    "reported": "reported",
    "confirmed": "confirmed",
    "assumed": "assumed",
    "denied": "denied",
    "retracted": "taken back",
    "begins": "begins to hold",
    "ends": "no longer holds",
}
WHY_TITLE: Final = "Why each judgement follows"
WHY_REMARK: Final = "Each line opens to show what it rests on."
WHY_LINK: Final = "why"
WHY_BACK: Final = "back to the judgement"
CHANGES: Final[dict[str, str]] = {
    "appeared": "new",
    "strengthened": "firmer",
    "weakened": "weaker",
    "fell": "gone",
}


def estimative(sentence: str, qualifier: Qualifier) -> str:
    """The sentence with ICD 203's band beside *likely*, where the rule licenses the word; else as it is.

    >>> estimative("It would likely rain.", "likely") == f"It would {LIKELY} rain."
    True
    >>> estimative("It could rain.", "possible")
    'It could rain.'
    """
    if qualifier != "likely":
        return sentence
    marked = _LIKELY_WORD.sub(rf"\1 ({LIKELY_BAND})", sentence, count=1)
    return marked if marked != sentence else f"{LIKELY.capitalize()}: {sentence}"
