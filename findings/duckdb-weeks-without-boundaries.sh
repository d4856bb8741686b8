#!/usr/bin/env bash
# Version: duckdb 2.0.1
# Guess: date_diff('week', …) from a Sunday to the next day is 1, for date_diff() is "the number of partition boundaries", a
#   week begins on Monday for date_trunc(), and the year and the month are counted so.
# Seen: 0. Weeks alone are seven days each, wherever they begin: not boundaries, and not the whole weeks of date_sub() either,
#   for from noon on a Tuesday to eleven on the next it is 1, and date_sub() says 0.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" duckdb==2.0.1

"$python" - <<'PY'
import duckdb

promised = duckdb.sql("SELECT DISTINCT description FROM duckdb_functions() WHERE function_name = 'date_diff'").fetchall()
(found,) = duckdb.sql("""
    SELECT date_diff('week', sunday, monday), date_diff('week', date_trunc('week', sunday), date_trunc('week', monday)),
           date_diff('month', DATE '2024-09-30', DATE '2024-10-01'), date_diff('year', DATE '2023-12-31', DATE '2024-01-01'),
           date_diff('week', TIMESTAMP '2024-10-01 12:00', TIMESTAMP '2024-10-08 11:00'),
           date_sub('week', TIMESTAMP '2024-10-01 12:00', TIMESTAMP '2024-10-08 11:00')
    FROM (SELECT DATE '2024-10-06' AS sunday, DATE '2024-10-07' AS monday)
""").fetchall()
print(promised, found)
assert promised == [("The number of partition boundaries between the timestamps",)], promised
assert found == (0, 1, 1, 1, 1, 0), found
PY
