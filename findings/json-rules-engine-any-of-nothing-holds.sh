#!/usr/bin/env bash
# Version: json-rules-engine 7.3.1
# Guess: "any" of no conditions does not hold; text is not held against numbers, so "10" is not greater than 9; and a list is never
#   greater than a number.
# Seen: `any: []` holds, as `all: []` does, so a rule whose list of grounds was emptied fires always. "10" is greater than 9 and not
#   greater than "9"; "2024-10-02" is after "2024-10-01", as it begins with digits, and "b" is neither less than "c" nor greater than
#   "a". A list of one 5 is greater than 0, one of two is not. A figure that is not there differs from 0.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" json-rules-engine@7.3.1

cat > "$folder/rules.mjs" <<'JS'
import { Engine } from "json-rules-engine";
async function holds(conditions, facts) {
  const engine = new Engine([], { allowUndefinedFacts: true });
  engine.addRule({ conditions, event: { type: "held" } });
  return (await engine.run(facts)).events.length > 0;
}
const compared = (n, operator, value) => holds({ all: [{ fact: "n", operator, value }] }, n === undefined ? {} : { n });
console.log(
  JSON.stringify([
    [await holds({ any: [] }, {}), await holds({ all: [] }, {})],
    [await compared("10", "greaterThan", 9), await compared("10", "greaterThan", "9")],
    [await compared("2024-10-02", "greaterThan", "2024-10-01"), await compared("b", "lessThan", "c"), await compared("b", "greaterThan", "a")],
    [await compared([5], "greaterThan", 0), await compared([5, 7], "greaterThan", 0)],
    [await compared(undefined, "notEqual", 0), await compared(null, "notIn", ["PRK"])],
  ]),
);
JS
"$python" - "$(node "$folder/rules.mjs")" <<'PY'
import json
import sys

found = json.loads(sys.argv[1])
print(*found, sep="\n")
assert found == [[True, True], [True, False], [True, False, False], [True, False], [True, True]], found
PY
