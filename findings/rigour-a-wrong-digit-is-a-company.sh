#!/usr/bin/env bash
# Version: rigour 2.6.1 typing-extensions 4.16.0 python-stdnum 2.2
# Guess: the check digit of a ship's IMO number finds every single wrong digit, and two libraries that check it agree.
# Seen: of the 63 numbers that differ from 1234567 in one digit 7 pass in both, since an even weight does not see a 5 more or less;
#   in rigour 13 pass, as it takes the numbers of companies, which have a check digit of their own, for IMO numbers too, and
#   does not say which it found. IMO 0000000 is valid to the other.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" rigour==2.6.1 typing-extensions==4.16.0 python-stdnum==2.2

"$python" - <<'PY'
from rigour.ids import get_identifier_format
from stdnum import imo

ship = "1234567"
checked = get_identifier_format("imo")
wrong = [ship[:place] + digit + ship[place + 1 :] for place in range(7) for digit in "0123456789" if digit != ship[place]]
both = [number for number in wrong if imo.is_valid(number)]
one = [number for number in wrong if checked.is_valid(number)]
print(len(wrong), both, sorted(set(one) - set(both)))
assert (checked.is_valid(ship), imo.is_valid(ship), len(wrong)) == (True, True, 63)
assert len(both) == 7 and set(both) < set(one) and len(one) == 13, (both, one)
assert checked.normalize("9234567") == "IMO9234567", checked.normalize("9234567")
assert imo.is_valid("0000000") and not checked.is_valid("0000000")
PY
