#!/usr/bin/env bash
# Version: countryguess 0.4.9
# Guess: former states are all treated alike: each has its old code, its successor's, or none.
# Seen: the Soviet Union has its old code SU, Czechoslovakia is CZ and Rhodesia ZW (successors), East Germany and
#   Yugoslavia are None. "Dutch Guinea", which is none of today's states of that name, is GN, Guinea.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" countryguess==0.4.9

"$python" - <<'PY'
from countryguess import guess_country

names = ["Soviet Union", "Czechoslovakia", "Rhodesia", "East Germany", "Yugoslavia", "Dutch Guinea"]
found = {name: (guess_country(name) or {}).get("iso2") for name in names}
print(found)
assert list(found.values()) == ["SU", "CZ", "ZW", None, None, "GN"], found
PY
