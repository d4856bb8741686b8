#!/usr/bin/env bash
# Version: mnestic 0.18.0
# Guess: in this Datalog (CozoDB carried on) two figures that are equal join, sums of whole numbers are whole, and one that leaves 64
#   bits is an error.
# Seen: 10 == 10.0 holds, and a rule that joins on the figure does not find it, nor does is_in(). sum() is a fraction, in which
#   9007199254740993 loses its last unit, while + keeps it and goes below zero beyond 64 bits. 1 / 0 is more than any figure, and
#   to_bool("false") is true.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" mnestic==0.18.0

"$python" - <<'PY'
import mnestic

database = mnestic.CozoDbPy("mem", "", "{}")
told = 'counted[n] <- [[10], [10.0]]  known[n, name] <- [[10, "ten"]] '
asked = {
    "equal": told + "?[n] := counted[n], n == 10",
    "joined": told + "?[n] := counted[n], known[n, name]",
    "in": "?[held] := held = is_in(10.0, [10])",
    "sum": "counted[n] <- [[9007199254740993]] ?[sum(n)] := counted[n]",
    "added": "?[n] := n = 9007199254740993 + 0",
    "beyond": "?[n] := n = 9223372036854775807 + 1",
    "infinite": "?[held] := held = 1 / 0 > 1000000",
    "false": '?[held] := held = to_bool("false")',
}
found = {name: [row[0] for row in database.run_script(query, {}, True)["rows"]] for name, query in asked.items()}
print(found)
assert repr(found.pop("equal")) == "[10, 10.0]" and repr(found.pop("joined")) == "[10]"
assert repr(found.pop("sum")) == "[9007199254740992.0]"
assert found == {
    "in": [False],
    "added": [9007199254740993],
    "beyond": [-9223372036854775808],
    "infinite": [True],
    "false": [True],
}, found
PY
