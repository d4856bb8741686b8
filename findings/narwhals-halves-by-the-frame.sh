#!/usr/bin/env bash
# Version: narwhals 2.28.0 polars 2.1.0 pyarrow 26.0.1 duckdb 2.0.1
# Guess: one expression of narwhals, a layer made so that code need not know whose frame it was given, has one answer for frames of
#   polars, Arrow and DuckDB, or is refused by the layer.
# Seen: 2.5 rounded is 2 for polars and 3 for the others; the decimal 2.50 made a whole number is 2, an error and 3; 1.00 / 3 of decimals is
#   0.33, 0.33 with 22 digits, or a fraction; and the mean of decimals 1.183… or 1.18. Nothing tells, and a test with one frame
#   passes.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" narwhals==2.28.0 polars==2.1.0 pyarrow==26.0.1 duckdb==2.0.1

"$python" - <<'PY'
from decimal import Decimal

import duckdb
import narwhals as nw
import polars as pl
import pyarrow as pa

exact = pa.array([Decimal("1.00"), Decimal("2.50"), Decimal("0.05")], pa.decimal128(10, 2))
figures = pa.table({"n": [2.5, -2.5, 0.5], "d": exact})
natives = [pl.from_arrow(figures).lazy(), figures, duckdb.sql("SELECT * FROM figures")]
frames = [nw.from_native(native).lazy() for native in natives]


def answers(expression):
    found = []
    for frame in frames:
        try:
            found.append(frame.select(found=expression).collect("pyarrow").to_native().column(0).to_pylist())
        except Exception as error:
            found.append(type(error).__name__)
    return found


asked = [nw.col("n").round(0), nw.col("d").cast(nw.Int64), nw.col("d") / 3, nw.col("d").mean()]
rounded, whole, third, mean = map(answers, asked)
print(rounded, whole, third, mean, sep="\n")
assert rounded == [[2.0, -2.0, 0.0], [3.0, -3.0, 1.0], [3.0, -3.0, 1.0]], rounded
assert whole == [[1, 2, 0], "ArrowInvalid", [1, 3, 0]], whole
assert [str(column[0]) for column in third] == ["0.33", "0.3333333333333333333333", "0.3333333333333333"], third
assert [round(float(column[0]), 4) for column in mean] == [1.1833, 1.18, 1.1833], mean
PY
