"""The problem codes of witnesses and proofs, each with its title; documented in docs/problems.md."""

NO_SOLVER = "T730"
UNKNOWN_GOAL = "T731"
BAD_GOAL = "T732"
OFF = "T733"
OTHER_TYPES = "T734"

CODES: dict[str, str] = {
    NO_SOLVER: "no solver for witnesses and proofs",
    UNKNOWN_GOAL: "neither a rule nor a fact",
    BAD_GOAL: "a goal that cannot be read",
    OFF: "the rule is switched off",
    OTHER_TYPES: "packs whose types differ",
}
