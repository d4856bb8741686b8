#!/usr/bin/env bash
# Version: duckdb 2.0.1
# Guess: INTERVAL 1 MONTH and INTERVAL 30 DAY differ, or cannot be compared, since they lead to different dates.
# Seen: they are equal, a year equals 360 days and is less than 361, and DISTINCT keeps one of them, though the dates they
#   lead to from 1 February 2024 differ by a day: which row survives decides the date.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" duckdb==2.0.1

"$python" - <<'PY'
import duckdb

found = duckdb.sql("""
    SELECT INTERVAL 1 MONTH = INTERVAL 30 DAY, INTERVAL 1 YEAR = INTERVAL 360 DAY, INTERVAL 1 YEAR < INTERVAL 361 DAY,
           (SELECT count(DISTINCT i) FROM (VALUES (INTERVAL 1 MONTH), (INTERVAL 30 DAY)) t(i)),
           DATE '2024-02-01' + INTERVAL 1 MONTH = DATE '2024-02-01' + INTERVAL 30 DAY
""").fetchall()
print(found)
assert found == [(True, True, True, 1, False)], found
PY
