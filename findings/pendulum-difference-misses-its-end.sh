#!/usr/bin/env bash
# Version: pendulum 3.3.0
# Guess: what a difference of two dates is added to leads to the other: a + (b - a) is b.
# Seen: from 2 December 2023 to 1 June 2024 it leads to 2 June; backwards, from 31 March to 29 February, to 27 February. In
#   a year some pairs forwards and many backwards miss, by one day or two, while their difference in days is right.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pendulum==3.3.0

"$python" - <<'PY'
import pendulum

forwards = pendulum.date(2023, 12, 2), pendulum.date(2024, 6, 1)
backwards = pendulum.date(2024, 3, 31), pendulum.date(2024, 2, 29)
found = [((a + (b - a)).isoformat(), (b - a).in_days(), a.add(days=(b - a).in_days()) == b) for a, b in (forwards, backwards)]
print(found)
assert found == [("2024-06-02", 182, True), ("2024-02-27", -31, True)], found
days = [pendulum.date(2024, 1, 1).add(days=n) for n in range(366)]
missed = [a < b for a in days for b in days if a + (b - a) != b]
print("missed forwards and backwards:", missed.count(True), missed.count(False))
assert 0 < missed.count(True) < missed.count(False), missed
PY
