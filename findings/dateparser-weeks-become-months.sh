#!/usr/bin/env bash
# Version: dateparser 1.5.0
# Guess: an ISO week (2024-W10, in March) or a quarter (Q3 2024) is read as its beginning, or gives None.
# Seen: 2024-W10 becomes a day in October and 2024-W02 one in February; the W goes, and the number is a month. "Q3 2024" is
#   30 August and "circa 2020" 30 November 2020 if today is 30 November, while "late 2023" and "mid-March 2024" are None.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" dateparser==1.5.0

"$python" - <<'PY'
import datetime

import dateparser

settings = {"RELATIVE_BASE": datetime.datetime(2026, 11, 30, 12)}
texts = ["2024-W10", "2024-W02", "Q3 2024", "circa 2020", "late 2023", "mid-March 2024"]
found = {}
for text in texts:
    date = dateparser.parse(text, settings=settings)
    found[text] = date and date.date().isoformat()
print(found)
assert list(found.values()) == ["2024-10-30", "2024-02-29", "2024-08-30", "2020-11-30", None, None], found
PY
