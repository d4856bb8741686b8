#!/bin/sh
# One column of days, three types of Python; and the one that looks like a day is another day.
#
# duckdb 2.0.1 (1.5.6 says the same), pyarrow 26.0.1, Python 3.11.
#
# Parquet's DATE is a count of days in 32 bits, so a column can hold days that no Python date can. One would guess that
# to fetch them fails. DuckDB fetches each row as what fits it:
#
#   9999-12-31   -> datetime.date(9999, 12, 31)
#   10000-01-01  -> '10000-01-01', a str
#   infinity     -> datetime.date(9999, 12, 31), the very value of the first row, although SQL says that they differ
#
# pyarrow refuses the infinite day of the same file with an OverflowError. So what was never dated is dated in silence
# on one of two common ways, and whoever reads rows has to have SQL write days as text, or ask isfinite(), before.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==2.0.1 pyarrow==26.0.1
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
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
PYTHON
