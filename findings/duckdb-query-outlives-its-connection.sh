#!/usr/bin/env bash
# Version: duckdb 1.4.1
# Guess: a query keeps the connection that it was written on open, as a cursor does, so that it may be written in one line.
# Seen: `duckdb.connect().sql(…).fetchall()` ends in "Connection has already been closed", because nothing but the expression
#   held the connection; `.execute(…)` in the same place gives its rows. With 2.0.1 both give their rows.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" duckdb==1.4.1

"$python" - <<'PY'
import duckdb

assert duckdb.connect().execute("SELECT 42").fetchall() == [(42,)]
try:
    found = duckdb.connect().sql("SELECT 42").fetchall()
except duckdb.ConnectionException as error:
    found = str(error)
print(found)
assert found == "Connection Error: Connection has already been closed", found
PY
