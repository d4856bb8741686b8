#!/usr/bin/env bash
# Version: polars 2.1.0 pyarrow 26.0.1 duckdb 2.0.1
# Guess: 5 October 2024 falls into one fortnight, one stretch of 7 days and one of 3 years, whichever library puts it there, since all
#   three begin their weeks on Monday.
# Seen: into the fortnight from 23 September in Arrow and DuckDB, and from 30 September in polars. "7 days" begin on a Thursday in
#   polars and Arrow (the first of 1970) and on a Monday in DuckDB; "3 years" in 2024 in polars and DuckDB, in 2022 in Arrow. Each
#   pair agrees on something, so agreement on one unit says nothing of the next.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" polars==2.1.0 pyarrow==26.0.1 duckdb==2.0.1

"$python" - <<'PY'
import datetime as dt

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

DAY = dt.date(2024, 10, 5)


def begun(number, unit, short):
    in_polars = pl.Series([DAY]).dt.truncate(f"{number}{short}").item()
    in_arrow = pc.floor_temporal(pa.scalar(DAY), number, unit).as_py()
    ((in_duckdb,),) = duckdb.sql(f"SELECT time_bucket(INTERVAL {number} {unit}, DATE '{DAY}')").fetchall()
    return [str(each) for each in (in_polars, in_arrow, in_duckdb)]


found = [begun(1, "week", "w"), begun(2, "week", "w"), begun(7, "day", "d"), begun(3, "year", "y")]
print(*found, sep="\n")
assert found == [
    ["2024-09-30", "2024-09-30", "2024-09-30"],
    ["2024-09-30", "2024-09-23", "2024-09-23"],
    ["2024-10-03", "2024-10-03", "2024-09-30"],
    ["2024-01-01", "2022-01-01", "2024-01-01"],
], found
PY
