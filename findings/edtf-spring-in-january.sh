#!/usr/bin/env bash
# Version: edtf 5.0.2 edtf 4.11.1
# Guess: "spring 2024" in EDTF (2024-21) is the same months in both libraries called edtf, Python's and Node's, or neither says.
# Seen: it is March to May in Python, and January to March in Node; autumn begins in September or in July. Winter 2024 is December
#   alone in Python, and October to December in Node, so that a day of January 2025 is in no winter of either.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" edtf==5.0.2 edtf@4.11.1

cat > "$folder/seasons.mjs" <<'JS'
import edtf from "edtf";
const day = (moment) => new Date(moment).toISOString().slice(0, 10);
console.log(JSON.stringify(["2024-21", "2024-23", "2024-24"].map((text) => [day(edtf(text).min), day(edtf(text).max)])));
JS
"$python" - "$folder" <<'PY'
import json
import subprocess
import sys

from edtf import parse_edtf


def day(moment):
    return "-".join(f"{part:02}" for part in moment[:3])


seasons = map(parse_edtf, ("2024-21", "2024-23", "2024-24"))
here = [[day(season.lower_strict()), day(season.upper_strict())] for season in seasons]
told = subprocess.run(["node", f"{sys.argv[1]}/seasons.mjs"], check=True, capture_output=True, text=True).stdout
print(here, told.strip(), sep="\n")
assert here == [["2024-03-01", "2024-05-31"], ["2024-09-01", "2024-11-30"], ["2024-12-01", "2024-12-31"]], here
assert json.loads(told) == [["2024-01-01", "2024-03-31"], ["2024-07-01", "2024-09-30"], ["2024-10-01", "2024-12-31"]], told
PY
