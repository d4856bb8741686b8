#!/usr/bin/env bash
# Version: hyperformula 3.5.0 @formulajs/formulajs 4.6.1
# Guess: formulas of a spreadsheet give what a spreadsheet gives, in two libraries of them: a month after 31 January 2024 is 29 February,
#   30 December 2024 lies in the ISO week 1, INT cuts downwards, a half written "0%" is 50%.
# Seen: so in the second. In the first a month after 31, 30 and 29 January 2024 is 28 February, and 30 December lies in week 53, as the
#   last days of six years in sixteen do; INT(-2.5) is -2, a half is 1%, and 12345 as "#,##0" is 12345,##0.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" hyperformula@3.5.0 @formulajs/formulajs@4.6.1

cat > "$folder/ask.mjs" <<'JS'
import * as formulas from "@formulajs/formulajs";
import { HyperFormula } from "hyperformula";
const cells = [
  '=TEXT(EDATE(DATE(2024,1,31),1),"yyyy-mm-dd")',
  '=TEXT(EDATE(DATE(2024,1,29),1),"yyyy-mm-dd")',
  "=ISOWEEKNUM(DATE(2024,12,30))",
  "=INT(-2.5)",
  '=TEXT(0.5,"0%")',
  '=TEXT(12345,"#,##0")',
];
const one = HyperFormula.buildFromArray([cells], { licenseKey: "gpl-v3" }).getSheetValues(0)[0];
const day = (date) => date.toISOString().slice(0, 10);
const other = [
  day(formulas.EDATE(new Date(2024, 0, 31), 1)),
  day(formulas.EDATE(new Date(2024, 0, 29), 1)),
  formulas.ISOWEEKNUM(new Date(2024, 11, 30)),
  formulas.INT(-2.5),
  formulas.TEXT(0.5, "0%"),
  formulas.TEXT(12345, "#,##0"),
];
console.log(JSON.stringify([one, other]));
JS
"$python" - "$(TZ=UTC node "$folder/ask.mjs")" <<'PY'
import json
import sys

one, other = json.loads(sys.argv[1])
print(one, other, sep="\n")
assert one == ["2024-02-28", "2024-02-28", 53, -2, "1%", "12345,##0"], one
assert other == ["2024-02-29", "2024-02-29", 1, -3, "50%", "12,345"], other
PY
