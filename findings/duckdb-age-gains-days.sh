#!/usr/bin/env bash
# Version: duckdb 2.0.1
# Guess: age() of two dates, fetched in Python, is the number of days between them.
# Seen: from 29 February to 31 March 2024 are 31 days; age() says "1 month 2 days", and the timedelta that Python gets has
#   32, because on the way each month becomes 30 days. From 31 January to 1 March it is 31 instead of 30.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" duckdb==2.0.1

"$python" - <<'PY'
import duckdb

found = duckdb.sql("""
    SELECT age(later, earlier)::VARCHAR, age(later, earlier), later - earlier
    FROM (VALUES (DATE '2024-02-29', DATE '2024-03-31'), (DATE '2024-01-31', DATE '2024-03-01')) t(earlier, later)
""").fetchall()
found = [(text, age.days, days) for text, age, days in found]
print(found)
assert found == [("1 month 2 days", 32, 31), ("1 month 1 day", 31, 30)], found
PY
