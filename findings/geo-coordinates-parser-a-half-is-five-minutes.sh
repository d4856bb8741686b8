#!/usr/bin/env bash
# Version: geo-coordinates-parser 1.7.4 parse-dms 0.0.5 coordinate-parser 1.0.7
# Guess: 48.5, 37.5 is half a degree north of 48 and east of 37 to three readers of coordinates, -0°30' is south, and -48°30' is as far
#   south as 48°30' S.
# Seen: to the first 48.5 is 48 degrees and 5 minutes, 46 km to the south, and 48.50 is 48 degrees and 50; with a third decimal it is
#   right. -0.5 it has five minutes north of the equator, and -0°30' half a degree north of it, as the third has; and to the second
#   -48°30' 37°30' is 48.51 south and 30 east.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" geo-coordinates-parser@1.7.4 parse-dms@0.0.5 coordinate-parser@1.0.7

cat > "$folder/ask.mjs" <<'JS'
import { createRequire } from "node:module";
import { convert } from "geo-coordinates-parser";
const require = createRequire(import.meta.url);
const parse = require("parse-dms");
const Coordinates = require("coordinate-parser");
const answer = (ask) => {
  try {
    return ask().map((degrees) => Number(degrees.toFixed(3)));
  } catch {
    return "error";
  }
};
const first = (text) => answer(() => [convert(text)].map((found) => [found.decimalLatitude, found.decimalLongitude])[0]);
const second = (text) => answer(() => [parse(text)].map((found) => [found.lat, found.lon])[0]);
const third = (text) => answer(() => [new Coordinates(text)].map((found) => [found.getLatitude(), found.getLongitude()])[0]);
const texts = ["48.5, 37.5", "48.50, 37.50", "48.500, 37.500", "-0.5, 37.5", "-0°30', 37°30'", "-48°30' 37°30'"];
console.log(JSON.stringify(texts.map((text) => [text, first(text), second(text), third(text)])));
JS
"$python" - "$(node "$folder/ask.mjs")" <<'PY'
import json
import sys

found = json.loads(sys.argv[1])
print(*found, sep="\n")
assert found == [
    ["48.5, 37.5", [48.083, 37.083], [48.5, 37.5], [48.5, 37.5]],
    ["48.50, 37.50", [48.833, 37.833], [48.5, 37.5], [48.5, 37.5]],
    ["48.500, 37.500", [48.5, 37.5], [48.5, 37.5], [48.5, 37.5]],
    ["-0.5, 37.5", [0.083, 37.083], [-0.5, 37.5], [-0.5, 37.5]],
    ["-0°30', 37°30'", [0.5, 37.5], [-0.5, 37.5], [0.5, 37.5]],
    ["-48°30' 37°30'", "error", [-48.51, 30], [-48.5, 37.5]],
], found
PY
