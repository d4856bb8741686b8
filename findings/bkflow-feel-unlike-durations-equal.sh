#!/usr/bin/env bash
# Version: bkflow-feel 1.2.0
# Guess: a function of FEEL that this engine does not have (duration, floor, decimal) raises an error, since raise_exception
#   is on ("whether to raise", its README says, "if validation or evaluation fails").
# Seen: every such call is None, with a line in the log, and None equals None: a month equals nine years, floor(1.5) equals
#   floor(99), and a function misspelt equals any other.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" bkflow-feel==1.2.0

"$python" - <<'PY'
import logging

from bkflow_feel.api import parse_expression

logging.disable()
asked = ['duration("P1M") = duration("P9Y")', "floor(1.5) = floor(99)", "florr(1.5) = decimal(2, 0)", "floor(1.5)", "1 = 2"]
found = [parse_expression(text, raise_exception=True) for text in asked]
print(found)
assert found == [True, True, True, None, False], found
PY
