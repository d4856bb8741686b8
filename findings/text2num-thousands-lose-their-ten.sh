#!/usr/bin/env bash
# Version: text2num 3.1.0 number-parser 0.3.2 word2number 1.1
# Guess: "about 10 thousand troops" is left alone or becomes 10000, by libraries that turn numbers in words into digits.
# Seen: two make "about 10 1000 troops" of it, text2num in French, German and Spanish too, and "1.5 million shells" becomes
#   "1.5 1000000 shells". word2number, asked for the number, says 1000; and 18000 for "between eight and ten thousand".
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" text2num==3.1.0 number-parser==0.3.2 word2number==1.1

"$python" - <<'PY'
from number_parser import parse
from text_to_num import alpha2digit
from word2number.w2n import word_to_num

texts = ["about 10 thousand troops", "1.5 million shells"]
found = [(alpha2digit(text, "en"), parse(text), word_to_num(text)) for text in texts]
print(*found, sep="\n")
assert found == [
    ("about 10 1000 troops", "about 10 1000 troops", 1000),
    ("1.5 1000000 shells", "1.5 1000000 shells", 1000000),
], found
elsewhere = [alpha2digit(text, language) for text, language in (("10 mille", "fr"), ("10 tausend", "de"), ("10 mil", "es"))]
between = word_to_num("between eight and ten thousand")
print(elsewhere, between)
assert elsewhere == ["10 1000"] * 3, elsewhere
assert between == 18000, between
PY
