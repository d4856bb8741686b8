#!/usr/bin/env bash
# Version: edtf 5.0.2
# Guess: text_to_edtf("between 3 and 9 October 2024") is an interval of days, or the month, or None.
# Seen: 2003-10-09. The first day becomes the year and the year is gone; so "12-15 November 2024" is in 2012, and "10 and 11
#   October 2024" in 2010. With the month said twice, "1 October 2024 to 5 October 2024", it is None.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" edtf==5.0.2

"$python" - <<'PY'
from edtf import text_to_edtf

texts = ["between 3 and 9 October 2024", "12-15 November 2024", "10 and 11 October 2024", "1 October 2024 to 5 October 2024"]
found = [text_to_edtf(text) for text in texts]
print(found)
assert found == ["2003-10-09", "2012-11-15", "2010-10-11", None], found
PY
