#!/usr/bin/env bash
# Version: pint 0.25.3
# Guess: "kt" is a kilotonne, since "t" is a tonne, "Mt" a megatonne and k the prefix of a thousand: 15 kt are 15,000,000 kg, and
#   "1 quarter" is a quarter of a year or unknown.
# Seen: 15 kt are 15 knots, a speed, and 15 Mt a mass; so a yield or a load written in kilotonnes can be held against speeds, and not
#   against 15,000 t. A quarter is 12.7 kg, "5 M" a concentration and "10 MT" a magnetic field, and each is read without a word.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pint==0.25.3

"$python" - <<'PY'
import pint

units = pint.UnitRegistry()
found = {text: str(units(text).units) for text in ("15 t", "15 kt", "15 Mt", "10 MT", "5 M", "1 quarter")}
found["alike"] = [units("15 kt").check("[mass]"), units("15 kt").check("[speed]"), units("15 Mt").check("[mass]")]
found["quarter"] = round(units("1 quarter").to("kg").magnitude, 1)
print(found)
assert found == {
    "15 t": "metric_ton",
    "15 kt": "knot",
    "15 Mt": "megametric_ton",
    "10 MT": "megatesla",
    "5 M": "molar",
    "1 quarter": "quarter",
    "alike": [False, True, True],
    "quarter": 12.7,
}, found
PY
