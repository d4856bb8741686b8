#!/usr/bin/env bash
# Version: @microsoft/recognizers-text-suite 1.3.1
# Guess: "not before 5 October 2024" is that day or later, "not after" that day or earlier, or else neither is read; "around" that day
#   is marked as what it is.
# Seen: not before, not until and no earlier than are all before 5 October 2024, and not after and not later than are after it: the
#   word that turns them round is left outside of what is read, except in "no later than", which is before it and right. Around
#   5 October is that day, as firm as any.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" @microsoft/recognizers-text-suite@1.3.1

cat > "$folder/ask.mjs" <<'JS'
import recognizers from "@microsoft/recognizers-text-suite";
const today = new Date(2024, 9, 10);
const asked = ["not before", "not until", "no earlier than", "not after", "not later than", "no later than", "around"];
const told = asked.map((words) => {
  const [found] = recognizers.recognizeDateTime(`${words} 5 October 2024`, "en-us", 0, today);
  const [value] = found.resolution.values;
  return [words, value.Mod ?? value.value];
});
console.log(JSON.stringify(told));
JS
"$python" - "$(node "$folder/ask.mjs")" <<'PY'
import json
import sys

found = dict(json.loads(sys.argv[1]))
print(found)
assert found == {
    "not before": "before",
    "not until": "before",
    "no earlier than": "before",
    "not after": "after",
    "not later than": "after",
    "no later than": "before",
    "around": "2024-10-05",
}, found
PY
