#!/usr/bin/env bash
# Version: pyoxigraph 0.5.13
# Guess: a day may be added to a date in SPARQL there (?day + "P1D"), or may not; a variable may be called anything.
# Seen: under some names every date of March has a next day, under others (?day among them, where ?date has one) none, and no error
#   is told; with the date written out 12 of the 31 have. Which is first, the date or the duration, makes no difference: the
#   sides of + are put in an order of their own, by a hash of them, and only a date with a duration behind it can be added up.
#   A month can be taken from every date.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pyoxigraph==0.5.13

"$python" - <<'PY'
import pyoxigraph

XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
ONE_DAY, ONE_MONTH = '"P1D"^^xsd:dayTimeDuration', '"P1M"^^xsd:yearMonthDuration'
days = [f'"2024-03-{day:02}"^^xsd:date' for day in range(1, 32)]
store = pyoxigraph.Store()
store.update(XSD + "INSERT DATA {" + " ".join(f"<urn:x:{n}> <urn:x:on> {day} ." for n, day in enumerate(days)) + "}")


def known(expression, pattern=""):
    """How many rows have a value for it."""
    rows = store.query(f"{XSD} SELECT ({expression} AS ?told) {{ {pattern} }}")
    return sum(row["told"] is not None for row in rows)


def of_all(expression, name):
    return known(expression.format(f"?{name}"), f"?report <urn:x:on> ?{name}")


names = ["d", "day", "date", "on", "when", "x", "y", "z", "t", "a", "b", "since", "begin", "start"]
found = {name: of_all(f"{{}} + {ONE_DAY}", name) for name in names}
turned = {name: of_all(f"{ONE_DAY} + {{}}", name) for name in names}
taken = {of_all(f"{{}} - {ONE_MONTH}", name) for name in names}
written_out = sum(known(f"{day} + {ONE_DAY}") for day in days)
print(found, written_out, taken, sep="\n")
assert set(found.values()) == {0, 31}, found
assert turned == found, turned
assert 0 < written_out < 31, written_out
assert taken == {31}, taken
PY
