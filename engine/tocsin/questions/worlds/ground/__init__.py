"""A case grounded over many worlds at once: which facts hold where, when some givens may or may not hold.

A *world* says which given facts hold. ``ground`` finds every firing that happens in some world, under which
worlds it happens, and so in which worlds each fact holds and how strongly. The sets of worlds come from an
algebra: bits for exact answers, or no more than *never, perhaps, always* to find what bears on what.
"""

from typing import TYPE_CHECKING

from tocsin.facts.first_use import on_first_use
from tocsin.questions.worlds.ground.grounding import TooManyValues, ground
from tocsin.questions.worlds.ground.modal import ALWAYS, NEVER, PERHAPS, Modal
from tocsin.questions.worlds.ground.numbered import Numbered
from tocsin.questions.worlds.ground.program import Firing, GroundProgram, Grouping
from tocsin.questions.worlds.ground.strengths import at_least, firmly

if TYPE_CHECKING:
    from tocsin.questions.worlds.ground.bits import Bits, Cube, Listed

# What needs NumPy, which few worlds do not.
__getattr__, __dir__ = on_first_use(__name__, {"bits": ("Bits", "Cube", "Listed")})

__all__ = [
    "ALWAYS",
    "NEVER",
    "PERHAPS",
    "Bits",
    "Cube",
    "Firing",
    "GroundProgram",
    "Grouping",
    "Listed",
    "Modal",
    "Numbered",
    "TooManyValues",
    "at_least",
    "firmly",
    "ground",
]
