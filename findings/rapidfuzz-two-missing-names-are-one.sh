#!/usr/bin/env bash
# Version: rapidfuzz 3.14.6 jellyfish 1.3.0 strsimpy 0.2.1 duckdb 2.0.1
# Guess: the likeness of two names by Jaro and Winkler, of 1990, is one number in four libraries, so that a threshold found with one of
#   them holds in another; and of two names that are missing none is told.
# Seen: two empty names are wholly alike (1.0) in two libraries and wholly unlike (0.0) in two. Orion Star and Orion Moon are alike by
#   0.84 in three and by 0.893 in the fourth, which counts all that the names begin with alike, and not their first four letters;
#   and Kim Jong Un and Kim Chong-un by 0.879 or 0.865, so that a threshold is not only lower there.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" rapidfuzz==3.14.6 jellyfish==1.3.0 strsimpy==0.2.1 duckdb==2.0.1

"$python" - <<'PY'
import duckdb
import jellyfish
from rapidfuzz.distance import JaroWinkler
from strsimpy.jaro_winkler import JaroWinkler as Another

likenesses = [
    JaroWinkler.similarity,
    jellyfish.jaro_winkler_similarity,
    lambda *names: duckdb.execute("SELECT jaro_winkler_similarity(?, ?)", names).fetchone()[0],
    Another().similarity,
]
pairs = [("", ""), ("Orion Star", "Orion Moon"), ("Kim Jong Un", "Kim Chong-un"), ("Ivanov", "Petrov")]
found = [[round(likeness(*names), 3) for likeness in likenesses] for names in pairs]
print(*zip(pairs, found), sep="\n")
assert found == [
    [1.0, 0.0, 0.0, 1.0],
    [0.84, 0.84, 0.84, 0.893],
    [0.879, 0.879, 0.879, 0.865],
    [0.556, 0.556, 0.556, 0.556],
], found
PY
