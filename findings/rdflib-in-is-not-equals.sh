#!/usr/bin/env bash
# Version: rdflib 7.6.0
# Guess: `?n IN (10000)` holds where `?n = 10000` does: SPARQL 1.1 defines the one by the other.
# Seen: `=` compares values, IN the written terms. A head count of 1e4 or 10000.0 equals 10000 and is not in (10000); NOT IN
#   keeps it. So with the day 2024-10-01Z and 2024-10-01, and with a text that names its type.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" rdflib==7.6.0

"$python" - <<'PY'
from rdflib import Graph

graph = Graph().parse(format="turtle", data='@prefix : <urn:x:> . :a :n 10000 . :b :n 10000.0 . :c :n 1e4 . :d :n 9000 .')


def whose(condition):
    rows = graph.query(f"SELECT ?who {{ ?who <urn:x:n> ?n FILTER({condition}) }}")
    return "".join(sorted(str(row.who)[-1] for row in rows))


found = [whose("?n = 10000"), whose("?n IN (10000)"), whose("?n NOT IN (10000)")]
print(found)
assert found == ["abc", "a", "bcd"], found
prefix = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
asked = ['"2024-10-01Z"^^xsd:date {} "2024-10-01"^^xsd:date', '"a" {} "a"^^xsd:string']
for each in asked:
    equal, inside = each.format("="), each.format("IN (") + ")"
    told = graph.query(f"{prefix}SELECT ({equal} AS ?equal) ({inside} AS ?inside) {{}}")
    (answer,) = [(bool(row.equal), bool(row.inside)) for row in told]
    print(each, answer)
    assert answer == (True, False), answer
PY
