"""The catalogue: every English phrase of an explanation, with named placeholders.

What is said of a source (its grade) and what is said of a conclusion (its qualifier) never meet in one sentence.
Only ``likely`` has a percentage. How qualifiers are worded stands in ``tocsin.facts.strength_words``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tocsin.facts.accounts import Standing
from tocsin.facts.counting import listed
from tocsin.facts.reports import CREDIBILITY, RELIABILITY, UNNAMED, Status
from tocsin.facts.strength_words import LIKELY_BAND
from tocsin.rules.model import AssumptionClass
from tocsin.rules.rule import Operation, Warrant

if TYPE_CHECKING:
    from tocsin.explain.tree import Role

# ── how sure ─────────────────────────────────────────────────────────────────────────────────────────────────────────

GIVEN: Final = "given"
ASSUMED: Final = "assumed"
GIVEN_AS: Final = "{tag} as {qualifier}"

WHY_FOLLOWS: Final = "The rule draws it without reserve, and nothing that it rests on is weaker."
WHY_RULE: Final = "The rule itself says no more than {qualifier}."
WHY_STRENGTHENED: Final = "The rule says no more than possible; what strengthens it holds."
WHY_WEAKEST: Final = "It is no stronger than the weakest of what it rests on: {premises}."
WHY_WEAKEST_TOO: Final = "Nor is it stronger than what it rests on: {premises}."
WHY_BOUNDARY: Final = "No more than possible, as {straddling}."
WHY_BOUNDARY_AGGREGATE: Final = "some of what was counted into {variable} counts only possibly"
WHY_BOUNDARY_EXCEPTION: Final = "an exception may hold: {facts}, where {straddling}"
EITHER_WAY: Final = "it is open whether {condition}"
WHY_BOUNDARY_ITSELF: Final = "an exception may hold, where {straddling}"
WHY_BOUNDARY_UNNAMED: Final = "a figure straddles a threshold"
LIKELY_MEANS: Final = f"Likely means {LIKELY_BAND} (ICD 203)."

# ── why it follows ───────────────────────────────────────────────────────────────────────────────────────────────────

WARRANTS: Final[dict[Warrant, str]] = {
    "document": "the document says so",
    "law": "the law says so, not the document",
    "bridge": "our own link, which the document does not make",
    "product": "our own classification, not the document's",
}
SUPPORTS: Final[dict[Warrant, str]] = {
    "document": "the document",
    "law": "law",
    "bridge": "links of our own",
    "product": "our own classification",
}
RESTS_ON: Final = "{supports}, each by itself"
RULE: Final = "{rule}: {warrant}"
ROW: Final = "{row} of the table {table} ({place})"
CELL: Final = "{column}: {text} ({place})"
ANY_VALUE: Final = "-"
ROW_FIRST: Final = "only where {rows} does not decide, which goes first"
ROWS_FIRST: Final = "only where {rows} do not decide, which go first"
STATEMENT: Final = "{id}: {paraphrase}"
AS_ABOVE: Final = "{id}, as above"
EXACT_SENTENCE: Final = "“{sentence}”"
ASSUMPTION_CLASSES: Final[dict[AssumptionClass, str]] = {
    "solid": "a safe reading",
    "caveated": "a reading that can be disputed",
    "unsupported": "without support in the document",
}
ASSUMPTION: Final = "{text} ({id}: {classification})"
OTHERS: Final = "{count} other derivation leads here and is not shown"
OTHERS_MANY: Final = "{count} other derivations lead here and are not shown"
ALSO_DERIVED: Final = "given, and it also follows from other facts ({count} derivation, not needed here)"
ALSO_DERIVED_MANY: Final = "given, and it also follows from other facts ({count} derivations, not needed here)"
FOLLOWS_TOO: Final = "besides being given, it follows: {sentence}"
FOLLOWS_TOO_AS: Final = "besides being given, it follows as {qualifier}: {sentence}"
WAY: Final = "way {number} of {count}"
LOOP: Final = "It is one of {count} conclusions that rest on one another in a circle: {members}."
LOOP_SELF: Final = "One of its derivations rests on itself."
BINDING: Final = "{name} is {value}"

# ── conditions ───────────────────────────────────────────────────────────────────────────────────────────────────────

TRUTHS: Final = ("false", "possible", "holds")
CHECK: Final = "{filled}: {truth}"
CHECK_WITH_MARGIN: Final = "{filled}: {truth}; {margin}"
CHECK_POSSIBLE: Final = "{filled}: only possible; {margin}"
MARGINS: Final = {"above": "{distance} above {threshold}", "below": "{distance} below {threshold}"}
ON_THRESHOLD: Final = "exactly on {threshold}"
REACHES_THRESHOLD: Final = "at worst exactly on {threshold}"
AT_LEAST: Final = "at least {distance}"
THE_THRESHOLD: Final = "the threshold"
STRADDLES: Final = "{subject} straddles {threshold}"
STRADDLES_BY: Final = "{subject} straddles {threshold} ({under} to {over})"
UNDER: Final = "from {distance} below"
UNDER_OPEN: Final = "from anywhere below"
UNDER_NONE: Final = "from the threshold itself"
OVER: Final = "{distance} above"
OVER_OPEN: Final = "anywhere above"
OVER_NONE: Final = "the threshold itself"
CARRIED: Final = "the figure comes from {sources}"
CARRIED_PARTLY: Final = "the figure comes from {sources}, and in part from an assumption"
CARRIED_ASSUMED: Final = "the figure is an assumption; no report carries it"
CARRIED_UNNAMED: Final = f"the figure was reported by {UNNAMED}"
CARRIED_PARTLY_UNNAMED: Final = f"the figure comes from {{sources}}, and in part from {UNNAMED}"
CARRIED_RULE: Final = "the figure is set by the rule {rule}"
COMPUTED: Final = "{variable} = {filled} = {value}"
COMPUTED_TOLD: Final = "{variable} = {filled}"
COMPUTED_POSSIBLE: Final = "{variable} = {filled} = {value}, or without a value"
HAS_VALUE: Final = "{filled} has a value"
PARTS: Final = "in detail, {parts}"
PART: Final = "{filled}: {margin}"

OPERATIONS: Final[dict[Operation, str]] = {
    "sum": "the sum of {field}",
    "count": "the number of matches",
    "min": "the least {field}",
    "max": "the greatest {field}",
}
AGGREGATE: Final = "{variable} = {value}: {operation} over {over}, from {count} facts"
AGGREGATE_ONE: Final = "{variable} = {value}: {operation} over {over}, from one fact"
TOTAL_ENOUGH: Final = "of these are enough by themselves: {facts}"
BESIDE: Final = " beside "
TOTAL_TIPS: Final = "surely enough if {field} of {fact} turns out to be {figure} or more"
TOTAL_TIPS_BEYOND: Final = "surely enough if {field} of {fact} turns out to be more than {figure}"
AGGREGATE_OF_THINGS: Final = "{variable} = {value}: {operation} over {over}, from {count} accounts of {things}"
COUNT_OF_DISTINCT: Final = "the number of values of {field}"
COUNT_OF_THINGS: Final = "the number of things"
THINGS: Final = "{count} things"
THING_ONE: Final = "one thing"
RIVALS: Final = "accounts of one thing differ ({values}), so it is {spread}"
RIVALS_MORE: Final = "accounts of {things} differ likewise"
OVERLAPPING: Final = (
    "{count} figures are for days that overlap, so they are not added: at least the most that separate days come to, "
    "at most all of them"
)
COVERED_ONE: Final = "the figure for a longer period takes in one for a shorter period"
COVERED: Final = "figures for longer periods take in {count} for shorter ones"
OVER_WHERE: Final = "{patterns} where {conditions}"

PAIR: Final = "combination of {noun} facts"
NOT_FOUND: Final = "no {noun} was found: {pattern} is neither given nor derived{when}"
NOT_FOUND_SUCH: Final = "no such {noun} was found: {pattern} is neither given nor derived{when}"
NOT_FOUND_WHERE: Final = (
    "no {noun} was found such that {conditions}: nothing given or derived{when} matches {pattern} and meets this"
)
NOT_FOUND_TOGETHER: Final = "no {noun} were found together: nothing given or derived{when} matches {pattern}"
NOT_CERTAIN: Final = "no {noun} was found for certain: {facts} matches only possibly ({straddling})"
NOT_SO: Final = "this does not hold: {conditions}"
NOT_SURELY_SO: Final = "this holds only possibly: {conditions} ({straddling})"
NOT_IN_FORCE: Final = "no {noun} was found: {fact} was given, and is not in force{when}: {reasons}"
NOT_IN_FORCE_TOO: Final = "{said}; {fact} was given, and is not in force: {reasons}"
AS_OF: Final = " as of {date}"
KNOWN_BY: Final = ", known by {date}"

STRONGER_MET: Final = "strengthened, because this holds: {conditions}"
STRONGER_IDLE: Final = "what would strengthen it holds ({conditions}), but lifts nothing here"
STRONGER_OPEN: Final = "it would be stronger if this held: {conditions}"

WORKED_OUT: Final = "{name} is worked out as {value}"
AGGREGATED: Final = "{name} is {operation} over every {over}{groups}"
FOR_EACH: Final = "; for each {groups}"
NOT_GIVEN: Final = "not given"

OPERATORS: Final = {"==": "is", "!=": "is not", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
CONNECTIVES: Final = {"and": "and", "or": "or"}
AND: Final = "and"
OR: Final = "or"
NOT: Final = "it is not so that {condition}"
IN_ANY: Final = "{value} is one of {items}"
IN_NONE: Final = "{value} is none of {items}"
MINUS: Final = "-{operand}"
PARAMETER: Final = "the {name} on {day} ({values})"
PARAMETER_VALUE: Final = "{value} from {day} on"
PARAMETER_REFERENCE: Final = "{value}: {reference}"
THAT_IS: Final = "{text} (that is {value})"
LABELLED: Final = "{label} {value}"
LABELLED_TEXT: Final = "{label} ({value})"
ITS: Final = "its {label}"
UNBOUNDED: Final = "without limit"

# ── who says so ──────────────────────────────────────────────────────────────────────────────────────────────────────

STATUSES: Final[dict[Status, str]] = {
    "reported": "reported",
    "confirmed": "confirmed",
    "assumed": "assumed",
    "denied": "denied",
    "retracted": "taken back",
}
BY: Final = "by {name}{on}{title}"
ON: Final = ", {date}"
TITLE: Final = ": {title}"
NO_SOURCE: Final = f"by {UNNAMED}{{on}}"
FROM: Final = ", who has it from {origin}"
BY_ANALYST: Final = "by the analyst; no report says so"
NO_REPORT: Final = "no report was given for it"
GRADE: Final = "{grade}: source {reliability}, information {credibility}"
NO_GRADE: Final = "not graded"
VALID_FROM: Final = "from {date} "
VALID_TO: Final = "to {date}"
STANDINGS: Final[dict[Standing, str]] = {
    "supports": "",
    "denies": "",
    "retracts": "",
    "withdrawn": " (taken back on {date}; it no longer counts)",
    "corrected": " (its report of {date} took the place of this one)",
    "not_valid": " (not valid at this date; it does not count)",
}

CORRECTED: Final = " (later corrected to {now}, on {date}; it no longer counts)"
REPLACED: Final = ": {then} (later corrected to {now}, on {date}; it does not count)"

RIVAL: Final = "another account: {says} by {sources}; which of them is right is not decided here"
RIVALS_BESIDES: Final = "{count} more accounts; the tensions of the assessment name them"
OPPOSED: Final = "{text}; on the other side: {others}; neither is resolved here"
OPPOSED_SIDE: Final = "{fact} ({tag})"
OPPOSED_BESIDES: Final = "{count} more; the tensions of the assessment name them"

BACKED: Final = "{fact} is backed by {sources}; asked for is a fact {asked}"
BACKED_MANY: Final = "{fact} is backed by {count} independent sources: {sources}; asked for is a fact {asked}"
VOICE: Final = "{name} ({grades})"
VOICE_SHARED: Final = "{names}, which share an origin ({grades})"

# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────

HEADER: Final = "Case {case}{when}, by the rules of {pack} {version}."
LABELS: Final = {
    "fact": "fact",
    "rule": "rule",
    "row": "table row",
    "cell": "cell",
    "after": "order",
    "cites": "statement",
    "sentence": "verbatim",
    "assumes": "assumes",
    "check": "check",
    "backed": "backed",
    "let": "computed",
    "aggregate": "total",
    "unless": "exception",
    "reason": "how sure",
    "stronger": "stronger",
    "note": "note",
    "follows": "follows",
    "warrants": "rests on",
    "others": "others",
    "loop": "circle",
    "bindings": "where",
    "rival": "against",
    "tension": "tension",
    "grade": "grade",
    "valid": "valid",
    "link": "link",
}
ROLES: Final[dict[Role, str]] = {"premise": "", "contribution": "counted in", "strengthens": "strengthens"}
SEE: Final = "see [{number}]"
SEE_CIRCULAR: Final = "see [{number}] above: circular"
SEE_BELOW: Final = "continued below as [{number}]"
MORE: Final = "{count} more"

DRAWN_NO_DEEPER: Final = "what it rests on is not drawn"
BEYOND_MERMAID: Final = (
    "This chart has {arrows:,} arrows and {size:,} characters; Mermaid draws {most_arrows:,} and {most:,} unless its "
    "maxEdges and maxTextSize say otherwise, and shows an error instead. Draw less with --depth N, or use --format dot."
)
PAGE_TITLE: Final = "{case}: why"
PAGE_HINT: Final = "Each line opens to show what it rests on."
PAGE_DEPTH: Final = "{number} down"
PAGE_AGAIN: Final = "explained elsewhere on this page"
PAGE_CIRCULAR: Final = "explained above: circular"
PAGE_BELOW: Final = "continued below"

# ── prose ────────────────────────────────────────────────────────────────────────────────────────────────────────────

PROSE_NUMBERED: Final = "[{number}] {text}"
PROSE_HOLDS: Final = "This is {tag}."
PROSE_FOLLOWS: Final = "This follows."
PROSE_GRADE: Final = "Of the sources that it needs, the weakest grade is {grades}."
PROSE_GRADES: Final = "Of the sources that it needs, the weakest grades are {grades}."
PROSE_WAY: Final = "There is a way that is {tag}: {sentence}"
PROSE_WAY_FOLLOWS: Final = "There is a way in which it follows: {sentence}"
PROSE_RESTS: Final = "It rests on {facts}."
PROSE_COUNTED: Final = "Counted in: {facts}."
PROSE_STRENGTHENED: Final = "What strengthens it: {facts}."
PROSE_CIRCULAR: Final = "{number}, which is a circle"
PROSE: Final = {
    "rule": "The rule is {text}.",
    "row": "It is {text}.",
    "cell": "The cell says {text}.",
    "after": "It counts {text}.",
    "cites": "It cites {text}",
    "sentence": "The document says: {text}",
    "assumes": "It assumes this: {text}.",
    "aggregate": "Taken together, {text}.",
    "let": "Computed: {text}.",
    "check": "It was checked that {text}.",
    "backed": "Of what was reported: {text}.",
    "bindings": "Here {text}.",
    "warrants": "It rests on {text}.",
    "rival": "There is {text}.",
    "tension": "It is a side of a tension: {text}.",
    "note": "Note: {text}",
    "grade": "The report is graded {text}.",
    "no_grade": "The report is not graded.",
    "valid": "It is said to hold {text}.",
    "link": "See {text} .",
    "reported": "This was reported {text}.",
    "confirmed": "This was confirmed {text}.",
    "assumed": "This was assumed: {text}.",
    "denied": "This was denied {text}.",
    "taken back": "A report of this was taken back {text}.",
}
PROSE_ROLES: Final[dict[Role, str]] = {
    "premise": PROSE_RESTS,
    "contribution": PROSE_COUNTED,
    "strengthens": PROSE_STRENGTHENED,
}


def grade(text: str) -> str:
    """An Admiralty grade in words, each axis for itself."""
    return GRADE.format(grade=text, reliability=RELIABILITY[text[0]], credibility=CREDIBILITY[text[1]])


def over(patterns: Sequence[str], conditions: Sequence[str]) -> str:
    """What an aggregate ranges over."""
    said = listed(patterns)
    return OVER_WHERE.format(patterns=said, conditions=listed(conditions)) if conditions else said
