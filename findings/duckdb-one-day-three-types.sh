#!/usr/bin/env bash
# Version: duckdb 2.0.1 pyarrow 26.0.1
# Guess: Parquet's DATE holds days that no Python date can be, and to fetch one of them from DuckDB fails.
# Seen: each row comes as what fits it: 9999-12-31 as a date, 10000-01-01 as a str, and infinity as date(9999, 12, 31),
#   the very value of the first row, although SQL says that they differ. pyarrow refuses the same infinite day with an
#   OverflowError.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" duckdb==2.0.1 pyarrow==26.0.1

cd "$folder"
"$python" - <<'PY'
import datetime as dt

import duckdb
import pyarrow.parquet as pq

days = "SELECT * FROM (VALUES (DATE '9999-12-31'), (DATE '10000-01-01'), (DATE 'infinity')) AS t(day)"
duckdb.sql(f"COPY ({days}) TO 'days.parquet'")
fetched = [day for (day,) in duckdb.sql("SELECT day FROM 'days.parquet' ORDER BY day").fetchall()]
print("fetched:", fetched)
assert fetched == [dt.date(9999, 12, 31), "10000-01-01", dt.date(9999, 12, 31)]

told = duckdb.sql("SELECT day::VARCHAR, isfinite(day), day = DATE '9999-12-31' FROM 'days.parquet' ORDER BY day").fetchall()
print("in SQL: ", told)
assert told == [("9999-12-31", True, True), ("10000-01-01", True, False), ("infinity", False, False)]

try:
    pq.read_table("days.parquet")["day"][2].as_py()
except OverflowError as error:
    print("pyarrow:", error)
else:
    raise SystemExit("pyarrow takes it")
PY
