"""The problem codes of rule packs, each with its title; documented in docs/problems.md."""

NOT_A_PACK = "T301"
UNKNOWN_KEY = "T302"
UNKNOWN_TYPE = "T303"
UNKNOWN_FIELD = "T304"
WRONG_CONSTANT = "T305"
UNBOUND_VARIABLE = "T306"
KINDS_DIFFER = "T307"
QUANTITY_JOIN = "T308"
COMPARISON_SYNTAX = "T309"
COMPARISON_KINDS = "T310"
MISSING_FIELD = "T311"
HEAD_KIND = "T312"
NOT_STRATIFIED = "T313"
UNBOUNDED_LET = "T314"
DUPLICATE_ID = "T315"
UNKNOWN_STATEMENT = "T316"
UNKNOWN_ASSUMPTION = "T317"
WRONG_SHAPE = "T318"
UNKNOWN_WORD = "T319"
AGGREGATE = "T320"
NO_PREMISE = "T321"
TYPE_DECLARATION = "T322"
UNKNOWN_PACK = "T323"
READS_TEMPLATE = "T324"
STATEMENTS = "T325"
DOCUMENT_DIFFERS = "T326"
READINGS = "T327"
HYPOTHESES = "T328"
OUTCOMES = "T329"
TOO_STRONG = "T330"
FROM_ABSENCE = "T331"
BEYOND_LIMITS = "T332"
BROKEN_FUNCTION = "T333"
FUNCTION_FAILED = "T334"
PARAMETER = "T335"
TABLE = "T340"
TABLE_CELL = "T341"
TABLE_OVERLAP = "T342"
DMN = "T343"
NO_WORKBOOKS = "T344"
NOT_IN_FORM = "T345"
CONTRADICTION = "W301"
NEVER_GIVEN = "W302"
SUBSUMED = "W303"
NAMED_ONCE = "W304"
UNUSED = "W305"
UNEVEN_THRESHOLDS = "W306"
NEVER_FIRES = "W307"
WITHOUT_WORDS = "W308"
NEAR_SECTION = "W309"
OVERLAP = "W310"
CLASH = "W311"
BRIDGED = "W312"
RANGE_AS_CONSTANT = "W313"
FORGOTTEN_DOLLAR = "W314"
TABLE_GAP = "W320"
ROW_IDLE = "W321"
ROWS_MEET = "W322"

BACKING = "T346"
BACKED_CONCLUSION = "T347"
BACKING_PLACE = "T348"

CODES: dict[str, str] = {
    NOT_A_PACK: "not a rule pack",
    UNKNOWN_KEY: "unknown key",
    UNKNOWN_TYPE: "unknown fact type",
    UNKNOWN_FIELD: "unknown field",
    WRONG_CONSTANT: "constant of the wrong kind",
    UNBOUND_VARIABLE: "unbound variable",
    KINDS_DIFFER: "one variable, two kinds",
    QUANTITY_JOIN: "quantity used to join patterns",
    COMPARISON_SYNTAX: "comparison cannot be read",
    COMPARISON_KINDS: "comparison of things that do not compare",
    MISSING_FIELD: "required field missing in a conclusion",
    HEAD_KIND: "conclusion of the wrong kind",
    NOT_STRATIFIED: "negation or aggregation through recursion",
    UNBOUNDED_LET: "computed value in a recursive conclusion",
    DUPLICATE_ID: "duplicate id",
    UNKNOWN_STATEMENT: "unknown statement",
    UNKNOWN_ASSUMPTION: "unknown assumption",
    WRONG_SHAPE: "wrong shape",
    UNKNOWN_WORD: "unknown word",
    AGGREGATE: "faulty aggregate",
    NO_PREMISE: "rule without a premise",
    TYPE_DECLARATION: "faulty type declaration",
    UNKNOWN_PACK: "unknown pack",
    READS_TEMPLATE: "faulty reads template",
    STATEMENTS: "faulty statements",
    DOCUMENT_DIFFERS: "document differs from the one encoded",
    READINGS: "faulty reading",
    HYPOTHESES: "faulty hypotheses",
    OUTCOMES: "faulty outcome",
    TOO_STRONG: "rule stronger than its sentence",
    FROM_ABSENCE: "conclusion from absence too strong",
    BEYOND_LIMITS: "conclusion that its field cannot hold",
    BROKEN_FUNCTION: "a function of one's own that cannot be used",
    FUNCTION_FAILED: "a function of one's own failed",
    PARAMETER: "faulty parameter",
    TABLE: "faulty decision table",
    TABLE_CELL: "faulty cell of a decision table",
    TABLE_OVERLAP: "rows that overlap",
    DMN: "DMN that is not supported",
    NO_WORKBOOKS: "workbooks need a package",
    NOT_IN_FORM: "the file cannot be put in form",
    BACKING: "faulty demand on reports",
    BACKED_CONCLUSION: "reports asked for of what rules conclude",
    BACKING_PLACE: "reports asked for where none are looked at",
}

WARNINGS: dict[str, str] = {
    CONTRADICTION: "comparisons that nothing satisfies",
    NEVER_GIVEN: "a premise that nobody gives",
    SUBSUMED: "a rule that adds nothing to another",
    NAMED_ONCE: "a variable named once",
    UNUSED: "declared and not used",
    UNEVEN_THRESHOLDS: "thresholds that disagree",
    NEVER_FIRES: "an exception that always holds",
    WITHOUT_WORDS: "a rule without sentence or citation",
    NEAR_SECTION: "a section that is nearly another",
    OVERLAP: "two decisions of one fact",
    CLASH: "rules against a tension",
    BRIDGED: "a chain that a bridge alone carries",
    RANGE_AS_CONSTANT: "a range that only itself matches",
    FORGOTTEN_DOLLAR: "a text that a variable is called",
    TABLE_GAP: "a gap in a decision table",
    ROW_IDLE: "a row that never decides",
    ROWS_MEET: "rows that may overlap",
}
"""What a pack is warned of, and may run with."""
