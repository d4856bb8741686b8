#!/usr/bin/env bash
# Version: json-logic-js 2.0.5 json-logic-engine 5.0.7 datalogic-py 5.9.0 panzi-json-logic 1.0.1
# Guess: one rule of JsonLogic, which is there to be the same in every language, has one answer in four readers of it: a head count
#   of null or "" is missing for all or none, and null equals 0 for all or none.
# Seen: two say that null and "" are missing, and two that nothing is; null equals 0 for three, and for all four it is at most 0
#   and at least 0. "1,000" + 1 is 2, an error, an error and NaN, and "1.5 tonnes" is 1.5 to the first; -5 % 3 is -2 or 1.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" json-logic-js@2.0.5 json-logic-engine@5.0.7 datalogic-py==5.9.0 panzi-json-logic==1.0.1

cat > "$folder/asked.json" <<'JSON'
[{"missing": ["count", "place", "unit"]},
 {"==": [{"var": "count"}, 0]},
 {"and": [{"<=": [{"var": "count"}, 0]}, {">=": [{"var": "count"}, 0]}]},
 {"+": ["1,000", 1]},
 {"+": ["1.5 tonnes", 1]},
 {"%": [-5, 3]}]
JSON
cat > "$folder/logic.mjs" <<'JS'
import { readFileSync } from "node:fs";
import first from "json-logic-js";
import { LogicEngine } from "json-logic-engine";
const second = new LogicEngine();
const data = { count: null, place: "", unit: 0 };
const answer = (ask) => { try { return ask(); } catch { return "error"; } };
const asked = JSON.parse(readFileSync(new URL("asked.json", import.meta.url)));
console.log(JSON.stringify(asked.map((rule) => [answer(() => first.apply(rule, data)), answer(() => second.run(rule, data))])));
JS
"$python" - "$folder" <<'PY'
import json
import math
import subprocess
import sys

import datalogic_py
from json_logic import jsonLogic

data = {"count": None, "place": "", "unit": 0}


def answer(reader, rule):
    try:
        found = reader(rule, data)
    except Exception:
        return "error"
    return "NaN" if isinstance(found, float) and math.isnan(found) else found


with open(f"{sys.argv[1]}/asked.json") as file:
    asked = json.load(file)
found = json.loads(subprocess.run(["node", f"{sys.argv[1]}/logic.mjs"], check=True, capture_output=True, text=True).stdout)
for rule, answers in zip(asked, found):
    answers += [answer(datalogic_py.apply, rule), answer(jsonLogic, rule)]
    print(rule, answers)
assert found == [
    [["count", "place"], [], [], ["count", "place"]],
    [False, True, True, True],
    [True, True, True, True],
    [2, "error", "error", "NaN"],
    [2.5, "error", "error", "NaN"],
    [-2, -2, -2, 1],
], found
PY
