#!/usr/bin/env bash
# Version: problog 2.3.0
# Guess: arithmetic of ProbLog is that of Prolog, of which it is a dialect: round(2.5) is 3, for the standard defines round(X)
#   as floor(X + 1/2), and rem is there beside mod because the two differ for numbers below zero.
# Seen: it is Python's. round(2.5) is 2 and round(3.5) is 4 (halves to even, and integer() likewise), -7 // 2 is -4, and
#   -7 rem 2 and -7 mod 2 are both 1. Where halves count, a rule gives another answer than the same text in Prolog.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" problog==2.3.0

"$python" - <<'PY'
from problog import get_evaluatable
from problog.program import PrologString

terms = ["round(2.5)", "integer(2.5)", "round(3.5)", "-7 // 2", "-7 rem 2", "-7 mod 2"]
found = {}
for term in terms:
    (answer,) = get_evaluatable().create_from(PrologString(f"p(X) :- X is {term}. query(p(X)).")).evaluate()
    found[term] = str(answer)
print(found)
assert list(found.values()) == ["p(2)", "p(2)", "p(4)", "p(-4)", "p(1)", "p(1)"], found
PY
