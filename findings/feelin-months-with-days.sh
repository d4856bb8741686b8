#!/usr/bin/env bash
# Version: feelin 8.2.0
# Guess: FEEL's years and months duration() of two dates has whole months only: from 2011-12-22 to 2013-08-24 it is P1Y8M,
#   the example of the standard.
# Seen: P1Y8M2D. It is equal to P1Y8M all the same, so the comparison does not see the two days that an addition adds. From
#   31 January to 29 February it is P29D, in days alone.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" feelin@8.2.0

cat > "$folder/told.mjs" <<'JS'
import { evaluate } from "feelin";
const between = (first, last) => `years and months duration(date("${first}"), date("${last}"))`;
const long = between("2011-12-22", "2013-08-24");
const asked = [
  `string(${long})`,
  `${long} = duration("P1Y8M")`,
  `string(date("2011-12-22") + ${long})`,
  `string(date("2011-12-22") + duration("P1Y8M"))`,
  `string(${between("2024-01-31", "2024-02-29")})`,
];
console.log(JSON.stringify(asked.map((text) => evaluate(text, {}).value)));
JS
"$python" - "$folder" <<'PY'
import json
import subprocess
import sys

told = subprocess.run(["node", f"{sys.argv[1]}/told.mjs"], check=True, capture_output=True, text=True).stdout
print(told.strip())
found = json.loads(told)
assert found == ["P1Y8M2D", True, "2013-08-24", "2013-08-22", "P29D"], found
PY
