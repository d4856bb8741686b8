#!/usr/bin/env bash
# Version: sqlglot 30.30.0 duckdb 2.0.1
# Guess: l[-1], the last of a list in DuckDB, becomes for Spark something that gives the last there (element_at), or is warned
#   of, as Spark's l[…] counts from 0 and from the front only.
# Seen: l[-2], in silence, for Snowflake and BigQuery too. The step from 1 to 0 that positions from the front need is taken from
#   the back as well. Read back as Spark's it is l[-1] once more, so no round trip shows it; for Postgres, which counts from
#   1, it stays l[-1].
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" sqlglot==30.30.0 duckdb==2.0.1

"$python" - <<'PY'
import duckdb
import sqlglot

query = "SELECT l[1], l[-1]"
written = {dialect: sqlglot.transpile(query, read="duckdb", write=dialect)[0] for dialect in ("spark", "snowflake", "bigquery", "postgres")}
print(written)
assert {written[dialect] for dialect in ("spark", "snowflake", "bigquery")} == {"SELECT l[0], l[-2]"}, written
assert written["postgres"] == query, written
assert sqlglot.transpile(written["spark"], read="spark", write="duckdb") == [query]
last = duckdb.sql(query + " FROM (SELECT [10, 20, 30] AS l)").fetchall()
print(last)
assert last == [(10, 30)], last
PY
