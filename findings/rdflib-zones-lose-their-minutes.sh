#!/usr/bin/env bash
# Version: rdflib 7.6.0
# Guess: SPARQL's TIMEZONE() of a moment at +05:30 is PT5H30M.
# Seen: PT5H; the minutes go, for Kathmandu (+05:45) and St John's (-03:30) too, and +00:30 has none at all. TZ() of the same
#   moment is right, so two functions that the standard puts side by side disagree.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" rdflib==7.6.0

"$python" - <<'PY'
from rdflib import Graph

found = {}
for zone in ("+05:30", "+05:45", "-03:30", "+00:30"):
    moment = f'"2024-10-01T12:00:00{zone}"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    (row,) = Graph().query(f"SELECT (TIMEZONE({moment}) AS ?zone) (TZ({moment}) AS ?text) {{}}")
    found[zone] = str(row.zone), str(row.text)
print(found)
assert {zone: told[0] for zone, told in found.items()} == {"+05:30": "PT5H", "+05:45": "PT5H", "-03:30": "-PT3H", "+00:30": "P0D"}
assert all(told[1] == zone for zone, told in found.items()), found
PY
