#!/usr/bin/env bash
# Version: duckdb 2.0.1
# Guess: a VARIANT, the new type for values of any kind, compares numbers by value, however they were written in JSON, and a text with a
#   number as JSON columns do or not at all.
# Seen: 100 is less than -10.5, as every whole number is less than every fraction that came from JSON; 10 and 10.0 are not equal, do
#   not join and are two to DISTINCT, while 10 and the decimal 10.0 are equal. Any text is more than any number ("8" > 9, where a
#   column of JSON says no), and so is a list; true is less. October, held against a text, is later than November.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" duckdb==2.0.1

"$python" - <<'PY'
import duckdb

connection = duckdb.connect()


def row(query):
    return list(connection.execute(query).fetchone())


def field(json):
    return f"""('{{"n": {json}}}'::JSON::VARIANT).n"""


numbers = row(f"SELECT {field(100)} < {field('-10.5')}, {field(10)} = {field('10.0')}, 10::VARIANT = 10.0::VARIANT")
kinds = row(f"""SELECT {field('"8"')} > 9, ('{{"n": "8"}}'::JSON).n > 9, {field('[1]')} > 10000, {field('true')} < 0""")
days = row("SELECT DATE '2024-10-01'::VARIANT > '2024-11-01', DATE '2024-10-01' > '2024-11-01'")
told = f"(SELECT {field(10)} AS n UNION ALL SELECT {field('10.0')})"
found = row(f"SELECT count(DISTINCT n) FROM {told}") + row(f"SELECT count(*) FROM {told} a JOIN {told} b ON a.n = b.n")
print(numbers, kinds, days, found, sep="\n")
assert numbers == [True, False, True], numbers
assert kinds == [True, False, True, True], kinds
assert days == [True, False], days
assert found == [2, 2], found
PY
