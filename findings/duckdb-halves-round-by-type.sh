#!/usr/bin/env bash
# Version: duckdb 2.0.1
# Guess: 2.5 cast to an integer is one number, rounded or cut, but the same for DECIMAL, text and DOUBLE.
# Seen: 3 as DECIMAL or from text, 2 as DOUBLE (halves to even), while round() of the same DOUBLE is 3. A literal
#   in a query is a DECIMAL, the same number in a Parquet column of doubles is not.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" duckdb==2.0.1

"$python" - <<'PY'
import duckdb

found = duckdb.sql("SELECT 2.5::INT, '2.5'::INT, 2.5::DOUBLE::INT, round(2.5::DOUBLE)::INT, 3.5::DOUBLE::INT").fetchall()
print(found)
assert found == [(3, 3, 2, 3, 4)], found
PY
