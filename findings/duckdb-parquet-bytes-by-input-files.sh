#!/usr/bin/env bash
# DuckDB 2: the bytes of a Parquet file depend on how many files its rows were read from.
#
# Versions: duckdb 2.0.1, beside 1.5.6.
# Behaviour: 2,000 sorted rows are kept as one Parquet file, and as five of 400 rows. Each set is read in order and
#   copied to a new file with the same options, on one thread. With 1.5.6 the two copies are the same to the byte. With
#   2.0.1 they differ, while their rows, in order, are equal, and each copy repeated has its own bytes again.
# Expected: that the same rows, written in the same order with the same options, give the same bytes, as they did.
# Output seen:
#   1.5.6: rows equal True, bytes equal True, repeated equal True
#   2.0.1: rows equal True, bytes equal False, repeated equal True
# Exits non-zero if that changes. Needs the package index and Python 3.11 or later.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/rewrite.py" <<'PY'
import sys
from pathlib import Path

import duckdb

folder = Path(sys.argv[1])
connection = duckdb.connect()
connection.execute("SET threads = 1")
rows = "SELECT 'c' || lpad(CAST(i // 10 AS VARCHAR), 4, '0') AS case_id, i % 7 AS n FROM range(2000) AS r(i)"


def copied(query, name, options="FORMAT parquet, COMPRESSION zstd"):
    connection.execute(f"COPY ({query}) TO '{folder / name}' ({options})")
    return folder / name


whole = copied(f"{rows} ORDER BY i", "whole.parquet")
parts = [copied(f"{rows} WHERE i // 400 = {part} ORDER BY i", f"part{part}.parquet") for part in range(5)]
sources = {"one": f"read_parquet('{whole}')", "five": f"read_parquet({[str(part) for part in parts]})"}
copies = {name: copied(f"SELECT * FROM {source}", f"{name}.parquet") for name, source in sources.items()}
again = {name: copied(f"SELECT * FROM {source}", f"{name}-again.parquet") for name, source in sources.items()}
read = [connection.sql(f"SELECT * FROM '{path}'").fetchall() for path in copies.values()]
print(
    f"{duckdb.__version__}: rows equal {read[0] == read[1]},",
    f"bytes equal {copies['one'].read_bytes() == copies['five'].read_bytes()},",
    f"repeated equal {all(copies[name].read_bytes() == again[name].read_bytes() for name in copies)}",
)
PY
for version in 1.5.6 2.0.1; do
    python3 -m venv "$folder/$version"
    "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "duckdb==$version" 2> "$folder/log" || { cat "$folder/log"; exit 2; }
    mkdir "$folder/files-$version"
    "$folder/$version/bin/python" "$folder/rewrite.py" "$folder/files-$version"
done | tee "$folder/told"
diff "$folder/told" - <<'TOLD'
1.5.6: rows equal True, bytes equal True, repeated equal True
2.0.1: rows equal True, bytes equal False, repeated equal True
TOLD
