"""The catalogue: every English phrase of an answer, with named placeholders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tocsin.questions.goal import Never
    from tocsin.questions.indicators.result import Role
    from tocsin.questions.missing.not_in_force import IdleKind

HEADER: Final = "Case {case}{when}, by the rules of {pack} {version}."
AS_OF: Final = ", as of {date}"
KNOWN_BY: Final = ", known by {date}"

# ── why not ──────────────────────────────────────────────────────────────────────────────────────────────────────────

UNMET: Final = "{sought}: nothing given or derived matches"
NEVER: Final[dict[Never, str]] = {
    "given_only": "No rule ever concludes {type}: it can only be given.",
    "other_values": "No rule can ever conclude it: the rules that conclude {type} do so with other values.",
}
RULE: Final = "rule {rule}"
GAPS: Final = {1: "1 thing stands against it"}
GAPS_MANY: Final = "{count} things stand against it"
CUT: Final = "the search stopped after {count} partial matches, so that a nearer one may exist"
DEFERRED: Final = "rules could conclude it, and are not looked into any deeper here"
SEE: Final = "see [{number}]"
HELD: Final = "{fact} ({how})"
GIVEN: Final = "given"
UNBACKED: Final = "{fact} is in force; {missing}{grade} is missing, for a fact {asked}"
ONE_MORE: Final = "one more independent source"
MORE_SOURCES: Final = "the report of {count} more independent sources"
OF_AT_LEAST: Final = " of at least {grade}"
UNCOUNTED: Final = "no group to take {operation} of that fits: {over}"
COUNTED_OTHERWISE: Final = "{operation} of {over} is {values}, and {sought} is looked for"
OPERATIONS: Final = {"sum": "the sum", "count": "the number", "min": "the least", "max": "the greatest"}
FAILING: Final = "{said}: false"
MISSED: Final = "{said}: false; missed by {distance}"
ON_IT: Final = "{said}: false; exactly on the threshold"
NO_VALUE: Final = "{said}: has no value here ({reason})"
ONLY_POSSIBLE: Final = "{said}: only possible"
BLOCKED: Final = "an exception holds: {exception}"
OFF: Final = "the assumption {assumption} is off: {text}"
OTHERWISE: Final = "it would conclude {field}={value} instead"
SIMILAR: Final = "{fact} is there, {differs}"
INSTEAD: Final = "with {values}"
INSTEAD_VALUE: Final = "{field}={value} instead of {sought}"
LACKS: Final = "and lacks {fields}"
LACKS_VALUE: Final = "{field}={sought}"
NOTHING: Final = "nothing"
STATED: Final = "{fact} is stated, and is not in force: {reasons}"
REASONS: Final[dict[IdleKind, str]] = {
    "later": "{source} reports it only on {date}",
    "not_yet_valid": "by {source} it holds only from {date}",
    "expired": "by {source} it held only to {date}",
    "begins": "it says itself that it holds only from {date}",
    "ended": "it says itself that it held only to {date}",
    "withdrawn": "the report of {source} was taken back{on}",
    "corrected": "the report of {source} was replaced by its report of {date}",
    "denied": "{source} denies it{on}",
    "retracted": "{source} takes it back{on}",
}
LATER_WITHIN: Final = "{source} dates its report {dated}, so that it counts only from {date} on"
CORRECTED: Final = "{source} corrected it{on} to {now}"
ON: Final = " on {date}"
SOME_SOURCE: Final = "a source not named"
LABELS: Final = {
    "holds": "holds",
    "lacking": "lacking",
    "unbacked": "backing",
    "check": "fails",
    "possible": "possible",
    "blocked": "blocked",
    "off": "off",
    "otherwise": "differs",
    "similar": "near it",
    "stated": "stated",
    "note": "note",
    "row": "table row",
}

# ── not used ─────────────────────────────────────────────────────────────────────────────────────────────────────────

UNREAD: Final = "no rule of {pack} reads {type}"
READ_BY_OUTCOMES: Final = "outcomes do (tocsin backtest)"
READ_AS_EVIDENCE: Final = "evidence on hypotheses does (tocsin hypotheses)"
UNREAD_CONCLUSION: Final = "no rule of {pack} reads {type}; rules only conclude it"
LOOKED_FOR: Final = "{field} is {value}; rules read {sought} there"
UNSAID: Final = "{field} is not given; rules read {sought} there"
ANY_VALUE: Final = "{field} is not given; rules need it"
SEVERAL: Final = "{field} is {value} (rules read {sought} there)"
SEVERAL_UNSAID: Final = "{field} is not given (rules read {sought} there)"
SEVERAL_ANY_VALUE: Final = "{field} is not given (rules need it)"
ASIDE: Final = "only a tension or what strengthens a rule would read it, beside facts that are not there"
FITS: Final = "it fits rule {rule}, but {gaps}"
FITS_AGGREGATE: Final = "it fits what rule {rule} takes {operation} of, but {gaps}"
FITS_EXCEPTION: Final = "it fits an exception of rule {rule}, and blocks nothing: {gaps}"
ALSO: Final = "there is no {sought}"
FAILS: Final = "this does not hold: {condition}"
SWITCHED_OFF: Final = "the assumption {assumption} is off"

# ── flip ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

MOVES: Final = {
    "falls": "{field} of {fact} falls to {limit} or less",
    "rises": "{field} of {fact} reaches {limit}",
    "becomes": "{field} of {fact} becomes {limit}",
}
MOVES_BEYOND: Final = {
    "falls": "{field} of {fact} falls below {limit}",
    "rises": "{field} of {fact} rises above {limit}",
    "becomes": MOVES["becomes"],
}
WITHIN: Final = {
    "falls": "{field} of {fact} turns out to be {limit} or less (within the reported {now})",
    "rises": "{field} of {fact} turns out to be {limit} or more (within the reported {now})",
    "becomes": "{field} of {fact} turns out to be {limit} (within the reported {now})",
}
WITHIN_BEYOND: Final = {
    "falls": "{field} of {fact} turns out to be below {limit} (within the reported {now})",
    "rises": "{field} of {fact} turns out to be above {limit} (within the reported {now})",
    "becomes": WITHIN["becomes"],
}
REPORTED: Final = "{change} (reported {now}; margin {margin})"
REPORTED_OPEN: Final = "{change} (reported {now})"
TUNES: Final = {
    "falls": "the {name} from {day} on falls to {limit} or less",
    "rises": "the {name} from {day} on reaches {limit}",
    "becomes": "the {name} from {day} on becomes {limit}",
}
TUNES_BEYOND: Final = {
    "falls": "the {name} from {day} on falls below {limit}",
    "rises": "the {name} from {day} on rises above {limit}",
    "becomes": TUNES["becomes"],
}
TUNED: Final = "{change} (it is {now})"
RETRACT: Final = "{fact} is not so"
ASSERT: Final = "{fact} is so"
ASSERT_BACKED: Final = "{fact} is {asked}"
EXAMPLES: Final = "{change}, with any {fields}"
HOLDING: Final = "{change}, with {fields} such that it holds on {date}"
THEN: Final = "{change}: then it is {strength}"
ASSUME: Final = "the assumption {assumption} is made"
WITHOUT: Final = "the assumption {assumption} is not made"

# ── watch ────────────────────────────────────────────────────────────────────────────────────────────────────────────

ROLES: Final[dict[Role, str]] = {
    "completes": "the one thing that {rule} lacks",
    "counted": "one more for {rule} to count",
    "excepts": "an exception to {rule}",
    "strengthens": "what would strengthen {rule}",
    "figure": "a figure across a threshold of {rule}",
}
