"""The vocabulary ``geopolitics``: states, forces, sanctions and reactions.

The first modules hold what is reported (input types), the ``conclusions_`` modules what rules derive from it.
"""

from tocsin.facts.model import Fact

from . import (
    conclusions_cooperation,
    conclusions_deployment,
    conclusions_law,
    conclusions_reactions,
    conclusions_threat,
    diplomacy,
    economy,
    institutions,
    law,
    materiel,
    military,
)

INPUT_TYPES: tuple[type[Fact], ...] = (
    *diplomacy.TYPES,
    *materiel.TYPES,
    *economy.TYPES,
    *military.TYPES,
    *law.TYPES,
    *institutions.TYPES,
)
CONCLUSION_TYPES: tuple[type[Fact], ...] = (
    *conclusions_cooperation.TYPES,
    *conclusions_deployment.TYPES,
    *conclusions_reactions.TYPES,
    *conclusions_law.TYPES,
    *conclusions_threat.TYPES,
)
TYPES: tuple[type[Fact], ...] = INPUT_TYPES + CONCLUSION_TYPES
