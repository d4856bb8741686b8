#!/usr/bin/env bash
# Version: quantulum3 0.10.0
# Guess: "half a million" is 500,000, "10 to 12 thousand troops" is about 11,000, and a brigade's number is a number.
# Seen: half a million is 1,500,000; 10 to 12 thousand is 6,005 give or take 5,995, the scale being the second number's alone,
#   while "10,000 to 12,000" is 11,000; and the 11th brigade is 11 tonne hours, as the 12th of October is 12.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" quantulum3==0.10.0

"$python" - <<'PY'
import warnings

warnings.simplefilter("ignore")
from quantulum3 import parser

texts = ["half a million", "10 to 12 thousand troops", "10,000 to 12,000 troops", "the 11th brigade", "on 12th October"]
found = [(read.value, read.uncertainty, read.unit.name) for (read,) in map(parser.parse, texts)]
print(found)
assert found == [
    (1_500_000, None, "dimensionless"),
    (6005, 5995, "dimensionless"),
    (11_000, 1000, "dimensionless"),
    (11, None, "tonne hour"),
    (12, None, "tonne hour"),
], found
PY
