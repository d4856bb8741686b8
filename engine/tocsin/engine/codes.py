"""The problem codes of the engine, each with its title; documented in docs/problems.md."""

RETE_LIMIT = "T401"
NO_PACK = "T402"
FOREIGN_FACT = "T403"
UNKNOWN_SWITCH = "T404"
DISAGREEMENT = "T405"
NO_RETE = "T406"

RETE_UNAVAILABLE = "W401"
RETE_SKIPPED = "W402"
NO_VALUE = "W403"
IDLE_RETRACTION = "W404"

CODES: dict[str, str] = {
    RETE_LIMIT: "too large for durable-rules",
    NO_PACK: "no rule pack named",
    FOREIGN_FACT: "fact foreign to the pack",
    UNKNOWN_SWITCH: "unknown assumption",
    DISAGREEMENT: "the engines disagree",
    NO_RETE: "rete asked for and not available",
    RETE_UNAVAILABLE: "rete is not available",
    RETE_SKIPPED: "rete was left out",
    NO_VALUE: "a condition had no value",
    IDLE_RETRACTION: "a retraction took nothing back",
}
