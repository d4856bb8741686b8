#!/usr/bin/env bash
# Version: pysfeel 1.4.2
# Guess: a month after 31 January 2024 is 29 February, as FEEL has it of its end of a month; and date("2024-10"), which is no date
#   in FEEL, is null.
# Seen: it is 28 February, as in a year without a leap day. date("2024-10") is a day of October 2024, by the day on which it is
#   asked: of the 1st to the 31st whichever today is. Of a rule with a month as its limit the answer changes overnight.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" pysfeel==1.4.2

"$python" - <<'PY'
import datetime

import pySFeel

today = datetime.date.today().day
asked = ['date("2024-01-31") + duration("P1M")', 'date("2024-03-31") - duration("P1M")', 'date("2024-10")']
found = [pySFeel.SFeelParser().sFeelParse(text)[1] for text in asked]
print(today, *found, sep="\n")
assert found[0] == datetime.date(2024, 2, 28), found
assert found[2].day in (today, datetime.date.today().day), found
PY
