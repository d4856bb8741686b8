#!/usr/bin/env bash
# Version: regopy 1.5.2
# Guess: time.parse_rfc3339_ns() reads 2024-10-01T12:30:00Z, the form that most JSON has, and what time.format() of the same engine
#   writes.
# Seen: a time that ends in Z is undefined, so that a rule with one in it never holds, and no error is told; with +00:00 in its place
#   it is read. time.format() writes Z, so the engine cannot read a time of its own.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" regopy==1.5.2

"$python" - <<'PY'
from regopy import Interpreter

moment = 1727785800000000000
asked = [
    'time.parse_rfc3339_ns("2024-10-01T12:30:00Z")',
    'time.parse_rfc3339_ns("2024-10-01T12:30:00+00:00")',
    f"time.format({moment})",
    f"time.parse_rfc3339_ns(time.format({moment}))",
    'time.parse_rfc3339_ns("2024-10-01T12:30:00Z") < time.parse_rfc3339_ns("2024-10-02T12:30:00Z")',
    'time.parse_rfc3339_ns("2024-10-01T12:30:00Z") >= time.parse_rfc3339_ns("2024-10-02T12:30:00Z")',
]
found = [str(Interpreter().query(text)) for text in asked]
print(*found, sep="\n")
assert [found[place] for place in (0, 3, 4, 5)] == ["undefined"] * 4, found
assert str(moment) in found[1], found
assert "2024-10-01T12:30:00.000000000Z" in found[2], found
PY
