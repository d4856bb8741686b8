#!/usr/bin/env bash
# Version: undate 0.8.0
# Guess: a library "for uncertain dates" keeps EDTF's marks of doubt (2024? uncertain, 2024~ approximate), or refuses them as
#   it refuses the parts of EDTF that it has not got ([2024,2025]).
# Seen: it takes them and drops them. 2024?, 2024~ and 2024% are equal to 2024 and written 2024, and 2024~/2025? comes back as
#   2024/2025: a date that nobody vouches for is as firm as any, once read.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" undate==0.8.0

"$python" - <<'PY'
from undate import Undate

firm = Undate(2024)
found = [(read.format("EDTF"), read == firm) for read in (Undate.parse(text, "EDTF") for text in ("2024?", "2024~", "2024%"))]
interval = Undate.parse("2024~/2025?", "EDTF").format("EDTF")
print(found, interval)
assert found == [("2024", True)] * 3, found
assert interval == "2024/2025", interval
try:
    Undate.parse("[2024,2025]", "EDTF")
except ValueError as error:
    print(error)
else:
    raise SystemExit("one of a set is read")
PY
