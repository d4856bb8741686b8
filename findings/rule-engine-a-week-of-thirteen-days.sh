#!/usr/bin/env bash
# Version: rule-engine 5.1.0
# Guess: in a language of rules much like Python's, in which no figure is ever a binary fraction, days // 7 is the week that a day lies
#   in, counted from any day: seven days each, and -1 for the week before.
# Seen: it is cut towards 0, and the week 0 has thirteen days, six of them before it begins; -10 % 7 is -3, and 2 ** 3 ** 2 is 64. The
#   days of an interval are counted downwards all the same: half a day earlier is -1 day. A figure of 29 digits is another one with
#   0 added.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" rule-engine==5.1.0

"$python" - <<'PY'
from collections import Counter

from rule_engine import Rule

week = Rule("days // 7")
weeks = Counter(int(week.evaluate({"days": days})) for days in range(-14, 14))
asked = [
    "-10 % 7",
    "2 ** 3 ** 2",
    '(d"2024-10-01T12:00:00Z" - d"2024-10-02T00:00:00Z").days',
    "12345678901234567890123456789 + 0 == 12345678901234567890123456789",
]
found = [Rule(text).evaluate({}) for text in asked]
print(weeks, found)
assert weeks == {-2: 1, -1: 7, 0: 13, 1: 7}, weeks
assert found == [-3, 64, -1, False], found
PY
