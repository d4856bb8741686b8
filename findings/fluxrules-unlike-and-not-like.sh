#!/usr/bin/env bash
# Version: fluxrules 0.2.0
# Guess: flag != "PRK" and ~(flag == "PRK") are one condition, as count <= 9999 and ~(count > 9999) are, whatever is known; or a rule
#   whose field is missing is skipped, as its page says.
# Seen: they part where nothing is known. Of a ship without a flag, or with null for one, the first does not hold and the second does;
#   a count of null, "many" or "11000", or none, is neither more than 9999 nor at most that, but "not more" it is.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" fluxrules==0.2.0

"$python" - <<'PY'
from fluxrules import F, Rule, evaluate


def fires(condition, fact):
    return bool(evaluate(Rule(name="rule", conditions=condition, action="look"), fact).fired_rules)


flag, count = F("flag"), F("count")
ships = [{}, {"flag": None}, {"flag": "RUS"}, {"flag": "PRK"}]
counts = [{}, {"count": None}, {"count": "many"}, {"count": "11000"}, {"count": 500}, {"count": 11_000}]
found = [[fires(flag != "PRK", ship), fires(~(flag == "PRK"), ship)] for ship in ships]
told = [[fires(count > 9999, fact), fires(count <= 9999, fact), fires(~(count > 9999), fact)] for fact in counts]
print(found, told, sep="\n")
assert found == [[False, True], [False, True], [True, True], [False, False]], found
unknown, small, great = [False, False, True], [False, True, True], [True, False, False]
assert told == [unknown, unknown, unknown, unknown, small, great], told
PY
