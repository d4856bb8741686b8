#!/usr/bin/env bash
# Version: pyshacl 0.40.1 rdflib 7.6.0
# Guess: a day held against a limit that is a moment (sh:maxInclusive "2024-01-01T00:00:00"), or a duration of a month against
#   one of 20 days, is a violation, as SHACL has it for what cannot be compared; or October is after January.
# Seen: 1 October 2024 conforms to "at most January 2024" and violates "at least", and a month conforms to "at most 20 days":
#   rdflib orders what it cannot compare by the names of the types, and pySHACL takes that for an answer.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pyshacl==0.40.1 rdflib==7.6.0

"$python" - <<'PY'
import pyshacl
from rdflib import Graph

PREFIXES = "@prefix : <urn:x:> . @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"


def conforms(value, limit):
    data = Graph().parse(data=f"{PREFIXES} :report :on {value} .", format="turtle")
    shape = f"{PREFIXES} :shape a sh:NodeShape ; sh:targetNode :report ; sh:property [ sh:path :on ; {limit} ] ."
    return pyshacl.validate(data, shacl_graph=Graph().parse(data=shape, format="turtle"))[0]


october, january = '"2024-10-01"^^xsd:date', '"2024-01-01T00:00:00"^^xsd:dateTime'
found = [
    conforms(october, f"sh:maxInclusive {january}"),
    conforms(october, f"sh:minInclusive {january}"),
    conforms(october, 'sh:maxInclusive "2024-01-01"^^xsd:date'),
    conforms('"P1M"^^xsd:duration', 'sh:maxInclusive "P20D"^^xsd:duration'),
]
print(found)
assert found == [True, False, False, True], found
PY
