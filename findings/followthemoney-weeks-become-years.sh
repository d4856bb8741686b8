#!/usr/bin/env bash
# Version: followthemoney 4.11.2
# Guess: a date that its format has not (a week, a quarter, an interval, a doubtful year) is refused, as "October 2024" is; and a figure
#   written 10k, 1.5 million or 0,125 is refused or read as what it says.
# Seen: what stands at the front is kept: 2024-W10, 2024-Q3 and 2024? are 2024, 1 to 5 October 2024 is the 1st, and each of them is said to
#   be valid. 10k is 10, 1.5 million 1.5, and 0,125 is 125, while 1.000,5 is nothing. A year and a day within it compare as 0.0,
#   as two different years do, and a month and a day within it as 0.5.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" followthemoney==4.11.2

"$python" - <<'PY'
from followthemoney.types import registry

texts = ["2024-W10", "2024-Q3", "2024?", "2024-10-01/2024-10-05", "October 2024"]
dates = [(registry.date.clean(text), registry.date.validate(text)) for text in texts]
figures = [registry.number.to_number(text) for text in ("10k", "1.5 million", "0,125", "1.000,5")]
alike = [registry.date.compare(*pair) for pair in (("2024", "2024-10-01"), ("2024", "1970"), ("2024-10", "2024-10-01"))]
print(dates, figures, alike, sep="\n")
assert dates == [("2024", True), ("2024", True), ("2024", True), ("2024-10-01", True), (None, False)], dates
assert figures == [10.0, 1.5, 125.0, None], figures
assert alike == [0, 0, 0.5], alike
PY
