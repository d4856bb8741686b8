#!/usr/bin/env bash
# Version: clingo 5.8.3
# Guess: a sum that leaves 32 bits is an error, or at least a message, since "a lot of money" in cents soon does.
# Seen: #sum over the weights 2147483647 and 2 is -2147483647, and 65536*65536 is 0. No message, exit as usual: a sum of
#   positive weights falls below every limit that it was to be held against.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" clingo==5.8.3

"$python" - <<'PY'
import clingo

messages = []
control = clingo.Control(["--warn=all"], logger=lambda code, text: messages.append(text))
control.add("base", [], "w(a,2147483647). w(b,2). sum(S) :- S = #sum{W,X : w(X,W)}. product(65536*65536). #show sum/1. #show product/1.")
control.ground([("base", [])])
found = []
control.solve(on_model=lambda model: found.append(sorted(map(str, model.symbols(shown=True)))))
print(found, messages)
assert found == [["product(0)", "sum(-2147483647)"]], found
assert messages == [], messages
PY
