#!/usr/bin/env bash
# Version: icu-rbnf 0.2.0
# Guess: 20 quadrillion, 100 quadrillion and a quintillion are spelled out as such, or refused as too great; and a locale that nobody has
#   is refused, or is said to be unknown by the function that tells.
# Seen: each is "eighteen quadrillion fourteen trillion ...", the words of 18,014,398,509,481,984 (two to the 54th), and so is whatever
#   is greater, with a minus if below zero, in every language; as an ordinal in figures it is right. Below that the last digit is
#   another from nine quadrillion on. The locale xx_XX is "supported", in English.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" icu-rbnf==0.2.0

"$python" - <<'PY'
import icu_rbnf

numbers = [20 * 10**15, 100 * 10**15, 10**18, 2**54]
spelled = [icu_rbnf.spellout(number, "en_US") for number in numbers]
below = icu_rbnf.spellout(-(10**17), "en_US")
others = {icu_rbnf.spellout(number, "ru_RU") for number in numbers}
last = icu_rbnf.spellout(9_007_199_254_740_993, "en_US")
ordinal = icu_rbnf.ordinal(100 * 10**15, "en_US")
nobody = icu_rbnf.is_locale_supported("xx_XX"), icu_rbnf.spellout(21, "xx_XX")
print(*spelled, below, *others, last, ordinal, nobody, sep="\n")
assert icu_rbnf.spellout(10 * 10**15, "en_US") == "ten quadrillion"
assert spelled == [spelled[0]] * 4 and spelled[0].startswith("eighteen quadrillion fourteen trillion three hundred "), spelled
assert below == f"minus {spelled[0]}" and len(others) == 1, (below, others)
assert last.endswith(" nine hundred ninety-two") and ordinal == "100,000,000,000,000,000th", (last, ordinal)
assert nobody == (True, "twenty-one"), nobody
PY
