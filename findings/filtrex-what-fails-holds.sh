#!/usr/bin/env bash
# Version: filtrex 3.1.0
# Guess: a filter over reports keeps those of which it holds: where a count is missing, or a text, it throws, or does not keep them.
# Seen: what fails is not thrown but given back, and an error is as good as true to JavaScript: reports.filter(count > 9999) keeps a
#   report without a count and one whose count is "many", and so does reports.filter(not (count > 9999)). And "10000" + 1 is 100001.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" filtrex@3.1.0

cat > "$folder/ask.mjs" <<'JS'
import { compileExpression } from "filtrex";
const reports = [
  { place: "Kursk", count: 11000 },
  { place: "Belgorod", count: 500 },
  { place: "Bryansk" },
  { place: "Sudzha", count: "many" },
];
const asked = ["count > 9999", "not (count > 9999)"];
const kept = asked.map((rule) => reports.filter(compileExpression(rule)).map((report) => report.place));
const given = compileExpression(asked[0])(reports[2]);
const added = compileExpression("count + 1")({ count: "10000" });
console.log(JSON.stringify([kept, given instanceof Error, given.message, added]));
JS
"$python" - "$(node "$folder/ask.mjs")" <<'PY'
import json
import sys

kept, is_error, message, added = json.loads(sys.argv[1])
print(*kept, message, added, sep="\n")
assert kept == [["Kursk", "Bryansk", "Sudzha"], ["Belgorod", "Bryansk", "Sudzha"]], kept
assert is_error and "does not exist" in message, message
assert added == "100001", added
PY
