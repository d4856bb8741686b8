#!/usr/bin/env bash
# Version: feelin 8.2.0
# Guess: 1e3 is a thousand in FEEL, as DMN 1.4 has it and as feelin's grammar promises ("support exponential notation"), or
#   it is refused.
# Seen: it is 1. An exponent counts only behind a decimal point: 1.5e3 is 1500, 2e3 is 2, and number("2e3") is 2000. No
#   warning, so a decision table's cell "< 1e3" turns 500 away, and [1e3..2e3] holds 1.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" feelin@8.2.0

cat > "$folder/told.mjs" <<'JS'
import { evaluate, unaryTest } from "feelin";
const read = ["1e3", "2e3", "1.5e3", 'number("2e3")'].map((text) => evaluate(text, {}));
const cells = [["< 1e3", 500], ["< 1000", 500], ["[1e3..2e3]", 1]].map(([cell, value]) => unaryTest(cell, { "?": value }));
console.log(JSON.stringify([...read, ...cells].map(({ value, warnings }) => [value, warnings.length])));
JS
"$python" - "$folder" <<'PY'
import json
import subprocess
import sys

told = subprocess.run(["node", f"{sys.argv[1]}/told.mjs"], check=True, capture_output=True, text=True).stdout
print(told.strip())
found = [(value, warnings) for value, warnings in json.loads(told)]
assert found == [(1, 0), (2, 0), (1500, 0), (2000, 0), (False, 0), (True, 0), (True, 0)], found
PY
