#!/usr/bin/env bash
# Version: chrono-node 2.10.3 @microsoft/recognizers-text-date-time 1.3.2
# Guess: readers of dates in prose read "between 3 and 9 October 2024" as both days, "on the night of 5-6 October 2024" as the 5th or
#   the 6th, and "late 2023" as the end of 2023; what they cannot read they leave out.
# Seen: chrono has 9 October alone for the first, while "from 3 to 9" is both; the night of 5-6 October is, for it, the day on which the
#   text is read, with the date in its match. Microsoft's puts "late 2023" into the second half of the present month, and reads
#   "early October 2024" as the first half of October, of this year and of next, with the year 2024 beside it.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" chrono-node@2.10.3 @microsoft/recognizers-text-date-time@1.3.2

cat > "$folder/prose.mjs" <<'JS'
import recognizers from "@microsoft/recognizers-text-date-time";
import * as chrono from "chrono-node";
const now = new Date("2026-05-20T12:00:00Z");
const day = (moment) => moment && moment.date().toISOString().slice(0, 10);
const texts = ["from 3 to 9 October 2024", "between 3 and 9 October 2024", "on the night of 5-6 October 2024"];
const one = texts.map((text) => chrono.parse(text, now).map((found) => [found.text, day(found.start), day(found.end)]));
const other = ["late 2023", "early October 2024"].map((text) =>
  recognizers.recognizeDateTime(text, "en-us", 0, now).map((found) => [
    found.text,
    found.resolution.values.map((value) => [value.start, value.end]),
  ]),
);
console.log(JSON.stringify([one, other]));
JS
"$python" - "$(TZ=UTC node "$folder/prose.mjs")" <<'PY'
import json
import sys

one, other = json.loads(sys.argv[1])
print(*one, *other, sep="\n")
assert one == [
    [["3 to 9 October 2024", "2024-10-03", "2024-10-09"]],
    [["9 October 2024", "2024-10-09", None]],
    [["night of 5-6 October 2024", "2026-05-20", "2026-05-20"]],
], one
assert other == [
    [["late 2023", [["2026-05-16", "2026-06-01"]]]],
    [
        ["early october", [["2025-10-01", "2025-10-16"], ["2026-10-01", "2026-10-16"]]],
        ["2024", [["2024-01-01", "2025-01-01"]]],
    ],
], other
PY
