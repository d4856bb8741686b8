#!/usr/bin/env bash
# Version: jsonata 2.2.2
# Guess: 12:00 at -03:30 is 15:30 at Greenwich, a date written with a picture is read with it as the same date, and a date in
#   American order is refused by a picture in British order where it has no such month.
# Seen: it is 14:30, for west of Greenwich the minutes are taken off the hours (east of it they are right), and a time is written at
#   -03:30 as of -04:30. 5 October 2024 is written 05/10/24, which is read as 1924. 10/13/2024 is 10 January 2025, 30/02/2024 the
#   first of March, and day 367 of a year its first.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" jsonata@2.2.2

cat > "$folder/ask.mjs" <<'JS'
import jsonata from "jsonata";
const told = (text) => jsonata(text).evaluate({});
const read = (text, picture) => told(`$fromMillis($toMillis("${text}", "${picture}"))`);
const written = (picture, zone) => told(`$fromMillis($toMillis("2024-10-05T12:00:00Z"), "${picture}", "${zone}")`);
const found = [
  read("2024-10-05 12:00 -03:30", "[Y]-[M]-[D] [H]:[m] [Z]"),
  read("2024-10-05 12:00 +05:30", "[Y]-[M]-[D] [H]:[m] [Z]"),
  written("[H01]:[m01] [Z]", "-0330"),
  written("[D01]/[M01]/[Y01]", "+0000"),
  read("05/10/24", "[D01]/[M01]/[Y01]"),
  read("10/13/2024", "[D01]/[M01]/[Y]"),
  read("30/02/2024", "[D01]/[M01]/[Y]"),
  read("2024-367", "[Y]-[d001]"),
];
console.log(JSON.stringify(await Promise.all(found)));
JS
"$python" - "$(node "$folder/ask.mjs")" <<'PY'
import json
import sys

found = json.loads(sys.argv[1])
print(*found, sep="\n")
assert found == [
    "2024-10-05T14:30:00.000Z",
    "2024-10-05T06:30:00.000Z",
    "07:30 -04:30",
    "05/10/24",
    "1924-10-05T00:00:00.000Z",
    "2025-01-10T00:00:00.000Z",
    "2024-03-01T00:00:00.000Z",
    "2024-01-01T00:00:00.000Z",
], found
PY
