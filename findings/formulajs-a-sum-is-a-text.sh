#!/usr/bin/env bash
# Version: @formulajs/formulajs 4.6.1
# Guess: functions of a spreadsheet leave out empty cells and texts, as a spreadsheet does, each of them or none: the median of 1, an
#   empty cell and 3 is 2, as their average is, and one cell of three counts as less than ten.
# Seen: the average is 2 and the median 1, the empty cell being nought there; COUNTIF counts it and an empty text as less than ten. SUMIF
#   of 10000 and "10000" is the text 1000010000, of which SUM makes 20000; DATEDIF has -1 days between 31 January and 1 March,
#   behind the month.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" @formulajs/formulajs@4.6.1

cat > "$folder/ask.mjs" <<'JS'
import * as formulas from "@formulajs/formulajs";
const cells = [1, null, 3];
const counts = [10000, "10000"];
const days = [new Date(2024, 0, 31), new Date(2024, 2, 1)];
console.log(
  JSON.stringify([
    formulas.AVERAGE(cells),
    formulas.COUNT(cells),
    formulas.MEDIAN(cells),
    formulas.STDEV.S(cells),
    formulas.COUNTIF([null, "", 5], "<10"),
    formulas.SUMIF(counts, ">9999"),
    formulas.SUM(counts),
    formulas.DATEDIF(...days, "m"),
    formulas.DATEDIF(...days, "md"),
  ]),
);
JS
"$python" - "$(node "$folder/ask.mjs")" <<'PY'
import json
import sys

found = json.loads(sys.argv[1])
print(found)
assert found[:4] == [2, 2, 1, 2**0.5], found
assert found[4:7] == [3, "1000010000", 20_000], found
assert found[7:] == [1, -1], found
PY
