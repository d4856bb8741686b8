#!/usr/bin/env bash
# Version: mgrs 1.6.0 mgrs 2.2.0
# Guess: a square of the military grid (37UCT, 100 km wide) is read as its south-western corner, where its digits count from, by the
#   library mgrs of Python as by that of Node, and by every release: 37UCT is 37UCT0000000000 less exactly said.
# Seen: as its middle, by both, 70 km from there, and the two middles lie half a kilometre apart. Python's 1.5.4 gave the corner, so
#   from one minor release to the next the same report moved by 70 km, and 37UCT28 by 7; the point does not say how wide the square was.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" mgrs==1.6.0 mgrs@2.2.0

cat > "$folder/squares.mjs" <<'JS'
import mgrs from "mgrs";
const squares = ["37UCT", "37UCT0000000000", "37UCT28", "37UCT2000080000"];
console.log(JSON.stringify(squares.map((square) => mgrs.toPoint(square).reverse())));
JS
"$python" - "$(node "$folder/squares.mjs")" <<'PY'
import json
import math
import sys

import mgrs


def apart(one, other):
    """Kilometres, near enough for so short a way."""
    north = (one[0] - other[0]) * 111.2
    east = (one[1] - other[1]) * 111.3 * math.cos(math.radians(one[0]))
    return round(math.hypot(north, east), 1)


there = json.loads(sys.argv[1])
grid = mgrs.MGRS()
here = [grid.toLatLon(square) for square in ("37UCT", "37UCT0000000000", "37UCT28", "37UCT2000080000")]
moved = [[apart(read[0], read[1]), apart(read[2], read[3])] for read in (here, there)]
differ = [apart(*pair) for pair in zip(here, there)]
print(here, there, moved, differ, sep="\n")
assert moved == [[70.4, 7.1], [70.6, 7.1]], moved
assert differ == [0.5, 0.0, 0.0, 0.0], differ
PY
