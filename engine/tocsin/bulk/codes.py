"""The problem codes of running many cases at once, each with its title; documented in docs/problems.md."""

TOO_WIDE = "T501"
INPUT = "T510"
COLUMNS = "T511"
NO_CASE = "T512"
BEYOND = "T513"
UNREAD = "T514"
OTHER_RUN = "T515"
NO_EXTRA = "T516"
UNKNOWN_CASE = "T517"
TARGET = "T518"
NO_COLUMNS = "T519"
NO_JAVA = "T520"
NO_SPARK = "T521"
SESSION = "T522"

CODES: dict[str, str] = {
    TOO_WIDE: "a number too wide for columns",
    INPUT: "what was named is no table of facts",
    COLUMNS: "the table's columns do not fit",
    NO_CASE: "the row names no case",
    BEYOND: "a number is beyond what a table holds",
    UNREAD: "the table cannot be read",
    OTHER_RUN: "the folder holds another run",
    NO_EXTRA: "an extra is not installed",
    UNKNOWN_CASE: "the run has no such case",
    TARGET: "the output cannot go there",
    NO_COLUMNS: "a kind of field that tables do not hold",
    NO_JAVA: "there is no Java that Spark runs on",
    NO_SPARK: "Spark does not start",
    SESSION: "the session of Spark cannot carry a run",
}
