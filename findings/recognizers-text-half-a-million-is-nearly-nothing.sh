#!/usr/bin/env bash
# Version: @microsoft/recognizers-text-suite 1.3.1
# Guess: "half a million troops" is 500,000, "two and a half thousand" 2,500, and EUR 10 million ten million euros, as "10 million
#   euros" are.
# Seen: half a million is 0.000002, one over twice the million, and two and a half thousand 2.0005. EUR 10 million is 100,000 euros,
#   while 10 million euros are ten million; $5bn is five dollars; and 1.234,56 is 1.794, what stands before its comma and what
#   stands behind it added up.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" @microsoft/recognizers-text-suite@1.3.1

cat > "$folder/ask.mjs" <<'JS'
import recognizers from "@microsoft/recognizers-text-suite";
const told = (read, text) => read(text, "en-us").map((found) => Number(found.resolution.value));
const counts = ["half a million troops", "two and a half thousand", "twelve thousand", "1.234,56", "1,234.56"];
const sums = ["EUR 10 million", "10 million euros", "$5bn"];
console.log(
  JSON.stringify([
    counts.map((text) => told(recognizers.recognizeNumber, text)).flat(),
    sums.map((text) => told(recognizers.recognizeCurrency, text)).flat(),
  ]),
);
JS
"$python" - "$(node "$folder/ask.mjs")" <<'PY'
import json
import sys

counts, sums = json.loads(sys.argv[1])
print(counts, sums)
assert counts == [0.000002, 2.0005, 12_000, 1.794, 1234.56], counts
assert sums == [100_000, 10_000_000, 5], sums
PY
