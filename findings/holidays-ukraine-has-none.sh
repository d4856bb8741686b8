#!/usr/bin/env bash
# Version: holidays 0.109 workalendar 17.0.0
# Guess: two calendars of public holidays agree on a country's year but for a day or two, and on how many days were worked.
# Seen: for Ukraine in 2024 one has no holiday at all, because martial law suspends them, and the other 14. For Russia the one
#   knows the Saturdays that were worked and the Mondays off in return, the other neither: 27 April and 29 April 2024 are a
#   working day and a day off, or the other way round.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" holidays==0.109 workalendar==17.0.0

"$python" - <<'PY'
import datetime as dt

import holidays
from workalendar.europe import Russia, Ukraine

found = len(holidays.country_holidays("UA", years=2024)), len(Ukraine().holidays(2024))
print(found)
assert found == (0, 14), found
one, other = holidays.country_holidays("RU", years=2024), Russia()
days = [dt.date(2024, 4, 27), dt.date(2024, 4, 29)]
worked = [(one.is_working_day(day), other.is_working_day(day)) for day in days]
print(worked)
assert worked == [(True, False), (False, True)], worked
PY
