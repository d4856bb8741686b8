#!/usr/bin/env bash
# Version: duckdb 2.0.1 pyarrow 26.0.1
# Guess: a CSV file of which one row ends in CR LF and the others in LF is read, as Python's csv and Arrow read it.
# Seen: the whole file is refused, by the sniffer too, without a line, and store_rejects has no row to reject. Within
#   quotes both ends may stand, and with strict_mode = false the file is read.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" duckdb==2.0.1 pyarrow==26.0.1

cd "$folder"
"$python" - <<'PY'
import csv

import duckdb
import pyarrow.csv

WANTED = [("1", "2"), ("3", "4")]
with open("mixed.csv", "wb") as file:
    file.write(b"a,b\n1,2\r\n3,4\n")
with open("mixed.csv", newline="") as file:
    assert [tuple(row) for row in csv.reader(file)][1:] == WANTED
assert pyarrow.csv.read_csv("mixed.csv").to_pydict() == {"a": [1, 3], "b": [2, 4]}

columns = "columns = {'a': 'VARCHAR', 'b': 'VARCHAR'}"
for options in ("", ", store_rejects = true", f", auto_detect = false, header = true, delim = ',', {columns}"):
    try:
        duckdb.sql(f"SELECT * FROM read_csv('mixed.csv'{options})").fetchall()
    except duckdb.InvalidInputException as error:
        print("refused:", str(error).splitlines()[0])
    else:
        raise SystemExit(f"read with {options!r}")
lenient = f"SELECT * FROM read_csv('mixed.csv', strict_mode = false, header = true, {columns})"
assert duckdb.sql(lenient).fetchall() == WANTED

with open("quoted.csv", "wb") as file:
    file.write(b'a,b\n"1\r\n",2\n3,4\n')
assert duckdb.sql(f"SELECT a FROM read_csv('quoted.csv', header = true, {columns})").fetchall() == [("1\r\n",), ("3",)]
PY
