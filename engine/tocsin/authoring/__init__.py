"""Write packs: begin from a document, run cases with coverage, change rules to see whether a case notices.

>>> from tocsin.authoring import try_cases
>>> from tocsin.engine import load_pack
>>> try_cases(load_pack("eu-cash-controls")).passed
True
"""

from typing import TYPE_CHECKING

# These two at once: their modules have the same names, and would stand in their places as soon as somebody imports one.
from tocsin.authoring.in_step import InStep, in_step
from tocsin.authoring.skeleton import skeleton
from tocsin.facts.first_use import on_first_use

if TYPE_CHECKING:
    from tocsin.authoring.coverage import CaseCoverage
    from tocsin.authoring.mutant_pool import mutate
    from tocsin.authoring.mutation import Mutation
    from tocsin.authoring.pack_differences import PackDifference, diff
    from tocsin.authoring.pack_handbook import Handbook, handbook
    from tocsin.authoring.rule_graph import RuleGraph
    from tocsin.authoring.testing import PackTests, try_cases

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "coverage": ("CaseCoverage",),
        "pack_handbook": ("Handbook", "handbook"),
        "mutant_pool": ("mutate",),
        "mutation": ("Mutation",),
        "pack_differences": ("PackDifference", "diff"),
        "rule_graph": ("RuleGraph",),
        "testing": ("PackTests", "try_cases"),
    },
)

__all__ = [
    "CaseCoverage",
    "Handbook",
    "InStep",
    "Mutation",
    "PackDifference",
    "PackTests",
    "RuleGraph",
    "diff",
    "handbook",
    "in_step",
    "mutate",
    "skeleton",
    "try_cases",
]
