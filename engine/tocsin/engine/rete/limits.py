"""durable-rules' compile-time limits, each kept with something to spare."""

from typing import Final

PATTERNS_OF_A_PIECE: Final = 14
"""A match holds at most 16 facts; with 17 every assertion fails (error 304)."""

PATTERNS_OF_A_TYPE: Final = 60
"""At most 64 tests may wait while one fact is matched (error 303), and each pattern of its type adds at most one."""

TYPES: Final = 480
"""At most 511 tests may stand side by side, and those of types do."""

PIECES: Final = 4_000
"""At most 4,096 rules (error 106)."""

FIELDS: Final = 240
"""At most 255 fields of a fact (error 302), ``id``, ``sid``, the type and the constant field among them."""

TESTS: Final = 24
"""At most 32 expressions of a pattern (error 113); what is left out is checked by us alone."""

BATCH: Final = 256
"""How many matches are handed over at a time."""

PATTERNS: Final = 20_000
"""durable-rules sets aside 10 KB for every pattern, at every evaluation, before the first fact: 200 MB here."""
