#!/usr/bin/env bash
# Version: duckdb 2.0.1
# Guess: `//` is integer division: 7.5 // 2 is 3, whatever the types, as in Python.
# Seen: for whole numbers it cuts towards zero (-7 // 2 is -3); with a DECIMAL or a DOUBLE on either side it is plain
#   division, 7.5 // 2 is 3.75 and 7.0 // 2 is 3.5. What a column's type is read as decides whether anything is cut.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" duckdb==2.0.1

"$python" - <<'PY'
import duckdb

found = duckdb.sql("SELECT 7 // 2, -7 // 2, 7.0 // 2, 7.5 // 2, 7.5::DOUBLE // 2, typeof(7.0 // 2)").fetchall()
print(found)
assert found == [(3, -3, 3.5, 3.75, 3.75, "DOUBLE")], found
PY
