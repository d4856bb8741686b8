#!/bin/sh
# A whole number of JSON that DuckDB calls a DOUBLE, and still knows to the last digit.
#
# duckdb 2.0.1 (1.5.6 says the same).
#
# json_type() tells whole numbers from others: 1 is UBIGINT, 1.0 is DOUBLE. One would guess that what is called DOUBLE
# has been rounded to one, or that json_type() goes on to HUGEINT. From 2^64 on a whole number is called DOUBLE, its text
# keeps every digit, a cast to HUGEINT is exact, and only the cast to DOUBLE rounds: the type that is named is the one
# cast of the three that loses something. To tell 18446744073709551617 from 1.8446744073709552e19 one has to look at the
# text, not at the type.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet duckdb==2.0.1
"$folder/venv/bin/python" - <<'PYTHON'
import duckdb

query = "SELECT json_type(n), n::VARCHAR, n::HUGEINT, n::DOUBLE::HUGEINT FROM (SELECT json_extract(?, '$.n') AS n)"


def told(text):
    (row,) = duckdb.execute(query, ['{"n": ' + text + "}"]).fetchall()
    print(text, row)
    return row


last, next_one = 2**64 - 1, 2**64 + 1
assert told(str(last)) == ("UBIGINT", str(last), last, 2**64)
assert told(str(next_one)) == ("DOUBLE", str(next_one), next_one, 2**64)
assert told("1.0")[:2] == ("DOUBLE", "1.0")
PYTHON
