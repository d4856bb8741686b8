#!/usr/bin/env bash
# Version: duckdb 2.0.1
# Guess: the same rows, written in the same order with the same options on one thread, give the same Parquet bytes.
# Seen: they do when they are read from one file twice; read from five files they give other bytes, though the rows are
#   equal in order. So the bytes of a result cannot say that two results are the same. Release 1.5.6 gave equal bytes.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" duckdb==2.0.1

"$python" - "$folder" <<'PY'
import sys
from pathlib import Path

import duckdb

folder = Path(sys.argv[1])
connection = duckdb.connect()
connection.execute("SET threads = 1")
rows = "SELECT 'c' || lpad(CAST(i // 10 AS VARCHAR), 4, '0') AS case_id, i % 7 AS n FROM range(2000) AS r(i)"


def copied(query, name):
    connection.execute(f"COPY ({query}) TO '{folder / name}' (FORMAT parquet, COMPRESSION zstd)")
    return folder / name


whole = copied(f"{rows} ORDER BY i", "whole.parquet")
parts = [str(copied(f"{rows} WHERE i // 400 = {part} ORDER BY i", f"part{part}.parquet")) for part in range(5)]
one, again = (copied(f"SELECT * FROM read_parquet('{whole}')", name) for name in ("one.parquet", "again.parquet"))
five = copied(f"SELECT * FROM read_parquet({parts})", "five.parquet")
read = [connection.sql(f"SELECT * FROM '{path}'").fetchall() for path in (one, five)]
assert read[0] == read[1]
assert one.read_bytes() == again.read_bytes()
assert one.read_bytes() != five.read_bytes()
print("the same rows; bytes equal:", one.read_bytes() == five.read_bytes())
PY
