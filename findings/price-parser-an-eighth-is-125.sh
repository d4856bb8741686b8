#!/usr/bin/env bash
# Version: price-parser 0.5.1
# Guess: three digits behind a point are guessed to be thousands where they can be (1.250, as the README says), and not where no
#   thousands can stand: 0.125 and 0,125 are an eighth.
# Seen: 0.125 is 125 and 0.050 is 50, while 0.05 is 0.05 and 0.1250 is 0.1250: a price with one digit more or less is a thousand
#   times less. A figure below one with three decimals is taken for a large one, in silence.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" price-parser==0.5.1

"$python" - <<'PY'
from price_parser import Price

texts = ["0.125", "0,125 EUR", "0.050", "0.05", "0.1250", "1.250"]
found = {text: str(Price.fromstring(text).amount) for text in texts}
print(found)
assert list(found.values()) == ["125", "125", "50", "0.05", "0.1250", "1250"], found
PY
