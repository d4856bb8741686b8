#!/usr/bin/env bash
# Version: python-dateutil 2.9.0
# Guess: isoparse() refuses an interval of ISO 8601 (2024-10-01/2024-10-31), since its documentation lists the forms of dates,
#   times and zones that it reads, and this is none of them.
# Seen: a moment, 20:24 on 1 October at an offset of 9 hours 29 minutes west. The "/" is taken for the T, the second year for
#   the hour, and -10-31 for the zone, whose minutes are then subtracted from its hours.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" python-dateutil==2.9.0

"$python" - <<'PY'
from dateutil.parser import isoparse

found = [isoparse(text).isoformat() for text in ("2024-10-01/2024-10-31", "2024-10-01/2024-12-05", "2024-03-01/2030-03-01")]
print(found)
assert found == ["2024-10-01T20:24:00-09:29", "2024-10-01T20:24:00-11:55", "2024-03-01T20:30:00-02:59"], found
PY
