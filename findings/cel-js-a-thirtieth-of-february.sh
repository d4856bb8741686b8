#!/usr/bin/env bash
# Version: @marcbachmann/cel-js 8.0.0
# Guess: timestamp("2024-02-30T00:00:00Z") is an error, as CEL's timestamps are those of RFC 3339, and as timestamp("2024-10-01") is
#   one there.
# Seen: it is 1 March, in silence, 31 April is 1 May, and 24:00 is the next day, so a report with a mistyped date counts on another
#   day. Month 13 is refused. Whole numbers are held to 64 bits when they are added, and not when one is negated or made of a
#   fraction.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" @marcbachmann/cel-js@8.0.0

cat > "$folder/asked.mjs" <<'JS'
import { evaluate } from "@marcbachmann/cel-js";
const asked = [
  'timestamp("2024-02-30T00:00:00Z") == timestamp("2024-03-01T00:00:00Z")',
  'timestamp("2023-04-31T00:00:00Z") == timestamp("2023-05-01T00:00:00Z")',
  'timestamp("2024-10-01T24:00:00Z") == timestamp("2024-10-02T00:00:00Z")',
  'timestamp("2024-13-01T00:00:00Z")',
  'timestamp("2024-10-01")',
  "9223372036854775807 + 1",
  "-(-9223372036854775808)",
  "int(1e19)",
];
const answer = (text) => { try { return String(evaluate(text)); } catch { return "error"; } };
console.log(JSON.stringify(asked.map(answer)));
JS
"$python" - "$(node "$folder/asked.mjs")" <<'PY'
import json
import sys

found = json.loads(sys.argv[1])
print(*found, sep="\n")
assert found[:5] == ["true", "true", "true", "error", "error"], found
assert found[5:] == ["error", "9223372036854775808", "10000000000000000000"], found
PY
