#!/usr/bin/env bash
# Version: pycountry 26.2.16
# Guess: historic_countries.get(alpha_2="CS") gives both states that had the code, or the first.
# Seen: one, the last in the data: Serbia and Montenegro. Czechoslovakia, in the same table, is not found by its alpha-2
#   code, and no message says that there were two. An old document's CS is read as a state that it cannot mean.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pycountry==26.2.16

"$python" - <<'PY'
import pycountry

told = pycountry.historic_countries.get(alpha_2="CS").name
there = [country.name for country in pycountry.historic_countries if country.alpha_2 == "CS"]
print(told, there)
assert told == "Serbia and Montenegro", told
assert there == ["Czechoslovakia, Czechoslovak Socialist Republic", "Serbia and Montenegro"], there
PY
