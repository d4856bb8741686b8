#!/usr/bin/env bash
# Version: @edtf-ts/core 0.4.2
# Guess: a library of EDTF that answers YES only where a relation "definitely holds" says MAYBE where one of two years is meant
#   ([2023,2026]), where a year is approximate and near, and where only a month is unknown; what ends in 2024 is never after 2025.
# Seen: one of 2023 and 2026 is before 2025, YES, and after it, YES. An interval with an open start that ends in 2024 (../2024) is
#   after 2025, YES, as well as before it. About December 2024 is before January 2025, YES, as without the mark; and the 5th of
#   some month MAYBE equals a 6th.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" @edtf-ts/core@0.4.2

cat > "$folder/ask.mjs" <<'JS'
import { FuzzyDate } from "@edtf-ts/core";
const date = (text) => FuzzyDate.parse(text);
const told = ([one, other]) => [date(one).isBefore(date(other)), date(one).isAfter(date(other))];
const pairs = [["[2023,2026]", "2025"], ["../2024", "2025"], ["2024-12~", "2025-01"], ["202X", "2025"]];
const day = date("2024-XX-05").equals(date("2024-03-06"));
console.log(JSON.stringify([pairs.map(told), date("[2023,2026]").isDefinitelyBefore(date("2025")), day]));
JS
"$python" - "$(node "$folder/ask.mjs")" <<'PY'
import json
import sys

found, definitely, day = json.loads(sys.argv[1])
print(found, definitely, day)
assert found == [["YES", "YES"], ["YES", "YES"], ["YES", "NO"], ["MAYBE", "MAYBE"]], found
assert definitely and day == "MAYBE", (definitely, day)
PY
