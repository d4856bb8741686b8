#!/usr/bin/env bash
# Version: pydatalog 0.22.4
# Guess: a figure that is a fact is kept as Python keeps it: 0.1 is 0.1, an amount of 1234567890.5 is more than 1234567889, and two
#   places a millimetre apart are two.
# Seen: fractions are kept to 27 bits, some eight digits. 0.1 comes back as 0.09999999962747097 and the amount as 1234567888.0, which
#   is less than the whole number 1234567889, for whole numbers keep all their digits. A latitude of 38.7507 and one of
#   38.75070001 are one and join; the mean of 10, 9 and 100 is 39.66666650772095.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pydatalog==0.22.4

"$python" - <<'PY'
from pyDatalog import pyDatalog

pyDatalog.load("""
    + share('a', 0.1)
    + paid('a', 1234567890.5)
    + seen('a', 38.7507)
    + known('b', 38.75070001)
    + count('a', 10)
    + count('b', 9)
    + count('c', 100)
    more(X) <= paid(X, N) & (N > 1234567889)
    less(X) <= paid(X, N) & (N < 1234567889)
    near(X, Y) <= seen(X, N) & known(Y, N)
    (mean[None] == mean_(N, for_each=X)) <= count(X, N)
""")
asked = ["share('a', N)", "paid('a', N)", "more(X)", "less(X)", "near(X, Y)", "mean[None] == N"]
found = [told and told.answers for told in map(pyDatalog.ask, asked)]
print(found)
assert found == [
    [(0.09999999962747097,)],
    [(1234567888.0,)],
    None,
    [("a",)],
    [("a", "b")],
    [(39.66666650772095,)],
], found
PY
