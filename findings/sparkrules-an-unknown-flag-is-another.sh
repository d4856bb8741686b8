#!/usr/bin/env bash
# Version: sparkrules 1.2.0
# Guess: the first example of the page, Fact( amount > 1000 ), fires for an amount of 1500, as it says; what is compared with a field
#   that is not there fails, by whichever comparison, and what is known on one side of an `or` is enough.
# Seen: the example is an error, its field being unknown. Written $f.amount it does not fire for the fact of the example, of which
#   $f.amount == null holds, since the fact must be under "f". Of a ship with no flag, flag != "PRK" holds, while count < 5 and not
#   (count > 5) both do not; amount > 1000 or count > 5 does not, with the amount known. An amount of 1500 contains "5".
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" sparkrules==1.2.0

"$python" - <<'PY'
from sparkrules.executor import RuleExecutor


def fires(condition, fact):
    rule = f'rule "high-value" when $f : Fact( {condition} ) then result.risk = "high"; end'
    try:
        return RuleExecutor().run(fact, rule).fired
    except Exception as error:
        return str(error)


example = {"amount": 1500, "region": "US"}
first = [fires(condition, example) for condition in ("amount > 1000", "$f.amount > 1000", "$f.amount == null")]
asked = {
    "$f.amount > 1000": True,
    '$f.flag != "PRK"': True,
    "$f.count < 5": False,
    "not ($f.count > 5)": False,
    "$f.amount > 1000 or $f.count > 5": False,
    '$f.amount contains "5"': True,
}
found = {condition: fires(condition, {"f": example}) for condition in asked}
print(first, found, sep="\n")
assert first == ["unresolved identifier: amount", False, True], first
assert found == asked, found
PY
