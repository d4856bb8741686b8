#!/usr/bin/env bash
# Version: python-stdnum 2.2 rigour 2.6.1 typing-extensions 4.16.0 fast-lei 1.2.0
# Guess: what checks an LEI finds each single wrong character, there being two check digits for that, and lets pass one ending of a
#   number; an ISIN's check digit finds two neighbours that are swapped, but for 0 and 9.
# Seen: of the 700 codes that differ in one character from 213800KUD8LAJWSQ9D15 three pass in two libraries, each a letter for a digit,
#   and two of them in the third. One entity has two endings, 02 and 99 (as 97 and 00, 98 and 01), of which the standard has the
#   first. Of an ISIN with letters three pairs of neighbours may be swapped unseen: RU000A0KJQU8 is as good as RU000A0JKQU8.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" python-stdnum==2.2 rigour==2.6.1 typing-extensions==4.16.0 fast-lei@1.2.0

cat > "$folder/ask.mjs" <<'JS'
import lei from "fast-lei";
console.log(JSON.stringify(process.argv.slice(2).filter((code) => lei.isValid(code))));
JS
"$python" - "$folder" <<'PY'
import json
import string
import subprocess
import sys

from rigour.ids import get_identifier_format
from stdnum import isin, lei


def third(codes):
    ran = subprocess.run(["node", f"{sys.argv[1]}/ask.mjs", *codes], check=True, capture_output=True, text=True)
    return json.loads(ran.stdout)


def passing(codes):
    one, other = filter(lei.is_valid, codes), filter(get_identifier_format("lei").is_valid, codes)
    return [list(one), list(other), third(code for code in codes if code[-2:].isdigit())]


code, body = "213800KUD8LAJWSQ9D15", "213800123456789008"
characters = string.digits + string.ascii_uppercase
wrong = [code[:place] + other + code[place + 1 :] for place in range(20) for other in characters if other != code[place]]
one, other, another = passing(wrong)
endings = passing([f"{body}{digits:02}" for digits in range(100)])
swapped = {
    share: [
        text
        for place in range(2, 11)
        if (text := share[:place] + share[place + 1] + share[place] + share[place + 2 :]) != share and isin.is_valid(text)
    ]
    for share in ("RU000A0JKQU8", "DE000BAY0017", "US0378331005")
}
print(len(wrong), one, other, another, endings, swapped, sep="\n")
assert len(wrong) == 700 and one == other == ["2F3800KUD8LAJWSQ9D15", "2138S0KUD8LAJWSQ9D15", "213800KUD8LAJWSQ9DX5"], (one, other)
assert another == one[:2], another
assert endings == [[f"{body}02", f"{body}99"]] * 3, endings
assert swapped == {
    "RU000A0JKQU8": ["RU000A0KJQU8", "RU000A0JQKU8", "RU000A0JKUQ8"],
    "DE000BAY0017": ["DE00B0AY0017", "DE000ABY0017", "DE000BYA0017"],
    "US0378331005": [],
}, swapped
PY
