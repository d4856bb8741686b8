"""Say why: explanations read out of the derivation graph, one tree with many voices.

>>> from tocsin.engine import Case, load_pack
>>> from tocsin.explain import resolve, to_text, why
>>> fact = "troop_deployment(sender=PRK, beneficiary=RUS, headcount=12000, role=combat)"
>>> assessment = Case(load_pack("russia-dprk"), [fact]).assess(engine="seminaive")
>>> identity, = resolve(assessment, "highly_significant_development")
>>> "12,000 > 10,000" in to_text(why(assessment, identity), width=100, colour=False)
True
"""

from typing import TYPE_CHECKING

from tocsin.facts.first_use import on_first_use

if TYPE_CHECKING:
    from tocsin.explain.explaining import why
    from tocsin.explain.resolving import resolve
    from tocsin.explain.tree import Explanation
    from tocsin.explain.voices.dot import to_dot
    from tocsin.explain.voices.english import to_english
    from tocsin.explain.voices.html import to_html
    from tocsin.explain.voices.json import to_json
    from tocsin.explain.voices.mermaid import beyond_mermaid, to_mermaid
    from tocsin.explain.voices.text import to_text

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "explaining": ("why",),
        "resolving": ("resolve",),
        "tree": ("Explanation",),
        "voices.dot": ("to_dot",),
        "voices.english": ("to_english",),
        "voices.html": ("to_html",),
        "voices.json": ("to_json",),
        "voices.mermaid": ("beyond_mermaid", "to_mermaid"),
        "voices.text": ("to_text",),
    },
)

__all__ = [
    "Explanation",
    "beyond_mermaid",
    "resolve",
    "to_dot",
    "to_english",
    "to_html",
    "to_json",
    "to_mermaid",
    "to_text",
    "why",
]
