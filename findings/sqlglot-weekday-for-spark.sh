#!/usr/bin/env bash
# Version: sqlglot 30.30.0 duckdb 2.0.1
# Guess: isodow() and dayofweek() of DuckDB, written for Spark, number the days as before.
# Seen: both go to Spark's DAYOFWEEK, which counts from 1 (Sunday) and DuckDB's from 0, without that being reckoned in.
#   dayofweek is one too many, and isodow of a Monday comes out as (2 % 7) + 1 = 3 where DuckDB says 1.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" sqlglot==30.30.0 duckdb==2.0.1

"$python" - <<'PY'
import duckdb
import sqlglot

query = "SELECT isodow(d), dayofweek(d)"
written = sqlglot.transpile(query, read="duckdb", write="spark")[0]
print(written)
assert written == "SELECT ((DAYOFWEEK(d) % 7) + 1), DAYOFWEEK(d)", written
monday = duckdb.sql(query + " FROM (SELECT DATE '2024-10-07' AS d)").fetchall()
print(monday)
assert monday == [(1, 1)], monday
monday_in_spark = 2  # its manual: "1 = Sunday, 2 = Monday, ..., 7 = Saturday"
assert (monday_in_spark % 7) + 1 == 3
PY
