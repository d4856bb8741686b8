#!/usr/bin/env bash
# Version: regopy 1.5.2 mangle-py 0.8.1
# Guess: a head count that is not known is not more than 10000 for a rule engine: Rego orders null before every number, and Mangle,
#   which refuses to compare a text that it can see in a rule, has no order of kinds.
# Seen: in regopy null is more than every number and every text, the maximum of [5, null, 7], and one of the counts above 10000; true
#   is above 10000 too, as in Rego, and a text below, which it is above there. In Mangle /unknown and "many" are both more than 10000,
#   and neither is less.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" regopy==1.5.2 mangle-py==0.8.1

"$python" - <<'PY'
import json

import mangle
from regopy import Interpreter

asked = [
    "x := null > 10000",
    'x := null > "many"',
    'x := "many" > 10000',
    "x := max([5, null, 7])",
    "x := [n | some n in [5, null, 20000]; n > 10000]",
]
regos = [json.loads(str(Interpreter().query(text)))["bindings"]["x"] for text in asked]
counts = 'n(5). n(20000). n(/unknown). n("many"). more(N) :- n(N), N > 10000. less(N) :- n(N), N < 10000.'
program = mangle.Program(counts)
mangles = {relation: [str(row[0]) for row in program.query(relation)] for relation in ("more", "less")}
print(regos, mangles, sep="\n")
assert regos == [True, True, False, None, [None, 20000]], regos
assert mangles == {"more": ["20000", "/unknown", "many"], "less": ["5"]}, mangles
PY
