#!/usr/bin/env bash
# Version: followthemoney 4.11.2
# Guess: two country codes compare as 1.0 if they are one country, and as something less if not, so what is equal to two things
#   makes those two alike.
# Seen: Crimea compares as 1.0 with Ukraine and with Russia, Taiwan and Hong Kong with China, Abkhazia with Georgia, and
#   Ukraine with Russia as 0.0. A former state has nothing of its successor: the Soviet Union and Russia are 0.0, as are
#   Czechoslovakia and Czechia.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" followthemoney==4.11.2

"$python" - <<'PY'
from followthemoney.types import registry

pairs = ["ua-cri ua", "ua-cri ru", "tw cn", "hk cn", "ge-ab ge", "ua ru", "suhh ru", "cshh cz"]
found = {pair: registry.country.compare(*pair.split()) for pair in pairs}
print(found)
assert list(found.values()) == [1.0] * 5 + [0.0] * 3, found
PY
