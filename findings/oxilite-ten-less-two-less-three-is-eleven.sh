#!/usr/bin/env bash
# Version: oxilite 0.9.1 pyoxigraph 0.5.13
# Guess: a store that has the names, the arguments and the results of pyoxigraph's, and runs its tests, has the results of its
#   arithmetic: 10 - 2 - 3 is 5, and half of 3 per cent of 100 tonnes 1.5.
# Seen: what stands behind a minus or a division is worked out first: 10 - 2 - 3 is 11, 10 - 2 + 3 is 5, 3 * 100 / 100 / 2 is 6. Asked in
#   Cypher, the same store says 5. Decimals are exact for 15 digits and then not, 90071992547409.93 + 0.01 being 90071992547410, and
#   0.1 + 0.2 = 0.3 does not hold, though 0.1 + 0.2 is 0.3. A whole number beyond 64 bits is the last that fits, where the other
#   gives nothing.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" oxilite==0.9.1 pyoxigraph==0.5.13

"$python" - <<'PY'
import oxilite
import pyoxigraph


def told(store, text):
    (found,) = store.query(f"SELECT ({text} AS ?found) {{}}")
    return found["found"] and found["found"].value


asked = {
    "10 - 2 - 3": ("11", "5"),
    "10 - 2 + 3": ("5", "11"),
    "3 * 100 / 100 / 2": ("6", "1.5"),
    "90071992547409.93 + 0.01": ("90071992547410", "90071992547409.94"),
    "0.1 + 0.2": ("0.3", "0.3"),
    "0.1 + 0.2 = 0.3": ("false", "true"),
    "9223372036854775807 + 1": ("9223372036854775807", None),
}
found = {text: (told(oxilite.Store(), text), told(pyoxigraph.Store(), text)) for text in asked}
cypher = oxilite.Store().cypher("RETURN 10 - 2 - 3 AS found").records
print(found, cypher)
assert found == asked, found
assert cypher == [{"found": 5}], cypher
PY
