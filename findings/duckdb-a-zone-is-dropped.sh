#!/usr/bin/env bash
# Version: duckdb 2.0.1
# Guess: a text with a zone that is cast to a TIMESTAMP, which has none, is that moment at Greenwich, as it was to release 1.3.2:
#   2024-10-05T23:00:00-05:00 is after midnight there.
# Seen: the zone is dropped and the hour kept. That moment and 2024-10-06T04:00:00Z, which is the same, are five hours apart and of two
#   days, in a column of CSV or JSON declared TIMESTAMP as in a comparison with one; read without a type they are one moment. A zone
#   by its name, refused by that release, is dropped as well, and 05:30:00+05:30 as a TIME is 05:30.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" duckdb==2.0.1

cd "$folder"
"$python" - <<'PY'
import duckdb

with open("seen.csv", "w") as file:
    file.write("seen\n2024-10-05T23:00:00-05:00\n2024-10-06T04:00:00Z\n")


def told(query):
    return [tuple(map(str, row)) if len(row) > 1 else str(row[0]) for row in duckdb.sql(query).fetchall()]


duckdb.sql("SET TimeZone = 'UTC'")
declared = told("SELECT seen FROM read_csv('seen.csv', columns = {'seen': 'TIMESTAMP'})")
found = told("SELECT seen FROM read_csv('seen.csv')")
(compared,) = told("SELECT TIMESTAMP '2024-10-06 00:00:00' < '2024-10-05T23:00:00-05:00'")
(named,) = told("SELECT '2024-10-05T12:00:00 Europe/Berlin'::TIMESTAMP, '2024-10-05T05:30:00+05:30'::TIME")
print(declared, found, compared, named)
assert declared == ["2024-10-05 23:00:00", "2024-10-06 04:00:00"], declared
assert found == ["2024-10-06 04:00:00+00:00"] * 2, found
assert (compared, named) == ("False", ("2024-10-05 12:00:00", "05:30:00")), (compared, named)
PY
