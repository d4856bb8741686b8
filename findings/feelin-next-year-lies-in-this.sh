#!/usr/bin/env bash
# Version: feelin 8.2.0
# Guess: a day as text, as JSON brings it, is not within a range of dates: null, as FEEL has it for kinds that cannot be
#   compared, and as feelin has it for date("2024-10-01") = "2024-10-01".
# Seen: every text is within every range of dates: "2025-05-01" lies in 2024, and so does "abc", which lies between 1 and 5 as
#   well. A cell [date(…)..date(…)] of a decision table lets all of them through, without a warning; only text that JavaScript
#   can read as a number is held against numbers ("20" is not in [1..5]).
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" feelin@8.2.0

cat > "$folder/told.mjs" <<'JS'
import { evaluate, unaryTest } from "feelin";
const year = '[date("2024-01-01")..date("2024-12-31")]';
const cells = [[year, "2025-05-01"], [year, "abc"], ["[1..5]", "abc"], ["[1..5]", "20"]];
const told = cells.map(([cell, value]) => unaryTest(cell, { "?": value }));
told.push(evaluate('date("2025-05-01") in ' + year, {}), evaluate('date("2024-10-01") = "2024-10-01"', {}));
console.log(JSON.stringify(told.map(({ value, warnings }) => [value, warnings.length])));
JS
"$python" - "$folder" <<'PY'
import json
import subprocess
import sys

told = subprocess.run(["node", f"{sys.argv[1]}/told.mjs"], check=True, capture_output=True, text=True).stdout
print(told.strip())
found = json.loads(told)
assert found == [[True, 0], [True, 0], [True, 0], [False, 0], [False, 0], [None, 0]], found
PY
