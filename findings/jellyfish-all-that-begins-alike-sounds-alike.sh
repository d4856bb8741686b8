#!/usr/bin/env bash
# Version: jellyfish 1.3.0 phonetics 1.0.5 pyphonetics 0.5.3
# Guess: what codes a name by its sound refuses a name in Cyrillic letters, or reads it in Latin ones first; and three libraries with
#   one scheme, Soundex, which is a century old, have one code for a name.
# Seen: to the first all Russian names that begin with one letter have one code, and by Metaphone all names have the same, which is
#   nothing; the third reads them. The second refuses them, and McDonald too, and its codes keep the vowels and have no end: Pfister
#   and Lloyd have three codes by three libraries. By its NYSIIS Robert, Rupert and Reuben are one, RA, and Smith and Smyth are two.
set -euo pipefail
# shellcheck source=fresh.bash
. "$(dirname "$0")/fresh.bash" jellyfish==1.3.0 phonetics==1.0.5 pyphonetics==0.5.3

"$python" - <<'PY'
import jellyfish
import phonetics
from pyphonetics import Soundex


def told(code, *names):
    try:
        return [code(name) for name in names]
    except Exception as error:
        return type(error).__name__


russian = ("Иванов", "Исмаилов", "Кадыров", "Козлов")
found = [
    told(jellyfish.soundex, *russian),
    told(jellyfish.metaphone, *russian),
    told(Soundex().phonetics, *russian),
    told(phonetics.soundex, "Иванов"),
    told(phonetics.soundex, "McDonald"),
    told(phonetics.nysiis, "Robert", "Rupert", "Reuben", "Smith", "Smyth"),
]
codes = {
    name: [code(name) for code in (jellyfish.soundex, phonetics.soundex, Soundex().phonetics)]
    for name in ("Smith", "Pfister", "Lloyd")
}
print(*found, codes, sep="\n")
assert found == [
    ["И000", "И000", "К000", "К000"],
    ["", "", "", ""],
    ["I151", "I254", "K361", "K241"],
    "IndexError",
    "IndexError",
    ["RA", "RA", "RA", "SNA", "SN"],
], found
assert codes == {
    "Smith": ["S530", "S5030", "S530"],
    "Pfister": ["P236", "P102306", "P123"],
    "Lloyd": ["L300", "L403", "L430"],
}, codes
PY
