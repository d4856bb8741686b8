"""The catalogue: every English phrase that is said to those who write packs, with named placeholders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.rules.analysis_model import OutcomeResult
from tocsin.rules.rule import Warrant

# ── what a case lacks to try a part of a rule ────────────────────────────────────────────────────────────────────────

ALWAYS_FIRES: Final = "the rule fires in every case"
NEVER_FIRES: Final = "the rule fires in no case"
NO_CASES: Final = "the pack has no cases"
FAILS_TOO: Final = "this fails too: {comparison}"
HOLDS_EVERYWHERE: Final = "there it holds, by {fact}; no case is like it without that"
GROUP_EVERYWHERE: Final = "there it has matches; no case is like it without them"
NOTHING_BLOCKS: Final = "there nothing matches it; no case is like it with what would"
NOTHING_LIFTS: Final = "there nothing matches it; no case is like it with what would"
ALWAYS_LIFTS: Final = "there it holds; no case is like it without that"
HOLDS_ALWAYS: Final = "there it holds; in no case does it fail where everything else holds"
NOTHING_MATCHES: Final = "there is nothing that it would compare"

# ── what is changed in a mutant ──────────────────────────────────────────────────────────────────────────────────────

DROPPED: Final = "without {condition}"
NO_EXCEPTION: Final = "without the exception {exception}"
BECOMES: Final = "{now} instead of {was}"
SWAPPED: Final = "{one} and {other} swapped in {type}"
REQUALIFIED: Final = "concluding {now} instead of {was}"

# ── why a mutant means the same ──────────────────────────────────────────────────────────────────────────────────────

OTHER_NAMES: Final = "it is the same rule by other names of variables"
COVERED: Final = "whatever it concludes, {rule} concludes as firmly"
KEPT_AWAY: Final = "what the exception keeps away, {rule} concludes as firmly"

# ── what is otherwise with a mutant ──────────────────────────────────────────────────────────────────────────────────

LOST: Final = "{fact} does not follow"
FOLLOWS: Final = "{fact} follows"
GAINED: Final = "{fact} follows ({strength})"
OTHERWISE: Final = "{fact} follows otherwise ({now} instead of {was})"
ON_THE_BOUNDARY: Final = ", on the boundary"

# ── what a written case is called ────────────────────────────────────────────────────────────────────────────────────

WITHOUT: Final = "without {fact}"
WITH: Final = "with {field}={value} in {type}"
MORE: Final = "and what else follows"

# ── the handbook of a pack ───────────────────────────────────────────────────────────────────────────────────────────

HOW_TO_READ: Final = (
    "A rule fires for all that is said under When, whatever the names in it stand for; one name stands for one thing "
    "within a rule. It does not fire where something under Unless is known. What follows is no firmer than what it "
    "follows from."
)
RESTS_ON: Final = "What the rules rest on"
DOCUMENT: Final = "The document: {title}, of {characters} characters. Each of its statements, in our own words:"
STATEMENT: Final = "Statement"
SAYS: Final = "What it says"
ENCODED_BY: Final = "Encoded by"
FRAMES: Final = "no rule: it only frames what others say"
NOT_ENCODED: Final = "no rule"
OTHER_TEXTS: Final = "Rules cite other texts too:"
TEXTS: Final = "The texts that rules cite:"
TEXT: Final = "Text"
CITED_BY: Final = "Cited by"
MODALITY: Final = "How sure"
RULES: Final = "Rules"
NO_SECTION: Final = "Under no section"
NO_RULE: Final = "no rule"
TABLE_OF: Final = "table {table}"
AND_MORE: Final = " and {count} more"
AND_MORE_CASES: Final = "; and {count}"
AND_TOO: Final = "; and "
WHEN: Final = "When"
UNLESS: Final = "Unless"
STRONGER_IF: Final = "Stronger if"
THEN: Final = "Then"
HOW_FIRMLY: Final = "How firmly"
CITES: Final = "Cites"
ASSUMES: Final = "Assumes"
FED_BY: Final = "Fed by"
FEEDS: Final = "Feeds"
FIRES_IN: Final = "Fires in"
REFUSED_IN: Final = "Does not fire in"
NO_CASE: Final = "no case"
QUOTED: Final = "“{}”"
REFUSED_WHERE: Final = "“{case}”, where {what} "
REFUSED: Final[Mapping[str, str]] = {
    "is lacking alone": "there is no",
    "blocks alone": "there is",
    "fails alone": "it is not so that",
}
"""What alone keeps a rule from firing in a case, by the side of the part that the case tries."""
ROWS: Final = "Rows"
ROW: Final = "Row"
HIT: Final = "hit policy: {policy}"
GAPS: Final = "; some inputs find no row, and are meant to"
GROUNDS: Final[Mapping[Warrant, str]] = {"law": "the law says so", "bridge": "our own link", "product": "our own scale"}
"""What warrants a rule of a pack that encodes no document."""
REPORTED: Final = "What may be reported"
CONCLUDED: Final = "What rules conclude"
FIELD: Final = "Field"
HOLDS: Final = "What it holds"
MEANING: Final = "What it means"
CONCLUDED_BY: Final = "Concluded by"
ASKED_BY: Final = "Asked by"
NO_FIELDS: Final = "It has no fields."
ASSUMPTIONS: Final = "Assumptions"
ABOUT_ASSUMPTIONS: Final = "Choices that the texts leave open. Rules that need one fire only while it is on."
ASSUMPTION: Final = "Assumption"
STATE: Final = "How safe; by default"
NEEDED_BY: Final = "Needed by"
READINGS: Final = "Readings"
ON: Final = "On"
OFF: Final = "Off"
PARAMETERS: Final = "Parameters"
UNIT: Final = "Unit"
REVIEWED: Final = "Last looked up"
READ_BY: Final = "Read by"
TENSIONS: Final = "Tensions"
ABOUT_TENSIONS: Final = (
    "Facts that pull against each other where they hold together. They are reported, never resolved."
)
BETWEEN: Final = "Between"
QUESTION: Final = "A question: {question}"
EVIDENCE: Final = "Evidence"
AT_HAND_BY: Final = "At hand by"
RATED: Final = "Rated"
ABOUT_RATINGS: Final = (
    "CC very consistent, C consistent, N neutral, I inconsistent, II very inconsistent, NA not applicable."
)
OUTCOMES: Final = "What would come true"
RESULTS: Final[Mapping[OutcomeResult, str]] = {
    "met": "",
    "partly": "; where it is seen, it came true in part",
    "reversed": "; where it is seen, what was to follow came first",
}
OF: Final = "Of"
SEEN_IN: Final = "Seen in"
CONTENTS: Final = "Contents"

# ── the graph of a pack ──────────────────────────────────────────────────────────────────────────────────────────────

GRAPH_TITLE: Final = "{pack} {version}: {what}"
GRAPH_SECTIONS: Final = "sections"
GRAPH_RULES: Final = "rules"
NO_SUCH_SECTION: Final = "there is no section {name!r}"
NO_SUCH_RULE: Final = "there is no rule {name!r}"
OUTSIDE: Final[Mapping[str, str]] = {"from": "from {section}", "to": "to {section}"}
OF_ITS_RULES: Final = "{count} of its {rules}"
BACK: Final = "← all sections"
OPENS: Final = "A section opens by a click on its name."
LEGEND_OF_SECTIONS: Final[Mapping[str, str]] = {"source": "feeds", "premise": "is fed by it"}
LEGEND: Final[Mapping[str, str]] = {
    "source": "concludes",
    "premise": "asks for",
    "counted": "adds up or counts",
    "exception": "is blocked by",
    "strengthening": "is made stronger by",
}
FEEDS_OF: Final = "{source} feeds {target}: {count}"
