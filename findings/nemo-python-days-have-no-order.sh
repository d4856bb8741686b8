#!/usr/bin/env bash
# Version: nemo-python 0.10.1
# Guess: of two days (xsd:date) one is before the other in a rule of Nemo, whose data are RDF's; and what is at least and at most 10
#   is 10.
# Seen: no day is before or after a day, nor at least nor at most itself, though it equals itself, and no message says that such a
#   condition never holds. 10.0 is at least and at most 10, and not 10: it is a second value, which a rule with 10 in it passes by,
#   which != 10 lets through, and which a sum adds to 10.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" nemo-python==0.10.1

"$python" - <<'PY'
import nmo_python


def derived(facts, rules):
    found = {}
    for name, rule in rules.items():
        engine = nmo_python.NemoEngine(nmo_python.load_string(f"{facts} {rule}"))
        engine.reason()
        found[name] = sorted(row[0] for row in engine.result("r"))
    return found


def day(text):
    return f'"{text}"^^<http://www.w3.org/2001/XMLSchema#date>'


told = f"told(1, {day('2024-10-01')}) . told(2, {day('2023-10-01')}) ."
held = {sign: f"r(?n) :- told(?n, ?d), ?d {sign} {day('2024-10-01')} ." for sign in ("<", "<=", ">", ">=", "=", "!=")}
days = derived(told, held)
counted = "n(10) . n(10.0) ."
tens = derived(counted, {
    "within": "r(?n) :- n(?n), ?n >= 10, ?n <= 10 .",
    "other": "r(?n) :- n(?n), ?n != 10 .",
    "sum": "r(#sum(?n)) :- n(?n) .",
})
print(days, tens, sep="\n")
assert days == {"<": [], "<=": [], ">": [], ">=": [], "=": [1], "!=": [2]}, days
assert tens == {"within": [10, 10.0], "other": [10.0], "sum": [20.0]}, tens
assert [type(number) for number in tens["other"]] == [float], tens
PY
