#!/usr/bin/env bash
# Version: undate 0.8.0
# Guess: "some month of 2024" against December 2024 raises NotImplementedError, as 2024 against December 2024 does ("Can't
#   compare when one date falls within the other").
# Seen: it is later than December 2024, and than January, and "202X" is later than 2024; none of them is earlier, and none is
#   "in" it, though they lie between the earliest and the latest day that it states.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" undate==0.8.0

"$python" - <<'PY'
from undate import Undate


def told(one, other):
    return one > other, one < other, other in one, bool(one.earliest <= other.earliest and other.latest <= one.latest)


some_month = Undate(2024, "XX")
found = [told(some_month, Undate(2024, 12)), told(some_month, Undate(2024, 1)), told(Undate("202X"), Undate(2024))]
print(found)
assert found == [(True, False, False, True)] * 3, found
try:
    print(Undate(2024) > Undate(2024, 12))
except NotImplementedError as error:
    print(error)
else:
    raise SystemExit("a year is compared with its month")
PY
