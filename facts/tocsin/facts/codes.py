"""The registry of problem codes this layer reports: each with the title it has in ``docs/problems.md``.

``T1xx`` files and syntax, ``T2xx`` facts and vocabularies. Higher layers keep registries of their own
for ``T3xx`` and up. A code never changes its meaning; one that is retired is not given out again.
"""

from __future__ import annotations

from typing import Final

UNREADABLE: Final = "T101"
NOT_A_FILE: Final = "T102"
TOO_LARGE: Final = "T103"
NOT_TEXT: Final = "T104"
SYNTAX: Final = "T105"
DUPLICATE_KEY: Final = "T106"
TOO_DEEP: Final = "T107"
ALIAS: Final = "T108"
TOO_MANY_VALUES: Final = "T109"
KEY_NOT_TEXT: Final = "T110"
MERGE_KEY: Final = "T111"
TAG: Final = "T112"
SEVERAL_DOCUMENTS: Final = "T113"
NUMBER_OUT_OF_RANGE: Final = "T114"
CHARACTER: Final = "T115"
LINE_TOO_LONG: Final = "T116"
TABLE_HEADER: Final = "T117"
TABLE_ROW: Final = "T118"
CUT: Final = "T132"
MORE_PROBLEMS: Final = "T199"

UNKNOWN_TYPE: Final = "T201"
UNKNOWN_FIELD: Final = "T202"
WRONG_KIND: Final = "T203"
MISSING_FIELD: Final = "T204"
NOTATION: Final = "T205"
REPEATED_FIELD: Final = "T206"
REFUSED_BY_MODEL: Final = "T207"
UNKNOWN_KEY: Final = "T208"
ENTRY_SHAPE: Final = "T209"
BAD_DATE: Final = "T210"
BAD_GRADE: Final = "T211"
BAD_STATUS: Final = "T212"
BAD_QUALIFIER: Final = "T213"
VALIDITY_ORDER: Final = "T214"
BAD_REPORT: Final = "T215"
WRONG_ID: Final = "T216"
CASE_SHAPE: Final = "T217"
UNKNOWN_VOCABULARY: Final = "T218"
BROKEN_VOCABULARY: Final = "T219"
TYPE_DECLARED_TWICE: Final = "T220"
UNDATED_RETRACTION: Final = "T221"
IMPOSSIBLE: Final = "T222"
WRONG_ARGUMENT: Final = "T223"

CODES: Final[dict[str, str]] = {
    UNREADABLE: "the file cannot be read",
    NOT_A_FILE: "the path is not a regular file",
    TOO_LARGE: "the file is too large",
    NOT_TEXT: "the file is not UTF-8 text",
    SYNTAX: "the text is not valid YAML, JSON or CSV",
    DUPLICATE_KEY: "a key is given twice",
    TOO_DEEP: "values are nested too deeply",
    ALIAS: "an alias names nothing, or its own surroundings",
    TOO_MANY_VALUES: "the document holds too many values",
    KEY_NOT_TEXT: "a key is not text",
    MERGE_KEY: "merge keys are not supported",
    TAG: "the tag is not supported",
    SEVERAL_DOCUMENTS: "the file holds several documents",
    NUMBER_OUT_OF_RANGE: "the number is out of range",
    CHARACTER: "a character is not allowed",
    LINE_TOO_LONG: "a line is too long",
    TABLE_HEADER: "the table's header is faulty",
    TABLE_ROW: "a row does not fit the table's header",
    CUT: "a comma or a colon is taken otherwise than it is meant",
    MORE_PROBLEMS: "not all problems are shown",
    UNKNOWN_TYPE: "the fact type is unknown",
    UNKNOWN_FIELD: "the fact type has no such field",
    WRONG_KIND: "a value is of the wrong kind",
    MISSING_FIELD: "a required field is missing",
    NOTATION: "the fact's notation is faulty",
    REPEATED_FIELD: "a field is given twice",
    REFUSED_BY_MODEL: "the fact type's own check refuses the fact",
    UNKNOWN_KEY: "the key is unknown",
    ENTRY_SHAPE: "the entry does not state one fact",
    BAD_DATE: "a date is faulty",
    BAD_GRADE: "the grade is not an Admiralty grade",
    BAD_STATUS: "the status is unknown",
    BAD_QUALIFIER: "the qualifier is unknown",
    VALIDITY_ORDER: "the validity ends before it begins",
    BAD_REPORT: "a report is faulty",
    WRONG_ID: "the id does not belong to the fact",
    CASE_SHAPE: "the case file is faulty",
    UNKNOWN_VOCABULARY: "the vocabulary is unknown",
    BROKEN_VOCABULARY: "the vocabulary cannot be loaded",
    UNDATED_RETRACTION: "a retraction has no date",
    TYPE_DECLARED_TWICE: "a fact type is declared twice",
    IMPOSSIBLE: "a value cannot be",
    WRONG_ARGUMENT: "an argument is not what the function takes",
}
