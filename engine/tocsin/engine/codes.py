"""The problem codes of the engine, each with its title; documented in docs/problems.md."""

RETE_LIMIT = "T401"
NO_PACK = "T402"
FOREIGN_FACT = "T403"
UNKNOWN_SWITCH = "T404"
DISAGREEMENT = "T405"
NO_RETE = "T406"
UNKNOWN_ENGINE = "T407"
ENGINE_FAILED = "T408"
LIMIT = "T409"
CANCELLED = "T410"
UNKNOWN_ID = "T431"
NO_GIVEN = "T441"
TOO_MANY_UNCERTAIN = "T442"
NO_PRIOR = "T443"
BAD_PRIOR = "T444"
TOO_MANY_VALUES = "T445"
NO_UNCERTAIN = "T446"
NOTHING_TO_RETRACT = "T432"
CONTRADICTION = "T433"
TWO_PACKS = "T434"
UNKNOWN_SOURCE = "T435"

RETE_UNAVAILABLE = "W401"
RETE_SKIPPED = "W402"
NO_VALUE = "W403"
IDLE_RETRACTION = "W404"
SAME_DAY = "W405"
UNKNOWN_WORD = "W406"
UNLISTED_WORD = "W407"
TOLD_TWICE = "W408"
NOT_REVIEWED = "W409"
TWO_SPELLINGS = "W410"
OF_REPORTS = frozenset((IDLE_RETRACTION, SAME_DAY))
"""The warnings that come of reports, whatever follows from them."""

CODES: dict[str, str] = {
    RETE_LIMIT: "too large for durable-rules",
    NO_PACK: "no rule pack named",
    FOREIGN_FACT: "fact foreign to the pack",
    UNKNOWN_SWITCH: "unknown assumption",
    DISAGREEMENT: "the engines disagree",
    NO_RETE: "rete asked for and not available",
    UNKNOWN_ENGINE: "no such engine is installed",
    LIMIT: "a limit was reached",
    CANCELLED: "the work was cancelled",
    ENGINE_FAILED: "an engine of others failed",
    UNKNOWN_ID: "no fact has this id",
    NO_GIVEN: "no given fact matches",
    TOO_MANY_UNCERTAIN: "too many uncertain facts",
    NO_PRIOR: "a prior is missing",
    BAD_PRIOR: "not a prior",
    TOO_MANY_VALUES: "an aggregate takes too many values",
    NO_UNCERTAIN: "nothing is uncertain",
    NOTHING_TO_RETRACT: "nothing to retract",
    CONTRADICTION: "an assumption both on and off",
    TWO_PACKS: "two cases under different packs",
    UNKNOWN_SOURCE: "no report by this source",
    RETE_UNAVAILABLE: "rete is not available",
    RETE_SKIPPED: "rete was left out",
    NO_VALUE: "a condition had no value",
    IDLE_RETRACTION: "a retraction took nothing back",
    SAME_DAY: "a report and its retraction on one day",
    UNKNOWN_WORD: "no rule knows the word",
    UNLISTED_WORD: "the word is not listed",
    TOLD_TWICE: "one thing may have been reported twice",
    NOT_REVIEWED: "a parameter that nobody has reviewed since",
    TWO_SPELLINGS: "one word in two spellings",
}
