#!/usr/bin/env bash
# Version: polars 2.1.0 pyarrow 26.0.1
# Guess: exact decimals divide and multiply with more digits than they have, not with fewer: 1 / 3 is 0.3333, 1.23 * 4.56 is
#   5.6088, as the same numbers give in Arrow, whose types polars has.
# Seen: a result has the digits of the longer of the two, whatever is lost: 1 / 3 of whole decimals is 0, 2 / 3 is 1, and
#   1.23 * 4.56 is 5.61. As integers 1 / 3 is 0.333…, so a share worked out of a column of decimals is gone, and nothing tells.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" polars==2.1.0 pyarrow==26.0.1

"$python" - <<'PY'
from decimal import Decimal

import polars as pl
import pyarrow.compute as pc

frame = pl.DataFrame({"one": [Decimal("1"), Decimal("2")], "three": [Decimal("3"), Decimal("3")]})
found = frame.select(pl.col("one") / pl.col("three")).to_series().to_list()
(product,) = pl.select(pl.lit(Decimal("1.23")) * pl.lit(Decimal("4.56"))).row(0)
(as_integers,) = pl.select(pl.lit(1) / pl.lit(3)).row(0)
arrow = [pc.divide(Decimal("1"), Decimal("3")).as_py(), pc.multiply(Decimal("1.23"), Decimal("4.56")).as_py()]
print(found, product, as_integers, arrow)
assert (found, product) == ([Decimal("0"), Decimal("1")], Decimal("5.61")), (found, product)
assert as_integers == 1 / 3, as_integers
assert arrow == [Decimal("0.3333"), Decimal("5.6088")], arrow
PY
