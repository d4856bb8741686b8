#!/bin/sh
# One CR LF in a CSV file of LF makes the whole file unreadable, for DuckDB and for its sniffer.
#
# duckdb 2.0.1 (1.5.6 says the same), pyarrow 26.0.1, Python 3.11.
#
# A file that was written by two programs, or joined out of two files, has lines that end in both ways. Python's csv and
# Arrow read it, and within quotes DuckDB does, too. Between rows it does not: "The CSV Parser state machine reached an
# invalid state", without a line, and store_rejects has no row to reject. With strict_mode = false the file is read.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==2.0.1 pyarrow==26.0.1
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
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
PYTHON
