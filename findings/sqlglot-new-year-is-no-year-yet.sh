#!/usr/bin/env bash
# Version: sqlglot 30.30.0 duckdb 2.0.1
# Guess: date_diff() of years and months, which counts the boundaries between two days in DuckDB, is written for Spark as
#   something that does, as it is for Postgres.
# Seen: it is written as DATEDIFF(YEAR, …), which counts whole years there. From 31 December to 1 January DuckDB says 1, and
#   Spark 4.3.0, of the SQL written for it, 0. log(100) is carried over by its name as well: 2 in DuckDB, and 4.6 in Spark.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" sqlglot==30.30.0 duckdb==2.0.1

"$python" - <<'PY'
import duckdb
import sqlglot

query = "SELECT date_diff('year', a, b), date_diff('month', a, b), log(100)"
found = duckdb.sql(f"{query} FROM (SELECT DATE '2023-12-31' AS a, DATE '2024-01-01' AS b)").fetchall()
print(found)
assert found == [(1, 1, 2.0)], found
written = sqlglot.transpile(query, read="duckdb", write="spark")[0]
print(written)
assert written == "SELECT DATEDIFF(YEAR, a, b), DATEDIFF(MONTH, a, b), LOG(100)", written
assert "DATE_TRUNC('YEAR'" in sqlglot.transpile(query, read="duckdb", write="postgres")[0]
PY
