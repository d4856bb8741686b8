"""The problem codes of the ledger, each with its title; documented in docs/problems.md."""

CANNOT_OPEN = "T601"
LOCKED = "T602"
NO_SPACE = "T603"
READ_ONLY = "T604"
NOT_A_LEDGER = "T605"
NEWER_SCHEMA = "T606"
DAMAGED = "T607"
UNKNOWN_CASE = "T608"
CASE_EXISTS = "T609"
BAD_NAME = "T610"
CASE_CLOSED = "T611"
UNKNOWN_ENTRY = "T612"
NO_SUCH_FACT = "T613"
AMBIGUOUS_FACT = "T614"
VOCABULARY_CHANGED = "T615"
NOT_AN_EXPORT = "T616"
NOT_A_HEAD = "T617"
BAD_KEY = "T618"
MISSING_EXTRA = "T619"
TOO_LARGE = "T620"
UNKNOWN_PACK = "T621"
NOTHING_TO_WRITE = "T622"
BAD_TEXT = "T623"
NO_SOURCE = "T624"
LIKE_SOURCE = "T625"
IDLE_RETRACTION = "T626"
MALFORMED = "T627"

CODES: dict[str, str] = {
    CANNOT_OPEN: "the ledger cannot be opened",
    LOCKED: "the ledger is busy",
    NO_SPACE: "there is no room to write",
    READ_ONLY: "the ledger cannot be written",
    NOT_A_LEDGER: "the database is not a ledger",
    NEWER_SCHEMA: "the ledger was made by a newer Tocsin",
    DAMAGED: "the ledger is damaged",
    UNKNOWN_CASE: "there is no such case",
    CASE_EXISTS: "the case exists already",
    BAD_NAME: "the name cannot name a case",
    CASE_CLOSED: "the case is closed",
    UNKNOWN_ENTRY: "there is no such entry",
    NO_SUCH_FACT: "the case has no such fact",
    AMBIGUOUS_FACT: "several facts are meant",
    VOCABULARY_CHANGED: "the pack no longer means what was pinned",
    NOT_AN_EXPORT: "the file is neither an export nor a ledger",
    NOT_A_HEAD: "the file is not a head or a proof",
    BAD_KEY: "the key cannot be used",
    MISSING_EXTRA: "an optional package is missing",
    TOO_LARGE: "the entry is too large",
    UNKNOWN_PACK: "the pack is not in the ledger",
    NOTHING_TO_WRITE: "there is nothing to write",
    BAD_TEXT: "a text cannot be recorded",
    NO_SOURCE: "a confirmation names no source",
    LIKE_SOURCE: "a source is named almost like another",
    IDLE_RETRACTION: "a retraction would take nothing back",
    MALFORMED: "an entry is not made as entries are",
}
