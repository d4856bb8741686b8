"""Ask: what is missing for a conclusion, what would change it, what it rests on, and what to find out next.

Each question is a function of an assessment, or of a case, which ``seminaive`` then assesses alone:

>>> from tocsin.engine import Case, load_pack
>>> from tocsin.questions import flip
>>> fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)"
>>> case = Case(load_pack("russia-dprk"), [fact])
>>> flip(case, "highly_significant_development", at_most=1).removes
True

Every answer comes from the derivations, and tells where a search was cut.
"""

from typing import TYPE_CHECKING

from tocsin.facts.first_use import on_first_use

if TYPE_CHECKING:
    from tocsin.questions.differences.compare import Comparison, compare
    from tocsin.questions.differences.what_if import Difference, what_if
    from tocsin.questions.indicators.result import Watch
    from tocsin.questions.indicators.watch import watch
    from tocsin.questions.minimal_edits.flip import Flip, FlipInterrupted, flip
    from tocsin.questions.missing.not_used import NotUsed, not_used
    from tocsin.questions.missing.result import WhyNot
    from tocsin.questions.missing.why_not import why_not
    from tocsin.questions.source_bearing.result import Sources
    from tocsin.questions.source_bearing.sources import sources
    from tocsin.questions.supports.support import Supports, support
    from tocsin.questions.worlds.result import Sweep
    from tocsin.questions.worlds.sweep import sweep

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "differences.compare": ("Comparison", "compare"),
        "differences.what_if": ("Difference", "what_if"),
        "indicators.result": ("Watch",),
        "indicators.watch": ("watch",),
        "minimal_edits.flip": ("Flip", "FlipInterrupted", "flip"),
        "missing.not_used": ("NotUsed", "not_used"),
        "missing.result": ("WhyNot",),
        "missing.why_not": ("why_not",),
        "source_bearing.result": ("Sources",),
        "source_bearing.sources": ("sources",),
        "supports.support": ("Supports", "support"),
        "worlds.result": ("Sweep",),
        "worlds.sweep": ("sweep",),
    },
)

__all__ = [
    "Comparison",
    "Difference",
    "Flip",
    "FlipInterrupted",
    "NotUsed",
    "Sources",
    "Supports",
    "Sweep",
    "Watch",
    "WhyNot",
    "compare",
    "flip",
    "not_used",
    "sources",
    "support",
    "sweep",
    "watch",
    "what_if",
    "why_not",
]
