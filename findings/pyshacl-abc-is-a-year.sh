#!/usr/bin/env bash
# Version: pyshacl 0.40.1 rdflib 7.6.0
# Guess: sh:datatype xsd:gYear refuses "abc"^^xsd:gYear as ill-formed, as sh:datatype xsd:date refuses "2024-13-01"^^xsd:date.
# Seen: "abc" is a year to it, and "2024-13" a month: rdflib reads neither type. Of those that it does read it takes what their
#   standard has not: a week as a date (2024-W10, written back as 4 March), 1_000 as an integer, 1e3 as a decimal. On the other
#   hand no year is at least 2000 to it, nor at most.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pyshacl==0.40.1 rdflib==7.6.0

"$python" - <<'PY'
import logging

import pyshacl
from rdflib import Graph

logging.disable()
PREFIXES = "@prefix : <urn:x:> . @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"


def conforms(text, kind, test=None):
    data = Graph().parse(data=f'{PREFIXES} :report :says "{text}"^^xsd:{kind} .', format="turtle")
    limit = test or f"sh:datatype xsd:{kind}"
    shape = f"{PREFIXES} :shape a sh:NodeShape ; sh:targetNode :report ; sh:property [ sh:path :says ; {limit} ] ."
    return pyshacl.validate(data, shacl_graph=Graph().parse(data=shape, format="turtle"))[0]


taken = [("abc", "gYear"), ("2024-13", "gYearMonth"), ("2024-W10", "date"), ("1_000", "integer"), ("1e3", "decimal")]
found = [conforms(text, kind) for text, kind in taken]
refused = [conforms("2024-13-01", "date"), conforms("abc", "integer")]
limits = [conforms("2024", "gYear", f'sh:{limit} "2000"^^xsd:gYear') for limit in ("minInclusive", "maxInclusive")]
print(found, refused, limits)
assert (found, refused, limits) == ([True] * 5, [False, False], [False, False])
PY
