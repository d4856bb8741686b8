#!/usr/bin/env bash
# Version: zen-engine 2.1.3
# Guess: date("2023-12-31") + duration("1y") is 31 December 2024, as d("2023-12-31").add("1y") of the same language says; or a year
#   is 365 days there, and 12 months are a year.
# Seen: it is 30 December, six in the morning: a year is 365.25 days and a month 30.44, so that 12 months are 43 minutes longer than
#   a year. What is due within a year is late on the last day by the one function and in time by the other; a month after
#   1 February is 2 March, 10:33:36.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" zen-engine==2.1.3

"$python" - <<'PY'
import zen

asked = [
    'dateString(date("2023-12-31") + duration("1y"))',
    'd("2023-12-31").add("1y").format()',
    'dateString(date("2024-02-01") + duration("1M"))',
    'd("2024-02-01").add("1M").format()',
    '(duration("12M") - duration("1y")) / 60',
    'date("2024-12-31") <= date("2023-12-31") + duration("1y")',
]
found = [zen.evaluate_expression(text, {}) for text in asked]
print(*found, sep="\n")
assert found[:2] == ["2024-12-30 06:00:00", "2024-12-31 00:00:00 UTC"], found
assert found[2:4] == ["2024-03-02 10:33:36", "2024-03-01 00:00:00 UTC"], found
assert (round(found[4], 1), found[5]) == (43.2, False), found
PY
