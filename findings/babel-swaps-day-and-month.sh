#!/usr/bin/env bash
# Version: babel 2.19.0
# Guess: parse_date under en_US refuses 13/12/2024, which has no month 13: that is how one finds a column in British order.
# Seen: it swaps day and month in silence, for en_US and en_GB and for `ru` with points too. In one column 12/11/2024 is
#   read as December, 13/11/2024 as November, and nothing fails.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" babel==2.19.0

"$python" - <<'PY'
from babel.dates import parse_date

cases = [("12/11/2024", "en_US"), ("13/11/2024", "en_US"), ("11/13/2024", "en_GB"), ("11.13.2024", "ru")]
found = [parse_date(text, locale=locale).isoformat() for text, locale in cases]
print(found)
assert found == ["2024-12-11", "2024-11-13", "2024-11-13", "2024-11-13"], found
PY
