#!/usr/bin/env bash
# Version: geopy 2.5.0
# Guess: a Point is made of a whole text or refused: 48 30 15 N 37 45 0 E is degrees, minutes and seconds, or no point; with a comma for
#   the point in figures it is no point; a minus is south, and S with a minus is not more north than S.
# Seen: what the end of a text can be read as is the point, and what stands before it is passed over. 48 30 15 N 37 45 0 E is 45 N, 0 E;
#   51,73 36,19 is 36 N, 19 E, and a height behind a place moves it, 51.73 36.19 180 being 36.19 N, 180 E. Half a degree south,
#   -0°30', is half a degree north; and -51.73 S is 51.73 N.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" geopy==2.5.0

"$python" - <<'PY'
from geopy import Point

texts = [
    "48 30' 15\" N 37 45' 0\" E",
    "48 30 15 N 37 45 0 E",
    "51.73 36.19",
    "51,73 36,19",
    "51.73 36.19 180",
    "-0.5 37.5",
    "-0°30' 37°30'",
    "-51.73 S 36.19 E",
]
found = [tuple(round(degrees, 3) for degrees in tuple(Point(text))[:2]) for text in texts]
print(*zip(texts, found), sep="\n")
assert found == [
    (48.504, 37.75),
    (45.0, 0.0),
    (51.73, 36.19),
    (36.0, 19.0),
    (36.19, 180.0),
    (-0.5, 37.5),
    (0.5, 37.5),
    (51.73, 36.19),
], found
PY
