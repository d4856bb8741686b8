#!/usr/bin/env bash
# Version: portion 2.6.3 intervaltree 3.2.1 python-ranges 1.2.4
# Guess: a figure that is not one, as tables give a missing count (NaN), lies in no interval: nothing is between 0 and 999 that is not at
#   least 0.
# Seen: to the first it lies in every interval but the empty one: in 0 to 999, in what is left without that, and in 5 alone; a table
#   from intervals to words finds the first word for it, so that a missing count is a small one. The other two find it nowhere. An
#   interval that ends at it is empty, and vanishes from a union without a word.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" portion==2.6.3 intervaltree==3.2.1 python-ranges==1.2.4

"$python" - <<'PY'
import math

import intervaltree
import portion
import ranges

missing = math.nan
small = portion.closed(0, 999)
found = [missing in interval for interval in (small, ~small, portion.singleton(5), portion.empty())]
sizes = portion.IntervalDict({small: "small", portion.open(999, portion.inf): "great"})
words = [sizes[missing], sizes[5000]]
others = [missing in ranges.Range(0, 999), bool(intervaltree.IntervalTree.from_tuples([(0, 999)])[missing])]
ends = portion.closed(0, 5) | portion.closed(100, missing)
print(found, words, others, ends)
assert found == [True, True, True, False], found
assert words == ["small", "great"], words
assert others == [False, False], others
assert ends == portion.closed(0, 5), ends
PY
