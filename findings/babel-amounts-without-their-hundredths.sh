#!/usr/bin/env bash
# Version: babel 2.19.0 py-moneyed 3.0 iso4217 1.16.20260101
# Guess: 1234.56 in the currency of North Korea, Iran or Syria, which have hundredths in ISO 4217, is shown with them, as in roubles.
# Seen: format_currency() shows KPW1,235, IRR1,235 and SYP1,235: a figure of a report, rounded, with nothing to say so; py-moneyed
#   shows its amounts by it, though a hundredth is a unit of its own there. The Iraqi dinar has three places in two of them and none
#   in the third, which shows IQD1,235. Babel has a switch for that (currency_digits=False), off by default.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" babel==2.19.0 py-moneyed==3.0 iso4217==1.16.20260101

"$python" - <<'PY'
from babel.numbers import format_currency
from iso4217 import Currency
from moneyed import Money
from moneyed.l10n import format_money

found = {}
for code in ("RUB", "KPW", "IRR", "SYP", "IQD"):
    money = Money("1234.56", code)
    shown = format_currency(1234.56, code, locale="en_US")
    found[code] = [shown, format_money(money, locale="en_US"), money.currency.sub_unit, Currency(code).exponent]
    print(code, *found[code])
whole = format_currency(1234.56, "KPW", locale="en_US", currency_digits=False)
assert found["RUB"] == ["RUB1,234.56", "RUB1,234.56", 100, 2], found
assert all(found[code] == [f"{code}1,235"] * 2 + [100, 2] for code in ("KPW", "IRR", "SYP")), found
assert found["IQD"] == ["IQD1,235", "IQD1,235", 1000, 3], found
assert whole == "KPW1,234.56", whole
PY
