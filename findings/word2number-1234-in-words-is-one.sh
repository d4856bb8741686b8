#!/usr/bin/env bash
# Version: word2number 1.1 num2words 0.5.14
# Guess: a figure that the one library writes in words is read as that figure by the other, or refused; "ten to twelve thousand" is
#   refused, or its first or last figure read.
# Seen: one thousand, two hundred and thirty-four is 1, one thousand, one hundred is 101, one million, ten thousand is 11,000, and a
#   trillion 1. Minus five is 5; minus a half is "zero point five" as soon as it is written, in English as in Russian. Ten to twelve
#   thousand are 22,000, half a million is one, and a hundred and five thousand are 500,000.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" word2number==1.1 num2words==0.5.14

"$python" - <<'PY'
from num2words import num2words
from word2number import w2n

numbers = [1234, 1100, 1_010_000, 10**12, -5, 12_000, 1_000_001]
found = {number: w2n.word_to_num(num2words(number)) for number in numbers}
written = [num2words(-0.5), num2words(-0.5, lang="ru"), num2words(-1.5)]
texts = ["ten to twelve thousand", "half a million", "a hundred and five thousand"]
read = [w2n.word_to_num(text) for text in texts]
print(found, written, read, sep="\n")
assert found == {
    1234: 1,
    1100: 101,
    1_010_000: 11_000,
    10**12: 1,
    -5: 5,
    12_000: 12_000,
    1_000_001: 1_000_001,
}, found
assert written == ["zero point five", "ноль целых пять десятых", "minus one point five"], written
assert read == [22_000, 1_000_000, 500_000], read
PY
